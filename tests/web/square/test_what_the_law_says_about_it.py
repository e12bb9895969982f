"""The questions of `/law/ask/`: answers travel in the form, nothing is kept, and nothing is asked twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest
from django.test import Client

LANGUAGES = ("kk", "ru", "en")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
CONTROL = re.compile(r'<input type="(?:radio|checkbox|text)" name="(answer(?:-or)?)"')


class Walker:
    """Goes through the pages as a browser does: sends what the page carries and what was chosen."""

    def __init__(self, language: str = "en") -> None:
        self.client, self.address = Client(), f"/law/ask/?lang={language}"
        self._took(self.client.get(self.address))

    def _took(self, answer: object) -> None:
        self.answer = answer
        self.page = answer.content.decode()  # type: ignore[attr-defined]
        self.carried = [(unescape(name), unescape(value)) for name, value in HIDDEN.findall(self.page)]

    @property
    def at(self) -> str:
        return dict(self.carried).get("at", "")

    def send(self, *values: str, go: str = "on", field: str = "answer") -> Walker:
        data: dict[str, list[str]] = {}
        for name, value in [*self.carried, *((field, value) for value in values), ("go", go)]:
            data.setdefault(name, []).append(value)
        self._took(self.client.post(self.address, data))
        return self

    def answer_all(self, known: Mapping[str, tuple[str, ...]], otherwise: tuple[str, ...] = ()) -> list[str]:
        asked = []
        while self.at:
            asked.append(self.at)
            self.send(*known.get(self.at, otherwise))
            assert len(asked) < 30
        return asked


SLAP = {
    "kinds": ("body",), "acts.body": ("slap",), "when": ("03.10.2025",), "relation": ("spouse",),
    "harm": ("pain",), "place": ("dwelling",), "victim_age": ("30",), "dependence": ("no",),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slap_of_october_2025_is_battery_in_every_language(language: str) -> None:
    walk = Walker(language)
    asked = walk.answer_all(SLAP)
    assert asked[:3] == ["kinds", "acts.body", "when"]
    assert len(asked) == len(set(asked))
    assert f"/law/kz/cc/109-1/2024-06-16/?lang={language}#1" in walk.page
    assert 'href="tel:111"' in walk.page


def test_nothing_is_kept_no_cookie_no_address_and_no_copy() -> None:
    walk = Walker()
    while walk.at:
        assert not walk.answer.cookies and walk.answer["Cache-Control"] == "no-store"
        assert 'method="post"' in walk.page and 'method="get"' not in walk.page
        assert "<title>Notes</title>" in walk.page
        assert walk.answer["X-Robots-Tag"] == "noindex"
        walk.send(*SLAP.get(walk.at, ()))
    assert not walk.client.cookies and "<title>Notes</title>" in walk.page
    # what was answered stands in hidden fields of a form and in no address of the page
    assert ("q.relation", "spouse") in walk.carried
    links = re.findall(r'(?:href|action)="([^"]*)"', walk.page)
    assert not any("spouse" in link or "q." in link for link in links)


def test_what_is_certain_already_stands_on_each_page_and_more_is_asked_only_where_it_decides() -> None:
    walk = Walker()
    for id in ("kinds", "acts.body", "when"):
        assert walk.at == id
        walk.send(*SLAP[id])
    assert "What can be said already" in walk.page and "No article can be named yet." in walk.page
    while walk.at and walk.at != "dependence":
        walk.send(*SLAP.get(walk.at, ()))
    assert walk.at == "dependence"  # CC 109-1(2)(3): it makes the graver part
    assert "CC 109-1(1): Battery" in walk.page


def test_it_can_be_ended_at_any_question_and_taken_up_again() -> None:
    walk = Walker()
    walk.send("body").send("slap").send(go="enough")
    assert walk.at == "" and "What the law says about this" in walk.page
    walk.send(go="more")
    assert walk.at and walk.at not in ("kinds", "acts.body", "when")


def test_every_question_can_be_left_alone_and_then_nothing_is_claimed() -> None:
    walk = Walker()
    assert walk.answer_all({}) == ["kinds", "when"]
    assert "it cannot be said what the law says" in walk.page
    assert "/law/kz/cc/" not in walk.page and 'href="tel:102"' in walk.page


def test_i_do_not_know_and_rather_not_say_are_carried_apart() -> None:
    walk = Walker()
    walk.send("body").send("slap").send("-unknown", field="answer-or")
    assert ("q.when", "-unknown") in walk.carried
    walk.send("-declined")
    assert ("q.relation", "-declined") in walk.carried
    walk.send()
    assert "-skipped" in dict(walk.carried).values()


def test_back_shows_the_answer_that_was_given_and_keeps_what_stands_on_the_page() -> None:
    walk = Walker()
    walk.send("body").send("slap").send("03.10.2025")
    assert walk.at == "relation"
    walk.send("spouse", go="back")
    assert walk.at == "when" and 'value="03.10.2025"' in walk.page
    assert ("q.relation", "spouse") in walk.carried
    walk.send("04.10.2025")
    assert dict(walk.carried)["q.when"] == "2025-10-04" and walk.at not in ("relation", "when")


def test_an_answer_can_be_changed_from_the_end_and_the_rest_stays() -> None:
    walk = Walker()
    walk.answer_all(SLAP)
    before = dict(walk.carried)
    walk.send(go="change:harm")
    assert walk.at == "harm" and re.search(r'value="pain"[^>]*checked', walk.page)
    walk.send("light").answer_all(SLAP)
    assert dict(walk.carried)["q.harm"] == "light"
    assert {n: v for n, v in dict(walk.carried).items() if n != "q.harm"}.items() >= {
        n: v for n, v in before.items() if n not in ("q.harm", "enough")
    }.items()
    assert "/law/kz/cc/108-1/" in walk.page  # light harm


def test_pages_of_kinds_that_are_taken_back_fall_away() -> None:
    walk = Walker()
    walk.send("body").send("slap").send(go="enough").send(go="change:kinds")
    walk.send("fear")
    assert walk.at == "acts.fear"
    assert not any(name == "q.acts.body" for name, _value in walk.carried)


def test_the_language_can_be_changed_on_the_way_and_nothing_is_lost() -> None:
    walk = Walker("en")
    walk.send("body").send("slap").send("03.10.2025")
    assert 'formaction="/law/ask/?lang=kk"' in walk.page
    carried = walk.carried
    walk.address = "/law/ask/?lang=kk"
    walk.send("spouse", go="stay")
    assert walk.at == "relation" and walk.carried == carried and '<html lang="kk">' in walk.page
    assert re.search(r'value="spouse"[^>]*checked', walk.page)  # chosen and not yet sent on: kept too


def test_a_day_that_is_none_is_asked_again_and_what_was_typed_stays() -> None:
    walk = Walker()
    walk.send("body").send("slap").send("45.13.2025")
    assert walk.answer.status_code == 422 and walk.at == "when" and 'value="45.13.2025"' in walk.page
    assert ("q.acts.body", "slap") in walk.carried
    walk.send("01.01.2031")
    assert walk.answer.status_code == 422  # still to come


def test_answers_that_cannot_both_be_are_marked_and_get_no_assessment() -> None:
    data = {"q.kinds": "body", "q.acts.body": "slap", "q.relation": "stranger", "q.lived_together": "no",
            "q.harm": "pain", "enough": "1", "go": "on"}  # fmt: skip
    page = Client().post("/law/ask/?lang=en", data).content.decode()
    assert "What the law says about this" in page and "do not fit together" not in page
    # people who lived together are not strangers (contradictions.yaml)
    page = Client().post("/law/ask/?lang=en", data | {"q.lived_together": "yes"}).content.decode()
    assert "do not fit together" in page and "/law/kz/cc/" not in page
    row = r'<div class="notice notice--care"><dt>[^<]*</dt>.*?value="change:([^"]*)"'
    marked = re.findall(row, page, re.DOTALL)
    assert marked == ["relation", "lived_together"]


@pytest.mark.parametrize(
    "sent",
    [{"q.nothing": "x"}, {"q.harm": "no such word"}, {"q.when": "\x00"}, {"q.victim_age": "-5"},
     {"q.acts.body": "'"}, {"q.acts.": "slap"}, {"q.": ""}, {"at": "acts.nothing", "answer": "x"},
     {"at": "__class__"}, {"go": "change:"}, {"go": "change:acts.x"}, {"go": "back", "at": "zz"},
     {"q.kinds": "body", "q.relation": "spouse' OR 1=1"}, {"q.offender_pregnant": "yes"}, {"enough": "2"}],
)  # fmt: skip
def test_what_is_no_answer_of_ours_is_left_out_and_breaks_nothing(sent: dict[str, str]) -> None:
    answer = Client().post("/law/ask/?lang=ru", {"go": "on"} | sent)
    assert answer.status_code in (200, 422)
    carried = [unescape(value) for _name, value in HIDDEN.findall(answer.content.decode())]
    assert not {"x", "no such word", "-5", "'", "spouse' OR 1=1"} & set(carried)


@pytest.mark.parametrize("path", ["/law/ask/", "/law/papers/complaint/"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
    ],
)
def test_a_form_from_another_site_is_refused(path: str, headers: dict[str, str]) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"go": "on"}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/law/ask/", "/law/papers/complaint/"])
def test_our_own_form_is_taken_without_a_token_and_a_flood_of_text_is_not(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post(path, {"go": "on"}, headers=own).status_code == 200
    assert client.post(path, {"go": "on", "v.what": "ы" * 200_000}, headers=own).status_code == 413
    assert client.put(path).status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_is_enough(language: str) -> None:
    """The cursor stands in the first answer; the first button of the form, wherever it stands on the page, is
    "go on": that is the one that Enter presses."""
    walk = Walker(language)
    while walk.at:
        assert walk.page.count("autofocus") == 1
        assert re.findall(r'<button[^>]*value="([^"]*)"', walk.page)[0] == "on"
        walk.send(*SLAP.get(walk.at, ()))


def test_a_slap_at_home_ends_with_rights_protection_papers_and_numbers() -> None:
    walk = Walker("en")
    walk.answer_all(SLAP | {"when": ("03.10.2026",)})
    assert "Protective order" in walk.page and "/law/kz/l245/60/?lang=en" in walk.page
    assert "You have the right to be recognised as a victim at once." in walk.page  # CPC 71(1-1)
    assert 'formaction="/law/papers/complaint/?lang=en"' in walk.page  # 109-1(1): a complaint is needed
    assert 'formaction="/law/papers/protective_order/?lang=en"' in walk.page
    for number in ("102", "103", "111"):
        assert f'href="tel:{number}"' in walk.page


def test_what_the_law_bars_for_somebody_under_18_is_not_named_as_a_punishment() -> None:
    data = {"q.kinds": "fear", "q.acts.fear": "insult", "q.relation": "spouse", "q.place": "dwelling",
            "q.harm": "none", "q.when": "2026-10-03", "q.offender_age": "17", "enough": "1",
            "go": "on"}  # fmt: skip
    page = Client().post("/law/ask/?lang=en", data).content.decode()
    card = page[page.index("Unlawful acts in family") :]
    card = card[: card.index("</section>")]
    assert (
        "warning" in card and "arrest" not in card and "community service" not in card
    )  # CAO 50(2), 49-1(7)
    grown = Client().post("/law/ask/?lang=en", data | {"q.offender_age": "30"}).content.decode()
    assert "arrest 5 days" in grown
