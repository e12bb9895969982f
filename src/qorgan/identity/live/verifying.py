"""Is every byte of an index as it was written? Says which file is not, and never stumbles over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qorgan.identity.live import files, layout
from qorgan.identity.live.base import Base
from qorgan.identity.live.errors import Damaged, LiveFault
from qorgan.identity.live.generation import Generation

AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which file of the index."""

    file: str
    what: str


def verify(folder: Path, keys_version: str | None = None) -> list[Fault]:
    """Everything that is wrong with the index, [] where nothing is. Reads all of it. What was cut or changed
    is told by the name of its file; where that is the log, all records in front of the place still count."""
    try:
        generation, sealed = layout.current(folder)
        manifest = layout.manifest(folder, generation, sealed, keys_version)
    except Damaged as found:
        return [Fault(found.file, found.what)]
    except LiveFault as found:
        return [Fault(layout.CURRENT, str(found))]
    except FileNotFoundError:
        return [Fault(f"{layout.name_of(generation)}/{layout.MANIFEST}", "is missing")]
    except OSError as found:
        return [Fault(layout.CURRENT, found.strerror or "cannot be read")]
    place = folder / layout.name_of(generation)
    faults = [fault for name, entry in manifest.files.items() if (fault := _file(place / name, entry))]
    if not faults:
        faults = _order(Base(folder, manifest), place.name)
    return [*faults, *_log(folder, generation, sealed)]


def _file(path: Path, entry: files.Entry) -> Fault | None:
    named = f"{path.parent.name}/{path.name}"
    try:
        found = files.hash_of(path)
    except FileNotFoundError:
        return Fault(named, "is missing")
    except OSError as failed:
        return Fault(named, failed.strerror or "cannot be read")
    if found.bytes != entry.bytes:
        return Fault(named, f"has {found.bytes} bytes and was written with {entry.bytes}")
    return Fault(named, "was changed") if found.blake2b != entry.blake2b else None


def _order(base: Base, place: str) -> list[Fault]:
    """What the hashes cannot say: that it was right when it was written."""
    faults = []
    for name, keys, rows in (("keys", base.keys, base.key_rows), ("owners", base.owners, base.owner_rows)):
        for start in range(0, len(keys), AT_ONCE):
            one, two = keys[start : start + AT_ONCE], rows[start : start + AT_ONCE]
            rising = (one[1:] > one[:-1]) | ((one[1:] == one[:-1]) & (two[1:] > two[:-1]))
            seam = start == 0 or (keys[start - 1], rows[start - 1]) < (one[0], two[0])
            if not (rising.all() and seam and two.max(initial=0) < max(1, len(base))):
                faults.append(Fault(f"{place}/{name}", "is not in order"))
                break
    if not np.array_equal(base.faces["owner"][base.owner_rows], base.owners):
        faults.append(Fault(f"{place}/owners", "does not fit the rows"))
    return faults


def _log(folder: Path, generation: int, sealed: str) -> list[Fault]:
    named = f"{layout.name_of(generation)}/{layout.LOG}"
    try:
        opened = Generation(folder, generation, sealed, None)
        opened.catch_up()
    except Damaged as found:
        return [] if found.file != named else [Fault(named, found.what)]
    except FileNotFoundError as gone:
        return [Fault(named, "is missing")] if str(gone.filename).endswith(layout.LOG) else []
    unread = opened.unread()
    if not unread:
        return []
    why = "never ended" if opened.tail_is_unfinished() else "was changed"
    return [
        Fault(named, f"its record at byte {opened.read_to} {why}; the {unread} bytes from there are not used")
    ]
