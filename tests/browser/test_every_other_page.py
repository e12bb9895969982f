"""The pages that the story does not pass: axe finds nothing, they fit, and nothing stays in English."""

from __future__ import annotations

import pytest

from tests.browser import rounds
from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.desk import Staff
from tests.browser.story import Story
from tests.browser.watch import NARROW, WIDE, Looker

ROUNDS = [("ru", NARROW)]


@pytest.mark.parametrize(("language", "width"), ROUNDS)
def test_refusals_the_way_back_and_errors_are_accessible(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    look = Looker()
    door = (page, base, language, look)
    rounds.of_her_words(*door, rounds.of_the_door(*door, cast))
    page.context.clear_cookies()
    rounds.of_errors(Staff(page, base, language, look))
    rounds.of_people(Staff(page, base, language, look), cast)
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == []


@pytest.mark.parametrize(("language", "width"), [("kk", WIDE)])
def test_every_page_of_a_case_and_of_an_order_is_accessible(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    look = Looker()
    story = Story(page, base, language, look, cast)
    story.she_tells()
    story.she_sends()
    story.she_looks()
    story.a_caseworker_opens_it()
    story.she_is_asked()
    story.she_agrees()
    rounds.of_a_case(story.staff, cast, story.case)
    story.an_order_is_issued_and_handed_over()
    assert rounds.of_an_order(story.staff, cast, story.order).startswith(b"%PDF-")
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == []
