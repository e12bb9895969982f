"""The safety plan: who writes it, who reads it, which words open it, and what closes it again."""

from __future__ import annotations

import logging

import pytest

from qorgan.vault import receipt, wraps
from qorgan.vault.context import Compartment
from qorgan.vault.names import BoxSecret
from qorgan.web.casework import (
    course,
    grants,
    intake,
    next_step,
    opening,
    reading,
    recording,
    referrals,
    safety_plan,
    sealed,
    visits,
)
from qorgan.web.casework.grants import CaseKey, NoGrant
from qorgan.web.casework.models import Case, Grant, MailboxWrap, Report
from qorgan.web.ledger import verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from qorgan.web.ledger.verbs import entries_of_case, rebuild
from tests.web.world import World, send

TEXTS = {"people": "SYNTHETIC-PLAN-CANARY upstairs", "sign": "two rings"}
NOTES = "SYNTHETIC-NOTES-CANARY"


def opened(world: World, scope: str = "plan", **changes: object) -> tuple[Case, tuple[str, ...]]:
    sent, _ = send(world, scope=scope, **changes)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    return case, sent.words or ()


def visit_with(words: tuple[str, ...]) -> visits.Visit:
    found = visits.open_visit(" ".join(words))
    assert found is not None
    return found


def made_from(case: Case):  # type: ignore[no-untyped-def]
    standing, _notes = safety_plan.recorded(entries_of_case(case.id))
    return standing.id if standing else None


def write(world: World, case: Case, texts: dict[str, str] = TEXTS, by: str = "worker") -> Entry:
    return safety_plan.write(world.keys(by), case, texts, made_from(case))


def test_what_a_worker_writes_with_her_stands_behind_her_words(world: World) -> None:
    case, words = opened(world)
    entry = write(world, case)
    found = visits.plan(visit_with(words))
    assert found is not None
    assert found.sections == TEXTS and found.at == entry.recorded_at
    assert found.agency == world.agencies["centre"] and found.role == "caseworker"


def test_before_anyone_wrote_it_the_plan_is_empty_and_her_notes_can_be_kept(world: World) -> None:
    sent, _ = send(world, scope="plan")  # nobody has opened the report yet
    visit = visit_with(sent.words or ())
    assert visits.plan(visit) == visits.HerPlan()
    assert visits.keep_notes(visit, NOTES) is True
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    assert safety_plan.read(world.keys("worker"), case).texts == {"own": NOTES}


