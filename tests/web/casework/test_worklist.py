"""The worklist says what is due for the member's own agency; the lead's clock is shown as the lead's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qorgan.web.casework import (
    consent,
    course,
    next_step,
    opening,
    recording,
    referrals,
    worklist,
)
from qorgan.web.casework.models import Case, Report
from qorgan.web.clock import now, pretend, real_now
from qorgan.web.orders import verbs as orders
from tests.web import world as worlds
from tests.web.orders.test_course import ANSWERS, DETAILS
from tests.web.world import World, send

PEOPLE = worlds.PEOPLE | {"office": ("prosecutor", [("prosecutor", "prosecutor")])}
BUNDLES = ["reach_me", "what_happened"]


@pytest.fixture
def prosecuted(db: None) -> World:
    """A case whose danger is long due to be looked at, shared with a prosecutor's office."""
    world = worlds.build(people=PEOPLE)
    with pretend(real_now() - timedelta(days=20)):
        case = shared_with_the_police(world, accepted=True)
        consent.give(world.keys("worker"), case, world.agencies["office"], ["what_happened"], "verbal")
    return world


def shared_with_the_police(world: World, *, accepted: bool) -> Case:
    """A case of the centre in high danger, sent to the police, with the danger never looked at again."""
    sent, _ = send(world)
    worker = world.keys("worker")
    case = opening.open_report(worker, Report.objects.get(pk=sent.report_id))
    recording.record_danger(worker, case, {"strangulation": "yes"})
    referral = referrals.draft(
        worker, case, world.agencies["police"], "police_other_service", "other", BUNDLES, "x"
    )
    referrals.consent_recorded(worker, referral, "verbal")
    if accepted:
        inspector = world.keys("inspector")
        referrals.accept(inspector, referral)
        referrals.first_contact(inspector, referral, "SYNTHETIC spoke with her")
    return case


def test_the_lead_sees_its_own_review_as_overdue_and_another_agency_does_not(world: World) -> None:
    long_ago = real_now() - timedelta(days=20)
    with pretend(long_ago):
        case = shared_with_the_police(world, accepted=True)
    [lead] = worklist.rows(world.members["worker"])
    [police] = worklist.rows(world.members["inspector"])
    assert (lead.case, lead.overdue, lead.due_code) == (case, True, "danger_review_24h")
    assert lead.theirs is None
    assert (police.overdue, police.due_code, police.due_at) == (False, "", None)
    assert police.theirs is not None
    assert (police.theirs.due_code, police.theirs.agency) == ("danger_review_24h", case.agency_id)


def test_an_answer_that_an_agency_owes_is_its_own_duty_and_not_the_leads(world: World) -> None:
    with pretend(real_now() - timedelta(days=20)):
        shared_with_the_police(world, accepted=False)
    [police] = worklist.rows(world.members["inspector"])
    [lead] = worklist.rows(world.members["worker"])
    assert (police.due_code, police.overdue) == ("referral_ack", True)
    assert lead.due_code == "danger_review_24h"


def test_an_agency_that_does_not_lead_is_asked_neither_to_review_nor_to_refer(world: World) -> None:
    with pretend(real_now() - timedelta(days=20)):
        case = shared_with_the_police(world, accepted=True)
        consent.give(world.keys("worker"), case, world.agencies["centre2"], BUNDLES, "verbal")
    case = Case.objects.get(pk=case.pk)
    assert next_step.of_case(case, world.members["worker"]).code == "review_danger"
    assert next_step.of_case(case, world.members["far_worker"]).code == "nothing_waits"


def test_of_two_cases_the_one_that_my_agency_owes_comes_first(world: World) -> None:
    """The lead's overdue review must not push down what the police themselves are late with."""
    with pretend(real_now() - timedelta(days=30)):
        shared_with_the_police(world, accepted=True)
    with pretend(real_now() - timedelta(days=3)):
        theirs = shared_with_the_police(world, accepted=False)
    rows = worklist.rows(world.members["inspector"])
    assert [row.overdue for row in rows] == [True, False]
    assert rows[0].case == theirs


def test_a_prosecutor_is_told_to_read_and_not_to_telephone(prosecuted: World) -> None:
    case = Case.objects.get()
    assert next_step.of_case(case, prosecuted.members["prosecutor"]).code == "read_case"


def test_help_that_is_under_way_is_no_duty_with_a_date_for_anybody(world: World) -> None:
    """A review in time: the lead's row is not overdue, and what is next stands with its date."""
    sent, _ = send(world)
    worker = world.keys("worker")
    case = opening.open_report(worker, Report.objects.get(pk=sent.report_id))
    recording.record_danger(worker, case, {"strangulation": "yes"})
    course.agree_plan(worker, case, "SYNTHETIC a lawyer", with_her=True)
    [row] = worklist.rows(world.members["worker"])
    assert (row.overdue, row.due_code) == (False, "danger_review_24h")


def test_an_order_that_nobody_has_handed_over_comes_before_one_that_runs(world: World) -> None:
    officer = world.keys("inspector")
    running, waiting = (
        opening.open_report(officer, Report.objects.get(pk=send(world, to="police")[0].report_id))
        for _ in range(2)
    )
    for case in (running, waiting):
        recording.record_danger(officer, case, {"strangulation": "yes"})
        order = orders.draft(officer, case, DETAILS)
        orders.issue(officer, order, ANSWERS)
        orders.copy_given(officer, order, now())
        if case == running:
            orders.serve(officer, order, now(), "signed")
    assert [row.case for row in worklist.rows(world.members["inspector"])] == [waiting, running]
