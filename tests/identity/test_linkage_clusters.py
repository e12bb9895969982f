"""Pairs become people without a weak link joining two of them; every record is in one cluster."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.identity.linking.clusters import cluster

Pair = tuple[int, int, float]
NOT_SEEN = -4.0


def clustered(
    size: int, pairs: Iterable[Pair], threshold: float = 6.0, not_seen: float = NOT_SEEN
) -> list[int]:
    rows = list(pairs)
    left, right = (np.array([row[side] for row in rows], dtype=np.int64) for side in (0, 1))
    weights = np.array([row[2] for row in rows], dtype=np.float64)
    return [int(one) for one in cluster(size, left, right, weights, threshold, not_seen)]


@st.composite
def graphs(draw: Any) -> tuple[int, list[Pair]]:
    size = draw(st.integers(1, 14))
    every = list(combinations(range(size), 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=40)) if every else []
    # Few distinct weights, so that ties are many.
    weights = st.one_of(st.sampled_from([-4.0, 2.0, 6.0, 9.0, 30.0]), st.floats(-10, 40))
    return size, [(a, b, draw(weights)) for a, b in chosen]


def groups(found: Sequence[int]) -> list[list[int]]:
    return [[row for row, one in enumerate(found) if one == name] for name in sorted(set(found))]


def connected(size: int, pairs: list[Pair], threshold: float) -> list[int]:
    name = list(range(size))

    def root(row: int) -> int:
        while name[row] != row:
            row = name[row]
        return row

    for a, b, weight in pairs:
        if weight >= threshold:
            name[root(a)] = root(b)
    return [root(row) for row in range(size)]


@settings(max_examples=60)
@given(graphs(), st.sampled_from([0.0, 6.0, 12.0]))
def test_every_record_is_in_one_cluster_named_by_its_smallest(
    graph: tuple[int, list[Pair]], threshold: float
) -> None:
    size, pairs = graph
    found = clustered(size, pairs, threshold)
    assert len(found) == size
    for members in groups(found):
        assert found[members[0]] == members[0] == min(members)


@settings(max_examples=60)
@given(graphs(), st.sampled_from([0.0, 6.0, 12.0]), st.integers(0, 10_000))
def test_the_order_and_the_sides_of_the_pairs_change_nothing(
    graph: tuple[int, list[Pair]], threshold: float, seed: int
) -> None:
    size, pairs = graph
    draw = random.Random(seed)
    mixed = [(b, a, weight) if draw.random() < 0.5 else (a, b, weight) for a, b, weight in pairs]
    draw.shuffle(mixed)
    assert clustered(size, mixed, threshold) == clustered(size, pairs, threshold)


@settings(max_examples=60)
@given(graphs(), st.sampled_from([0.0, 6.0, 12.0]))
def test_a_cluster_hangs_together_by_links_of_the_threshold_or_above(
    graph: tuple[int, list[Pair]], threshold: float
) -> None:
    size, pairs = graph
    for members in groups(clustered(size, pairs, threshold)):
        inside = [(a, b, w) for a, b, w in pairs if a in members and b in members]
        joined = connected(size, inside, threshold)
        assert len({joined[row] for row in members}) == 1
        if len(members) > 1:
            known = {frozenset((a, b)): w for a, b, w in inside}
            weights = [known.get(frozenset(both), NOT_SEEN) for both in combinations(members, 2)]
            assert sum(weights) / len(weights) >= threshold - 1e-9 or threshold < NOT_SEEN


@settings(max_examples=60)
@given(graphs(), st.sampled_from([(0.0, 6.0), (6.0, 12.0), (2.0, 30.0)]))
def test_a_higher_threshold_never_reaches_beyond_what_a_lower_one_connects(
    graph: tuple[int, list[Pair]], thresholds: tuple[float, float]
) -> None:
    size, pairs = graph
    reach = connected(size, pairs, thresholds[0])
    for members in groups(clustered(size, pairs, thresholds[1])):
        assert len({reach[row] for row in members}) == 1
    highest = max((weight for *_, weight in pairs), default=0.0)
    assert clustered(size, pairs, highest + 1) == list(range(size))


@settings(max_examples=60)
@given(st.integers(2, 12), st.floats(6.0, 40.0))
def test_records_that_all_agree_are_one_cluster(size: int, weight: float) -> None:
    assert clustered(size, [(a, b, weight) for a, b in combinations(range(size), 2)]) == [0] * size


@settings(max_examples=40)
@given(st.integers(4, 40), st.floats(6.0, 12.0), st.integers(0, 1000))
def test_a_chain_of_namesakes_does_not_grow_into_one_person(length: int, weight: float, seed: int) -> None:
    """Each is like the next, and the ends are strangers."""
    names = list(range(length))
    random.Random(seed).shuffle(names)
    chain = [(names[place], names[place + 1], weight) for place in range(length - 1)]
    assert max(len(members) for members in groups(clustered(length, chain))) <= 2


def test_one_weak_link_between_two_people_does_not_join_them() -> None:
    one, two = list(combinations(range(4), 2)), list(combinations(range(4, 8), 2))
    strong = [(a, b, 20.0) for a, b in (*one, *two)]
    assert clustered(8, [*strong, (3, 4, 7.0)]) == [0] * 4 + [4] * 4
    across = [(a, b, 20.0) for a in range(4) for b in range(4, 8)]
    assert clustered(8, [*strong, *across]) == [0] * 8


def test_no_pairs_and_no_records_are_no_trouble() -> None:
    assert clustered(0, []) == []
    assert clustered(3, []) == [0, 1, 2]
    assert clustered(2, [(0, 1, 5.9)]) == [0, 1]
    assert clustered(2, [(1, 0, 6.0)]) == [0, 0]


def test_hundreds_of_records_that_are_all_alike_are_one_cluster_in_no_time() -> None:
    """A shelter's number on every form: pairs by the hundred thousand, and an answer all the same."""
    size = 500
    pairs = [(a, b, 8.0) for a, b in combinations(range(size), 2)]
    assert clustered(size, pairs) == [0] * size
