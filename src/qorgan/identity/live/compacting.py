"""A new base of everything that is there now: the log becomes sorted, and who was removed leaves the disk.

Readers and writers go on meanwhile; writers wait only while the last records are copied and CURRENT is
replaced. Words that nobody has any more leave the vocabularies with the last one who had them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live import layout
from qorgan.identity.live.building import Built
from qorgan.identity.live.errors import Damaged
from qorgan.identity.live.files import locked
from qorgan.identity.live.generation import Generation
from qorgan.identity.live.postings import Run, in_order
from qorgan.identity.live.rows import I64, NONE, NUMBERS, U32, U64, WORDS, Faces
from qorgan.identity.live.writing import Writer, new_base
from qorgan.identity.saying import Message

AT_ONCE = 1_000_000  # rows


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What a generation held at one moment: how far its log went, and the new number of each row or -1."""

    generation: Generation
    end: int
    now: I64

    def parts(self) -> Iterator[tuple[int, Faces, NDArray[np.bool_]]]:
        """First row, rows and which of them live; the base in pieces, then the delta."""
        base, delta = self.generation.base, self.generation.delta
        for start in range(0, len(base), AT_ONCE):
            faces = base.faces[start : start + AT_ONCE]
            yield start, faces, self.now[start : start + len(faces)] >= 0
        alive = self.now[len(base) :] >= 0
        yield len(base), delta.faces[: len(alive)], alive


def _freeze(generation: Generation) -> _Frozen:
    with generation.applying:
        delta = generation.delta
        alive = delta.living(np.arange(delta.first + len(delta)))
        end = generation.read_to
    now = np.cumsum(alive) - 1
    now[~alive] = NONE
    return _Frozen(generation, end, now)


def _vocabularies(frozen: _Frozen, writer: Writer) -> dict[str, NDArray[np.int32]]:
    """Writes the words and numbers that living rows have; for each column the new id by the old one, with
    that of nothing last."""
    words = frozen.generation.delta.words
    counts = {column: np.zeros(len(words[column]), np.int64) for column in WORDS}
    values: dict[str, list[I64]] = {column: [] for column in NUMBERS}
    for _, faces, alive in frozen.parts():
        for column in WORDS:
            ids = faces[column][alive]
            fresh = np.bincount(ids[ids >= 0])
            counts[column][: len(fresh)] += fresh
        for column in NUMBERS:
            values[column].append(faces[column][alive])
    for column in NUMBERS:
        writer.numbers(column, values.pop(column))
    found = {}
    for column, count in counts.items():
        kept = np.flatnonzero(count)
        writer.words(column, words[column].all_texts(kept), count[kept])
        found[column] = np.full(len(count) + 1, NONE, np.int32)
        found[column][kept] = np.arange(len(kept))
    return found


def _ids(frozen: _Frozen, start: int, alive: NDArray[np.bool_]) -> tuple[Any, I64]:
    """The unique_ids of living rows, one after another, and their lengths."""
    base, delta = frozen.generation.base, frozen.generation.delta
    if start < len(base):
        ends = base.id_ends[start : start + len(alive) + 1]
        lengths = np.diff(ends)
        return base.ids[ends[0] : ends[-1]][np.repeat(alive, lengths)], lengths[alive]
    raw = [delta.ids[place].encode() for place in np.flatnonzero(alive)]
    return b"".join(raw), np.array([len(text) for text in raw], np.int64)


def _rows(frozen: _Frozen, writer: Writer, new_ids: dict[str, NDArray[np.int32]]) -> None:
    for start, stored, alive in frozen.parts():
        faces = stored[alive]
        for column, ids in new_ids.items():
            faces[column] = ids[faces[column]]
        writer.add(faces, *_ids(frozen, start, alive))


def _delta_keys(frozen: _Frozen) -> tuple[U64, U32]:
    """The keys of living rows of the delta, as the log has them."""
    first = len(frozen.generation.base)
    inserts = list(frozen.generation.inserted(frozen.end))
    rows = frozen.now[first : first + len(inserts)]
    living = [(row, record.keys) for row, record in zip(rows.tolist(), inserts, strict=True) if row >= 0]
    keys = np.concatenate([np.empty(0, np.uint64), *(keys for _, keys in living)])
    return keys, np.repeat(np.array([row for row, _ in living], np.uint32), [len(keys) for _, keys in living])


def _pairs(frozen: _Frozen, writer: Writer) -> None:
    base, delta = frozen.generation.base, frozen.generation.delta
    fresh = in_order(*_delta_keys(frozen))
    writer.pairs = writer.postings([Run(base.keys, base.key_rows, frozen.now), fresh], ("keys", "key_rows"))
    rows = frozen.now[len(base) :]
    alive = rows >= 0
    owners = in_order(delta.faces["owner"][: len(rows)][alive].copy(), rows[alive].astype(np.uint32))
    writer.postings([Run(base.owners, base.owner_rows, frozen.now), owners], ("owners", "owner_rows"))


def _whole(generation: Generation) -> Generation:
    """The same, if its log may be copied: a record that was changed would be lost with what follows it."""
    if not generation.tail_is_unfinished():
        raise Damaged(generation.named, Message("was changed at byte {byte}", byte=generation.read_to))
    return generation


def compact(folder: Path, current: Callable[[], Generation], wait: bool = True) -> Built:
    """Writes what the good generation holds as a new base and makes that the index. `current` answers with
    the good generation, its log read to the end. Raises Damaged, Busy, NotWritten."""
    with locked(folder / layout.COMPACTING, "build or compact it", wait):
        frozen = _freeze(_whole(current()))
        layout.sweep(folder, frozen.generation.number)
        with new_base(folder) as writer:
            _rows(frozen, writer, _vocabularies(frozen, writer))
            _pairs(frozen, writer)
            manifest = writer.done(frozen.generation.base.manifest.keys_version)
            with locked(folder / layout.WRITING, "write", True):
                writer.add_to_log(_whole(current()).read(frozen.end))
                layout.switch(folder, writer.generation, manifest)
        layout.sweep(folder, writer.generation)
    return Built(writer.rows, writer.pairs, writer.bytes)
