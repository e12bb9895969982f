"""The whole statute over many cases: a verdict, and the points that are met, for every part of every article.

The counterpart of ``engine.judge`` and of what refuses facts that cannot be.  It reads the same provisions;
it must never change a case and never answer for one that is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from qorgan.law.earlier import Earlier
from qorgan.law.engine import Statutes, situate
from qorgan.law.faults import BadFacts, Fault
from qorgan.law.provisions import Provision
from qorgan.law.truth import Truth

from .columns import Cases, close, dictionaries_of
from .compiling import Computed, Program
from .computed import KNOWN, NO, OVER_HISTORY, UNKNOWN, YES, Answer
from .planes import Bits, Flags, Tri, every, nothing, pack, some, union, unpack

DOES_NOT_APPLY, UNDECIDED, APPLIES, NOT_IN_FORCE = 0, 1, 2, 255
Column = tuple[str, str]


@dataclass(frozen=True)
class Compiled:
    """A provision with the steps of its elements and of its points."""

    provision: Provision
    when: int
    points: tuple[tuple[int, int | None], ...]

    def steps(self) -> list[int]:
        return [self.when, *(step for pair in self.points for step in pair if step is not None)]


@dataclass(frozen=True)
class Verdicts:
    """The answers for a run of cases, by ``(provision id, stage)``.

    ``refused``: the cases whose facts cannot be; they have no verdict.  ``covered``: whom a graver part that
    applies covers (CC 13).  ``points``: for each point of a part, who meets it.
    """

    count: int
    verdict: Mapping[Column, NDArray[np.uint8]]
    covered: Mapping[Column, Flags]
    points: Mapping[Column, Mapping[str, Flags]]
    refused: Flags
    outside: Flags


@dataclass
class Table:
    """The statute, compiled.  Safe to use from several threads: running it changes nothing in it."""

    statutes: Statutes
    program: Program = field(default_factory=Program)

    def __post_init__(self) -> None:
        add = self.program.add
        self.compiled = [
            Compiled(
                item,
                add(item.when),
                tuple(
                    (add(point.when), None if point.with_others is None else add(point.with_others))
                    for point in item.points
                ),
            )
            for item in self.statutes.provisions
        ]
        self.contradictions = [(item.facts, add(item.when)) for item in self.statutes.contradictions]
        self.dictionaries = dictionaries_of(self.statutes.vocabulary)
        self.columns: list[Column] = list(
            dict.fromkeys((item.id, item.stage) for item in self.statutes.provisions)
        )
        self._orders: dict[tuple[int, ...], list[int]] = {}

    def judge(self, cases: Cases, closed_world: bool = False, points: bool = False) -> Verdicts:
        """Every provision in force on the day of each case, with its verdict."""
        unread = self._unread(cases)
        if closed_world:
            cases = close(cases)
        outside = cases.day < np.datetime64(self.statutes.rules["encoded_from_day"], "D")
        active = self._active(cases)
        found = self.program.run(cases, self._order(active), _FromHistory(self.statutes))
        refused = unread | self._refused(cases, found)
        return _Judging(cases, active, found, points).verdicts(self.columns, refused, outside)

    def _active(self, cases: Cases) -> list[Compiled]:
        """What is in force on some day of these cases."""
        if not cases.count:
            return []
        first, last = cases.day.min().item(), cases.day.max().item()
        return [
            item
            for item in self.compiled
            if item.provision.start <= last and (item.provision.end is None or first <= item.provision.end)
        ]

    def _order(self, active: Sequence[Compiled]) -> list[int]:
        wanted = [step for item in active for step in item.steps()]
        key = tuple(wanted)
        if key not in self._orders:
            self._orders[key] = self.program.needed([*wanted, *(step for _, step in self.contradictions)])
        return self._orders[key]

    def _unread(self, cases: Cases) -> Flags:
        """Who has a value that the vocabulary cannot read."""
        marked = np.zeros(cases.count, np.bool_)
        for fact, codes in cases.codes.items():
            bad = self.dictionaries[fact].bad
            if bad:
                marked |= np.isin(codes, bad)
        return marked

    def _refused(self, cases: Cases, found: Mapping[int, Tri]) -> Flags:
        """Whose facts contradict one another."""
        planes = [nothing(cases.count)]
        for (one, other), step in self.contradictions:
            both = cases.known(one) & cases.known(other)
            if both.any():
                planes.append(found[step].yes & pack(both))
        refused = unpack(union(planes), cases.count)
        return refused | _ages(cases) | _days(cases) | _acts_both_ways(cases)

    def faults(self, cases: Cases, row: int, closed_world: bool) -> tuple[Fault, ...]:
        """Why a refused case is refused, in the engine's words."""
        moment = None if cases.moment is None else cases.moment[row].item()
        on: date | datetime = moment or cases.day[row].item()
        try:
            situate(self.statutes, cases.facts_of(row), on, (), closed_world)
        except BadFacts as error:
            return error.faults
        raise AssertionError("the table refuses facts that the engine takes")


