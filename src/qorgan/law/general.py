"""The general part: category, limitation and complaint, computed and never typed per article.

Sources: CC 10, 11 (category), 71, 88 (limitation), CPC 32 (complaint), CAO 62, 64, 71.  Release by
reconciliation stands in ``release``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import juveniles, kinds
from .dates import add_months, add_years
from .provisions import Provision
from .situation import Situation
from .truth import Truth, truth_of

ORDER = ("administrative", "misdemeanour", "minor", "medium", "grave", "especially_grave")
CUSTODIAL = frozenset({"restriction_of_liberty", "imprisonment"})
# CPC 32(4): for whom a prosecutor may act without a complaint.
CANNOT_COMPLAIN = ("helpless", "dependence", "victim_cannot_use_rights")


def category_of(provision: Provision, rules: Mapping[str, Any]) -> str | None:
    """The category from the sanction (CC 10-11); None when no sanction was found.

    A misdemeanour has no restriction of liberty and no imprisonment; a crime is graded by its longest term.
    """
    if provision.act != "cc":
        return "administrative"
    if not provision.sanctions:
        return None
    if any(sanction.kind == "life" for sanction in provision.sanctions):
        return "especially_grave"
    terms = [item.bounds.get("max_years", 0.0) for item in provision.sanctions if item.kind in CUSTODIAL]
    if not terms:
        return "misdemeanour"
    longest = max(terms) / provision.share
    if provision.negligent:
        return "minor" if longest <= rules["categories"]["negligent"]["minor"] else "medium"
    limits = rules["categories"]["intentional"]
    return next(
        (name for name in ("minor", "medium", "grave") if longest <= limits[name]), "especially_grave"
    )


def strength(provision: Provision, category: str | None) -> tuple[float, ...]:
    """A key to put provisions in order, strongest first when sorted descending."""
    years = max((item.bounds.get("max_years", 0.0) for item in provision.sanctions), default=0.0)
    days = max((item.bounds.get("max_days", 0.0) for item in provision.sanctions), default=0.0)
    money = max((item.bounds.get("max_mci", 0.0) for item in provision.sanctions), default=0.0)
    # A criminal article whose sanction was not found still outranks an administrative one.
    return (ORDER.index(category) if category else 1.5, years, days, money)


def limitation_until(category: str | None, on: date, rules: Mapping[str, Any]) -> date | None:
    """The last day on which a judgment may take force (CC 71(1)) or a penalty be imposed (CAO 62(1))."""
    if category is None:
        return None
    term = rules["limitation"][category]
    return add_months(on, term["months"]) if "months" in term else add_years(on, term["years"])


@dataclass(frozen=True)
class Limitation:
    """How long a person may be held to account.  ``runs``: NO where no period runs (CC 71(6)), UNKNOWN where
    the facts or the texts leave that open; ``until`` is then the day of the ordinary period.

    ``halved`` is the day after half of the period, for whoever releases somebody who was under 18.
    """

    until: date | None
    runs: Truth
    basis: tuple[str, ...]
    missing: tuple[str, ...] = ()
    halved: date | None = None


def limitation(
    provision: Provision,
    category: str | None,
    points: Sequence[str],
    situation: Situation,
    last_day: date,
    rules: Mapping[str, Any],
) -> Limitation:
    """The period of CC 71 or CAO 62 for a finding, from the last day of the acts."""
    if category is None:
        return Limitation(None, Truth.UNKNOWN, ())
    until = limitation_until(category, last_day, rules)
    term = rules["limitation"][category]
    exempt = _no_period(provision, category, points, situation, rules)
    if exempt is Truth.YES:
        return Limitation(None, Truth.NO, (rules["no_limitation"]["basis"],))
    halved, basis = None, [term["basis"]]
    if exempt is Truth.UNKNOWN:
        basis.append(rules["no_limitation"]["basis"])
    if juveniles.applies(provision, situation) is Truth.YES:
        months = (term["months"] if "months" in term else term["years"] * 12) * 0.5
        halved = add_months(last_day, int(months))
        basis.append(rules["limitation_of_minors"][provision.act])
    missing = (
        () if exempt is Truth.NO else ("victim_age",) if provision.article != "kz.cc.146" else ("purpose",)
    )
    return Limitation(until, ~exempt, tuple(basis), missing, halved)


def _no_period(
    provision: Provision,
    category: str,
    points: Sequence[str],
    situation: Situation,
    rules: Mapping[str, Any],
) -> Truth:
    """CC 71(6): torture, sexual offences against minors, especially grave crimes against the person."""
    lists = rules["articles_of_lists"]
    named = (
        provision.article in lists["torture"] or provision.article in lists["sexual_inviolability_of_minors"]
    )
    if provision.act != "cc" or not named and category != "especially_grave":
        return Truth.NO
    gravest = category == "especially_grave" and kinds.within(provision, rules["against_the_person"])
    return (
        truth_of(gravest)
        | kinds.torture(provision, points, situation, rules)
        | kinds.sexual_against_a_minor(provision, points, situation, rules)
    )


def complaint_needed(provision: Provision, situation: Situation) -> bool | None:
    """Whether a complaint must be made (CPC 32).

    Private and private-public cases need one, except where a prosecutor may act because the victim is
    helpless, dependent or cannot use their rights (CPC 32(4)).  None: the text was not found.
    """
    if provision.prosecution is None:
        return provision.complaint_needed
    if provision.prosecution == "public":
        return False
    return not any(situation.flag(fact, True) is Truth.YES for fact in CANNOT_COMPLAIN)
