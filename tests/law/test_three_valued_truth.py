"""Kleene's logic, and what it promises: learning a fact never turns a decided answer round."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.law import BadFacts, ContradictoryFacts, Truth, load
from qorgan.law.truth import every, some

LAW = load("kz")
TRUTHS = st.sampled_from(list(Truth))
DAYS = st.sampled_from([date(2024, 6, 15), date(2024, 6, 16), date(2025, 9, 16), date(2026, 4, 1)])
# Facts a presumption speaks of: presumed while absent, so stated or left alone, never learned later.
PRESUMED = {
    "intent",
    "intended_result",
    "offender_age",
    "self_defence",
    "detaining_offender",
    "offender_arrest_exempt",
    "offender_pregnant",
    "offender_disability_group",
    "offender_sex",
    "offender_youngest_child_age",
    "offender_single_parent",
    "threat_kind",
    "against_will",
}
SMALL = [
    "relation",
    "place",
    "acts",
    "harm",
    "helpless",
    "dependence",
    "victim_age",
    "knows_age",
    "victims_count",
    "group",
    "motive",
    "special_cruelty",
    "aim_torment",
    "reason_to_fear",
    "substantial_harm",
    "order_in_force",
    "earlier_same_article",
    "lived_together",
    "common_child",
    "pregnant",
    "knows_pregnancy",
    "acts_count",
    "one_intent",
    "hired",
    "invited",
    "pursuit_joined_with_violence",
]


def values_of(fact: str) -> st.SearchStrategy[Any]:
    known = LAW.fact(fact)
    if known.type == "boolean":
        return st.booleans()
    if known.type == "number":
        return st.integers(int(known.min or 0), min(int(known.max or 30), 30))
    words = list(known.words)
    if known.type == "set":
        return st.sets(
            st.sampled_from([word for word in words if word != "none"]), min_size=1, max_size=3
        ).map(sorted)
    return st.sampled_from(words)


@st.composite
def some_facts(draw: st.DrawFn, at_least: int = 0) -> dict[str, Any]:
    chosen = draw(st.sets(st.sampled_from(SMALL), min_size=at_least, max_size=12))
    return {fact: draw(values_of(fact)) for fact in sorted(chosen)}


@given(TRUTHS, TRUTHS)
def test_the_tables_are_those_of_kleene(one: Truth, other: Truth) -> None:
    rank = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
    assert rank[one & other] == min(rank[one], rank[other])
    assert rank[one | other] == max(rank[one], rank[other])
    assert ~(one & other) is (~one | ~other)


@given(st.lists(TRUTHS))
def test_every_and_some_are_the_joint_forms(values: list[Truth]) -> None:
    assert every(values) is ~some(~value for value in values)


def test_a_three_valued_answer_cannot_be_used_as_a_boolean() -> None:
    with pytest.raises(TypeError):
        bool(Truth.UNKNOWN)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_facts(at_least=1), st.data(), DAYS)
def test_learning_a_fact_never_flips_a_decided_answer(
    facts: dict[str, Any], data: st.DataObject, day: date
) -> None:
    learned = data.draw(st.sampled_from(sorted(facts)))
    less = {fact: value for fact, value in facts.items() if fact != learned}
    try:
        before, after = LAW.assess(less, day), LAW.assess(facts, day)
    except BadFacts:
        return
    later = {(item.id, item.provision.stage): item.elements for item in (*after.findings, *after.others)}
    for item in (*before.findings, *before.others):
        if item.elements != "undecided":
            assert later[(item.id, item.provision.stage)] == item.elements, (item.id, learned)


def signature(facts: dict[str, Any], day: date) -> dict[str, Any] | None:
    """Everything a question could change; None for facts that contradict each other."""
    try:
        answer = LAW.assess(facts, day)
    except BadFacts:
        return None
    found: dict[str, Any] = {
        f"{item.id} {item.provision.stage}": (item.elements, item.points)
        for item in (*answer.findings, *answer.others)
    }
    return found | {item.id: item.verdict for item in answer.measures}


def possible_values(fact: str) -> list[Any]:
    known = LAW.fact(fact)
    if known.type == "boolean":
        return [True, False]
    if known.type == "number":
        return [1, 2, 9, 17, 18, 40]
    return [[word] for word in known.words] if known.type == "set" else list(known.words)


def changes_something(question: str, facts: dict[str, Any], day: date, deep: bool) -> bool:
    before = signature(facts, day)
    for value in possible_values(question):
        after = signature(facts | {question: value}, day)
        if after is not None and after != before:
            return True
        other = (
            LAW.next_question(facts | {question: value}, day, audience="officer") if deep and after else None
        )
        if other and changes_something(other, facts | {question: value}, day, False):
            return True
    return False


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_facts(), DAYS)
def test_a_question_always_decides_something(facts: dict[str, Any], day: date) -> None:
    """Some answer changes a verdict, alone or with the question that would follow it."""
    try:
        question = LAW.next_question(facts, day, audience="officer")
    except BadFacts:
        return
    if question is not None:
        assert question not in facts
        assert changes_something(question, facts, day, deep=True), question


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_facts(), DAYS)
def test_the_guided_questions_come_to_an_end_and_none_is_asked_twice(
    facts: dict[str, Any], day: date
) -> None:
    asked: set[str] = set()
    for _ in range(len(LAW.facts) + 1):
        try:
            question = LAW.next_question(facts, day, asked=frozenset(asked))
        except ContradictoryFacts:
            return
        if question is None:
            return
        assert question not in asked and question not in facts
        known = LAW.fact(question)
        assert "survivor" in known.who and known.question
        asked.add(question)
    raise AssertionError("the questions did not end")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_facts(), DAYS)
def test_a_closed_world_leaves_no_fact_open(facts: dict[str, Any], day: date) -> None:
    try:
        answer = LAW.assess(facts, day, closed_world=True)
    except BadFacts:
        return
    assert all(not item.missing or item.verdict != "undecided" or item.open for item in answer.findings)
    assert answer.next_question is None


PROVISIONS = st.sampled_from(["kz.cc.109-1", "kz.cc.108-1.1", "kz.cao.461.1", "kz.cao.73", "kz.cc.120.1"])
EARLIER = st.sampled_from(
    [
        ("penalty", "imposed"),
        ("reconciliation", "on"),
        ("act", "on"),
        ("order_served", "at"),
        ("order_issued", "at"),
    ]
)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    kind, field = draw(EARLIER)
    day = draw(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
    return {"kind": kind, "provision": draw(PROVISIONS), field: day.isoformat()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.data(), st.dates(date(2016, 1, 1), date(2027, 1, 1)), st.lists(entries(), max_size=3), st.booleans()
)
def test_any_facts_give_an_answer_or_a_named_fault(
    data: st.DataObject, day: date, history: list[dict[str, Any]], closed: bool
) -> None:
    names = [fact.id for fact in LAW.facts if fact.type != "date"]
    chosen = data.draw(st.sets(st.sampled_from(names), max_size=20))
    facts = {fact: data.draw(st.one_of(values_of(fact), st.just("unknown"))) for fact in sorted(chosen)}
    try:
        answer = LAW.assess(facts, day, history, closed)
    except BadFacts as refused:
        assert refused.faults and all(fault.field for fault in refused.faults)
        return
    json.dumps(answer.to_json(everything=True))
    for found in answer.findings:
        assert found.verdict == "applies" or found.missing or found.open


def test_what_is_called_unknown_stays_open_in_a_closed_world() -> None:
    facts = {"acts": ["blows"], "harm": "unknown"}
    answer = LAW.assess(facts, date(2026, 4, 1), closed_world=True)
    found = answer.finding("kz.cc.109-1.1")
    assert found is not None and found.verdict == "undecided" and found.missing == ("harm",)


def test_an_act_of_which_nobody_knows_stays_open_in_both_worlds() -> None:
    facts = {"acts": ["insult"], "acts_unknown": ["slap"], "harm": "pain"}
    for closed in (False, True):
        found = LAW.assess(facts, date(2026, 4, 1), closed_world=closed).finding("kz.cc.109-1.1")
        assert found is not None and found.verdict == "undecided" and found.missing == ("acts",)


def test_intent_called_unknown_is_not_presumed() -> None:
    found = LAW.assess({"acts": ["push"], "harm": "pain", "intent": "unknown"}, date(2026, 4, 1)).finding(
        "kz.cc.109-1.1"
    )
    assert found is not None and found.verdict == "undecided" and found.missing == ("intent",)


def test_presumptions_are_named() -> None:
    answer = LAW.assess({"acts": ["push"], "harm": "pain"}, date(2026, 4, 1))
    assert {"intent", "offender_age", "self_defence"} <= set(answer.presumed)


def test_whoever_only_insulted_is_not_asked_about_injuries() -> None:
    facts = {"acts": ["insult"], "relation": "neighbour", "lived_together": False, "common_child": False}
    answer = LAW.assess(facts, date(2026, 4, 1))
    assert not [item.id for item in answer.findings if item.id.startswith(("kz.cc.107", "kz.cc.108-1"))]
    asked: set[str] = set()
    while question := LAW.next_question(facts, date(2026, 4, 1), asked=frozenset(asked)):
        asked.add(question)
    assert "harm" not in asked and "victim_age" not in asked


def test_an_age_nobody_knows_ends_the_questions_about_it() -> None:
    facts = {"relation": "former_spouse", "acts": ["slap"], "harm": "pain", "victim_age": "unknown"}
    asked: set[str] = set()
    while question := LAW.next_question(facts, date(2026, 4, 1), asked=frozenset(asked)):
        asked.add(question)
    assert "knows_age" not in asked
    assert {"dependence", "helpless"} <= asked
