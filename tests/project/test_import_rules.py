"""The plan of the house is kept: every package has its row, and a broken rule is seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scripts import import_rules


def test_every_package_has_a_row() -> None:
    without = [name for name in import_rules.packages() if name not in import_rules.ALLOWED]
    assert not without, "say in scripts/import_rules.py what these may import"


def test_every_folder_with_python_in_it_is_a_package(root: Path) -> None:
    folders = {path.parent for path in (root / "src" / "qorgan").rglob("*.py")}
    assert not [str(folder.relative_to(root)) for folder in folders if not (folder / "__init__.py").exists()]


def test_core_packages_know_nothing_of_one_another_except_escrow_of_vault() -> None:
    for package in import_rules.CORE:
        assert import_rules.ALLOWED[package] == (("vault",) if package == "escrow" else ())


def test_faces_never_import_each_other_and_nothing_imports_a_face() -> None:
    for package, allowed in import_rules.ALLOWED.items():
        assert not set(allowed) & set(import_rules.FACES), package


def test_the_observatory_imports_no_room_above_the_ledger() -> None:
    assert set(import_rules.ALLOWED["web.observatory"]) & set(import_rules.ROOMS) == {"web.ledger"}


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        ("law", "import django"),
        ("law", "from qorgan import vault"),
        ("web/door", "from qorgan.web import desk"),
        ("web/ledger", "from qorgan.web import agencies"),
        ("web/orders", "from qorgan import cli"),
    ],
)
def test_a_forbidden_import_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, importer: str, statement: str
) -> None:
    source = tmp_path / "src"
    for name in (
        "",
        "law",
        "vault",
        "web",
        "web/ledger",
        "web/agencies",
        "web/orders",
        "web/door",
        "web/desk",
    ):
        (source / "qorgan" / name).mkdir(parents=True)
        (source / "qorgan" / name / "__init__.py").touch()
    (source / "qorgan" / "cli.py").touch()
    monkeypatch.setattr(import_rules, "SOURCE", source)
    assert _lint(source, tmp_path).returncode == 0
    (source / "qorgan" / importer / "broken.py").write_text(statement + "\n")
    broken = _lint(source, tmp_path)
    assert broken.returncode == 1
    assert "BROKEN" in broken.stdout


def _lint(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    config = folder / "contracts.ini"
    config.write_text(import_rules.contracts())
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint, "--config", config, "--no-cache"],
        cwd=source,
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_package_without_a_row_stops_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "qorgan" / "gossip").mkdir(parents=True)
    (tmp_path / "qorgan" / "gossip" / "__init__.py").touch()
    monkeypatch.setattr(import_rules, "SOURCE", tmp_path)
    with pytest.raises(SystemExit, match="qorgan.gossip has no row"):
        import_rules.contracts()
