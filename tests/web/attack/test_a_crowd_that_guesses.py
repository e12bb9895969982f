"""Words tried at the door take turns: who guesses holds no thread, and learns nothing from being told so."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from qorgan.web import serve
from qorgan.web.casework import visits
from qorgan.web.door import crowd
from tests.web.door.walker import Page, Person
from tests.web.world import World, send

pytestmark = pytest.mark.django_db
WRONG = "help amateur kingdom thirty curious control"


def at_the_words(language: str = "en") -> Person:
    person = Person(language)
    person.press(lang=language)
    person.press()
    person.press("words")
    assert person.at == "return"
    return person


@pytest.fixture
def all_turns_taken() -> Iterator[None]:
    for _ in range(crowd.MOST_AT_ONCE):
        assert crowd._turns.acquire(blocking=False)
    yield
    for _ in range(crowd.MOST_AT_ONCE):
        crowd._turns.release()


def test_words_never_hold_all_the_threads_that_answer_people() -> None:
    assert crowd.MOST_AT_ONCE <= serve.THREADS - 2


def test_right_and_wrong_words_that_find_no_turn_get_one_page_at_once_without_a_query(
    world: World, all_turns_taken: None
) -> None:
    sent, _ = send(world)
    person, pages = at_the_words(), []
    for words in (" ".join(sent.words or ()), WRONG, "nonsense"):
        began = time.monotonic()
        with CaptureQueriesContext(connection) as queries:
            answer = person.post({**person.page.hidden, "go": "on", "text": words})
        assert answer.status_code == 503 and not queries.captured_queries
        assert time.monotonic() - began < 5  # never the wait of the lane
        pages.append(answer.content.decode().replace(words, "", 1))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Please try again"), ("ru", "Попробуйте"), ("kk", "кейін")]
)
def test_who_is_turned_away_reads_it_in_her_language_and_presses_again(
    world: World, language: str, said: str
) -> None:
    sent, _ = send(world)
    person = at_the_words(language)
    words = " ".join(sent.words or ())
    for _ in range(crowd.MOST_AT_ONCE):
        crowd._turns.acquire()
    person.press(text=words)
    for _ in range(crowd.MOST_AT_ONCE):
        crowd._turns.release()
    assert person.answer.status_code == 503 and person.answer["Content-Language"] == language
    assert f'lang="{language}"' in person.page.html and said in person.page.text
    assert words in person.page.html
    person.press(text=words)
    assert person.at == "visit"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_for_who_is_turned_away_is_let_go_after_quiet_minutes_like_every_page_of_the_door(
    language: str,
) -> None:
    page = "".join(crowd._made(language))
    assert page.count('id="leave" data-door') == 1  # the mark by which leave.js knows the door


def test_the_page_for_who_is_turned_away_takes_in_no_markup(world: World, all_turns_taken: None) -> None:
    person = at_the_words()
    evil = '"></textarea><script>x</script>'
    data = {**person.page.hidden, "go": "on", "text": evil, "csrfmiddlewaretoken": evil, "lang": evil}
    html = person.post(data).content.decode()
    assert "<script>x" not in html and "&lt;script&gt;" in html
    assert Page(html).hidden["lang"] in ("en", "ru", "kk")


def test_one_browser_has_five_tries_in_ten_seconds_and_its_tries_come_back() -> None:
    at = [0.0]
    tries = crowd.Tries(lambda: at[0])
    assert [tries.too_many("a") for _ in range(7)] == [False] * 5 + [True] * 2
    assert not tries.too_many("b")
    at[0] = 10.0
    assert not tries.too_many("a")


def test_who_keeps_on_trying_shuts_out_itself_and_leaves_the_turns_to_others() -> None:
    at = [0.0]
    tries = crowd.Tries(lambda: at[0])
    answers = []
    for _ in range(60):
        answers.append(tries.too_many("crowd"))
        at[0] += 1.0
    assert answers == [False] * 5 + [True] * 55
    assert not tries.too_many("she")


@pytest.mark.parametrize("spent", [0.0001, 0.02, 0.2499, 0.25, 0.26, 0.7])
def test_an_answer_comes_after_whole_steps_of_time_and_a_little_by_chance(spent: float) -> None:
    ends = [spent + crowd.rest(spent, 0.25) for _ in range(200)]
    step = 0.25 if spent <= 0.25 else 0.5 if spent <= 0.5 else 0.75
    assert all(step - 1e-9 <= end <= step + 0.25 / 2 + 1e-9 for end in ends)
    assert max(ends) - min(ends) > 0.05


def test_right_and_wrong_words_are_answered_after_the_same_step(world: World, settings: Any) -> None:
    settings.VISIT_SECONDS = 0.5
    sent, _ = send(world)
    for words in (" ".join(sent.words or ()), WRONG, "nonsense", ""):
        person = at_the_words()
        began = time.monotonic()
        person.post({**person.page.hidden, "go": "on", "text": words})
        assert (time.monotonic() - began) % 0.5 < 0.5 / 2 + 0.2


def test_what_is_remembered_of_browsers_has_an_end() -> None:
    tries = crowd.Tries()
    for number in range(crowd.REMEMBERED + 50):
        tries.too_many(str(number))
    assert len(tries._seen) == crowd.REMEMBERED


def test_words_are_not_checked_when_the_form_hides_which_page_it_is(world: World) -> None:
    """Otherwise a guess without the mark of its page would take no turn."""
    sent, _ = send(world)
    person = at_the_words()
    for changed in ({"at": ""}, {"at": "return:x"}, {"go": "on:1"}, {"go": "open"}):
        data = {**person.page.hidden, "go": "on", "text": " ".join(sent.words or ()), **changed}
        person.post(data)
        person.get()
        assert person.at == "return"
    data = {**person.page.hidden, "go": "on", "text": " ".join(sent.words or ())}
    for kind in (MULTIPART_CONTENT, "multipart/form-data; boundary=broken", "text/plain"):
        body = encode_multipart(BOUNDARY, data) if kind == MULTIPART_CONTENT else urlencode(data)
        person.client.generic("POST", "/", body, content_type=kind, secure=True)
        person.get()
        assert person.at == "return"


def test_a_turn_is_given_back_after_every_kind_of_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*args: object) -> None:
        raise RuntimeError

    for _ in range(crowd.MOST_AT_ONCE + 1):
        assert at_the_words().press(text=WRONG) and Client().post("/", {"at": "return"}).status_code < 500
    with monkeypatch.context() as broken:
        broken.setattr(visits, "open_visit", fault)
        for _ in range(crowd.MOST_AT_ONCE + 1):
            person = at_the_words()
            person.client.raise_request_exception = False
            assert person.post({**person.page.hidden, "go": "on", "text": WRONG}).status_code == 500
    person = at_the_words()
    person.press(text=WRONG)
    assert person.answer.status_code == 422
    assert threading.active_count() < 50
