"""Where a country stands in every edition, in all and in a constant sample."""

from __future__ import annotations

import pytest

from qorgan.indicators.faults import BadInput
from qorgan.indicators.gggi.editions import packaged
from qorgan.indicators.gggi.history import history

PUBLISHED = {  # Kazakhstan's published ranks and the sizes of the editions
    2006: (32, 115), 2007: (32, 128), 2008: (45, 130), 2009: (47, 134), 2010: (41, 134), 2011: (49, 135),
    2012: (31, 135), 2013: (32, 136), 2014: (43, 142), 2015: (47, 145), 2016: (51, 144), 2017: (52, 144),
    2018: (60, 149), 2020: (None, 153), 2021: (80, 156), 2022: (65, 146), 2023: (62, 146), 2024: (76, 146),
    2025: (92, 148),
}  # fmt: skip


def test_kazakhstan_has_its_published_rank_in_every_edition() -> None:
    found = history("packaged", packaged(), "KAZ", None, None)
    assert {one.edition.year: (one.entry.rank, one.edition.size) for one in found.standings} == PUBLISHED
    assert found.missing == (2019,)


def test_the_constant_sample_is_what_every_whole_edition_has_and_its_ranks_need_no_more() -> None:
    found = history("packaged", packaged(), "KAZ", None, None)
    whole = [one.edition for one in found.standings if one.edition.whole]
    assert [one.year for one in whole] == [year for year in PUBLISHED if year != 2025]
    assert set(found.sample) == set.intersection(*(set(one.entries) for one in whole))
    first = found.standings[0]
    better = sum((whole[0].entries[code].rank or 0) < 32 for code in found.sample)
    assert first.constant is not None
    assert first.constant.low == first.constant.high == better + 1
    assert found.standings[-1].constant is None, "of 2025 only Kazakhstan is known"


def test_the_pair_2022_and_2023_shares_145_countries_as_the_forum_says() -> None:
    assert len(history("packaged", packaged(), "KAZ", 2022, 2023).sample) == 145


def test_a_rank_that_was_not_found_is_given_as_all_that_the_scores_allow() -> None:
    found = history("packaged", packaged(), "KAZ", 2020, 2020).standings[0]
    assert found.entry.rank is None
    assert found.possible is not None
    assert found.possible.low <= 72 <= found.possible.high, "72 is recalled, not read"
    others = [one for code, one in found.edition.entries.items() if code != "KAZ"]
    assert found.possible.low == 1 + sum(one.low >= found.entry.high for one in others)
    assert found.possible.high == 1 + sum(one.high > found.entry.low for one in others)


def test_a_country_that_is_in_no_edition_is_refused() -> None:
    with pytest.raises(BadInput, match="TKM"):
        history("packaged", packaged(), "TKM", None, None)
