"""What one page says, another does not take back; what an office must do is said before it is chosen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.web.door.test_her_words import come_back, opened, sent
from tests.web.door.walker import Page, Person
from tests.web.world import World

from qorgan.web.agencies.models import Agency
from qorgan.web.casework.models import Grant
from qorgan.web.ui.templatetags.ui import moment


@pytest.fixture
def person(world: World) -> Person:
    return Person()


def outside_folds(page: Page) -> str:
    """The text that is read without opening anything."""
    return Page(re.sub(r"<details.*?</details>", "", page.html, flags=re.S)).text


def to_review(person: Person, office: Agency, conflict: str = "no", keep: str = "yes", **also: str) -> Page:
    person.begin()
    person.choose(office, conflict)
    person.press(**also)
    person.press("enough")
    person.press()
    person.press(one="i_will_return")
    person.press()
    return person.press(one=keep, two="messages")


def test_that_a_crisis_centre_tells_the_police_is_said_before_the_choice(
    world: World, person: Person
) -> None:
    """Law 245-VIII, article 69(3): organisations that help tell the police what they learn about violence."""
    assert "By law it tells the police" in outside_folds(person.begin())


def test_what_the_chosen_office_has_to_tell_stands_before_sending(world: World, person: Person) -> None:
    assert "helping organisations tell the police" in to_review(person, world.agencies["centre"]).text
    line = to_review(Person(), world.agencies["line"]).text
    assert "tell the guardianship body" in line and "helping organisations tell the police" not in line


def test_with_line_111_ticked_the_page_does_not_say_that_only_one_office_can_open_it(
    world: World, person: Person
) -> None:
    alone = to_review(person, world.agencies["centre"]).text
    assert "only the office you chose can open it" in alone
    both = to_review(Person(), world.agencies["centre"], also="on").text
    assert "only the office you chose can open it" not in both
    assert "the office you chose and line 111" in both and "tell the guardianship body" in both


def test_without_words_no_page_says_that_she_comes_back_herself(world: World, person: Person) -> None:
    assert "You will come back yourself" in to_review(person, world.agencies["centre"]).text
    page = to_review(Person(), world.agencies["centre"], keep="no")
    assert "You will come back yourself" not in page.text
    assert "Without words you cannot look here again" in page.text


@pytest.mark.parametrize("conflict", ["yes", "unsure"])
def test_with_a_conflict_nobody_but_the_head_is_spoken_of(
    world: World, person: Person, conflict: str
) -> None:
    person.begin()
    page = person.choose(world.agencies["centre"], conflict)
    assert "Only the head of this office can open it." in page.text
    assert "If nobody has opened it by then, the head of the office is told." not in page.text


def test_the_way_she_may_be_reached_can_be_checked_before_sending(world: World, person: Person) -> None:
    """A wrong digit would be a call to someone else."""
    person.to_story(world.agencies["centre"])
    person.press()
    person.press(one="yes")
    person.press(a="call", b="+7 700 000 00 01", c=["mon", "wed"], d="09:00", e="12:00")
    person.press()
    page = person.press(one="yes", two="status")
    for said in ("Call", "+7 700 000 00 01", "Monday, Wednesday", "09:00", "12:00"):
        assert said in page.text


def test_someone_young_is_told_how_to_write_to_line_111(world: World, person: Person) -> None:
    person.press(lang="en")
    person.press()
    assert "choose line 111" in person.press("young").text


def test_without_line_111_here_nobody_is_sent_to_choose_it(world: World, person: Person) -> None:
    Agency.objects.filter(code="line").update(hours={})
    person.press(lang="en")
    person.press()
    assert "choose line 111" not in person.press("young").text


def test_someone_who_saw_it_happen_to_another_finds_a_way_of_their_own(world: World, person: Person) -> None:
    person.press(lang="en")
    page = person.press()
    assert person.at == "choose"
    assert "It happens to someone else" in page.text
    assert "This place is for the person it happened to" not in page.text


def test_her_page_says_until_when_line_111_is_kept_out(world: World) -> None:
    _, words = sent(world, fallback_111=True)
    locked = Grant.objects.filter(agency=world.agencies["line"]).first()
    assert locked is not None and locked.not_before is not None
    text = come_back(words).page.text
    assert f"A rule keeps it closed there until {moment(locked.not_before)}" in text


def test_her_page_does_not_speak_of_a_lock_that_has_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, words = sent(world, fallback_111=True)
    Grant.objects.filter(agency=world.agencies["line"]).update(not_before=report.open_by - timedelta(days=30))
    assert "A rule keeps it closed there" not in come_back(words).page.text


def test_a_message_is_said_to_be_sent_and_not_to_be_read(world: World) -> None:
    report, words = sent(world)
    opened(world, report)
    page = come_back(words).press(text="SYNTHETIC. Hello.")
    assert "Your message was sent." in page.text


def test_a_page_that_says_no_says_it_first_to_someone_who_listens(world: World, person: Person) -> None:
    """Focus goes to the element with this id (leave.js), and role=alert reads it out without script."""
    person.press(lang="en")
    person.press()
    person.press("words")
    page = person.press(text="no such words at all here")
    alerts = [attrs for _tag, attrs in page.tags if attrs.get("role") == "alert"]
    assert [one.get("id") for one in alerts] == ["summary"] and alerts[0]["tabindex"] == "-1"
