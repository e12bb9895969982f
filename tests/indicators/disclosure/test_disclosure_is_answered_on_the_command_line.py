"""`qorgan index disclosure`: documents, words in three languages, and one line a fault."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qorgan.cli import main
from qorgan.indicators.disclosure.attacks.report import invented
from qorgan.indicators.texts import texts

COMMAND = ["index", "disclosure"]


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "key"
    path.write_bytes(os.urandom(32))
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def records(tmp_path: Path) -> str:
    path = tmp_path / "records.csv"
    invented(600, 1).write_csv(path)
    return str(path)


def run(*args: str) -> int:
    return main([*COMMAND, *args])


def test_a_release_is_one_document(
    records: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = tmp_path / "audit.json"
    asked = ["perturb", records, "--key-file", key, "--by", "region,kind", "--json"]
    assert run(*asked, "--audit", str(office)) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["method"]["noise_most"] == 5
    assert {cell["status"] for cell in first["cells"]} <= {"published", "withheld"}
    assert set(first["text"]["zero"]) == {"en", "ru", "kk"}
    assert "rows_all_in_one_cell" in json.loads(office.read_text())
    before = tmp_path / "first.json"
    before.write_text(json.dumps(first), "utf-8")
    assert run(*asked, "--earlier", str(before)) == 0
    assert json.loads(capsys.readouterr().out)["cells"] == first["cells"]
    assert Path(key).read_bytes().hex() not in json.dumps(first)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_person_reads_it_in_their_language(
    records: str, key: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("perturb", records, "--key-file", key, "--by", "kind", "--lang", language) == 0
    said = capsys.readouterr().out
    for sentence in ("says_zero", "says_not_additive", "says_not_for"):
        assert texts("disclosure")[sentence][language] in said


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o660])
def test_a_key_that_others_may_read_or_change_is_refused(
    records: str, key: str, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(key).chmod(mode)
    assert run("perturb", records, "--key-file", key, "--by", "kind") == 2
    assert f"mode {mode:04o}" in capsys.readouterr().err


@pytest.mark.parametrize("last", [b"\n", b"\r\n", b"\r"], ids=["line end", "both", "return"])
def test_random_bytes_that_end_like_a_line_are_a_whole_key(
    records: str, key: str, last: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(key).write_bytes(bytes(range(100, 132 - len(last))) + last)
    assert run("perturb", records, "--key-file", key, "--by", "kind") == 0, capsys.readouterr().err


def test_a_short_a_plain_and_a_missing_key_are_refused(
    records: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for content, said in ((b"x" * 31, "31 bytes"), (b"", "0 bytes"), (b"0" * 64, "not random")):
        Path(key).write_bytes(content)
        assert run("perturb", records, "--key-file", key, "--by", "kind") == 2
        assert said in capsys.readouterr().err
    assert run("perturb", records, "--key-file", key + "x", "--by", "kind") == 2
    assert "no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"id,kind\n", b"\x00\x01\x02", b"a,b\n1,2\n", b"id,kind\n1,x\n,y\n"], ids=range(5)
)
def test_bad_records_are_one_line_and_exit_two(
    tmp_path: Path, key: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert run("perturb", str(path), "--key-file", key, "--by", "kind") == 2
    assert run("perturb", str(tmp_path), "--key-file", key, "--by", "kind") == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        ["--earlier", "nothing.json"],
        ["--nested", "kind"],
        ["--structural-zero", "kind"],
        ["--categories", "kind=@nothing.txt"],
        ["--places", "nothing.csv"],
        ["--table", "nothing"],
        ["--by", " , "],
    ],
    ids=lambda more: more[0],
)
def test_an_option_of_another_form_is_one_line_and_exit_two(
    records: str, key: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("perturb", records, "--key-file", key, "--by", "kind", *more) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_bulletin_goes_out_and_is_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = "examples/indicators/disclosure-bulletin-synthetic.csv"
    out = tmp_path / "bulletin.csv"
    assert run("suppress", example, "--out", str(out)) == 0
    assert run("audit", str(out), "--json") == 0
    capsys.readouterr()
    assert run("suppress", example, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["may_be_released"] is True and found["primary"] == 1
    single = tmp_path / "single.csv"
    single.write_text(Path(example).read_text().replace("KZ-10,sexual,3", "KZ-10,sexual,"))
    for language in ("en", "ru", "kk"):
        assert run("audit", str(single), "--lang", language) == 1
        assert "3–3" in capsys.readouterr().out


def test_the_attack_prints_its_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("attack", "--rounds", "3", "--json") in (0, 1)  # three rounds are few: the figure scatters
    found = json.loads(capsys.readouterr().out)
    exact = [row for row in found["attacks"] if row["must_stay_below_allowed"] and row["attack"] != "linked"]
    assert found["allowed_points"] == 1.0
    assert len(exact) > 40 and all(row["gain_points"] <= 1 for row in exact)
