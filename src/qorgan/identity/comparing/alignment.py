"""Which word of one name answers which word of the other, and what speaks for and against one name.

Works on arrays: one row for each pair of readings. Order of writing does not matter, the place in the name does:
a man and his son named after the grandfather have the same words in other places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.comparing.levels import CODE, FATHER, GIVEN, SURNAME, weights
from qorgan.identity.comparing.vocabulary import Codes, Ids, Vocabulary

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_AGREE = [CODE[name] for name in ("same", "suffix", "group", "sound", "one_letter")]


@dataclass(frozen=True, slots=True)
class Sides:
    """Readings as columns: numbers of words, whether the surname is the father's name, sex, what it costs."""

    surname: Ids
    given: Ids
    father: Ids
    fathers_name: Mask
    sex: Ids
    cost: Floats


@dataclass(frozen=True, slots=True)
class Aligned:
    """For each pair of readings: level of each slot, what speaks for and against in each (rows are slots).

    Where `crossed`, the surname of one name was compared with the father's name of the other; where `married`,
    the surnames differ as those of a woman may.
    """

    levels: Codes
    agrees: Floats
    costs: Floats
    crossed: Mask
    married: Mask
    score: Floats


def align(left: Sides, right: Sides, words: Vocabulary) -> Aligned:
    """Both ways to set two readings side by side, the better one of each pair kept."""
    ours, theirs = _fathers(left), _fathers(right)
    codes = words.levels(
        np.concatenate([left.surname, left.given, left.father, ours]),
        np.concatenate([right.surname, right.given, right.father, theirs]),
    )
    surname, given, father, crossing = codes.reshape(4, -1)
    order = left.cost + right.cost
    straight = _weighed(np.stack([surname, given, father]), order, left, right, crossed=False)
    may = (left.fathers_name ^ right.fathers_name) & (ours > 0) & (theirs > 0)
    if not may.any():
        return straight
    other = _weighed(
        np.stack([np.full_like(surname, CODE["missing"]), given, crossing]), order, left, right, crossed=True
    )
    take = may & (other.score > straight.score)
    return Aligned(
        np.where(take, other.levels, straight.levels),
        np.where(take, other.agrees, straight.agrees),
        np.where(take, other.costs, straight.costs),
        take,
        straight.married & ~take,
        np.where(take, other.score, straight.score),
    )


def _fathers(side: Sides) -> Ids:
    return np.where((side.father == 0) & side.fathers_name, side.surname, side.father)


def _weighed(levels: Codes, order: Floats, left: Sides, right: Sides, *, crossed: bool) -> Aligned:
    table = weights()
    slots = np.arange(3)[:, None]
    agrees, costs = table.agrees[slots, levels], table.costs[slots, levels]
    married = np.zeros(levels.shape[1], dtype=bool)
    if crossed:
        costs[SURNAME] = table.adjustments["layout"] * table.slots[SURNAME]
    else:
        woman = (left.sex == 2) & (right.sex != 1) | (right.sex == 2) & (left.sex != 1)
        most = table.adjustments["married_surname"] * table.slots[SURNAME]
        married = woman & np.isin(levels[GIVEN], _AGREE) & np.isin(levels[FATHER], _AGREE)
        married &= costs[SURNAME] > most
        costs[SURNAME] = np.where(married, most, costs[SURNAME])
    speaks, against = agrees.sum(axis=0), costs.sum(axis=0) + order
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(speaks > 0, speaks / (speaks + against), 0.0)
    return Aligned(levels, agrees, costs, np.full(levels.shape[1], crossed), married, score)
