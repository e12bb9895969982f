"""What the general part says of one finding, each answer with its article and its certainty.

Every value may be null; then ``reason`` says why.  Nothing here decides: a court or an officer does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from . import general, juveniles, kinds, later
from .ceilings import Ceiling, ceilings
from .circumstances import Weighed, repetition, weigh
from .dates import add_months, add_years
from .general import Limitation
from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth

if TYPE_CHECKING:
    from .engine import Statutes

VALUES = {Truth.YES: True, Truth.NO: False, Truth.UNKNOWN: None}
Answer = dict[str, Any]


@dataclass(frozen=True)
class Computed:
    """The general part for one finding, worked out when it is first asked for."""

    against: Weighed | None
    for_him: Weighed | None
    ceilings: tuple[Ceiling, ...]
    answers: Mapping[str, Answer]

    def to_json(self) -> dict[str, Answer]:
        return {name: dict(answer) for name, answer in self.answers.items()}


def computed(
    statutes: Statutes,
    provision: Provision,
    category: str | None,
    points: Sequence[str],
    situation: Situation,
    limitation: Limitation,
) -> Computed:
    """Every rule of the general part that speaks of this finding."""
    rules, mci = statutes.rules, statutes.rules["mci"]["years"].get(situation.on.year)
    against = weigh(statutes.weights["aggravating"][provision.act], provision, points, situation)
    for_him = weigh(statutes.weights["mitigating"][provision.act], provision, points, situation)
    found = (
        ceilings(provision, category, points, situation, against, for_him, rules)
        if provision.act == "cc" and category is not None and provision.sanctions
        else ()
    )
    answers: dict[str, Answer] = {
        "category": _category(provision, category),
        "age_of_liability": _age(provision, situation, rules),
        "unfinished": _unfinished(provision, category, rules),
        "repetition": _repetition(provision, situation, rules),
        "aggravating": against.to_json(),
        "mitigating": for_him.to_json(),
        "ceilings": _ceilings(provision, category, found, mci),
        "prosecution": _prosecution(provision, situation),
        "limitation": _limitation(provision, category, limitation, rules),
        "defence": _defence(provision, situation, rules),
        "exemptions": _exemptions(statutes, provision, situation),
        "juvenile": juveniles.to_json(provision, category, situation, rules),
        "later_law": later.to_json(
            provision, statutes.later.get(later.key(provision), ()), situation.on, mci
        ),
        "victims_fund": _fund(provision, category, situation, rules, mci),
    }
    return Computed(against, for_him, found, answers)


def _category(provision: Provision, category: str | None) -> Answer:
    if provision.act != "cc":
        return {"value": category, "basis": ["kz.cao.25.1"], "certainty": "certain"}
    basis = ["kz.cc.10"] if category == "misdemeanour" else ["kz.cc.10", "kz.cc.11"]
    if category is None:
        return {"value": None, "reason": "sanctions_not_found", "basis": basis, "certainty": "unverified"}
    return {"value": category, "basis": basis, "certainty": provision.certainty}


def _age(provision: Provision, situation: Situation, rules: Mapping[str, Any]) -> Answer:
    early = rules["liable_earlier"]
    if provision.act == "cc" and is_under(provision.id, early["provisions"]):
        age, basis = int(early["age"]), early["basis"]
    else:
        age = provision.liable_from
        basis = "kz.cc.15.1" if provision.act == "cc" else "kz.cao.28"
        if age != rules["liable_from"][provision.act]:
            # Where somebody else answers for a child, the article itself says from what age.
            basis = provision.article
    old_enough = ~situation.compares("offender_age", "below", age)
    shown: Answer = {"from": age, "value": VALUES[old_enough], "basis": [basis], "certainty": "certain"}
    return {**shown, "presumed": True, "reason": "offender_age"} if old_enough is Truth.UNKNOWN else shown


def _unfinished(provision: Provision, category: str | None, rules: Mapping[str, Any]) -> Answer:
    """Whether an attempt or a preparation would be punishable, and its share of the ceiling (CC 24, 56)."""
    if provision.act != "cc":
        return {"value": None, "reason": "criminal_offences_only", "basis": [], "certainty": "certain"}
    if category is None:
        return {
            "value": None,
            "reason": "sanctions_not_found",
            "basis": ["kz.cc.24"],
            "certainty": "unverified",
        }
    basis = ["kz.cc.24", "kz.cc.56"]
    shown: Answer = {"stage": provision.stage, "basis": basis, "certainty": provision.certainty}
    for name in ("attempt", "preparation"):
        rule = rules[name]
        punished = not provision.negligent and general.ORDER.index(category) >= general.ORDER.index(
            rule["from_category"]
        )
        shown[name] = {
            "punishable": punished,
            "share": float(rule["share"]) if punished else None,
            "basis": list(rule["basis"]) if punished else [rule["basis"][0]],
        }
    return shown


def _repetition(provision: Provision, situation: Situation, rules: Mapping[str, Any]) -> Answer:
    """CC 12, or for an administrative offence the year after a penalty, with both ways of counting it."""
    truth = repetition(provision, situation)
    if provision.act == "cc":
        shown: Answer = {"value": VALUES[truth], "basis": ["kz.cc.12"], "certainty": "certain"}
        return {**shown, "reason": "earlier_acts"} if truth is Truth.UNKNOWN else shown
    minor = kinds.minor_offender(situation) is Truth.YES
    status = "kz.cao.72" if minor else "kz.cao.61"
    windows = [
        {
            "penalty": entry.day.isoformat(),
            "from_imposition_until": add_years(entry.day, 1).isoformat(),
            "from_execution_until": _executed_until(entry.executed, minor),
        }
        for entry in situation.history
        if entry.kind == "penalty"
        and is_under(entry.provision, (provision.article,))
        and entry.day <= situation.on
    ]
    shown = {
        "value": VALUES[truth],
        "windows": windows,
        "basis": [provision.article, status],
        "certainty": "inferred" if truth is Truth.UNKNOWN else "certain",
    }
    if truth is Truth.UNKNOWN:
        shown["reason"] = "repeat_window" if windows else "earlier_penalties"
    return shown


def _executed_until(executed: date | None, minor: bool) -> str | None:
    if executed is None:
        return None
    return (add_months(executed, 6) if minor else add_years(executed, 1)).isoformat()


def _ceilings(
    provision: Provision, category: str | None, found: Sequence[Ceiling], mci: int | None
) -> Answer:
    if provision.act != "cc":
        return {"value": None, "reason": "criminal_offences_only", "basis": [], "certainty": "certain"}
    if category is None:
        return {
            "value": None,
            "reason": "sanctions_not_found",
            "basis": ["kz.cc.55"],
            "certainty": "unverified",
        }
    return {
        "value": [item.to_json(mci) for item in found],
        "basis": ["kz.cc.55"],
        "certainty": max(
            (item.certainty for item in found), key=("certain", "inferred").index, default="certain"
        ),
    }


def _prosecution(provision: Provision, situation: Situation) -> Answer:
    """CPC 32 with its exception, or CAO 64(1): who must ask for the case to begin."""
    if provision.act != "cc":
        shown: Answer = {"value": None, "complaint_needed": provision.complaint_needed}
        if provision.complaint_needed is None:
            return {**shown, "reason": "text_not_found", "basis": [], "certainty": "unverified"}
        return {**shown, "basis": ["kz.cao.64.1"], "certainty": "certain"}
    if provision.prosecution is None:
        return {"value": None, "reason": "text_not_found", "basis": ["kz.cpc.32"], "certainty": "unverified"}
    part = {"private": ["kz.cpc.32.2"], "private_public": ["kz.cpc.32.3"], "public": ["kz.cpc.32"]}
    shown = {
        "value": provision.prosecution,
        "complaint_needed": general.complaint_needed(provision, situation),
        "basis": part[provision.prosecution],
        "certainty": "certain",
    }
    if provision.prosecution == "public":
        return shown
    by = [fact for fact in general.CANNOT_COMPLAIN if situation.flag(fact, True) is Truth.YES]
    unknown = [fact for fact in general.CANNOT_COMPLAIN if situation.flag(fact, True) is Truth.UNKNOWN]
    shown["exception"] = {
        "value": True if by else None if unknown else False,
        "by": by,
        "not_known": [] if by else unknown,
        "public_interest": provision.prosecution == "private_public",
        "basis": ["kz.cpc.32.4"],
    }
    return shown


def _limitation(
    provision: Provision, category: str | None, found: Limitation, rules: Mapping[str, Any]
) -> Answer:
    if not found.basis or category is None:
        return {"value": None, "reason": "sanctions_not_found", "basis": [], "certainty": "unverified"}
    shown: Answer = {
        "value": found.until.isoformat() if found.until else None,
        "runs": VALUES[found.runs],
        "basis": list(found.basis),
        "certainty": provision.certainty,
    }
    if found.runs is Truth.NO:
        return {**shown, "reason": "no_period_runs"}
    shown["also"] = [dict(item) for item in rules["limitation_also"][category]]
    if found.runs is Truth.UNKNOWN:
        shown["reason"] = ", ".join(found.missing)
    if found.halved:
        shown["halved_for_a_minor"] = found.halved.isoformat()
    return shown


def _defence(provision: Provision, situation: Situation, rules: Mapping[str, Any]) -> Answer:
    """Lawful defence and its excess (CC 32, 66; CAO 35): what was stated of it, and what fear changes."""
    written = rules["defence"][provision.act]
    stated = situation.values.get("self_defence")
    shown: Answer = {"value": stated, "basis": [written["basis"]], "certainty": "certain"}
    if stated is None:
        return {**shown, "presumed": "none", "reason": "self_defence"}
    if stated == "exceeded" and situation.flag("fear_or_confusion", True) is Truth.YES:
        shown["from_fear"] = {"release": written["from_fear"], "basis": [written["fear_basis"]]}
    return shown


def _exemptions(statutes: Statutes, provision: Provision, situation: Situation) -> Answer:
    """Who cannot be given arrest or community service (CAO 50(2), 49-1(7))."""
    if provision.act != "cao":
        reason = "not_read_for_the_criminal_code"
        return {"value": None, "reason": reason, "basis": [], "certainty": "unverified"}
    shown: Answer = {"basis": ["kz.cao.50.2", "kz.cao.49-1.7"], "certainty": "certain"}
    for kind, definition in (("arrest", "arrest_exempt"), ("community_service", "community_service_exempt")):
        outcome = statutes.definitions[definition].ask(situation)
        shown[kind] = {"exempt": VALUES[outcome.truth], "not_known": sorted(outcome.missing)}
    if situation.on < statutes.rules["community_service_day"]:
        shown["community_service"] = {
            "exempt": None,
            "reason": "no_such_penalty_on_that_day",
            "not_known": [],
        }
    return shown


def _fund(
    provision: Provision,
    category: str | None,
    situation: Situation,
    rules: Mapping[str, Any],
    mci: int | None,
) -> Answer:
    """What a conviction costs toward the Victims' Compensation Fund (CC 98-2)."""
    fund = rules["victims_fund"]
    nothing: Answer = {"value": None, "basis": [fund["basis"]], "certainty": "certain"}
    if provision.act != "cc":
        return {**nothing, "reason": "criminal_offences_only"}
    if category is None:
        return {**nothing, "reason": "sanctions_not_found"}
    if situation.on < rules["victims_fund_day"]:
        return {**nothing, "reason": "not_yet_in_force"}
    amount = int(fund["mci"][category])
    shown: Answer = {"value": {"mci": amount}, "on": "conviction", "basis": [fund["basis"]]}
    if mci is not None:
        shown["value"]["tenge"] = amount * mci
    return {**shown, "certainty": provision.certainty}
