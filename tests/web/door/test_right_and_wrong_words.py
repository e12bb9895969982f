"""Wrong words of every form answer alike and cost what right ones cost; a lost answer does no harm."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.door.walker import Person
from tests.web.world import World, send

from qorgan.vault import receipt
from qorgan.web.agencies.sessions import SessionStore
from qorgan.web.casework import intake, visits
from qorgan.web.casework.models import Report

pytestmark = pytest.mark.django_db
# Known words that open nothing, too few, too many, of no list, of several lists, other alphabets, very long.
WRONG = [
    "help amateur kingdom thirty curious control",
    "help",
    "help " * 30,
    "qqqq wwww eeee rrrr tttt yyyy",
    "help amateur kingdom алма бала control",
    "😀 😀 😀 😀 😀 😀",
    "' OR 1=1 -- x y z",
    "x" * 399,
    "1 2 3 4 5 6",
]


def at_return() -> Person:
    person = Person()
    person.press(lang="en")
    person.press()
    person.press("words")
    return person


def tried(words: str) -> tuple[int, str, list[str]]:
    """Status, page, and the queries in order."""
    person = at_return()
    with CaptureQueriesContext(connection) as queries:
        answer = person.post({**person.page.hidden, "go": "on", "text": words})
    page = without_what_was_typed(answer.content.decode())
    return answer.status_code, page, [q["sql"].split("WHERE")[0] for q in queries.captured_queries]


def without_what_was_typed(html: str) -> str:
    """The answer without the area she typed in and the token, which is drawn anew for every page."""
    html = re.sub(r"(<textarea[^>]*>).*?</textarea>", r"\1</textarea>", html, flags=re.S)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_every_kind_of_wrong_words_gets_the_same_answer_by_the_same_queries(world: World) -> None:
    send(world)
    answers = [tried(words) for words in WRONG]
    assert {status for status, _, _ in answers} == {422}
    assert len({html for _, html, _ in answers}) == 1
    assert len({tuple(queries) for _, _, queries in answers}) == 1


def test_right_wrong_and_malformed_words_cost_one_derivation_and_one_query_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, _ = send(world)
    costs: list[object] = []
    real = receipt.argon2id

    def counted(secret: bytes, salt: bytes, params: object) -> bytes:
        costs.append((len(secret), len(salt), params))
        return real(secret, salt, params)  # type: ignore[arg-type]

    monkeypatch.setattr(receipt, "argon2id", counted)
    seen = []
    for words in (" ".join(sent.words or ()), WRONG[0], WRONG[3], WRONG[6]):
        with CaptureQueriesContext(connection) as queries:
            visits.open_visit(words)
        seen.append((len(queries), costs.pop()))
        assert not costs
    assert len(set(seen)) == 1


def test_words_that_were_ended_answer_like_words_that_never_were(world: World) -> None:
    sent, _ = send(world)
    words = " ".join(sent.words or ())
    visit = visits.open_visit(words)
    assert visit is not None
    visits.end_code(visit)
    assert tried(words) == tried(WRONG[0])


def test_a_report_without_words_is_opened_by_no_words_though_its_lookup_is_still_there(world: World) -> None:
    code = intake.draw("en")
    sent, _ = send(world, code=code, keep_code=False)
    assert sent.words is None
    assert Report.objects.get().lookup_id is not None
    assert visits.open_visit(" ".join(code.words)) is None


def test_the_answer_lost_after_the_report_was_stored_a_second_press_is_the_same_report_and_words(
    world: World,
) -> None:
    """The line is cut after the commit: nothing of the first answer, cookie and session change arrives."""
    person = Person()
    person.to_review(world.agencies["centre"], "SYNTHETIC. She told it once.")
    draft = person.draft
    shown, cookie = person.answer, person.client.cookies["__Host-d"].value
    person.post({**person.page.hidden, "go": "send"})
    first = Report.objects.get().id
    # what her browser and the session still are, since the answer and all after it were lost
    session = SessionStore(cookie)
    session["d"] = draft
    session.save()
    person.client.cookies["__Host-d"] = cookie
    person.answer = shown
    again = person.press("send")
    assert Report.objects.get().id == first
    words = receipt.Code(draft["code"][0], tuple(draft["code"][1])).words
    assert all(word in again.text for word in words)
