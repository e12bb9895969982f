"""Which word of one name answers which word of the other, and what speaks for and against one name.

Works on arrays: one row for each pair of readings. Order of writing does not matter, the place in the name
does: a man and his son named after the grandfather have the same words in other places.
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

_AGREES = np.isin(np.arange(len(CODE)), _AGREE)
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
    """For each pair of readings: in which way it was set side by side, and for each slot (rows) the code of
    the level and what speaks for and against. Where `married`, the surnames differ as those of a woman may.
    """

    way: Codes
    levels: Codes
    agrees: Floats
    costs: Floats
    married: Mask
    score: Floats


def align(left: Sides, right: Sides, words: Vocabulary) -> Aligned:
    """Every way to set two readings side by side, the best of each pair kept.

    Straight: slot by slot. Crossed: the surname of one is a father's name, and is set beside that of the
    other.
    Swapped: neither name shows which word is the surname.
    """
    straight = words.levels(
        np.concatenate([left.surname, left.given, left.father]),
        np.concatenate([right.surname, right.given, right.father]),
    ).reshape(3, -1)
    # Two names that were both read in another order, or both by another name, were read alike.
    order = np.where(left.cost == right.cost, 0.0, left.cost + right.cost)
    fewest = np.minimum(_count(left), _count(right))
    best = _weighed(STRAIGHT, straight, order, fewest, _may_have_married(left, right, straight))
    ours, theirs = _fathers(left), _fathers(right)
    some = np.flatnonzero((left.fathers_name ^ right.fathers_name) & (ours > 0) & (theirs > 0))
    if len(some):
        crossed = straight[:, some]
        crossed[SURNAME], crossed[FATHER] = CODE["missing"], words.levels(ours[some], theirs[some])
        _put(best, some, _weighed(CROSSED, crossed, order[some], fewest[some]))
    first, last = (words.endings(a) == words.endings(b) for a, b in _other_places(left, right))
    some = np.flatnonzero(first & last & (best.score < 1))
    if len(some):
        swapped = straight[:, some]
        for slot, (one, other) in zip((SURNAME, GIVEN), _other_places(left, right), strict=True):
            swapped[slot] = words.levels(one[some], other[some])
        near = np.isin(swapped[SURNAME], _NEAR) | np.isin(swapped[GIVEN], _NEAR)
        some = some[near]
        _put(best, some, _weighed(SWAPPED, swapped[:, near], order[some], fewest[some]))
    return best


def _put(best: Aligned, rows: Ids, other: Aligned) -> None:
    """The other way in these rows, where it is better."""
    better = other.score > best.score[rows]
    for name in ("way", "levels", "agrees", "costs", "married", "score"):
        getattr(best, name)[..., rows[better]] = getattr(other, name)[..., better]


def _other_places(left: Sides, right: Sides) -> tuple[tuple[Ids, Ids], tuple[Ids, Ids]]:
    return (left.surname, right.given), (left.given, right.surname)


def _fathers(side: Sides) -> Ids:
    return np.where((side.father == 0) & side.fathers_name, side.surname, side.father)


def _may_have_married(left: Sides, right: Sides, levels: Codes) -> Mask:
    """Where given name and father's name of a woman agree, another surname says little."""
    woman = (left.sex == WOMAN) & (right.sex != MAN) | (right.sex == WOMAN) & (left.sex != MAN)
    married: Mask = woman & _AGREES[levels[GIVEN]] & _AGREES[levels[FATHER]]
    return married


def _count(side: Sides) -> Ids:
    """How many words each reading has."""
    return (side.surname > 0).astype(np.int64) + (side.given > 0) + (side.father > 0)


def _weighed(way: int, levels: Codes, order: Floats, fewest: Ids, married: Mask | None = None) -> Aligned:
    """What each pair of readings weighs, set side by side in this way. `fewest`: words of the shorter."""
    table = weights()
    agrees, costs = np.empty(levels.shape), np.empty(levels.shape)
    for place, slot in enumerate((GIVEN if way == SWAPPED else SURNAME, GIVEN, FATHER)):
        agrees[place], costs[place] = table.agrees[slot][levels[place]], table.costs[slot][levels[place]]
    if way == CROSSED:
        costs[SURNAME] = table.adjustments["layout"] * table.slots[SURNAME]
    if way == SWAPPED:
        order = order + table.adjustments["other_order"]
    if married is None:
        married = np.zeros(levels.shape[1], dtype=bool)
    else:
        most = table.adjustments["married_surname"] * table.slots[SURNAME]
        married = married & (costs[SURNAME] > most)
        costs[SURNAME][married] = most
    if way == STRAIGHT:
        rest_agrees = _AGREES[levels[GIVEN]] & _AGREES[levels[FATHER]]
        left_out = rest_agrees & (levels[SURNAME] == CODE["missing"])
        costs[SURNAME][left_out] = table.adjustments["left_out"] * table.slots[SURNAME]
    compared = (levels > CODE["missing"]).sum(axis=0, dtype=np.uint8)
    # Both names have words that nothing answers. Where one name is a part of the other, nothing contradicts.
    alone = (compared == 1) & (fewest > 1)
    order = order + alone * (table.adjustments["one_word"] * table.slots[GIVEN])
    speaks, against = agrees.sum(axis=0), costs.sum(axis=0) + order
    score = np.divide(speaks, speaks + against, out=np.zeros(len(speaks)), where=speaks > 0)
    return Aligned(np.full(levels.shape[1], way, dtype=np.uint8), levels, agrees, costs, married, score)
