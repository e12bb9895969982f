"""From wave to wave: points with their interval, drop-out on both sides, and what it cannot show."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from qorgan.cli import main

from .synthetic import coded, implied, of_one_sex, people, published, write

SERIES = {"leaders": "D059", "rights": "E233", "university": "D060", "job": "C001", "executives": "D078"}


def wave_six() -> pl.DataFrame:
    """SYNTHETIC: 1,500 of Kazakhstan with the published shares of wave 6 and nobody dropping out."""
    cells = published("A3a")
    shares = [("pol", "POLITICAL"), ("edu", "EDUCATIONAL"), ("eco", "ECONOMIC"), ("phy", "PHYSICAL")]
    wanted = {name: (1500, round(15 * cells["KAZ", 6, "both", cell])) for name, cell in shares}
    return coded(398, 6, of_one_sex("women", 1500, 1438, 1168, wanted))


def wave_seven(respondents: int = 1276) -> pl.DataFrame:
    """SYNTHETIC: 989 complete answers and as many others as dropped out, who answered nothing."""
    rows = [
        row
        for row in people(next(row for row in implied() if row["iso3"] == "KAZ"))
        if None not in row.values()
    ]
    silent = [dict.fromkeys(rows[0]) | {"sex": "men"}] * (respondents - len(rows))
    return coded("KAZ", 7, rows + silent).with_columns(A_YEAR=pl.lit(2018))


def changed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["index", "gsni", *arguments, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["change"]
    return found


def test_kazakhstan_from_wave_six_to_seven_with_22_percent_against_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six, seven = write(wave_six(), tmp_path / "six.csv"), write(wave_seven(), tmp_path / "seven.csv")
    found = changed(capsys, seven, "--change", six, "--accept", "inverted")
    assert (found["country"], found["from_wave"], found["to_wave"]) == ("KAZ", 6, 7)
    assert found["gsni"]["points"] == pytest.approx(-2.64, abs=0.005)
    assert found["gsni2"]["points"] == pytest.approx(-1.43, abs=0.005)
    # Simple random sampling: z about -2.8 for the headline.
    assert found["gsni"]["points"] / found["gsni"]["error"] == pytest.approx(-2.8, abs=0.05)
    assert found["gsni"]["low"] < found["gsni"]["points"] < found["gsni"]["high"] < 0
    assert found["dropped_percent"]["from"] == 0
    assert found["dropped_percent"]["to"] == pytest.approx(22.5, abs=0.05)
    assert found["drop_out_differs"] is True
    assert found["before_the_law"] is True


def test_the_text_says_the_drop_out_and_that_it_is_no_measure_of_the_reform(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six, seven = write(wave_six(), tmp_path / "six.csv"), write(wave_seven(), tmp_path / "seven.csv")
    for language, words in {
        "en": ("22.5%", "says nothing of the reform"),
        "ru": ("22,5 %", "о реформе она ничего не говорит"),
        "kk": ("22,5 %", "реформа туралы ештеңе айтпайды"),
    }.items():
        arguments = ["index", "gsni", seven, "--change", six, "--accept", "inverted", "--lang", language]
        assert main(arguments) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert all(word in said for word in words)


def test_interviews_after_the_law_are_not_called_a_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six = write(wave_six(), tmp_path / "six.csv")
    later = wave_seven().with_columns(A_YEAR=pl.lit(2025))
    found = changed(capsys, write(later, tmp_path / "a.csv"), "--change", six, "--accept", "inverted")
    assert found["before_the_law"] is False


def test_by_design_the_errors_of_two_independent_samples_add_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six, seven = write(wave_six(), tmp_path / "six.csv"), write(wave_seven(), tmp_path / "seven.csv")
    assert main(["index", "gsni", seven, "--change", six, "--accept", "inverted", "--design", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    errors = [row["design"]["gsni"]["error"] for row in found["countries"]]
    assert found["change"][0]["gsni"]["error"] == pytest.approx(sum(error**2 for error in errors) ** 0.5)
    assert found["change"][0]["interval"] == "by design"


def series(named: str = "WIFE") -> pl.DataFrame:
    """SYNTHETIC: waves 4, 6 and 7 in one file of the time series' columns."""
    frames = []
    for wave, rows in ((4, 30), (6, 120), (7, 80)):
        count = range(rows)
        frames.append(
            pl.DataFrame(
                {
                    "S002VS": [wave] * rows,
                    "S003": [398] * rows,
                    "S007": [wave * 1000 + at for at in count],
                    "S020": [1990 + 4 * wave] * rows,
                    "X001": [1 + at % 2 for at in count],
                    **{column: [1 + at % 3 for at in count] for column in SERIES.values()},
                    "F120": [1 + at % 10 for at in count],
                    named: [1] * rows,
                }
            )
        )
    return pl.concat(frames)


def test_a_time_series_file_needs_the_column_that_no_source_named_and_then_gives_each_wave(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(series(), tmp_path / "series.parquet")
    assert main(["index", "gsni", path]) == 2
    assert "beating: we have not seen which column" in capsys.readouterr().err
    named = tmp_path / "items.yaml"
    named.write_text("beating: WIFE\n", encoding="utf-8")
    assert main(["index", "gsni", path, "--columns", str(named), "--change", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["wave"], row["respondents"]) for row in found["countries"]] == [(6, 120), (7, 80)]
    assert found["files"][0]["columns_mark"] == "recall"
    assert any("not seen in a codebook" in warning for warning in found["warnings"])
    assert any("30" in warning for warning in found["warnings"])
    assert found["change"][0]["gsni"]["points"] == pytest.approx(0, abs=2)
    assert main(["index", "gsni", path, "--columns", str(named), "--wave", "6", "--json"]) == 0
    assert [row["wave"] for row in json.loads(capsys.readouterr().out)["countries"]] == [6]
    assert main(["index", "gsni", path, "--columns", str(named), "--wave", "5"]) == 2
    assert "no row is of wave 5" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["- a\n", "beating:\n", "wife: X\n", "beating: 3\n", "{", ""])
def test_a_list_of_columns_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = write(series(), tmp_path / "series.csv")
    (tmp_path / "items.yaml").write_text(text, encoding="utf-8")
    assert main(["index", "gsni", path, "--columns", str(tmp_path / "items.yaml")]) == 2
    assert "not a list of items and their columns" in capsys.readouterr().err


def test_no_second_wave_is_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(wave_seven(), tmp_path / "a.csv")
    assert main(["index", "gsni", path, "--accept", "inverted", "--change"]) == 2
    assert "no country has two waves" in capsys.readouterr().err
