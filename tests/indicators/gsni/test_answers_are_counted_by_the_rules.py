"""The rules of the 2023 edition on hand-made SYNTHETIC rows, and what holds for any rows at all."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.cli import main
from qorgan.indicators.gsni.layout import Asked
from qorgan.indicators.gsni.study import study

HEAD7 = "B_COUNTRY_ALPHA,Q260,Q29,Q249,Q30,Q33,Q31,Q189,Q184"
CLEAN7 = [4, 10, 4, 5, 4, 1, 10]
MEASURES = ("gsni", "gsni2", "none", "political", "educational", "economic", "physical")


def answered(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, *options: str) -> list[dict]:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["index", "gsni", str(path), "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)["countries"]


def one(capsys: pytest.CaptureFixture[str], tmp_path: Path, *codes: list[object]) -> dict:
    lines = [",".join(["KAZ", "2", *map(str, row)]) for row in codes]
    return answered(capsys, tmp_path, "\n".join([HEAD7, *lines]) + "\n")[0]


def changed(place: int, code: object) -> list[object]:
    return [*CLEAN7[:place], code, *CLEAN7[place + 1 :]]


@pytest.mark.parametrize(
    ("place", "biases", "clean", "dimension"),
    [
        (0, [1, 2], [3, 4], "political"),
        (1, [0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10], "political"),
        (2, [1, 2], [3, 4], "educational"),
        (3, [1, 2], [3, 4, 5], "economic"),
        (4, [1, 2], [3, 4], "economic"),
        (5, [2, 3, 4, 5, 6, 7, 8, 9, 10], [1], "physical"),
        (6, [1], [2, 3, 4, 5, 6, 7, 8, 9, 10], "physical"),
    ],
)
def test_each_code_of_wave_seven_is_a_bias_or_clean_as_the_table_has_it(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    place: int,
    biases: list[int],
    clean: list[int],
    dimension: str,
) -> None:
    row = one(capsys, tmp_path, *(changed(place, code) for code in biases + clean))
    assert row["numerators"][dimension] == row["numerators"]["gsni"] == len(biases)
    assert row["numerators"]["none"] == len(clean)
    assert row["numerators"]["gsni2"] == 0
    assert sum(row["numerators"][name] for name in MEASURES[3:]) == len(biases)


@pytest.mark.parametrize("wave", [5, 6])
def test_the_job_item_of_waves_five_and_six_has_three_points_and_the_democracy_item_no_nought(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wave: int
) -> None:
    head = {5: "V2,V61,V161,V62,V44,V63,V208,V204", 6: "V2,V51,V139,V52,V45,V53,V208,V204"}[wave]
    text = head + "\n398,4,10,4,1,4,1,10\n398,4,10,4,2,4,1,10\n398,4,10,4,3,4,1,10\n"
    row = answered(capsys, tmp_path, text)[0]
    assert (row["country"], row["wave"], row["numerators"]["economic"]) == ("KAZ", wave, 1)
    path = tmp_path / "nought.csv"
    path.write_text(head + "\n398,4,0,4,1,4,1,10\n", encoding="utf-8")
    assert main(["index", "gsni", str(path)]) == 2
    assert "off the scale" in capsys.readouterr().err


def test_every_negative_code_and_empty_cell_is_missing_and_drops_out_listwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = [changed(0, code) for code in (-1, -2, -4, -5, "", "NA", ".", " -1 ", "-2.0")]
    row = one(capsys, tmp_path, CLEAN7, *missing)
    assert (row["respondents"], row["n"]) == (10, 1)
    assert row["dropped_percent"] == 90
    assert row["denominators"] == {
        "gsni": 1,
        "gsni2": 1,
        "none": 1,
        "political": 1,
        "educational": 10,
        "economic": 10,
        "physical": 10,
    }


def test_two_biases_in_one_dimension_count_as_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = one(capsys, tmp_path, [1, 1, *CLEAN7[2:]], CLEAN7)
    assert (row["gsni"], row["gsni2"], row["none"], row["political"]) == (50, 50, 50, 50)


@pytest.mark.parametrize(
    "kind", [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Float32, pl.Float64, pl.String, pl.Categorical]
)
def test_codes_are_codes_in_whatever_type_a_table_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: type[pl.DataType]
) -> None:
    rows = [["KAZ", 1, *changed(0, 1)], ["KAZ", 2, *changed(0, -5)], ["KAZ", 2, *changed(0, None)]]
    frame = pl.DataFrame(rows, schema=HEAD7.split(","), orient="row", strict=False)
    names = HEAD7.split(",")[1:]
    text = frame.with_columns(pl.col(name).cast(pl.Int64) for name in names)
    if kind in (pl.String, pl.Categorical):
        text = text.with_columns(pl.col(name).cast(pl.String) for name in names)
    path = tmp_path / "a.parquet"
    text.with_columns(pl.col(name).cast(kind) for name in names).write_parquet(path)
    assert main(["index", "gsni", str(path), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["countries"]
    assert (row["respondents"], row["n"], row["gsni"]) == (3, 1, 100)


def test_a_group_where_nobody_answered_all_gives_null_and_never_nought(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = one(capsys, tmp_path, changed(0, -1), changed(2, -1))
    assert (row["n"], row["gsni"], row["none"]) == (0, None, None)
    assert row["economic"] == 0


def test_each_country_is_a_row_and_one_that_is_not_known_keeps_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = ",".join(map(str, [2, *CLEAN7]))
    head = HEAD7.replace("B_COUNTRY_ALPHA", "B_COUNTRY")
    rows = answered(capsys, tmp_path, f"{head}\n398,{cells}\n417,{cells}\n9999,{cells}\n398,{cells}\n")
    assert [(row["country"], row["respondents"]) for row in rows] == [("9999", 1), ("KAZ", 2), ("KGZ", 1)]
    assert rows[0]["name"] is None


def test_a_header_with_its_question_after_a_colon_is_read_as_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = HEAD7.replace("Q189", '"Q189: Justifiable: For a man to beat his wife"').replace(
        "Q260", "q260: Sex"
    )
    text = f"{head}\nKAZ,1," + ",".join(map(str, CLEAN7)) + "\n"
    assert answered(capsys, tmp_path, text.replace(",", ";"))[0]["n"] == 1


def test_a_lacking_item_leaves_what_can_be_given_and_six_items_are_counted_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "B_COUNTRY_ALPHA,Q29,Q249,Q30,Q33,Q31,Q184"
    text = f"{head}\nGBR,1,10,4,5,4,10\nGBR,4,10,4,5,4,1\n"
    row = answered(capsys, tmp_path, text)[0]
    assert (row["gsni"], row["physical"], row["political"], row["educational"]) == (None, None, 50, 0)
    assert row["computable_as_published"] is False
    assert row["why_not"]
    six = answered(capsys, tmp_path, text, "--six-items")[0]
    assert (six["gsni"], six["physical"], six["n"], six["six_items"]) == (100, 50, 2, True)


def test_an_item_that_one_country_was_not_asked_leaves_the_other_country_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = [4, 10, 4, 5, 4, -4, 10]
    lines = [",".join(["ITA", "1", *map(str, other)]), ",".join(["KAZ", "1", *map(str, CLEAN7)])]
    rows = {row["country"]: row for row in answered(capsys, tmp_path, "\n".join([HEAD7, *lines]) + "\n")}
    assert (rows["ITA"]["gsni"], rows["ITA"]["lacking"]) == (None, ["beating"])
    assert rows["KAZ"]["gsni"] == 0


code7 = st.tuples(
    st.sampled_from(["KAZ", "KGZ"]),
    st.sampled_from([1, 2]),
    st.integers(-2, 4).filter(bool),
    st.integers(-2, 10),
    st.integers(-2, 4).filter(bool),
    st.integers(-2, 5).filter(bool),
    st.integers(-2, 4).filter(bool),
    st.integers(-2, 10).filter(bool),
    st.integers(-2, 10).filter(bool),
)


def by_hand(rows: list[tuple]) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each measure, row by row, in the words of the rule."""
    found = dict.fromkeys(MEASURES, (0, 0))
    for _, _, leaders, rights, university, job, executives, beating, abortion in rows:
        biases = [
            None if code < 0 else wrong
            for code, wrong in (
                (leaders, leaders in (1, 2)),
                (rights, rights <= 7),
                (university, university in (1, 2)),
                (job, job in (1, 2)),
                (executives, executives in (1, 2)),
                (beating, beating >= 2),
                (abortion, abortion == 1),
            )
        ]
        parts = {
            "political": biases[:2],
            "educational": biases[2:3],
            "economic": biases[3:5],
            "physical": biases[5:],
        }
        answers = {name: (None if None in part else any(part)) for name, part in parts.items()}
        if None not in biases:
            answers |= {"gsni": sum(biases) >= 1, "gsni2": sum(biases) >= 2, "none": sum(biases) == 0}
        for name, answer in answers.items():
            if answer is not None:
                found[name] = (found[name][0] + answer, found[name][1] + 1)
    return found


