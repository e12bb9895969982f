"""A new base on disk, array by array. Nothing of it counts until CURRENT names it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live import files, layout, log
from qorgan.identity.live.errors import LiveFault, NotWritten
from qorgan.identity.live.files import Sink
from qorgan.identity.live.postings import Run, merge
from qorgan.identity.live.rows import I64, mark

FEW = 1 << 16
REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


class Writer:
    """The files of one generation while they are written. Whoever uses it holds the lock of compaction."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.generation = max(layout.generations(folder), default=0) + 1
        self.place = folder / layout.name_of(self.generation)
        self.place.mkdir(mode=0o700)
        self._sinks: dict[str, Sink] = {}
        self.rows = self.pairs = self.bytes = 0
        self._id_bytes = 0
        self.put("id_ends", np.zeros(1, np.int64))

    def put(self, name: str, values: NDArray[Any] | bytes) -> None:
        """Adds to the end of an array."""
        if name not in self._sinks:
            self._sinks[name] = Sink(self.place, name)
        if isinstance(values, np.ndarray):
            values = values.astype(layout.ARRAYS[name], copy=False)
        self._sinks[name].write(values)

    def add(self, faces: NDArray[Any], ids: bytes | NDArray[Any], lengths: I64) -> None:
        """Adds rows: what is stored of them, their unique_ids one after another, and the length of each."""
        self.put("faces", faces)
        self.put("ids", ids)
        ends = np.cumsum(lengths) + self._id_bytes
        self.put("id_ends", ends)
        self._id_bytes = int(ends[-1]) if len(ends) else self._id_bytes
        self.rows += len(faces)

    def words(self, column: str, texts: Sequence[str], counts: NDArray[Any]) -> None:
        """The vocabulary of a column; the place of a word is its id."""
        ends, marks = np.zeros(len(texts) + 1, np.int64), np.empty(len(texts), np.uint64)
        for start in range(0, len(texts), FEW):
            raw = [text.encode() for text in texts[start : start + FEW]]
            ends[start + 1 : start + 1 + len(raw)] = [len(text) for text in raw]
            marks[start : start + len(raw)] = [mark(text) for text in raw]
            self.put(f"{column}.arena", b"".join(raw))
        order = np.argsort(marks, kind="stable")
        self.put(f"{column}.ends", np.cumsum(ends))
        self.put(f"{column}.marks", marks[order])
        self.put(f"{column}.order", order)
        self.put(f"{column}.counts", counts)

    def numbers(self, column: str, parts: Iterable[NDArray[np.int64]]) -> None:
        """How often each IIN or phone occurs."""
        values, counts = np.unique(np.concatenate([np.empty(0, np.int64), *parts]), return_counts=True)
        known = values >= 0
        self.put(f"{column}.values", values[known])
        self.put(f"{column}.counts", counts[known])

    def postings(self, runs: Sequence[Run], names: tuple[str, str]) -> int:
        """Writes all pairs of the runs in order; how many."""
        count = 0
        for keys, rows in merge(runs):
            self.put(names[0], keys)
            self.put(names[1], rows)
            count += len(keys)
        return count

    def done(self, keys_version: str) -> bytes:
        """Writes manifest and log, all of it on the disk; the manifest, for CURRENT."""
        for name in layout.ARRAYS:
            self.put(name, b"")
        entries = {name: sink.done() for name, sink in self._sinks.items()}
        self.bytes = sum(entry.bytes for entry in entries.values())
        found = layout.Manifest(self.generation, keys_version, self.rows, self.pairs, entries).text()
        files.replace(self.place, layout.MANIFEST, found)
        files.replace(self.place, layout.LOG, log.head(self.generation, layout.hash_of(found)))
        files.sync_folder(self.folder)
        return found

    def add_to_log(self, data: bytes) -> None:
        """Records that came while the base was written."""
        fd = files.private_open(self.place / layout.LOG, os.O_WRONLY | os.O_APPEND)
        try:
            files.write_all(fd, data)
            os.fsync(fd)
        finally:
            os.close(fd)

    def give_up(self) -> None:
        """Leaves nothing behind, unless it is the index already: the last step may fail after it was done."""
        with suppress(LiveFault):
            if layout.current(self.folder)[0] == self.generation:
                return
        for sink in self._sinks.values():
            sink.close()
        shutil.rmtree(self.place, ignore_errors=True)


@contextmanager
def new_base(folder: Path) -> Iterator[Writer]:
    """A base to write; none is left if that fails. Raises NotWritten where the disk refuses."""
    writer = Writer(folder)
    try:
        yield writer
    except OSError as failed:
        writer.give_up()
        if failed.errno in REFUSED:
            raise NotWritten(failed.strerror or "it is not known why") from None
        raise
    except BaseException:
        writer.give_up()
        raise
