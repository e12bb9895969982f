"""Kinds of offences that the general part treats apart: against minors, torture, trafficking, a death caused.

Each is a list of provisions in ``general.yaml`` (CC 3(1-1), 3(18-1), 3(42)) held against the facts.  It must
never read a list more widely than it is written: battery of a child is in none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .provisions import Provision, is_under
from .situation import Situation
from .truth import Truth, truth_of

# The lists of ``general.yaml`` that are read here.
LISTS = (
    "violence_against_minors",
    "violence_against_minors_if_violent",
    "sexual_inviolability_of_minors",
    "trafficking_related",
    "torture",
    "against_minors_by_words",
    "death_by_words",
    "death_by_carelessness",
)
TORTURE_PURPOSES = frozenset({"confession", "punishment", "intimidation"})


def named(provision: Provision, points: Sequence[str]) -> tuple[str, ...]:
    """The ids a list may know a finding by: the part, and each point of it that is met."""
    return (provision.id, *(f"{provision.id}.{point}" for point in points))


def listed(provision: Provision, points: Sequence[str], rules: Mapping[str, Any], name: str) -> bool:
    """Whether the part or one of its points stands in a list of ``general.yaml``."""
    if provision.article not in rules["articles_of_lists"][name]:
        return False
    return any(is_under(one, rules[name]) for one in named(provision, points))


def _against_a_minor(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> Truth:
    if listed(provision, points, rules, "against_minors_by_words"):
        return Truth.YES
    return situation.compares("victim_age", "below", 18)


def minor_offender(situation: Situation) -> Truth:
    return situation.compares("offender_age", "below", 18)


def minor_offender_known(situation: Situation) -> Truth:
    """Whether the offender is known to be under 18; whoever is not said to be is presumed not to be."""
    return truth_of(minor_offender(situation) is Truth.YES)


def violence_against_a_minor(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> Truth:
    """A crime connected with violence against minors (CC 3(18-1)); 133(3) only when it was violent."""
    if not listed(provision, points, rules, "violence_against_minors"):
        return Truth.NO
    if listed(provision, points, rules, "violence_against_minors_if_violent"):
        violent = situation.holds("acts", frozenset(rules["violent_acts"]))
        return violent & _against_a_minor(provision, points, situation, rules)
    return _against_a_minor(provision, points, situation, rules)


def sexual_against_a_minor(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> Truth:
    """An offence against the sexual inviolability of minors (CC 3(42)); 121-1 is not one."""
    if not listed(provision, points, rules, "sexual_inviolability_of_minors"):
        return Truth.NO
    return _against_a_minor(provision, points, situation, rules)


def between_minors(situation: Situation) -> Truth:
    """A minor against somebody of 14 to 17: outside the closures for sexual offences."""
    return (
        minor_offender(situation)
        & situation.compares("victim_age", "at_least", 14)
        & situation.compares("victim_age", "below", 18)
    )


def between_minors_known(situation: Situation) -> Truth:
    """As ``between_minors``, an offender whose age nobody gave being presumed grown up."""
    return Truth.NO if minor_offender(situation) is not Truth.YES else between_minors(situation)


def torture(
    provision: Provision, points: Sequence[str], situation: Situation, rules: Mapping[str, Any]
) -> Truth:
    """Torture: CC 146(2); the parts that aggravate 146 are torture when the purpose is that of torture."""
    if not listed(provision, points, rules, "torture"):
        return Truth.NO
    if provision.part == "2":
        return Truth.YES
    return situation.equals("purpose", TORTURE_PURPOSES)


def trafficking(provision: Provision, points: Sequence[str], rules: Mapping[str, Any]) -> Truth:
    return truth_of(listed(provision, points, rules, "trafficking_related"))


def caused_death(provision: Provision, situation: Situation, rules: Mapping[str, Any]) -> Truth:
    """Whether a death came about."""
    if provision.stage == "attempt":
        return Truth.NO
    if listed(provision, (), rules, "death_by_words"):
        return Truth.YES
    return situation.equals("harm", frozenset({"death"})) | situation.equals(
        "suicide", frozenset({"completed"})
    )


def is_killing(provision: Provision, rules: Mapping[str, Any]) -> Truth:
    """Whether the article punishes a death that was meant (CC 99 to 103)."""
    killing = listed(provision, (), rules, "death_by_words")
    careless = listed(provision, (), rules, "death_by_carelessness")
    return truth_of(killing and not careless)


def within(provision: Provision, span: Mapping[str, Any]) -> bool:
    """Whether a criminal article lies between two numbers: ``kz.cc.108-1`` counts as 108."""
    if provision.act != "cc":
        return False
    number = int(provision.article.split(".")[2].split("-")[0])
    return int(span["first"]) <= number <= int(span["last"])
