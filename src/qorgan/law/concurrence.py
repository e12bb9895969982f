"""Several offences at once (CC 13, 58; CAO 58): what stands together and the common ceiling.

A part that a graver one covers is not among them: it does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .findings import Finding

Answer = dict[str, Any]


def together(findings: Sequence[Finding], rules: Mapping[str, Any]) -> Answer | None:
    """Several offences at once (CC 13, 58; CAO 58); None when there are not two of one code."""
    applying = [item for item in findings if item.verdict == "applies"]
    criminal = [item for item in applying if item.provision.act == "cc"]
    administrative = [item for item in applying if item.provision.act == "cao"]
    shown: Answer = {}
    if len(criminal) > 1:
        rule = _together_rule(criminal, rules["several"]["cc"])
        shown["criminal"] = {
            "provisions": [item.id for item in criminal],
            **({} if rule is None else {"most": dict(rule.get("most", {}))}),
            "basis": ["kz.cc.13", *([] if rule is None else [rule["basis"]])],
            "certainty": "certain" if rule is not None else "unverified",
        }
    if len(administrative) > 1:
        shown["administrative"] = {
            "provisions": [item.id for item in administrative],
            "basis": [rules["several"]["cao"]["basis"]],
            "certainty": "certain",
        }
    return shown or None


def _together_rule(criminal: Sequence[Finding], written: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Which part of CC 58 speaks of these; None when a category is not known."""
    grades = [item.category for item in criminal]
    if any(grade is None for grade in grades):
        return None
    if set(grades) == {"misdemeanour"}:
        return dict(written["misdemeanours"])
    if not set(grades) & {"grave", "especially_grave"}:
        return dict(written["up_to_medium"])
    twenty = any(
        item.category == "especially_grave"
        and any(one.bounds.get("max_years", 0.0) >= 20 for one in item.provision.sanctions)
        for item in criminal
    )
    return dict(written["especially_grave_of_twenty_years" if twenty else "grave"])
