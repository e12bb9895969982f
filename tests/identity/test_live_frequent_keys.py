"""A key that thousands have is not opened where a rarer one hits, and nobody is lost without a word."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.identity.live_people import VERSION, face, row

from qorgan.identity import live

COMMON, SECOND, RARE = 1, 2, 3


@pytest.fixture
def index(tmp_path: Path) -> live.Index:
    people = [
        row(f"p{n:03}", [COMMON, *([SECOND] if n >= 80 else []), *([RARE] if n == 50 else [])])
        for n in range(100)
    ]
    live.build(tmp_path / "p.idx", [live.batch_of(people)], VERSION)
    return live.Index(tmp_path / "p.idx", VERSION, durable=False)


def test_a_rare_key_alone_is_opened_and_the_frequent_one_is_counted_and_named(index: live.Index) -> None:
    found = index.candidates([COMMON, RARE], frequent=30)
    assert found.columns().unique_ids() == ["p050"]
    assert (found.hits.tolist(), found.kinds.tolist()) == ([2], [0b11])
    assert found.skipped == (0,) and not found.truncated


def test_where_only_a_frequent_key_hits_a_part_is_given_and_it_is_said(index: live.Index) -> None:
    found = index.candidates([COMMON, 99], frequent=5)
    assert len(found) == 20 and found.truncated and not found.skipped
    assert found.rows.tolist() == index.candidates([COMMON, 99], frequent=5).rows.tolist()


def test_who_has_both_of_two_frequent_keys_is_found(index: live.Index) -> None:
    found = index.candidates([COMMON, SECOND], frequent=10)
    assert found.columns().unique_ids() == [f"p{n:03}" for n in range(80, 100)]
    assert set(found.hits.tolist()) == {2} and set(found.kinds.tolist()) == {0b11}
    assert not found.truncated and found.skipped == (0, 1)


def test_who_has_two_frequent_keys_is_found_beside_who_has_a_rare_one(index: live.Index) -> None:
    found = index.candidates([COMMON, RARE, SECOND], frequent=19)
    assert found.columns().unique_ids() == ["p050", *(f"p{n:03}" for n in range(80, 100))]
    assert set(found.kinds.tolist()) == {0b11, 0b101}


def test_a_rare_key_of_somebody_who_was_removed_hides_nobody(index: live.Index) -> None:
    index.remove("p050")
    found = index.candidates([COMMON, RARE], frequent=30)
    assert len(found) == 99 and found.truncated
    for number in range(80, 100):
        index.remove(f"p{number:03}")
    assert len(index.candidates([SECOND, COMMON], frequent=10)) == 40


def test_a_key_that_becomes_frequent_by_inserting_is_frequent(index: live.Index) -> None:
    index.insert_many([live.Row(f"n{number}", face(), [RARE]) for number in range(10)])
    found = index.candidates([RARE], frequent=5)
    assert len(found) == 11 and found.truncated


def test_of_too_many_candidates_those_with_the_most_keys_are_given(index: live.Index) -> None:
    found = index.candidates([COMMON, SECOND, RARE], most=21)
    assert found.truncated
    assert found.columns().unique_ids() == ["p050", *(f"p{n:03}" for n in range(80, 100))]


keys = st.lists(st.integers(0, 5), max_size=5)


@given(st.lists(keys, max_size=25), st.lists(keys, max_size=10), keys, st.integers(1, 12), st.integers(1, 30))
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_whoever_shares_a_rare_key_or_two_is_found_and_every_answer_is_true(
    built: list[list[int]], inserted: list[list[int]], asked: list[int], frequent: int, most: int
) -> None:
    held = [set(one) for one in (*built, *inserted)]
    count = Counter(key for one in held for key in one)
    with tempfile.TemporaryDirectory() as place:
        live.build(Path(place) / "p.idx", [live.batch_of([row("x", one) for one in built])], VERSION)
        index = live.Index(Path(place) / "p.idx", VERSION, durable=False)
        index.insert_many([live.Row("x", face(), one) for one in inserted])
        found = index.candidates(asked, frequent=frequent, most=most)
    for number, hits in zip(found.rows.tolist(), found.hits.tolist(), strict=True):
        assert hits == len(held[number] & set(asked)) > 0
    rare = set()
    for number, one in enumerate(held):
        counts = [count[key] for key in one & set(asked)]
        if len(counts) > 1 or min(counts, default=frequent + 1) <= frequent:
            rare.add(number)
    given_ = set(found.rows.tolist())
    assert len(found) <= most
    if not found.truncated:
        assert given_ == rare
        frequent_places = {n for n, key in enumerate(asked) if count[key] > frequent and key not in asked[:n]}
        assert set(found.skipped) == frequent_places
    elif rare:
        assert given_ <= rare
    else:
        assert given_
    if any(one & set(asked) for one in held):
        assert given_
