"""The editions whose ratios are known come out as the World Economic Forum printed them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qorgan.indicators.gggi.editions import packaged
from qorgan.indicators.gggi.method import SUBINDEXES, method_of
from qorgan.indicators.gggi.ratios import read_ratios
from qorgan.indicators.gggi.result import Index, index_of

DATA = Path(__file__).parent / "data"
METHOD = method_of(2018)


@pytest.fixture(scope="module")
def edition_2018() -> Index:
    return index_of(read_ratios(str(DATA / "gggi_ratios_2018.csv"), METHOD), METHOD)


@pytest.fixture(scope="module")
def kenya() -> Index:
    return index_of(read_ratios(str(DATA / "gggi_profile_kenya_2023.csv"), METHOD, "2023"), METHOD)


def test_every_country_of_2018_is_within_a_thousandth_of_the_published(edition_2018: Index) -> None:
    assert len(edition_2018.eligible) == 149
    assert edition_2018.compared() == 148, "the World Bank extract has no published score for Eswatini"
    for country in edition_2018.eligible:
        assert country.published is not None
        for name in ("score", *SUBINDEXES):
            theirs = country.published[name]
            if theirs is not None:
                assert country.values[name] == pytest.approx(theirs, abs=0.001), (country.iso3, name)


def test_kazakhstan_2018_has_the_sub_indexes_of_its_profile(edition_2018: Index) -> None:
    country = edition_2018.of("KAZ")
    assert country is not None
    found = [country.values[name] for name in (*SUBINDEXES, "score")]
    assert found == pytest.approx([0.741, 1.000, 0.979, 0.130, 0.712], abs=0.0005)
    assert country.rank == 60


def test_the_published_rank_is_among_those_the_rounding_of_the_weights_leaves_open(
    edition_2018: Index,
) -> None:
    published = packaged()[2018].entries
    for country in edition_2018.eligible:
        rank = published[country.iso3].rank
        assert rank is not None
        assert country.rank_best is not None
        assert country.rank_worst is not None
        assert country.rank_best <= rank <= country.rank_worst, country.iso3


def test_kenya_2023_has_its_published_score_although_two_indicators_are_missing(kenya: Index) -> None:
    country = kenya.of("KEN")
    assert country is not None
    assert country.indicators == 12
    assert country.missing == ("r_primary", "r_secondary")
    found = [country.values[name] for name in (*SUBINDEXES, "score")]
    assert found == pytest.approx([0.791, 0.858, 0.975, 0.209, 0.708], abs=0.001)
    assert found == pytest.approx([0.7905, 0.8576, 0.9750, 0.2094, 0.7082], abs=0.00006)


def test_what_is_left_out_is_not_counted_as_nothing(edition_2018: Index) -> None:
    """Without rescaling, scores of 2018 would be off by up to .167."""
    ratios = read_ratios(str(DATA / "gggi_ratios_2018.csv"), METHOD)
    cut = np.nan_to_num(np.minimum(ratios.values, METHOD.caps))
    wrong = (cut @ METHOD.weights().T).mean(axis=1)
    assert ratios.published is not None
    assert np.nanmax(np.abs(wrong - ratios.published[:, 0])) == pytest.approx(0.167, abs=0.001)


def test_the_weights_are_those_printed_and_say_where() -> None:
    assert METHOD.source
    assert METHOD.address.startswith("https://")
    assert METHOD.date
    assert METHOD.unit
    assert METHOD.status == "read"
    printed = [
        0.199,
        0.310,
        0.221,
        0.149,
        0.121,
        0.191,
        0.459,
        0.230,
        0.121,
        0.693,
        0.307,
        0.310,
        0.247,
        0.443,
    ]
    assert [one.weight for one in METHOD.indicators] == printed
    for one in METHOD.indicators:
        same = [other.sd for other in METHOD.indicators if other.subindex == one.subindex]
        tolerance = (
            0.02 if one.subindex == "health" else 0.001
        )  # its printed SD .010 has one digit that counts
        assert one.weight == pytest.approx((1 / one.sd) / sum(1 / sd for sd in same), abs=tolerance)
