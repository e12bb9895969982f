"""Each row of the shipped table, and what is looked up in it."""

from __future__ import annotations

import csv
import hashlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.indicators.disclosure import maxent, perturb_cells
from qorgan.indicators.disclosure.ptable import CLOSE, PTABLE, _noise, _quick, ptable
from qorgan.indicators.disclosure.settings import data, settings

ROWS: dict[int, list[tuple[int, int, int]]] = {}
for _line in csv.DictReader(io.StringIO(data(PTABLE).decode())):
    ROWS.setdefault(int(_line["count"]), []).append(
        (int(_line["noise"]), int(_line["published"]), int(_line["weight"]))
    )
KEYS = st.integers(0, 2**64 - 1)


def test_the_shipped_table_is_the_one_that_was_checked() -> None:
    assert hashlib.sha256(data(PTABLE)).hexdigest() == settings().ptable_sha256
    assert sorted(ROWS) == list(range(9))


def test_the_solver_makes_the_shipped_table() -> None:
    made = list(csv.DictReader(io.StringIO(maxent.build(settings()))))
    shipped = list(csv.DictReader(io.StringIO(data(PTABLE).decode())))
    assert [(row["count"], row["noise"]) for row in made] == [(row["count"], row["noise"]) for row in shipped]
    assert all(abs(int(a["weight"]) - int(b["weight"])) < 64 for a, b in zip(made, shipped, strict=True))


@pytest.mark.parametrize("count", range(9))
def test_noise_is_at_most_five_and_never_makes_one_two_or_less_than_nought(count: int) -> None:
    assert sum(weight for _, _, weight in ROWS[count]) == 2**32
    for noise, published, weight in ROWS[count]:
        assert weight > 0
        assert abs(noise) <= 5
        assert published == count + noise
        assert published == 0 or published >= 3


@pytest.mark.parametrize("count", range(1, 9))
def test_noise_is_unbiased_and_its_variance_is_two(count: int) -> None:
    total = sum(weight for _, _, weight in ROWS[count])
    mean = sum(noise * weight for noise, _, weight in ROWS[count]) / total
    assert abs(mean) < 1e-8
    variance = sum(noise**2 * weight for noise, _, weight in ROWS[count]) / total
    assert abs(variance - 2) < 1e-7


def test_a_sampling_zero_is_sometimes_published_as_three_to_five_and_its_mean_is_the_stated_one() -> None:
    assert {published for _, published, _ in ROWS[0]} == {0, 3, 4, 5}
    assert sum(noise * weight for noise, _, weight in ROWS[0]) / 2**32 == pytest.approx(0.25, abs=1e-8)


def test_neither_nought_nor_three_is_proof() -> None:
    zero_from = {count for count, row in ROWS.items() for _, published, _ in row if published == 0}
    three_from = {count for count, row in ROWS.items() for _, published, _ in row if published == 3}
    assert zero_from == {0, 1, 2, 3, 4, 5}
    assert three_from == {0, 1, 2, 3, 4, 5, 6, 7, 8}


def test_one_and_two_have_the_only_noise_of_that_variance() -> None:
    # On {0, 3, 4, ...} a mean of 1 and a variance of 2 leave 2/3 and 1/3: E[(x)(x-3)] = 0 has no other way.
    assert [(p, round(w / 2**32, 9)) for _, p, w in ROWS[1]] == [(0, 0.666666667), (3, 0.333333333)]
    assert [(p, round(w / 2**32, 9)) for _, p, w in ROWS[2]] == [(0, 0.333333333), (3, 0.666666667)]


def test_the_last_row_is_the_discrete_gaussian_that_greatest_entropy_gives() -> None:
    weights = {noise: weight for noise, _, weight in ROWS[8]}
    assert all(abs(weights[v] - weights[-v]) <= 2 for v in range(1, 6))
    logs = [np.log(weights[v] / weights[0]) / v**2 for v in range(1, 5)]
    assert max(logs) - min(logs) < 1e-5


def test_a_variance_that_cannot_be_is_refused() -> None:
    with pytest.raises(maxent.NoSuchNoise):
        maxent.greatest_entropy((-1, 2, 3, 4, 5), 0, 1.5)


@given(st.integers(0, 10**6), KEYS)
def test_what_is_published_keeps_the_promises_for_every_count_and_key(count: int, key: int) -> None:
    shown = int(perturb_cells([count], np.array([key], dtype=np.uint64))[0])
    assert abs(shown - count) <= 5
    assert shown == 0 or shown >= 3
    assert int(perturb_cells([0], np.array([key], dtype=np.uint64), [True])[0]) == 0


@pytest.mark.parametrize("count", [0, 1, 3, 5, 8, 9, 4000])
def test_looking_up_gives_each_noise_as_often_as_the_table_says(count: int) -> None:
    keys = np.random.default_rng(count).integers(0, 2**64, 400_000, dtype=np.uint64)
    noise = perturb_cells(np.full(400_000, count), keys) - count
    for place, chance in enumerate(ptable().row(count)):
        spread = 5 * np.sqrt(max(chance * (1 - chance), 1e-9) / 400_000) + 1e-9
        assert abs((noise == place - 5).mean() - chance) < spread


def test_noise_of_a_region_says_nothing_about_the_noise_of_its_parts() -> None:
    chance = np.random.default_rng(5)
    one, other = (chance.integers(0, 2**64, 300_000, dtype=np.uint64) for _ in range(2))
    noise = [perturb_cells(np.full(300_000, 50), key) - 50 for key in (one, other, one + other)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert abs(np.corrcoef(noise[a], noise[b])[0, 1]) < 0.01
    assert abs(np.mean(noise[0] * noise[1] * noise[2])) < 0.05


@pytest.mark.parametrize(
    ("counts", "keys"), [([-1], [1]), ([1.5], [1]), ([1], [1, 2]), (["a"], [1])], ids=str
)
def test_counts_that_are_none_are_refused(counts: list[object], keys: list[int]) -> None:
    with pytest.raises(ValueError):
        perturb_cells(counts, keys)  # type: ignore[arg-type]


def test_the_quick_way_gives_what_the_weights_say_at_every_edge() -> None:
    table = ptable()
    for count, row in ROWS.items():
        edge = 0
        for noise, _, weight in row:
            where = np.array([edge, edge + weight // 2, edge + weight - 1], dtype=np.uint32)
            quick = _quick()[(count << 16) + (where >> np.uint32(16))]
            exact = _noise(table, np.full(3, count), where)
            assert exact.tolist() == [noise] * 3
            assert all(q in (noise, CLOSE) for q in quick.tolist())
            edge += weight


def test_no_cells_are_no_cells() -> None:
    assert perturb_cells(np.array([], dtype=np.int64), np.array([], dtype=np.uint64)).tolist() == []
