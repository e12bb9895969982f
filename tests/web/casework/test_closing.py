"""Closing takes two people and a reason; it ends what is the office's own, and nothing of hers is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qorgan.practice.closing import UnknownReason
from qorgan.practice.states import MoveNotAllowed
from qorgan.web.casework import (
    closing,
    consent,
    contact,
    course,
    next_step,
    opening,
    reading,
    recording,
    referrals,
    visits,
    worklist,
)
from qorgan.web.casework.models import CallTask, Case, PendingWrap, Report
from qorgan.web.clock import now
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.orders import conditions
from qorgan.web.orders import verbs as orders
from tests.web.desk.signing_in import SAFE_ANY_TIME, checked_now
from tests.web.orders.test_course import DETAILS
from tests.web.world import World, send

WHY = "SYNTHETIC she lives with her sister now"
STAYS = "SYNTHETIC she knows whom to call"


class Scene:
    """A case of the centre, with her words."""

    def __init__(self, world: World) -> None:
        self.world = world
        sent, _ = send(world, safe_contact=checked_now(SAFE_ANY_TIME))
        self.words = " ".join(sent.words or ())
        self.case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))

    def keys(self, name: str):
        return self.world.keys(name)

    def state(self) -> str:
        return Subject.objects.get(pk=self.case.pk).state

    def propose(self, reason: str = "goals_met", stays: str = STAYS) -> Entry:
        return closing.propose(self.keys("worker"), self.case, reason, WHY, stays)

    def close(self, by: str = "boss_centre") -> Entry:
        return closing.close(self.keys(by), self.case, "SYNTHETIC read it all")

    def step(self, name: str) -> str:
        return next_step.of_case(Case.objects.get(pk=self.case.pk), self.world.members[name]).code

    def unanswered(self) -> None:
        task = contact.raise_call(self.keys("worker"), self.case, "follow_up", "call")
        assert contact.attempt(self.keys("worker"), task, "call").decision.allowed
        contact.finish(self.keys("worker"), task, "not_reached")

    def visit(self) -> visits.Visit:
        found = visits.open_visit(self.words)
        assert found is not None
        return found


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_worker_proposes_and_a_supervisor_who_does_not_work_on_it_closes(scene: Scene) -> None:
    scene.propose()
    assert scene.state() == "new"
    scene.close()
    assert scene.state() == "closed"
    closed = Entry.objects.get(subject=scene.case.id, type="case.closed")
    assert closed.actor == scene.world.members["boss_centre"].id and closed.signature


def test_nobody_closes_without_a_proposal(scene: Scene) -> None:
    with pytest.raises(closing.NoProposal):
        scene.close()


def test_the_worker_herself_cannot_close(scene: Scene) -> None:
    scene.propose()
    with pytest.raises(course.RoleMayNot):
        scene.close("worker")
    assert scene.state() == "new"


def test_a_supervisor_who_works_on_the_case_cannot_close_it(scene: Scene) -> None:
    recording.add_note(scene.keys("boss_centre"), scene.case, "SYNTHETIC I spoke with her")
    scene.propose()
    with pytest.raises(closing.ClosingRefused) as refused:
        scene.close()
    assert refused.value.decision.code == "not_reviewed"
    assert scene.state() == "new"


def test_a_supervisor_who_proposed_cannot_review_her_own_proposal(scene: Scene) -> None:
    closing.propose(scene.keys("boss_centre"), scene.case, "goals_met", WHY, STAYS)
    with pytest.raises(closing.ClosingRefused):
        scene.close()


def test_a_supervisor_to_whom_the_case_was_handed_works_on_it(scene: Scene) -> None:
    course.assign(scene.keys("worker"), scene.case, scene.world.members["boss_centre"])
    scene.propose()
    with pytest.raises(closing.ClosingRefused):
        scene.close()


def test_reading_and_handing_on_are_not_work_on_the_case(scene: Scene) -> None:
    boss = scene.keys("boss_centre")
    reading.narrative(boss, scene.case)
    course.assign(boss, scene.case, scene.world.members["other_worker"])
    scene.propose()
    scene.close()
    assert scene.state() == "closed"


def test_a_reason_is_one_of_the_list_and_words_go_with_it(scene: Scene) -> None:
    with pytest.raises(UnknownReason):
        scene.propose("tired")
    with pytest.raises(course.WordsNeeded):
        closing.propose(scene.keys("worker"), scene.case, "goals_met", " ", STAYS)


def test_after_two_safe_attempts_no_contact_is_refused_and_after_three_it_is_allowed(scene: Scene) -> None:
    scene.unanswered()
    scene.unanswered()
    with pytest.raises(closing.ClosingRefused) as refused:
        scene.propose("no_contact")
    assert refused.value.decision.code == "too_few_attempts"
    assert "2" in refused.value.decision.text.en and "3" in refused.value.decision.text.en
    scene.unanswered()
    scene.propose("no_contact")
    scene.close()
    assert scene.state() == "closed"


def test_a_call_refused_outside_her_time_is_no_attempt_and_her_message_begins_the_count_again(
    scene: Scene,
) -> None:
    for _ in range(3):
        scene.unanswered()
    assert closing.safe_attempts(scene.case) == 3
    task = contact.raise_call(scene.keys("worker"), scene.case, "follow_up", "text")
    assert not contact.attempt(scene.keys("worker"), task, "text").decision.allowed
    assert closing.safe_attempts(scene.case) == 3
    visits.post_message(scene.visit(), "SYNTHETIC I am here")
    assert closing.safe_attempts(scene.case) == 0


def test_a_case_is_not_closed_while_an_order_is_in_force(scene: Scene) -> None:
    world, case = scene.world, scene.case
    consent.give(scene.keys("worker"), case, world.agencies["police"], ["reach_me", "what_happened"])
    inspector = scene.keys("inspector")
    order = orders.draft(inspector, case, DETAILS)
    answers = {code: conditions.Answer("yes", "SYNTHETIC") for code in conditions.asked("kz.l245.60")}
    at = now()
    orders.issue(inspector, order, answers, at=at)
    orders.serve(inspector, order, at, "signed")
    with pytest.raises(closing.StillNeeded) as refused:
        scene.propose()
    assert refused.value.codes == ("order_in_force",)
    orders.breach(inspector, order, at, "SYNTHETIC he came to the gate")
    orders.withdraw(inspector, order, "SYNTHETIC a court order took its place")
    with pytest.raises(closing.StillNeeded) as refused:
        scene.propose()
    assert refused.value.codes == ("breach_unchecked",)
    recording.record_danger(scene.keys("worker"), case, {"strangulation": "yes"})
    scene.propose()
    scene.close()
    assert scene.state() == "closed"


def test_a_call_that_is_being_made_is_finished_first(scene: Scene) -> None:
    task = contact.raise_call(scene.keys("worker"), scene.case, "follow_up", "call")
    contact.attempt(scene.keys("worker"), task, "call")
    with pytest.raises(closing.StillNeeded) as refused:
        scene.propose()
    assert refused.value.codes == ("call_under_way",)


def sent_referral(scene: Scene):
    referral = drafted_referral(scene)
    referrals.consent_recorded(scene.keys("worker"), referral, "verbal")
    return referral


def drafted_referral(scene: Scene):
    police = scene.world.agencies["police"]
    return referrals.draft(
        scene.keys("worker"), scene.case, police, "police_other_service", "high", ["reach_me"], "x"
    )


def test_a_referral_without_an_answer_is_named_and_asks_for_a_reason_and_goes_on(scene: Scene) -> None:
    referral = sent_referral(scene)
    with pytest.raises(closing.OpenWithoutReason):
        scene.propose(stays=" ")
    assert [r.id for r in closing.still_open(scene.case).referrals] == [referral.id]
    scene.propose()
    scene.close()
    row = Subject.objects.get(pk=referral.pk)
    assert row.state == "sent" and row.due_code == "referral_ack"


def test_a_danger_that_is_not_ruled_out_asks_for_a_reason_too(scene: Scene) -> None:
    with pytest.raises(closing.OpenWithoutReason):
        scene.propose(stays="")


def test_closing_ends_the_cases_clock_its_calls_and_drafts_that_never_left(scene: Scene) -> None:
    task = contact.raise_call(scene.keys("worker"), scene.case, "follow_up", "call")
    referral = drafted_referral(scene)
    scene.propose()
    scene.close()
    own = Subject.objects.get(pk=scene.case.pk)
    assert (own.due_code, own.due_at) == ("", None)
    assert CallTask.objects.get(pk=task.pk).status.state == "cancelled"
    assert Subject.objects.get(pk=referral.pk).state == "revoked"
    assert not PendingWrap.objects.filter(referral=referral).exists()
    assert visits.status(scene.visit()).pending == ()


def test_a_proposal_set_aside_closes_nothing(scene: Scene) -> None:
    scene.propose()
    closing.set_aside(scene.keys("boss_centre"), scene.case, "SYNTHETIC ask her once more")
    with pytest.raises(closing.NoProposal):
        scene.close()
    with pytest.raises(closing.NoProposal):
        closing.set_aside(scene.keys("worker"), scene.case, "SYNTHETIC again")


def test_what_she_writes_after_the_proposal_is_read_before_anything_is_closed(scene: Scene) -> None:
    scene.propose()
    visits.post_message(scene.visit(), "SYNTHETIC please wait")
    with pytest.raises(closing.StillNeeded) as refused:
        scene.close()
    assert refused.value.codes == ("she_wrote",)
    scene.propose()  # read, answered, proposed again
    scene.close()
    assert scene.state() == "closed"


def test_the_proposal_is_the_supervisors_next_step_and_waits_for_the_worker(scene: Scene) -> None:
    scene.propose()  # nobody has looked at the danger: that is the worker's, the review is the supervisor's
    assert scene.step("boss_centre") == "review_closing"
    assert scene.step("worker") == "look_at_danger"
    recording.record_danger(scene.keys("worker"), scene.case, {"strangulation": "yes"})
    assert scene.step("boss_centre") == "review_closing"
    assert scene.step("worker") == "closing_waits"
    scene.close()
    assert scene.step("boss_centre") == scene.step("worker") == "rests"


def test_a_closed_case_takes_no_work_until_it_is_opened_again(scene: Scene) -> None:
    scene.propose()
    scene.close()
    worker = scene.keys("worker")
    for refused in (
        lambda: recording.record_danger(worker, scene.case, {"strangulation": "yes"}),
        lambda: consent.give(worker, scene.case, scene.world.agencies["police"], ["reach_me"]),
        lambda: course.follow_up(worker, scene.case, "x"),
        lambda: scene.propose(),
    ):
        with pytest.raises(MoveNotAllowed):
            refused()


def test_she_can_stop_sharing_in_a_closed_case(scene: Scene) -> None:
    sent_referral(scene)
    scene.propose()
    scene.close()
    consent.withdraw(scene.keys("worker"), scene.case, scene.world.agencies["police"])
    assert scene.world.agencies["police"] not in [line.agency for line in consent.current(scene.case)]


def test_opened_again_it_keeps_its_record_and_the_danger_is_due_within_a_day(scene: Scene) -> None:
    scene.propose()
    scene.close()
    with pytest.raises(course.WordsNeeded):
        closing.reopen(scene.keys("other_worker"), scene.case, "")
    closing.reopen(scene.keys("other_worker"), scene.case, "SYNTHETIC she called")
    own = Subject.objects.get(pk=scene.case.pk)
    assert own.state == "reopened" and own.due_code == "danger_review_24h"
    assert own.due_at is not None and timedelta(hours=23) < own.due_at - now() <= timedelta(hours=24)
    assert reading.narrative(scene.keys("worker"), scene.case)
    assert scene.step("worker") == "look_at_danger"
    with pytest.raises(MoveNotAllowed):
        closing.reopen(scene.keys("worker"), scene.case, "SYNTHETIC twice")


def test_the_supervisor_who_closed_it_once_may_review_it_again(scene: Scene) -> None:
    contact.raise_call(scene.keys("worker"), scene.case, "follow_up", "call")
    scene.propose()
    scene.close()
    closing.reopen(scene.keys("worker"), scene.case, "SYNTHETIC she called")
    scene.propose()
    scene.close()
    assert scene.state() == "closed"


def test_a_message_to_a_closed_case_comes_back_to_the_worklist_and_asks_to_open_it(scene: Scene) -> None:
    scene.propose()
    scene.close()
    assert [row.at_rest for row in worklist.rows(scene.world.members["worker"])] == [True]
    visits.post_message(scene.visit(), "SYNTHETIC it began again")
    assert [row.at_rest for row in worklist.rows(scene.world.members["worker"])] == [False]
    assert scene.step("worker") == "open_again"
    texts = [m.value for m in reading.messages(scene.keys("worker"), scene.case)]
    assert texts == ["SYNTHETIC it began again"]


def test_a_call_to_confirm_a_stop_by_code_in_a_closed_case_is_not_hidden(scene: Scene) -> None:
    sent_referral(scene)
    scene.propose()
    scene.close()
    visits.stop_sharing(scene.visit(), scene.world.agencies["police"].id)
    assert scene.step("worker") == "make_call"


def test_her_view_says_that_the_office_has_finished_and_that_it_works_again(scene: Scene) -> None:
    scene.propose()
    shown = [line.code for line in visits.status(scene.visit()).lines]
    assert "case.closing_proposed" not in shown  # nothing is decided yet
    scene.close()
    closing.reopen(scene.keys("worker"), scene.case, "SYNTHETIC")
    shown = [line.code for line in visits.status(scene.visit()).lines]
    assert shown[-2:] == ["case.closed", "case.reopened"]


def test_after_it_all_the_projections_are_made_again_equal_and_the_chain_holds(scene: Scene) -> None:
    contact.raise_call(scene.keys("worker"), scene.case, "follow_up", "call")
    drafted_referral(scene)
    scene.propose()
    scene.close()
    closing.reopen(scene.keys("worker"), scene.case, "SYNTHETIC")
    before = list(Subject.objects.order_by("id").values())
    verbs.rebuild()
    assert list(Subject.objects.order_by("id").values()) == before
    assert verify.verify()[1] is None
