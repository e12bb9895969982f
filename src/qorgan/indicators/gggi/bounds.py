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
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from qorgan.indicators.gggi.editions import Entry

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, tuple[float, float]]
Stretch = tuple[int, int]
NEVER = -np.inf
MOST = 30
STATES = ((0, 0), (1, 0), (0, 1), (1, 1))  # above the first own score, above the second


class Impossible(ValueError):
    """No scores round to what is printed and keep the printed rank."""


@dataclass(frozen=True)
class Side:
    """The other countries of one edition; `own` 0: its own score is a, 1: it is b."""

    others: Sequence[Entry]
    groups: Sequence[str]
    rank: int | None
    own: int

    @cached_property
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


def marks(own: Entry, sides: Sequence[Side]) -> list[int]:
    """Where in the own interval, its ends included, another country's interval begins or ends."""
    found = {own.low, own.high}
    for side in sides:
        for one in side.others:
            found |= {mark for mark in (one.low, one.high) if own.low < mark < own.high}
    return sorted(found)


def stretches(own: Entry, sides: Sequence[Side], twice: bool) -> list[Stretch]:
    """The own interval in stretches within which no count can change, each stood for by one score.

    `twice`: by two, for own scores of two editions that may lie in one stretch, in either order. More than
    `MOST` stretches are joined to wider ones; every score of such a one is thought possible at once, so that
    bounds get wider, never narrower.
    """
    ends = list(pairwise(marks(own, sides)))
    if not ends:
        return [(own.low, own.low)]
    if len(ends) > MOST:
        step = -(-len(ends) // MOST)
        return [(ends[at][0], ends[min(at + step, len(ends)) - 1][1]) for at in range(0, len(ends), step)]
    middles = [(low + high) // 2 for low, high in ends]
    return [(at + shift, at + shift) for at in middles for shift in ((-1, 1) if twice else (0,))]


@dataclass(frozen=True)
class _Field:
    """One side at one pair of own scores: which of STATES each country can be in."""

    able: npt.NDArray[np.bool_]  # 4 x n
    own: int
    rank: int | None


def _field(side: Side, a: Stretch, b: Stretch) -> _Field:
    low, high, known = side.arrays
    able = np.array(
        [
            low < min(a[1], b[1]),
            (low < b[1]) & (high > a[0]) & (a[0] < b[1]),
            (low < a[1]) & (high > b[0]) & (b[0] < a[1]),
            high > max(a[0], b[0]),
        ]
    )
    bits = np.array([state[side.own] for state in STATES])[:, None]
    able &= np.where(known == 1, bits == 1, np.where(known == -1, bits == 0, True))
    # A shared rank: its score is the own score, so not above it, and above the other one if that is lower.
    at, other = (a, b) if side.own == 0 else (b, a)
    higher = np.array([state[1 - side.own] for state in STATES])[:, None]
    same = (bits == 0) & np.where(higher == 1, at[1] > other[0], at[0] <= other[1])
    able = np.where(known == 2, same & (low <= at[1]) & (at[0] <= high), able)
    return _Field(able, side.own, side.rank)


def _by_own(field: _Field, values: Floats) -> tuple[Floats, Floats]:
    """The best value of each country that does not score above the own score, and of each that does."""
    first, second = (0, 2) if field.own == 0 else (0, 1)
    third, fourth = (1, 3) if field.own == 0 else (2, 3)
    return np.maximum(values[first], values[second]), np.maximum(values[third], values[fourth])


def _most(field: _Field, up: Floats, down: Floats) -> float:
    """The greatest sum of up x [above a] + down x [above b]; -inf where no choice keeps the rank."""
    if not up.any() and not down.any():
        return 0.0
    values = np.array([up * state[0] + down * state[1] for state in STATES])
    under, over = _by_own(field, np.where(field.able, values, NEVER))
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
    under, over = (best > 0 for best in _by_own(field, field.able.astype(np.float64)))
    if not (under | over).all():
        return False
    return field.rank is None or int((~under).sum()) <= field.rank - 1 <= int(over.sum())


def _pairs(own: tuple[Entry, Entry], sides: Sequence[Side]) -> Iterator[list[_Field]]:
    """The fields at every pair of own scores that some scores of the others allow."""
    twice = own[0].low < own[1].high and own[1].low < own[0].high
    seconds = stretches(own[1], sides, twice)
    for a in stretches(own[0], sides, twice):
        for b in seconds:
            fields = [_field(side, a, b) for side in sides]
            if all(_possible(one) for one in fields):
                yield fields


def bounds(
    own: tuple[Entry, Entry], sides: Sequence[Side], wanted: Mapping[str, Weights]
) -> dict[str, tuple[float, float]]:
    """Least and greatest of each wanted sum. Raises Impossible where nothing fits what is printed."""
    least, greatest = dict.fromkeys(wanted, np.inf), dict.fromkeys(wanted, NEVER)
    weights = {name: [_weights(side, groups) for side in sides] for name, groups in wanted.items()}
    for fields in _pairs(own, sides):
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
    a, b = _nearest(own, sides)
    found = dict.fromkeys(wanted, 0.0)
    for side in sides:
        scores = example(side, a, b)
        above = np.array([scores > a, scores > b])
        for name, groups in wanted.items():
            up, down = _weights(side, groups)
            found[name] += float(up @ above[0] + down @ above[1])
    return found


def _nearest(own: tuple[Entry, Entry], sides: Sequence[Side]) -> tuple[int, int]:
    """The pair of own scores nearest to the middle of their intervals that the others allow."""
    points = []
    for one in own:
        found = [(low + high) // 2 for low, high in pairwise(marks(one, sides))] or [one.low]
        middle = (one.low + one.high) / 2
        points.append(sorted(found, key=lambda at, middle=middle: abs(at - middle)))  # type: ignore[misc]
    # Own scores that may lie in one stretch lie side by side in it, in either order.
    tried = sorted(
        (
            (i + j, a + shift, b - shift)
            for i, a in enumerate(points[0])
            for j, b in enumerate(points[1])
            for shift in (-1, 1)
        )
    )
    for _, a, b in tried:
        if all(_possible(_field(side, (a, a), (b, b))) for side in sides):
            return a, b
    raise Impossible


def example(side: Side, a: int, b: int) -> Floats:
    """Scores of the others that round to what is printed and leave the own rank as it is."""
    low, high, known = side.arrays
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
