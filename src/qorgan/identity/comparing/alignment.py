"""Which word of one name answers which word of the other, and what speaks for and against one name.

Works on arrays: one row for each pair of readings. Order of writing does not matter, the place in the name does:
a man and his son named after the grandfather have the same words in other places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.comparing.levels import CODE, FATHER, GIVEN, SURNAME, weights
from qorgan.identity.comparing.vocabulary import MAN, WOMAN, Codes, Ids, Vocabulary

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
STRAIGHT, CROSSED, SWAPPED = range(3)
_AGREE = [CODE[name] for name in ("same", "suffix", "group", "sound", "one_letter")]

_NEAR = [*_AGREE, *(CODE[name] for name in ("sound_faint", "one_letter_short", "part", "close"))]


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
    """For each pair of readings: in which way it was set side by side, and for each slot (rows) the code of the
    level and what speaks for and against. Where `married`, the surnames differ as those of a woman may.
    """

    way: Codes
    levels: Codes
    agrees: Floats
    costs: Floats
    married: Mask
    score: Floats


def align(left: Sides, right: Sides, words: Vocabulary) -> Aligned:
    """Every way to set two readings side by side, the best of each pair kept.

    Straight: slot by slot. Crossed: the surname of one is a father's name, and is set beside that of the other.
    Swapped: neither name shows which word is the surname.
    """
    ours, theirs = _fathers(left), _fathers(right)
    ones = np.concatenate([left.surname, left.given, left.father, ours, left.surname, left.given])
    others = np.concatenate([right.surname, right.given, right.father, theirs, right.given, right.surname])
    surname, given, father, crossing, first, second = words.levels(ones, others).reshape(6, -1)
    # Two names that were both read in another order, or both by another name, were read alike.
    order = np.where(left.cost == right.cost, 0.0, left.cost + right.cost)
    married = _may_have_married(left, right, given, father)
    best = _weighed(STRAIGHT, np.stack([surname, given, father]), order, married)
    may = (left.fathers_name ^ right.fathers_name) & (ours > 0) & (theirs > 0)
    if may.any():
        missing = np.full_like(surname, CODE["missing"])
        best = _better(best, _weighed(CROSSED, np.stack([missing, given, crossing]), order, married), may)
    may = (words.endings(left.surname) == words.endings(right.given)) & (
        words.endings(left.given) == words.endings(right.surname)
    )
    may &= (best.score < 1) & (np.isin(first, _NEAR) | np.isin(second, _NEAR))
    if may.any():
        best = _better(best, _weighed(SWAPPED, np.stack([first, second, father]), order, married), may)
    return best


def _better(one: Aligned, other: Aligned, may: Mask) -> Aligned:
    take = may & (other.score > one.score)
    fields = ("way", "levels", "agrees", "costs", "married", "score")
    return Aligned(*(np.where(take, getattr(other, name), getattr(one, name)) for name in fields))


def _fathers(side: Sides) -> Ids:
    return np.where((side.father == 0) & side.fathers_name, side.surname, side.father)


def _may_have_married(left: Sides, right: Sides, given: Codes, father: Codes) -> Mask:
    """Where given name and father's name of a woman agree, another surname says little."""
    woman = (left.sex == WOMAN) & (right.sex != MAN) | (right.sex == WOMAN) & (left.sex != MAN)
    return woman & np.isin(given, _AGREE) & np.isin(father, _AGREE)


def _weighed(way: int, levels: Codes, order: Floats, married: Mask) -> Aligned:
    table = weights()
    slots = np.array([[GIVEN if way == SWAPPED else SURNAME], [GIVEN], [FATHER]])
    agrees, costs = table.agrees[slots, levels], table.costs[slots, levels]
    most = table.adjustments["married_surname"] * table.slots[SURNAME]
    if way == CROSSED:
        costs[SURNAME] = table.adjustments["layout"] * table.slots[SURNAME]
    if way == SWAPPED:
        order = order + table.adjustments["other_order"]
    married = married & (way == STRAIGHT) & (costs[SURNAME] > most)
    costs[SURNAME] = np.where(married, most, costs[SURNAME])
    one_only = (levels > CODE["missing"]).sum(axis=0) == 1
    alone = one_only & (levels == CODE["missing"]).any(axis=0)
    order = order + np.where(alone, table.adjustments["one_word"] * table.slots[GIVEN], 0.0)
    speaks, against = agrees.sum(axis=0), costs.sum(axis=0) + order
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(speaks > 0, speaks / (speaks + against), 0.0)
    return Aligned(np.full(levels.shape[1], way, dtype=np.uint8), levels, agrees, costs, married, score)
