"""Coming back with the words: what they show, what they can do, and what they never show."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.web.door.walker import Person
from tests.web.orders.test_course import ANSWERS, DETAILS
from tests.web.world import World, send

from qorgan.vault.context import Compartment
from qorgan.web import clock
from qorgan.web.casework import opening, reading, recording, referrals
from qorgan.web.casework.models import Case, Grant, Report
from qorgan.web.orders import verbs as orders

CANARY = "SYNTHETIC-NARRATIVE-CANARY"
NAME = "SYNTHETIC-NAME-CANARY"
PHONE = "+7 700 123 45 67"
BUNDLES = ["reach_me", "what_happened"]


def sent(world: World, to: str = "centre", **changes: object) -> tuple[Report, str]:
    told, _ = send(
        world, to, narrative=CANARY, identity={"call_me": NAME},
        safe_contact={"contact_wanted": "yes", "channel": "call", "value": PHONE, "safe_days": ["mon"],
                      "safe_from": "10:00", "safe_until": "12:00"}, **changes,
    )  # fmt: skip
    return Report.objects.get(pk=told.report_id), " ".join(told.words or ())


def come_back(words: str) -> Person:
    person = Person()
    person.press(lang="en")
    person.press()
    person.press("words")
    person.press(text=words)
    return person


def opened(world: World, report: Report, by: str = "worker") -> Case:
    return opening.open_report(world.keys(by), report)


def referred(world: World, case: Case) -> None:
    referrals.draft(
        world.keys("worker"),
        case,
        world.agencies["police"],
        "police_other_service",
        "high",
        BUNDLES,
        "Asked.",
    )


def test_before_anyone_opened_it_she_sees_that_and_by_when_it_must_be(world: World) -> None:
    _, words = sent(world)
    page = come_back(words).page
    assert "Not opened yet." in page.text and "has to open it by" in page.text
    assert "Nobody has looked yet." in page.text


def test_once_opened_she_sees_which_office_and_role_looked_and_no_name_of_staff(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    reading.narrative(world.keys("worker"), case)
    page = come_back(words).page
    assert "Not opened yet." not in page.text
    assert "centre (synthetic), caseworker" in page.text
    assert world.members["worker"].display_name not in page.text.replace("caseworker", "")


def test_nothing_of_what_she_sent_is_shown_back(world: World) -> None:
    report, words = sent(world, scope="plan")
    opened(world, report)
    person = come_back(words)
    for text in (CANARY, NAME, PHONE):
        assert text not in person.page.html
        assert text not in str(person.draft)


@pytest.mark.parametrize("scope, writes", [("status", False), ("messages", True), ("plan", True)])
def test_words_for_status_alone_open_no_messages(world: World, scope: str, writes: bool) -> None:
    report, words = sent(world, scope=scope)
    opened(world, report)
    page = come_back(words).page
    assert ("text" in page.names) is writes


def test_messages_go_both_ways(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    recording.send_message(world.keys("worker"), case, "We can meet on Monday.")
    person = come_back(words)
    assert "We can meet on Monday." in person.page.text
    page = person.press(text="Monday is good.")
    assert "Monday is good." in page.text and "Your message was sent." in page.text
    assert "Monday is good." in [m.value for m in reading.messages(world.keys("worker"), case)]


def test_a_message_that_is_posted_twice_is_sent_once(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    person = come_back(words)
    twice = {**person.page.hidden, "go": "on", "text": "Once is enough."}
    assert person.post(twice).status_code == 303
    assert person.post(twice).status_code == 303
    texts = [m.value for m in reading.messages(world.keys("worker"), case)]
    assert texts.count("Once is enough.") == 1
    person.get()
    person.press(text="Once is enough.")
    assert len(reading.messages(world.keys("worker"), case)) == 2


def test_an_empty_message_is_not_sent_and_the_page_says_so(world: World) -> None:
    report, words = sent(world)
    opened(world, report)
    person = come_back(words)
    page = person.press(text=" ")
    assert person.answer.status_code == 422 and "Write a few words first." in page.text


def test_she_agrees_to_share_only_what_she_ticks(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    referred(world, case)
    person = come_back(words)
    assert "Waiting for your word" in person.page.text
    button = next(value for name, value in person.page.buttons if value.startswith("agree:"))
    page = person.press(button)
    assert set(page.values["some"]) == set(BUNDLES)
    page = person.press(some=["reach_me"])
    assert "The request was sent" in page.text
    held = set(
        Grant.objects.filter(case=case.id, agency=world.agencies["police"]).values_list(
            "compartment", flat=True
        )
    )
    assert {Compartment.IDENTITY, Compartment.SAFE_CONTACT} <= held
    assert not held & {Compartment.ACCOUNT, Compartment.HEALTH, Compartment.RISK}


def test_saying_not_now_shares_nothing(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    referred(world, case)
    person = come_back(words)
    person.press(next(value for name, value in person.page.buttons if value.startswith("agree:")))
    person.press("no")
    assert person.at == "visit"
    assert not Grant.objects.filter(case=case.id, agency=world.agencies["police"]).exists()


def test_sharing_stops_at_once(world: World) -> None:
    report, words = sent(world)
    case = opened(world, report)
    referred(world, case)
    person = come_back(words)
    person.press(next(value for name, value in person.page.buttons if value.startswith("agree:")))
    person.press(some=BUNDLES)
    page = person.press(f"stop:{world.agencies['police'].id}")
    assert "cannot be taken back" in page.text
    page = person.press()
    assert "Sharing was stopped." in page.text
    assert not Grant.objects.filter(case=case.id, agency=world.agencies["police"]).exists()


def test_an_order_that_was_handed_over_is_shown_with_its_last_day(world: World) -> None:
    report, words = sent(world, "police")
    keys = world.keys("inspector")
    case = opened(world, report, "inspector")
    order = orders.draft(keys, case, DETAILS)
    issue = orders.issue(keys, order, ANSWERS, reason="SYNTHETIC")
    assert "A protective order is in force" not in come_back(words).page.text
    orders.serve(keys, order, issue.recorded_at, "signed")
    page = come_back(words).page
    assert "A protective order is in force" in page.text
    assert "The protective order was handed over" in page.text


def test_words_that_open_no_messages_still_say_where_she_can_speak(world: World) -> None:
    _, words = sent(world, scope="status")
    page = come_back(words).page
    assert "These words open no messages." in page.text and "call 111" in page.text
    _, others = sent(world, scope="messages")
    assert "These words open no messages." not in come_back(others).page.text


def served_order(world: World) -> tuple[str, datetime]:
    report, words = sent(world, "police")
    keys = world.keys("inspector")
    order = orders.draft(keys, opened(world, report, "inspector"), DETAILS)
    issue = orders.issue(keys, order, ANSWERS, reason="SYNTHETIC")
    orders.serve(keys, order, issue.recorded_at, "signed")
    return words, issue.recorded_at


def test_a_check_that_is_still_owed_is_not_called_the_next_one(world: World) -> None:
    words, at = served_order(world)
    assert "The police have to check it again by" in come_back(words).page.text
    with clock.pretend(at + timedelta(days=8)):
        text = come_back(words).page.text
    assert "The police had to check it by" in text and "no check is recorded" in text
    assert "have to check it again" not in text
    assert "A protective order is in force" in text


def test_an_order_past_its_last_day_is_not_called_in_force_before_the_clock_has_run(world: World) -> None:
    """A person who reads that an order protects her plans her day by it."""
    words, at = served_order(world)
    with clock.pretend(at + timedelta(days=30, minutes=1)):
        assert "A protective order is in force" not in come_back(words).page.text


def test_ended_words_open_nothing_and_the_open_page_closes(world: World) -> None:
    _, words = sent(world)
    elsewhere = come_back(words)
    person = come_back(words)
    person.press("end")
    page = person.press()
    assert "Your words were ended" in page.text
    elsewhere.get()
    assert elsewhere.answer.status_code == 303
    elsewhere.get()
    assert elsewhere.at == "return"
    assert "open nothing here" in come_back(words).page.text


def test_new_words_replace_the_old_ones(world: World) -> None:
    _, words = sent(world)
    person = come_back(words)
    person.press("replace")
    page = person.press()
    fresh = " ".join(person.draft["sent"]["words"])
    assert fresh != words and all(f"</span>{word}</li>" in page.html for word in fresh.split())
    person.press("done")
    assert fresh.split()[0] not in str(person.draft.get("sent")) and person.at == "visit"
    assert "open nothing here" in come_back(words).page.text
    assert "Where things stand" in come_back(fresh).page.text


def test_opening_her_page_draws_a_new_cookie(world: World) -> None:
    _, words = sent(world)
    person = Person()
    person.press(lang="en")
    person.press()
    person.press("words")
    before = person.client.cookies["__Host-d"].value
    person.press(text=words)
    assert person.client.cookies["__Host-d"].value != before


def test_a_visit_is_not_recorded(world: World) -> None:
    from qorgan.web.ledger.models import Entry

    _, words = sent(world)
    count = Entry.objects.count()
    come_back(words)
    assert Entry.objects.count() == count
