"""The vocabulary of one column: what each id is called, which id a word has, how many rows hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.live.rows import I64, NONE, U8, U32, U64, mark

Texts = NDArray[np.object_]


class Stored:
    """Words as they lie in a base: an arena of UTF-8, its offsets, the order of their marks, their counts."""

    def __init__(self, arena: U8, ends: I64, marks: U64, order: U32, counts: U32) -> None:
        self.arena, self.ends, self.marks, self.order, self.counts = arena, ends, marks, order, counts

    def __len__(self) -> int:
        return len(self.counts)

    def text(self, id_: int) -> str:
        return self.arena[self.ends[id_] : self.ends[id_ + 1]].tobytes().decode()

    def texts(self, ids: NDArray[Any]) -> list[str]:
        raw = self.arena.data
        ends = zip(self.ends.take(ids).tolist(), self.ends.take(ids + 1).tolist(), strict=True)
        return [str(raw[start:end], "utf-8") for start, end in ends]

    def find(self, word: str) -> int:
        sought = np.uint64(mark(word.encode(errors="surrogatepass")))
        place = int(np.searchsorted(self.marks, sought))
        while place < len(self.marks) and self.marks[place] == sought:
            if self.text(int(self.order[place])) == word:
                return int(self.order[place])
            place += 1
        return NONE


class _Spelled:
    """Texts by slot, and which slots were read already. Slot 0 is "", so that the id of nothing (-1) needs no
    case of its own."""

    __slots__ = ("known", "texts")

    def __init__(self, size: int) -> None:
        self.texts: Texts = np.full(size, None, object)
        self.known = np.zeros(size, bool)

    def put(self, slot: int, text: str) -> None:
        self.texts[slot] = text
        self.known[slot] = True

    def grown(self, size: int) -> _Spelled:
        found = _Spelled(size)
        found.known[: len(self.known)] = self.known  # first: a text that comes meanwhile is read again
        found.texts[: len(self.texts)] = self.texts
        return found


class Words:
    """Stored words and those that came since."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._fresh: dict[str, int] = {}
        self._known: dict[str, int] = {"": NONE}
        self._change: dict[int, int] = {}
        self._changed = 0
        self._stored_known: int | None = None
        self._spelled = _Spelled(len(stored) + 1)
        self._spelled.put(0, "")

    def __len__(self) -> int:
        return len(self._stored) + len(self._fresh)

    def find(self, word: str) -> int:
        """The id of a word, -1 where no row has held it."""
        found = self._known.get(word)
        if found is None:
            found = self._fresh.get(word, NONE)
            if found == NONE:
                found = self._stored.find(word)
            if found != NONE:
                self._known[word] = found
        return found

    def add(self, word: str) -> int:
        """The id of a word, a new one where it had none. For the one thread that applies the log."""
        found = self.find(word)
        if word and found == NONE:
            found = len(self)
            spelled = self._spelled
            if found + 1 >= len(spelled.known):
                spelled = spelled.grown(len(spelled.known) * 5 // 4 + 16)
            spelled.put(found + 1, word)
            self._spelled = spelled
            self._fresh[word] = found
        return found

    def counted(self, id_: int, by: int) -> None:
        if id_ != NONE:
            self._change[id_] = self._change.get(id_, 0) + by
            self._changed += by

    def known(self) -> int:
        """How many rows hold a word at all."""
        if self._stored_known is None:
            self._stored_known = int(self._stored.counts.sum(dtype=np.int64))
        return self._stored_known + self._changed

    def count(self, id_: int) -> int:
        """How many rows hold the word now."""
        if id_ < 0:
            return 0
        stored = int(self._stored.counts[id_]) if id_ < len(self._stored) else 0
        return stored + self._change.get(id_, 0)

    def counts(self, ids: NDArray[Any]) -> I64:
        """`count` for many ids."""
        found = np.zeros(len(ids), np.int64)
        old = (ids >= 0) & (ids < len(self._stored))
        found[old] = self._stored.counts[ids[old]]
        if self._change:
            found += np.fromiter((self._change.get(id_, 0) for id_ in ids.tolist()), np.int64, len(ids))
        return found

    def texts(self, ids: NDArray[Any]) -> Texts:
        """The words of these ids, "" for -1."""
        spelled = self._spelled
        slots = ids + 1
        known = spelled.known.take(slots)
        if not known.all():
            unread = slots[~known]
            spelled.texts[unread] = np.array(self._stored.texts(unread - 1), object)
            spelled.known[unread] = True
        found: Texts = spelled.texts.take(slots)
        return found

    def all_texts(self, ids: Sequence[int] | NDArray[Any]) -> list[str]:
        """The words of these ids, without keeping them in memory."""
        fresh = list(self._fresh)
        old = len(self._stored)
        return [self._stored.text(int(id_)) if id_ < old else fresh[int(id_) - old] for id_ in ids]
