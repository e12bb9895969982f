"""The least and the greatest value of a count over all true scores that round to what is printed.

The own scores a (first edition) and b (second) run over every place where a count can change; for each
pair the other countries are independent but for one tie: as many must score above the own score as the
own rank says. The best choice under one such tie is the greedy one, so the bounds are exact for it.
Printed ranks of the other countries are used against the own rank only, not against each other: a bound
may be a place too wide, never too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from qorgan.indicators.gggi.editions import Entry

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, tuple[float, float]]
NEVER = -np.inf


class Impossible(ValueError):
    """No scores round to what is printed and keep the printed rank."""


@dataclass(frozen=True)
class Side:
    """The other countries of one edition; `own` 0: its own score is a, 1: it is b."""

    others: Sequence[Entry]
    groups: Sequence[str]
    rank: int | None
    own: int

    def arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Lowest and highest score, and how a printed rank compares with the own.

        1: above it, -1: below it, 2: shared, 0: not known.
        """
        low = np.array([one.low for one in self.others], dtype=np.int64)
        high = np.array([one.high for one in self.others], dtype=np.int64)
        known = np.array([_against(one.rank, self.rank) for one in self.others], dtype=np.int64)
        return low, high, known


def _against(rank: int | None, own: int | None) -> int:
    if rank is None or own is None:
        return 0
    return 2 if rank == own else (1 if rank < own else -1)


def cells(own: Entry, sides: Sequence[Side], twice: bool) -> list[int]:
    """A score in each stretch of the own interval in which no other country's interval begins or ends.

    `twice`: two of them, for own scores of two editions that may lie in one stretch, in either order.
    """
    marks = {own.low, own.high}
    for side in sides:
        for one in side.others:
            marks |= {mark for mark in (one.low, one.high) if own.low < mark < own.high}
    found = []
    for low, high in pairwise(sorted(marks)):
        middle = (low + high) // 2
        found += [middle - 1, middle + 1] if twice else [middle]
    return found or [own.low]


@dataclass(frozen=True)
class _Field:
    """One side at one pair of own scores: whether each country can be above neither, one or both of them."""

    able: npt.NDArray[np.bool_]  # 3 x n: neither, exactly one, both
    above: tuple[int, int]  # of exactly one: [1, 0] above a only, [0, 1] above b only
    own: int
    rank: int | None


def _field(side: Side, a: int, b: int) -> _Field:
    low, high, known = side.arrays()
    under, over = min(a, b), max(a, b)
    able = np.array([low < under, (low < over) & (high > under) & (a != b), high > over])
    middle = (1, 0) if a < b else (0, 1)
    bits = np.array([0, middle[side.own], 1])[:, None]
    able &= np.where(known == 1, bits == 1, np.where(known == -1, bits == 0, True))
    shared = known == 2  # its score is the own score: not above it, and above the other only if that is lower
    at, other = (a, b) if side.own == 0 else (b, a)
    state = 1 if at > other else 0
    able = np.where(shared, (np.arange(3) == state)[:, None] & (low <= at) & (at <= high), able)
    return _Field(able, middle, side.own, side.rank)


def _most(field: _Field, up: Floats, down: Floats) -> float:
    """The greatest sum of up x [above a] + down x [above b]; -inf where no choice keeps the rank."""
    if not up.any() and not down.any():
        return 0.0
    values = np.array([np.zeros_like(up), up * field.above[0] + down * field.above[1], up + down])
    values = np.where(field.able, values, NEVER)
    one = 1 if field.above[field.own] else 0
    under = np.maximum(values[0], NEVER if one else values[1])
    over = np.maximum(values[2], values[1] if one else NEVER)
    if not np.isfinite(np.maximum(under, over)).all():
        return NEVER
    if field.rank is None:
        return float(np.maximum(under, over).sum())
    forced = np.isneginf(under)
    free = ~forced & ~np.isneginf(over)
    more = field.rank - 1 - int(forced.sum())
    if not 0 <= more <= int(free.sum()):
        return NEVER
    gains = np.sort(over[free] - under[free])[::-1]
    return float(over[forced].sum() + under[~forced].sum() + gains[:more].sum())


