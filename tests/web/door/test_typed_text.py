"""Whatever is typed or pasted: nothing is lost in silence, and the page says what to do about it."""

from __future__ import annotations

import pytest
from tests.web.door.walker import Page, Person
from tests.web.world import World

from qorgan.web.door.forms import STORY_LIMIT


@pytest.fixture
def person(world: World) -> Person:
    return Person()


def test_characters_that_nobody_can_see_or_type_are_dropped_and_the_text_is_kept(
    world: World, person: Person
) -> None:
    """A paste from another program can bring them; asking her to find them would be asking too much."""
    person.to_story(world.agencies["centre"])
    person.press("keep", text="SYN\0THETIC.\x1b One\n\ttwo\x07")
    assert person.answer.status_code == 200
    assert person.draft["narrative"] == "SYNTHETIC. One\n\ttwo"


@pytest.mark.parametrize("text", ["سلام، أنا بخير", "😢👩‍👧", "Ә́ ҚҰТҚАР", "\u200fאבג"])
def test_any_script_and_any_sign_is_kept_as_it_was_typed(world: World, person: Person, text: str) -> None:
    person.to_story(world.agencies["centre"])
    person.press("keep", text=text)
    assert person.draft["narrative"] == text
    assert text in person.page.html


def test_a_megabyte_of_text_stands_in_the_box_again(world: World, person: Person) -> None:
    person.to_story(world.agencies["centre"])
    story = "ж" * (1024 * 1024 // 2)
    page = person.press(text=story)
    assert person.answer.status_code == 422
    assert story in page.html and "longer than we can take" in page.text


@pytest.mark.parametrize(
    "language, words",
    [
        ("en", "What was kept before is still here"),
        ("ru", "Сохранённое раньше осталось"),
        ("kk", "Бұрын сақталғаны осында тұр"),
    ],
)
def test_more_than_can_be_read_at_all_is_called_too_long_and_what_was_kept_is_still_there(
    world: World, language: str, words: str
) -> None:
    person = Person(language)
    person.to_story(world.agencies["centre"])
    person.press("keep", text="SYNTHETIC. Kept before.")
    answer = person.post({**person.page.hidden, "go": "on", "text": "ж" * (5 * 1024 * 1024)})
    assert answer.status_code == 413
    assert words in Page(answer.content.decode()).text
    person.get()
    assert person.at == "story" and "SYNTHETIC. Kept before." in person.page.html


def test_back_does_not_throw_away_what_cannot_be_kept_without_saying_so(world: World, person: Person) -> None:
    person.to_story(world.agencies["centre"])
    story = "слово " * (STORY_LIMIT // 6 + 1)
    page = person.press("back", text=story)
    assert person.answer.status_code == 422 and person.at == "story"
    assert story.strip() in page.html and "once more" in page.text
    person.press("back", text=story)
    assert person.at.startswith("ask:")


def test_back_from_half_a_way_to_be_reached_keeps_the_page_until_it_is_pressed_again(
    world: World, person: Person
) -> None:
    person.to_story(world.agencies["centre"])
    person.press()
    person.press(one="yes")
    page = person.press("back", b="+7 700 000 00 00")
    assert person.at == "how" and page.values["b"] == ["+7 700 000 00 00"]
    person.press("back", b="+7 700 000 00 00")
    assert person.at == "contact"


def test_back_from_a_page_on_which_nothing_was_typed_goes_back_at_once(world: World, person: Person) -> None:
    person.begin()
    person.press("back")
    assert person.at == "choose"
    person.press("write")
    person.press(who=str(world.agencies["centre"].id))
    person.press("back")
    assert person.at == "receiver"
