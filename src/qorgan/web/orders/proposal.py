"""What the law's engine says before an order is issued and after one is breached. An officer decides.

Nothing is inferred for the officer's conditions, and no answer here ever stops an order from being issued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qorgan.law import BadFacts, Finding, Measure
from qorgan.practice.local_time import local
from qorgan.web.orders.conditions import YES, Answer
from qorgan.web.orders.terms import cite, law
from qorgan.web.orders.wording import wording

BREACH, AGAIN, EXEMPT = "kz.cao.461.1", "kz.cao.461.1-1", "kz.cao.461.2"
# Facts about the people that the consequence of a breach depends on; the acts are those of the breach.
PEOPLE = (
    "relation", "lived_together", "common_child", "close_relative", "victim_age", "offender_age",
    "offender_sex",
    "offender_youngest_child_age", "offender_arrest_exempt", "pregnant",
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """The engine's word on the measure, what is still needed for it, and which facts are open."""

    verdict: str
    basis: str
    certainty: str
    plain: str
    source: str
    still_needed: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Penalty:
    """One part of CAO 461 as it stands for this breach."""

    id: str
    article: str
    title: str
    plain: str
    verdict: str
    sanctions: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]
    certainty: str


@dataclass(frozen=True)
class Consequences:
    """What follows a breach: the parts of CAO 461, the measures a court may take, what police must do."""

    on: date
    penalties: tuple[Penalty, ...]
    measures: tuple[Measure, ...]
    duties: tuple[tuple[str, str], ...]
    faults: tuple[str, ...] = ()


def proposal(
    facts: Mapping[str, Any], on: date, answers: Mapping[str, Answer] | None = None, language: str = "kk"
) -> Proposal | None:
    """What the facts allow on `on` and what the officer still has to establish; None: nothing is encoded."""
    try:
        measure = law().assess(dict(facts), on).measure("protective_order")
    except BadFacts as error:
        return Proposal("undecided", "", "unverified", "", "", (), (), tuple(str(f) for f in error.faults))
    if measure is None:
        return None
    done = {code for code, answer in (answers or {}).items() if answer.answer == YES}
    needed = tuple((code, words[language]) for code, words in measure.needs.items() if code not in done)
    return Proposal(
        measure.verdict, cite(measure.basis, language), measure.certainty, measure.plain[language],
        measure.source,
        needed, measure.missing,
    )  # fmt: skip


def consequences(
    facts: Mapping[str, Any],
    breached_at: datetime,
    kinds: Sequence[str],
    served_at: datetime,
    basis_id: str,
    earlier: Sequence[date] = (),
    none_earlier: bool = False,
    language: str = "kk",
) -> Consequences:
    """What the law says of a breach at `breached_at` of an order handed over at `served_at`.

    `earlier`: days on which penalties under CAO 461 were imposed; `none_earlier`: the register has none.
    The acts are those recorded of this breach, never those of the earlier account.
    """
    on = local(breached_at)
    acts = [wording()["breach_kinds"][kind]["act"] for kind in kinds]
    given = {name: facts[name] for name in PEOPLE if name in facts}
    given |= {"acts": acts or "unknown", "against_will": True}
    if none_earlier and not earlier:
        given["earlier_same_article"] = "none"
    history: list[Any] = [
        {
            "kind": "order_served",
            "provision": basis_id,
            "at": local(served_at).replace(tzinfo=None).isoformat(),
        }
    ]
    history += [{"kind": "penalty", "provision": "kz.cao.461", "imposed": day.isoformat()} for day in earlier]
    try:
        answer = law().assess(given, on.replace(tzinfo=None), history)
    except BadFacts as error:
        return Consequences(on.date(), (), (), (), tuple(str(f) for f in error.faults))
    found = [f for f in (answer.finding(part) for part in (AGAIN, EXEMPT, BREACH)) if f is not None]
    return Consequences(
        on.date(),
        tuple(_penalty(f, language) for f in found if f.verdict != "does_not_apply"),
        tuple(m for m in answer.measures if m.id in ("special_requirements", "living_apart", "no_approach")
              and m.verdict != "unavailable"),
        tuple((d.text[language], cite(d.basis, language)) for d in answer.duties if d.body == "police"
              and d.id == "breach_protocol"),
    )  # fmt: skip


def _penalty(finding: Finding, language: str) -> Penalty:
    shown = finding.to_json(language)
    return Penalty(
        finding.id, cite(finding.id, language), shown["title"], shown["plain"], finding.verdict,
        tuple(shown["sanctions"]), finding.missing, finding.provision.certainty,
    )  # fmt: skip
