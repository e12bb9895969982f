"""Full names as rows of numbers, each distinct name read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qorgan.identity.comparing.alignment import Sides
from qorgan.identity.comparing.levels import weights
from qorgan.identity.comparing.vocabulary import SEXES, Ids, Vocabulary
from qorgan.identity.names import Reading, readings

_COLUMNS = 6


class Names:
    """Every reading of every distinct name that was asked for."""

    def __init__(self) -> None:
        self.words = Vocabulary()
        self.readings: list[Reading] = []
        self._spans: dict[str, tuple[int, int]] = {}
        self._rows: list[tuple[float, ...]] = []

    def __len__(self) -> int:
        return len(self._spans)

    def span(self, name: str) -> tuple[int, int]:
        """First row and number of rows of a name; no rows where nothing in it can be a name."""
        found = self._spans.get(name)
        if found is None:
            first = len(self._rows)
            for reading in readings(full_name=name):
                self._rows.append(self._row(reading))
                self.readings.append(reading)
            found = self._spans[name] = (first, len(self._rows) - first)
        return found

    def spans(self, names: Sequence[str]) -> tuple[Ids, Ids]:
        found = np.array([self.span(name) for name in names], dtype=np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def sides(self, rows: Ids) -> Sides:
        """These rows as columns."""
        table = np.array(self._rows, dtype=np.float64).reshape(-1, _COLUMNS)[rows]
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
