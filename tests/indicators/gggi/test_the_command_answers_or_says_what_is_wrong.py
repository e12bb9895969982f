"""``qorgan index gggi`` and its kin: an answer, or a line for each fault and exit code 2."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from qorgan.cli import main
from qorgan.indicators.gggi.method import method_of

DATA = Path(__file__).parent / "data"
RATIOS = str(DATA / "gggi_ratios_2018.csv")
COLUMNS = method_of().columns
Change = Callable[[list[dict[str, str]]], None]


def table(
    folder: Path, change: Change | None = None, name: str = "a.csv", columns: tuple[str, ...] = COLUMNS
) -> str:
    """Three countries at .5 everywhere, changed."""
    rows = [{"iso3": code, **dict.fromkeys(columns, "0.5")} for code in ("KAZ", "KGZ", "UZB")]
    if change:
        change(rows)
    path = folder / name
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["iso3", *columns])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def put(row: int, column: str, value: str) -> Change:
    def change(rows: list[dict[str, str]]) -> None:
        rows[row][column] = value

    return change


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["index", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err.splitlines()


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["index", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("value", "column", "says"),
    [
        ("-0.1", "r_lfpr", "below zero"),
        ("95.2", "r_literacy", "percentage"),
        ("940", "r_sex_ratio", "percentage"),
        ("women", "r_hle", "not a number"),
        ("inf", "r_ministers", "not a number"),
        ("95.2%", "r_primary", "not a number"),
        ("KZ", "iso3", "no country"),
        ("XXX", "iso3", "no country"),
        ("", "iso3", "no country"),
        ("KGZ", "iso3", "second time"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_by_line_and_column(
    value: str, column: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path, put(2, column, value))
    said = refused(capsys, "gggi", path)
    assert len(said) == 1
    assert said[0].startswith(f"{path}: line 4: {column}: ")
    assert says in said[0]
    assert "(allowed: " in said[0]


def test_every_fault_has_its_line_in_the_order_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[0]["r_tertiary"] = "-1"
        rows[1]["r_lfpr"] = "62.9"
        rows[2]["iso3"] = "KAZ"

    said = refused(capsys, "gggi", table(tmp_path, change))
    assert [line.split(": ")[1] for line in said] == ["line 2", "line 3", "line 4"]


def test_missing_columns_are_all_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "gggi", table(tmp_path, columns=COLUMNS[:12]))
    assert [line.split(": ")[1] for line in said] == ["r_ministers", "r_head_of_state"]


@pytest.mark.parametrize("content", [b"", b"iso3\n", b"\x00\xff\x00", b"a,b\n1,2\n", b"iso3,r_lfpr\n"])
def test_a_file_that_is_no_table_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    for command in (("gggi",), ("gggi-moves", "--from", "2021", "--to", "2023"), ("gggi-editions",)):
        assert refused(capsys, command[0], str(path), *command[1:])
    assert refused(capsys, "gggi", str(tmp_path))
    assert refused(capsys, "gggi", str(tmp_path / "nothing.csv"))


def test_a_country_with_eleven_indicators_is_reported_and_never_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[0].update(dict.fromkeys(COLUMNS[2:5], ""))

    path = table(tmp_path, change)
    found = answered(capsys, "gggi", path)
    assert (found["given"], found["ranked"]) == (3, 2)
    assert [one["iso3"] for one in found["not_eligible"]] == ["KAZ"]
    last = found["countries"][-1]
    assert (last["iso3"], last["eligible"], last["score"], last["rank"]) == ("KAZ", False, None, None)
    assert [one["tied"] for one in found["countries"][:2]] == [2, 2], "the other two share the first rank"
    assert main(["index", "gggi", path]) == 0
    assert "KAZ Kazakhstan: not eligible: 11 of 14 indicators, at least 12 needed" in capsys.readouterr().out


@pytest.mark.parametrize("cell", [True, [1.0], b"x"])
def test_a_parquet_column_that_holds_no_numbers_is_refused_by_name(
    cell: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pl.read_csv(RATIOS, infer_schema_length=None)
    path = tmp_path / "a.parquet"
    frame.with_columns(pl.Series("r_lfpr", [cell] * frame.height)).write_parquet(path)
    said = refused(capsys, "gggi", str(path))
    assert len(said) == 1
    assert said[0].startswith(f"{path}: r_lfpr: ")


def test_a_table_of_empty_cells_ranks_nobody_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row.update(dict.fromkeys(COLUMNS, ""))

    found = answered(capsys, "gggi", table(tmp_path, change))
    assert (found["given"], found["ranked"], found["largest_difference"]) == (3, 0, None)


def test_profiles_of_several_editions_ask_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (DATA / "gggi_profile_kenya_2023.csv").read_text().splitlines()
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*lines, lines[1].replace("2023", "2022", 1)]) + "\n")
    said = refused(capsys, "gggi", str(path))
    assert "--edition with one of: 2022, 2023" in said[0]
    assert answered(capsys, "gggi", str(path), "--edition", "2023")["ranked"] == 1
    path.write_text("\n".join([*lines, lines[1]]) + "\n")
    assert "line 16: indicator: the same indicator" in refused(capsys, "gggi", str(path))[0]
    path.write_text("\n".join(lines).replace("0.862", "0.431") + "\n")
    assert "line 2: ratio_FM: the ratio and the numbers" in refused(capsys, "gggi", str(path))[0]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("gggi", RATIOS, "--country", "kaz", "--constant", RATIOS),
        ("gggi", RATIOS),
        ("gggi-moves", "--from", "2021", "--to", "2022"),
        ("gggi-moves", "--from", "2024", "--to", "2025"),
        ("gggi-moves", "--from", "2018", "--to", "2020", "--country", "ISL"),
        ("gggi-editions", "--country", "DEU", "--from", "2021"),
    ],
)
def test_each_language_has_an_answer_and_no_sentence_is_left_unfilled(
    arguments: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", *arguments, "--lang", language]) == 0
    said = capsys.readouterr().out
    assert "{" not in said
    assert "None" not in said
    if language != "en":
        assert "Kazakhstan" not in said
    answered(capsys, *arguments, "--lang", language)


def test_the_whole_move_is_said_in_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "gggi-moves", "--from", "2021", "--to", "2023")
    assert (found["from"]["rank"], found["to"]["rank"], found["to"]["decimals"]) == (80, 62, 2)
    assert found["order"] == "shapley"
    assert found["parts"]["total"] == {"low": 18, "high": 18, "reading": 18}
    assert sum(found["parts"][name]["reading"] for name in ("own", "others", "left", "entered")) == 18


@pytest.mark.parametrize(
    "arguments",
    [
        ("gggi-moves", "--from", "2019", "--to", "2023"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--country", "TKM"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--country", "nowhere"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--score", "2023=0.9"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--score", "2022=0.72"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--score", "0.72"),
        ("gggi-moves", "--from", "2021", "--to", "2023", "--score", "2023=nan"),
        ("gggi-editions", "--country", "XXX"),
        ("gggi", RATIOS, "--country", "TKM"),
        ("gggi", RATIOS, "--edition", "1066"),
        ("gggi", RATIOS, "--constant", "nothing.csv"),
        ("gggi-moves", "--from", "2023", "--to", "2021"),
        ("gggi-editions", "--from", "2030"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(refused(capsys, *arguments)) == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("KAZ,2021,0.71,0", "rank: not a number"),
        ("KAZ,2021,71,1", "score: not a score"),
        ("KAZ,2021,-0.1,1", "score: not a score"),
        ("KAZ,21,0.71,1", "report_year: not a number"),
        ("KAZ,,0.71,1", "report_year: not a number"),
        ("QQQ,2021,0.71,1", "iso3: no country"),
        ("KAZ,2021,x,1", "score: not a number"),
        ("ISL,2021,0.7,2", "score: a second row of ISL"),
    ],
)
def test_a_published_table_with_a_bad_cell_is_refused(
    row: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"iso3,report_year,score,rank\nISL,2021,0.892,1\n{row}\n")
    said = refused(capsys, "gggi-editions", str(path))
    assert said[0].startswith(f"{path}: line 3: {says}")
