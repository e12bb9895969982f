"""Two days, one table: how many incidents move between nothing, an administrative and a criminal offence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.law.tables.columns import Cases
from qorgan.law.tables.judging import APPLIES, UNDECIDED, Table, Verdicts

LEVELS = ("nothing", "undecided", "administrative", "criminal")
AGES = ((0, 13, "0-13"), (14, 17, "14-17"), (18, 29, "18-29"), (30, 59, "30-59"), (60, 200, "60+"))
NOT_GIVEN = "not given"
Moves = Counter[tuple[str, str]]


@dataclass
class Impact:
    """What moves from one day to the other.  ``by``: the moves of each group; ``articles``: how many
    incidents each article reaches before and after."""

    before: date
    after: date
    closed_world: bool
    cases: int = 0
    refused: int = 0
    moves: Moves = field(default_factory=Counter)
    by: dict[str, dict[str, Moves]] = field(default_factory=dict)
    articles: dict[str, list[int]] = field(default_factory=dict)
    synthetic: Mapping[str, Any] | None = None

    def level(self, which: int) -> dict[str, int]:
        return {
            level: sum(count for move, count in self.moves.items() if move[which] == level)
            for level in LEVELS
        }

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "closed_world": self.closed_world,
            "cases": self.cases,
            "refused": self.refused,
            "levels": {"before": self.level(0), "after": self.level(1)},
            "moves": _moves(self.moves),
            "by": {
                name: {group: _moves(moves) for group, moves in sorted(groups.items())}
                for name, groups in self.by.items()
            },
            "articles": {
                name: {"before": counts[0], "after": counts[1]}
                for name, counts in sorted(self.articles.items())
                if any(counts)
            },
        }
        return shown if self.synthetic is None else {"synthetic": dict(self.synthetic), **shown}


def _moves(moves: Moves) -> list[dict[str, Any]]:
    return [
        {"from": one, "to": other, "incidents": moves[one, other]}
        for one in LEVELS
        for other in LEVELS
        if moves[one, other]
    ]


def compare(
    table: Table,
    runs: Iterable[tuple[Cases, NDArray[np.bool_]]],
    before: date,
    after: date,
    closed_world: bool,
) -> Impact:
    """Both days over every run; a run carries which of its rows were refused already."""
    found = Impact(before, after, closed_world)
    for cases, wrong in runs:
        days = [replace(cases, day=np.full(cases.count, np.datetime64(day, "D")), moment=None, _known={})
                for day in (before, after)]  # fmt: skip
        answers = [table.judge(one, closed_world) for one in days]
        refused = wrong | answers[0].refused | answers[1].refused
        levels = [_levels(answer) for answer in answers]
        kept = ~refused
        found.cases += cases.count
        found.refused += int(refused.sum())
        _count(found.moves, levels, kept)
        for name, groups in _groups(cases):
            of_name = found.by.setdefault(name, {})
            for group, members in groups:
                _count(of_name.setdefault(group, Counter()), levels, kept & members)
        for which, answer in enumerate(answers):
            _articles(found.articles, answer, kept, which)
    return found


def _levels(answer: Verdicts) -> NDArray[np.int8]:
    """The gravest level of each case, as a place in ``LEVELS``."""
    level = np.zeros(answer.count, np.int8)
    for (provision, _), codes in answer.verdict.items():
        criminal = provision.split(".")[1] == "cc"
        np.maximum(level, np.where(codes == APPLIES, 3 if criminal else 2, 0).astype(np.int8), out=level)
        np.maximum(level, (codes == UNDECIDED).astype(np.int8), out=level)
    return level


def _count(moves: Moves, levels: list[NDArray[np.int8]], members: NDArray[np.bool_]) -> None:
    pairs = levels[0][members].astype(np.int64) * len(LEVELS) + levels[1][members]
    for pair, count in enumerate(np.bincount(pairs, minlength=len(LEVELS) ** 2)):
        if count:
            moves[LEVELS[pair // len(LEVELS)], LEVELS[pair % len(LEVELS)]] += int(count)


def _groups(cases: Cases) -> Iterable[tuple[str, list[tuple[str, NDArray[np.bool_]]]]]:
    vocabulary = next(iter(cases.dictionaries.values())).vocabulary
    for fact in ("victim_sex", "relation"):
        groups = [
            (word, cases.satisfies(fact, "is", frozenset((word,)))) for word in vocabulary.facts[fact].words
        ]
        groups.append((NOT_GIVEN, ~cases.known(fact)))
        yield fact, [(name, members) for name, members in groups if members.any()]
    age = cases.number("victim_age")
    with np.errstate(invalid="ignore"):
        bands = [(name, (age >= low) & (age < high + 1)) for low, high, name in AGES]
    bands.append((NOT_GIVEN, ~cases.known("victim_age")))
    yield "victim_age", [(name, members) for name, members in bands if members.any()]


def _articles(articles: dict[str, list[int]], answer: Verdicts, kept: NDArray[np.bool_], which: int) -> None:
    reached: dict[str, NDArray[np.bool_]] = {}
    for (provision, _), codes in answer.verdict.items():
        name = ".".join(provision.split(".")[:3])
        here = codes == APPLIES
        reached[name] = reached[name] | here if name in reached else here
    for name, members in reached.items():
        articles.setdefault(name, [0, 0])[which] += int((members & kept).sum())
