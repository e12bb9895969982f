"""The live index: open it, ask it, add to it, take from it.

Any number of processes and threads read; writers take turns by a lock of the operating system. What was
acknowledged is on the disk; a process killed at any moment leaves the index as it was, or with the row.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qorgan.identity.live import layout, log, search
from qorgan.identity.live.base import Base
from qorgan.identity.live.delta import Delta
from qorgan.identity.live.errors import Damaged, NoIndex, NotWritten
from qorgan.identity.live.files import locked, private_open, write_all
from qorgan.identity.live.rows import NUMBERS, Face, Row, keys_from, number
from qorgan.identity.live.search import Columns, Found

AT_ONCE = 1 << 24  # bytes of the log read in one piece; far above the longest record


class Generation:
    """A base, its log and what was read of it."""

    def __init__(self, folder: Path, generation: int, sealed: str, keys_version: str | None) -> None:
        self.number = generation
        self.base = Base(folder, layout.manifest(folder, generation, sealed, keys_version))
        self.delta = Delta(self.base)
        self.named = f"{layout.name_of(generation)}/{layout.LOG}"
        self.fd = private_open(folder / self.named, os.O_RDWR | os.O_APPEND)
        head = log.head(generation, sealed)
        if os.pread(self.fd, len(head), 0) != head:
            os.close(self.fd)
            raise Damaged(self.named, "its head was cut or changed")
        self.read_to = self.synced_to = len(head)
        self._applying = threading.Lock()
        self._syncing = threading.Lock()

    def __del__(self) -> None:
        fd, self.fd = getattr(self, "fd", -1), -1
        if fd >= 0:
            os.close(fd)

    def size(self) -> int:
        return os.fstat(self.fd).st_size

    def catch_up(self) -> None:
        """Reads what the log has grown by, whoever wrote it."""
        if self.size() == self.read_to:
            return
        with self._applying:
            while data := os.pread(self.fd, AT_ONCE, self.read_to):
                start = self.read_to
                for end, record in log.records(data):
                    self.delta.apply(record)
                    self.read_to = start + end
                if self.read_to == start:
                    return

    def unread(self) -> bytes:
        """What stands after the last whole record."""
        return os.pread(self.fd, AT_ONCE, self.read_to)

    def append(self, data: bytes) -> int:
        """Adds records at the end of the log; where it ends then. For whoever holds the lock of writers."""
        tail = self.unread()
        try:
            if tail:
                if not log.cut_short(tail):
                    raise Damaged(self.named, f"was changed at byte {self.read_to}")
                os.ftruncate(self.fd, self.read_to)
            try:
                write_all(self.fd, data)
            except OSError:
                os.ftruncate(self.fd, self.read_to)
                raise
        except OSError as failed:
            raise NotWritten(failed.strerror or "it is not known why") from None
        end = self.read_to + len(data)
        self.catch_up()
        return end

    def sync(self, end: int) -> None:
        """Returns once everything before `end` is on the disk; threads that wait share one call."""
        with self._syncing:
            if self.synced_to >= end:
                return
            reached = self.read_to
            try:
                os.fdatasync(self.fd)
            except OSError as failed:
                raise NotWritten(failed.strerror or "it is not known why") from None
            self.synced_to = max(reached, end)


class Index:
    """An open index. `keys_version` names the table that makes the keys; an index of another is refused."""

    def __init__(self, folder: Path | str, keys_version: str | None = None, durable: bool = True) -> None:
        self.folder = Path(folder)
        self.durable = durable
        self._keys_version = keys_version
        self._switching = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._generation = self._open()
        self._generation.catch_up()

    def _stat(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self.folder / layout.CURRENT)
        except (FileNotFoundError, NotADirectoryError):
            raise NoIndex(str(self.folder)) from None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open(self) -> Generation:
        """The generation that CURRENT names; another look where it was replaced between two files."""
        while True:
            stamp = self._stat()
            number, sealed = layout.current(self.folder)
            try:
                opened = Generation(self.folder, number, sealed, self._keys_version)
            except FileNotFoundError as gone:
                if self._stat() == stamp:
                    raise Damaged(
                        f"{layout.name_of(number)}/{Path(gone.filename).name}", "is missing"
                    ) from None
            else:
                self._stamp = stamp
                return opened

    def generation(self) -> Generation:
        """The good generation, with everything that any process has written."""
        if self._stat() != self._stamp:
            with self._switching:
                if self._stat() != self._stamp:
                    self._generation = self._open()
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
            return delta.number_count(column, number(column, value)) if value else 0
        words = delta.words[column]
        return words.count(words.find(value))

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

    def _append(self, data: bytes) -> None:
        with locked(self.folder / layout.WRITING, "write", wait=True):
            generation = self.generation()
            end = generation.append(data)
        if self.durable:
            generation.sync(end)
