"""Every page of the survivor's side, and the desk up to her agreement, with script switched off."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.browser import rounds
from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.story import TEXTS, Story
from tests.browser.watch import NARROW, WIDE, Looker

# With the main job's walks (script on: kk and en narrow, ru wide) every pair of language, script and width.
WALKS = [("kk", WIDE), ("ru", NARROW), ("en", WIDE)]


@pytest.mark.parametrize(("language", "width"), WALKS)
def test_she_reports_is_answered_and_agrees_without_script(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, script=False, language=language)
    look = Looker(axe=False)
    story = Story(page, base, language, look, cast)
    story.she_tells()
    story.she_sends()
    story.she_looks()
    story.a_caseworker_opens_it()
    story.she_is_asked()
    story.she_agrees()
    assert TEXTS[language].from_the_office in story.seen_by_her
    assert TEXTS[language].from_her in story.seen_by_her
    assert look.faults == []
    assert {one.path for one in look.of_the_door()} == {"/"}
    assert len({one.title for one in look.of_the_door()}) == 1
    assert watch.complaints == [] and watch.broken == []
    assert set(watch.foreign) == {settings.EXIT_URL}


def test_new_words_the_end_of_words_and_no_words_at_all_need_no_script(
    base: str, cast: Cast, new_page: NewPage
) -> None:
    page, watch = new_page(NARROW, script=False, language="kk")
    look = Looker(axe=False)
    door = (page, base, "kk", look)
    rounds.of_her_words(*door, rounds.of_the_door(*door, cast))
    page.context.clear_cookies()
    rounds.without_words(*door, cast)
    assert look.faults == []
    assert {one.path for one in look.of_the_door()} == {"/"}
    assert watch.complaints == [] and watch.broken == []
