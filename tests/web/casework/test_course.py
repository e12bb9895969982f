"""Plan, help under way, follow-up and handing a case on: each move of the table, and each that is refused."""

from __future__ import annotations

import pytest

from qorgan.practice.states import MoveNotAllowed
from qorgan.web.agencies import admission
from qorgan.web.casework import contact, course, opening, reading, recording
from qorgan.web.casework.models import CallTask, Case, Report
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.models import Entry, Subject
from tests.web.world import World, send


@pytest.fixture
def case(world: World) -> Case:
    sent, _ = send(world)
    return opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))


def state(case: Case) -> str:
    return Subject.objects.get(pk=case.pk).state


def owner(case: Case) -> object:
    return Subject.objects.get(pk=case.pk).owner


def assessed(world: World, case: Case) -> None:
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})


def test_a_plan_comes_after_the_danger_and_never_before(world: World, case: Case) -> None:
    with pytest.raises(MoveNotAllowed):
        course.agree_plan(world.keys("worker"), case, "SYNTHETIC", with_her=True)
    assessed(world, case)
    course.agree_plan(world.keys("worker"), case, "SYNTHETIC a place to stay", with_her=True)
    assert state(case) == "plan_agreed"
    said = [row.value for row in reading.notes(world.keys("worker"), case) if row.name == "note_services"]
    assert said == ["SYNTHETIC a place to stay"]


def test_a_plan_is_agreed_with_her_in_words_or_not_at_all(world: World, case: Case) -> None:
    assessed(world, case)
    with pytest.raises(course.NotWithHer):
        course.agree_plan(world.keys("worker"), case, "SYNTHETIC", with_her=False)
    with pytest.raises(course.WordsNeeded):
        course.agree_plan(world.keys("worker"), case, "  ", with_her=True)
    assert state(case) == "assessed"


def test_help_follows_the_plan_and_follow_up_follows_help_again_and_again(world: World, case: Case) -> None:
    worker = world.keys("worker")
    assessed(world, case)
    for early in (lambda: course.begin_help(worker, case), lambda: course.follow_up(worker, case, "x")):
        with pytest.raises(MoveNotAllowed):
            early()
    course.agree_plan(worker, case, "SYNTHETIC", with_her=True)
    course.begin_help(worker, case, "SYNTHETIC the lawyer came")
    assert state(case) == "in_service"
    course.follow_up(worker, case, "SYNTHETIC once")
    course.follow_up(worker, case, "SYNTHETIC twice")
    assert state(case) == "follow_up"
    course.begin_help(worker, case)  # help begins again from follow-up
    assert state(case) == "in_service"
    with pytest.raises(course.WordsNeeded):
        course.follow_up(worker, case, "")


def test_every_step_is_signed_and_the_projections_are_made_again_equal(world: World, case: Case) -> None:
    assessed(world, case)
    course.agree_plan(world.keys("worker"), case, "SYNTHETIC", with_her=True)
    course.assign(world.keys("worker"), case, world.members["other_worker"])
    assert all(e.signature for e in Entry.objects.filter(subject=case.id))
    before = list(Subject.objects.order_by("id").values())
    verbs.rebuild()
    assert list(Subject.objects.order_by("id").values()) == before
    assert verify.verify()[1] is None


def test_who_works_on_a_case_hands_it_on_and_a_supervisor_hands_on_any(world: World, case: Case) -> None:
    course.assign(world.keys("worker"), case, world.members["other_worker"])
    assert owner(case) == world.members["other_worker"].id
    with pytest.raises(course.NotYoursToGive):
        course.assign(world.keys("worker"), case, world.members["worker"])
    course.assign(world.keys("boss_centre"), case, world.members["worker"])
    assert owner(case) == world.members["worker"].id


@pytest.mark.parametrize("name", ["inspector", "far_worker", "admin"])
def test_a_case_goes_to_nobody_who_could_not_open_it(world: World, case: Case, name: str) -> None:
    with pytest.raises(course.CannotOpen):
        course.assign(world.keys("worker"), case, world.members[name])
    assert owner(case) == world.members["worker"].id


def test_a_colleague_who_has_left_gets_no_case(world: World, case: Case) -> None:
    admission.leave(world.members["boss_centre"], world.members["other_worker"])
    with pytest.raises(course.CannotOpen):
        course.assign(world.keys("worker"), case, world.members["other_worker"])


def test_a_call_no_longer_needed_is_put_away_with_a_reason_and_for_good(world: World, case: Case) -> None:
    worker = world.keys("worker")
    task = contact.raise_call(worker, case, "follow_up", "call")
    with pytest.raises(contact.ReasonNeeded):
        contact.cancel(worker, task, " ")
    contact.cancel(worker, task, "SYNTHETIC she came in herself")
    assert CallTask.objects.get(pk=task.pk).status.state == "cancelled"
    said = reading.rows(worker, case, "call_outcome")[-1].value
    assert said == {"task": str(task.id), "outcome": "cancelled", "note": "SYNTHETIC she came in herself"}
    with pytest.raises(MoveNotAllowed):
        contact.cancel(worker, task, "again")


def test_after_reopening_an_assessment_leads_to_a_plan_again(world: World, case: Case) -> None:
    recording.write(
        world.keys("boss_centre"), case,
        recording.entry(world.keys("boss_centre"), case.id, "case.reopened", state="reopened"), {},
    )  # fmt: skip
    assessed(world, case)
    assert state(case) == "assessed"
