"""Inverted, mislabelled, truncated, doubled and aggregated files: exit 2 and a line with the reason, no
traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.cli import main

from .synthetic import coded, implied, people, write

AGREE4 = {1: "Agree strongly", 2: "Agree", 3: "Disagree", 4: "Disagree strongly", -1: "Don´t know"}
TEN = {1: "Never justifiable", 10: "Always justifiable"}
ESSENTIAL = {
    0: "It is against democracy",
    1: "Not an essential characteristic",
    10: "An essential characteristic",
}
RIGHT_LABELS = {
    "Q29": AGREE4,
    "Q30": AGREE4,
    "Q31": AGREE4,
    "Q33": {
        1: "Agree strongly",
        2: "Agree",
        3: "Neither agree nor disagree",
        4: "Disagree",
        5: "Disagree strongly",
    },
    "Q189": TEN,
    "Q184": TEN,
    "Q249": ESSENTIAL,
    "Q260": {1: "Male", 2: "Female"},
}


def kazakhstan() -> pl.DataFrame:
    """SYNTHETIC, with the counts of wave 7."""
    return coded("KAZ", 7, people(next(row for row in implied() if row["iso3"] == "KAZ")))


def plain(rows: int = 60, country: str = "XXX") -> pl.DataFrame:
    """SYNTHETIC rows of wave 7 of no known country, every code used."""
    return pl.DataFrame(
        {
            "B_COUNTRY_ALPHA": [country] * rows,
            "D_INTERVIEW": list(range(1, rows + 1)),
            "Q260": [1 + at % 2 for at in range(rows)],
            **{name: [1 + at % 4 for at in range(rows)] for name in ("Q29", "Q30", "Q31")},
            "Q33": [1 + at % 5 for at in range(rows)],
            **{name: [1 + at % 10 for at in range(rows)] for name in ("Q189", "Q184", "Q249")},
        }
    )


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["index", "gsni", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def taken(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["index", "gsni", *arguments]) == 0
    return capsys.readouterr().out


def turned(frame: pl.DataFrame, top: int, *columns: str) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(pl.col(name) > 0).then(top + 1 - pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in columns
    )


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta"])
def test_a_release_whose_own_labels_run_the_other_way_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    right = write(plain(), tmp_path / f"a.{ending}", variable_value_labels=RIGHT_LABELS)
    taken(capsys, right)
    other = RIGHT_LABELS | {"Q30": {1: "Disagree strongly", 2: "Disagree", 3: "Agree", 4: "Strongly agree"}}
    said = refused(capsys, write(plain(), tmp_path / f"b.{ending}", variable_value_labels=other))
    assert "Q30" in said
    assert "opposite of the codebook" in said


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        ("Q189", {1: "Always justifiable", 10: "Never justifiable"}),
        ("Q249", {1: "An essential characteristic of democracy", 10: "Not an essential characteristic"}),
        ("Q33", {1: "Strongly disagree", 5: "Strongly agree"}),
        ("Q33", {1: "Agree", 2: "Disagree", 3: "Neither"}),
        ("Q260", {1: "Female", 2: "Male"}),
    ],
)
def test_each_kind_of_scale_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, labels: dict[int, str]
) -> None:
    path = write(plain(), tmp_path / "a.sav", variable_value_labels=RIGHT_LABELS | {column: labels})
    assert f"{column}: the file's own label" in refused(capsys, path)


def test_a_name_that_says_inverted_is_refused_unless_the_codes_were_looked_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(plain(), tmp_path / "WVS_Cross-National_Wave_7_inverted_csv_v6_0.csv")
    assert "a release with inverted scales" in refused(capsys, path)
    assert "set aside on the command line: inverted" in taken(capsys, path, "--accept", "inverted")


def test_the_columns_of_an_inverted_release_are_known_by_their_ids(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().rename({"Q29": "Q29P", "Q30": "Q30P", "Q31": "Q31P", "Q33": "Q33P"})
    assert "Q31P: Q31 is missing and its inverted twin" in refused(capsys, write(frame, tmp_path / "a.csv"))


@pytest.mark.parametrize(
    "turn",
    [
        lambda frame: turned(frame, 4, "Q29", "Q30", "Q31"),
        lambda frame: turned(turned(frame, 4, "Q29", "Q30", "Q31"), 5, "Q33"),
        lambda frame: turned(frame, 10, "Q249", "Q189", "Q184"),
        lambda frame: turned(frame, 4, "Q30"),
    ],
)
def test_a_file_without_labels_that_meets_the_published_cells_only_when_turned_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], turn: Any
) -> None:
    said = refused(capsys, write(turn(kazakhstan()), tmp_path / "a.csv"))
    assert "KAZ, wave 7: far from UNDP's published values" in said


def test_a_country_that_mostly_justifies_beating_always_is_upside_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [10] * 90 + [9] * 20 + [1] * 10
    frame = plain(120).with_columns(Q189=pl.Series(codes))
    assert "Q189: XXX: more than half say 10" in refused(capsys, write(frame, tmp_path / "a.csv"))


def test_a_column_under_the_label_of_another_question_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = {"Q189": "Justifiable: Abortion", "Q184": "Justifiable: For a man to beat his wife"}
    said = refused(capsys, write(plain(), tmp_path / "a.sav", column_labels=labels))
    assert "Q189: the label is that of another question (abortion, expected beating)" in said
    frame = plain().rename({"Q30": "Q30: Men make better business executives than women do"})
    assert "Q30: the label is that of another" in refused(capsys, write(frame, tmp_path / "b.csv"))


def test_codes_off_the_scale_name_the_column_the_first_line_and_the_scale_and_no_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().with_columns(Q29=pl.Series([1] * 10 + [77] * 50))
    path = write(frame, tmp_path / "a.csv")
    said = refused(capsys, path)
    assert f"{path}: line 12: Q29: codes off the scale of this item, first here: 50 (allowed: 1..4" in said
    assert "77" not in said


def test_the_three_point_job_item_in_a_file_of_wave_seven_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().with_columns(Q33=pl.Series([1 + at % 3 for at in range(60)]))
    path = write(frame, tmp_path / "a.csv")
    assert "Q33: XXX: 60 answers and nobody beyond 3" in refused(capsys, path)
    taken(capsys, path, "--accept", "points")


def test_the_five_point_job_item_in_a_file_of_wave_six_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = next(row for row in implied() if row["wave"] == 6)
    frame = coded(row["iso3"], 6, people(row)).with_columns(V45=pl.lit(4))
    assert "codes of the five-point job item of wave 7" in refused(capsys, write(frame, tmp_path / "a.csv"))


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.sav", "a.zsav", "a.dta"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.995])
def test_a_file_that_is_cut_off_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, part: float
) -> None:
    frame = plain(500).with_columns(LAST=pl.lit("synthetic"))
    path = Path(write(frame, tmp_path / name))
    whole = path.read_bytes()
    size = int(len(whole) * part)
    if name == "a.csv":
        size = whole.rfind(b",", 0, size)  # in the middle of a row
    path.write_bytes(whole[: max(size, 0)])
    assert str(path) in refused(capsys, str(path))


def test_a_last_line_without_its_end_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(write(plain(), tmp_path / "a.csv"))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert "may have been cut" in taken(capsys, str(path))


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.sav", "a.dta"])
def test_a_file_with_no_rows_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert "no row" in refused(capsys, write(plain().head(0), tmp_path / name))


def test_missing_columns_are_each_a_line_and_nothing_known_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, write(plain().drop("Q29", "Q189"), tmp_path / "a.csv"))
    assert [line.split(": ")[1] for line in said.splitlines()] == ["Q29", "Q189"]
    (tmp_path / "b.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no item of wave 5, 6, 7" in refused(capsys, str(tmp_path / "b.csv"))
    said = refused(capsys, write(plain().drop("B_COUNTRY_ALPHA"), tmp_path / "c.csv"))
    assert "no column says the country" in said
    taken(capsys, str(tmp_path / "c.csv"), "--country", "398")


def test_a_respondent_who_stands_there_twice_is_refused_with_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pl.concat([plain(), plain().slice(3, 2)])
    path = write(frame, tmp_path / "a.csv")
    said = refused(capsys, path)
    assert "line 62: D_INTERVIEW: respondents whose id was there before, first here: 2" in said
    taken(capsys, path, "--accept", "repeats")
    two = pl.concat([plain(), plain(country="YYY")])
    taken(capsys, write(two, tmp_path / "b.csv"))


def test_the_wrong_wave_is_refused_by_the_columns_and_by_the_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(plain(), tmp_path / "a.csv")
    assert "wave 6 was asked for, the columns are those of wave 7" in refused(capsys, path, "--wave", "6")
    path = write(plain().with_columns(A_WAVE=pl.lit(6)), tmp_path / "b.csv")
    assert "A_WAVE: rows say wave 6" in refused(capsys, path)


def test_a_whole_file_that_could_be_two_waves_is_asked_about_unless_its_rows_say_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pl.DataFrame({f"V{at}": [1] * 5 for at in range(2, 260)}).with_columns(V2=pl.lit(398))
    path = write(frame, tmp_path / "a.csv")
    assert "fit more than one wave: 6, 5" in refused(capsys, path)
    assert ", 5" in taken(capsys, path, "--wave", "5", "--accept", "repeats")
    told = write(frame.with_columns(V1=pl.lit(6)), tmp_path / "b.csv")
    assert ", 6" in taken(capsys, told, "--accept", "repeats")
    assert "wave" in refused(capsys, told, "--wave", "5")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("45%", "a percent"),
        ("Agree strongly", "not a whole code"),
        ("1.5", "not a whole code"),
        ("inf", "not a whole"),
    ],
)
def test_cells_that_are_no_codes_are_named_by_their_lines_and_never_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cell: str, reason: str
) -> None:
    frame = plain().with_columns(Q30=pl.Series(["1"] * 20 + [cell] * 40))
    said = refused(capsys, write(frame, tmp_path / "a.csv"))
    assert f"line 22: Q30: {reason}" in said
    assert "Q30: such cells in all: 40" in said
    assert cell not in said.replace("e.g.", "")


@pytest.mark.parametrize("value", [1e300, -1e300, 10**18, True, "NaN", None])
def test_numbers_of_any_size_and_columns_of_nothing_end_in_an_answer_or_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: object
) -> None:
    frame = plain().with_columns(pl.Series("Q30", [value] * 60, strict=False))
    path = write(frame, tmp_path / "a.parquet")
    code = main(["index", "gsni", path])
    said = capsys.readouterr()
    assert (code, bool(said.err)) in ((0, False), (2, True))


def test_a_folder_a_picture_and_a_name_that_is_not_there_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.sav").mkdir()
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (tmp_path / "picture.dta").write_bytes(bytes(range(256)) * 40)
    for name in ("folder.sav", "picture.csv", "picture.dta", "nothing.parquet", "a.xlsx"):
        refused(capsys, str(tmp_path / name))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_reason_is_said_in_the_language_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    said = refused(capsys, write(plain().drop("Q29", "Q30"), tmp_path / "a.csv"), "--lang", language)
    assert {"ru": "нет столбца", "kk": "баған жоқ"}[language] in said


def test_codes_that_an_spss_file_declares_missing_are_missing_and_nought_on_democracy_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().with_columns(Q29=pl.Series([1] * 10 + [99] * 50), Q249=pl.lit(0))
    ranges = {"Q29": [{"lo": 97, "hi": 99}], "Q249": [0]}
    said = taken(capsys, write(frame, tmp_path / "a.sav", missing_ranges=ranges))
    assert "10 of 60 answered every question asked" in said
    undeclared = refused(capsys, write(frame, tmp_path / "b.sav"))
    assert "Q29: codes off the scale of this item, first here: 50" in undeclared


def test_a_variable_whose_label_calls_it_inverted_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = {"Q31": "Men make better business executives than women do (inverted)"}
    assert "Q31: the file's own label calls this column inverted" in refused(
        capsys, write(plain(), tmp_path / "a.dta", column_labels=labels)
    )


def test_all_columns_with_faults_are_named_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().with_columns(Q29=pl.lit("45%"), Q189=pl.lit(55), Q260=pl.lit(7))
    said = refused(capsys, write(frame, tmp_path / "a.csv"))
    assert all(f"{column}: " in said for column in ("Q29", "Q189", "Q260"))


def test_values_far_from_the_published_ones_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = taken(capsys, write(plain(200, country="KAZ"), tmp_path / "a.csv"))
    assert "points from the values UNDP published" in " ".join(said.split())


def test_a_year_that_is_none_is_no_reason_to_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken(capsys, write(plain().with_columns(A_YEAR=pl.lit("spring")), tmp_path / "a.csv"))


def test_a_file_where_nobody_answered_anything_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = plain().with_columns(pl.lit(-1).alias(name) for name in plain().columns if name[0] == "Q")
    assert "nobody answered any" in refused(capsys, write(silent, tmp_path / "a.csv"))


def test_a_named_column_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "items.yaml"
    named.write_text("leaders: NOPE\n", encoding="utf-8")
    path = write(plain(), tmp_path / "a.csv")
    assert "NOPE: the column is missing" in refused(capsys, path, "--columns", str(named))


@pytest.mark.parametrize("weight", [1e308, -1e12, float("inf")])
def test_a_number_that_can_be_no_weight_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], weight: float
) -> None:
    path = write(plain().with_columns(W_WEIGHT=pl.lit(weight)), tmp_path / "a.csv")
    assert "line 2: W_WEIGHT: not a number" in refused(capsys, path, "--design")


def test_an_ending_that_is_no_format_names_all_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.rds").write_bytes(b"x")
    assert ".sav, .zsav, .dta" in refused(capsys, str(tmp_path / "a.rds"))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["sav", "zsav", "dta", "parquet"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_bytes_changed_anywhere_end_in_an_answer_or_a_reason(
    ending: str, changes: list[tuple[float, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(write(plain(), Path(folder) / f"a.{ending}"))
        whole = bytearray(path.read_bytes())
        for place, byte in changes:
            whole[int(place * len(whole))] = byte
        path.write_bytes(whole)
        assert main(["index", "gsni", str(path)]) in (0, 2)


def test_a_column_that_stands_twice_is_refused_as_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = plain().with_columns(q29=pl.col("Q29"))
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(frame, str(path))
    assert "Q29: the column stands 2 times" in refused(capsys, str(path))
