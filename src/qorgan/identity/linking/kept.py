"""Finished chunks of a batch in a folder of their own, so that a run that was stopped goes on where it was.

Each chunk is there whole or not at all, and its name carries a digest of its bytes: a damaged one counts as
not there. The folder holds record numbers and weights; an engine's own files in it may hold what stands in
the table, so it is for its owner alone. It never takes over, or deletes, a folder with anything else in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qorgan.identity.saying import SaidError

_OURS = re.compile(r"about\.json(\.half)?|chunk-[0-9a-f-]+\.parquet(\.half)?|spill|spark")


class CannotKeep(SaidError):
    """The folder for finished chunks cannot be used; the message is one line, and says which and why."""


class Kept:
    """The chunks of one batch; those of another (`identity` tells) are thrown away."""

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder
        try:
            self._claim()
            if self._about() != identity:
                for old in folder.glob("chunk-*"):
                    old.unlink()
                _written(folder / "about.json", json.dumps({"identity": identity}).encode())
        except OSError as error:
            raise CannotKeep("{place}: {why}", place=folder, why=error.strerror) from None

    def _claim(self) -> None:
        """Makes the folder, or makes sure that it is one of ours. Raises CannotKeep or OSError."""
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise CannotKeep("{place}: is no folder, and finished chunks go there", place=self.folder)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.folder.stat().st_uid != os.geteuid():
            raise CannotKeep(
                "{place}: belongs to somebody else, and finished chunks go there", place=self.folder
            )
        if any(not _OURS.fullmatch(path.name) for path in self.folder.iterdir()):
            raise CannotKeep("{place}: holds other files, and finished chunks go there", place=self.folder)
        self.folder.chmod(0o700)

    def _about(self) -> str | None:
        try:
            told = json.loads((self.folder / "about.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return told.get("identity") if isinstance(told, dict) else None

    def read(self, chunk: int) -> pa.Table | None:
        """A finished chunk; None where it is not there, or was damaged since. Raises CannotKeep."""
        try:
            for path in sorted(self.folder.glob(f"chunk-{chunk:05}-*.parquet")):
                content = path.read_bytes()
                if path.name == _name(chunk, content):
                    return pq.read_table(pa.BufferReader(content))
                path.unlink()
        except OSError as error:
            raise CannotKeep("{place}: {why}", place=self.folder, why=error.strerror) from None
        return None

    def write(self, chunk: int, weighed: pa.Table) -> None:
        """Raises CannotKeep."""
        sink = pa.BufferOutputStream()
        pq.write_table(weighed, sink)
        content = sink.getvalue().to_pybytes()
        try:
            _written(self.folder / _name(chunk, content), content)
        except OSError as error:
            raise CannotKeep("{place}: {why}", place=self.folder, why=error.strerror) from None


def throw_away(folder: Path) -> None:
    """After the output is written: everything that `Kept` and the engine left there."""
    shutil.rmtree(folder, ignore_errors=True)


def _name(chunk: int, content: bytes) -> str:
    return f"chunk-{chunk:05}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"


def _written(path: Path, content: Any) -> None:
    """Whole or not at all: a run that is killed leaves no half a file under the name."""
    half = path.with_suffix(path.suffix + ".half")
    with open(half, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, path)
