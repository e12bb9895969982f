"""From counts of patterns to GSNI, GSNI2, none and the four dimensions, pooled and by sex.

GSNI, GSNI2 and none take who answered all seven items; a dimension takes who answered its own. That is UNDP's
counting, proved on its published cells: no weights, each column from its own respondents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.gsni.answers import MEN, PATTERNS, WOMEN, Answers, Group
from qorgan.indicators.gsni.items import ITEMS, MEASURES, members

Table = NDArray[np.int64]
SEX_NAMES = {"women": WOMEN, "men": MEN}


@dataclass(frozen=True, slots=True)
class Value:
    """`biased` of `of` respondents; percent is None where it cannot be said: nobody, or an item is
    lacking."""

    biased: int | None
    of: int
    lacking: tuple[str, ...] = ()

    @property
    def percent(self) -> float | None:
        return None if self.biased is None or not self.of else 100 * self.biased / self.of


@dataclass(frozen=True, slots=True)
class Country:
    """One country in one wave. `complete` answered every item; `sex_not_said` is in the pooled values
    only."""

    group: Group
    respondents: int
    complete: int
    lacking: tuple[str, ...]
    six: bool
    pooled: Mapping[str, Value]
    by_sex: Mapping[str, Mapping[str, Value]]
    sex_not_said: int

    @property
    def dropped(self) -> float:
        """Percent of respondents who are not in GSNI, GSNI2 and none."""
        return 100 * (self.respondents - self.complete) / self.respondents


def measured(answers: Answers, six: bool = False) -> tuple[Country, ...]:
    """Every country and wave of a file. `six`: where one item is lacking, count the six that are there."""
    counts = answers.counts
    return tuple(_country(group, counts[at], six) for at, group in enumerate(answers.groups))


def _country(group: Group, counts: Table, six: bool) -> Country:
    pooled = counts.sum(axis=0)
    lacking = lacking_items(pooled)
    used = tuple(name for name in ITEMS if not (six and len(lacking) == 1 and name in lacking))
    whole = tables(tuple(name for name in ITEMS if name not in lacking))
    complete = int(pooled @ whole["gsni"][0]) if len(lacking) < len(ITEMS) else 0
    return Country(
        group=group,
        respondents=int(pooled.sum()),
        complete=complete,
        lacking=lacking,
        six=len(used) < len(ITEMS),
        pooled=_values(pooled, used, lacking),
        by_sex={name: _values(counts[place], used, lacking) for name, place in SEX_NAMES.items()},
        sex_not_said=int(counts[0].sum()),
    )


def _values(counts: Table, used: tuple[str, ...], lacking: tuple[str, ...]) -> dict[str, Value]:
    values = {}
    totals = (counts @ stacked(used)).tolist()
    for place, name in enumerate(MEASURES):
        missing = tuple(item for item in lacking if item in used and item in items_of(name))
        if missing:
            values[name] = Value(None, 0, missing)
        else:
            values[name] = Value(totals[2 * place + 1], totals[2 * place])
    return values


def items_of(measure: str) -> tuple[str, ...]:
    return members().get(measure, ITEMS)


def lacking_items(counts: Table) -> tuple[str, ...]:
    """The items that nobody answered: the country was not asked them, or the file does not have them."""
    answers = counts @ (digits() != 2)
    return tuple(name for place, name in enumerate(ITEMS) if not answers[place])


@cache
def digits() -> NDArray[np.int64]:
    """The state of each item in each pattern, patterns by items."""
    every = np.arange(PATTERNS)
    return np.stack([every // 3**place % 3 for place in range(len(ITEMS))], axis=1)


@cache
def tables(used: tuple[str, ...]) -> Mapping[str, tuple[Table, Table]]:
    """For each measure, by pattern: is it in the denominator, is it in the numerator (0 or 1)."""
    found: dict[str, tuple[Table, Table]] = {}
    for name in MEASURES:
        places = [ITEMS.index(item) for item in items_of(name) if item in used]
        mine = digits()[:, places]
        asked = (mine != 2).all(axis=1) if places else np.zeros(PATTERNS, dtype=bool)
        biases = (mine == 1).sum(axis=1)
        least = {"gsni2": 2}.get(name, 1)
        biased = biases == 0 if name == "none" else biases >= least
        found[name] = (asked.astype(np.int64), (asked & biased).astype(np.int64))
    return found


@cache
def stacked(used: tuple[str, ...]) -> Table:
    """The tables side by side, patterns by twice the measures: denominator, numerator, and so on."""
    return np.stack([column for pair in tables(used).values() for column in pair], axis=1)
