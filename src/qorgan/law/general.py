"""The general part: category, limitation, complaint and reconciliation, computed and never typed per article.

Sources: CC 10, 11 (category), 71 (limitation), 68 (reconciliation), CPC 32 (complaint), CAO 62, 64.
It must never say that a release will happen: only whether the law bars it and what would still be needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .dates import add_months, add_years
from .earlier import Earlier, article_of
from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth

ORDER = ("administrative", "misdemeanour", "minor", "medium", "grave", "especially_grave")
CUSTODIAL = frozenset({"restriction_of_liberty", "imprisonment"})


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


def complaint_needed(provision: Provision, situation: Situation) -> bool | None:
    """Whether a complaint must be made (CPC 32).

    Private and private-public cases need one, except where a prosecutor may act because the victim is
    helpless, dependent or cannot use their rights (CPC 32(4)).  None: the text was not found.
    """
    if provision.prosecution is None:
        return provision.complaint_needed
    if provision.prosecution == "public":
        return False
    exceptions = ("helpless", "dependence", "victim_cannot_use_rights")
    return not any(situation.flag(fact, True) is Truth.YES for fact in exceptions)


@dataclass(frozen=True)
class Reconciliation:
    """Whether release by reconciliation is open: True, False, or None where the texts leave it open."""

    possible: bool | None
    kind: str | None
    still_needed: tuple[str, ...]
    basis: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "possible": self.possible,
            "kind": self.kind,
            "still_needed": list(self.still_needed),
            "basis": list(self.basis),
        }


def reconciliation(
    provision: Provision,
    category: str | None,
    points: Sequence[str],
    situation: Situation,
    rules: Mapping[str, Any],
) -> Reconciliation:
    """What CC 68 or CAO 64 say of making peace here."""
    needed = tuple(
        fact for fact in ("reconciled", "harm_repaired") if situation.flag(fact, True) is not Truth.YES
    )
    if not provision.text_found or category is None:
        return Reconciliation(None, None, needed, (provision.article,))
    if provision.act == "cao":
        return _administrative(provision, situation, needed)
    return _criminal(provision, category, points, situation, rules, needed)


def _administrative(provision: Provision, situation: Situation, needed: tuple[str, ...]) -> Reconciliation:
    if provision.reconciliation != "once_a_year":
        return Reconciliation(False, None, (), ("kz.cao.64.1-1",))
    releases = [entry for entry in _releases(situation) if article_of(entry.provision) == provision.article]
    if any(situation.on <= add_years(entry.day, 1) for entry in releases):
        return Reconciliation(False, None, (), ("kz.cao.64.1-1",))
    # The release is for the person who does it for the first time, so it cannot meet the repeated parts.
    if provision.part != "1":
        return Reconciliation(False, None, (), ("kz.cao.64.1-1",))
    return Reconciliation(True, "discretionary_release", needed, ("kz.cao.64.1-1",))


def _criminal(
    provision: Provision,
    category: str,
    points: Sequence[str],
    situation: Situation,
    rules: Mapping[str, Any],
    needed: tuple[str, ...],
) -> Reconciliation:
    barred = _against_a_minor(provision, points, situation, rules)
    if barred is not False:
        return Reconciliation(None if barred is None else False, None, (), ("kz.cc.68.4.2-1",))
    after = _after_an_earlier_release(provision, category, situation, rules)
    if after is not None:
        return after
    if category in ("misdemeanour", "minor", "medium"):
        return Reconciliation(True, "mandatory_release", needed, ("kz.cc.68.1",))
    if category == "grave" and _may_be_released(situation) is not Truth.NO:
        known = _may_be_released(situation) is Truth.YES
        return Reconciliation(True if known else None, "discretionary_release", needed, ("kz.cc.68.2",))
    return Reconciliation(False, None, (), ("kz.cc.68",))


def _against_a_minor(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> bool | None:
    """CC 68(4)(2-1) with the closed list of CC 3(18-1); a minor offender is outside the bar."""
    named = {provision.id, *(f"{provision.id}.{point}" for point in points)}
    met = any(is_under(name, rules["violence_against_minors"]) for name in named)
    if provision.id in rules["violence_against_minors_if_violent"]:
        met = situation.holds("acts", frozenset(rules["violent_acts"])) is Truth.YES
    if not met or situation.compares("victim_age", "below", 18) is not Truth.YES:
        return False
    if situation.compares("offender_age", "below", 18) is Truth.YES:
        return False
    return True


def _after_an_earlier_release(
    provision: Provision, category: str, situation: Situation, rules: Mapping[str, Any]
) -> Reconciliation | None:
    """CC 68(4)(8) and (9): a new offence within the limitation period after an earlier release.

    (9) reaches 108-1 and 109-1 after release for any criminal offence, (8) a crime after release for a
    crime.  The code does not say whether the period is that of the earlier or of the new offence; where the
    two give different answers the answer is open.
    """
    reaches = provision.article in ("kz.cc.108-1", "kz.cc.109-1")
    basis = ("kz.cc.68.4.9" if reaches else "kz.cc.68.4.8",)
    bars: set[bool | None] = set()
    for entry in _releases(situation):
        if not entry.provision.startswith("kz.cc."):
            continue
        earlier = _categories_of(entry.provision, situation)
        if not reaches and (category == "misdemeanour" or earlier == {"misdemeanour"}):
            continue
        answers = {
            situation.on <= until
            for until in (limitation_until(kind, entry.day, rules) for kind in {category} | earlier)
            if until is not None
        }
        # Whether the earlier offence was a crime matters to (8) and may not be known.
        certain = answers == {True} and (reaches or "misdemeanour" not in earlier)
        bars.add(True if certain else None if True in answers else False)
    if True in bars:
        return Reconciliation(False, None, (), basis)
    return Reconciliation(None, None, (), basis) if None in bars else None


def _categories_of(provision: str, situation: Situation) -> set[str]:
    """The categories an earlier offence may have had; all of them when it is not encoded."""
    known: Mapping[str, str | None] = situation.settings.get("categories", {})
    found = {
        category
        for name, category in known.items()
        if category
        and (name == provision or name.startswith(f"{provision}.") or provision.startswith(f"{name}."))
    }
    return found or set(ORDER[1:])


def _releases(situation: Situation) -> list[Earlier]:
    return [
        entry for entry in situation.history if entry.kind == "reconciliation" and entry.day <= situation.on
    ]


def _may_be_released(situation: Situation) -> Truth:
    """The people of CC 68(2): minors, pregnant women, carers of small children (read as in CAO 50(2): a
    woman, or a man alone, with a child under 14), women 58 and over, men 63 and over."""
    female, male = (
        situation.equals("offender_sex", frozenset("f")),
        situation.equals("offender_sex", frozenset("m")),
    )
    return (
        situation.compares("offender_age", "below", 18)
        | situation.flag("offender_pregnant", True)
        | (
            (female | (male & situation.flag("offender_single_parent", True)))
            & situation.compares("offender_youngest_child_age", "below", 14)
        )
        | (female & situation.compares("offender_age", "at_least", 58))
        | (male & situation.compares("offender_age", "at_least", 63))
    )
