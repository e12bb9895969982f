"""Whatever is pressed, in whatever order and with whatever is typed, a page of the door answers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.web.door.walker import Person
from tests.web.world import World

import qorgan.web.door
from qorgan.web.door import visiting
from qorgan.web.door.steps import STEPS

TEMPLATES = Path(next(iter(qorgan.web.door.__path__))) / "templates" / "door"
OTHERS = {"review", "other_review", "sent", "other_sent", "return", "ended"}
# Parts of pages, and the frame they share.
PARTS = {"step", "six_words", "law", "duties", "change", "change_answer"}
TYPED = [
    "",
    "0",
    "31",
    "03.10.2026",
    "99.99.9999",
    "10:00",
    "25:99",
    "<b>ұзақ</b>",
    "x" * 300,
    "\u0000",
    "слово " * 50,
]


def test_every_page_has_its_template_and_every_template_its_page() -> None:
    assert {path.stem for path in TEMPLATES.glob("*.html")} - PARTS == {*STEPS, *visiting.PAGES, *OTHERS}


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_presses_breaks_a_page(world: World, seed: int) -> None:
    chance = random.Random(seed)
    person = Person(chance.choice(["en", "ru", "kk"]))
    seen = set()
    for _ in range(120):
        page = person.page
        seen.add(person.draft.get("step", "language").partition(":")[0])
        filled: dict[str, object] = {}
        for name in page.names:
            options = [value for value in page.values[name] if value]
            if chance.random() < 0.8:
                filled[name] = chance.choice(options) if options else chance.choice(TYPED)
        buttons = [value if name == "go" else f"on&{name}={value}" for name, value in page.buttons]
        pressed = chance.choice([*buttons, "back", "nonsense:1"]) if buttons else "on"
        if "&" in pressed:
            filled["lang"] = pressed.rpartition("=")[2]
            pressed = "on"
        person.press(pressed, **filled)
        # Words tried too often within ten seconds are turned away (crowd.py), on this one page only.
        turned_away = person.answer.status_code == 503 and person.draft.get("step") == "return"
        assert turned_away or person.answer.status_code in (200, 422), (pressed, filled)
    assert len(seen) > 6
