"""No danger level rests on the words of a neighbour alone; a sign they name is not lost."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import danger, witness
from qorgan.practice.witness import Said

VOCABULARY = yaml.safe_load(files("qorgan").joinpath("law", "kz", "facts.yaml").read_text("utf-8"))["facts"]
DUTIES = yaml.safe_load(files("qorgan").joinpath("law", "kz", "duties.yaml").read_text("utf-8"))["duties"]
SIGNS = [sign.id for sign in witness.signs()]
FACTS: st.SearchStrategy[tuple[str, Any]] = st.one_of(
    st.tuples(st.just("acts"), st.lists(st.sampled_from(sorted(VOCABULARY["acts"]["words"])), max_size=8)),
    st.tuples(st.just("threat_kind"), st.lists(st.sampled_from(["killing", "grave_harm"]), max_size=2)),
    st.tuples(st.sampled_from(["weapon", "pregnant"]), st.booleans()),
    st.tuples(st.just("relation"), st.sampled_from(["spouse", "child", "stepchild"])),
    st.tuples(st.just("victim_age"), st.integers(0, 90)),
)


def words_of(*by: str) -> st.SearchStrategy[list[Said]]:
    one = st.builds(lambda fact, who: Said(fact[0], fact[1], who), FACTS, st.sampled_from(by))
    return st.lists(one, max_size=8)


@given(words_of("witness").filter(bool))
def test_facts_that_only_another_person_said_give_no_level_at_all(said: list[Said]) -> None:
    assert witness.rate(said) is None
    assert witness.counted(said) == {}


@given(words_of("survivor", "officer", "seen"), words_of("witness"), st.randoms())
def test_another_persons_words_change_no_level_in_either_direction(
    own: list[Said], others: list[Said], chance: Any
) -> None:
    """Wherever they stand among her own, and also when they contradict them."""
    mixed = list(own)
    for one in others:
        mixed.insert(chance.randint(0, len(mixed)), one)
    if own:
        assert witness.rate(mixed) == witness.rate(own)
        assert witness.counted(mixed) == witness.counted(own)


@pytest.mark.parametrize(
    ("seen", "flag"),
    [
        ("strangling", "strangulation"),
        ("weapon", "weapon"),
        ("threat_to_kill", "threat_to_kill"),
        ("child_hurt", "violence_to_children"),
        ("followed", "following"),
    ],
)
def test_a_sign_of_danger_that_another_names_is_not_lost(seen: str, flag: str) -> None:
    said = [Said(f, v, "witness") for f, v in witness.facts_of([seen]).items()]
    assert [one.id for one in witness.named_flags(said, [seen])] == [flag]
    assert not said or witness.rate(said) is None


@given(words_of("survivor", "officer"))
def test_what_she_says_herself_is_never_shown_as_another_persons(said: list[Said]) -> None:
    assert witness.named_flags(said) == ()


def test_two_people_naming_different_acts_hide_none_of_them() -> None:
    said = [Said("acts", ["strangulation"], "witness"), Said("acts", ["insult"], "witness")]
    assert [one.id for one in witness.named_flags(said)] == ["strangulation"]


def test_what_happens_now_or_names_a_critical_sign_is_opened_first() -> None:
    critical = [f for f in danger.flags() if f.critical]
    other = [f for f in danger.flags() if not f.critical]
    assert witness.order_of_reading("now", ()) == witness.FIRST
    assert all(witness.order_of_reading("earlier", [flag]) == witness.FIRST for flag in critical)
    assert all(witness.order_of_reading(when, other) == "" for when in witness.times() if when != "now")


def test_the_order_of_reading_is_the_name_of_no_level() -> None:
    assert witness.FIRST not in danger.bands()


@given(st.sets(st.sampled_from(SIGNS)), st.sets(st.sampled_from(sorted(witness.people()))))
def test_every_choice_of_signs_gives_facts_of_the_vocabulary(seen: set[str], who: set[str]) -> None:
    facts = witness.facts_of(sorted(seen), sorted(who))
    for fact, value in facts.items():
        words = VOCABULARY[fact].get("words", {})
        assert VOCABULARY[fact]["type"] == "boolean" or set(value) <= set(words), fact
    assert ("acts" in facts) == any(sign.facts.get("acts") for sign in witness.signs() if sign.id in seen)


def test_sex_is_taken_as_a_fact_only_where_one_grown_person_is_named() -> None:
    assert witness.facts_of([], ["woman"]) == {"victim_sex": "f"}
    for who in (["woman", "child"], ["woman", "man"], ["older"], []):
        assert witness.facts_of([], who) == {}


def test_a_teacher_a_doctor_and_anybody_who_knows_of_a_child_are_told_of_the_duties_of_the_law() -> None:
    """L245 23(1): schools, on a child; L245 26, item 2: health bodies; MFC 67(3): anybody, on a child."""

    def of(relation: str, *who: str) -> list[str]:
        return [one.duty for one in witness.duties(relation, who)]

    assert of("school", "child") == ["school_reports", "guardianship_told"]
    assert of("school", "woman") == []
    assert of("health", "woman") == ["health_reports"]
    assert of("neighbour", "child") == ["guardianship_told"]
    assert of("neighbour", "woman") == of("passer_by") == []


def test_the_duties_named_stand_in_the_law_with_their_article() -> None:
    basis = {row["id"]: row["basis"] for row in DUTIES}
    assert basis["school_reports"] == "kz.l245.23.1"
    assert basis["health_reports"] == "kz.l245.26.2"
    assert basis["guardianship_told"] == "kz.mfc.67.3"


def test_a_code_that_is_none_is_refused_and_names_those_there_are() -> None:
    with pytest.raises(witness.UnknownWitnessCode, match="shouting"):
        witness.facts_of(["nonsense"])
    with pytest.raises(witness.UnknownWitnessCode, match="reached_her"):
        witness.outcome("nonsense")
