"""The page on adding a jurisdiction, followed to the letter: its files written, its commands run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan import law
from qorgan.law import loader
from qorgan.law.faults import BadLaw

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-jurisdiction.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILES = re.findall(r"^`([\w./]+)`\n```yaml\n(.*?)^```", TEXT, flags=re.S | re.M)
COMMANDS = re.findall(r"^```sh\n(.*?)\n```\n```text\n(.*?)\n```", TEXT, flags=re.S | re.M)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, written in FILES:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(written, encoding="utf-8")
    return tmp_path


@pytest.fixture
def beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder read as well, in this process and for this test alone."""
    monkeypatch.setattr(loader, "_beside", [])
    law.load.cache_clear()
    loader.statutes.cache_clear()
    loader.read_also(folder / "law")
    yield folder  # type: ignore[misc]
    law.load.cache_clear()
    loader.statutes.cache_clear()


def qorgan(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qorgan.cli", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_page_gives_files_and_commands() -> None:
    assert {name for name, _ in FILES} >= {
        "law/nv/facts.yaml",
        "law/nv/general.yaml",
        "law/nv/offences/7.yaml",
    }
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("command", "printed"), COMMANDS)
def test_a_command_of_the_page_prints_what_the_page_says(folder: Path, command: str, printed: str) -> None:
    done = qorgan(folder, *command.split()[1:])
    assert (done.stdout.rstrip(), done.stderr, done.returncode) == (printed, "", 0)


def test_nothing_of_the_general_part_of_kazakhstan_is_said_of_it(beside: Path) -> None:
    from datetime import date

    answer = law.load("nv").assess({"acts": ["slap"], "harm": "pain"}, date(2025, 3, 1))
    (found,) = answer.applying
    assert found.id == "nv.sb.7.1"
    assert found.category is None
    assert found.limitation_until is None
    assert found.complaint_needed is None
    assert found.reconciliation is None
    assert "kz" not in str(answer.to_json())


def test_its_clocks_are_its_own(beside: Path) -> None:
    from datetime import UTC, datetime

    (clock,) = law.load("nv").clocks(
        [law.Event("order_served", datetime(2025, 3, 1, 9, tzinfo=UTC))], datetime(2025, 3, 2, tzinfo=UTC)
    )
    assert clock.to_json()["basis"] == "nv.sb.9"
    assert clock.to_json()["due"].startswith("2025-03-11")  # ten days, the day of the event not counted


def test_a_folder_without_a_jurisdiction_is_refused(tmp_path: Path) -> None:
    done = qorgan(tmp_path, "law", "--data", str(tmp_path), "facts")
    assert done.returncode == 2
    assert "holds no jurisdiction" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_encoded_law_cannot_be_replaced_from_outside(tmp_path: Path) -> None:
    (tmp_path / "kz").mkdir()
    (tmp_path / "kz" / "facts.yaml").write_text("{}")
    with pytest.raises(BadLaw, match="kz is encoded already"):
        loader.read_also(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("general.yaml", "general_part: none\n", "", "general_part is kz or none"),
        ("offences/7.yaml", "    certainty: certain\n", "    certainty: sure\n", "certainty is one of"),
        ("offences/7.yaml", "acts: {any: [slap]}", "acts: {any: [slapp]}", "slapp"),
        ("clocks.yaml", None, None, "clocks.yaml is missing"),
    ],
)
def test_what_is_wrong_is_named_when_the_law_is_loaded(
    folder: Path, name: str, old: str | None, new: str | None, said: str
) -> None:
    place = folder / "law" / "nv" / name
    if old is None or new is None:
        place.unlink()
    else:
        assert old in place.read_text(encoding="utf-8")
        place.write_text(place.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = qorgan(folder, "law", "--data", "law", "assess", "slap.yaml")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
