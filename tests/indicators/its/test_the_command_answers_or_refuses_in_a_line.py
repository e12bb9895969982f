"""`qorgan index its`: text, JSON, three languages, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qorgan.cli import main

ROOT = Path(__file__).resolve().parents[3]
CALLS = str(ROOT / "examples" / "indicators" / "its-synthetic-calls.csv")
PLAIN = str(ROOT / "examples" / "indicators" / "its-synthetic-no-change.csv")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = main(["index", "its", *words])
    except SystemExit as left:
        code = int(left.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_json_has_the_effect_with_its_interval_and_no_reason(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, CALLS, "--break", "2024-06-16", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["reason"] is None
    level = found["effect"]["level"]
    assert level["low"] < -22.12 < level["high"] < 0  # made with a step of exp(-0.25), that is -22.12 %
    assert found["window"] == {"from": "2021-01", "to": "2026-12", "used": 71}
    assert found["excluded"] == ["2024-06"]
    assert set(found["sentence"]) == {"en", "ru", "kk"}


def test_json_has_a_null_effect_and_the_reason_when_counting_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = (CALLS, "--break", "2024-06-16", "--counting-change", "2025-01-01", "--json")
    code, out, _ = said(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert found["effect"] is None
    assert found["breaks"][0]["effect"] is None
    assert found["reason"]["code"] == "counting_change" and "2025-01-01" in found["reason"]["en"]
    assert found["months"] == []


def test_a_partial_last_month_is_left_out_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, PLAIN, "--break", "2023-06-10")
    assert code == 0
    assert "Not whole months, left out: 2026-06." in out
    assert "2021-01 … 2026-05" in out


@pytest.mark.parametrize(
    ("language", "trust", "no_effect"),
    [
        ("en", "Reports rise when trust rises", "No effect is stated"),
        ("ru", "Обращений больше, когда больше доверия", "Изменение не называется"),
        ("kk", "Сенім артса, хабарлама көбейеді", "Өзгеріс айтылмайды"),
    ],
)
def test_the_warning_stands_with_an_effect_and_without(
    capsys: pytest.CaptureFixture[str], language: str, trust: str, no_effect: str
) -> None:
    code, out, _ = said(capsys, CALLS, "--break", "2024-06-16", "--lang", language)
    assert code == 0 and trust in out and no_effect not in out
    words = (CALLS, "--break", "2024-06-16", "--series", "criminal", "--lang", language)
    code, out, _ = said(capsys, *words)
    assert code == 0 and trust in out and no_effect in out


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere.csv", "--break", "2024-06-16"),
        (str(ROOT), "--break", "2024-06-16"),
        (CALLS, "--break", "16.06.2024"),
        (CALLS, "--break", "1999-01-01"),
        (CALLS, "--break", "2024-06-16", "--series", "everything"),
        (CALLS, "--break", "2024-06-16", "--until", "June"),
        (CALLS, "--break", "2024-06-16", "--from", "2030-01"),
        (CALLS,),
    ],
)
@pytest.mark.parametrize("language", ["en", "kk"])
def test_bad_input_is_one_line_and_exit_two(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], language: str
) -> None:
    code, out, err = said(capsys, *words, "--lang", language)
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_rates_with_an_exposure_and_counts_that_are_not_whole_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "s.csv"
    path.write_text("month,value,exposure\n2024-01,1.5,10\n2024-02,2,10\n2024-03,2,10\n")
    for words in ((), ("--kind", "count")):
        code, _, err = said(capsys, str(path), "--break", "2024-02-01", *words)
        assert code == 2 and ("exposure" in err or "value" in err)
