"""Later editions of the same article, held against the one in force on the day of the act (CC 5-6, CAO 5).

The act in force at the time governs; a milder later law reaches back, a stricter one never does.  Only the
sanctions are compared, and nothing is decided: both editions are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .provisions import CERTAINTIES, Provision, Sanction

SEVERITY = (
    "warning",
    "fine",
    "correctional_labour",
    "community_service",
    "arrest",
    "restriction_of_liberty",
    "imprisonment",
    "life",
)
MILDER, STRICTER, SAME, MIXED, UNKNOWN = "milder", "stricter", "same", "mixed", "unknown"
Key = tuple[str, str, Any]


@dataclass(frozen=True)
class Later:
    """A later edition and how its sanctions compare."""

    provision: Provision
    comparison: str

    def to_json(self, mci: int | None) -> dict[str, Any]:
        law = self.provision
        return {
            "provision": law.id,
            "comparison": self.comparison,
            "in_force": [law.start.isoformat(), law.end.isoformat() if law.end else None],
            "sanctions": [item.to_json(mci) for item in law.sanctions],
            "reference": law.reference,
            "certainty": law.certainty,
        }


def key(provision: Provision) -> Key:
    return (provision.id, provision.stage, provision.start)


def later_editions(
    provisions: Sequence[Provision], successors: Mapping[str, str]
) -> Mapping[Key, tuple[Later, ...]]:
    """For every edition, the later ones of the same part, or of what took the place of a removed article."""
    by_id: dict[tuple[str, str], list[Provision]] = {}
    for item in provisions:
        by_id.setdefault((item.id, item.stage), []).append(item)
    found: dict[Key, tuple[Later, ...]] = {}
    for item in provisions:
        same = by_id.get((item.id, item.stage), [])
        after = [other for other in same if other.start > item.start]
        if not after and item.end is not None:
            after = _successors(item, provisions, successors)
        found[key(item)] = tuple(
            Later(other, compare(item, other)) for other in sorted(after, key=lambda one: one.start)
        )
    return found


def _successors(
    item: Provision, provisions: Sequence[Provision], successors: Mapping[str, str]
) -> list[Provision]:
    """What stands in the place of a part that ended: a named successor, or the first part of the next
    edition, where an edition whose text was not found has no parts."""
    name = successors.get(item.id)
    after = [
        other
        for other in provisions
        if item.end is not None
        and other.start > item.end
        and other.stage == item.stage
        and (other.id == name if name else other.article == item.article and not item.part)
    ]
    return sorted(after, key=lambda other: other.start)[:1]


def compare(earlier: Provision, later: Provision) -> str:
    """Whether the later sanctions are milder, by their two ends: the gravest and the mildest of them."""
    if earlier.act != later.act:
        # From an administrative to a criminal offence is stricter, the other way milder.
        return STRICTER if later.act == "cc" else MILDER
    one, two = _ends(earlier.sanctions), _ends(later.sanctions)
    if one is None or two is None:
        return UNKNOWN
    if one == two:
        return SAME if _as_set(earlier) == _as_set(later) else MIXED
    if two[0] <= one[0] and two[1] <= one[1]:
        return MILDER
    if two[0] >= one[0] and two[1] >= one[1]:
        return STRICTER
    return MIXED


def _as_set(provision: Provision) -> frozenset[Any]:
    return frozenset(
        (item.kind, tuple(sorted(item.bounds.items())), item.bearer) for item in provision.sanctions
    )


def _ends(sanctions: Sequence[Sanction]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    mains = [item for item in sanctions if item.kind in SEVERITY and not item.bearer]
    if not mains:
        return None
    top = max((SEVERITY.index(item.kind), _bound(item, "max")) for item in mains)
    low = min((SEVERITY.index(item.kind), _bound(item, "min")) for item in mains)
    return top, low


def _bound(item: Sanction, end: str) -> float:
    return next((value for name, value in item.bounds.items() if name.startswith(end)), 0.0)


def to_json(provision: Provision, later: Sequence[Later], on: Any, mci: int | None) -> dict[str, Any]:
    """Whether a milder later edition is encoded; null where the sanctions cannot be compared."""
    after = [item for item in later if item.provision.start > on]
    ways = {item.comparison for item in after}
    milder = True if MILDER in ways else None if ways & {UNKNOWN, MIXED} else False
    marks = [provision.certainty, *(item.provision.certainty for item in after), "inferred"]
    shown: dict[str, Any] = {
        "value": milder,
        "editions": [item.to_json(mci) for item in after],
        "basis": ["kz.cc.6"] if provision.act == "cc" else ["kz.cao.5"],
        "certainty": max(marks, key=CERTAINTIES.index) if after else "certain",
    }
    if not after and provision.end is not None:
        return {**shown, "value": None, "reason": "no_later_edition_encoded"}
    if milder is None:
        shown["reason"] = "sanctions_not_found" if UNKNOWN in ways else "kinds_of_sanction_differ"
    return shown
