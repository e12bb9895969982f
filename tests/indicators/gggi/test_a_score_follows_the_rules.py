"""Truncation, rescaling, eligibility and ties, for any ratios."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qorgan.indicators.gggi.method import method_of
from qorgan.indicators.gggi.ratios import Ratios
from qorgan.indicators.gggi.result import index_of
from qorgan.indicators.gggi.score import among, ranked, score

METHOD = method_of()
ratio = st.one_of(st.just(float("nan")), st.floats(0, 3))
tables = st.integers(1, 12).flatmap(lambda rows: arrays(np.float64, (rows, 14), elements=ratio))


@given(tables)
@settings(deadline=None, max_examples=60)
def test_a_country_short_of_twelve_indicators_is_never_scored(table: np.ndarray) -> None:
    found = score(table, METHOD)
    short = (~np.isnan(table)).sum(axis=1) < 12
    assert np.isnan(found.score[short]).all()
    assert (found.rank[short] == 0).all()


@given(tables)
@settings(deadline=None, max_examples=60)
def test_an_excess_over_the_benchmark_earns_nothing(table: np.ndarray) -> None:
    more = np.where(table >= METHOD.caps, table + 0.5, table)
    assert np.array_equal(score(table, METHOD).score, score(more, METHOD).score, equal_nan=True)


@given(tables)
@settings(deadline=None, max_examples=60)
def test_a_rank_is_one_more_than_the_countries_with_a_higher_score(table: np.ndarray) -> None:
    found = score(table, METHOD)
    known = found.score[found.eligible]
    for own, rank in zip(known, found.rank[found.eligible], strict=True):
        assert rank == 1 + (known > own + 1e-12).sum()


def test_parity_everywhere_is_one_in_three_sub_indexes_and_the_benchmarks_in_health() -> None:
    found = score(np.full((1, 14), 5.0), METHOD)
    assert found.sub[0] == pytest.approx([1, 1, 0.693 * 0.944 + 0.307 * 1.06, 1])


def test_a_missing_indicator_leaves_the_weighted_mean_of_the_rest() -> None:
    table = np.full((1, 14), 0.5)
    table[0, 7] = np.nan  # secondary enrolment
    table[0, 5] = 1.0
    assert score(table, METHOD).sub[0, 1] == pytest.approx(
        (0.191 + 0.5 * (0.459 + 0.121)) / (0.191 + 0.459 + 0.121)
    )


def test_twelve_indicators_are_not_enough_where_a_sub_index_has_none() -> None:
    table = np.full((2, 14), 0.5)
    table[0, 9:11] = np.nan
    found = score(table, METHOD)
    assert found.present.tolist() == [12, 14]
    assert found.eligible.tolist() == [False, True]
    assert np.isnan(found.score[0])


def test_equal_scores_share_the_better_rank_and_the_next_one_is_left_out() -> None:
    rank, tied = ranked(np.array([0.7, 0.8, 0.7, np.nan, 0.6]))
    assert rank.tolist() == [2, 1, 2, 0, 4]
    assert tied.tolist() == [2, 1, 2, 0, 1]


def test_the_constant_sample_ranks_only_the_countries_both_tables_have() -> None:
    scores = np.array([0.9, 0.8, 0.7])
    assert among(scores, np.array([False, True, True])).tolist() == [0, 1, 2]
    ratios = Ratios("a.csv", ("ISL", "NOR", "KAZ"), np.repeat([[0.9], [0.8], [0.7]], 14, axis=1))
    index = index_of(ratios, METHOD, frozenset({"NOR", "KAZ", "DEU"}))
    assert index.constant == 2
    assert [one.rank_constant for one in index.countries] == [None, 1, 2]
    assert [one.rank for one in index.countries] == [1, 2, 3]
