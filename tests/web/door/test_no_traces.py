"""What a page of the door may leave behind: one session cookie, and nothing that tells what it was about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from tests.web.door.walker import Page, Person
from tests.web.world import World

KILOBYTE = 1024
TELLING = re.compile(
    r"violen|victim|surviv|perpetrat|offend|abus|harm|husband|spouse|partner|police|crisis|safe|report|relation|story",
    re.IGNORECASE,
)


def every_page(world: World, language: str = "en") -> Iterator[tuple[str, Person]]:
    """Each page of the whole way, by its step."""
    person = Person(language)

    def here() -> tuple[str, Person]:
        return person.draft.get("step", "language"), person

    yield here()
    person.press(lang=language)
    yield here()
    person.press()
    yield here()
    for way in ("now", "young", "words"):
        person.press(way)
        yield here()
        person.press("back")
    person.press("write")
    yield here()
    person.press()  # refused: nothing chosen
    assert person.answer.status_code == 422
    yield here()
    person.press(who=str(world.agencies["centre"].id))
    yield here()
    person.press(one="no")
    yield here()
    person.press(also="on")
    yield here()
    person.press(answer=["body", "fear"])
    yield here()
    person.press(answer=["slap", "strangulation"])
    person.press(answer="threats")
    person.press(answer="spouse")
    yield here()
    person.press("enough")
    yield here()
    person.press(text="SYNTHETIC. He slapped me.")
    yield here()
    person.press(one="yes")
    yield here()
    person.press(a="call", b="+7 700 000 00 00", c=["mon"], d="10:00", e="12:00")
    yield here()
    person.press(a="Aigul")
    yield here()
    person.press(one="yes", two="messages")
    yield here()
    person.press("send")
    yield here()
    words = " ".join(person.draft["sent"]["words"])
    person.press("start")
    person.press("words")
    person.press(text="not the right ones")
    yield here()
    person.press(text=words)
    yield here()
    for way in (f"stop:{world.agencies['centre'].id}", "end", "replace"):
        person.press(way)
        yield here()
        if way != "replace":
            person.press("no")
    person.press()
    yield here()
    person.press("done")
    person.press("end")
    person.press()
    yield here()
    person.press("start")
    yield from for_someone_else(world, person)


def for_someone_else(world: World, person: Person) -> Iterator[tuple[str, Person]]:
    """Each page of the way for a neighbour, from the page of choices to the page behind the words."""
    centre = {"who": str(world.agencies["centre"].id)}
    for pressed in ({"go": "seen"}, {"go": "now"}, {}, centre, {"one": "no"}, {}, {}, {"a": "child"},
                    {"a": "school"}, {}, {"one": "i_will_return"}, {"one": "yes"}):  # fmt: skip
        person.press(pressed.pop("go", "on"), **pressed)
        yield person.draft["step"], person
    person.press("send")
    yield person.draft["step"], person
    words = " ".join(person.draft["sent"]["words"])
    person.press("start")
    person.press("words")
    person.press(text=words)
    yield person.draft["step"], person


STEPS = {
    "language", "about", "choose", "now", "young", "return", "receiver", "someone", "reading", "ask", "story",
    "contact", "how", "you", "words", "review", "sent", "visit", "stop", "end", "replace", "replaced",
    "ended", "other", "other_now", "other_what", "other_when", "other_who", "other_you", "other_duty",
    "other_words", "other_review", "other_sent", "told",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_no_page_leaves_a_trace_beyond_its_session_cookie(world: World, language: str) -> None:
    seen, titles = set(), set()
    for step, person in every_page(world, language):
        seen.add(step.partition(":")[0])
        answer, page = person.answer, person.page
        titles.add(page.title if step != "language" else None)
        where = f"{step}: "
        assert answer["Cache-Control"] == "no-store", where
        assert answer["Referrer-Policy"] == "no-referrer", where
        assert answer.request["PATH_INFO"] == "/", where
        assert set(person.client.cookies) == {"__Host-d"}, where
        cookie = person.client.cookies["__Host-d"]
        assert not cookie["max-age"] and not cookie["expires"], where
        assert cookie["httponly"] and cookie["secure"] and cookie["samesite"], where
        _loads_nothing_from_elsewhere(page, where)
        _has_no_inline_code(page, where)
        _names_tell_nothing(page, where)
    titles.discard(None)
    assert len(titles) == 1 and not TELLING.search(titles.pop() or "")
    assert seen == STEPS


def _loads_nothing_from_elsewhere(page: Page, where: str) -> None:
    for tag, attrs in page.tags:
        for name in ("src", "href", "action", "data", "srcset", "poster"):
            value = attrs.get(name, "")
            assert not value or value.startswith(("/", "tel:", "#")), f"{where}{tag} {name}={value}"
            assert not value.startswith("//"), where
        assert tag not in ("iframe", "img", "video", "audio", "object", "embed", "datalist"), f"{where}{tag}"
        assert not (tag == "link" and attrs.get("rel") == "manifest"), where


def _has_no_inline_code(page: Page, where: str) -> None:
    for tag, attrs in page.tags:
        assert "style" not in attrs, f"{where}{tag} has a style attribute"
        assert not [name for name in attrs if name.startswith("on")], f"{where}{tag} has an event attribute"
        assert tag != "style", where
        assert tag != "script" or attrs.get("src"), where


def _names_tell_nothing(page: Page, where: str) -> None:
    for tag, attrs in page.tags:
        if tag in ("input", "textarea", "select", "button") and attrs.get("name") != "csrfmiddlewaretoken":
            assert not TELLING.search(attrs.get("name", "")), f"{where}{attrs['name']}"
        if tag == "textarea" or (tag == "input" and attrs.get("type") == "text"):
            assert attrs.get("autocomplete") == "off", f"{where}{attrs}"
        if tag == "form":
            assert attrs["action"] == "/" and attrs["method"] == "post", where


def test_the_first_page_weighs_at_most_50_kb_with_all_it_loads(world: World) -> None:
    page = Person().page
    total = len(page.html.encode())
    for tag, attrs in page.tags:
        loaded = attrs.get("src") or (attrs.get("href", "") if tag == "link" else "")
        if loaded:
            file = finders.find(loaded.removeprefix("/s/"))
            assert file, loaded
            total += Path(file).stat().st_size
    assert total <= 50 * KILOBYTE


def test_the_style_sheet_stays_under_14_kb() -> None:
    assert Path(finders.find("ui/qorgan.css")).stat().st_size < 14 * KILOBYTE


def test_the_script_stores_nothing_and_speaks_to_no_other_address() -> None:
    script = Path(finders.find("ui/leave.js")).read_text("utf-8")
    for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "serviceWorker", "http:",
                 "https:", "caches", "innerHTML", "eval("):  # fmt: skip
        assert word not in script


def test_the_icon_and_the_paths_of_static_files_tell_nothing(world: World) -> None:
    page = Person().page
    for tag, attrs in page.tags:
        path = attrs.get("src") or (attrs.get("href", "") if tag == "link" else "")
        assert not TELLING.search(path), path


def test_the_urgent_page_sends_nothing_and_asks_nothing(world: World) -> None:
    person = Person()
    person.press(lang="en")
    person.press()
    page = person.press("now")
    assert not page.names
    assert {"tel:102", "tel:111", "tel:103"} <= {
        attrs.get("href", "") for tag, attrs in page.tags if tag == "a"
    }
