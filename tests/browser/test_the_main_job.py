"""The main job in one browser session, in each language: from her words to protection that she can see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils.translation import override

from qorgan.web.door import said
from qorgan.web.ui.templatetags.ui import day
from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.story import TEXTS, Story
from tests.browser.watch import NARROW, WIDE, Looker

# Without script: test_without_script.py (Kazakh and English wide, Russian narrow). Together: every pair.
WALKS = [("kk", NARROW), ("ru", WIDE), ("en", NARROW)]
# Law No. 245-VIII, article 60: an order counts for thirty days from the moment it is handed over.
TERM = timedelta(days=30)


def step(language: str, code: str) -> str:
    """A step of the ledger as her page says it."""
    with override(language):
        return str(said.STEPS[code])


@pytest.mark.parametrize(("language", "width"), WALKS)
def test_a_report_becomes_protection_in_force_and_her_code_shows_it(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    look = Looker(axe=language != "en")  # the same pages at the same width as in Kazakh
    story = Story(page, base, language, look, cast)
    story.she_tells()
    assert "109-1" in story.text(), "before sending she reads which article this falls under"
    story.she_sends()
    assert len(story.words) == 6
    story.she_looks()
    assert step(language, "report.received") in story.seen_by_her
    assert step(language, "report.opened") not in story.seen_by_her
    story.a_caseworker_opens_it()
    assert "109-1" in story.text(), "the case page says what the law says"
    story.danger_is_looked_at()
    story.she_is_asked()
    story.she_agrees()
    assert TEXTS[language].from_the_office in story.seen_by_her
    assert TEXTS[language].from_her in story.seen_by_her
    assert step(language, "report.opened") in story.seen_by_her
    assert step(language, "referral.sent") in story.seen_by_her
    story.an_order_is_issued_and_handed_over()
    story.eight_days_pass()
    story.the_head_sees_the_missed_check()
    assert page.locator("main .tag--high").count(), "a missed check is marked on the order's page"
    story.a_breach_is_recorded()
    assert "461" in story.text() and "789" in story.text(), "CAO 461 and detention under CAO 789 follow"
    story.she_sees_all_of_it()
    for code in ("order.served", "order.copy_given", "order.check_missed", "order.breached"):
        assert step(language, code) in story.seen_by_her, code
    assert story.served_at is not None
    assert day(story.served_at + TERM) in story.seen_by_her, "until when the order counts"
    assert look.faults == []
    assert {one.language for name, one in look.seen.items() if name != "door-language"} == {language}
    assert {one.path for one in look.of_the_door()} == {"/"}
    assert len({one.title for one in look.of_the_door()}) == 1, "the title tells no step"
    assert watch.complaints == [] and watch.broken == []
    assert set(watch.foreign) == {settings.EXIT_URL}, "no page asks another host; the exit leads to one"
