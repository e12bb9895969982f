"""What the codes change for an offender who was not yet 18 (CC 80-83, CAO 65-68).

An age that nobody gave is not guessed: then nothing is changed, and the answer says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import kinds
from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth

Limits = dict[str, Mapping[str, Any]]


def applies(provision: Provision, situation: Situation) -> Truth:
    """Whether the chapter on minors is used: from 14 in the Criminal Code, from 16 in the CAO (65(1)).

    For a younger child the parents answer where the article says so, and nothing here is theirs.
    """
    if "offender_age" not in situation.values and not situation.closed:
        return Truth.UNKNOWN
    old_enough = situation.compares("offender_age", "at_least", 14 if provision.act == "cc" else 16)
    return kinds.minor_offender(situation) & old_enough


def limits(
    provision: Provision, category: str | None, situation: Situation, rules: Mapping[str, Any]
) -> Limits:
    """What may not be given to this person or only so: nothing unless known to be under 18."""
    if applies(provision, situation) is not Truth.YES:
        return {}
    written = rules["juveniles"][provision.act]
    found: Limits = {kind: {"barred_by": basis} for kind, basis in written["barred"].items()}
    for kind, cap in written["caps"].items():
        caps = {unit: cap[unit] for unit in ("mci", "hours", "years") if unit in cap}
        found[kind] = {
            "caps": caps,
            "capped_by": cap["basis"],
            **({"needs": cap["needs"]} if "needs" in cap else {}),
        }
    if provision.act == "cc":
        _imprisonment(provision, category, situation, written, rules, found)
    return found


def _imprisonment(
    provision: Provision,
    category: str | None,
    situation: Situation,
    written: Mapping[str, Any],
    rules: Mapping[str, Any],
    found: Limits,
) -> None:
    """CC 81(7): none for a minor or medium crime that caused no death, twelve years for aggravated murder."""
    none = written["no_imprisonment"]
    if category in none["categories"] and kinds.caused_death(provision, situation, rules) is not Truth.YES:
        found["imprisonment"] = {"barred_by": none["basis"]}
        return
    murder = written["aggravated_murder"]
    if is_under(provision.id, murder["provisions"]):
        found["imprisonment"] = {"caps": {"years": murder["years"]}, "capped_by": murder["basis"]}


def to_json(
    provision: Provision, category: str | None, situation: Situation, rules: Mapping[str, Any]
) -> dict[str, Any]:
    """Whether the rules for minors are used here, which, and whether release with education is open."""
    written = rules["juveniles"][provision.act]
    minor = applies(provision, situation)
    read_from = rules["juveniles_read_from"] if provision.act == "cc" else None
    certainty = "inferred" if read_from and situation.on < read_from else "certain"
    shown: dict[str, Any] = {"basis": [written["basis"]], "certainty": certainty}
    if minor is Truth.UNKNOWN:
        return {"value": None, "reason": "offender_age", **shown}
    if minor is Truth.NO:
        return {"value": False, **shown}
    shown = {"value": True, **shown}
    release = written["may_be_released"].get(category or "")
    if release:
        shown["may_be_released_to_education"] = {"basis": [release], "decides": "court"}
    life = written.get("life_only")
    if life and all(item.kind == "life" for item in provision.sanctions if item.main) and provision.sanctions:
        shown["instead_of_life"] = {
            "kind": "imprisonment",
            "min_years": life["min_years"],
            "max_years": life["max_years"],
            "basis": [life["basis"]],
        }
    return shown
