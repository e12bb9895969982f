"""Whether the engine and the table give the same answer for the same sets of facts, case by case.

Compared are: which cases are refused, every provision's verdict, what a graver part covers, the points met.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qorgan.law.engine import Judged, Statutes, judge, situate
from qorgan.law.faults import BadFacts
from qorgan.law.tables.gathering import Row, cases_from
from qorgan.law.tables.judging import NOT_IN_FORCE, Column, Table, Verdicts
from qorgan.law.truth import Truth

from .random_facts import Case, Maker

WORDS = {0: "does_not_apply", 1: "undecided", 2: "applies", NOT_IN_FORCE: "not in force"}
MOST_SHOWN = 20


@dataclass
class Found:
    """What was compared, and where the two differ."""

    sets: int = 0
    refused: int = 0
    outside: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    # Provisions, and points, that applied to some set.
    reached: set[str] = field(default_factory=set)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.sets += other.sets
        self.refused += other.refused
        self.outside += other.outside
        self.answers += other.answers
        self.reached |= other.reached
        self.differences = [*self.differences, *other.differences][:MOST_SHOWN]


@dataclass(frozen=True)
class _Answers:
    """The table's answers turned to rows: for each case the code of every column, and who is covered."""

    verdicts: Verdicts
    places: dict[Column, int]
    codes: list[list[int]]
    covered: list[list[bool]]
    refused: list[bool]

    @classmethod
    def of(cls, verdicts: Verdicts) -> _Answers:
        columns = list(verdicts.verdict)
        return cls(
            verdicts,
            {column: place for place, column in enumerate(columns)},
            np.stack([verdicts.verdict[column] for column in columns], axis=1).tolist(),
            np.stack([verdicts.covered[column] for column in columns], axis=1).tolist(),
            verdicts.refused.tolist(),
        )


def compare(table: Table, cases: Sequence[Case], closed_world: bool) -> Found:
    """Both evaluators over these cases."""
    statutes = table.statutes
    rows = [Row(case.facts, case.on, case.history) for case in cases]
    answers = _Answers.of(
        table.judge(
            cases_from(rows, table.dictionaries, statutes.settings["local"]), closed_world, points=True
        )
    )
    found = Found(sets=len(cases))
    for place, case in enumerate(cases):
        _one(statutes, answers, place, case, closed_world, found)
    return found


def _one(
    statutes: Statutes, answers: _Answers, place: int, case: Case, closed_world: bool, found: Found
) -> None:
    try:
        situation = situate(statutes, case.facts, case.on, case.history, closed_world)
    except BadFacts as error:
        found.refused += 1
        if not answers.refused[place]:
            found.differences.append(f"{case}: the engine refuses it ({error}), the table takes it")
        return
    if answers.refused[place]:
        found.differences.append(f"{case}: the table refuses it, the engine takes it")
        return
    if situation.on < statutes.rules["encoded_from_day"]:
        found.outside += 1
        return
    judged = judge(statutes, situation)
    for item in judged:
        found.answers[item.verdict] += 1
        if item.verdict == "applies":
            found.reached.add(item.provision.id)
            found.reached.update(f"{item.provision.id}.{point.number}" for point in item.points)
        differs = _difference(item, answers, place)
        if differs and len(found.differences) < MOST_SHOWN:
            column = (item.provision.id, item.provision.stage)
            found.differences.append(f"{case} closed={closed_world}: {column}: {differs}")
    in_force = len(answers.places) - answers.codes[place].count(NOT_IN_FORCE)
    if in_force != len(judged):
        found.differences.append(f"{case}: {len(judged)} in force for the engine, {in_force} for the table")


def _difference(item: Judged, answers: _Answers, place: int) -> str:
    """In what the table's answer is another, or nothing."""
    column = (item.provision.id, item.provision.stage)
    which = answers.places[column]
    word = WORDS[answers.codes[place][which]]
    if word != item.verdict:
        return f"engine {item.verdict}, table {word}"
    if answers.covered[place][which] is not (item.absorbed_by is not None):
        return f"covered by {item.absorbed_by} for the engine"
    if item.provision.points and item.outcome.truth is not Truth.NO:
        met = answers.verdicts.points[column]
        of_table = [point.number for point in item.provision.points if met[point.number][place]]
        if of_table != [point.number for point in item.points]:
            return f"points {[point.number for point in item.points]} for the engine, {of_table} here"
    return ""


def sample(table: Table, seed: int, count: int) -> Found:
    """``count`` sets made from this seed, half of them in a closed world."""
    maker = Maker(table.statutes, random.Random(seed))  # noqa: S311  # nosec B311  # a sample, no secret
    found = compare(table, [maker.case() for _ in range(count - count // 2)], closed_world=False)
    found.add(compare(table, [maker.case() for _ in range(count // 2)], closed_world=True))
    return found
