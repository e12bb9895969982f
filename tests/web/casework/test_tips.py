"""What another person told: who holds it, who learns who told, and where none of it ever comes."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from qorgan.practice import witness
from qorgan.practice.states import MoveNotAllowed
from qorgan.vault.context import Compartment, Purpose
from qorgan.web.agencies import policy
from qorgan.web.casework import (
    consent,
    grants,
    intake,
    leaving,
    opening,
    reading,
    recording,
    referrals,
    search,
    tips,
    visits,
    worklist,
)
from qorgan.web.casework.models import Case, Grant, Report, SearchToken, Tip
from qorgan.web.ledger import verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from qorgan.web.ledger.verbs import entries, rebuild
from tests.web import world as worlds
from tests.web.world import World

SEEN = ["strangling", "cries"]
TEXT = "SYNTHETIC-CANARY-WORDS. Screams through the wall."
PLACE = "SYNTHETIC-CANARY-PLACE, 5, flat 12"
NAME = "SYNTHETIC-CANARY-NEIGHBOUR"


def tell(world: World, to: str = "centre", **changes: Any) -> tuple[intake.Sent, Any]:
    """What an invented neighbour tells; (what they are told, their code)."""
    told = {"seen": SEEN, "when": "today", "again": True, "who": ["woman"], "place": PLACE}
    told |= changes.pop("told", {})
    return worlds.send(
        world, to, told_by="witness", told=told, facts=witness.facts_of(told["seen"], told["who"]),
        answers={}, narrative=TEXT, identity={"relation": "neighbour", "call_me": NAME}, **changes,
    )  # fmt: skip


@pytest.fixture
def sent(world: World) -> intake.Sent:
    return tell(world)[0]


@pytest.fixture
def tip(world: World, sent: intake.Sent) -> Tip:
    return tips.open_tip(world.keys("worker"), Report.objects.get(pk=sent.report_id))


def test_it_has_no_danger_band_when_it_is_sent_nor_when_it_is_opened(world: World, tip: Tip) -> None:
    assert set(Subject.objects.values_list("danger_band", flat=True)) == {""}
    tips.note(world.keys("worker"), tip, "SYNTHETIC")
    assert not Entry.objects.exclude(danger_band="").exists()


def test_it_never_becomes_a_case(world: World, sent: intake.Sent) -> None:
    report = Report.objects.get(pk=sent.report_id)
    with pytest.raises(opening.ToldByAnother):
        opening.open_report(world.keys("worker"), report)
    tips.open_tip(world.keys("worker"), report)
    assert not Case.objects.exists()


def test_what_she_told_herself_is_never_opened_as_a_tip(world: World) -> None:
    own, _ = worlds.send(world)
    with pytest.raises(tips.NotAnothers):
        tips.open_tip(world.keys("worker"), Report.objects.get(pk=own.report_id))


def test_opened_a_second_time_it_names_the_tip_that_stands(world: World, sent: intake.Sent, tip: Tip) -> None:
    with pytest.raises(tips.TipOpened) as found:
        tips.open_tip(world.keys("other_worker"), Report.objects.get(pk=sent.report_id))
    assert found.value.tip == tip


def test_the_office_reads_what_was_told_and_who_said_each_fact(world: World, tip: Tip) -> None:
    told = tips.told(world.keys("other_worker"), tip)
    assert (told.text, told.place, told.when, told.seen) == (TEXT, PLACE, "today", tuple(SEEN))
    assert told.facts.facts == {"acts": ["strangulation"], "victim_sex": "f"}
    assert {one.by for one in told.said} == {"witness"}
    assert {s.basis for sources in told.facts.sources.values() for s in sources} == {"witness"}
    assert witness.rate(told.said) is None


def test_who_told_opens_to_who_opened_it_and_to_the_heads_and_to_no_colleague(world: World, tip: Tip) -> None:
    for name in ("worker", "boss_centre"):
        who, rules, _ = tips.who_told(world.keys(name), tip)
        assert who == {"relation": "neighbour", "call_me": NAME}
        assert rules.contact_wanted == "i_will_return"
        assert policy.allows(world.members[name], "who", tip)
    assert not policy.allows(world.members["other_worker"], "who", tip)
    with pytest.raises(grants.NoGrant):
        tips.who_told(world.keys("other_worker"), tip)


def test_who_told_lies_under_no_key_of_the_office(tip: Tip) -> None:
    named = (Compartment.IDENTITY, Compartment.SAFE_CONTACT)
    assert not Grant.objects.filter(case=tip.id, compartment__in=named, member=None).exists()
    assert not Grant.objects.filter(case=tip.id, purpose=Purpose.INTAKE).exists()


def test_no_other_office_holds_a_key_or_sees_it(world: World, tip: Tip) -> None:
    assert set(Grant.objects.filter(case=tip.id).values_list("agency", flat=True)) == {tip.agency_id}
    for name in ("operator", "boss_line", "inspector", "far_worker", "boss_centre2"):
        assert not policy.allows(world.members[name], "see", tip)
        with pytest.raises(grants.NoGrant):
            tips.told(world.keys(name), tip)


def test_line_111_gets_no_locked_copy_of_it(world: World) -> None:
    sent, _ = tell(world, fallback_111=True)
    assert not sent.fallback_111
    assert set(Grant.objects.filter(case=sent.case_id).values_list("agency", flat=True)) == {
        world.agencies["centre"].id
    }


def test_with_somebody_at_the_office_who_must_not_see_it_only_the_heads_open_it(world: World) -> None:
    sent, _ = tell(world, conflict=True, conflict_who="SYNTHETIC brother")
    report = Report.objects.get(pk=sent.report_id)
    with pytest.raises(Http404):
        policy.get(world.members["worker"], "open", Report, report.id)
    tip = tips.open_tip(world.keys("boss_centre"), report)
    assert not Grant.objects.filter(case=tip.id, member=None).exists()
    assert not policy.allows(world.members["worker"], "see", tip)
    tips.note(world.keys("boss_centre"), tip, "SYNTHETIC")
    assert tips.who_told(world.keys("boss_centre"), tip)[2] == "SYNTHETIC brother"


def test_every_opening_is_on_the_record_first(world: World, tip: Tip) -> None:
    tips.told(world.keys("worker"), tip)
    tips.who_told(world.keys("worker"), tip)
    read = entries(tip.id).filter(type="tip.read")
    parts = {Compartment.ACCOUNT, Compartment.IDENTITY, Compartment.SAFE_CONTACT}
    assert set(read.values_list("compartment", flat=True)) == {int(one) for one in parts}


def test_the_chain_holds_and_projections_are_made_again_without_a_key(world: World, tip: Tip) -> None:
    tips.finish(world.keys("worker"), tip, "nobody_found", "SYNTHETIC")
    before = {s.id: (s.state, s.due_code, s.seq) for s in Subject.objects.all()}
    assert verify.verify()[1] is None
    rebuild()
    assert {s.id: (s.state, s.due_code, s.seq) for s in Subject.objects.all()} == before


# --- the order of reading ---


def test_what_happens_now_is_read_before_other_reports_and_after_her_own_words_of_high_danger(
    world: World,
) -> None:
    calm, _ = tell(world, told={"seen": ["shouting"], "when": "earlier"})
    own, _ = worlds.send(world)
    now, _ = tell(world, told={"seen": ["shouting"], "when": "now"})
    high, _ = worlds.send(world, facts={"acts": ["strangulation"]})
    order = [row.report.id for row in worklist.inbox(world.members["worker"])]
    assert order[:2] == [high.report_id, now.report_id]
    assert set(order[2:]) == {calm.report_id, own.report_id}


def test_a_critical_sign_moves_it_forward_and_marks_no_level(world: World, sent: intake.Sent) -> None:
    row = worklist.inbox(world.members["worker"])[0]
    assert row.report.reading == witness.FIRST
    assert row.danger_band == ""


# --- the work on it ---


def test_it_is_due_in_a_day_finished_with_a_reason_and_taken_up_again(world: World, tip: Tip) -> None:
    worker = world.keys("worker")
    assert tip.status.due_code == "tip_decision"
    with pytest.raises(tips.ReasonNeeded):
        tips.finish(worker, tip, "nobody_found", "  ")
    with pytest.raises(witness.UnknownWitnessCode):
        tips.finish(worker, tip, "nonsense", "SYNTHETIC")
    tips.finish(worker, tip, "nobody_found", "SYNTHETIC")
    tip.refresh_from_db()
    assert (tip.status.state, tip.status.due_at) == ("finished", None)
    with pytest.raises(MoveNotAllowed):
        tips.note(worker, tip, "SYNTHETIC")
    tips.reopen(worker, tip, "SYNTHETIC again")
    tip.refresh_from_db()
    assert (tip.status.state, tip.status.due_code) == ("opened", "tip_decision")
    assert [row.value["text"] for row in tips.notes(worker, tip)] == ["SYNTHETIC", "SYNTHETIC again"]


def test_a_message_after_the_work_ended_brings_it_back(world: World) -> None:
    sent, code = tell(world)
    tip = tips.open_tip(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    tips.finish(world.keys("worker"), tip, "nobody_found", "SYNTHETIC")
    tip.refresh_from_db()
    assert tips.wrote_again([tip]) == set()
    visit = visits.open_visit(" ".join(code.words))
    assert visit is not None
    visits.post_from_witness(visit, "SYNTHETIC. It is worse.")
    assert tips.wrote_again([tip]) == {tip.id}


# --- behind the words of who told ---


@pytest.fixture
def visit(world: World) -> tuple[Tip, visits.Visit]:
    sent, code = tell(world)
    tip = tips.open_tip(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    found = visits.open_visit(" ".join(code.words))
    assert found is not None
    return tip, found


def test_the_words_of_who_told_show_two_steps_and_the_messages(
    world: World, visit: tuple[Tip, visits.Visit]
) -> None:
    tip, own = visit
    worker = world.keys("worker")
    tips.send_message(worker, tip, "SYNTHETIC. Which door?")
    visits.post_from_witness(own, "SYNTHETIC. The left one.")
    tips.note(worker, tip, "SYNTHETIC note")
    tips.finish(worker, tip, "reached_her", "SYNTHETIC reason")
    view = visits.telling(own)
    assert [line.code for line in view.lines] == ["report.received", "report.opened"]
    assert [(m.mine, m.text) for m in view.messages] == [
        (False, "SYNTHETIC. Which door?"),
        (True, "SYNTHETIC. The left one."),
    ]
    assert [row.value for row in tips.messages(worker, tip)] == [m.text for m in view.messages]
    assert view.state == "opened"


def test_nothing_of_hers_opens_by_the_words_of_who_told(visit: tuple[Tip, visits.Visit]) -> None:
    _tip, own = visit
    for act in (
        lambda: visits.status(own),
        lambda: visits.plan(own),
        lambda: visits.keep_notes(own, "SYNTHETIC"),
        lambda: visits.post_message(own, "SYNTHETIC"),
        lambda: visits.stop_sharing(own, own.report_id),
        lambda: visits.agree(own, own.report_id, []),
    ):
        with pytest.raises(visits.Ended):
            act()


def test_her_own_words_open_no_page_of_who_told(world: World) -> None:
    _, code = worlds.send(world)
    own = visits.open_visit(" ".join(code.words))
    assert own is not None
    with pytest.raises(visits.Ended):
        visits.telling(own)
    with pytest.raises(visits.Ended):
        visits.post_from_witness(own, "SYNTHETIC")


def test_words_of_who_told_can_be_replaced_and_ended(visit: tuple[Tip, visits.Visit]) -> None:
    _tip, own = visit
    fresh = intake.draw("en")
    again = visits.replace_code(own, fresh)
    with pytest.raises(visits.Ended):
        visits.telling(own)
    visits.post_from_witness(again, "SYNTHETIC")
    assert [m.text for m in visits.telling(again).messages] == ["SYNTHETIC"]
    visits.end_code(again)
    with pytest.raises(visits.Ended):
        visits.telling(again)
    assert verify.verify()[1] is None


def test_without_words_nothing_can_be_left_for_who_told(world: World) -> None:
    sent, _ = tell(world, keep_code=False)
    tip = tips.open_tip(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    assert sent.words is None
    with pytest.raises(tips.NoMessages):
        tips.send_message(world.keys("worker"), tip, "SYNTHETIC")


def test_after_somebody_left_what_is_written_lies_under_keys_they_never_had(
    world: World, visit: tuple[Tip, visits.Visit], hers: tuple[Case, Any]
) -> None:
    tip, own = visit
    leaver, worker = world.keys("other_worker"), world.keys("worker")
    tips.note(worker, tip, "SYNTHETIC before")
    tips.link(worker, tip, hers[0])
    kept = {c: grants.keys(leaver, tip.id, c) for c in (Compartment.ACCOUNT, Compartment.SURVIVOR_VIEW)}
    leaving.leave(world.members["admin"], world.members["other_worker"])
    leaving.visit(world.keys("boss_centre"), 5)
    worker = world.keys("worker")
    tips.note(worker, tip, "SYNTHETIC after")
    tips.send_message(worker, tip, "SYNTHETIC. Later?")
    for part, known in kept.items():
        newest = SealedRow.objects.filter(case=tip.id, compartment=int(part)).order_by("-key_version").first()
        assert newest is not None and newest.key_version not in known
    for name in ("worker", "boss_centre"):
        read = tips.notes(world.keys(name), tip)
        assert [row.value["text"] for row in read] == ["SYNTHETIC before", "SYNTHETIC after"]
    assert [m.text for m in visits.telling(own).messages] == ["SYNTHETIC. Later?"]
    visits.post_from_witness(own, "SYNTHETIC. Yes.")
    assert [row.value for row in tips.messages(worker, tip)][-1] == "SYNTHETIC. Yes."
    assert tips.of_case(worker, hers[0]) == [tip]
    assert verify.verify()[1] is None


# --- her own case ---


@pytest.fixture
def hers(world: World) -> tuple[Case, Any]:
    sent, code = worlds.send(world)
    return opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id)), code


def test_her_case_leads_to_the_tip_for_the_office_that_leads_it_and_for_nobody_else(
    world: World, tip: Tip, hers: tuple[Case, Any]
) -> None:
    case, _ = hers
    worker = world.keys("worker")
    assert tips.of_case(worker, case) == []
    tips.link(worker, tip, case)
    assert tips.of_case(worker, case) == [tip]
    assert tips.of_case(world.keys("other_worker"), case) == [tip]
    assert tips.linked_case(worker, tip) == case
    referral = referrals.draft(
        worker, case, world.agencies["police"], "police_other_service", "high", ["what_happened"], "synthetic"
    )
    referrals.consent_recorded(worker, referral, "verbal")
    assert tips.of_case(world.keys("inspector"), case) == []


def test_a_case_noted_by_mistake_is_replaced(world: World, tip: Tip, hers: tuple[Case, Any]) -> None:
    worker = world.keys("worker")
    other, _ = worlds.send(world)
    second = opening.open_report(worker, Report.objects.get(pk=other.report_id))
    tips.link(worker, tip, hers[0])
    tips.link(worker, tip, second)
    assert tips.of_case(worker, hers[0]) == []
    assert tips.of_case(worker, second) == [tip]


def test_that_it_belongs_to_her_case_stands_nowhere_in_the_open(
    world: World, tip: Tip, hers: tuple[Case, Any]
) -> None:
    case, _ = hers
    before = list(entries(case.id).values_list("id", flat=True))
    tips.link(world.keys("worker"), tip, case)
    assert list(entries(case.id).values_list("id", flat=True)) == before
    assert not SealedRow.objects.filter(case=case.id, entry__subject=tip.id).exists()
    assert not Entry.objects.filter(subject=tip.id, party=case.id).exists()
    assert [bytes(t.token) for t in SearchToken.objects.filter(case=tip.id)] != [case.id.bytes]


def test_nothing_of_it_is_in_her_view_her_facts_or_her_danger(
    world: World, tip: Tip, hers: tuple[Case, Any]
) -> None:
    case, code = hers
    worker = world.keys("worker")
    own = visits.open_visit(" ".join(code.words))
    assert own is not None
    before = visits.status(own)
    tips.link(worker, tip, case)
    tips.finish(worker, tip, "her_own_case", "SYNTHETIC")
    assert visits.status(own) == before
    assert "strangulation" not in str(reading.facts(worker, case))
    rated = recording.record_danger(worker, case, {})
    assert rated.band == "insufficient"  # nothing of the strangling that another told of
    opened = reading.rows(
        worker, case, "account_facts", "account_narrative", "identity_person", "note_account"
    )
    assert "CANARY" not in str([row.value for row in opened])


def test_a_tip_is_found_by_no_search_and_goes_into_no_referral_or_consent(
    world: World, tip: Tip, hers: tuple[Case, Any]
) -> None:
    worker = world.keys("worker")
    assert search.find(worker, search.Asked(number=tip.number + 100)) == []
    with pytest.raises(Case.DoesNotExist):
        Case.objects.get(pk=tip.id)
    with pytest.raises(ValueError, match="Case"):
        referrals.draft(
            worker, tip, world.agencies["police"], "police_other_service", "high", ["what_happened"], "no"
        )  # type: ignore[arg-type]
    with pytest.raises((ValueError, Case.DoesNotExist)):
        consent.give(worker, tip, world.agencies["police"], ["what_happened"], "verbal", "no")  # type: ignore[arg-type]
    assert set(Grant.objects.filter(case=tip.id).values_list("agency", flat=True)) == {tip.agency_id}