def _possible(field: _Field) -> bool:
    """Whether the others can be chosen so that the own rank is kept."""
    one = field.above[field.own] == 1
    under = field.able[0] if one else field.able[0] | field.able[1]
    over = field.able[2] | field.able[1] if one else field.able[2]
    if not (under | over).all():
        return False
    return field.rank is None or int((~under).sum()) <= field.rank - 1 <= int(over.sum())


def _pairs(own: tuple[Entry, Entry], sides: Sequence[Side]) -> Iterator[tuple[tuple[int, int], list[_Field]]]:
    """Every pair of own scores that some scores of the others allow."""
    twice = own[0].low < own[1].high and own[1].low < own[0].high
    for a in cells(own[0], sides, twice):
        for b in cells(own[1], sides, twice):
            fields = [_field(side, a, b) for side in sides]
            if all(_possible(one) for one in fields):
                yield (a, b), fields


def bounds(
    own: tuple[Entry, Entry], sides: Sequence[Side], wanted: Mapping[str, Weights]
) -> dict[str, tuple[float, float]]:
    """Least and greatest of each wanted sum. Raises Impossible where nothing fits what is printed."""
    least, greatest = dict.fromkeys(wanted, np.inf), dict.fromkeys(wanted, NEVER)
    weights = {name: [_weights(side, groups) for side in sides] for name, groups in wanted.items()}
    for _, fields in _pairs(own, sides):
        for name, each in weights.items():
            high = sum(_most(one, up, down) for one, (up, down) in zip(fields, each, strict=True))
            low = 0.0 - sum(_most(one, -up, -down) for one, (up, down) in zip(fields, each, strict=True))
            least[name], greatest[name] = min(least[name], low), max(greatest[name], high)
    if any(np.isinf(value) for value in greatest.values()):
        raise Impossible
    return {name: (float(least[name]), float(greatest[name])) for name in wanted}


def _weights(side: Side, groups: Weights) -> tuple[Floats, Floats]:
    pairs = np.array([groups.get(name, (0.0, 0.0)) for name in side.groups]).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def reading(
    own: tuple[Entry, Entry], sides: Sequence[Side], wanted: Mapping[str, Weights]
) -> dict[str, float]:
    """Each wanted sum in one set of scores that fits.

    The own scores lie near the middle of their intervals, the others are spread evenly over what is left to
    them; where the rank leaves a choice, those with the highest printed scores are above.
    """
    middle = [(one.low + one.high) / 2 for one in own]
    fitting = sorted((abs(a - middle[0]) + abs(b - middle[1]), a, b) for (a, b), _ in _pairs(own, sides))
    if not fitting:
        raise Impossible
    a, b = fitting[0][1:]
    found = dict.fromkeys(wanted, 0.0)
    for side in sides:
        scores = example(side, a, b)
        above = np.array([scores > a, scores > b])
        for name, groups in wanted.items():
            up, down = _weights(side, groups)
            found[name] += float(up @ above[0] + down @ above[1])
    return found


def example(side: Side, a: int, b: int) -> Floats:
    """Scores of the others that round to what is printed and leave the own rank as it is."""
    low, high, known = side.arrays()
    at = b if side.own else a
    over = np.where(known == 0, low >= at, known == 1)
    free = (known == 0) & (low < at) & (high > at)
    if side.rank is not None:
        more = side.rank - 1 - int(over.sum())
        order = np.argsort(-np.where(free, low + high, -1), kind="stable")
        over[order[:more]] = True
    else:
        over |= free & (low + high > 2 * at)
    bottom, top = np.where(over, np.maximum(low, at), low), np.where(over, high, np.minimum(high, at))
    return np.where(known == 2, at, bottom + (top - bottom) * _spread(bottom, top))


def _spread(bottom: Floats, top: Floats) -> Floats:
    """Where each stands in its interval: those with the same one evenly, so that not all are on one side."""
    found = np.empty(len(bottom))
    for pair in sorted(set(zip(bottom.tolist(), top.tolist(), strict=True))):
        same = np.flatnonzero((bottom == pair[0]) & (top == pair[1]))
        found[same] = (np.arange(len(same)) + 0.5) / len(same)
    return found
