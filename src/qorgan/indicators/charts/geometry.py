"""The regions of Kazakhstan as shapes on a plane, and which of them there were on a day.

Borders are arcs that two neighbours share; regions are joined by leaving out the arcs between them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from qorgan.indicators.texts import Text

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A region or city of the first level. `into` and `since`: what it was part of until that day."""

    code: str
    before: str
    name: Text
    city: bool
    since: date | None
    into: str


@cache
def units() -> Mapping[str, Unit]:
    """Today's twenty, by ISO 3166-2 code."""
    raw = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "charts", "regions.yaml").read_text("utf-8")
    )
    return {
        code: Unit(
            code,
            row["before"],
            Text(row["en"], row["ru"], row["kk"]),
            bool(row.get("city")),
            row.get("since"),
            row.get("into", ""),
        )
        for code, row in raw.items()
    }


def members_on(day: date | None) -> dict[str, tuple[str, ...]]:
    """The units there were on a day (None: today's), each with the present ones it was made of.

    >>> len(members_on(None)), len(members_on(date(2022, 6, 7))), len(members_on(date(2018, 6, 18)))
    (20, 17, 16)
    >>> members_on(date(2020, 1, 1))["KZ-63"]
    ('KZ-63', 'KZ-10')
    """
    found: dict[str, tuple[str, ...]] = {c: (c,) for c, unit in units().items() if _was(unit, day)}
    for code, unit in units().items():
        if code not in found:
            found[unit.into] += (code,)
    return found


def _was(unit: Unit, day: date | None) -> bool:
    return day is None or unit.since is None or day >= unit.since


@dataclass(frozen=True, slots=True)
class _Stored:
    arcs: tuple[Ring, ...]
    regions: Mapping[str, list[list[int]]]
    places: Mapping[str, list[float]]


@cache
def _stored() -> _Stored:
    raw = json.loads(files("qorgan.indicators").joinpath("data", "charts", "regions.json").read_text("utf-8"))
    return _Stored(tuple(_points(arc) for arc in raw["arcs"]), raw["regions"], raw["places"])


def _points(coded: list[int]) -> Ring:
    """The first point and, after it, steps."""
    x = y = 0
    points = []
    for east, south in zip(coded[::2], coded[1::2], strict=True):
        x, y = x + east, y + south
        points.append((float(x), float(y)))
    return tuple(points)


def shape(codes: Iterable[str]) -> tuple[Ring, ...]:
    """The rings of these units joined: arcs between two of them are left out."""
    arcs, regions = _stored().arcs, _stored().regions
    used = [arc for code in codes for ring in regions[code] for arc in ring]
    count = Counter(arc if arc >= 0 else ~arc for arc in used)
    outer = [arc for arc in used if count[arc if arc >= 0 else ~arc] == 1]
    return tuple(_rings([arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in outer]))


def neighbours(code: str) -> frozenset[str]:
    """The units that share a border with this one."""
    regions = _stored().regions
    mine = {arc if arc >= 0 else ~arc for ring in regions[code] for arc in ring}
    return frozenset(
        other
        for other, rings in regions.items()
        if other != code and any((arc if arc >= 0 else ~arc) in mine for ring in rings for arc in ring)
    )


def place(codes: Iterable[str]) -> tuple[float, float]:
    """Where the number of these units joined stands: in their widest part, a city's in its middle."""
    east, south = _stored().places["+".join(codes)]
    return float(east), float(south)


def _rings(lines: list[Ring]) -> list[Ring]:
    """Lines put end to end until each is closed; the point that closes a ring is left out."""
    waiting = list(lines)
    rings = []
    while waiting:
        ring = list(waiting.pop(0))
        while ring[0] != ring[-1]:
            at = next(place for place, line in enumerate(waiting) if line[0] == ring[-1])
            ring.extend(waiting.pop(at)[1:])
        if area([tuple(ring)]) >= 1:  # else a seam: the same line there and back
            rings.append(tuple(ring[:-1]))
    return rings


def area(rings: Iterable[Ring]) -> float:
    """In square kilometres; holes turn the other way and count against."""
    return abs(
        sum(
            a[0] * b[1] - b[0] * a[1]
            for ring in rings
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        )
        / 2
    )
