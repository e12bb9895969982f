"""The picture, the digest of the file and its release: what somebody needs who repeats it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from qorgan.cli import main

EXAMPLES = Path(__file__).parents[3] / "examples" / "indicators"
WAVE7 = str(EXAMPLES / "gsni-synthetic-wave7.csv")
WAVE6 = str(EXAMPLES / "gsni-synthetic-wave6.csv")


def test_the_digest_and_the_release_of_the_file_stand_in_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    lines = Path(WAVE7).read_text("utf-8").splitlines()
    lines = [lines[0] + ",version"] + [line + ",5-0-0 (2022-11-12)" for line in lines[1:]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["index", "gsni", str(path), "--sha256", "--json"]) == 0
    (said,) = json.loads(capsys.readouterr().out)["files"]
    assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert said["versions"] == ["5-0-0 (2022-11-12)"]


def test_the_synthetic_examples_are_answered_and_the_broken_one_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["index", "gsni", WAVE7, "--change", WAVE6, "--design", "--by", "sex"]) == 0
    assert "Kyrgyzstan" in capsys.readouterr().out
    assert main(["index", "gsni", str(EXAMPLES / "gsni-synthetic-broken.csv")]) == 2
    said = capsys.readouterr().err
    assert "line 6: Q30: a percent" in said
    assert "line 11: Q189: codes off the scale" in said


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_two_waves_are_drawn_side_by_side_with_their_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    pytest.importorskip("qorgan.indicators.charts")
    path = tmp_path / "a.svg"
    arguments = ["--change", WAVE6, "--design", "--chart", str(path), "--lang", language]
    assert main(["index", "gsni", WAVE7, *arguments]) == 0
    assert "<svg" in path.read_text("utf-8")
    assert path.with_suffix(".csv").read_text("utf-8-sig").count("\n") > 3
