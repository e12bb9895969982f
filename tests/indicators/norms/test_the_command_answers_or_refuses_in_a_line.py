"""`qorgan index norms`, `norms instrument`, `norms sample`: text, JSON, three languages, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qorgan.cli import main

ROOT = Path(__file__).resolve().parents[3]
SURVEY = str(ROOT / "examples" / "indicators" / "norms-synthetic.csv")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = main(["index", "norms", *words])
    except SystemExit as left:
        code = int(left.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_json_has_every_outcome_with_its_interval_its_icc_and_who_came_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = said(capsys, SURVEY, "--json")
    found = json.loads(out)
    assert code == 0
    names = [one["name"] for one in found["outcomes"]]
    assert {"norms7_any", "norms7_two", "scenes_any", "beating", "hitting_do", "quarrel_accept"} <= set(names)
    for one in found["outcomes"]:
        assert one["reason"] is None
        assert one["effect"]["low"] < one["effect"]["estimate"] < one["effect"]["high"]
        assert -1 <= one["icc"] <= 1
    assert found["panel"]["comparison"]["before"] == 108
    assert len(found["cells"]["quarrel"]) == 8
    assert {cell["before"] for cell in found["cells"]["quarrel"]} == {27}
    assert len(found["warnings"]) == 3


def test_the_same_seed_prints_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("instrument", "--lang", "kk", "--seed", "2026", "--form", "17")
    first, second = said(capsys, *words), said(capsys, *words)
    assert first == second and first[0] == 0
    other = said(capsys, *words[:-1], "18")
    assert other[1] != first[1]
    code, out, _ = said(capsys, "instrument", "--seed", "2026", "--form", "17", "--json")
    form = json.loads(out)
    assert code == 0
    assert len([item for item in form["items"] if item["block"] == "norms7"]) == 7
    assert form["stories"][0]["cell"] in first[1]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_sample_is_said_in_every_language(capsys: pytest.CaptureFixture[str], language: str) -> None:
    words = ("sample", "--effect", "0.1", "--icc", "0.05", "--cluster-size", "20", "--power", "0.8")
    code, out, _ = said(capsys, *words, "--lang", language)
    assert code == 0
    assert all(figure in out for figure in ("385", "750", "38", "1500", "75"))
    code, out, _ = said(capsys, *words, "--json")
    assert json.loads(out)["an_arm"]["design_effect"] == pytest.approx(1.95)


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere.csv",),
        (str(ROOT),),
        (SURVEY, "--before", "7"),
        ("instrument", "--form", "0"),
        ("instrument", "--chart", "x.svg"),
        ("sample", "--effect", "2", "--icc", "0.05", "--cluster-size", "20"),
        ("sample", "--effect", "0.1", "--icc", "0.05"),
        ("sample", "--effect", "ten", "--icc", "0.05", "--cluster-size", "20"),
    ],
)
def test_bad_input_is_one_line_and_exit_two(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, err = said(capsys, *words, "--lang", "ru")
    assert code == 2 and out == ""
    assert len(err.strip().splitlines()) == 1 and "Traceback" not in err
