"""What a person may be searched by: composites of canonical values, as `data/search.yaml` lists them.

The same function serves what is recorded and what is asked, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import combinations, product
from typing import Any

import yaml

from qorgan.identity import phones
from qorgan.identity.folding import words


class SearchDataFault(ValueError):
    """`data/search.yaml` names an unknown part, or would index a name alone."""


class Unsearchable(ValueError):
    """Nothing can be looked for with this. `code`: `nothing`, `name_alone` or `two_names` (with a year)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Person:
    """What is known of a person, or asked for; everything is optional. `iin` and `phone` are canonical.

    `years` are the years of birth that come into question where the day is not known.
    """

    names: tuple[str, ...] = ()
    iin: str = ""
    phone: str = ""
    phone_end: str = ""
    born: date | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class SearchKey:
    """One canonical value of one type; never stored, only the token made from it."""

    type: str
    canonical: str


def _years(person: Person) -> list[str]:
    return [str(person.born.year)] if person.born else [str(year) for year in person.years]


def _ends(person: Person) -> list[str]:
    return [phones.end(person.phone)] if person.phone else [person.phone_end] if person.phone_end else []


_PARTS: dict[str, Callable[[Person], list[str]]] = {
    "iin": lambda p: [p.iin] if p.iin else [],
    "phone": lambda p: [p.phone] if p.phone else [],
    "phone_end": _ends,
    "name": lambda p: list(words(*p.names)),
    "two_names": lambda p: ["+".join(pair) for pair in combinations(words(*p.names), 2)],
    "birth_date": lambda p: [p.born.isoformat()] if p.born else [],
    "birth_year": _years,
}
_NAMES = frozenset({"name", "two_names"})


@dataclass(frozen=True)
class Rules:
    """The types with their parts, and how many searches in which time."""

    types: dict[str, tuple[str, ...]]
    searches: int
    within: timedelta


def read(raw: dict[str, Any]) -> Rules:
    """The rules in `raw`. Raises SearchDataFault."""
    types = {name: tuple(row["parts"]) for name, row in raw["types"].items()}
    for name, parts in types.items():
        if not parts or set(parts) - set(_PARTS):
            raise SearchDataFault(f"search.yaml: {name} has no parts, or an unknown one")
        if set(parts) <= _NAMES:
            raise SearchDataFault(f"search.yaml: {name} would index a name alone")
    return Rules(types, int(raw["limit"]["searches"]), timedelta(minutes=raw["limit"]["minutes"]))


@cache
def rules() -> Rules:
    return read(yaml.safe_load(files(__package__).joinpath("data", "search.yaml").read_text("utf-8")))


def keys_of(person: Person) -> frozenset[SearchKey]:
    """Every key under which this person is found; none where too little is known."""
    return frozenset(
        SearchKey(type_, "|".join(values))
        for type_, parts in rules().types.items()
        for values in product(*(_PARTS[part](person) for part in parts))
    )


def query_keys(asked: Person) -> frozenset[SearchKey]:
    """The keys to look for; one that is found is enough. Raises Unsearchable."""
    found = keys_of(asked)
    if found:
        return found
    if not words(*asked.names):
        raise Unsearchable("nothing")
    raise Unsearchable("two_names" if asked.years else "name_alone")


def years_of(age: int, on: date) -> tuple[int, int]:
    """The two years of birth of somebody who was `age` years old on that day.

    >>> years_of(30, date(2026, 11, 25))
    (1995, 1996)
    """
    return on.year - age - 1, on.year - age
