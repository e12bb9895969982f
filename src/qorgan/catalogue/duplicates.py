"""Whether a record is there already: the same address, DOI or act is sure, a near-equal title is likely.

Titles are compared only with those that share a rare word, so that the work grows with the number of
records and not with its square. What was found is for a person to decide; nothing is merged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from qorgan.catalogue.addresses import doi_of, official_number, same_address
from qorgan.catalogue.record import Record
from qorgan.catalogue.saying import word

ALIKE = 90.0  # of 100: rapidfuzz's token_sort_ratio
SHORT = 12  # a folded title shorter than this must be the same
RAREST = 4  # words of a title that look for others
MOST = 200  # titles behind one word that are looked at
FOLDED = str.maketrans("әғқңөұүһіё", "агкноуухие")


@dataclass(frozen=True)
class Known:
    """What is compared of a record; `key` is its identifier, or anything that names it."""

    key: str
    titles: tuple[str, ...]
    issued: str = ""
    address: str = ""

    @property
    def year(self) -> str:
        return self.issued[:4]


@dataclass(frozen=True)
class Reason:
    """A word of `data/messages.yaml`, and how alike titles are where they are not the same."""

    code: str
    percent: int = 100

    def said(self, language: str) -> str:
        return word(self.code, language, percent=self.percent)


@dataclass(frozen=True)
class Match:
    """A record that is there: `sure`, or likely and to be looked at, and why."""

    key: str
    sure: bool
    reasons: tuple[Reason, ...]

    def said(self, language: str) -> str:
        return "; ".join(reason.said(language) for reason in self.reasons)


def known(record: Record) -> Known:
    titles = dict.fromkeys(filter(None, (record.original_title, *record.title.values())))
    return Known(record.identifier, tuple(titles), record.issued, record.address)


def folded(title: str) -> str:
    """A title without what does not tell two apart: case, marks, Kazakh letters and their stand-ins, signs.

    >>> folded("«Қорғау  нұсқамасы»: үлгі") == folded("корғау нускамасы - улги")
    True
    """
    plain = unicodedata.normalize("NFKC", title).casefold().translate(FOLDED)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def _numbers(title: str) -> Counter[str]:
    """The words of a folded title with a digit: `report 2023` and `report 2024` are two."""
    return Counter(one for one in title.split() if any(c.isdigit() for c in one))


class Index:
    """Records by what makes two the same; an import adds its own rows as it goes."""

    def __init__(self, records: Iterable[Known] = ()) -> None:
        self._known: list[Known] = []
        self._folded: list[tuple[str, ...]] = []
        self._exact: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._words: defaultdict[str, list[int]] = defaultdict(list)
        self._same: defaultdict[str, list[int]] = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: Known) -> None:
        place = len(self._known)
        titles = tuple(dict.fromkeys(filter(None, map(folded, record.titles))))
        self._known.append(record)
        self._folded.append(titles)
        for code, value in _exact(record):
            self._exact[code, value].append(place)
        for title in titles:
            self._same[" ".join(sorted(title.split()))].append(place)
        for one in {one for title in titles for one in title.split()}:
            self._words[one].append(place)

    def find(self, record: Known) -> tuple[Match, ...]:
        """The records that are the same, surest first. One with the record's own key is left out."""
        reasons: defaultdict[int, list[Reason]] = defaultdict(list)
        for code, value in _exact(record):
            for place in self._exact.get((code, value), ())[:MOST]:
                reasons[place].append(Reason(code))
        for title in dict.fromkeys(filter(None, map(folded, record.titles))):
            for place in self._candidates(title):
                found = self._title(title, place, record.year)
                if found and all(one.code not in ("same_title", "near_title") for one in reasons[place]):
                    reasons[place].append(found)
        matches = [
            Match(self._known[place].key, _sure(found), tuple(found))
            for place, found in reasons.items()
            if found and self._known[place].key != record.key
        ]
        return tuple(sorted(matches, key=lambda one: (not one.sure, -len(one.reasons), one.key)))

    def _candidates(self, title: str) -> Iterable[int]:
        words = sorted({one for one in title.split() if one in self._words}, key=self._rarity)
        found = dict.fromkeys(self._same.get(" ".join(sorted(title.split())), ())[:MOST])
        rare = [one for one in words[:RAREST] if len(self._words[one]) <= MOST]
        for one in rare:
            found |= dict.fromkeys(self._words[one])
        if not rare and len(words) > 1:
            # Only words that many titles have: those that share the two rarest of them.
            both = set(self._words[words[0]]).intersection(self._words[words[1]])
            found |= dict.fromkeys(sorted(both)[:MOST])
        return found

    def _rarity(self, one: str) -> tuple[int, str]:
        return len(self._words[one]), one

    def _title(self, title: str, place: int, year: str) -> Reason | None:
        other_year = self._known[place].year
        if year and other_year and year != other_year:
            return None
        best = 0.0
        for other in self._folded[place]:
            if title == other:
                return Reason("same_title")
            if min(len(title), len(other)) >= SHORT and _numbers(title) == _numbers(other):
                best = max(best, fuzz.token_sort_ratio(title, other, score_cutoff=ALIKE))
        return Reason("near_title", min(int(best), 99)) if best else None


def _exact(record: Known) -> list[tuple[str, str]]:
    address = same_address(record.address) if record.address else ""
    page = "same_address" if "/" in address or "?" in address else "same_host"
    found = (
        (page, address),
        ("same_doi", doi_of(record.address)),
        ("same_number", official_number(record.address)),
    )
    return [(code, value) for code, value in found if value]


def _sure(reasons: Iterable[Reason]) -> bool:
    """A home page may be the address of several things, and two things may have one title."""
    return any(reason.code in ("same_address", "same_doi", "same_number") for reason in reasons)
