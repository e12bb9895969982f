"""The next step is always obvious, and the most pressing one."""

from __future__ import annotations

import pytest

from qorgan.web.casework import (
    consent,
    contact,
    course,
    next_step,
    opening,
    recording,
    referrals,
    safety_plan,
)
from qorgan.web.casework.models import Case, Report
from tests.web.world import World, send


def opened(world: World) -> Case:
    sent, _ = send(world)
    return opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))


def step(world: World, case: Case, name: str) -> str:
    return next_step.of_case(Case.objects.get(pk=case.pk), world.members[name]).code


def test_a_new_case_asks_for_the_danger_first_then_for_a_plan_with_her_and_then_for_a_referral(
    world: World,
) -> None:
    case = opened(world)
    assert step(world, case, "worker") == "look_at_danger"
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    assert step(world, case, "worker") == "agree_plan"
    course.agree_plan(world.keys("worker"), case, "SYNTHETIC a place to stay", with_her=True)
    assert step(world, case, "worker") == "refer"


def test_after_the_plan_comes_help_and_then_follow_up_and_nothing_is_a_dead_end(world: World) -> None:
    case = opened(world)
    worker = world.keys("worker")
    recording.record_danger(worker, case, {"strangulation": "yes"})
    course.agree_plan(worker, case, "SYNTHETIC a lawyer", with_her=True)
    referral = referrals.draft(
        worker, case, world.agencies["police"], "police_other_service", "high", ["reach_me"], "x"
    )
    referrals.consent_recorded(worker, referral, "verbal")
    assert step(world, case, "worker") == "make_plan", "danger is high and no safety plan was made with her"
    safety_plan.write(worker, case, {"people": "SYNTHETIC her sister"})
    assert step(world, case, "worker") == "begin_help"
    course.begin_help(worker, case)
    assert step(world, case, "worker") == "begin_follow_up"
    course.follow_up(worker, case, "SYNTHETIC she sleeps again")
    assert step(world, case, "worker") == "follow_up_again"


def test_a_line_operator_whose_role_cannot_begin_help_is_sent_on_to_what_she_can_do(world: World) -> None:
    sent, _ = send(world, to="line")
    operator = world.keys("operator")
    case = opening.open_report(operator, Report.objects.get(pk=sent.report_id))
    recording.record_danger(operator, case, {"strangulation": "yes"})
    course.agree_plan(operator, case, "SYNTHETIC a crisis centre", with_her=True)
    assert step(world, case, "operator") == "refer"
    with pytest.raises(course.RoleMayNot):
        course.begin_help(operator, case)


def test_a_drafted_referral_waits_for_her_word_and_a_sent_one_for_the_answer(world: World) -> None:
    case = opened(world)
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    referral = referrals.draft(
        world.keys("worker"),
        case,
        world.agencies["police"],
        "police_other_service",
        "high",
        ["reach_me"],
        "x",
    )
    assert step(world, case, "worker") == "take_consent"
    referrals.consent_recorded(world.keys("worker"), referral, "verbal")
    assert step(world, case, "inspector") == "answer_referral"
    referrals.accept(world.keys("inspector"), referral)
    assert step(world, case, "inspector") == "draft_order"


def test_a_call_that_is_due_comes_before_keeping_in_touch(world: World) -> None:
    case = opened(world)
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    consent.give(world.keys("worker"), case, world.agencies["police"], ["reach_me"])
    contact.raise_call(world.keys("worker"), case, "follow_up", "call")
    assert step(world, case, "worker") == "make_call"
