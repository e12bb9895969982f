"""The live index: open it, ask it, add to it, take from it.

Any number of processes and threads read; writers take turns by a lock of the operating system. What was
acknowledged is on the disk; a process killed at any moment leaves the index as it was, or with the row.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qorgan.identity.live import compacting, layout, log, search
from qorgan.identity.live.building import Built
from qorgan.identity.live.errors import Damaged, NoIndex, NotReadable
from qorgan.identity.live.files import locked
from qorgan.identity.live.generation import Generation
from qorgan.identity.live.rows import NUMBERS, Face, Row, keys_from, number
from qorgan.identity.live.search import Columns, Found
from qorgan.identity.live.verifying import Fault, verify


@dataclass(frozen=True, slots=True)
class State:
    """Rows that answer; of them or removed, how many came since the base was written; how many were removed;
    bytes of the log, and how many of them no whole record accounts for: more than 0 while nobody writes means
    that a write never ended or that the log was damaged."""

    generation: int
    rows: int
    inserted: int
    removed: int
    log_bytes: int
    unread_bytes: int


class Index:
    """An open index. `keys_version` names the table that makes the keys; an index of another is refused."""

    def __init__(self, folder: Path | str, keys_version: str | None = None, durable: bool = True) -> None:
        self.folder = Path(folder)
        self.durable = durable
        self._current = str(self.folder / layout.CURRENT)
        self._keys_version = keys_version
        self._switching = threading.Lock()
        self._generation, self._stamp = self._open()
        self._generation.catch_up()

    def _stat(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self._current)
        except (FileNotFoundError, NotADirectoryError):
            raise NoIndex(str(self.folder)) from None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open(self) -> tuple[Generation, tuple[int, int, int]]:
        """The generation that CURRENT names; another look where it was replaced between two files."""
        while True:
            stamp = self._stat()
            number, sealed = layout.current(self.folder)
            try:
                opened = Generation(self.folder, number, sealed, self._keys_version)
            except FileNotFoundError as gone:
                if self._stat() == stamp:
                    missing = f"{layout.name_of(number)}/{Path(gone.filename).name}"
                    raise Damaged(missing, "is missing") from None
            except OSError as failed:
                raise NotReadable(str(self.folder), failed.strerror or "it is not known why") from None
            else:
                return opened, stamp

    def generation(self) -> Generation:
        """The good generation, with everything that any process has written."""
        if self._stat() != self._stamp:
            with self._switching:
                if self._stat() != self._stamp:
                    # In this order: who sees the new stamp must never write to the old generation's log.
                    opened, stamp = self._open()
                    self._generation = opened
                    self._stamp = stamp
        found = self._generation
        found.catch_up()
        return found

    def __len__(self) -> int:
        delta = self.generation().delta
        return delta.first + len(delta) - delta.removed

    def candidates(
        self,
        keys: Any,
        kinds: Sequence[int] | None = None,
        frequent: int = search.FREQUENT,
        most: int = search.MOST,
    ) -> Found:
        """Who shares a key with what is asked; see `search.candidates`. `Found` keeps its view of the index
        whatever is written afterwards."""
        asked = keys_from(keys)
        return search.candidates(self.generation().delta, asked, kinds, frequent, most)

    def columns(self, found: Found) -> Columns:
        return found.columns()

    def rows_of(self, unique_id: str) -> Columns:
        """Every row of one person."""
        delta = self.generation().delta
        return Columns(delta, np.array(delta.rows_of(unique_id), np.int64))

    def word_id(self, column: str, word: str) -> int:
        """The id that rows have where they hold this word; -1 where none does."""
        return self.generation().delta.words[column].find(word)

    def frequency(self, column: str, value: str) -> int:
        """How many rows hold this word, IIN or phone."""
        delta = self.generation().delta
        if column in NUMBERS:
            asked = np.array([number(column, value)], np.int64)
            return int(delta.number_counts(column, asked)[0])
        words = delta.words[column]
        return words.count(words.find(value))

    def known(self, column: str) -> int:
        """How many rows have anything in this column of words or numbers."""
        return self.generation().delta.known(column)

    def insert(self, unique_id: str, face: Face, keys: Any) -> None:
        """Adds a row; every reader sees it from here on. Raises BadRow, NotWritten or Damaged."""
        self.insert_many([Row(unique_id, face, keys)])

    def insert_many(self, rows: Iterable[Row]) -> None:
        """Adds rows with one wait for the disk. A crash meanwhile may leave the first of them."""
        data = b"".join(log.insertion(row) for row in rows)
        if data:
            self._append(data)

    def remove(self, unique_id: str) -> int:
        """Takes every row of a person out of all answers; how many there were. Their bytes stay on the disk
        until `compact`."""
        with locked(self.folder / layout.WRITING, "write", wait=True):
            generation = self.generation()
            count = len(generation.delta.rows_of(unique_id))
            if count:
                end = generation.append(log.removal(unique_id))
        if count and self.durable:
            generation.sync(end)
        return count

    def compact(self, wait: bool = True) -> Built:
        """Sorts the log into a new base, and takes from the disk what was removed. Readers and writers go on.
        Raises Damaged, Busy, NotWritten."""
        built = compacting.compact(self.folder, self.generation, wait)
        self.generation()
        return built

    def verify(self) -> list[Fault]:
        """See `verifying.verify`."""
        return verify(self.folder, self._keys_version)

    def repair(self) -> Path | None:
        """Sets aside what follows the last whole record, where a record was changed afterwards, so that the
        index can be written to again; the file in which it is now."""
        with locked(self.folder / layout.WRITING, "write", wait=True):
            return self.generation().set_aside(self.folder)

    def state(self) -> State:
        """What there is to know before compacting, and after a crash."""
        generation = self.generation()
        delta = generation.delta
        rows = delta.first + len(delta) - delta.removed
        return State(
            generation.number, rows, len(delta), delta.removed, generation.size(), generation.unread()
        )

    def _append(self, data: bytes) -> None:
        with locked(self.folder / layout.WRITING, "write", wait=True):
            generation = self.generation()
            end = generation.append(data)
        if self.durable:
            generation.sync(end)