class _FromHistory(Computed):
    """The rules of ``computed.py``; one that is not there is asked of the engine, case by case."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        self._answers: dict[str, Tri] = {}

    def __call__(self, cases: Cases, name: str, arguments: Mapping[str, str]) -> Tri:
        rule = KNOWN.get(name)
        if rule is not None and (cases.history is not None or name not in OVER_HISTORY):
            return rule(cases, arguments, self.statutes.settings).tri()
        if rule is not None:
            # Without a history the article, the kinds and the days make no difference.
            if name not in self._answers:
                self._answers[name] = rule(cases, arguments, self.statutes.settings).tri()
            return self._answers[name]
        ranks, stated = np.zeros(cases.count, np.int8), np.zeros(cases.count, np.bool_)
        of_row = _history_by_row(cases)
        for row in range(cases.count):
            moment = None if cases.moment is None else cases.moment[row].item()
            try:
                situation = situate(
                    self.statutes,
                    cases.facts_of(row),
                    moment or cases.day[row].item(),
                    of_row.get(row, ()),
                    cases.closed,
                )
            except BadFacts:
                continue
            answer = situation.computed(name, arguments)
            ranks[row] = {Truth.NO: NO, Truth.UNKNOWN: UNKNOWN, Truth.YES: YES}[answer.truth]
            stated[row] = bool(answer.open) or situation.stated_unknown(answer.missing)
        return Answer(ranks, stated).tri()


def _history_by_row(cases: Cases) -> dict[int, list[Earlier]]:
    found: dict[int, list[Earlier]] = {}
    history = cases.history
    if history is not None:
        for place, row in enumerate(history.row):
            entry = Earlier(
                str(history.kind[place]),
                str(history.provision[place]),
                history.day[place].item(),
                history.executed[place].item(),
                history.moment[place].item(),
            )
            found.setdefault(int(row), []).append(entry)
    return found


class _Judging:
    """One run: from the answers of the trees to verdicts."""

    def __init__(
        self, cases: Cases, active: Sequence[Compiled], found: Mapping[int, Tri], points: bool
    ) -> None:
        self.cases, self.active, self.found, self.with_points = cases, active, found, points
        self._in_force: dict[tuple[date, date | None], Bits] = {}

    def verdicts(self, columns: Sequence[Column], refused: Flags, outside: Flags) -> Verdicts:
        count = self.cases.count
        whole = [self._whole(item) for item in self.active]
        covering = self._covering(whole)
        shut = pack(refused | outside)
        verdict: dict[Column, NDArray[np.uint8]] = {}
        covered: dict[Column, Flags] = {}
        points: dict[Column, dict[str, Flags]] = {}
        for item, answer in zip(self.active, whole, strict=True):
            law = item.provision
            here = self._force(law) & ~shut
            by = covering.get((law.id, law.stage))
            by = nothing(count) if by is None else by & here & ~answer.no
            column = (law.id, law.stage)
            codes = _codes(answer, here, by, count)
            covers = unpack(by, count)
            if column in verdict:
                codes = np.where(codes == NOT_IN_FORCE, verdict[column], codes)
                covers = covers | covered[column]
            verdict[column], covered[column] = codes, covers
            if self.with_points and law.points:
                met = points.setdefault(column, {})
                for number, flags in self._met(item, here & ~answer.no):
                    met[number] = met[number] | flags if number in met else flags
        for column in columns:
            if column not in verdict:
                verdict[column] = np.full(count, NOT_IN_FORCE, np.uint8)
                covered[column] = np.zeros(count, np.bool_)
        ordered = {column: verdict[column] for column in columns}
        return Verdicts(count, ordered, covered, points, refused, outside)

    def _force(self, law: Provision) -> Bits:
        """Whose day is between the first and the last day of the provision."""
        key = (law.start, law.end)
        if key not in self._in_force:
            day = self.cases.day
            inside = day >= np.datetime64(law.start, "D")
            if law.end is not None:
                inside &= day <= np.datetime64(law.end, "D")
            self._in_force[key] = pack(inside)
        return self._in_force[key]

    def _whole(self, item: Compiled) -> Tri:
        """The elements and, where there are points, any of them."""
        answer = self.found[item.when]
        until = item.provision.uncertain_until
        if until is not None:
            sure = pack(self.cases.day > np.datetime64(until, "D"))
            answer = Tri(answer.yes & sure, answer.no, answer.stated)
        if not item.points:
            return answer
        return every([answer, some([self.found[when] for when, _ in item.points])])

    def _covering(self, whole: Sequence[Tri]) -> dict[Column, Bits]:
        """For each provision, who meets a graver one that covers it; only an attempt covers an attempt."""
        found: dict[Column, Bits] = {}
        for item, answer in zip(self.active, whole, strict=True):
            law = item.provision
            if law.absorbs:
                here = answer.yes & self._force(law)
                stages = ("completed", "attempt") if law.stage == "attempt" else ("completed",)
                for column in ((name, stage) for name in law.absorbs for stage in stages):
                    found[column] = found[column] | here if column in found else here
        return found

    def _met(self, item: Compiled, here: Bits) -> list[tuple[str, Flags]]:
        """The points met, each read as it stands beside the others."""
        plain = [self.found[when].yes for when, beside in item.points if beside is None]
        any_plain = union(plain) if plain else nothing(self.cases.count)
        found = []
        for point, (when, beside) in zip(item.provision.points, item.points, strict=True):
            met = self.found[when].yes
            if beside is not None:
                met = met & ~any_plain | self.found[beside].yes & any_plain
            found.append((point.number, unpack(met & here, self.cases.count)))
        return found


def _codes(answer: Tri, here: Bits, by: Bits, count: int) -> NDArray[np.uint8]:
    yes = unpack(answer.yes & here & ~by, count).view(np.uint8)
    open_still = unpack(~(answer.yes | answer.no | by) & here, count).view(np.uint8)
    codes = yes * APPLIES + open_still
    codes[~unpack(here, count)] = NOT_IN_FORCE
    return codes


def _ages(cases: Cases) -> Flags:
    """A child is younger than its parent."""
    victim, offender = cases.number("victim_age"), cases.number("offender_age")
    youngest = cases.number("offender_youngest_child_age")
    child = cases.satisfies("relation", "is", frozenset(("child", "grandchild")))
    parent = cases.satisfies("relation", "is", frozenset(("parent", "grandparent")))
    with np.errstate(invalid="ignore"):
        answer: Flags = child & (victim >= offender) | parent & (victim <= offender) | (youngest >= offender)
    return answer


def _days(cases: Cases) -> Flags:
    """Acts do not end before they begin."""
    with np.errstate(invalid="ignore"):
        answer: Flags = cases.number("acts_from") > cases.number("acts_until")
    return answer


def _acts_both_ways(cases: Cases) -> Flags:
    """No act both happened and may have happened."""
    both = np.zeros(cases.count, np.bool_)
    if cases.known("acts_unknown").any():
        for word in cases.dictionaries["acts"].vocabulary.words("acts"):
            words = frozenset((word,))
            both |= cases.satisfies("acts", "touches", words) & cases.satisfies(
                "acts_unknown", "touches", words
            )
    return both
