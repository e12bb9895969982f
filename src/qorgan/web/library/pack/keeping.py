"""Makes the packs of the content as it stands and keeps them until the content is another.

A request never makes one: it gives what lies in `packs/`. What is new takes the place of the old at once and
whole; who is still reading the old one reads it to its end.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from qorgan.web.library.pack.archive import archive, version
from qorgan.web.library.pack.content import LANGUAGES, content
from qorgan.web.library.pack.pages import NAMES, alone, files, together

NAME = re.compile(r"library-(kk|ru|en|all)\.zip")
VERSION = re.compile(r"[0-9a-f]{12}")
NEW = "new-"
READ_ME = (
    "1. Unpack this file: everything stands in one folder.\r\n2. Open index.html in that folder.\r\n\r\n"
    "1. Распакуйте файл: всё лежит в одной папке.\r\n2. Откройте в ней index.html.\r\n\r\n"
    "1. Файлды ашыңыз: бәрі бір қалтада жатыр.\r\n2. Сол қалтадағы index.html файлын ашыңыз.\r\n"
)


@dataclass(frozen=True)
class Pack:
    """One file that can be taken along."""

    name: str
    size: int
    pages: int


@dataclass(frozen=True)
class Kept:
    """What lies ready: of which day, of which version, which files."""

    version: str
    day: date
    records: int
    packs: tuple[Pack, ...]


def folder() -> Path:
    return Path(settings.DATA) / "packs"


def kept() -> Kept | None:
    """What lies ready, or None."""
    try:
        said: dict[str, Any] = json.loads((folder() / "current.json").read_text("utf-8"))
        packs = tuple(Pack(**one) for one in said["packs"])
        found = Kept(said["version"], date.fromisoformat(said["day"]), said["records"], packs)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    there = VERSION.fullmatch(found.version) and all(NAME.fullmatch(one.name) for one in packs)
    return found if there and all(_whole(found, one) for one in packs) else None


def _whole(found: Kept, one: Pack) -> bool:
    try:
        return path_of(found, one.name).stat().st_size == one.size
    except OSError:
        return False


def path_of(found: Kept, name: str) -> Path:
    return folder() / found.version / name


def make() -> tuple[Kept, bool]:
    """Makes the packs of the content as it stands. False: they lay there already. Raises UnfitPack."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "making").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        for left in folder().glob(f"{NEW}*"):  # of a maker that was stopped
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        return _make()


def _make() -> tuple[Kept, bool]:
    now = content()
    each = {code: files(now, code) for code in LANGUAGES}
    whole = together(each)
    each = {code: alone(found_) for code, found_ in each.items()}
    whole["index.html"] = render_to_string("library/pack/root.html", {"names": list(NAMES.items())}).encode()
    for one in (*each.values(), whole):
        one["read-me.txt"] = (
            b"\xef\xbb\xbf" + READ_ME.encode()
        )  # a mark that Windows needs for Kazakh letters
    state = version(whole)
    for one in (*each.values(), whole):
        one["version.txt"] = f"{now.day.isoformat()} {state}\r\n".encode()
    before = kept()
    if before and before.version == state:
        return before, False
    made = {f"library-{code}.zip": (files_, 1) for code, files_ in each.items()} | {
        "library-all.zip": (whole, 3)
    }
    packs = _write(state, made)
    found = Kept(state, now.day, len(now.records), packs)
    _say(found)
    _forget(found.version)
    return found, True


def _write(state: str, made: Mapping[str, tuple[Mapping[str, bytes], int]]) -> tuple[Pack, ...]:
    new = Path(tempfile.mkdtemp(prefix=NEW, dir=folder()))
    try:
        packs = []
        for name, (content_, languages) in made.items():
            data = archive(name.removesuffix(".zip"), content_, languages)
            (new / name).write_bytes(data)
            pages = sum(one.endswith(".html") for one in content_)
            packs.append(Pack(name, len(data), pages))
        new.chmod(0o755)
        place = folder() / state
        if place.exists():  # half of an older attempt, or a file of it was lost
            shutil.rmtree(place)
        os.replace(new, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return tuple(packs)


def _say(found: Kept) -> None:
    said = {"version": found.version, "day": found.day.isoformat(), "records": found.records,
            "packs": [vars(one) for one in found.packs]}  # fmt: skip
    handle, name = tempfile.mkstemp(prefix=NEW, dir=folder())
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(said, out)
    os.chmod(name, 0o644)
    os.replace(name, folder() / "current.json")


def _forget(present: str) -> None:
    """Keeps the present version and the one before it, which somebody may be reading."""
    old = [one for one in folder().iterdir() if VERSION.fullmatch(one.name) and one.name != present]
    old.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for one in old[1:]:
        shutil.rmtree(one, ignore_errors=True)
