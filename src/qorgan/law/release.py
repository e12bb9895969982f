"""Release by reconciliation: whether the law bars it, and what would still be needed (CC 68, CPC 32, CAO 64).

It must never say that a release will happen, and never offer one: only whether the law bars it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import kinds
from .dates import add_years
from .earlier import Earlier, article_of
from .general import ORDER, limitation_until
from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth


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
    if category is None:
        return Reconciliation(None, None, needed, (provision.article,))
    if provision.act == "cao":
        return _administrative(provision, situation, rules, needed)
    if provision.prosecution == "private":
        # A private case ends when the two make peace, whatever CC 68 says (CPC 32).
        peace = tuple(fact for fact in needed if fact == "reconciled")
        return Reconciliation(True, "ends_the_case", peace, ("kz.cpc.32.2",))
    return _criminal(provision, category, points, situation, rules, needed)


def _administrative(
    provision: Provision, situation: Situation, rules: Mapping[str, Any], needed: tuple[str, ...]
) -> Reconciliation:
    peace = rules["administrative_peace"]
    once = is_under(provision.id, peace["once_a_year"]["provisions"])
    if situation.on < rules["administrative_peace_read"] or not provision.text_found and not once:
        # The lists of CAO 64 were read in the edition of Law 73-VIII; the earlier ones were not found.
        return Reconciliation(None, None, needed, (provision.article,))
    if is_under(provision.id, peace["ends_the_case"]["provisions"]):
        only = tuple(fact for fact in needed if fact == "reconciled")
        return Reconciliation(True, "ends_the_case", only, (peace["ends_the_case"]["basis"],))
    basis = (peace["once_a_year"]["basis"],)
    if not once:
        return Reconciliation(False, None, (), basis)
    releases = [entry for entry in _releases(situation) if article_of(entry.provision) == provision.article]
    if any(situation.on <= add_years(entry.day, 1) for entry in releases):
        return Reconciliation(False, None, (), basis)
    # The release is for the person who does it for the first time, so it cannot meet the repeated parts.
    if provision.part != "1":
        return Reconciliation(False, None, (), basis)
    return Reconciliation(True, "discretionary_release", needed, basis)


def _criminal(
    provision: Provision,
    category: str,
    points: Sequence[str],
    situation: Situation,
    rules: Mapping[str, Any],
    needed: tuple[str, ...],
) -> Reconciliation:
    bars = _bars(provision, category, points, situation, rules)
    sure = next((basis for basis, truth in bars if truth is Truth.YES), None)
    if sure is not None:
        return Reconciliation(False, None, (), (sure,))
    after = _after_an_earlier_release(provision, category, situation, rules)
    if after is not None and after.possible is False:
        return after
    opened = _opened_by_category(provision, category, situation, rules, needed)
    if opened.possible is False:
        return opened
    doubt = next((basis for basis, truth in bars if truth is Truth.UNKNOWN), None)
    if doubt is not None:
        return Reconciliation(None, None, (), (doubt,))
    return after if after is not None else opened


def _bars(
    provision: Provision,
    category: str,
    points: Sequence[str],
    situation: Situation,
    rules: Mapping[str, Any],
) -> tuple[tuple[str, Truth], ...]:
    """The people and offences of CC 68(4) to whom the article is closed, and the deaths of 68(1)."""
    given = (provision, points, situation, rules)
    violence = kinds.violence_against_a_minor(*given) & ~kinds.minor_offender_known(situation)
    if situation.on < rules["closed_for_violence_day"] and violence is Truth.YES:
        # The closure came with Law 72-VIII (inferred); the text of 68 before it was not read.
        violence = Truth.UNKNOWN
    death = kinds.caused_death(provision, situation, rules)
    careless = death if provision.negligent else Truth.NO
    return (
        ("kz.cc.68.4.1", kinds.torture(*given)),
        ("kz.cc.68.4.2", kinds.sexual_against_a_minor(*given) & ~kinds.between_minors_known(situation)),
        ("kz.cc.68.4.2-1", violence),
        ("kz.cc.68.4.3", _only_yes(careless)),
        ("kz.cc.68.4.7", _only_yes(situation.equals("group", frozenset({"criminal_group"})))),
        ("kz.cc.68.4.10", kinds.trafficking(provision, points, rules)),
        ("kz.cc.68.1", _only_yes(death)),
    )


def _only_yes(truth: Truth) -> Truth:
    """What nobody has spoken of bars nothing here: a death or a criminal group would have been said."""
    return truth if truth is Truth.YES else Truth.NO


def _opened_by_category(
    provision: Provision,
    category: str,
    situation: Situation,
    rules: Mapping[str, Any],
    needed: tuple[str, ...],
) -> Reconciliation:
    if category in ("misdemeanour", "minor", "medium"):
        return Reconciliation(True, "mandatory_release", needed, ("kz.cc.68.1",))
    grave_result = situation.equals("harm", frozenset({"grave", "death"}))
    if category == "grave" and grave_result is not Truth.YES:
        person = _may_be_released(situation)
        if person is not Truth.NO:
            known = True if person is Truth.YES else None
            return Reconciliation(known, "discretionary_release", needed, ("kz.cc.68.2",))
    return Reconciliation(False, None, (), ("kz.cc.68",))


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
    """The people of CC 68(2): minors, pregnant women, women with a child under 14, men who raise one alone,
    women 58 and over, men 63 and over."""
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
