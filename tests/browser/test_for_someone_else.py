"""A neighbour on a telephone tells what they heard, with script and without, and comes back with words."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.desk import Staff
from tests.browser.door import Survivor
from tests.browser.watch import NARROW, WIDE, Looker
from tests.web.world import World, send

# Language, width, script: a telephone with and without script, and a wide screen.
WALKS = [("kk", NARROW, False), ("ru", WIDE, False), ("en", NARROW, True)]
HEARD = "SYNTHETIC. Қабырғадан айқай естілді."
PLACE = "SYNTHETIC, 5-үй"


def tell(page: Page, base: str, language: str, look: Looker, office: str) -> list[str]:
    """From the first page to the six words."""
    person = Survivor(page, base, language, look)
    person.arrive()
    person.press("seen")
    person.press("now")
    person.press()
    person.press("back")
    person.press("back")
    person.press()
    person.tick("who", office)
    person.press()
    person.tick("one", "no")
    person.press()
    person.tick("a", "cries")
    person.tick("a", "strangling")
    person.fill("text", HEARD)
    person.press()
    person.tick("a", "today")
    person.fill("c", PLACE)
    person.press()
    person.tick("a", "woman")
    person.tick("a", "child")
    person.press()
    person.tick("a", "school")
    person.press()
    assert person.at == "other_duty"
    person.press()
    person.tick("one", "i_will_return")
    person.press()
    person.tick("one", "yes")
    person.press()
    assert person.at == "other_review"
    return person.send()


def come_back(page: Page, base: str, language: str, look: Looker, words: list[str]) -> str:
    """Behind the words; what stands there."""
    person = Survivor(page, base, language, look)
    person.press("start")
    person.press("words")
    person.fill("text", " ".join(words))
    person.press()
    assert person.at == "told"
    person.write("SYNTHETIC. Тағы естілді.")
    return page.locator("body").inner_text()


@pytest.mark.parametrize(("language", "width", "script"), WALKS)
def test_a_neighbour_tells_and_comes_back_to_see_that_it_came(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int, script: bool
) -> None:
    page, watch = new_page(width, script=script, language=language)
    look = Looker(axe=script)
    words = tell(page, base, language, look, cast.centre)
    assert len(words) == 6
    shown = come_back(page, base, language, look, words)
    assert HEARD not in shown and PLACE not in shown
    Survivor(page, base, language, look).leave()
    assert look.faults == []
    assert {one.path for one in look.of_the_door()} == {"/"}
    assert len({one.title for one in look.of_the_door()}) == 1
    assert watch.complaints == [] and watch.broken == []
    assert set(watch.foreign) == {settings.EXIT_URL}


def test_an_office_opens_it_to_a_page_that_rates_nothing_and_keeps_who_told_apart(
    base: str, cast: Cast, world: World, new_page: NewPage
) -> None:
    send(world, told_by="witness", told={"seen": ["strangling"], "when": "today"}, narrative=HEARD)
    desk, watch = new_page(NARROW, language="kk")
    look = Looker()
    worker = Staff(desk, base, "kk", look)
    worker.sign_in(cast.worker)
    worker.go("/desk/inbox/", "desk-inbox-told")
    worker.press(desk.locator("tbody form button").first, "desk-tip")
    shown = desk.locator("body").inner_text()
    assert HEARD in shown and "Жоғары қауіп" not in shown
    worker.press(desk.locator('a[href$="/who/"]'), "desk-tip-who")
    worker.go("/desk/told/", "desk-tips")
    worker.press(desk.locator("table a").first, "desk-tip-again")
    desk.locator("details:has(input[value=finish])").first.locator("summary").first.click()
    worker.press(desk.locator("form:has(input[value=finish]) button.button"), "desk-tip-refused")
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == []
