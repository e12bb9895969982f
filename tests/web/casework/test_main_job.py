"""The spine: a report becomes a case, is shared by her word, and is followed by her code."""

from __future__ import annotations

import pytest

from qorgan.vault.context import Compartment, Purpose
from qorgan.web.agencies import policy
from qorgan.web.casework import (
    consent,
    grants,
    intake,
    opening,
    reading,
    recording,
    referrals,
    visits,
    worklist,
)
from qorgan.web.casework.models import Case, Grant, ListedCase, ReceiptHandover, Referral, Report
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from tests.web.world import World, send

BUNDLES = ["reach_me", "what_happened"]

LISTED = "case agency member at_rest at_once band due_at press_at owner".split()


def opened(world: World, **changes: object) -> tuple[Case, tuple[str, ...]]:
    sent, _ = send(world, **changes)
    report = Report.objects.get(pk=sent.report_id)
    return opening.open_report(world.keys("worker"), report), sent.words or ()


def drafted(world: World, case: Case) -> Referral:
    police = world.agencies["police"]
    return referrals.draft(
        world.keys("worker"), case, police, "police_other_service", "high", BUNDLES, "a summary"
    )


def test_a_report_sent_to_a_centre_waits_in_its_inbox_and_nobody_elses(world: World) -> None:
    send(world)
    assert len(worklist.inbox(world.members["worker"])) == 1
    assert worklist.inbox(world.members["far_worker"]) == []
    assert worklist.inbox(world.members["inspector"]) == []
    assert worklist.inbox(world.members["admin"]) == []


def test_sending_again_with_the_same_words_gives_the_same_report(world: World) -> None:
    first, code = send(world)
    again, _ = send(world, code=code, narrative="typed again after the line broke")
    assert again.report_id == first.report_id
    assert again.words == first.words
    assert Report.objects.count() == 1


def test_the_centre_reads_what_she_told_and_every_opening_is_on_record(world: World) -> None:
    case, _ = opened(world)
    told = reading.narrative(world.keys("worker"), case)
    assert told[0].value.startswith("SYNTHETIC")
    read = Entry.objects.filter(subject=case.id, type="case.read", compartment=Compartment.ACCOUNT)
    assert read.count() == 1
    reading.narrative(world.keys("worker"), case)
    assert read.count() == 1


def test_another_agency_opens_nothing_until_she_agrees_with_her_code(world: World) -> None:
    case, words = opened(world)
    police = world.agencies["police"]
    referral = referrals.draft(
        world.keys("worker"), case, police, "police_other_service", "high", BUNDLES, "a summary"
    )
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    assert [p.referral_id for p in visits.status(visit).pending] == [referral.id]
    visits.agree(visit, referral.id, BUNDLES)
    assert Subject.objects.get(pk=referral.id).state == "sent"
    assert reading.narrative(world.keys("inspector"), case)[0].value.startswith("SYNTHETIC")


def test_what_she_does_not_tick_is_not_released(world: World) -> None:
    case, words = opened(world)
    referral = referrals.draft(
        world.keys("worker"),
        case,
        world.agencies["police"],
        "police_other_service",
        "high",
        BUNDLES,
        "a summary",
    )
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    visits.agree(visit, referral.id, ["reach_me"])
    assert reading.identity(world.keys("inspector"), case) == {}
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)


def test_stopping_by_code_closes_the_agency_out_and_changes_the_key_before_the_next_writing(
    world: World,
) -> None:
    case, words = opened(world)
    worker = world.keys("worker")
    consent.give(worker, case, world.agencies["police"], BUNDLES)
    assert reading.narrative(world.keys("inspector"), case)
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    visits.stop_sharing(visit, world.agencies["police"].id)
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)
    case.refresh_from_db()
    recording.add_note(world.keys("worker"), case, "after the withdrawal", "account")
    versions = grants.keys(world.keys("worker"), case.id, Compartment.ACCOUNT)
    assert sorted(versions) == [1, 2]


def test_wrong_words_open_nothing(world: World) -> None:
    send(world)
    other = intake.draw("en")
    assert visits.open_visit(" ".join(other.words)) is None
    assert visits.open_visit("these are not words of any list at all") is None


def test_messages_go_both_ways_inside_her_view(world: World) -> None:
    case, words = opened(world)
    recording.send_message(world.keys("worker"), case, "We have read it. You decide what is next.")
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    visits.post_message(visit, "Thank you")
    said = [(m.mine, m.text) for m in visits.status(visit).messages]
    assert said == [(False, "We have read it. You decide what is next."), (True, "Thank you")]
    assert reading.messages(world.keys("worker"), case)[-1].value == "Thank you"


