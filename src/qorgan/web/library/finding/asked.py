"""What a reader asked for, read from an address. Anyone can write one: what is no value is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from qorgan.web.library.finding.documents import FACETS

SORTS = ("fit", "date", "grade")
LONGEST = 400  # letters of a query that are read
_VALUE = re.compile(r"^[A-Za-z0-9_.\-]{1,30}$")
_MOST_VALUES = 40
_LAST_PAGE = 100_000


@dataclass(frozen=True)
class Asked:
    """A search: the words, the values chosen of each facet, the order, the page."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def order(self) -> str:
        return self.sort or ("fit" if self.words else "date")

    def without(self, facet: str, value: str) -> Asked:
        left = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        rest = {name: values for name, values in self.chosen.items() if name != facet}
        return replace(self, chosen=rest | ({facet: left} if left else {}), page=1)

    def address(self, language: str = "", **changed: str) -> str:
        """The part of an address after "?"; `changed` replaces q, sort or page."""
        plain = {
            "q": self.words,
            "sort": self.sort,
            "page": str(self.page) if self.page > 1 else "",
        } | changed
        pairs = [("q", plain["q"])] if plain["q"] else []
        pairs += [(name, one) for name in FACETS for one in self.chosen.get(name, ())]
        pairs += [(name, plain[name]) for name in ("sort", "page") if plain[name]]
        return urlencode([*pairs, *([("lang", language)] if language else [])])


def read(given: QueryDict) -> Asked:
    """Never raises. NUL and other control characters become spaces."""
    words = " ".join(
        "".join(one if one.isprintable() else " " for one in given.get("q", "")[:LONGEST]).split()
    )
    chosen = {name: _values(given.getlist(name)) for name in FACETS}
    page = given.get("page", "")
    return Asked(
        words=words,
        chosen={name: values for name, values in chosen.items() if values},
        sort=given.get("sort", "") if given.get("sort") in SORTS else "",
        page=min(max(int(page), 1), _LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def _values(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in given if _VALUE.match(one)))[:_MOST_VALUES]
