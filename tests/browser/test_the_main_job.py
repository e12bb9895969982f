"""The main job in one browser session, in each language: from her words to an order in force, seen by her code."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.story import FROM_HER, FROM_THE_OFFICE, Story
from tests.browser.watch import NARROW, WIDE, Looker

# With test_without_script.py: every pair of language and script, language and width, script and width.
WALKS = [("kk", NARROW), ("ru", WIDE), ("en", NARROW)]


@pytest.mark.parametrize(("language", "width"), WALKS)
def test_a_report_becomes_protection_in_force_and_her_code_shows_it(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    look = Looker()
    story = Story(page, base, language, look, cast)
    story.she_tells()
    story.she_sends()
    assert len(story.words) == 6
    story.she_looks()
    story.a_caseworker_opens_it()
    story.danger_is_looked_at()
    story.she_is_asked()
    story.she_agrees()
    assert FROM_THE_OFFICE in story.seen_by_her and FROM_HER in story.seen_by_her
    story.an_order_is_issued_and_handed_over()
    story.eight_days_pass()
    story.the_head_sees_the_missed_check()
    story.a_breach_is_recorded()
    story.she_sees_all_of_it()
    print(look.seen, look.faults)
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == []
    assert set(watch.foreign) <= {settings.EXIT_URL}
