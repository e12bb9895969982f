"""What is checked of the statute for every set of facts: that each part can apply, that versions join, that
parts which exclude one another never both hold.

A witness is a set of facts the solver found; the engine is asked whether it says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import z3

from qorgan.law import conditions as tree
from qorgan.law.earlier import Earlier
from qorgan.law.engine import Statutes, judge, situate
from qorgan.law.faults import BadFacts
from qorgan.law.provisions import Point, Provision
from qorgan.law.truth import Truth

from .symbols import Formula, Symbols, nor

Exclusive = Sequence[tuple[str, ...]]
NOTHING_FIXED: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Check:
    """One kind of check: how many statements held, and those that did not, in words."""

    name: str
    held: int
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.failed

    def to_json(self) -> dict[str, Any]:
        return {"check": self.name, "held": self.held, "failed": list(self.failed), "notes": list(self.notes)}


def named(law: Provision, point: Point | None = None) -> str:
    stage = "" if law.stage == "completed" else f" ({law.stage})"
    return f"{law.id}{f'.{point.number}' if point else ''}{stage} from {law.start}"


class Prover:
    """One solver over rules of the statute; every question to it is asked and leaves nothing behind."""

    def __init__(
        self,
        statutes: Statutes,
        trees: Iterable[tree.Condition],
        complete: bool = False,
        fixed: Mapping[str, Any] = NOTHING_FIXED,
        open_is: bool | None = None,
    ) -> None:
        self.statutes = statutes
        self.symbols = Symbols(statutes, complete=complete, fixed=fixed, open_is=open_is)
        for node in trees:
            self.symbols.pair(node)
        self.solver = z3.Solver()
        self.asked = 0

    def ready(self, *more: Formula) -> Prover:
        """The prover once everything that will be asked of has been named."""
        self.solver.add(*self.symbols.possible())
        self.solver.add(*(formula for formula in more if formula is not True))
        return self

    def can(self, *formulas: Formula) -> Any:
        """A model in which all of these hold, or None when there is none."""
        if any(formula is False for formula in formulas):
            return None
        self.asked += 1
        self.solver.push()
        self.solver.add(*(formula for formula in formulas if formula is not True))
        answer = self.solver.check()
        model = self.solver.model() if answer == z3.sat else None
        self.solver.pop()
        if answer == z3.unknown:
            raise AssertionError(f"the solver gave up: {self.solver.reason_unknown()}")
        return model

    def yes(self, law: Provision) -> Formula:
        return self.symbols.whole(law).yes


def trees_of(laws: Iterable[Provision]) -> list[tree.Condition]:
    """Every tree of these provisions."""
    return [node for law in laws for node in (law.when, *(point.when for point in law.points))]


def satisfiable(prover: Prover) -> Check:
    """Each part and each point applies to some set of facts; one without its text can at least be open."""
    held, failed, notes = 0, list[str](), list[str]()
    for law in prover.statutes.provisions:
        day = law.start if law.uncertain_until is None else law.uncertain_until + timedelta(days=1)
        if any(isinstance(part, tree.Open) for part in law.when.children()):
            model = prover.can(nor(prover.symbols.whole(law).no))
            notes.append(f"{named(law)}: text not found, so never decided to apply")
            held, failed = _count(model is not None, f"{named(law)}: can never be open", held, failed)
            continue
        uncovered = [nor(prover.yes(other)) for other in _covering(prover.statutes, law, day)]
        for point in (None, *law.points):
            asked = (
                [prover.yes(law)]
                if point is None
                else [
                    prover.symbols.pair(law.when).yes,
                    prover.symbols.pair(point.when).yes,
                ]
            )
            model = prover.can(*asked, *uncovered)
            if model is None and prover.can(*asked) is not None:
                notes.append(f"{named(law, point)}: met only where a graver part covers it")
                held += 1
                continue
            if model is None and _only_open(prover, law, point):
                notes.append(f"{named(law, point)}: rests on a point that no text settles, so never decided")
                held += 1
                continue
            if model is None:
                failed.append(f"{named(law, point)}: no set of facts meets it")
                continue
            wrong = _confirmed(prover, law, point, model, day)
            held, failed = _count(not wrong, f"{named(law, point)}: {wrong}", held, failed)
    return Check("satisfiable", held, tuple(failed), tuple(notes))


def _only_open(prover: Prover, law: Provision, point: Point | None) -> bool:
    """Whether it is out of reach only because of a point that no text settles: settled, it could be met."""
    trees = [law.when] if point is None else [law.when, point.when]
    if not any(isinstance(node, tree.Open) for part in trees for node in part.walk()):
        return False
    for answer in (True, False):
        supposed = Prover(prover.statutes, trees, open_is=answer).ready()
        prover.asked += 1
        if supposed.can(*(supposed.symbols.pair(part).yes for part in trees)) is not None:
            return True
    return False


def _count(good: bool, problem: str, held: int, failed: list[str]) -> tuple[int, list[str]]:
    return (held + 1, failed) if good else (held, [*failed, problem])


def _covering(statutes: Statutes, law: Provision, day: date) -> list[Provision]:
    """The parts in force that cover this one where they apply."""
    return [
        other
        for other in statutes.on(day)
        if law.id in other.absorbs and (law.stage == "completed" or other.stage == "attempt")
    ]


def _confirmed(prover: Prover, law: Provision, point: Point | None, model: Any, day: date) -> str:
    """Nothing when the engine says of the witness what the solver said; else what it says."""
    facts, history = remembered(prover.symbols, model, day)
    try:
        situation = situate(prover.statutes, facts, day, history, False)
    except BadFacts as error:
        return f"the engine refuses the witness {facts}: {error}"
    for item in judge(prover.statutes, situation):
        if item.provision is law:
            met = point is None or any(one.number == point.number for one in item.points)
            beside = point is not None and point.with_others is not None and len(item.points) > 0
            if item.outcome.truth is Truth.YES and (met or beside):
                return ""
            return f"the engine says {item.verdict} of the witness {facts} {history}"
    return f"not in force on {day}"


def remembered(symbols: Symbols, model: Any, day: date) -> tuple[dict[str, Any], list[Earlier]]:
    """The facts of a model, with a history that answers its rules as it did."""
    facts, history = symbols.witness(model), []
    answers = symbols.computed_in(model)
    for fact in ("earlier_same_article", "order_in_force", "acts_count", "one_intent"):
        facts.pop(fact, None)
    for (name, arguments), _ in answers.items():
        given = dict(arguments)
        if name == "repeated":
            facts["acts_count"], facts["one_intent"] = 2, False
        elif name == "penalised_within_year":
            earlier = day - timedelta(days=60)
            history.append(Earlier("penalty", given["article"], earlier, earlier + timedelta(days=1)))
        elif name == "order_in_force":
            facts["order_in_force"] = True
    return facts, history


def joined(statutes: Statutes) -> Check:
    """Between two versions of one part there is neither a day without a text nor a day with two."""
    held, failed = 0, list[str]()
    for versions in _versions(statutes):
        for one, other in zip(versions, versions[1:], strict=False):
            if one.end is None or one.end >= other.start:
                failed.append(f"{named(one)} and {named(other)}: both in force on {other.start}")
            elif one.end + timedelta(days=1) != other.start:
                failed.append(f"{named(one)}: no text from {one.end + timedelta(days=1)} to {other.start}")
            else:
                held += 1
    return Check("joined", held, tuple(failed))


def _versions(statutes: Statutes) -> Iterator[list[Provision]]:
    names = dict.fromkeys((item.id, item.stage) for item in statutes.provisions)
    for name in names:
        found = [item for item in statutes.provisions if (item.id, item.stage) == name]
        yield sorted(found, key=lambda item: item.start)


def excluded(prover: Prover, exclusive: Exclusive) -> Check:
    """Of parts declared to exclude one another, no two hold for one set of facts on one day."""
    held, failed = 0, list[str]()
    for group in exclusive:
        members = [
            item for item in prover.statutes.provisions if item.id in group and item.stage == "completed"
        ]
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                if one.id == other.id or not _together_in_force(one, other):
                    continue
                model = prover.can(prover.yes(one), prover.yes(other))
                problem = "" if model is None else f"both hold for {prover.symbols.witness(model)}"
                held, failed = _count(
                    model is None, f"{named(one)} and {named(other)}: {problem}", held, failed
                )
    return Check("exclusive", held, tuple(failed))


def _together_in_force(one: Provision, other: Provision) -> bool:
    return one.in_force(max(one.start, other.start)) and other.in_force(max(one.start, other.start))


def covered_never_applies(prover: Prover) -> Check:
    """A part that covers itself, or two that cover each other, would both vanish: none do on any day."""
    held, failed = 0, list[str]()
    by_id: dict[str, list[Provision]] = {}
    for item in prover.statutes.provisions:
        by_id.setdefault(item.id, []).append(item)
    for one in prover.statutes.provisions:
        for name in one.absorbs:
            for other in by_id.get(name, ()):
                mutual = one.id in other.absorbs and one.stage == other.stage == "completed"
                if not mutual or not _together_in_force(one, other):
                    continue
                model = prover.can(prover.yes(one), prover.yes(other))
                held, failed = _count(
                    model is None, f"{named(one)} and {named(other)}: each covers the other", held, failed
                )
    return Check("covering", held, tuple(failed))


def measures(prover: Prover) -> Check:
    """The condition of each measure is met by some set of facts."""
    held, failed = 0, list[str]()
    for rule in prover.statutes.measures:
        if rule.when is None:
            continue
        model = prover.can(prover.symbols.pair(rule.when).yes)
        name = f"{rule.id} ({rule.basis}) from {rule.start}"
        held, failed = _count(model is not None, f"{name}: no set of facts opens it", held, failed)
    return Check("measures", held, tuple(failed))