def counted(rows: list[tuple]) -> dict[str, dict]:
    frame = pl.DataFrame(rows, schema=HEAD7.split(","), orient="row")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "a.parquet")
        frame.write_parquet(path)
        found = study(path, Asked(), accepted=("points",))
    return {country.group.country: country for country in found.countries}


@settings(max_examples=40, deadline=None)
@given(st.lists(code7, min_size=1, max_size=60), st.randoms())
def test_any_rows_are_counted_as_by_hand_in_any_order_and_women_and_men_add_up(rows: list, random) -> None:
    found = counted(rows)
    turned = list(rows)
    random.shuffle(turned)
    again = counted(turned)
    for country, row in found.items():
        assert row == again[country]
        mine = [one for one in rows if one[0] == country]
        by_hand_counts = by_hand(mine)
        for name, value in row.pooled.items():
            women, men = row.by_sex["women"][name], row.by_sex["men"][name]
            assert value.of == women.of + men.of
            if value.biased is not None:
                assert (value.biased, value.of) == by_hand_counts[name]
        gsni, gsni2, none = (row.pooled[name].percent for name in MEASURES[:3])
        if gsni is not None and gsni2 is not None and none is not None:
            assert none == pytest.approx(100 - gsni, abs=1e-9)
            assert gsni2 <= gsni
