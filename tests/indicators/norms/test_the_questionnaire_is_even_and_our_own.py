"""Seven items, five moments, three languages, stories drawn by lot that stay even; no name, no telephone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.indicators.norms.instrument import cell_of, instrument, printed
from qorgan.indicators.norms.survey import columns
from qorgan.indicators.texts import LANGUAGES


def test_it_has_the_seven_norms_and_the_five_moments() -> None:
    whole = instrument()
    assert [item.id for item in whole.block("norms7").items] == [
        "leaders",
        "democracy",
        "university",
        "jobs",
        "executives",
        "beating",
        "abortion",
    ]
    # the base of ATT-IPV: goes out, neglects, argues, refuses, burns
    assert [item.id.removeprefix("scene_") for item in whole.block("scenes").items] == [
        "out",
        "children",
        "argues",
        "refuses",
        "burns",
    ]


@pytest.mark.parametrize(
    ("item", "ends", "biased"),
    [
        ("leaders", (1, 4), {1, 2}),
        ("democracy", (1, 10), set(range(1, 8))),
        ("university", (1, 4), {1, 2}),
        ("jobs", (1, 5), {1, 2}),
        ("executives", (1, 4), {1, 2}),
        ("beating", (1, 10), set(range(2, 11))),
        ("abortion", (1, 10), {1}),
    ],
)
def test_a_bias_is_what_undp_counts_as_one(item: str, ends: tuple[int, int], biased: set[int]) -> None:
    one = next(found for found in instrument().block("norms7").items if found.id == item)
    assert (one.scale.low, one.scale.high) == ends
    assert set(one.biased) == biased


def test_belief_what_others_do_and_what_others_approve_are_asked_apart() -> None:
    for block in ("hitting", "silence"):
        ids = [item.id for item in instrument().block(block).items]
        assert ids == [f"{block}_own", f"{block}_do", f"{block}_approve"]


@given(st.text(min_size=1, max_size=10), st.integers(0, 50))
def test_every_full_block_of_forms_tells_each_story_once_in_every_way(seed: str, block: int) -> None:
    for vignette in instrument().vignettes:
        size = len(vignette.cells)
        told = [cell_of(vignette, seed, block * size + place) for place in range(1, size + 1)]
        assert Counter(told) == Counter(vignette.cells)


def test_the_lot_is_the_same_again_and_another_seed_is_another_lot() -> None:
    story = instrument().vignettes[0]
    lots = {seed: [cell_of(story, seed, form) for form in range(1, 65)] for seed in ("a", "b")}
    assert lots["a"] == [cell_of(story, "a", form) for form in range(1, 65)]
    assert lots["a"] != lots["b"]
    assert lots["a"][:8] != lots["a"][8:16]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_says_how_it_is_asked_where_help_is_and_how_to_stop(language: str) -> None:
    form = printed(language, "7", 3)
    whole = instrument()
    for name in ("alone", "free", "distress", "services", "code", "end"):
        assert whole.front[name][language] in form
    assert "111" in form and "102" in form
    for column in columns(whole)[4:]:
        assert column in form
    assert "{" not in form


def test_no_column_holds_a_name_a_telephone_or_a_place() -> None:
    words = {"phone_number", "telephone", "name", "address", "iin", "birth"}
    assert not words & set(columns(instrument()))
    assert "quarrel_cell" in columns(instrument())


def test_each_sentence_differs_between_the_languages() -> None:
    whole = instrument()
    said = [item.said for block in whole.blocks for item in block.items]
    said += [item.said for item in whole.questions]
    for text in said:
        assert len({text.en, text.ru, text.kk}) == 3
