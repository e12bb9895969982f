"""The whole proof: every check, what each day of change did, and how far the statute reaches on some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qorgan.law.law import load
from qorgan.law.loader import read_data

from .changes import Plainly, changes
from .checks import Check, Prover, covered_never_applies, excluded, joined, measures, satisfiable, trees_of
from .random_facts import days_of_change
from .reach import Reacher
from .words import Said, Words


@dataclass(frozen=True)
class Proof:
    """What was found.  ``asked``: questions that the solver answered."""

    words: Words
    checks: tuple[Check, ...]
    changes: tuple[Said, ...]
    not_reached: tuple[Said, ...]
    reach: tuple[Said, ...]
    asked: int

    @property
    def good(self) -> bool:
        return all(check.good for check in self.checks)

    def lines(self, lang: str) -> list[str]:
        found = []
        for check in self.checks:
            found.append(("ok    " if check.good else "FAILED ") + self.words.check(check)[lang])
            found += [f"       {problem}" for problem in check.failed]
        for group in (self.changes, self.not_reached, self.reach):
            found += ["", *(said.text[lang] for said in group)]
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "good": self.good,
            "asked": self.asked,
            "checks": [check.to_json() | {"text": dict(self.words.check(check))} for check in self.checks],
            "changes": [said.to_json() for said in self.changes],
            "not_reached": [said.to_json() for said in self.not_reached],
            "reach": [said.to_json() for said in self.reach],
        }


def checks_of(jurisdiction: str = "kz") -> tuple[tuple[Check, ...], int]:
    """Every check of the statute, and how many questions they took."""
    statutes = load(jurisdiction).statutes
    exclusive = [tuple(group["of"]) for group in read_data(jurisdiction, "exclusive.yaml")["exclusive"]]
    rules = [rule.when for rule in statutes.measures if rule.when is not None]
    prover = Prover(statutes, [*trees_of(statutes.provisions), *rules]).ready()
    checks = (
        satisfiable(prover),
        measures(prover),
        joined(statutes),
        excluded(prover, exclusive),
        covered_never_applies(prover),
    )
    return checks, prover.asked


def proved(days: Sequence[date] = (), jurisdiction: str = "kz") -> Proof:
    """The proof; ``days``: on which the reach is asked; the last day of change when there are none."""
    law = load(jurisdiction)
    words = Words(law)
    checks, asked = checks_of(jurisdiction)
    reacher, plainly = Reacher(law.statutes), Plainly(law.statutes)
    asked_days = list(days) or [days_of_change(law.statutes)[-1]]
    not_reached = [said for day in asked_days for said in words.not_reached(day, plainly.on(day))]
    reach = [said for day in asked_days for said in words.reach(day, reacher.reach(day, reacher.cells()))]
    return Proof(
        words,
        checks,
        tuple(said for change in changes(law.statutes) for said in words.change(change)),
        tuple(not_reached),
        tuple(reach),
        asked + reacher.asked,
    )
