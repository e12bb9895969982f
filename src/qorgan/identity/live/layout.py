"""Which files an index has, and what names the good ones.

    OUT.idx/
      CURRENT            magic, format, generation and the hash of its manifest; replaced by renaming
      writing, compacting  the locks
      g00000001/
        manifest.json    every file of the base with its length and hash, and the key table's version
        ...              the base: arrays, little-endian, written once
        log              what came since, record by record

A generation that CURRENT does not name is nobody's: what a killed build left, or what was replaced.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from qorgan.identity.live import files
from qorgan.identity.live.errors import Damaged, NoIndex, OtherKeys, OtherVersion
from qorgan.identity.live.files import Entry
from qorgan.identity.live.rows import FACE, NUMBERS, WORDS
from qorgan.identity.saying import Message

MAGIC, FORMAT = "qorgan-live", 1
CURRENT, MANIFEST, LOG = "CURRENT", "manifest.json", "log"
WRITING, COMPACTING = "writing", "compacting"
OURS = re.compile(rf"g[0-9]{{8}}|{CURRENT}(\.new)?|{WRITING}|{COMPACTING}|damaged-.*")

U1, U4, U8, I8 = (np.dtype(name) for name in ("<u1", "<u4", "<u8", "<i8"))
ARRAYS: dict[str, np.dtype[Any]] = {
    "keys": U8,
    "key_rows": U4,
    "owners": U8,
    "owner_rows": U4,
    "faces": FACE,
    "ids": U1,
    "id_ends": I8,
    **{
        f"{column}.{part}": dtype
        for column in WORDS
        for part, dtype in {"arena": U1, "ends": I8, "marks": U8, "order": U4, "counts": U4}.items()
    },
    **{
        f"{column}.{part}": dtype
        for column in NUMBERS
        for part, dtype in {"values": I8, "counts": U4}.items()
    },
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a base consists of."""

    generation: int
    keys_version: str
    rows: int
    pairs: int
    files: dict[str, Entry]

    def text(self) -> bytes:
        raw = {
            "magic": MAGIC,
            "format": FORMAT,
            "generation": self.generation,
            "keys_version": self.keys_version,
            "rows": self.rows,
            "pairs": self.pairs,
            "files": {name: [entry.bytes, entry.blake2b] for name, entry in sorted(self.files.items())},
        }
        return json.dumps(raw, indent=1).encode()


def hash_of(manifest: bytes) -> str:
    return blake2b(manifest, digest_size=32).hexdigest()


def name_of(generation: int) -> str:
    return f"g{generation:08d}"


def current(folder: Path) -> tuple[int, str]:
    """The good generation and the hash of its manifest. Raises NoIndex, Damaged or OtherVersion."""
    try:
        text = (folder / CURRENT).read_text("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndex(str(folder)) from None
    words = text.split()
    if len(words) < 2 or words[0] != MAGIC:
        raise Damaged(CURRENT, "does not name a generation")
    if words[1] != str(FORMAT):
        raise OtherVersion(words[1][:20], str(FORMAT))
    if len(words) != 5 or not words[2].isdecimal() or text != _line(words[:4]):
        raise Damaged(CURRENT, "was cut or changed")
    return int(words[2]), words[3]


def _line(words: list[str]) -> str:
    said = " ".join(words)
    return f"{said} {blake2b(said.encode(), digest_size=8).hexdigest()}\n"


def switch(folder: Path, generation: int, manifest: bytes) -> None:
    """From here on this generation is the index."""
    words = [MAGIC, str(FORMAT), str(generation), hash_of(manifest)]
    files.replace(folder, CURRENT, _line(words).encode())


def manifest(folder: Path, generation: int, sealed: str, keys_version: str | None) -> Manifest:
    """The manifest that CURRENT names. Raises Damaged, OtherKeys or, if it is gone, FileNotFoundError."""
    named = f"{name_of(generation)}/{MANIFEST}"
    text = (folder / named).read_bytes()
    if hash_of(text) != sealed:
        raise Damaged(named, "was cut or changed")
    raw = json.loads(text)
    found = Manifest(
        raw["generation"],
        raw["keys_version"],
        raw["rows"],
        raw["pairs"],
        {name: Entry(*entry) for name, entry in raw["files"].items()},
    )
    if keys_version is not None and found.keys_version != keys_version:
        raise OtherKeys(found.keys_version, keys_version)
    return found


def generations(folder: Path) -> list[int]:
    """Every generation that has a folder, good or not."""
    return sorted(int(path.name[1:]) for path in folder.iterdir() if re.fullmatch(r"g[0-9]{8}", path.name))


def claim(folder: Path) -> None:
    """Makes the folder, or makes sure that it is an index or empty. Raises NoIndex."""
    if folder.is_dir():
        strange = [path.name for path in folder.iterdir() if not OURS.fullmatch(path.name)]
        if strange:
            raise NoIndex(str(folder), Message("holds other files ({name})", name=strange[0]))
    elif folder.exists():
        raise NoIndex(str(folder), "is a file")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    files.sync_folder(folder.parent)


def sweep(folder: Path, kept: int) -> None:
    """Deletes every generation but one. Who has one of them open goes on with it: the system keeps the bytes
    until the last one lets go."""
    for generation in generations(folder):
        if generation != kept:
            shutil.rmtree(folder / name_of(generation), ignore_errors=True)
