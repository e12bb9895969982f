"""Full names as rows of numbers, each distinct name read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.comparing.alignment import Sides
from qorgan.identity.comparing.levels import weights
from qorgan.identity.comparing.vocabulary import SEXES, Ids, Vocabulary
from qorgan.identity.names import Reading, Word, readings
from qorgan.identity.names.columns import column

_COLUMNS = 6


class Names:
    """Every reading of every distinct name that was asked for.

    A name is five numbers: the first of its rows, how many rows, the number of its letters in a row, how many
    words, whether an ending shows the place of any of them.
    """

    def __init__(self) -> None:
        self.words = Vocabulary()
        self.readings: list[Reading] = []
        self._places: dict[str, int] = {}
        self._numbers: list[tuple[int, int, int, int, int]] = []
        self._known: Ids = np.zeros((0, 5), dtype=np.int64)
        self._wholes: dict[str, tuple[Word, ...]] = {}
        self._letters: dict[str, int] = {"": 0}
        self._rows: list[tuple[float, ...]] = []
        self._table: NDArray[np.float64] = np.zeros((0, _COLUMNS))

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, names: Sequence[str]) -> Ids:
        """The five numbers of each name, as columns."""
        for name in names:
            if name not in self._places:
                self._places[name] = len(self._numbers)
                self._numbers.append(self._read(name))
        if len(self._known) != len(self._numbers):
            self._known = np.array(self._numbers, dtype=np.int64).reshape(-1, 5)
        places = np.fromiter(map(self._places.__getitem__, names), dtype=np.int64, count=len(names))
        return self._known[places].T

    def whole(self, name: str) -> tuple[Word, ...]:
        """The words of a name as they are written, without slots."""
        found = self._wholes.get(name)
        if found is None:
            found = self._wholes[name] = tuple(said.word for said in column(name).words) or unread(name)
        return found

    def _read(self, name: str) -> tuple[int, int, int, int, int]:
        first = len(self._rows)
        for reading in readings(full_name=name):
            self._rows.append(self._row(reading))
            self.readings.append(reading)
        words = self.whole(name)
        letters = _from_the_least("".join(word.canonical for word in words))
        number = self._letters.setdefault(letters, len(self._letters))
        return first, len(self._rows) - first, number, len(words), int(any(word.suffix for word in words))

    def sides(self, rows: Ids) -> Sides:
        """These rows as columns."""
        if len(self._table) != len(self._rows):
            self._table = np.array(self._rows, dtype=np.float64).reshape(-1, _COLUMNS)
        table = self._table[rows]
        whole = table.astype(np.int64)
        return Sides(whole[:, 0], whole[:, 1], whole[:, 2], whole[:, 3] > 0, whole[:, 4], table[:, 5])

    def _row(self, reading: Reading) -> tuple[float, ...]:
        surname, given, father = reading.surname, reading.given, reading.father
        # Where one word is both, it is one piece of evidence.
        fathers = father is not None and father == surname
        parts = (surname, given, None if fathers else father)
        sex = next((word.sex for word in (surname, father, given) if word is not None and word.sex), "")
        extra = weights().adjustments
        cost = {"as_written": 0.0, "other_order": extra["other_order"]}.get(reading.kind, extra["other_name"])
        numbers = [self.words.number(word) for word in parts]
        return (*numbers, float(fathers), float(SEXES.get(sex, 0)), cost)


def unread(name: str) -> tuple[Word, ...]:
    """The words of a name in a script that the tables do not have: they are compared as they are written."""
    words = unicodedata.normalize("NFKC", name).casefold().split()
    kept = ("".join(c for c in word if c.isalpha() or unicodedata.combining(c)) for word in words)
    return tuple(Word(word, word, word, "", "", "", ()) for word in kept if any(c.isalpha() for c in word))


def _from_the_least(letters: str) -> str:
    """The letters as a ring, from where they read smallest: surname first and surname last are one ring.

    >>> _from_the_least("baz") == _from_the_least("azb") == "azb"
    True
    """
    twice = letters + letters
    return min((twice[start : start + len(letters)] for start in range(len(letters))), default="")
