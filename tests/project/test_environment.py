"""`.venv` is made once, repaired when an earlier run was cut off, and never needs the network twice."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from tests.project.conftest import Checkout


def test_a_first_run_leaves_a_working_command(made: Checkout) -> None:
    assert made.first.returncode == 0, made.first.stderr
    assert (made.venv / "bin" / "qorgan").exists()


def test_a_second_run_does_nothing(made: Checkout) -> None:
    stamp = (made.venv / ".installed-run").stat().st_mtime_ns
    again = made.make()
    assert (again.returncode, again.stdout) == (0, "")
    assert (made.venv / ".installed-run").stat().st_mtime_ns == stamp


def test_an_environment_for_development_serves_running_too(made: Checkout) -> None:
    assert "requirements-dev.lock" in made.make("dev").stdout
    assert made.make("run").stdout == ""


def test_a_changed_lock_is_installed(made: Checkout) -> None:
    (made.folder / "requirements.lock").write_text("# changed\n")
    assert "Installing" in made.make().stdout


def test_a_package_without_a_hash_is_refused(made: Checkout) -> None:
    with zipfile.ZipFile(made.folder / "stranger-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("stranger-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: stranger\nVersion: 1\n")
    (made.folder / "requirements.lock").write_text("stranger==1\n")
    refused = made.make(PIP_FIND_LINKS=str(made.folder))
    assert refused.returncode != 0
    assert "hash" in refused.stderr.lower()
    assert not (made.venv / ".installed-run").exists()


def test_an_installation_cut_off_half_way_is_made_anew(made: Checkout) -> None:
    (made.venv / ".installed-run").unlink()
    (made.venv / ".installing").touch()
    (made.venv / "left-over").touch()
    repaired = made.make()
    assert repaired.returncode == 0, repaired.stderr
    assert "interrupted" in repaired.stdout
    assert not (made.venv / "left-over").exists()


def test_an_environment_cut_off_before_it_had_pip_is_made_anew(bare: Checkout) -> None:
    (bare.venv / "bin").mkdir(parents=True)
    (bare.venv / "bin" / "python").symlink_to("/nowhere/python3")
    repaired = bare.make()
    assert repaired.returncode == 0, repaired.stderr
    assert (bare.venv / "bin" / "qorgan").exists()


def test_an_environment_that_was_moved_is_made_anew(made: Checkout, tmp_path: Path) -> None:
    # Its scripts name the old place in their first line.
    moved = Checkout(tmp_path / "moved")
    shutil.copytree(made.venv, moved.venv, symlinks=True)
    assert "another place" in moved.make().stdout
    assert str(tmp_path) in (moved.venv / "bin" / "pip").read_text().splitlines()[0]


@pytest.mark.parametrize("missing", ["ensurepip", "venv"])
def test_a_missing_venv_module_says_what_to_install(bare: Checkout, missing: str) -> None:
    # What bare Debian does: the interpreter is there, these two modules are a package of their own.
    (bare.folder / "without" / missing).mkdir(parents=True)
    (bare.folder / "without" / missing / "__init__.py").write_text("raise ImportError")
    refused = bare.make(PYTHONPATH=str(bare.folder / "without"))
    assert refused.returncode == 1
    assert "apt install python3-venv" in refused.stderr


def test_an_unknown_kind_is_refused(bare: Checkout) -> None:
    assert bare.make("everything").returncode == 2
