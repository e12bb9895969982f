"""Before sending: what the law says about her answers, with article, day and certainty; no reproach."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.web.door.walker import Page, Person
from tests.web.world import World

from qorgan.web.door import law_says
from qorgan.web.ledger.models import Entry

KINDS_OF_ACTS = {"slap": "body", "strangulation": "body", "threats": "fear", "forced_intercourse": "sexual"}


def review(
    world: World, acts: list[str], day: str = "", language: str = "en", to: str = "centre", **facts: str
) -> Page:
    """The page before sending, after these answers."""
    person = Person(language)
    person.begin()
    person.choose(world.agencies[to])
    person.press()
    kinds = list(dict.fromkeys(KINDS_OF_ACTS[act] for act in acts))
    person.press(answer=kinds)
    for kind in ("body", "fear", "sexual"):
        if kind in kinds:
            person.press(answer=[act for act in acts if KINDS_OF_ACTS[act] == kind])
    answers = {
        "relation": "spouse",
        "place": "dwelling",
        "harm": "pain",
        "victim_age": "30",
        "when": day,
    } | facts
    while person.at.startswith("ask:"):
        given = answers.get(person.at.removeprefix("ask:"), "")
        person.press(**({"answer": given} if given else {}))
    assert person.at == "story"
    person.press()
    person.press(one="no")
    person.press()
    return person.press(one="no")


def law_part(page: Page) -> str:
    """From "What the law says" to her rights."""
    return page.text.partition("What the law says about this")[2].partition("Your rights")[0]


def test_the_same_slap_is_administrative_on_saturday_15_june_2024_and_criminal_on_sunday(
    world: World,
) -> None:
    """Law 72-VIII of 15 April 2024, in force from 16 June 2024."""
    saturday = law_part(review(world, ["slap"], "15.06.2024"))
    sunday = law_part(review(world, ["slap"], "16.06.2024"))
    assert "CAO 73-2" in saturday and "CC 109-1" not in saturday
    assert "CC 109-1(1)" in sunday and "CAO 73-2" not in sunday
    assert "in force since 16.06.2024" in sunday


def test_protection_is_that_of_the_law_of_today_also_for_an_act_of_2024(world: World) -> None:
    """Law 245-VIII art. 60 in place of the 2009 law since 2 March 2026 (art. 85)."""
    shown = law_part(review(world, ["slap"], "16.06.2024"))
    assert "Protective order" in shown and "Law 245-VIII 60" in shown
    assert "2009 law" not in shown


def test_each_finding_names_its_article_and_how_certain_it_is(world: World) -> None:
    page = review(world, ["slap", "threats"])
    cards = re.findall(r'<div class="card"><h3>.*?</div>', page.html, re.DOTALL)
    assert cards
    for card in cards:
        cite = re.search(r'class="cite">(.*?)</p>', card, re.DOTALL)
        assert cite and re.search(r"(CC|CAO) \d", cite[1]) and "in force since" in cite[1]


def test_whether_a_complaint_of_hers_is_needed_is_said(world: World) -> None:
    """CC 109-1(1) is private-public (CPC 32): a complaint is needed."""
    assert "needs a complaint from you" in law_part(review(world, ["slap"]))


def test_after_being_choked_a_doctor_is_advised_and_the_danger_is_taken_seriously(world: World) -> None:
    page = review(world, ["strangulation"])
    assert "let a doctor look now" in page.text
    assert "can be dangerous, and we take it seriously" in page.text


def test_nothing_marked_gives_no_law_and_no_reproach(world: World) -> None:
    person = Person()
    page = person.to_review(world.agencies["centre"])
    assert "You have not marked what happened" in law_part(page)


def test_answers_that_contradict_give_no_finding_and_stop_no_page() -> None:
    """People who lived together are not strangers: the engine refuses both together."""
    facts = {"acts": ["slap"], "relation": "stranger", "lived_together": True}
    today = date(2026, 11, 22)
    said = law_says.about(facts, today, today, "en")
    assert said.conflict and not said.applies
    assert law_says.next_fact(facts, today, frozenset()) is None


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("acts", [["strangulation"], ["confinement"], ["forced_intercourse"]])
def test_whoever_tells_what_happened_is_not_shown_a_killing_as_what_may_apply(
    acts: list[str], language: str
) -> None:
    """With the injury not known, CC 99 is open in law; the person who tells is alive."""
    today = date(2026, 11, 22)
    said = law_says.about({"acts": acts, "relation": "spouse"}, today, today, language)
    cites = [statement.cite for statement in said.may_apply]
    assert cites and not [cite for cite in cites if cite.split()[1].split("(")[0] in ("99", "104", "105")]


def test_what_may_apply_begins_with_what_one_answer_would_settle() -> None:
    today = date(2026, 11, 22)
    said = law_says.about({"acts": ["slap"], "relation": "spouse", "place": "dwelling"}, today, today, "en")
    assert {"CC 109-1(1)", "CC 108-1(1)"} <= {statement.cite for statement in said.may_apply}


def test_the_police_page_says_before_sending_that_the_law_makes_them_act_on_their_own(world: World) -> None:
    page = review(world, ["slap"], to="police")
    assert "The police must respond" in page.text and "even if you change your mind" in page.text
    assert "Law 245-VIII, article 72(3)" in page.text
    assert "The police must respond" not in review(world, ["slap"], to="centre").text


def test_the_days_that_copies_are_kept_are_said(world: World) -> None:
    assert "35 days" in review(world, ["slap"]).text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_nothing_is_written_before_she_presses_send(world: World, language: str) -> None:
    before = Entry.objects.count()
    review(world, ["slap", "threats"], language=language)
    assert Entry.objects.count() == before
