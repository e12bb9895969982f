"""What the tests of the tooling share: the tree, and a copy of it with an environment that costs nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tracked_files() -> list[Path]:
    """Every file under version control, as it stands now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


class Checkout:
    """A copy of the tooling with two empty locks, so that installing takes a moment and no network."""

    first: subprocess.CompletedProcess[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "venv.sh", folder / "scripts")
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (folder / lock).write_text(f"# {lock}: nothing is needed here\n")
        # A build backend of its own: the real one would have to be installed first.
        (folder / "backend.py").write_text(BACKEND)
        (folder / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "qorgan"\nversion = "0"\n'
        )

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    def make(self, kind: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs venv.sh with every package index out of reach."""
        offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            ["bash", "scripts/venv.sh", kind],
            cwd=self.folder,
            env=os.environ | offline | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def keep(self) -> None:
        shutil.copytree(self.folder, self.folder.with_name("kept"), symlinks=True)

    def restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_name("kept"), self.folder, symlinks=True)


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = Checkout(tmp_path_factory.mktemp("environment") / "qorgan")
    checkout.first = checkout.make()
    checkout.keep()
    return checkout


@pytest.fixture
def made(_made_once: Checkout) -> Checkout:
    """A checkout whose environment for running was just made, by `first`."""
    _made_once.restore()
    return _made_once


@pytest.fixture
def bare(tmp_path: Path) -> Checkout:
    """A checkout without any environment."""
    return Checkout(tmp_path / "qorgan")


BACKEND = '''
"""Builds an editable wheel that holds nothing but the qorgan command."""
import zipfile

INFO = "qorgan-0.dist-info"
FILES = {
    "qorgan_command.py": "def main():\\n    print('qorgan')\\n",
    f"{INFO}/METADATA": "Metadata-Version: 2.1\\nName: qorgan\\nVersion: 0\\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{INFO}/entry_points.txt": "[console_scripts]\\nqorgan = qorgan_command:main\\n",
}


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "qorgan-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{INFO}/RECORD", "".join(f"{path},,\\n" for path in [*FILES, f"{INFO}/RECORD"]))
    return name


build_wheel = build_editable
'''
