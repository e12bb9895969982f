"""Every form of door and desk, filled with anything: each answers, and nothing of others is touched.

QORGAN_FUZZ=300 makes 300 examples of each form, other ones each time; otherwise a few, the same each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qorgan.web import clock
from tests.web.attack import others as foreign
from tests.web.attack.others import HOLDERS, Others, posted, undone
from tests.web.door.walker import Person
from tests.web.policy.test_every_url import TABLE, Scene, address, allowed, let_in, scene  # noqa: F401
from tests.web.world import send

pytestmark = pytest.mark.django_db
Bodies = st.SearchStrategy[list[tuple[str, str]]]
EXAMPLES = int(os.environ.get("QORGAN_FUZZ", "0"))
fuzzing = settings(
    max_examples=EXAMPLES or 2,
    derandomize=not EXAMPLES,
    database=None,
    phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
HARD = (
    "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e\u2066evil\u2069", "\ufeff", "\u0301" * 50, "ﷺ" * 40,
    "x" * 30_000, "9" * 400, "-1", "1e999", "NaN", "٣", "²", "True", "null", "[]", "{}", "%", "%s%n",
    "{{7*7}}", "'; DROP TABLE ledger_entry; --", "<script>x</script>", "../../etc/passwd", "on", "", " ",
    "0000-00-00", "9999-12-31", "2026-02-30", "10000-01-01", "24:00", "99:99", "31.02.2026", "03.10.2026",
    "00.00.0000", "\r\n\r\n",
)  # fmt: skip
# One for each relation to the scene's case: who opened it, a head, who it was shared with, who keeps people.
PEOPLE = ("worker", "boss_centre", "inspector", "boss_police", "admin", "operator")
DOOR_PRESSES = ("on", "back", "start", "enough", "other", "send", "write", "words", "plan", "end", "replace",
                "agree", "stop", "change", "open")  # fmt: skip


class Fields(HTMLParser):
    """Names of all fields of a page's forms, each with the values that stand there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.found.setdefault(given["name"], []).append(given.get("value", ""))
            self._select = given["name"] if tag == "select" else self._select
        elif tag == "option" and self._select:
            self.found[self._select].append(given.get("value", ""))


def values(own: Sequence[str], ids: Sequence[str]) -> st.SearchStrategy[str]:
    """What may stand in a field: what its page offers, what is hard, an id of somebody else, anything."""
    anything = st.text(st.characters(codec=None), max_size=60)
    drawn = [st.sampled_from(HARD), st.sampled_from(ids), anything]
    return st.one_of(st.sampled_from(list(own)), *drawn) if own else st.one_of(*drawn)


