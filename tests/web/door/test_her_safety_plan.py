"""The safety plan behind her words: read, added to, and never opened by words that were not meant to."""

from __future__ import annotations

import pytest
from tests.web.door.test_her_words import come_back, opened, sent
from tests.web.world import World

from qorgan.web.casework import safety_plan, visits
from qorgan.web.casework.models import Case
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import entries_of_case

TEXTS = {"people": "SYNTHETIC the neighbour upstairs", "sign": "two\nrings"}
NOTES = "SYNTHETIC ask on Thursday"


def planned(world: World, case: Case, texts: dict[str, str] = TEXTS) -> None:
    standing, _ = safety_plan.recorded(entries_of_case(case.id))
    safety_plan.write(world.keys("worker"), case, texts, standing.id if standing else None)


def test_she_reads_the_plan_with_who_wrote_it_and_whom_to_call(world: World) -> None:
    report, words = sent(world, scope="plan")
    planned(world, opened(world, report))
    person = come_back(words)
    assert "Your safety plan" in person.page.text
    assert TEXTS["people"] not in person.page.text, "nothing of it is on the page before she opens it"
    page = person.press("plan")
    assert person.at == "plan"
    assert TEXTS["people"] in page.text and "People I can go to" in page.text
    assert "centre (synthetic), caseworker" in page.text
    for number in ("102", "103", "111"):
        assert f'href="tel:{number}"' in page.html
    assert world.members["worker"].display_name not in page.text.replace("caseworker", "")


def test_the_page_says_who_can_read_it_before_she_writes(world: World) -> None:
    report, words = sent(world, scope="plan")
    opened(world, report)
    html = come_back(words).press("plan").html
    assert html.index("Whoever holds your six words can read this page.") < html.index("<textarea")


def test_she_keeps_and_changes_notes_of_her_own(world: World) -> None:
    report, words = sent(world, scope="plan")
    case = opened(world, report)
    planned(world, case)
    person = come_back(words)
    person.press("plan")
    page = person.press(text=NOTES)
    assert person.at == "visit" and "Your notes are kept." in page.text
    assert NOTES not in page.text and NOTES not in str(person.draft)
    page = person.press("plan")
    assert NOTES in page.text and "Last changed by you" in page.text and TEXTS["people"] in page.text
    assert safety_plan.read(world.keys("worker"), case).texts == TEXTS | {"own": NOTES}
    person.press(text="SYNTHETIC something else")
    page = person.press("plan")
    assert "SYNTHETIC something else" in page.text and NOTES not in page.text


def test_notes_that_are_emptied_are_no_longer_shown(world: World) -> None:
    report, words = sent(world, scope="plan")
    opened(world, report)
    person = come_back(words)
    person.press("plan")
    person.press(text=NOTES)
    person.press("plan")
    person.press(text="")
    assert NOTES not in person.press("plan").text


def test_notes_posted_twice_are_one_version(world: World) -> None:
    report, words = sent(world, scope="plan")
    opened(world, report)
    person = come_back(words)
    person.press("plan")
    twice = {**person.page.hidden, "go": "on", "text": NOTES}
    assert person.post(twice).status_code == 303
    assert person.post(twice).status_code == 303
    assert Entry.objects.filter(type="report.plan_notes_from_survivor").count() == 1


def test_leaving_the_page_without_changes_keeps_nothing(world: World) -> None:
    report, words = sent(world, scope="plan")
    opened(world, report)
    person = come_back(words)
    person.press("plan")
    before = Entry.objects.count()
    person.press("no", text=NOTES)
    assert person.at == "visit" and Entry.objects.count() == before


def test_notes_that_are_too_long_are_refused_and_stay_on_the_page(world: World) -> None:
    report, words = sent(world, scope="plan")
    planned(world, opened(world, report))
    person = come_back(words)
    person.press("plan")
    page = person.press(text="ж" * 2001)
    assert person.answer.status_code == 422
    assert "ж" * 2001 in page.text and TEXTS["people"] in page.text
    assert not Entry.objects.filter(type="report.plan_notes_from_survivor").exists()


@pytest.mark.parametrize("scope", ["status", "messages"])
def test_words_of_another_scope_open_no_plan_whatever_is_posted(world: World, scope: str) -> None:
    report, words = sent(world, scope=scope)
    planned(world, opened(world, report))
    person = come_back(words)
    assert "safety plan" not in person.page.text and ("go", "plan") not in person.page.buttons
    page = person.press("plan")
    assert "There is no plan behind these words" in page.text
    assert TEXTS["people"] not in page.html and "<textarea" not in page.html
    person.press(text=NOTES)
    assert person.at == "visit"
    assert not Entry.objects.filter(type="report.plan_notes_from_survivor").exists()


def test_no_other_words_tell_that_a_plan_was_written(world: World) -> None:
    """Whoever finds words for the status alone reads no step that says so."""
    report, words = sent(world, scope="status")
    case = opened(world, report)
    before = come_back(words).page.text
    planned(world, case)
    assert come_back(words).page.text == before


def test_ended_words_close_the_open_page_of_the_plan(world: World) -> None:
    report, words = sent(world, scope="plan")
    planned(world, opened(world, report))
    person, elsewhere = come_back(words), come_back(words)
    person.press("plan")
    elsewhere.press("end")
    elsewhere.press()
    person.press(text=NOTES)
    assert person.at == "return"
    assert not Entry.objects.filter(type="report.plan_notes_from_survivor").exists()
    assert visits.open_visit(words) is None


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_page_of_the_plan_is_named_like_every_other_page(world: World, language: str) -> None:
    report, words = sent(world, scope="plan")
    planned(world, opened(world, report))
    person = come_back(words)
    title = person.page.title
    assert person.press("plan").title == title
    assert "script" not in {tag for tag, attrs in person.page.tags if "src" not in attrs}
