"""What a yes opens. Numbers are the permanent ones of the key hierarchy."""

from __future__ import annotations

import pytest

from qorgan.practice import UnknownBundle, bundles, compartments, compartments_of
from qorgan.practice.consent import purposes, rights


def test_compartments_carry_their_permanent_numbers() -> None:
    assert {c.code: c.number for c in compartments()} == {
        "identity": 1, "safe_contact": 2, "account": 3, "evidence": 4, "health": 5, "risk": 6, "legal": 7,
        "services": 8, "survivor_view": 9,
    }  # fmt: skip


def test_there_are_four_bundles_in_plain_words() -> None:
    assert [bundle.label.en for bundle in bundles()] == [
        "How to reach me", "What happened", "My health", "My documents",
    ]  # fmt: skip


def test_health_and_documents_open_nothing_else() -> None:
    assert compartments_of(["my_health"]) == (5,)
    assert compartments_of(["my_documents"]) == (4,)


def test_how_to_reach_her_does_not_open_what_happened() -> None:
    assert compartments_of(["reach_me"]) == (1, 2)


def test_no_compartment_is_opened_by_two_bundles_and_her_own_page_by_none() -> None:
    opened = [number for bundle in bundles() for number in bundle.compartments]
    assert sorted(opened) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_an_unknown_bundle_is_refused_by_name() -> None:
    with pytest.raises(UnknownBundle, match="reach_me"):
        compartments_of(["everything"])


def test_key_purposes_carry_their_permanent_numbers() -> None:
    assert {p.code: p.number for p in purposes()} == {"intake": 1, "casework": 2}


def test_she_reads_that_a_no_does_not_cost_her_help() -> None:
    assert "If you say no, you still get help." in [text.en for text in rights()]
