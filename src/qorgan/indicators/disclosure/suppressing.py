"""Blanks that cannot be filled: which cells of a bulletin stay empty, and what a reader can tell of them.

Primary: every count below the threshold, noughts among them, but not what is nought by nature. Secondary, for
each blank whose range is too narrow: two fillings that differ in this cell by the protection and from what is
printed as little as can be, as one linear program (the idea of Kelly, Golden and Assad 1992); what they must
change is left blank too. A heuristic: it is sure to protect, not to leave as little blank as can be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.bulletin import Bulletin
from qorgan.indicators.disclosure.lattice import Address
from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, fault

ROUNDS = 25
MOVED = 1e-6


class NoAnswer(RuntimeError):
    """The solver did not come to an end."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a reader can tell of a blank cell; `high` None: no upper end."""

    address: Address
    low: int
    high: int | None
    wide_enough: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "cell": dict(self.address),
            "low": self.low,
            "high": self.high,
            "wide_enough": self.wide_enough,
        }


@dataclass(frozen=True)
class Audited:
    """The exact range of every blank."""

    ranges: tuple[Range, ...]
    protection: int

    @property
    def may_leave(self) -> bool:
        return all(one.wide_enough for one in self.ranges)


@dataclass(frozen=True)
class Suppressed:
    """The bulletin with its blanks: how many of each kind; which is which is not said."""

    bulletin: Bulletin
    primary: int
    secondary: int
    audit: Audited


def audit(given: Bulletin, protection: int | None = None) -> Audited:
    """Exact ranges of every blank over whole fillings. Raises BadInput where the tables do not add up."""
    wanted = settings().protection if protection is None else protection
    given = adding_up(given)
    ranges = []
    for cell in np.flatnonzero(given.blank):
        low, high = reach(given, int(cell), whole=True)
        end = None if high == inf else int(high)
        ranges.append(Range(given.cells[cell], int(low), end, high - low >= wanted))
    return Audited(tuple(ranges), wanted)


def suppress(given: Bulletin, threshold: int | None = None, protection: int | None = None) -> Suppressed:
    """Blanks enough that the audit passes; blanks that are there already stay.

    Raises BadInput where the tables do not add up, or where even blanks everywhere do not protect.
    """
    least = settings().threshold if threshold is None else threshold
    wanted = settings().protection if protection is None else protection
    given = adding_up(given)
    primary = ((given.counts < least) | given.blank) & ~given.structural & ~given.silent
    now = replace(given, blank=primary)
    for extra in range(ROUNDS):
        for cell in np.flatnonzero(now.blank):
            low, high = reach(now, int(cell), whole=False)
            if high - low < wanted + extra - MOVED:
                now = replace(now, blank=now.blank | _moved(now, given.counts, int(cell), wanted + extra))
        found = audit(now, wanted)
        if found.may_leave:
            return Suppressed(now, int(primary.sum()), int(now.blank.sum() - primary.sum()), found)
    raise BadInput(fault(given.file, "no_protection", part="disclosure", protection=wanted))


def _printed(given: Bulletin) -> npt.NDArray[np.bool_]:
    printed: npt.NDArray[np.bool_] = ~given.blank & ~given.silent & (given.members.sum(axis=1) > 0)
    return printed


def reach(given: Bulletin, cell: int, whole: bool) -> tuple[float, float]:
    """The least and the greatest value of a cell among all fillings that give every printed count."""
    ends = []
    for sign in (1, -1):
        found = _solve(given, sign * given.members[cell].astype(np.float64), whole)
        if found.status in (3, 4):  # 4: without end or without answer, and that there is one is known
            ends.append(sign * -inf)
        elif found.status == 0:
            ends.append(sign * found.fun)
        else:
            raise NoAnswer(found.message)
    low, high = ends
    return (round(low), high if high == inf else round(high)) if whole else (low, high)


def _solve(given: Bulletin, cost: npt.NDArray[np.float64], whole: bool) -> Any:
    from scipy.optimize import linprog  # type: ignore[import-untyped]
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

    printed = _printed(given)
    return linprog(
        cost,
        A_eq=csr_array(given.members[printed].astype(np.float64)) if printed.any() else None,
        b_eq=given.counts[printed] if printed.any() else None,
        bounds=(0, None),
        integrality=np.ones(len(cost)) if whole else None,
        options={"mip_rel_gap": 0.0} if whole else {},
    )


def adding_up(given: Bulletin) -> Bulletin:
    """A combination that no table has is nought; where that cannot be, the tables are silent about it."""
    impossible = (given.members.sum(axis=1) == 0) & (given.counts != 0)
    found = _solve(given, np.zeros(given.members.shape[1]), whole=True)
    if not impossible.any() and found.status == 0:
        return given
    if impossible.any() or not (given.missing & ~given.silent).any():
        raise BadInput(fault(given.file, "not_additive", part="disclosure"))
    return adding_up(replace(given, silent=given.missing))


def _moved(given: Bulletin, true: npt.NDArray[np.int64], cell: int, by: int) -> npt.NDArray[np.bool_]:
    """The printed cells that must move so that this one can differ by `by` between two fillings."""
    from scipy.optimize import linprog
    from scipy.sparse import block_array, csr_array, eye_array

    printed = _printed(given)
    rows = csr_array(given.members[printed].astype(np.float64))
    count, atoms = rows.shape
    one = eye_array(count)
    side = block_array([[rows, -one, one]])
    both = block_array([[side, None], [None, side]])
    price = np.log(2 + given.counts[printed].astype(np.float64))
    cost = np.tile(np.concatenate([np.zeros(atoms), price, price]), 2)
    target = given.members[cell].astype(np.float64)
    apart = np.concatenate([-target, np.zeros(2 * count), target, np.zeros(2 * count)])
    found = linprog(
        cost,
        A_eq=both,
        b_eq=np.tile(true[printed].astype(np.float64), 2),
        A_ub=csr_array(apart[None, :]),
        b_ub=[-float(by)],
        bounds=(0, None),
    )
    if found.status != 0:
        raise NoAnswer(found.message)
    up = found.x.reshape(2, atoms + 2 * count)[:, atoms:].reshape(2, 2, count).max(axis=(0, 1))
    blank = np.zeros(len(given.cells), dtype=bool)
    blank[np.flatnonzero(printed)[up > MOVED]] = True
    return blank
