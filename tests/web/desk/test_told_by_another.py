"""What another person told, at the desk: marked, rated by nobody, worked on, and never in her case."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qorgan.web.casework import consent, intake, opening, recording, referrals, visits
from qorgan.web.casework.models import Case, Report, Tip
from qorgan.web.ledger.models import Entry
from qorgan.web.orders import verbs as orders
from tests.web.casework.test_tips import NAME, PLACE, TEXT, tell
from tests.web.desk.signing_in import SAFE_ANY_TIME, checked_now, opened_case, page, send, sign_in, text
from tests.web.orders.test_course import ANSWERS, DETAILS
from tests.web.world import World

pytestmark = pytest.mark.django_db
CANARIES = (TEXT, PLACE, NAME, "CANARY")
BANDS = ("High - act now", "treat as high", "No high-danger flag")


def opened(world: World, client: Client, **changes: Any) -> Tip:
    sent, _ = tell(world, **changes)
    inbox = reverse("desk:inbox")
    answer = send(client, reverse("desk:report_open", args=[sent.report_id]), at=inbox)
    tip = Tip.objects.get(report=sent.report_id)
    assert answer["Location"] == reverse("desk:tip", args=[tip.pk])
    return tip


def move(client: Client, tip: Tip, **data: Any) -> Any:
    at = reverse("desk:tip", args=[tip.pk])
    return send(client, reverse("desk:tip_move", args=[tip.pk]), data, at=at)


@pytest.fixture
def worker(world: World) -> Client:
    return sign_in(world, "worker")


def test_the_inbox_marks_it_and_rates_it_in_no_way(world: World, worker: Client) -> None:
    tell(world)
    shown = page(worker, "inbox")
    assert "told by another person" in shown and "to be read first" in shown
    assert "not rated: another person's words" in shown.replace("&#x27;", "'")
    assert not [band for band in BANDS if band in shown]


def test_it_opens_to_a_page_that_says_whose_words_these_are_and_shows_no_level(
    world: World, worker: Client
) -> None:
    shown = page(worker, "tip", opened(world, worker).pk)
    for said in (
        TEXT,
        PLACE,
        "Ask her, when it is safe, before rating anything",
        "Someone was held by the neck",
    ):
        assert said in shown, said
    assert "said by another person" in shown
    assert not [band for band in BANDS if band in shown]
    assert NAME not in shown


def test_a_critical_sign_said_by_a_witness_is_shown_as_that_and_not_lost(
    world: World, worker: Client
) -> None:
    shown = page(worker, "tip", opened(world, worker).pk)
    part = shown.split("Signs of danger, said by a witness")[1].split("</section>")[0]
    assert "Strangulation or choking" in part and "critical, if she confirms it" in part
    assert "None is counted" in part
    assert not Entry.objects.exclude(danger_band="").exists()


def test_what_the_law_would_say_is_marked_as_resting_on_another_persons_words(
    world: World, worker: Client
) -> None:
    shown = page(worker, "tip", opened(world, worker).pk)
    proposal = shown.split('id="proposal"')[1]
    assert "rests on another person" in proposal
    assert "What the law says" in proposal and "/facts/" not in proposal


def test_who_told_stands_on_a_page_of_its_own_for_who_opened_it_and_the_heads(
    world: World, worker: Client
) -> None:
    tip = opened(world, worker)
    assert NAME in page(worker, "tip_who", tip.pk)
    assert NAME in page(sign_in(world, "boss_centre"), "tip_who", tip.pk)
    colleague = sign_in(world, "other_worker")
    assert "only who opened the report and the heads" in page(colleague, "tip", tip.pk)
    assert colleague.get(reverse("desk:tip_who", args=[tip.pk])).status_code == 404


def test_the_number_of_who_told_is_shown_inside_their_safe_time_only(world: World, worker: Client) -> None:
    number = "+7 700 555 44 33"
    rules = checked_now(SAFE_ANY_TIME) | {"value": number}
    assert number in page(worker, "tip_who", opened(world, worker, safe_contact=rules).pk)
    never = rules | {"last_verified_at": "2020-01-01T00:00:00+00:00"}
    shown = page(worker, "tip_who", opened(world, worker, safe_contact=never).pk)
    assert number not in shown and "Not now" in shown
    shown = page(worker, "tip_who", opened(world, worker, safe_contact={"contact_wanted": "no"}).pk)
    assert "They are not to be contacted" in shown


def test_a_note_a_message_an_end_with_a_reason_and_a_new_beginning(world: World, worker: Client) -> None:
    tip = opened(world, worker)
    assert move(worker, tip, move="note", text="SYNTHETIC note").status_code == 302
    assert move(worker, tip, move="message", text="SYNTHETIC. Which floor?").status_code == 302
    refused = move(worker, tip, move="finish", text="SYNTHETIC typed")
    assert refused.status_code == 422
    assert "Choose one of these." in text(refused) and "SYNTHETIC typed" in text(refused)
    assert move(worker, tip, move="finish", outcome="reached_her", text="SYNTHETIC why").status_code == 302
    shown = page(worker, "tip", tip.pk)
    assert "She was reached in a safe way and decides herself" in shown and "SYNTHETIC why" in shown
    assert "SYNTHETIC note" in shown and "SYNTHETIC. Which floor?" in shown
    assert move(worker, tip, move="reopen", text="SYNTHETIC again").status_code == 302
    assert "Being looked at" in page(worker, "tip", tip.pk)


def test_a_step_that_a_colleague_made_impossible_gives_back_what_was_typed(
    world: World, worker: Client
) -> None:
    tip = opened(world, worker)
    key = {"once": "a" * 22}
    move(worker, tip, move="finish", outcome="nobody_found", text="SYNTHETIC")
    late = worker.post(
        reverse("desk:tip_move", args=[tip.pk]), key | {"move": "note", "text": "SYNTHETIC typed meanwhile"}
    )
    assert late.status_code == 409 and "SYNTHETIC typed meanwhile" in text(late)


def test_the_list_shows_what_waits_and_what_came_back(world: World, worker: Client) -> None:
    sent, code = tell(world)
    send(worker, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    tip = Tip.objects.get(report=sent.report_id)
    assert "1 report of another person is being looked at." in page(worker, "worklist")
    move(worker, tip, move="finish", outcome="nobody_found", text="SYNTHETIC")
    assert "being looked at." not in page(worker, "worklist")
    visit = visits.open_visit(" ".join(code.words))
    assert visit is not None
    visits.post_from_witness(visit, "SYNTHETIC more")
    assert "wrote after it was finished" in page(worker, "tips")
    assert "1 report of another person is being looked at." in page(worker, "worklist")
    assert str(tip) in page(worker, "tips") and TEXT not in page(worker, "tips")


def test_a_case_is_noted_by_its_number_and_leads_back_for_this_office_only(
    world: World, worker: Client
) -> None:
    tip, case = opened(world, worker), Case.objects.get(pk=opened_case(world, worker))
    for wrong, status in (("Q-99999", 422), ("her case", 422), (str(case), 302)):
        assert move(worker, tip, move="link", number=wrong).status_code == status, wrong
    assert str(case) in page(worker, "tip", tip.pk)
    assert str(tip) in page(worker, "case", case.pk)
    consent.give(
        world.keys("worker"), case, world.agencies["police"], ["what_happened"], "verbal", "SYNTHETIC"
    )
    shown = page(sign_in(world, "inspector"), "case", case.pk)
    assert str(tip) not in shown and "Told by others</h2>" not in shown


def test_nothing_of_it_is_in_her_case_a_referral_an_order_a_petition_or_a_log(
    world: World, worker: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tip, case = opened(world, worker), Case.objects.get(pk=opened_case(world, worker))
    page(worker, "tip_who", tip.pk)
    move(worker, tip, move="link", number=str(case))
    move(worker, tip, move="note", text="CANARY note")
    keyring, inspector = world.keys("worker"), world.keys("inspector")
    recording.record_danger(keyring, case, {"weapon": "no"})
    referral = referrals.draft(
        keyring, case, world.agencies["police"], "police_other_service", "high",
        ["reach_me", "what_happened"], "SYNTHETIC",
    )  # fmt: skip
    referrals.consent_recorded(keyring, referral, "verbal")
    referrals.accept(inspector, referral)
    order = orders.draft(inspector, case, DETAILS)
    orders.issue(inspector, order, ANSWERS)
    police = sign_in(world, "inspector")
    pages = [
        page(client, name, case.pk)
        for client in (worker, police)
        for name in ("case_account", "case_danger", "case_facts", "case_messages", "case_contact",
                     "case_identity", "case_plan", "case_course")
    ]  # fmt: skip
    pages += [page(police, "case", case.pk), page(police, "referral", referral.pk)]
    pages += [page(police, name, order.pk) for name in ("order", "order_petition", "order_sheet")]
    pages += [page(worker, "case", case.pk), page(worker, "case_consent", case.pk)]
    for shown in pages:
        assert not [canary for canary in CANARIES if canary in shown]
    for shown in pages[:-2]:
        assert str(tip) not in shown
    assert "CANARY" not in caplog.text


def test_signs_said_by_a_witness_fill_in_nothing_among_her_danger_signs(world: World, worker: Client) -> None:
    tip, case = opened(world, worker), opened_case(world, worker)
    move(worker, tip, move="link", number=str(Case.objects.get(pk=case)))
    shown = page(worker, "case_danger", case)
    assert 'name="strangulation" value="yes" checked' not in " ".join(shown.split())


def test_a_report_in_which_somebody_at_the_office_is_named_opens_to_the_heads_only(world: World) -> None:
    sent, _ = tell(world, conflict=True, conflict_who="SYNTHETIC cousin")
    worker = sign_in(world, "worker")
    assert str(sent.report_id) not in page(worker, "inbox")
    boss = sign_in(world, "boss_centre")
    send(boss, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    tip = Tip.objects.get(report=sent.report_id)
    assert "SYNTHETIC cousin" in page(boss, "tip_who", tip.pk)
    assert worker.get(reverse("desk:tip", args=[tip.pk])).status_code == 404
    assert str(tip) not in page(worker, "tips")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_its_pages_stand_in_each_language(world: World, worker: Client, language: str) -> None:
    tip = opened(world, worker)
    page(worker, "tips")  # the line on what was done is read
    worker.post(reverse("desk:language"), {"language": language})
    for name, args in (("tips", ()), ("tip", (tip.pk,)), ("tip_who", (tip.pk,)), ("inbox", ())):
        shown = page(worker, name, *args)
        assert "another person" not in shown and "who told" not in shown, (name, language)


def test_it_is_no_report_of_hers_that_opening_turns_into_a_case(world: World) -> None:
    sent: intake.Sent = tell(world)[0]
    with pytest.raises(opening.ToldByAnother):
        opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
