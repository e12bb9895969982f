"""The highest serial and key versions of the directory that this installation ever saw (vault rule 1).

They lie in two files outside the database: who puts an older state of the database back, or deletes the
newest key, does not put these back with it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings

log = logging.getLogger("qorgan.agencies")


class Unreadable(RuntimeError):
    """A file that says what was seen cannot be read: nothing is sealed until somebody mends it."""


def _versions_file() -> Path:
    path = Path(settings.DIRECTORY_SERIAL_FILE)
    return path.with_name(f"{path.name}.keys")


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Unreadable(f"{path} cannot be read.") from error


def serial() -> int:
    """The highest serial of a manifest; 0 when none was seen. Raises Unreadable."""
    text = _read(Path(settings.DIRECTORY_SERIAL_FILE))
    if text and not text.strip().isdecimal():
        raise Unreadable(f"{settings.DIRECTORY_SERIAL_FILE} holds no number.")
    return int(text or 0)


def versions() -> dict[str, int]:
    """The highest version of each key and membership, by name. Raises Unreadable."""
    try:
        found = json.loads(_read(_versions_file()) or "{}")
        return {str(name): int(number) for name, number in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise Unreadable(f"{_versions_file()} holds no list of versions.") from error


def keep_serial(number: int) -> None:
    if number > serial():
        _write(Path(settings.DIRECTORY_SERIAL_FILE), f"{number}\n")


def keep_version(name: str, number: int) -> None:
    known = versions()
    if number > known.get(name, 0):
        _write(_versions_file(), json.dumps(known | {name: number}, sort_keys=True) + "\n")


def forget() -> None:
    """For a demonstration that is made anew; an office never does this."""
    for path in (Path(settings.DIRECTORY_SERIAL_FILE), _versions_file()):
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and never two threads in one spare file. A full disk is an alarm, not an end:
    what was seen before still stands, and a report must not be refused for it."""
    spare = ""
    try:
        handle, spare = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(spare).replace(path)
    except OSError as error:
        log.error("what was seen of the directory could not be kept: %s", type(error).__name__)
        with contextlib.suppress(OSError):
            Path(spare).unlink(missing_ok=True)
