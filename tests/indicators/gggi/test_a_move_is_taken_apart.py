"""A move between editions is taken apart into parts that add up, with bounds that hold for every rounding."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.indicators.faults import BadInput
from qorgan.indicators.gggi.countries import countries
from qorgan.indicators.gggi.editions import UNIT, Edition, Entry, packaged, read_editions, taking
from qorgan.indicators.gggi.moves import Move, move

CODES = tuple(countries())
Scores = dict[str, float]


def entry(code: str, score: float, decimals: int, rank: int | None) -> Entry:
    printed = round(round(score, decimals) * UNIT)
    half = 5 * 10 ** (7 - decimals)
    return Entry(code, rank, printed - half, printed + half, decimals, printed)


def edition(year: int, scores: Scores, decimals: int, ranked: bool = True) -> Edition:
    ranks = {code: 1 + sum(other > own for other in scores.values()) for code, own in scores.items()}
    entries = {
        code: entry(code, own, decimals, ranks[code] if ranked else None) for code, own in scores.items()
    }
    return Edition(year, entries, len(scores))


def shapley(before: Scores, after: Scores, own: str) -> dict[str, float]:
    """By its definition: the mean over all orders of what each change does to the rank."""
    common = (set(before) & set(after)) - {own}

    def places(changed: frozenset[str]) -> int:
        mine = (after if "own" in changed else before)[own]
        field = [(after if "others" in changed else before)[code] for code in common]
        field += [] if "left" in changed else [before[code] for code in set(before) - set(after)]
        field += [after[code] for code in set(after) - set(before)] if "entered" in changed else []
        return 1 + sum(score > mine for score in field)

    names = ("own", "others", "left", "entered")
    gained = dict.fromkeys(names, 0.0)
    for order in permutations(names):
        done: frozenset[str] = frozenset()
        for name in order:
            gained[name] += (places(done) - places(done | {name})) / 24
            done |= {name}
    return gained


def drawn(seed: int, stay: int, leave: int, enter: int) -> tuple[Scores, Scores, str]:
    chance = random.Random(seed)
    codes = chance.sample(CODES, 1 + stay + leave + enter)
    kept, left, entered = codes[: 1 + stay], codes[1 + stay : 1 + stay + leave], codes[1 + stay + leave :]
    before = {code: chance.uniform(0.68, 0.74) for code in (*kept, *left)}
    after = {
        code: min(0.99, before.get(code, 0.71) + chance.uniform(-0.02, 0.02)) for code in (*kept, *entered)
    }
    return before, after, kept[0]


shapes = st.tuples(st.integers(0, 10**6), st.integers(0, 12), st.integers(0, 4), st.integers(0, 4))


@given(shapes, st.sampled_from([1, 2, 3]), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_bounds_hold_the_true_parts_whatever_was_rounded_away(
    shape: tuple[int, int, int, int], decimals: int, first: bool, second: bool
) -> None:
    before, after, own = drawn(*shape)
    editions = {1: edition(1, before, decimals, first), 2: edition(2, after, decimals, second)}
    found = move("a.csv", editions, own, (1, 2))
    true = shapley(before, after, own)
    for name, part in true.items():
        assert found.parts[name].low - 1e-9 <= part <= found.parts[name].high + 1e-9, name
    assert found.parts["total"].low <= sum(true.values()) + 1e-9
    constant = [1 + sum(s[c] > s[own] for c in set(before) & set(after)) for s in (before, after)]
    assert found.ranks["constant_from"].low <= constant[0] <= found.ranks["constant_from"].high
    assert found.ranks["constant_to"].low <= constant[1] <= found.ranks["constant_to"].high


@given(shapes)
@settings(deadline=None, max_examples=40)
def test_scores_printed_in_full_leave_one_answer_and_it_is_shapleys(shape: tuple[int, int, int, int]) -> None:
    before, after, own = drawn(*shape)
    found = move("a.csv", {1: edition(1, before, 7), 2: edition(2, after, 7)}, own, (1, 2))
    for name, part in shapley(before, after, own).items():
        assert found.parts[name].low == found.parts[name].high == pytest.approx(part), name


@given(shapes, st.sampled_from([1, 2]), st.booleans())
@settings(deadline=None, max_examples=40)
def test_the_one_reading_adds_up_and_keeps_the_printed_ranks(
    shape: tuple[int, int, int, int], decimals: int, ranked: bool
) -> None:
    before, after, own = drawn(*shape)
    editions = {1: edition(1, before, decimals, ranked), 2: edition(2, after, decimals, ranked)}
    found = move("a.csv", editions, own, (1, 2))
    reading = {name: part.reading or 0.0 for name, part in found.parts.items()}
    assert sum(reading[name] for name in ("own", "others", "left", "entered")) == pytest.approx(
        reading["total"]
    )
    assert reading["sample"] == reading["left"] + reading["entered"]
    if ranked:
        assert reading["total"] == editions[1].entries[own].rank - editions[2].entries[own].rank  # type: ignore[operator]
    for part in found.parts.values():
        assert part.low <= (part.reading or 0.0) <= part.high


@pytest.fixture(scope="module")
def step() -> Move:
    return move("packaged", packaged(), "KAZ", (2021, 2023))


def test_kazakhstan_from_80th_to_62nd(step: Move) -> None:
    before, after = step.entries
    assert (before.rank, after.rank) == (80, 62)
    assert (step.start.size, step.end.size, step.common) == (156, 146, 145)
    assert step.parts["total"].low == step.parts["total"].high == 18
    above = [code for code in step.left if (step.start.entries[code].rank or 0) < 80]
    assert step.parts["left"].high == len(above), "who left above the old score, as published"
    assert step.entered == ("COM",)
    assert step.parts["entered"].high == 0, "Comoros is far below"
    assert step.ranks["constant_from"].low == 80 - len(above)
    assert step.ranks["constant_to"].low == step.ranks["constant_to"].high == 62
    assert step.parts["own"].high - step.parts["own"].low > 5, "two decimals leave a range, not a point"


def test_a_two_decimal_copy_of_a_three_decimal_score_was_rounded_twice() -> None:
    """Sweden 2023 is .815 and stands as 0.81: the true score may lie up to .8155."""
    sweden = packaged()[2023].entries["SWE"]
    assert sweden.low / UNIT == pytest.approx(0.8145)
    assert sweden.high / UNIT == pytest.approx(0.8155)
    kazakhstan = packaged()[2023].entries["KAZ"]
    assert (kazakhstan.low / UNIT, kazakhstan.high / UNIT) == pytest.approx((0.7145, 0.7255))


def test_a_score_known_to_more_decimals_narrows_the_parts(step: Move) -> None:
    editions = dict(packaged())
    editions[2023] = taking("a.csv", editions[2023], "KAZ", "0.721")
    found = move("a.csv", editions, "KAZ", (2021, 2023))
    for name, part in found.parts.items():
        assert step.parts[name].low <= part.low <= part.high <= step.parts[name].high
    assert found.parts["own"].high - found.parts["own"].low < step.parts["own"].high - step.parts["own"].low
    with pytest.raises(BadInput):
        taking("a.csv", editions[2023], "KAZ", "0.745")


def test_the_last_edition_has_one_country_here_so_only_its_own_part_is_told_apart() -> None:
    found = move("packaged", packaged(), "KAZ", (2024, 2025))
    assert found.kind == "own_first"
    scores = sorted(
        (one.score for code, one in packaged()[2024].entries.items() if code != "KAZ"), reverse=True
    )
    assert 0.698 not in scores
    rank = 1 + sum(score > 0.698 for score in scores)
    assert found.parts["own"].low == found.parts["own"].high == 76 - rank
    assert found.parts["total"].low == 76 - 92
    assert found.parts["own"].low + found.parts["rest"].low == -16


def test_ranks_that_no_scores_can_give_are_refused() -> None:
    scores = dict(zip(CODES[:5], (0.9, 0.8, 0.7, 0.6, 0.5), strict=True))
    good, bad = edition(1, scores, 3), edition(2, scores, 3)
    broken = {**bad.entries, CODES[2]: entry(CODES[2], 0.7, 3, 5)}
    with pytest.raises(BadInput, match="rank"):
        move("a.csv", {1: good, 2: Edition(2, broken, 5)}, CODES[2], (1, 2))


def test_a_table_without_ranks_or_decimals_or_codes_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "country,report_year,score\nKazakhstan,1,0.7\n".replace(",1,", ",2021,") + "Iceland,2021,0.75\n"
    )
    entries = read_editions(str(file))[2021].entries
    assert set(entries) == {"KAZ", "ISL"}
    # Written 0.7 beside 0.75: two decimals, the zero lost; and the edition was printed with three.
    assert (entries["KAZ"].low, entries["KAZ"].high) == (round(0.6945 * UNIT), round(0.7055 * UNIT))
    assert np.isclose(entries["ISL"].score, 0.75)


def test_a_coarse_score_among_many_fine_ones_is_bounded_wider_and_never_narrower() -> None:
    """More places where a count can change than are looked at one by one."""
    before, after, own = drawn(11, 40, 3, 3)
    editions = {}
    for year, scores in ((1, before), (2, after)):
        fine = edition(year, scores, 5)
        coarse = entry(own, scores[own], 1, None)
        editions[year] = Edition(year, {**fine.entries, own: coarse}, fine.size)
    found = move("a.csv", editions, own, (1, 2))
    for name, part in shapley(before, after, own).items():
        assert found.parts[name].low <= part <= found.parts[name].high, name
    assert found.parts["own"].high - found.parts["own"].low > 20
