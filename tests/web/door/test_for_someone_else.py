"""The short way for a neighbour, a relative or a teacher: what it asks, says beforehand, keeps and shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.door.test_no_traces import TELLING
from tests.web.door.walker import Page, Person
from tests.web.world import World, send

from qorgan.web.casework import grants, opening, reading, sealed, tips, visits
from qorgan.web.casework.models import Grant, Report
from qorgan.web.ledger.models import Entry, SealedRow

SAW = "SYNTHETIC-CANARY-SAW. Screams at night."
PLACE = "SYNTHETIC-CANARY-PLACE 5"
NAME = "SYNTHETIC-CANARY-NAME"


@pytest.fixture
def person(world: World) -> Person:
    return Person()


def begin(person: Person, language: str = "en") -> Page:
    person.press(lang=language)
    person.press()
    return person.press("seen")


def to_review(person: Person, office: Any, **said: Any) -> Page:
    begin(person)
    person.press()
    person.press(who=str(office.id))
    person.press(one=said.get("conflict", "no"), more=said.get("conflict_who", ""))
    person.press(a=said.get("seen", ["blows", "cries"]), text=SAW)
    person.press(a=said.get("when", "today"), b="on", c=PLACE)
    if person.at == "other_now":
        person.press()
    person.press(a=said.get("who", ["woman"]))
    person.press(a=said.get("relation", "neighbour"), b=NAME)
    if person.at == "other_duty":
        person.press()
    person.press(one=said.get("contact", "i_will_return"))
    return person.press(one=said.get("keep", "yes"))


def words_on(page: Page) -> str:
    return " ".join(re.findall(r"</span>(\w+)</li>", page.html))


def come_back(words: str) -> Person:
    person = Person()
    person.press(lang="en")
    person.press()
    person.press("words")
    person.press(text=words)
    return person


# --- the way ---


def test_it_is_sent_as_another_persons_words_and_opened_as_a_tip(world: World, person: Person) -> None:
    to_review(person, world.agencies["centre"])
    assert person.at == "other_review"
    assert not Report.objects.exists()
    person.press("send")
    report = Report.objects.get()
    assert (report.told_by, report.scope) == ("witness", "messages")
    tip = tips.open_tip(world.keys("worker"), report)
    told = tips.told(world.keys("worker"), tip)
    assert (told.text, told.place, told.when, told.again) == (SAW, PLACE, "today", True)
    assert (told.seen, told.who) == (("blows", "cries"), ("woman",))
    assert told.facts.facts["acts"] == ["blows"] and told.facts.facts["victim_sex"] == "f"
    who, rules, _ = tips.who_told(world.keys("worker"), tip)
    assert who == {"relation": "neighbour", "call_me": NAME}
    assert rules.contact_wanted == "i_will_return"


def test_nothing_has_to_be_answered_and_no_name_is_asked_as_a_condition(world: World, person: Person) -> None:
    begin(person)
    person.press()
    person.press(who=str(world.agencies["centre"].id))
    person.press(one="no")
    for step in ("other_what", "other_when", "other_who", "other_you", "contact", "other_words"):
        assert person.at == step
        page = person.page
        person.press(**page.checked)
    assert person.at == "other_review"
    person.press("send")
    assert person.at == "other_sent"
    told = tips.told(world.keys("worker"), tips.open_tip(world.keys("worker"), Report.objects.get()))
    assert told.facts.facts == {}


def test_the_way_is_short(world: World, person: Person) -> None:
    to_review(person, world.agencies["centre"])
    asked = [step for step in person.draft["path"] if step not in ("language", "about", "choose", "other")]
    assert len(asked) <= 9


def test_what_happens_now_leads_to_the_numbers_first_and_that_page_sends_nothing(
    world: World, person: Person
) -> None:
    begin(person)
    page = person.press("now")
    assert person.at == "other_now"
    assert "This page sends nothing" in page.text
    assert {"tel:102", "tel:112", "tel:103", "tel:111"} <= {
        one["href"] for tag, one in page.tags if tag == "a" and one.get("href", "").startswith("tel:")
    }
    person.press()
    assert person.at == "receiver"
    assert not Report.objects.exists()


def test_now_marked_on_the_way_shows_the_numbers_too_and_goes_on_from_there(
    world: World, person: Person
) -> None:
    page = to_review(person, world.agencies["centre"], when="now")
    assert "other_now" in person.draft["path"]
    assert "This message does not send anyone there at once" in page.text
    person.press("send")
    assert Report.objects.get().reading == "first"


def test_back_keeps_what_was_typed(world: World, person: Person) -> None:
    begin(person)
    person.press()
    person.press(who=str(world.agencies["centre"].id))
    person.press(one="no")
    person.press("keep", a=["weapon"], text=SAW)
    assert person.at == "other_what" and SAW in person.page.text
    person.press()
    person.press("back", c=PLACE)
    person.press(a=["weapon"], text=SAW)
    assert PLACE in person.page.values["c"]


def test_each_answer_can_be_changed_before_it_is_sent(world: World, person: Person) -> None:
    to_review(person, world.agencies["centre"])
    for step in ("other_what", "other_when", "other_who", "other_you", "other_words", "contact", "receiver"):
        person.press(f"change:{step}")
        assert person.at == step
        page = person.page
        filled = {**page.checked, **({"text": SAW} if step == "other_what" else {})}
        person.press(**filled)
        assert person.at in ("other_review", "how", "someone"), step
        while person.at != "other_review":
            person.press(**person.page.checked)
    assert person.draft["other"]["text"] == SAW


def test_sending_twice_is_sending_once(world: World, person: Person) -> None:
    to_review(person, world.agencies["centre"])
    data = {**person.page.hidden, "go": "send"}
    first, second = person.post(data), person.post(data)
    assert first.status_code == second.status_code == 303
    assert Report.objects.count() == 1
    person.get()
    assert person.at == "other_sent"


def test_with_no_words_there_is_no_code_at_all(world: World, person: Person) -> None:
    to_review(person, world.agencies["centre"], keep="no")
    page = person.press("send")
    assert "No words were made" in page.text
    assert not Report.objects.get().has_code


def test_whoever_begins_for_someone_else_and_then_tells_of_herself_sends_only_that(
    world: World, person: Person
) -> None:
    begin(person)
    person.press()
    person.press(who=str(world.agencies["centre"].id))
    person.press(one="no")
    person.press("keep", a=["weapon"], text=SAW)
    while person.at != "choose":
        person.press("back")
    person.press("write")
    person.choose(world.agencies["centre"])
    person.press()
    person.press("enough")
    person.press(text="SYNTHETIC of her own")
    person.press(one="i_will_return")
    person.press()
    person.press(one="yes", two="status")
    assert person.at == "review"
    person.press("send")
    report = Report.objects.get()
    assert report.told_by == "survivor"
    case = opening.open_report(world.keys("worker"), report)
    assert "CANARY" not in str(reading.facts(world.keys("worker"), case))


def test_the_address_the_title_and_the_names_of_fields_tell_nothing(world: World, person: Person) -> None:
    titles, names = set(), set()
    begin(person)
    for data in ({"go": "on"}, {"who": str(world.agencies["centre"].id)}, {"one": "no"}, {}, {}, {}, {}):
        titles.add(person.page.title)
        names |= person.page.names
        assert person.answer["Cache-Control"] == "no-store"
        person.press(data.pop("go", "on"), **data)
    assert len(titles) == 1
    assert not [name for name in names if TELLING.search(name)]


# --- what is said before it is sent ---


def test_it_says_beforehand_who_reads_it_and_what_nobody_can_promise(world: World, person: Person) -> None:
    first = begin(person).text
    review = to_review(Person(), world.agencies["centre"]).text
    for text in (first, review):
        assert "People may guess who told" in text
        assert "A court or an investigator may ask" in text
        assert "only who opens it and the head can read" in text
    assert "Please do not ask around" in first
    assert "no level of danger is worked out" in review
    assert "helping organisations tell the police" in review


def test_to_the_police_it_says_what_they_must_do_and_what_a_report_without_a_name_is(
    world: World, person: Person
) -> None:
    """L245 72(3): respond to every report, tell others in a day; CPC 32(3): complaint; CPC 181: no name."""
    text = to_review(person, world.agencies["police"]).text
    assert "must respond to every report of violence at home" in text
    assert "the law waits for a complaint of the person who was hurt" in text
    assert "A report without a name is by itself no ground to open a criminal case" in text
    assert "article 181" in text and "article 72(3)" in text


@pytest.mark.parametrize(
    ("relation", "who", "article"),
    [
        ("school", ["child"], "23(1)"),
        ("health", ["woman"], "26(2)"),
        ("neighbour", ["child"], "67(3)"),
    ],
)
def test_a_duty_to_tell_is_named_with_its_article_and_that_nothing_says_this_fulfils_it(
    world: World, person: Person, relation: str, who: list[str], article: str
) -> None:
    begin(person)
    person.press()
    person.press(who=str(world.agencies["centre"].id))
    person.press(one="no")
    person.press()
    person.press()
    person.press(a=who)
    page = person.press(a=relation)
    assert person.at == "other_duty"
    assert article in page.text
    assert "We found no rule that says whether a message here fulfils this duty" in page.text


def test_somebody_without_such_a_duty_is_told_of_none(world: World, person: Person) -> None:
    page = to_review(person, world.agencies["centre"])
    assert "other_duty" not in person.draft["path"]
    assert "What the law asks of you" not in page.text


# --- afterwards ---


def test_behind_the_words_there_are_two_steps_and_messages_and_nothing_of_hers(
    world: World, person: Person
) -> None:
    to_review(person, world.agencies["centre"])
    words = words_on(person.press("send"))
    before = come_back(words)
    assert before.at == "told" and "Not opened yet." in before.page.text
    worker = world.keys("worker")
    tip = tips.open_tip(worker, Report.objects.get())
    own, _ = send(world)
    case = opening.open_report(worker, Report.objects.get(pk=own.report_id))
    tips.link(worker, tip, case)
    tips.send_message(worker, tip, "SYNTHETIC. Which floor?")
    tips.finish(worker, tip, "her_own_case", "SYNTHETIC-CANARY-REASON")
    back = come_back(words)
    text = back.page.text
    assert "It was opened" in text and "SYNTHETIC. Which floor?" in text
    for never in ("CANARY", "Finished", "share", "Who has looked", "order", str(case), SAW, PLACE, NAME):
        assert never not in text, never
    assert {value for _, value in back.page.buttons} >= {"replace", "end"}
    assert not {value for _, value in back.page.buttons} & {"plan", "stop", "agree"}
    page = back.press(text="SYNTHETIC. The third.")
    assert "Your message was sent." in page.text
    assert [row.value for row in tips.messages(worker, tip)][-1] == "SYNTHETIC. The third."


@pytest.mark.parametrize("press", ["plan", "stop:x", "agree:x"])
def test_a_button_of_her_page_does_nothing_behind_the_words_of_who_told(world: World, press: str) -> None:
    sent, code = send(world, told_by="witness", told={"seen": ["blows"]})
    person = come_back(" ".join(code.words))
    person.press(press)
    assert person.answer.status_code in (200, 303)
    assert person.at in ("told", "return")


def test_new_words_and_the_end_of_words_work_for_who_told(world: World) -> None:
    _, code = send(world, told_by="witness", told={"seen": ["blows"]})
    person = come_back(" ".join(code.words))
    person.press("replace")
    fresh = words_on(person.press())
    assert fresh and person.at == "replaced"
    person.press("done")
    assert person.at == "told"
    assert come_back(" ".join(code.words)).at == "return"
    again = come_back(fresh)
    again.press("end")
    again.press()
    assert come_back(fresh).at == "return"


# --- where none of it ever is ---


def test_who_told_and_what_they_told_are_in_no_page_of_hers_and_under_no_key_of_her_case(
    world: World, person: Person
) -> None:
    to_review(person, world.agencies["centre"])
    person.press("send")
    worker = world.keys("worker")
    tip = tips.open_tip(worker, Report.objects.get())
    own, code = send(world, narrative="SYNTHETIC of her own")
    case = opening.open_report(worker, Report.objects.get(pk=own.report_id))
    tips.link(worker, tip, case)
    page = come_back(" ".join(code.words)).page
    for never in ("CANARY", "told by", "another person", "someone else"):
        assert never not in page.text, never
    visit = visits.open_visit(" ".join(code.words))
    assert visit is not None and "CANARY" not in str(visits.status(visit))
    assert not set(Entry.objects.filter(subject=case.id)) & set(Entry.objects.filter(subject=tip.id))
    held = {g.case for g in Grant.objects.filter(agency=world.agencies["centre"])}
    assert {case.id, tip.id} <= held
    for row in SealedRow.objects.filter(case=case.id):
        try:
            keys = grants.keys(worker, case.id, reading.Compartment(row.compartment))
        except grants.NoGrant:
            continue
        assert "CANARY" not in str(sealed.value(row, keys[row.key_version]))
