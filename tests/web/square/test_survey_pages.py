"""Procedure, crosswalk, neighbours and gaps as pages, on a day that the reader chooses."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from qorgan import law
from qorgan.law.gaps import GROUPS, counts
from qorgan.law.procedure import TOPICS
from qorgan.web.square import answers, days

LANGUAGES = ("kk", "ru", "en")
KZ = law.load()


def page(path: str, language: str = "en", status: int = 200) -> str:
    answer = Client().get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_procedure_of_the_day_stands_under_its_topic(language: str) -> None:
    text = page("/law/procedure/?on=03.10.2025", language)
    rules = KZ.procedure(date(2025, 10, 3))
    assert rules
    for rule in rules:
        assert rule.title[language] in text and rule.plain[language] in text, rule.id
    topics = re.findall(r'<h2 id="t-(\w+)">', text)
    assert topics == [topic for topic in TOPICS if any(rule.topic == topic for rule in rules)]


def test_a_rule_says_who_within_what_time_and_for_how_long() -> None:
    text = page("/law/procedure/")
    # CPC 131(4) since 1 July 2026: an adult is held for 48 hours at most without a judge
    card = text[text.index('id="detention_limit_adult"') :]
    card = card[: card.index("</section>")]
    assert "At most 48 hours" in card and "CPC 131(4)" in card and "Police" in card
    assert "/law/kz/cpc/131/?lang=en" in text


def test_a_day_changes_which_rules_stand() -> None:
    # Law 245-VIII is in force since 2 March 2026; before it the law of 2009
    before, after = page("/law/procedure/?on=2026-03-01"), page("/law/procedure/?on=2026-03-02")
    assert "Law 245-VIII" not in before and "Law 245-VIII" in after


@pytest.mark.parametrize("path", ["/law/procedure/", "/law/kz/gaps/", "/law/kz/cc/109-1/"])
@pytest.mark.parametrize("typed", ["32.1.2025", "yesterday", "2025-02-30", "01.01.1999", "٠٣.١٠.٢٠٢٥"])
def test_a_day_that_cannot_be_shown_is_said_so_and_what_was_typed_stays(path: str, typed: str) -> None:
    answer = Client().get(path, {"on": typed, "lang": "ru"})
    assert answer.status_code == 422 and answer["Cache-Control"] == "no-store"
    text = unescape(answer.content.decode())
    assert f'value="{typed}"' in text and 'id="on_fault"' in text


def test_the_day_of_an_article_leads_to_its_address_of_that_day() -> None:
    answer = Client().get("/law/kz/cc/109-1/", {"on": "3.10.2025", "lang": "kk"})
    assert (answer.status_code, answer["Location"]) == (303, "/law/kz/cc/109-1/2025-10-03/?lang=kk")
    assert answer["Cache-Control"] == "no-store"


def test_a_chosen_day_stays_when_the_language_changes() -> None:
    text = page("/law/procedure/?on=03.10.2025")
    assert "/law/procedure/?on=03.10.2025&lang=kk" in text


def test_the_days_are_read_as_people_and_addresses_write_them() -> None:
    assert days.read("3.10.2025") == days.read("2025-10-03") == days.read("03/10/2025") == date(2025, 10, 3)
    assert days.read("2025-13-01") is None and days.read("") is None


# --- what is not certain --------------------------------------------------------------------------


@pytest.mark.parametrize("on", [None, date(2025, 10, 3), date(2026, 11, 26)])
def test_the_gaps_of_a_day_stand_there_whole(on: date | None) -> None:
    text = page(f"/law/kz/gaps/?on={on.isoformat() if on else 'all'}")
    found = KZ.gaps(on)
    for group, number in counts(found).items():
        assert bool(number) == (f'id="g-{group}"' in text), group
    for gap in found:
        if gap.basis:
            assert KZ.short_name(gap.basis, "en") in text, gap
        if gap.title:
            assert gap.title["en"] in text, gap
    assert list(re.findall(r'<h2 id="g-(\w+)">', text)) == [one for one in GROUPS if counts(found)[one]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_gap_is_named_by_a_code(language: str) -> None:
    assert not re.search(r"\b(general|counting|istanbul)\.\w", page("/law/kz/gaps/?on=all", language))


def test_the_note_of_a_provision_stands_beside_its_gap() -> None:
    text = page("/law/kz/gaps/?on=all")
    doubtful = {(gap.id, gap.start) for gap in KZ.gaps() if gap.kind == "provision"}
    noted = [item for item in KZ.statutes.provisions if item.note and (item.id, item.start) in doubtful]
    assert noted and all(item.note and item.note["en"] in text for item in noted)


# --- beside others --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_of_an_instrument_stands_with_its_answer_and_its_gaps(language: str) -> None:
    text = page("/law/crosswalk/", language)
    for instrument in KZ.crosswalk():
        assert instrument.title[language] in text and instrument.source in text
        for entry in instrument.entries:
            assert f"{entry.id}. {entry.title[language]}" in text
            assert KZ.phrase(f"answer_{entry.answer}", language) in text
            assert all(gap.text[language] in text for gap in entry.gaps)


def test_what_an_instrument_is_answered_by_leads_to_its_article() -> None:
    text = page("/law/crosswalk/")
    violence = text[text.index('id="i-sdg_5_1_1-2"') : text.index('id="i-sdg_5_1_1-3"')]
    for path in ("cc/109-1", "cc/115-1", "l245/60"):
        assert f"/law/kz/{path}/?lang=en" in violence


# --- articles -------------------------------------------------------------------------------------


def test_a_rule_of_procedure_stands_on_the_page_of_its_article_on_its_days() -> None:
    # CPC 131(4): other terms before 1 July 2026
    now, before = page("/law/kz/cpc/131/2026-07-01/"), page("/law/kz/cpc/131/2026-06-30/")
    for text, on in ((now, date(2026, 7, 1)), (before, date(2026, 6, 30))):
        for rule in KZ.procedure(on):
            assert rule.basis.split(".")[:3] != ["kz", "cpc", "131"] or rule.plain["en"] in text


def test_an_offence_names_the_form_in_which_its_cases_are_looked_into() -> None:
    # CPC 191(2): battery is looked into by protocol
    text = page("/law/kz/cc/109-1/")
    assert "Procedure in such a case" in text and "/law/procedure/?lang=en" in text


def test_a_rule_for_one_part_of_an_article_says_for_which() -> None:
    # CPC 136(2) names CC 109-1 with its second part only
    battery = page("/law/kz/cc/109-1/")
    custody = battery[battery.index("Custody because of the gravity alone") :]
    assert "Only for CC 109-1(2)." in custody[: custody.index("</li>")]
    # and CC 107 as a whole
    health = page("/law/kz/cc/107/")
    custody = health[health.index("Custody because of the gravity alone") :]
    assert "Only for" not in custody[: custody.index("</li>")]
    text = page("/law/procedure/")
    card = text[text.index('id="custody_for_gravity"') :]
    assert "CC 109-1(2)" in card[: card.index("</section>")]


# --- pages that were drawn ------------------------------------------------------------------------


def test_a_page_is_drawn_once_and_what_was_typed_is_never_kept() -> None:
    answers.DRAWN.clear()
    first = Client().get("/law/kz/cc/109-1/?lang=en")
    again = Client().get("/law/kz/cc/109-1/?lang=en")
    assert again.content == first.content and dict(again.headers) == dict(first.headers)
    for path in ("/law/?q=муж", "/law/procedure/?on=03.10.2025", "/law/kz/cc/109-9/"):
        Client().get(path)
    assert {place[0] for place in answers.DRAWN} == {"/law/kz/cc/109-1/"}
    assert Client().get("/law/kz/cc/109-1/?lang=kk").content != first.content


def test_pages_that_were_drawn_take_no_more_than_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    answers.DRAWN.clear()
    monkeypatch.setattr(answers, "MOST_DRAWN", 2)
    for number in ("107", "109-1", "115"):
        page(f"/law/kz/cc/{number}/")
    assert [place[0] for place in answers.DRAWN] == ["/law/kz/cc/109-1/", "/law/kz/cc/115/"]
