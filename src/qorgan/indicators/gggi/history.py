"""Where a country stands in every edition: as published, and among the countries that are in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.gggi.bounds import Impossible, Side, bounds
from qorgan.indicators.gggi.editions import Edition, Entry
from qorgan.indicators.gggi.moves import Range

INSIDE = {"in": (1.0, 0.0)}
EVERY = {"in": (1.0, 0.0), "out": (1.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Standing:
    """One edition. `possible`: the ranks its printed scores allow (the published one where that is known);
    `constant`: the rank in the constant sample. None where the table has not all countries of the edition."""

    edition: Edition
    entry: Entry
    possible: Range | None
    constant: Range | None


@dataclass(frozen=True, slots=True)
class History:
    """`sample`: the countries of the constant sample; `missing`: the years in between without an edition."""

    iso3: str
    standings: tuple[Standing, ...]
    sample: tuple[str, ...]
    missing: tuple[int, ...]


def history(
    file: str, editions: Mapping[int, Edition], iso3: str, since: int | None, until: int | None
) -> History:
    """Raises BadInput where no edition of these years has the country."""
    chosen = [
        one
        for year, one in editions.items()
        if iso3 in one.entries and (since or year) <= year <= (until or year)
    ]
    if not chosen:
        with_it = ", ".join(str(one.year) for one in editions.values() if iso3 in one.entries) or "–"
        raise BadInput(fault(file, "in_none", part="gggi", field="--country", iso3=iso3, years=with_it))
    whole = [set(one.entries) for one in chosen if one.whole]
    sample = set.intersection(*whole) if whole else set()
    years = [one.year for one in chosen]
    missing = sorted(set(range(years[0], years[-1])) - set(years))
    try:
        standings = tuple(_standing(one, iso3, sample) for one in chosen)
    except Impossible as error:
        raise BadInput(fault(file, "rank_impossible", part="gggi", field="rank", iso3=iso3)) from error
    return History(iso3, standings, tuple(sorted(sample)), tuple(missing))


def _standing(edition: Edition, iso3: str, sample: set[str]) -> Standing:
    entry = edition.entries[iso3]
    if not edition.whole:
        published = Range(entry.rank, entry.rank) if entry.rank else None
        return Standing(edition, entry, published, None)
    others = [one for code, one in sorted(edition.entries.items()) if code != iso3]
    side = Side(others, ["in" if one.iso3 in sample else "out" for one in others], entry.rank, 0)
    nowhere = Entry("", None, entry.high + 1, entry.high + 1, entry.decimals, entry.high + 1)
    found = bounds((entry, nowhere), [side], {"possible": EVERY, "constant": INSIDE})
    ranges = {name: Range(low + 1, high + 1) for name, (low, high) in found.items()}
    return Standing(edition, entry, ranges["possible"], ranges["constant"])
