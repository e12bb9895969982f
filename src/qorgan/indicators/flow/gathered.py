"""The events gathered into cases, orders and referrals: for each the first time of each step.

A case is what all its entries lead to. In the ledger a report names its case and the case names its report;
that is no circle: the case is the root. An order or a call leads to it through its parent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.indicators.flow.columns import NEVER, Codes, Ints
from qorgan.indicators.flow.events import DAY, MICRO, Events
from qorgan.indicators.flow.notes import Note, noted
from qorgan.indicators.flow.roles import Role

FAR = np.iinfo(np.int64).max  # no first time
HOPS = 16
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Period:
    """Microseconds: `start` <= t < `end`; `seen` is the last instant that the table can know of."""

    start: int
    end: int
    seen: int
    follow_up: int


@dataclass
class Gathered:
    """Subjects count from 0; `case_of[s]` is the subject of the case that s belongs to."""

    events: Events
    roles: dict[str, Role]
    period: Period
    subjects: NDArray[np.uint64]
    place: NDArray[np.int64]  # the subject of each row
    size: int
    case_of: NDArray[np.int64]
    has_case: NDArray[np.bool_]
    notes: list[Note]
    group: tuple[str, int] | None = None
    _memo: dict[str, Any] = field(default_factory=dict)
    _first: dict[tuple[str, bool], Ints] = field(default_factory=dict)
    _rows: dict[str, Places] = field(default_factory=dict)
    _attributes: dict[tuple[str, bool], Codes] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for these cases."""
        if name not in self._memo:
            self._memo[name] = make()
        return self._memo[name]

    @property
    def slack(self) -> int:
        """How far two instants of the same moment may lie apart, by how they are written."""
        return DAY if bool(self.events.day_only.any()) else 60 * MICRO

    def rows(self, role: str) -> Places:
        if role not in self._rows:
            self._rows[role] = self.events.rows(self.roles[role])
        return self._rows[role]

    def has(self, role: str) -> bool:
        """Whether the table has any entry of that step, wherever it stands."""
        return len(self.rows(role)) > 0

    def at(self, role: str) -> Ints:
        return self.events.at(self.roles[role], self.rows(role))

    def first(self, role: str, of_case: bool = True) -> Ints:
        """The first time of a step for each subject (or for the case it belongs to); FAR: never."""
        key = (role, of_case)
        if key not in self._first:
            who = self.place[self.rows(role)]
            found = np.full(self.size, FAR, np.int64)
            np.minimum.at(found, self.case_of[who] if of_case else who, self.at(role))
            self._first[key] = found
        return self._first[key]

    def last(self, role: str) -> Ints:
        """The last time of a step of a case; NEVER: never."""
        found = np.full(self.size, NEVER, np.int64)
        np.maximum.at(found, self.case_of[self.place[self.rows(role)]], self.at(role))
        return found

    def attribute(self, column: str, of_case: bool = True) -> Codes:
        """The code of a column for each case (what its registration says, else its other rows), or subject.

        What stands in rows about the offender says nothing of the victim: not read for sex and age.
        """
        key = (column, of_case)
        if key not in self._attributes:
            found = np.zeros(self.size, np.int32)
            for role in self._speakers(column):
                if role not in ("registered", "reported") and of_case and self._all_known(found):
                    break
                self._fill(found, column, role, of_case)
            self._attributes[key] = found
        return self._attributes[key]

    def _speakers(self, column: str) -> list[str]:
        """The steps whose rows say what a column is of a case, the one that is believed first."""
        about_victim = column in ("sex", "age_band")
        others = [r for r in self.roles if not (about_victim and self.roles[r].person == "offender")]
        return list(dict.fromkeys(["registered", "reported", *others]))

    def _all_known(self, found: Codes) -> bool:
        return bool((found[self.first("registered") != FAR] > 0).all())

    def _fill(self, found: Codes, column: str, role: str, of_case: bool) -> None:
        """Puts in what the first row of a step says where nothing stands yet."""
        rows = self.rows(role)[::-1]
        codes = self.events.codes[column][rows]
        who = self.place[rows]
        who = self.case_of[who] if of_case else who
        new = (codes > 0) & (found[who] == 0)
        found[who[new]] = codes[new]

    def words(self, column: str) -> tuple[str, ...]:
        return self.events.words.get(column, ())

    def chosen(self, subjects: Places, own: bool = False) -> Places:
        """Those of the group looked at; `own`: an order or referral has an agency and service of its own."""
        if self.group is None:
            return subjects
        column, code = self.group
        codes = self.attribute(column)[self.case_of[subjects]]
        if own and column in ("agency", "service"):
            mine = self.attribute(column, of_case=False)[subjects]
            codes = np.where(mine > 0, mine, codes)
        found: Places = subjects[codes == code]
        return found

    def picked(self, subjects: Places, own: bool = False) -> NDArray[np.bool_]:
        """Which of all subjects are among these, named any number of times, and of the group looked at."""
        found = np.zeros(self.size, bool)
        found[subjects] = True
        if self.group is not None:
            mine = self.chosen(np.flatnonzero(found), own)
            found[:] = False
            found[mine] = True
        return found

    def in_period(self, times: Ints) -> Places:
        """The subjects whose time lies in the period."""
        return np.flatnonzero((times >= self.period.start) & (times < self.period.end))

    def cohort(self) -> Places:
        """Cases registered in the period, of the group."""
        found: Places = self.once("cohort", lambda: self.chosen(self.in_period(self.first("registered"))))
        return found

    def only(self, column: str, code: int) -> Gathered:
        """The same, of one group; what was already found is shared."""
        return Gathered(
            self.events,
            self.roles,
            self.period,
            self.subjects,
            self.place,
            self.size,
            self.case_of,
            self.has_case,
            [],
            (column, code),
            {},
            self._first,
            self._rows,
            self._attributes,
        )


