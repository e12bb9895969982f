"""The papers as data: each names its legal basis, asks for nothing it cannot fill in, and puts nothing in."""

from __future__ import annotations

import pytest

from qorgan.law import load
from qorgan.law.papers import BLANK, PAPER_LANGUAGES, UnknownPaper, papers

ALL = papers()
# The law that each rests on, as the references give it.
BASIS = {
    "complaint": {"kz.cpc.32", "kz.cpc.181", "kz.cpc.185"},
    "protective_order": {"kz.l245.60"},
    "no_approach": {"kz.cpc.165"},
    "special_requirements": {"kz.cao.54", "kz.cc.98-3"},
    "civil_claim": {"kz.cpc.166", "kz.cpc.167"},
    "protection_request": {"kz.cpc.96.4", "kz.cpc.97"},
}


def test_there_are_the_six_papers_each_on_the_law_that_it_rests_on() -> None:
    assert set(ALL.papers) == set(BASIS)
    for name, basis in BASIS.items():
        assert basis <= {one.id for one in ALL.papers[name].basis}


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("name", list(BASIS))
def test_an_empty_paper_has_lines_to_fill_in_and_no_word_of_anybody(name: str, language: str) -> None:
    paper = ALL.write(name, language, {})
    text = str(paper)
    assert BLANK in text and "{" not in text and "None" not in text
    assert paper.mark == ALL.words["draft"][language]
    for basis in ALL.papers[name].basis:
        assert load().short_name(basis.id, language) in paper.end[0]


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("name", list(BASIS))
def test_every_field_that_is_asked_for_stands_on_the_paper_and_those_of_the_sheet_never(
    name: str, language: str
) -> None:
    asked = [place for place in ALL.papers[name].places if place != "asks"]
    typed = {place: f"СЫНАҚ-{place}" for place in asked} | {"address": "МЕКЕНЖАЙ", "phone": "ТЕЛЕФОН-700"}
    text = str(ALL.write(name, language, typed))
    for place in asked:
        assert f"СЫНАҚ-{place}" in text, place
    assert "МЕКЕНЖАЙ" not in text and "ТЕЛЕФОН-700" not in text
    sheet = str(ALL.confidential(name, language, typed))
    assert "МЕКЕНЖАЙ" in sheet and "ТЕЛЕФОН-700" in sheet and "СЫНАҚ-what" not in sheet


def test_what_is_asked_of_the_court_is_what_was_ticked() -> None:
    paper = ALL.write("special_requirements", "ru", {"asks": ["no_weapons"], "months": "6"})
    lines = [line for piece in paper.body for line in piece.lines]
    assert any("оружие" in line for line in lines) and not any("алкоголь" in line for line in lines)
    assert any("6 мес." in line for line in lines)


def test_a_sentence_that_was_typed_with_its_full_stop_gets_no_second_one() -> None:
    paper = ALL.write("complaint", "ru", {"when": "3 октября...", "where": "дома."})
    said = next(line for piece in paper.body for line in piece.lines if line.startswith("Когда"))
    assert said == "Когда: 3 октября... Где: дома."


def test_what_was_typed_is_never_read_as_a_place() -> None:
    paper = ALL.write("complaint", "kk", {"what": "{other_name}", "other_name": "{what}"})
    lines = [line for piece in paper.body for line in piece.lines]
    assert "{other_name}" in lines and any(line.endswith("{what}.") for line in lines)


def test_an_unknown_paper_or_language_is_refused() -> None:
    for name, language in (("no_such", "ru"), ("complaint", "en")):
        with pytest.raises(UnknownPaper):
            ALL.write(name, language, {})
