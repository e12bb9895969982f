"""A pack as one ZIP: the same files give the same bytes, and its names are safe on any stick."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping

# FAT32 knows no large and small letters apart, and no time before this one.
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*")
LONGEST_NAME = 80
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LARGEST_PAGE = 100_000
LARGEST = {1: 8 * 1024 * 1024, 3: 24 * 1024 * 1024}


class UnfitPack(ValueError):
    """A pack that must not be given out: a name that a stick refuses, a page or a file that is too large."""


def version(files: Mapping[str, bytes]) -> str:
    """A word for exactly these files."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()[:12]


def archive(folder: str, files: Mapping[str, bytes], languages: int) -> bytes:
    """The ZIP, everything in one folder. Raises UnfitPack."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in sorted(files):
            _fit(f"{folder}/{name}", files[name])
            entry = zipfile.ZipInfo(f"{folder}/{name}", FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            made.writestr(entry, files[name], compresslevel=9)
    most = LARGEST[3 if languages > 1 else 1]
    if out.tell() > most:
        raise UnfitPack(f"{folder}.zip has {out.tell()} bytes; at most {most}.")
    return out.getvalue()


def _fit(name: str, content: bytes) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise UnfitPack(f"{name!r} is no name for every stick: small letters, digits, hyphens, at most 80.")
    if name.endswith(".html") and len(content) > LARGEST_PAGE:
        raise UnfitPack(f"{name} has {len(content)} bytes; a page has at most {LARGEST_PAGE}.")
