"""Whether a record is there already: surely, or likely and to be looked at, and why.

Sure is the same DOI, or the same address or act with the same title or nearly so. An address or an act alone
is not: one law has records for several of its articles, one page may hold several things.
Titles are compared only with those that share a rare word, so that the work grows with the number of
records and not with its square. What was found is for a person to decide; nothing is merged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from qorgan.catalogue.addresses import doi_of, official_number, same_address
from qorgan.catalogue.record import Record
from qorgan.catalogue.saying import word

ALIKE = 90.0  # of 100: rapidfuzz's ratio of the words in order
SHORT = 12  # a folded title shorter than this must be the same
SHOWN = 10
RAREST = 4  # words of a title that look for others
MOST = 200  # titles kept behind one word; of a word that more have, pairs with other such words are kept
MARKS = re.compile("[\u0300-\u036f]")
BETWEEN = re.compile(r"[\W_]+")
DIGIT = re.compile(r"\d")
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


NOTHING = Reason("near_title", 0)


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
    return " ".join(BETWEEN.sub(" ", MARKS.sub("", unicodedata.normalize("NFKD", plain))).split())


class _Title(NamedTuple):
    """A folded title, its words in order, those with a digit: `report 2023` is not `report 2024`."""

    folded: str
    ordered: str
    numbers: tuple[str, ...]


def _titles(record: Known) -> tuple[_Title, ...]:
    found = []
    for title in dict.fromkeys(filter(None, map(folded, record.titles))):
        words = sorted(title.split())
        found.append(_Title(title, " ".join(words), tuple(one for one in words if DIGIT.search(one))))
    return tuple(found)


class Index:
    """Records by what makes two the same; an import adds its own rows as it goes."""

    def __init__(self, records: Iterable[Known] = ()) -> None:
        self._known: list[Known] = []
        self._titles: list[tuple[_Title, ...]] = []
        self._exact: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._words: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._same: defaultdict[str, list[int]] = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: Known) -> None:
        place = len(self._known)
        titles = _titles(record)
        self._known.append(record)
        self._titles.append(titles)
        for code, value in _exact(record):
            self._exact[code, value].append(place)
        for title in titles:
            self._same[title.ordered].append(place)
            words = sorted(set(title.folded.split()))
            for pair in self._common_pairs(words):
                if len(self._pairs[pair]) < MOST:
                    self._pairs[pair].append(place)
            for one in words:
                if len(self._words[one]) < MOST:
                    self._words[one].append(place)

    def find(self, record: Known) -> tuple[Match, ...]:
        """At most ten records that may be the same, surest first, without the record's own key."""
        reasons: defaultdict[int, list[Reason]] = defaultdict(list)
        for code, value in _exact(record):
            for place in self._exact.get((code, value), ())[:MOST]:
                reasons[place].append(Reason(code))
        titled: dict[int, Reason] = {}
        for title in _titles(record):
            for place in self._candidates(title):
                reason = self._alike(title, place, record.year)
                if reason and reason.percent > titled.get(place, NOTHING).percent:
                    titled[place] = reason
        for place, reason in titled.items():
            reasons[place].append(reason)
        matches = [
            Match(self._known[place].key, _sure(found), tuple(found))
            for place, found in reasons.items()
            if self._known[place].key != record.key
        ]
        return tuple(sorted(matches, key=lambda one: (not one.sure, -len(one.reasons), one.key))[:SHOWN])

    def _common_pairs(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """Neighbours, in the order of the alphabet, among the words that many titles have."""
        common = [one for one in words if len(self._words.get(one, ())) >= MOST]
        return list(zip(common, common[1:], strict=False))

    def _candidates(self, title: _Title) -> Iterable[int]:
        written = sorted(set(title.folded.split()))
        words = sorted((one for one in written if one in self._words), key=self._rarity)
        found = dict.fromkeys(self._same.get(title.ordered, ())[:MOST])
        rare = [one for one in words[:RAREST] if len(self._words[one]) < MOST]
        for one in rare:
            found |= dict.fromkeys(self._words[one])
        if len(rare) < 2:
            for pair in self._common_pairs(written)[:RAREST]:
                found |= dict.fromkeys(self._pairs.get(pair, ()))
            for one in words[len(rare) : 2]:
                found |= dict.fromkeys(self._words[one])
        return found

    def _rarity(self, one: str) -> tuple[int, str]:
        return len(self._words[one]), one

    def _alike(self, title: _Title, place: int, year: str) -> Reason | None:
        other_year = self._known[place].year
        if year and other_year and year != other_year:
            return None
        best = 0.0
        for other in self._titles[place]:
            if title.folded == other.folded:
                return Reason("same_title")
            if title.numbers == other.numbers and min(len(title.folded), len(other.folded)) >= SHORT:
                best = max(best, fuzz.ratio(title.ordered, other.ordered, score_cutoff=ALIKE))
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
    codes = {reason.code for reason in reasons}
    titled = bool(codes & {"same_title", "near_title"})
    return "same_doi" in codes or titled and bool(codes & {"same_address", "same_number"})
