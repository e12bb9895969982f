"""A form that is refused keeps what was typed and says where to look; nothing is lost by a mistake."""

from __future__ import annotations

import pytest
from tests.web.door.walker import Person
from tests.web.world import World

from qorgan.web.door.forms import STORY_LIMIT


@pytest.fixture
def person(world: World) -> Person:
    return Person()


def test_a_story_that_is_too_long_stands_in_the_box_again(world: World, person: Person) -> None:
    person.to_story(world.agencies["centre"])
    story = "SYNTHETIC " + "слово " * (STORY_LIMIT // 6 + 1)
    page = person.press(text=story)
    assert person.answer.status_code == 422
    assert story.strip() in page.html
    assert 'role="alert"' in page.html and 'href="#text"' in page.html


def test_rules_for_contact_that_cannot_be_used_are_kept_and_each_fault_is_linked(
    world: World, person: Person
) -> None:
    person.to_story(world.agencies["centre"])
    person.press()
    person.press(one="yes")
    page = person.press(a="call", b="+7 700 000 00 00", d="25:00", e="12:00", j="tulip")
    assert person.answer.status_code == 422
    assert {"+7 700 000 00 00", "25:00", "tulip"} <= {v for values in page.values.values() for v in values}
    assert page.checked["a"] == ["call"]
    assert 'href="#c_0"' in page.html and 'href="#d"' in page.html
    ids = {attrs.get("id") for _tag, attrs in page.tags}
    assert {"c_0", "d"} <= ids


def test_a_day_that_is_still_to_come_is_refused_with_what_was_typed(world: World, person: Person) -> None:
    person.begin()
    person.choose(world.agencies["centre"])
    person.press()
    for _ in range(2):
        person.press()  # kinds and relation, left alone
    assert person.at == "ask:when"
    page = person.press(answer="01.01.2099")
    assert person.answer.status_code == 422 and page.values["answer"] == ["01.01.2099"]


def test_back_keeps_what_stands_in_the_form(world: World, person: Person) -> None:
    person.to_story(world.agencies["centre"])
    person.press("back", text="SYNTHETIC. Half a sentence")
    person.press("enough")
    assert "SYNTHETIC. Half a sentence" in person.page.html


def test_wrong_words_and_words_that_cannot_be_words_get_the_same_page(world: World, person: Person) -> None:
    person.press(lang="en")
    person.press()
    person.press("words")
    right_shape = person.press(text="help amateur kingdom thirty curious control")
    assert person.answer.status_code == 422
    no_shape = person.press(text="help amateur kingdom thirty curious contro")
    assert person.answer.status_code == 422
    assert "open nothing here" in right_shape.text
    clean = [p.text.replace("help amateur kingdom thirty curious control", "").replace(
        "help amateur kingdom thirty curious contro", "") for p in (right_shape, no_shape)]  # fmt: skip
    assert clean[0] == clean[1]


def test_an_office_without_a_head_who_could_open_it_alone_takes_no_report_with_a_conflict(
    world: World, person: Person
) -> None:
    world.members["boss_centre"].is_active = False
    world.members["boss_centre"].save()
    person.begin()
    page = person.choose(world.agencies["centre"], "yes")
    assert person.answer.status_code == 422 and "choose another office" in page.text
    page = person.press("other")
    assert person.at == "receiver"


def test_an_unknown_button_or_a_step_that_does_not_exist_changes_nothing(
    world: World, person: Person
) -> None:
    person.to_story(world.agencies["centre"])
    token = {"csrfmiddlewaretoken": person.page.hidden["csrfmiddlewaretoken"]}
    assert person.post({**token, "at": "review", "go": "send"}).status_code == 303
    assert person.post({**token, "at": "ask:nothing", "go": "on"}).status_code == 303
    person.get()
    assert person.at == "story"


def test_only_get_head_and_post_are_answered(world: World, person: Person) -> None:
    assert person.client.put("/", secure=True, headers={"referer": "https://testserver/"}).status_code in (
        403,
        405,
    )
    assert person.client.head("/", secure=True).status_code == 200
    assert person.client.post("/exit", secure=True).status_code in (403, 405)