def test_status_scope_opens_no_message(world: World) -> None:
    case, words = opened(world, scope="status")
    recording.send_message(world.keys("worker"), case, "for you")
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    shown = visits.status(visit)
    assert shown.messages == ()
    assert "report.opened" in [line.code for line in shown.lines]


def test_a_rebuild_without_keys_gives_the_same_projections_and_the_chain_holds(world: World) -> None:
    case, _ = opened(world)
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    before = list(Subject.objects.order_by("id").values())
    listed = ListedCase.objects.order_by("case", "agency", "member").values(*LISTED)
    on_worklists = list(listed)
    assert on_worklists
    verbs.rebuild()
    assert list(Subject.objects.order_by("id").values()) == before
    assert list(listed.all()) == on_worklists
    checked, broken = verify.verify()
    assert broken is None
    assert checked == Entry.objects.count()


def test_with_a_conflict_only_the_supervisor_can_open_it(world: World) -> None:
    sent, _ = send(world, conflict=True, conflict_who="a caseworker")
    report = Report.objects.get(pk=sent.report_id)
    assert worklist.inbox(world.members["worker"]) == []
    assert len(worklist.inbox(world.members["boss_centre"])) == 1
    with pytest.raises(grants.NoGrant):
        opening.open_report(world.keys("worker"), report)
    case = opening.open_report(world.keys("boss_centre"), report)
    assert reading.narrative(world.keys("boss_centre"), case)
    recording.add_note(world.keys("boss_centre"), case, "only for me", "health")
    assert not policy.visible(world.members["worker"], "see", Case).exists()
    for read in (reading.narrative, reading.danger, reading.notes):
        with pytest.raises(grants.NoGrant):
            read(world.keys("worker"), case)


def test_opening_in_time_takes_line_111s_locked_copy_away(world: World) -> None:
    case, _ = opened(world, fallback_111=True)
    assert not Grant.objects.filter(case=case.id, agency=world.agencies["line"]).exists()
    assert not Grant.objects.filter(case=case.id, purpose=Purpose.INTAKE).exists()


def test_a_key_version_is_never_used_twice_even_after_every_grant_is_gone(world: World) -> None:
    case, _ = opened(world)
    Grant.objects.filter(case=case.id, compartment=Compartment.HEALTH).delete()
    recording.add_note(world.keys("worker"), case, "one", "health")
    Grant.objects.filter(case=case.id, compartment=Compartment.HEALTH).delete()
    recording.add_note(world.keys("worker"), case, "two", "health")
    versions = SealedRow.objects.filter(case=case.id, compartment=Compartment.HEALTH).values_list(
        "key_version"
    )
    assert sorted(v for (v,) in versions) == [1, 2]


def test_her_page_names_each_office_once(world: World) -> None:
    case, words = opened(world)
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    shown = visits.status(visit).shares
    assert sorted(s.agency.code for s in shown) == ["centre", "police"]
    assert all(s.can_stop for s in shown)


def test_replaced_words_open_the_view_and_the_old_ones_nothing(world: World) -> None:
    case, words = opened(world)
    recording.send_message(world.keys("worker"), case, "hello")
    referral = referrals.draft(
        world.keys("worker"),
        case,
        world.agencies["police"],
        "police_other_service",
        "high",
        BUNDLES,
        "a summary",
    )
    old = visits.open_visit(" ".join(words))
    assert old is not None
    fresh = intake.draw("kk")
    visits.replace_code(old, fresh)
    assert visits.open_visit(" ".join(words)) is None
    with pytest.raises(visits.Ended):
        visits.status(old)
    new = visits.open_visit(" ".join(fresh.words))
    assert new is not None
    assert [m.text for m in visits.status(new).messages] == ["hello"]
    visits.agree(new, referral.id, BUNDLES)
    assert reading.narrative(world.keys("inspector"), case)
    assert verify.verify()[1] is None


def test_a_handover_that_her_receipt_did_not_sign_counts_for_nothing(world: World) -> None:
    case, _ = opened(world)
    assert case.report is not None
    ReceiptHandover.objects.create(
        report=case.report, number=1, box_pk=bytes(32), sign_pk=bytes(32), signature=bytes(64)
    )
    assert grants.receipt_keys(case.report) == [bytes(case.report.sign_pk)]


def test_a_report_whose_receipt_keys_were_swapped_in_the_database_is_not_opened(world: World) -> None:
    sent, _ = send(world)
    Report.objects.filter(pk=sent.report_id).update(box_pk=bytes(range(32)))
    with pytest.raises(opening.KeysDiffer):
        opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
