"""How far the ceiling of a main punishment comes down (CC 55), and where the code closes that way.

It gives numbers and the article of each; whether a court goes that way is the court's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import kinds
from .circumstances import Weighed
from .provisions import Provision, Sanction
from .situation import Situation
from .truth import Truth, some


@dataclass(frozen=True)
class Ceiling:
    """A rule that brings the ceiling of the main punishment down.

    ``status``: applies, open (it hangs on what is not known or not yet done), closed.
    """

    rule: str
    basis: str
    status: str
    share: Fraction | None = None
    closed_by: str | None = None
    needs: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    fine_mci: tuple[int, int] | None = None
    certainty: str = "certain"

    def to_json(self, mci: int | None) -> dict[str, Any]:
        shown: dict[str, Any] = {"rule": self.rule, "basis": [self.basis], "status": self.status}
        if self.share is not None:
            shown["share"] = str(self.share)
        if self.closed_by:
            shown["closed_by"] = self.closed_by
        if self.needs:
            shown["needs"] = list(self.needs)
        if self.sanctions:
            shown["sanctions"] = [item.to_json(mci) for item in self.sanctions]
        if self.fine_mci:
            shown["fine_mci"] = list(self.fine_mci)
        return {**shown, "certainty": self.certainty}


def ceilings(
    provision: Provision,
    category: str,
    points: Sequence[str],
    situation: Situation,
    against: Weighed,
    for_him: Weighed,
    rules: Mapping[str, Any],
) -> tuple[Ceiling, ...]:
    """What CC 55(1) to (3) say here, and where 55(8) closes them."""
    written = rules["ceilings"]
    closed_all = _closed_altogether(provision, points, situation, rules)
    given = (provision, points, situation, rules)
    violence = kinds.violence_against_a_minor(*given) & ~kinds.minor_offender_known(situation)
    if situation.on < rules["closed_for_violence_day"] and violence is Truth.YES:
        violence = Truth.UNKNOWN
    closed = closed_all | violence
    person = kinds.within(provision, rules["against_life_or_health"])
    return tuple(
        rule
        for rule in (
            _milder_kind(provision, category, situation, closed_all, written),
            _mitigated(provision, category, person, closed, against, for_him, written),
            _accelerated(provision, category, person, closed, written),
            _by_order(provision, category, closed, written),
        )
        if rule is not None
    )


def _closed_altogether(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> Truth:
    """CC 55(8), first paragraph: a death caused on purpose, a sexual offence against a minor."""
    death = Truth.NO if provision.negligent else kinds.caused_death(provision, situation, rules)
    if death is Truth.UNKNOWN:
        death = Truth.NO
    meant = kinds.is_killing(provision, rules)
    sexual = kinds.sexual_against_a_minor(provision, points, situation, rules)
    return some((death & meant, sexual & ~kinds.between_minors_known(situation)))


def _status(closed: Truth, otherwise: str) -> str:
    return "closed" if closed is Truth.YES else "open" if closed is Truth.UNKNOWN else otherwise


def _milder_kind(
    provision: Provision, category: str, situation: Situation, closed: Truth, written: Mapping[str, Any]
) -> Ceiling | None:
    """CC 55(1): no imprisonment where a milder main punishment stands beside it and the harm is repaired."""
    mains = {item.kind for item in provision.sanctions if item.main}
    if category not in written["milder_kind"]["categories"] or not {"imprisonment"} < mains:
        return None
    repaired = situation.flag("harm_repaired", True)
    otherwise = {Truth.YES: "applies", Truth.NO: "closed", Truth.UNKNOWN: "open"}[repaired]
    return Ceiling(
        "no_imprisonment",
        written["milder_kind"]["basis"],
        _status(closed, otherwise),
        closed_by=written["closed"] if closed is Truth.YES else None,
        needs=() if repaired is Truth.YES else ("harm_repaired",),
    )


def _share(category: str, person: bool, written: Mapping[str, Any]) -> tuple[Fraction, str]:
    chosen = written["person"].get(category) if person else None
    share, basis = chosen or written["shares"][category]
    return Fraction(share), basis


def _certainty(category: str, written: Mapping[str, Any]) -> str:
    """Which articles are "against life or health" is inferred; it matters where they have their own share."""
    return "inferred" if category in written["person"] else "certain"


def _scaled(provision: Provision, share: Fraction) -> tuple[Sanction, ...]:
    return tuple(item.scaled(float(share)) for item in provision.sanctions if item.main and item.bounds)


def _mitigated(
    provision: Provision,
    category: str,
    person: bool,
    closed: Truth,
    against: Weighed,
    for_him: Weighed,
    written: Mapping[str, Any],
) -> Ceiling:
    """CC 55(2): something mitigates and nothing aggravates, not even as an element."""
    share, basis = _share(category, person, written["mitigating"])
    if closed is Truth.YES:
        status, why = "closed", written["closed"]
    elif against.any_element or against.any_met is Truth.YES:
        status, why = "closed", against.weights.basis
    else:
        # The list of what mitigates is open, so its silence never closes the rule.
        sure = for_him.any_met is Truth.YES and against.any_met is Truth.NO and closed is Truth.NO
        status, why = ("applies" if sure else "open"), None
    return Ceiling(
        "mitigating_circumstance",
        basis,
        status,
        share,
        why,
        sanctions=() if status == "closed" else _scaled(provision, share),
        certainty=_certainty(category, written["mitigating"]),
    )


def _accelerated(
    provision: Provision, category: str, person: bool, closed: Truth, written: Mapping[str, Any]
) -> Ceiling:
    """CC 55(3): accelerated procedure or a procedural agreement that was kept."""
    share, basis = _share(category, person, written["accelerated"])
    status = _status(closed, "open")
    return Ceiling(
        "accelerated_procedure",
        basis,
        status,
        share,
        written["closed"] if status == "closed" else None,
        sanctions=() if status == "closed" else _scaled(provision, share),
        certainty=_certainty(category, written["accelerated"]),
    )


def _by_order(
    provision: Provision, category: str, closed: Truth, written: Mapping[str, Any]
) -> Ceiling | None:
    """CC 55(3): a fine by order, without a trial, for a misdemeanour or a minor crime that carries a fine."""
    span = written["order_fine_mci"].get(category)
    if span is None or not any(item.kind == "fine" for item in provision.sanctions):
        return None
    status = _status(closed, "open")
    return Ceiling(
        "fine_by_order",
        "kz.cc.55.3",
        status,
        closed_by=written["closed"] if status == "closed" else None,
        fine_mci=(int(span[0]), int(span[1])),
    )
