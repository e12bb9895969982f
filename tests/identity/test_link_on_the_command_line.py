"""`qorgan link names`: what a person reads, the document, the exit codes, one line a fault."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "linkage.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "code"), [("Akhmetov Nurlan", 0), ("Ахметов Н.", 0), ("Ким Анна", 1), ("Ахметов Болат", 1)]
)
def test_same_and_worth_a_look_leave_by_nothing_and_different_by_one(
    capsys: pytest.CaptureFixture[str], right: str, code: int
) -> None:
    assert main(["link", "names", "Ахметов Нұрлан", right]) == code
    assert capsys.readouterr().out.endswith("a name says nothing about what anybody did.\n")


def test_the_document_has_the_score_the_verdict_and_each_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "names", "Ахметов Нұрлан Серікұлы", "Akhmetov N. Serikovich", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "review"
    assert 0.5 <= document["score"] < document["thresholds"]["same"]
    assert [(item["slot"], item["level"]) for item in document["aligned"]] == [
        ("surname", "same"),
        ("given", "initial"),
        ("father", "son"),
    ]
    assert document["aligned"][0]["spelled"] == ["kh = х"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("12-34", "has no letters"),
        ("А" * 501, "is longer than 500 characters"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], name: str, problem: str
) -> None:
    assert main(["link", "names", name, "Ахметов"]) == 2
    assert capsys.readouterr().err == f"command line: A: {problem} (allowed: a name, with letters)\n"


def test_both_names_at_fault_are_both_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "names", "", "7"]) == 2
    assert [line.split(":")[1].strip() for line in capsys.readouterr().err.splitlines()] == ["A", "B"]


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_another_language_is_that_language_to_the_end(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    assert main(["link", "names", "Ахметов Нұрлан", "Ахметов Болат", "--lang", lang]) == 1
    assert not re.search("[a-z]{3}", capsys.readouterr().out)


def test_the_command_loads_no_web_and_no_engine_for_batches() -> None:
    code = (
        "import sys; from qorgan.cli import main; main(['link', 'names', 'Асан', 'Asan']);"
        "sys.exit(any(name in sys.modules for name in ('django', 'duckdb', 'splink')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": "src"}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def examples() -> list[tuple[str, str]]:
    """Each `$ qorgan link ...` of the page with what stands under it."""
    blocks = re.findall(r"```\n\$ (qorgan link [^\n]+)\n(.*?)```", PAGE, re.DOTALL)
    return [(command, shown.rstrip("\n")) for command, shown in blocks]


def test_the_page_has_examples() -> None:
    assert len(examples()) >= 4


@pytest.mark.parametrize(("command", "shown"), examples())
def test_every_example_of_the_page_shows_what_the_command_says(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    shown: str,
) -> None:
    (tmp_path / "pairs.csv").write_text((ROOT / "examples" / "name_pairs.csv").read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    command, _, then = command.partition(" && cat ")
    main(shlex.split(command)[1:])
    told = capsys.readouterr()
    said = told.err + told.out + ((tmp_path / then).read_text("utf-8") if then else "")
    assert said.rstrip("\n") == shown