def gather(events: Events, roles: dict[str, Role], period: Period, notes: list[Note]) -> Gathered:
    subjects, place = _numbered(events.subject)
    size = len(subjects)
    parent = np.zeros(size, np.uint64)
    rows = np.flatnonzero(events.parent != 0)[::-1]
    parent[place[rows]] = events.parent[rows]
    roots = np.zeros(size, bool)
    for kind in ("case", "tip"):  # what another person told is looked at as a case is, and names its report
        roots[place[_rows_of(events, roles, kind)]] = True
    reports = np.zeros(size, bool)
    reports[place[_rows_of(events, roles, "report")]] = True
    up, missing = _upwards(subjects, parent, roots, reports)
    case_of, circle = _root(up, roots)
    staff = np.zeros(size, bool)
    staff[place[_rows_of(events, roles, "member")]] = True
    found = [
        *noted(
            events,
            "parent_missing",
            _rows_for(place, np.flatnonzero(missing & ~reports & ~staff), parent=events.parent),
        ),
        *noted(events, "parent_cyclic", _rows_for(place, np.flatnonzero(circle), parent=events.parent)),
    ]
    return Gathered(events, roles, period, subjects, place, size, case_of, roots[case_of], notes + found)


def _numbered(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The distinct keys in order and the place of each row's among them; as np.unique, in half its time."""
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.r_[True, ordered[1:] != ordered[:-1]]
    place = np.empty(len(keys), np.int64)
    place[order] = np.cumsum(new) - 1
    return ordered[new], place


def _found_in(ordered: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each would stand; looked for in order, which memory rewards threefold."""
    order = np.argsort(wanted)
    spot = np.empty(len(wanted), np.int64)
    spot[order] = np.searchsorted(ordered, wanted[order])
    return np.minimum(spot, len(ordered) - 1)


def _rows_of(events: Events, roles: dict[str, Role], kind: str) -> Places:
    """Rows whose type is of a kind of subject: by the first word of the type, else by its role."""
    plain = {
        "case",
        "report",
        "order",
        "referral",
        "task",
        "tip",
        "member",
        "agency",
        "breach",
        "goal",
        "feedback",
    }
    by_role = {type_: role.entity for role in reversed(roles.values()) for type_, _ in role.types}
    registered = {type_ for type_, _ in roles["registered"].types} | {
        type_ for type_, _ in roles["reported"].types
    }
    codes = []
    for number, word in enumerate(events.words["type"], 1):
        head = word.partition(".")[0]
        named = head if head in plain else by_role.get(word, "") if word in registered else ""
        if word in registered and kind in ("case", "report"):
            named = by_role[word]
        if named == kind or (kind == "member" and named == "agency"):
            codes.append(number)
    return np.flatnonzero(np.isin(events.codes["type"], codes)) if codes else np.zeros(0, np.intp)


def _upwards(
    subjects: NDArray[np.uint64],
    parent: NDArray[np.uint64],
    roots: NDArray[np.bool_],
    reports: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """One step towards the case for each subject, itself at the end; and whose parent is not in the table."""
    size = len(subjects)
    up = np.arange(size)
    named = np.flatnonzero(parent != 0)
    spot = _found_in(subjects, parent[named])
    there = subjects[spot] == parent[named]
    missing = np.zeros(size, bool)
    missing[named[~there]] = True
    target, source = spot[there], named[there]
    from_case = roots[source]
    children = reports[target] & from_case
    not_root = ~from_case
    up[source[not_root]] = target[not_root]
    # A report that names no case belongs to the first case that names it.
    waiting, case = target[children][::-1], source[children][::-1]
    lone = (up[waiting] == waiting) & ~roots[waiting]
    up[waiting[lone]] = case[lone]
    missing[roots] = False
    return up, missing


def _root(up: NDArray[np.int64], roots: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Follows each to its end by doubling; who goes round in a circle stands alone."""
    step = up.copy()
    step[roots] = np.flatnonzero(roots)
    reach = step
    for _ in range(HOPS):
        further = reach[reach]
        if np.array_equal(further, reach):
            break
        reach = further
    circle = step[reach] != reach
    alone = np.arange(len(up))
    return np.where(circle, alone, reach), circle


def _rows_for(place: NDArray[np.int64], subjects: Places, parent: NDArray[Any]) -> Places:
    if not len(subjects):
        return np.zeros(0, np.intp)
    wanted = np.zeros(int(place.max()) + 1, bool)
    wanted[subjects] = True
    rows = np.flatnonzero(wanted[place] & (parent != 0))
    _, first = np.unique(place[rows], return_index=True)
    found: Places = np.sort(rows[first])
    return found