def test_her_own_notes_are_signed_by_her_receipt_and_seen_by_the_office(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    visits.keep_notes(visit_with(words), NOTES)
    plan = safety_plan.read(world.keys("other_worker"), case)
    assert plan.texts == TEXTS | {"own": NOTES}
    assert plan.notes is not None and plan.notes.role == "survivor" and plan.notes.member is None
    entry = Entry.objects.get(type="report.plan_notes_from_survivor")
    assert entry.actor == case.report_id and entry.subject == case.report_id and entry.parent == case.id
    assert verify.verify()[1] is None


def test_neither_her_notes_nor_a_new_version_takes_the_other_away(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    visits.keep_notes(visit_with(words), NOTES)
    write(world, case, {"way_out": "yard"})
    found = visits.plan(visit_with(words))
    assert found is not None and (found.sections, found.notes) == ({"way_out": "yard"}, NOTES)


def test_earlier_versions_are_kept(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    visits.keep_notes(visit_with(words), NOTES)
    visits.keep_notes(visit_with(words), "")
    write(world, case, {"way_out": "yard"})
    plan = safety_plan.read(world.keys("worker"), case)
    assert plan.texts == {"way_out": "yard"}
    assert [safety_plan.texts_of(row) for row in plan.earlier] == [{"own": NOTES}, TEXTS]
    assert SealedRow.objects.filter(case=case.id, field=20).count() == 4


def test_notes_that_say_the_same_are_no_new_version(world: World) -> None:
    _, words = opened(world)
    visits.keep_notes(visit_with(words), NOTES)
    before = Entry.objects.count()
    assert visits.keep_notes(visit_with(words), f" {NOTES}\n") is False
    assert Entry.objects.count() == before


def test_a_version_written_meanwhile_is_not_written_over(world: World) -> None:
    case, _ = opened(world)
    seen = made_from(case)
    write(world, case)
    with pytest.raises(safety_plan.ChangedMeanwhile):
        safety_plan.write(world.keys("other_worker"), case, {"sign": "other"}, seen)
    assert safety_plan.read(world.keys("worker"), case).texts == TEXTS


@pytest.mark.parametrize("scope", ["status", "messages"])
def test_words_of_a_smaller_scope_open_no_plan_and_keep_no_notes(world: World, scope: str) -> None:
    case, words = opened(world, scope)
    write(world, case)
    visit = visit_with(words)
    assert visits.plan(visit) is None
    with pytest.raises(visits.Ended):
        visits.keep_notes(visit, NOTES)
    assert safety_plan.read(world.keys("worker"), case).texts == TEXTS
    assert not safety_plan.reaches_her(case)


@pytest.mark.parametrize(("scope", "opens"), [("status", False), ("messages", False), ("plan", True)])
def test_her_words_and_the_whole_database_open_a_plan_only_at_its_scope(
    world: World, scope: str, opens: bool
) -> None:
    """Held by keys and not by the server alone: with her words and every row one tries every key."""
    sent, code = send(world, scope=scope)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    write(world, case)
    recording.send_message(world.keys("worker"), case, "for her")
    write(world, case, {"way_out": "yard"})
    mine = intake.derive(code)
    found = []
    for row in MailboxWrap.objects.filter(case=case.id):
        context = grants.mailbox_context(case.report, row.key_version)  # type: ignore[arg-type]
        key = wraps.open_wrap(bytes(row.wrap), context, BoxSecret(mine.box_sk))  # type: ignore[arg-type]
        for stored in SealedRow.objects.filter(case=case.id, field=20):
            try:
                found.append(
                    sealed.value(stored, CaseKey(Compartment.SURVIVOR_VIEW, stored.key_version, key))
                )
            except Exception:  # noqa: BLE001, S112 - not readable is what is counted
                continue
    assert bool(found) is opens


def test_a_message_still_reaches_her_after_a_plan_that_stays_on_file(world: World) -> None:
    case, words = opened(world, "messages")
    write(world, case)
    recording.send_message(world.keys("worker"), case, "after the plan")
    visits.post_message(visit_with(words), "from her")
    shown = [m.text for m in visits.status(visit_with(words)).messages]
    assert shown == ["after the plan", "from her"]
    assert [m.value for m in reading.messages(world.keys("worker"), case)] == shown


def test_without_words_the_plan_stays_on_file(world: World) -> None:
    case, _ = opened(world, "status", keep_code=False)
    write(world, case)
    assert safety_plan.read(world.keys("other_worker"), case).texts == TEXTS
    assert not safety_plan.reaches_her(case)


def test_reading_the_plan_is_recorded(world: World) -> None:
    case, _ = opened(world)
    write(world, case)
    before = Entry.objects.filter(type="case.read", compartment=Compartment.SURVIVOR_VIEW)
    assert not before.exists(), "writing opens nothing"
    safety_plan.read(world.keys("other_worker"), case)
    entry = before.get()
    assert entry.actor == world.members["other_worker"].id


def test_an_office_without_a_key_of_her_view_neither_reads_nor_writes_a_plan(world: World) -> None:
    from qorgan.web.casework import consent

    case, _ = opened(world)
    write(world, case)
    consent.give(world.keys("worker"), case, world.agencies["police"], ["reach_me", "what_happened"])
    with pytest.raises(NoGrant):
        safety_plan.read(world.keys("inspector"), case)
    with pytest.raises(NoGrant):
        write(world, case, by="inspector")


@pytest.mark.parametrize("scope", ["messages", "plan"])
def test_when_she_stops_sharing_the_plan_closes_to_the_office(world: World, scope: str) -> None:
    case, words = opened(world, scope)
    write(world, case)
    visits.stop_sharing(visit_with(words), world.agencies["centre"].id)
    with pytest.raises(NoGrant):
        safety_plan.read(world.keys("worker"), case)
    with pytest.raises(NoGrant):
        write(world, case)
    found = visits.plan(visit_with(words))
    assert (found is not None and found.sections == TEXTS) is (scope == "plan")


def test_when_she_ends_her_words_they_open_no_plan_and_the_next_one_stays_on_file(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    visit = visit_with(words)
    visits.end_code(visit)
    assert visits.open_visit(" ".join(words)) is None
    with pytest.raises(visits.Ended):
        visits.plan(visit)
    case = Case.objects.get(pk=case.pk)
    assert not safety_plan.reaches_her(case)
    write(world, case, {"way_out": "yard"})
    assert safety_plan.read(world.keys("worker"), case).texts == {"way_out": "yard"}


def test_new_words_open_the_same_plan_and_the_old_ones_do_not(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    old = visit_with(words)
    code = receipt.draw_code("en")
    fresh = visits.replace_code(old, code)
    with pytest.raises(visits.Ended):
        visits.plan(old)
    found = visits.plan(fresh)
    assert found is not None and found.sections == TEXTS
    assert visits.keep_notes(fresh, NOTES)
    write(world, Case.objects.get(pk=case.pk), {"way_out": "yard"})
    found = visits.plan(fresh)
    assert found is not None and (found.sections, found.notes) == ({"way_out": "yard"}, NOTES)


def test_in_a_restricted_case_only_who_is_named_reads_the_plan(world: World) -> None:
    sent, _ = send(world, scope="messages", conflict=True)
    boss = world.keys("boss_centre")
    case = opening.open_report(boss, Report.objects.get(pk=sent.report_id))
    assert case.restricted
    safety_plan.write(boss, case, TEXTS)
    assert safety_plan.read(boss, case).texts == TEXTS
    with pytest.raises(NoGrant):
        safety_plan.read(world.keys("worker"), case)
    assert not Grant.objects.filter(case=case.id, member=None).exists()


def test_projections_are_made_again_with_a_plan_in_the_ledger(world: World) -> None:
    case, words = opened(world)
    write(world, case)
    visits.keep_notes(visit_with(words), NOTES)
    before = list(Subject.objects.order_by("id").values())
    rebuild()
    assert list(Subject.objects.order_by("id").values()) == before


def test_high_danger_without_a_plan_is_a_next_step_of_the_office_that_leads(world: World) -> None:
    case, _ = opened(world)
    member = world.members["worker"]
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    draft = referrals.draft(
        world.keys("worker"),
        case,
        world.agencies["police"],
        "police_other_service",
        "high",
        ["reach_me"],
        "x",
    )
    referrals.consent_recorded(world.keys("worker"), draft, "verbal")
    course.agree_plan(world.keys("worker"), case, "SYNTHETIC a lawyer", with_her=True)
    fresh = Case.objects.get(pk=case.pk)
    assert next_step.of_case(fresh, member).code == "make_plan"
    assert not safety_plan.missing(fresh, world.members["inspector"])
    write(world, fresh)
    assert next_step.of_case(fresh, member).code == "begin_help"


def test_nothing_of_a_plan_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    case, words = opened(world)
    write(world, case)
    visits.keep_notes(visit_with(words), NOTES)
    safety_plan.read(world.keys("worker"), case)
    with pytest.raises(safety_plan.ChangedMeanwhile):
        safety_plan.write(world.keys("worker"), case, TEXTS)
    assert "CANARY" not in caplog.text
