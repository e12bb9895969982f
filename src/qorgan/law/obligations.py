"""Duties of bodies and rights of the person harmed, for a day and a situation, from data.

A duty without a term in law has no term here.  It must never promise that a body will act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .conditions import Condition, Grammar
from .durations import counting, duration
from .faults import BadLaw
from .findings import APPLIES, Duty, Finding, Right
from .procedure import Groups, articles_of
from .provisions import CERTAINTIES, is_under
from .situation import Situation
from .truth import Truth
from .vocabulary import text


@dataclass(frozen=True)
class Scope:
    """When a duty or right is shown: dates, a condition, a kind of case, articles one of which must apply.

    ``since_found`` False: in force when it was read, the day since when was not found.
    """

    start: date
    end: date | None
    when: Condition | None
    case: str | None
    after: tuple[str, ...] = ()
    since_found: bool = True

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)

    def reaches(self, situation: Situation, findings: Sequence[Finding]) -> bool:
        """Shown when its condition is met and a case of its kind exists or may exist."""
        if not self.in_force(situation.on):
            return False
        if self.after and not any(
            item.verdict == APPLIES and is_under(item.id, self.after) for item in findings
        ):
            return False
        if self.when is not None and self.when.ask(situation).truth is not Truth.YES:
            return False
        return self.case is None or _case(self.case, findings)


def _case(kind: str, findings: Sequence[Finding]) -> bool:
    if kind == "criminal":
        return any(item.provision.act == "cc" for item in findings)
    if kind == "administrative":
        return any(item.provision.act == "cao" for item in findings)
    if kind == "complaint":
        return any(item.complaint_needed and item.verdict == APPLIES for item in findings)
    if kind == "order_breach":
        return any(item.provision.article == "kz.cao.461" and item.verdict == APPLIES for item in findings)
    raise BadLaw(f"no kind of case {kind!r}")


@dataclass(frozen=True)
class DutyRule:
    duty: Duty
    scope: Scope


@dataclass(frozen=True)
class RightRule:
    right: Right
    scope: Scope


def _scope(written: Mapping[str, Any], grammar: Grammar, where: str, groups: Groups) -> Scope:
    return Scope(
        date.fromisoformat(written["from_day"]),
        date.fromisoformat(written["to_day"]) if written.get("to_day") else None,
        grammar.parse(written["when"], where) if "when" in written else None,
        written.get("case"),
        articles_of(written, groups, where) if "after" in written else (),
        written.get("since") != "not found",
    )


def _checked(written: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    where = f"duty or right {written.get('id')}"
    act = str(written.get("basis", "")).split(".")[1:2]
    if not act or act[0] not in sources:
        raise BadLaw(f"{where}: no citation")
    if written.get("certainty") not in CERTAINTIES:
        raise BadLaw(f"{where}: no certainty")
    return where


NO_GROUPS: Groups = {}


def duty_rules(
    written: Sequence[Mapping[str, Any]],
    grammar: Grammar,
    sources: Mapping[str, str],
    groups: Groups = NO_GROUPS,
) -> tuple[DutyRule, ...]:
    """Read the duties of ``duties.yaml``."""
    rules = []
    for item in written:
        where = _checked(item, sources)
        duty = Duty(
            item["id"],
            text(item["text"], where),
            item["body"],
            duration(item.get("within"), where),
            item["from"],
            item["basis"],
            item["certainty"],
            counting(item.get("counting"), where),
        )
        rules.append(DutyRule(duty, _scope(item, grammar, where, groups)))
    return tuple(rules)


def right_rules(
    written: Sequence[Mapping[str, Any]], grammar: Grammar, sources: Mapping[str, str]
) -> tuple[RightRule, ...]:
    """Read the rights of ``rights.yaml``."""
    rules = []
    for item in written:
        where = _checked(item, sources)
        right = Right(item["id"], text(item["text"], where), item["basis"], item["certainty"])
        rules.append(RightRule(right, _scope(item, grammar, where, NO_GROUPS)))
    return tuple(rules)


def duties_for(
    rules: Sequence[DutyRule], situation: Situation, findings: Sequence[Finding]
) -> tuple[Duty, ...]:
    return tuple(rule.duty for rule in rules if rule.scope.reaches(situation, findings))


def rights_for(
    rules: Sequence[RightRule], situation: Situation, findings: Sequence[Finding]
) -> tuple[Right, ...]:
    return tuple(rule.right for rule in rules if rule.scope.reaches(situation, findings))
