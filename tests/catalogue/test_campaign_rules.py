"""What a campaign must have before it runs, and what somebody should look at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qorgan.catalogue import campaigns
from qorgan.catalogue.campaigns import Measure, Message, Plan, Tried
from qorgan.catalogue.campaigns_rules import checks, missing_to_run

THREE = {"kk": "қазақша", "ru": "по-русски", "en": "in English"}
DAY = date(2026, 3, 1)
TESTED = Message(THREE, (Tried("kk", 12, DAY), Tried("ru", 11, DAY)))
WHOLE = Plan(
    title=THREE, audience=THREE, norm=THREE, norm_kind="approve", messages=(TESTED,), services=("kz-111",),
    ethics=THREE, distress=THREE, starts=date(2026, 4, 1), ends=date(2027, 4, 1),
    measure=Measure(
        outcome="scenes_any", allocation="chance", clusters=12, cluster_size=20, icc=0.03, effect=10,
        before=date(2026, 3, 10), after=date(2027, 5, 1), planned=date(2027, 6, 1),
    ),
)  # fmt: skip


def states(plan: Plan, clusters_needed: int | None = None) -> dict[str, str]:
    return {one.code: one.state for one in checks(plan, clusters_needed)}


def test_a_whole_plan_may_run_and_leaves_two_rules_to_people() -> None:
    assert missing_to_run(WHOLE) == ()
    left = {code for code, state in states(WHOLE, 12).items() if state != "met"}
    assert left == {"disapproval", "apart"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"messages": ()}, "messages"),
        ({"messages": (Message(THREE, (Tried("ru", 11, DAY),)),)}, "tested_kk"),
        ({"messages": (Message(THREE, (Tried("kk", 11, DAY),)),)}, "tested_ru"),
        ({"messages": (TESTED, Message(THREE))}, "tested_kk"),
        ({"services": ()}, "services"),
        ({"ethics": {}}, "ethics"),
        ({"distress": {"kk": " "}}, "distress"),
    ],
)
def test_it_cannot_run_without(change: dict[str, object], code: str) -> None:
    assert code in {one.code for one in missing_to_run(replace(WHOLE, **change))}


@pytest.mark.parametrize("test", [Tried("kk", 0, DAY), Tried("kk", 9, None), Tried("en", 9, DAY)])
def test_a_test_by_nobody_on_no_day_or_in_another_language_is_none(test: Tried) -> None:
    message = Message(THREE, (test, Tried("ru", 11, DAY)))
    assert [one.code for one in missing_to_run(replace(WHOLE, messages=(message,)))] == ["tested_kk"]
    assert message.untested()[0] == "kk"


def test_a_message_without_a_text_in_a_language_was_not_tested_in_it() -> None:
    message = Message({"ru": "по-русски"}, (Tried("kk", 12, DAY), Tried("ru", 11, DAY)))
    assert [one.code for one in missing_to_run(replace(WHOLE, messages=(message,)))] == ["tested_kk"]


def test_the_second_message_is_named_when_it_was_not_tested() -> None:
    found = missing_to_run(replace(WHOLE, messages=(TESTED, Message(THREE))))
    assert {one.given for one in found} == {"2"}
    assert "2" in found[0].said("kk")


@pytest.mark.parametrize(
    ("change", "code", "state"),
    [
        ({"after": date(2027, 3, 9)}, "a_year", "look"),  # 364 days after the survey before
        ({"after": date(2027, 3, 10)}, "a_year", "met"),
        ({"before": None}, "before_after", "missing"),
        ({"before": date(2026, 4, 2)}, "before_after", "look"),  # asked when it ran already
        ({"allocation": ""}, "comparison", "missing"),
        ({"outcome": ""}, "outcome", "missing"),
        ({"planned": None}, "planned", "missing"),
        ({"icc": 0.02}, "icc", "met"),
        ({"icc": 0.05}, "icc", "met"),
        ({"icc": 0.2}, "icc", "look"),
    ],
)
def test_the_measure_is_looked_at(change: dict[str, object], code: str, state: str) -> None:
    assert states(replace(WHOLE, measure=replace(WHOLE.measure, **change)))[code] == state


def test_too_few_places_are_said_and_refuse_nothing() -> None:
    plan = replace(WHOLE, measure=replace(WHOLE.measure, clusters=11))
    assert states(plan, 12)["sample"] == "look"
    assert missing_to_run(plan) == ()


def test_a_norm_about_what_others_do_is_looked_at_again() -> None:
    assert states(replace(WHOLE, norm_kind="do"))["norm_approves"] == "look"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_check_in_every_state_has_a_sentence(language: str) -> None:
    empty = Plan(
        {}, {}, {}, "do", messages=(Message({"ru": "Каждая третья женщина, синяки."}, picture="a wound"),)
    )
    bad = replace(empty, measure=Measure(icc=0.5, clusters=1, before=DAY, after=date(2026, 3, 2)))
    for plan in (WHOLE, empty, bad):
        for one in checks(plan, 12):
            assert one.said(language).strip() and "{" not in one.said(language)


def test_what_was_changed_after_registration_is_named_field_by_field() -> None:
    then = WHOLE.plain()
    now = replace(WHOLE, measure=replace(WHOLE.measure, outcome="hitting_own", planned=date(2028, 1, 1)))
    assert campaigns.changes(then, now.plain()) == (
        ("measure.outcome", "scenes_any", "hitting_own"),
        ("measure.planned", "2027-06-01", "2028-01-01"),
    )
    assert campaigns.changes(then, WHOLE.plain()) == ()


def test_every_field_that_may_change_has_a_name_for_people() -> None:
    fields = campaigns.data()["fields"]
    plain = WHOLE.plain()
    names = {name for name in plain if name != "measure"} | {f"measure.{name}" for name in plain["measure"]}
    assert names <= set(fields)


def test_every_word_of_the_data_is_there_in_three_languages() -> None:
    def walk(node: object, where: str) -> None:
        if not isinstance(node, dict):
            return
        languages = {"en", "ru", "kk"} & set(node)
        if languages and all(isinstance(one, str) for one in node.values() if not isinstance(one, bool)):
            assert languages == {"en", "ru", "kk"}, where
            # A comma in a YAML line without quotes would have made a word of its own.
            assert set(node) <= {"en", "ru", "kk", "domain", "better", "of_ten"}, where
        for name, inner in node.items():
            walk(inner, f"{where}/{name}")

    walk(campaigns.data(), "")
