"""From the first page to a sent report, as a browser without script would walk it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from tests.web.door.walker import Person
from tests.web.world import World

from qorgan.web.agencies.models import Agency
from qorgan.web.casework.models import Grant, Report
from qorgan.web.ui.templatetags.ui import LOCAL


@pytest.fixture
def person(world: World) -> Person:
    return Person()


def test_she_reads_first_what_the_exit_can_and_cannot_do(person: Person) -> None:
    page = person.press(lang="en")
    assert "does not clear the history" in page.text
    assert "20 minutes" in page.text


def test_a_report_goes_from_the_first_page_to_the_office_she_chose(world: World, person: Person) -> None:
    page = person.send(world.agencies["centre"], story="SYNTHETIC. He pushed me.")
    assert person.answer.status_code == 200
    report = Report.objects.get()
    assert report.agency.code == "centre"
    assert report.scope == "messages" and report.has_code
    assert "It has been sent" in page.text


def test_the_six_words_are_shown_with_their_numbers_and_open_her_page(world: World, person: Person) -> None:
    page = person.send(world.agencies["centre"])
    words = person.draft["sent"]["words"]
    assert len(words) == 6
    for number, word in enumerate(words, 1):
        assert f"<li><span>{number}</span>{word}</li>" in page.html
    again = Person()
    again.press(lang="en")
    again.press()
    again.press("words")
    shown = again.press(text=" ".join(words).upper())
    assert "Where things stand" in shown.text and "Not opened yet." in shown.text


def test_no_office_is_chosen_for_her(person: Person) -> None:
    page = person.begin()
    assert len(page.values["who"]) == 4
    assert "who" not in page.checked
    refused = person.press()
    assert person.answer.status_code == 422
    assert "Choose who should receive this" in refused.text


def test_line_111_is_not_ticked_beforehand_and_the_page_says_it_receives_a_locked_copy_now(
    world: World, person: Person
) -> None:
    person.begin()
    page = person.choose(world.agencies["centre"])
    assert "also" in page.names and "also" not in page.checked
    assert "receives a locked copy now" in page.text and "not a key" in page.text
    person.press(also="on")
    assert person.draft["fallback_111"] is True


def test_the_page_says_until_when_line_111_is_kept_out_as_the_grant_then_does(
    world: World, person: Person
) -> None:
    person.begin()
    page = person.choose(world.agencies["centre"])
    said = re.search(r"keeps it closed until ([\d.]+, [\d:]+),", page.text)
    person.press(also="on")
    person.press("enough")
    person.press()
    person.press(one="no")
    person.press()
    person.press(one="no")
    person.press("send")
    kept = Grant.objects.filter(agency=world.agencies["line"]).values_list("not_before", flat=True).distinct()
    assert said and len(kept) == 1
    shown = datetime.strptime(said[1], "%d.%m.%Y, %H:%M").replace(tzinfo=LOCAL)
    assert abs(kept[0] - shown) <= timedelta(minutes=2)


def test_an_office_without_opening_hours_is_not_offered(world: World, person: Person) -> None:
    """It could promise no time by which it opens a report."""
    Agency.objects.filter(code="centre2").update(hours={})
    page = person.begin()
    assert str(world.agencies["centre2"].id) not in page.values["who"] and len(page.values["who"]) == 3


def test_line_111_is_not_offered_as_its_own_fallback(world: World, person: Person) -> None:
    person.begin()
    assert "also" not in person.choose(world.agencies["line"]).names


def test_a_conflict_at_the_office_reaches_the_report(world: World, person: Person) -> None:
    person.begin()
    person.choose(world.agencies["centre"], "unsure")
    person.press()
    person.press("enough")
    person.press(text="")
    person.press(one="no")
    person.press()
    page = person.press(one="no")
    assert "Only the head of this office can open it." in page.text
    person.press("send")
    assert Report.objects.get().conflict is True


def test_without_words_there_is_nothing_to_come_back_with(world: World, person: Person) -> None:
    page = person.send(world.agencies["centre"], keep="no")
    assert "No words were made" in page.text and 'class="words"' not in page.html
    assert Report.objects.get().has_code is False


def test_sending_twice_is_one_report_and_the_same_words(world: World, person: Person) -> None:
    person.to_review(world.agencies["centre"], story="SYNTHETIC.")
    review = {**person.page.hidden, "go": "send"}
    before = person.draft
    assert person.post(review).status_code == 303
    words = person.draft["sent"]["words"]
    assert person.post(review).status_code == 303
    assert person.draft["sent"]["words"] == words
    assert Report.objects.count() == 1
    # Cut off after the commit: the session still holds the draft as it was before.
    store = _store(person)
    store["d"] = before
    store.save()
    assert person.post(review).status_code == 303
    assert person.draft["sent"]["words"] == words
    assert Report.objects.count() == 1


def _store(person: Person):  # type: ignore[no-untyped-def]
    from qorgan.web.agencies.sessions import SessionStore

    return SessionStore(person.client.cookies["__Host-d"].value)


def test_after_sending_the_session_holds_nothing_of_what_she_wrote(world: World, person: Person) -> None:
    person.send(world.agencies["centre"], story="SYNTHETIC-STORY-CANARY")
    assert "SYNTHETIC-STORY-CANARY" not in str(person.draft)


def test_reloading_the_review_page_keeps_the_same_words(world: World, person: Person) -> None:
    person.to_review(world.agencies["centre"])
    drawn = person.draft["code"]
    person.get()
    assert person.draft["code"] == drawn and drawn


def test_any_answer_can_be_changed_before_sending(world: World, person: Person) -> None:
    person.to_review(world.agencies["centre"], story="First words.")
    person.press("change:story")
    assert "First words." in person.page.html
    page = person.press(text="Other words.")
    assert person.at == "review" and "Other words." in page.text
    person.press("change:receiver")
    person.press(who=str(world.agencies["police"].id))
    person.press(one="no")
    page = person.press()
    assert person.at == "review"
    assert "The police must respond" in page.text and "72(3)" in page.text


def test_back_within_the_page_returns_to_the_page_before_with_its_answer(
    world: World, person: Person
) -> None:
    person.begin()
    person.press(who=str(world.agencies["centre2"].id))
    page = person.press("back")
    assert page.checked["who"] == [str(world.agencies["centre2"].id)]


def test_an_old_page_brought_up_by_the_browser_is_taken_as_the_page_it_is(
    world: World, person: Person
) -> None:
    person.to_story(world.agencies["centre"])
    old = {**person.page.hidden, "go": "on", "text": "One."}
    person.press(text="One.")
    person.press(one="no")
    assert person.at == "you"
    assert person.post(old | {"text": "Two."}).status_code == 303
    person.get()
    assert person.draft["narrative"] == "Two." and person.at == "contact"
