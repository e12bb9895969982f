"""The engine's values in words (values as interfaces.md, section 3, writes them)."""

from __future__ import annotations

import pytest
from django.utils import translation

from qorgan.web.desk import law_words, words


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "fine", "max_mci": 80, "max_tenge": 314560}, "fine up to 80 MCI (314 560 tenge)"),
        ({"kind": "arrest", "max_days": 25}, "arrest up to 25 days"),
        ({"kind": "arrest", "min_days": 10, "max_days": 10}, "arrest 10 days"),
        ({"kind": "imprisonment", "min_years": 4, "max_years": 7}, "imprisonment 4 to 7 years"),
        ({"kind": "warning"}, "warning"),
        (
            {"kind": "fine", "min_mci": 10, "max_mci": 10, "for": "parents"},
            "fine 10 MCI for the parents or those in their place",
        ),
    ],
)
def test_a_sanction_reads_as_in_the_law(given: dict[str, object], said: str) -> None:
    assert law_words.sanction(given) == said


@pytest.mark.parametrize(
    ("duration", "said"),
    [("P1D", "within 1 day"), ("P7D", "within 7 days"), ("PT24H", "within 24 hours"), (None, "")],
)
def test_a_term_reads_as_in_the_law_and_no_term_as_none(duration: str | None, said: str) -> None:
    assert law_words.within(duration) == said


def test_a_provision_is_cited_as_people_write_it() -> None:
    assert words.cite("kz.cc.109-1.2.8") == "CC 109-1(2)(8)"


def test_only_what_is_not_certain_carries_a_mark() -> None:
    assert law_words.certainty("certain") == ""
    assert law_words.certainty("inferred") == "inferred"


def test_a_settled_answer_shows_what_carries_it_and_not_what_is_still_open() -> None:
    because = {
        "all": [
            {"fact": "harm", "any": ["pain"], "truth": "yes"},
            {"fact": "dependence", "is": True, "truth": "not known"},
        ]
    }
    facts = {"harm": "pain"}
    settled = law_words.reasons(because, facts, True)
    assert len(settled) == 1
    assert len(law_words.reasons(because, facts, False)) == 2
    assert settled[0] in law_words.reasons(because, facts, False)


def test_of_alternatives_only_the_one_that_holds_is_a_reason() -> None:
    because = {
        "any": [
            {"fact": "relation", "any": ["spouse"], "truth": "yes"},
            {"fact": "common_child", "is": True, "truth": "not known"},
        ]
    }
    (only,) = law_words.reasons(because, {"relation": "spouse"}, False)
    assert "spouse" in only
