"""What moved a country between two editions: its own score, the other countries' scores, a changed sample.

A rank is one more than the number of countries with a higher score. Four things change from one edition
to the next: the country's own score, the scores of the countries in both editions, the countries that
left, the countries that entered. Each is given the mean of what it does to the rank over all 24 orders
in which the four can change (Shapley 1953, "A value for n-person games"), so the parts add up to the
whole move exactly. Places gained are positive. Here the Shapley value is the mean of changing first and
changing last, because no three of the four act together.

A printed score is an interval. Every part is given as its least and greatest value over all true scores
that round to what is printed and keep the printed ranks of the country itself, and once more for one
such set of scores (`reading`), so that there is an example that adds up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.gggi.bounds import Impossible, Side, bounds, reading
from qorgan.indicators.gggi.editions import Edition, Entry

# What a country that scores above the old and above the new own score adds to each part, by its score in the
# first edition ("stays" or "leaves") and in the second ("stayed" or "enters").
HALF = 0.5
OWN, UP, DOWN = (HALF, -HALF), (HALF, HALF), (-HALF, -HALF)
PARTS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "own": {"stays": OWN, "leaves": OWN, "stayed": OWN, "enters": OWN},
    "others": {"stays": UP, "stayed": DOWN},
    "left": {"leaves": UP},
    "entered": {"enters": DOWN},
    "sample": {"leaves": UP, "enters": DOWN},
    "total": {"stays": (1, 0), "leaves": (1, 0), "stayed": (0, -1), "enters": (0, -1)},
}
# Ranks, less one: of the old and the new score among the countries of the first and of the second edition,
# and among the countries of both.
RANKS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "rank_from": {"stays": (1, 0), "leaves": (1, 0)},
    "rank_to": {"stayed": (0, 1), "enters": (0, 1)},
    "new_score_in_old_field": {"stays": (0, 1), "leaves": (0, 1)},
    "old_score_in_new_field": {"stayed": (1, 0), "enters": (1, 0)},
    "constant_from": {"stays": (1, 0)},
    "constant_to": {"stayed": (0, 1)},
}
OWN_FIRST: Mapping[str, tuple[float, float]] = {"stays": (1, -1), "leaves": (1, -1)}
OWN_LAST: Mapping[str, tuple[float, float]] = {"stayed": (1, -1), "enters": (1, -1)}


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; `reading` in one set of scores that fits everything printed."""

    low: float
    high: float
    reading: float | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`kind`: "shapley" (own, others, left, entered) or, where one edition is known for this country but not
    for the others, "own_first" or "own_last" (own, rest)."""

    iso3: str
    start: Edition
    end: Edition
    kind: str
    parts: Mapping[str, Range]
    ranks: Mapping[str, Range]
    common: int
    left: tuple[str, ...]
    entered: tuple[str, ...]

    @property
    def entries(self) -> tuple[Entry, Entry]:
        return self.start.entries[self.iso3], self.end.entries[self.iso3]


def move(file: str, editions: Mapping[int, Edition], iso3: str, years: tuple[int, int]) -> Move:
    """Raises BadInput: an edition or a country that is not there, ranks that its scores rule out."""
    start, end = (_edition(file, editions, year, iso3) for year in years)
    kept = set(start.entries) & set(end.entries) - {iso3}
    left, entered = (
        sorted(set(start.entries) - set(end.entries)),
        sorted(set(end.entries) - set(start.entries)),
    )
    sides = _side(start, iso3, kept, ("stays", "leaves"), 0), _side(end, iso3, kept, ("stayed", "enters"), 1)
    own = start.entries[iso3], end.entries[iso3]
    try:
        if start.whole and end.whole:
            parts, ranks = _shapley(own, sides)
            return Move(iso3, start, end, "shapley", parts, ranks, len(kept) + 1, tuple(left), tuple(entered))
        if start.whole or end.whole:
            kind = "own_first" if start.whole else "own_last"
            parts, ranks = _alone(own, sides, kind)
            return Move(iso3, start, end, kind, parts, ranks, 0, (), ())
    except Impossible as error:
        raise BadInput(fault(file, "rank_impossible", part="gggi", field="rank", iso3=iso3)) from error
    raise BadInput(
        fault(
            file,
            "not_whole",
            part="gggi",
            field="report_year",
            parts=", ".join(f"{one.year}: {len(one.entries)}/{one.size}" for one in (start, end)),
        )
    )


def _edition(file: str, editions: Mapping[int, Edition], year: int, iso3: str) -> Edition:
    if year not in editions:
        years = ", ".join(map(str, editions))
        raise BadInput(fault(file, "no_edition", part="gggi", field="report_year", year=year, years=years))
    if iso3 not in editions[year].entries:
        with_it = ", ".join(str(one.year) for one in editions.values() if iso3 in one.entries) or "–"
        raise BadInput(
            fault(file, "not_in_edition", part="gggi", field="--country", iso3=iso3, year=year, years=with_it)
        )
    return editions[year]


def _side(edition: Edition, iso3: str, kept: set[str], groups: tuple[str, str], own: int) -> Side:
    others = [one for code, one in sorted(edition.entries.items()) if code != iso3]
    names = [groups[0] if one.iso3 in kept else groups[1] for one in others]
    return Side(others, names, edition.entries[iso3].rank, own)


def _shapley(own: tuple[Entry, Entry], sides: Sequence[Side]) -> tuple[dict[str, Range], dict[str, Range]]:
    wanted = {**PARTS, **RANKS}
    found, one = bounds(own, sides, wanted), reading(own, sides, wanted)
    parts = {name: Range(*found[name], one[name]) for name in PARTS}
    ranks = {name: Range(*(value + 1 for value in (*found[name], one[name]))) for name in RANKS}
    return parts, ranks


def _alone(
    own: tuple[Entry, Entry], sides: Sequence[Side], kind: str
) -> tuple[dict[str, Range], dict[str, Range]]:
    """The own part in the one edition whose field is known; what is left of the move is one part."""
    known = sides[0] if kind == "own_first" else sides[1]
    names = (
        ("rank_from", "new_score_in_old_field")
        if kind == "own_first"
        else ("rank_to", "old_score_in_new_field")
    )
    wanted = {"own": OWN_FIRST if kind == "own_first" else OWN_LAST} | {name: RANKS[name] for name in names}
    found, one = bounds(own, [known], wanted), reading(own, [known], wanted)
    parts = {"own": Range(*found["own"], one["own"])}
    first, last = own[0].rank, own[1].rank
    if first and last:
        total = first - last
        low, high = found["own"]
        parts["rest"] = Range(total - high, total - low, total - one["own"])
        parts["total"] = Range(total, total, total)
    ranks = {name: Range(*(value + 1 for value in (*found[name], one[name]))) for name in names}
    for name, rank in (("rank_from", first), ("rank_to", last)):
        if rank:
            ranks.setdefault(name, Range(rank, rank, rank))
    return parts, ranks