def bodies(fields: dict[str, list[str]], ids: Sequence[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Bodies of a form: its fields in part, some more than once, and names that are not its own."""
    named = [st.tuples(st.just(name), values(own, ids)) for name, own in sorted(fields.items())]
    foreign_names = st.sampled_from([*ids, "pk", "id", "agency", "case[]"])
    stray = st.tuples(st.one_of(foreign_names, st.text(max_size=20)), values((), ids))
    whole = st.tuples(*named).map(list)
    part = st.lists(st.one_of(*named, stray), max_size=12)
    return st.one_of(whole, st.builds(lambda a, b: a + b, whole, part), part)


def in_order(response: HttpResponse) -> bool:
    """An answer that a person can read: no fault of the server, no trace of code."""
    text = b"" if response.streaming else response.content
    return (response.status_code < 500 or response.status_code == 503) and b"Traceback" not in text


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
    clock.forget_offset()


def forms_of(client: Client, name: str, ids: dict[str, Any]) -> dict[str, list[str]]:
    """The fields of the page at an address, or of the page that leads there."""
    found: dict[str, list[str]] = {}
    for place in {name, name.rpartition("_")[0], "desk:case"} & set(TABLE["urls"]):
        with undone(client):
            page = client.get(address(place, ids), secure=True)
            if page.status_code == 200 and not page.streaming:
                found |= Fields(page.content.decode(errors="replace")).found
        if found:
            break
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_every_form_of_the_desk_answers_whatever_is_sent_and_touches_nothing_of_others(
    scene: Scene,  # noqa: F811
) -> None:
    other = foreign.build(scene.world)
    ids = [str(one) for one in (*other.ids.values(), *scene.ids.values())]
    before, tried = other.stored(), 0
    for name in TABLE["urls"]:
        who = [one for one in PEOPLE if one in allowed(name)] or ["worker"]
        client = scene.clients[who[-1 if name.startswith("desk:order") else 0]]
        url, fields = address(name, scene.ids), forms_of(client, name, scene.ids)
        desk_form(client, url, bodies(fields, ids), other, before)
        tried += 1
    assert tried == len(TABLE["urls"])


def desk_form(client: Client, url: str, filled: Bodies, other: Others, before: list[Any]) -> None:
    """One address, posted to and asked, with every key of a form fresh or as it was drawn."""

    @fuzzing
    @given(filled, st.booleans())
    def anything(body: list[tuple[str, str]], fresh: bool) -> None:
        kept = [pair for pair in body if pair[0] != "once"] if fresh else body
        with undone(client):
            answer = posted(client, url, [*kept, *([("once", uuid4().hex)] if fresh else [])])
            assert in_order(answer), (url, answer.status_code, body)
            read = client.get(url, {k: v.encode("utf-8", "surrogatepass") for k, v in body}, secure=True)
            assert in_order(read), (url, read.status_code, body)
            assert other.stored() == before, (url, body)

    anything()


def places(scene: Scene, other: Others) -> Iterator[tuple[str, str, dict[str, Any]]]:  # noqa: F811
    """Addresses with an id of somebody else, or of another kind of thing, in each parameter in turn."""
    from django.urls import get_resolver

    for name in TABLE["urls"]:
        space, _, short = name.rpartition(":")
        resolver = get_resolver().namespace_dict[space][1] if space else get_resolver()
        for parameter in resolver.reverse_dict.getlist(short)[0][0][0][1]:
            if parameter in other.ids:
                kinds = [*other.ids]
                another = other.ids[kinds[kinds.index(parameter) - 1]]
                for wrong in (other.ids[parameter], another, uuid4()):
                    if wrong != scene.ids[parameter]:
                        yield name, parameter, scene.ids | {parameter: wrong}


def test_no_address_opens_with_an_id_of_others_or_of_another_thing(scene: Scene) -> None:  # noqa: F811
    other, wrong, asked = foreign.build(scene.world), [], 0
    before = other.stored()
    everyone = [name for name in (*PEOPLE, "far_worker", "nurse") if name in scene.world.members]
    for name, parameter, ids in places(scene, other):
        # Each kind by each role; ids of another kind of thing by whoever may see the right one.
        right_kind = ids[parameter] == other.ids[parameter]
        people = everyone if right_kind else [p for p in PEOPLE if p in allowed(name)][:1]
        for who in people:
            if who in HOLDERS:
                continue
            client, url = scene.clients[who], address(name, ids)
            with undone(client):
                answers = asked_and_posted(client, name, url)
                asked += 1
                opened = [a.status_code for a in answers if a.status_code != 405 and let_in(a)]
                if opened:  # led to a page of her own, exactly as with an id that nobody has
                    nobodys = address(name, ids | {parameter: uuid4()})
                    with undone(client):
                        said = asked_and_posted(client, name, nobodys)
                    if all(same(*pair) for pair in zip(answers, said, strict=True)):
                        opened = []
                taken = any(a.status_code < 400 for a in answers)
                if opened or taken and other.stored() != before:
                    wrong.append(f"{name} {parameter}={ids[parameter]} {who}: {opened}")
    assert wrong == [] and asked > 200, "\n".join(wrong)


def asked_and_posted(client: Client, name: str, url: str) -> tuple[HttpResponse, HttpResponse]:
    """What GET answers, and what the usual POST does."""
    more = TABLE["urls"][name].get("post", {}).items()
    data = [("once", uuid4().hex), *((key, str(value)) for key, value in more)]
    return client.get(url, secure=True), posted(client, url, data)


def same(one: HttpResponse, other: HttpResponse) -> bool:
    """Neither opened a page, and nothing tells one refusal from the other."""
    told = [(a.status_code, a.headers.get("Location")) for a in (one, other)]
    return told[0] == told[1] and one.status_code != 200


def stages(person: Person, scene: Scene, words: str) -> Iterator[str]:  # noqa: F811
    """A way through all of the door, one page after another."""
    yield "language"
    for pressed in ({"lang": "en"}, {}, {"go": "write"}, {"who": str(scene.world.agencies["centre"].id)},
                    {"one": "no"}, {}):  # fmt: skip
        person.press(pressed.pop("go", "on"), **pressed)
        yield person.at
    while person.at.startswith("ask:"):
        person.press(**({"answer": "30.06.2026"} if person.at == "ask:when" else {}))
        yield person.at
    for filled in ({"text": "SYNTHETIC"}, {"one": "i_will_return"}, {}, {"one": "yes", "two": "plan"}):
        person.press(**filled)
        yield person.at
    person.press("start")
    person.press("words")
    yield person.at
    person.press(text=words)
    yield person.at
    for pressed in ("plan", "end", "replace", f"stop:{scene.world.agencies['centre'].id}", "agree:x"):
        person.press(pressed)
        yield person.at
        person.press("back")
    person.press("start")
    centre = {"who": str(scene.world.agencies["centre"].id)}
    for pressed in ({"go": "seen"}, {"go": "now"}, {}, centre, {"one": "no"}, {}, {}, {"a": "child"},
                    {"a": "school"}, {}, {"one": "i_will_return"}, {"one": "yes"}):  # fmt: skip
        person.press(pressed.pop("go", "on"), **pressed)
        yield person.at


def test_every_form_of_the_door_answers_whatever_is_sent_and_touches_nothing_of_others(
    scene: Scene,  # noqa: F811
) -> None:
    other = foreign.build(scene.world)
    sent, _ = send(scene.world, scope="plan")
    ids = [str(one) for one in other.ids.values()]
    presses = [*DOOR_PRESSES, *(f"{press}:{id}" for press in ("agree", "stop", "change") for id in ids)]
    before, person, seen = other.stored(), Person(), []
    for at in stages(person, scene, " ".join(sent.words or ())):
        fields = Fields(person.answer.content.decode()).found
        token = fields.pop("csrfmiddlewaretoken")[0]
        fields["go"] = [*fields.get("go", []), *presses]
        fields["at"] = [*fields["at"], *(f"stop:{id}" for id in ids)]
        seen.append(at)
        door_form(person.client, token, bodies(fields, ids), other, before)
    assert {"language", "story", "review", "return", "visit", "plan", "end", "replace"} <= set(seen), seen
    assert {"other", "other_now", "other_what", "other_duty", "other_review"} <= set(seen), seen


def door_form(client: Client, token: str, filled: Bodies, other: Others, before: list[Any]) -> None:
    """The page where this person is, sent in any way; then she asks for the address again."""

    @fuzzing
    @given(filled)
    def anything(body: list[tuple[str, str]]) -> None:
        with undone(client):
            answer = posted(client, "/", [("csrfmiddlewaretoken", token), *body])
            assert answer.status_code in (200, 303, 422, 503), (answer.status_code, body)
            assert b"Traceback" not in answer.content
            assert client.get("/", secure=True).status_code == 200, body
            assert other.stored() == before, body

    anything()
