"""A record of the library: what a resource is, in our own words, and where each fact of it comes from.

The plain form (a dict of YAML or JSON) is read by `record_of` and written by `Record.plain`. Every code
comes from `data/codes.yaml`; a grade is never part of a record: `grade.py` computes it from the evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from qorgan.catalogue.codes import LANGUAGES, codes
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.identifiers import is_identifier
from qorgan.catalogue.tongues import UNTOLD, tongue

MEASURES = ("aRR", "RR", "aOR", "OR", "HR", "difference", "d", "percent")
RATIOS = frozenset({"aRR", "RR", "aOR", "OR", "HR"})
DOMAINS = ("violence", "attitude", "norm", "help_seeking", "service", "knowledge")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")  # BCP 47: language, script, country
DAY = re.compile(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?")
SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
LONGEST = {
    "title": 300, "summary": 3000, "publisher": 300, "original_title": 300, "citation": 500, "note": 500,
    "authors": 300, "keywords": 300,
}  # fmt: skip
LONGEST_TEXT = 1000
LONGEST_NOTE = 500
# More of one thing than a page of a record can show; a paper with more authors names the first.
MOST = {"authors": 100, "keywords": 100, "related": 100, "regions": 100, "languages": 50, "sources": 40}
MOST_EFFECTS = 60
MOST_FAULTS = 50
# Control signs, halves of letters, and marks that turn around or hide what stands beside them: no text needs
# them, no database and no answer carries all of them. Spaces and line ends become one space before.
NO_SIGNS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
Words = Mapping[str, str]


@dataclass(frozen=True)
class Effect:
    """One outcome of a study: `estimate` with its interval `low` to `high` at `level`.

    `better` says whether a "lower" or a "higher" value was hoped for. None: the source does not say."""

    outcome: Words
    domain: str
    measure: str
    estimate: float
    low: float | None
    high: float | None
    better: str
    level: float = 0.95
    note: Words = field(default_factory=dict)

    @property
    def null(self) -> float:
        """The value that means no effect."""
        return 1.0 if self.measure in RATIOS else 0.0


@dataclass(frozen=True)
class Evidence:
    """A study: its design, what it found, how many took part, and its citation."""

    design: str
    effects: tuple[Effect, ...]
    citation: str
    participants: int | None = None
    clusters: int | None = None
    source: str = ""
    certainty: str = "recall"


@dataclass(frozen=True)
class Source:
    """Where facts come from. `opened` is the day one of us opened it; None: not opened by us. `note` is in
    the languages in which it is said."""

    address: str
    certainty: str
    opened: date | None = None
    note: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """A resource. `issued` is its own date: a year, a month or a day in ISO form; "" when not found."""

    identifier: str
    kind: str
    title: Words
    summary: Words
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    sectors: tuple[str, ...]
    audiences: tuple[str, ...]
    stages: tuple[str, ...]
    licence: str
    cost: str
    address: str
    sources: tuple[Source, ...]
    issued: str = ""
    regions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    original_title: str = ""
    evidence: Evidence | None = None
    last_checked: date | None = None
    related: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The record as a dict that JSON can carry, and that `record_of` reads back."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


class _Reading:
    """Reads one plain record and keeps every fault it finds, so that all are said at once."""

    def __init__(self, plain: Mapping[str, Any], where: str) -> None:
        self.plain, self.where, self.faults = plain, where, list[Fault]()

    def fault(self, name: str, code: str, given: Any = "", allowed: str = "") -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(name[:80], code, str(given)[:80] if given != "" else "", allowed))
        elif len(self.faults) == MOST_FAULTS:
            self.faults.append(Fault("row", "and_more"))

    def plain_text(self, name: str, value: Any, longest: int = LONGEST_TEXT) -> str:
        """One line of text; "" with a fault for what is none, is too long or has signs that no text has."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.fault(name, "not_text", value)
            return ""
        text = " ".join(str(value).split())
        if NO_SIGNS.search(text):
            self.fault(name, "no_signs", NO_SIGNS.sub("\N{REPLACEMENT CHARACTER}", text)[:40])
            return ""
        if len(text) > longest:
            self.fault(name, "too_long", text[:40], str(longest))
        return text

    def text(self, name: str, source: Mapping[str, Any] | None = None) -> str:
        value = (self.plain if source is None else source).get(name)
        if value is None:
            return ""
        return self.plain_text(name, value, LONGEST.get(name, LONGEST_TEXT))

    def words(self, name: str, value: Any, needed: tuple[str, ...] = (), longest: int = 0) -> dict[str, str]:
        longest = longest or LONGEST.get(name, 300)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            self.fault(name, "not_words", value)
            return {}
        found, longest = {}, LONGEST[name] if name in ("title", "summary") else 300
        for language, one in value.items():
            if not LANGUAGE_TAG.fullmatch(str(language)):
                self.fault(name, "wrong_language", language)
            elif not isinstance(one, str):
                self.fault(name, "not_text", one)
            elif text := self.plain_text(name, one, longest):
                found[str(language)] = text
        if needed and not any(language in found for language in needed):
            self.fault(name, "missing")
        return found

    def one_of(self, name: str, value: Any, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        text = "" if value is None else str(value)
        if not text:
            if needed:
                self.fault(name, "missing", allowed=", ".join(allowed))
        elif text not in allowed:
            self.fault(name, "unknown_code", text, ", ".join(allowed))
        return text

    def several(self, name: str, allowed: tuple[str, ...] | re.Pattern[str] | None) -> tuple[str, ...]:
        value = self.plain.get(name) or ()
        if isinstance(value, str) or not isinstance(value, list | tuple):
            self.fault(name, "not_a_list", value)
            return ()
        if len(value) > MOST.get(name, 100):
            self.fault(name, "too_many", len(value), str(MOST.get(name, 100)))
            return ()
        if allowed is None:
            value = [self.plain_text(name, one, LONGEST.get(name, LONGEST_TEXT)) for one in value]
        found = tuple(dict.fromkeys(str(one) for one in value if one != ""))
        for one in found:
            if isinstance(allowed, tuple) and one not in allowed:
                self.fault(name, "unknown_code", one, ", ".join(allowed))
            elif isinstance(allowed, re.Pattern) and not allowed.fullmatch(one):
                self.fault(name, "wrong_form", one)
        return found

    def day(self, name: str, value: Any) -> date | None:
        if value is None or value == "":
            return None
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fault(name, "wrong_day", value)
            return None

    def number(self, name: str, value: Any, *, needed: bool = False) -> float | None:
        if value is None:
            if needed:
                self.fault(name, "missing")
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or value != value
            or abs(value) > 1e9
        ):
            self.fault(name, "not_a_number", value)
            return None
        return float(value)

    def whole(self, name: str, value: Any) -> int | None:
        number = self.number(name, value)
        if number is not None and (number < 1 or number != int(number)):
            self.fault(name, "not_whole", value)
        return None if number is None else int(number)

    def address(self, name: str, value: Any) -> str:
        text = "" if value is None else str(value).strip()
        if text and not is_address(text):
            self.fault(name, "wrong_address", text)
        return text


def is_address(text: str) -> bool:
    """Whether `text` is an address of the web that may stand behind a link: http or https, with a host.

    One with a name before the host is none: `https://un.org@other.example/` leads to other.example."""
    if len(text) > LONGEST_TEXT or re.search(r"[\s<>\"\\]", text) or NO_SIGNS.search(text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and _is_host(parts.hostname or "")


def _is_host(host: str) -> bool:
    """Whether this is a name or a number of a host as people write it, in any alphabet.

    >>> [_is_host(one) for one in ("ғылым.example", "::1", "..", "a\u200bb.example", "{{7}}", "-a.example")]
    [True, True, False, False, False, False]
    """
    try:
        return bool(ip_address(host))
    except ValueError:
        pass
    labels = host.removesuffix(".").split(".")
    # Letters, digits, and the marks that letters of some alphabets carry.
    marks = ("Mn", "Mc")
    signs = (one.isalnum() or one in "-_" or unicodedata.category(one) in marks for one in "".join(labels))
    return all(signs) and all(one and one[0] != "-" != one[-1] for one in labels)


def is_when(text: str) -> bool:
    """Whether `text` is a year, a month or a day of the calendar: 2014, 2014-07, 2014-07-31."""
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _effect(read: _Reading, plain: Any) -> Effect | None:
    if not isinstance(plain, Mapping):
        read.fault("effects", "not_words", plain)
        return None
    measure = read.one_of("measure", plain.get("measure"), MEASURES)
    estimate = read.number("estimate", plain.get("estimate"), needed=True)
    low, high = (read.number(name, plain.get(name)) for name in ("low", "high"))
    level = read.number("level", plain.get("level", 0.95)) or 0.95
    if estimate is not None and not (
        (low is None or low <= estimate) and (high is None or estimate <= high) and 0 < level < 1
    ):
        read.fault("effects", "interval_off", f"{estimate} ({low} to {high})")
    if measure in RATIOS and estimate is not None and (estimate <= 0 or (low is not None and low < 0)):
        read.fault("effects", "ratio_below_zero", estimate)
    return Effect(
        outcome=read.words("outcome", plain.get("outcome"), LANGUAGES),
        domain=read.one_of("domain", plain.get("domain"), DOMAINS),
        measure=measure,
        estimate=estimate or 0.0,
        low=low,
        high=high,
        better=read.one_of("better", plain.get("better"), ("lower", "higher")),
        level=level,
        note=read.words("note", plain.get("note")),
    )


def _evidence(read: _Reading, plain: Any) -> Evidence | None:
    if plain is None:
        return None
    if not isinstance(plain, Mapping):
        read.fault("evidence", "not_words", plain)
        return None
    effects = plain.get("effects") or ()
    if not isinstance(effects, list | tuple):
        read.fault("effects", "not_a_list", effects)
        effects = ()
    if len(effects) > MOST_EFFECTS:
        read.fault("effects", "too_many", len(effects), str(MOST_EFFECTS))
        effects = ()
    return Evidence(
        design=read.one_of("design", plain.get("design"), codes("designs")),
        effects=tuple(filter(None, (_effect(read, one) for one in effects))),
        citation=read.text("citation", plain),
        participants=read.whole("participants", plain.get("participants")),
        clusters=read.whole("clusters", plain.get("clusters")),
        source=read.address("evidence.source", plain.get("source")),
        certainty=read.one_of("evidence.certainty", plain.get("certainty", "recall"), codes("certainties")),
    )


def _note(read: _Reading, given: Any) -> dict[str, str]:
    """A note in its languages. One that names none is in the language of its letters."""
    words = {UNTOLD: str(given)} if isinstance(given, str | int | float) else given
    found = read.words("note", words, longest=LONGEST_NOTE)
    untold = found.pop(UNTOLD, "")
    return {tongue(untold): untold, **found} if untold else found


def _sources(read: _Reading) -> tuple[Source, ...]:
    given = read.plain.get("sources") or ()
    if not isinstance(given, list | tuple):
        read.fault("sources", "not_a_list", given)
        return ()
    if len(given) > MOST["sources"]:
        read.fault("sources", "too_many", len(given), str(MOST["sources"]))
        return ()
    found = []
    for plain in given:
        if not isinstance(plain, Mapping):
            read.fault("sources", "not_words", plain)
            continue
        found.append(
            Source(
                address=read.address("sources", plain.get("address")),
                certainty=read.one_of("sources", plain.get("certainty"), codes("certainties")),
                opened=read.day("opened", plain.get("opened")),
                note=_note(read, plain.get("note")),
            )
        )
    if not found:
        read.fault("sources", "missing")
    return tuple(found)


FIELDS = frozenset(Record.__dataclass_fields__)


def record_of(plain: Mapping[str, Any], where: str = "record") -> Record:
    """The record that a plain dict says. Raises BadRecord, which names everything that is wrong."""
    read = _Reading(plain, where)
    for name in sorted(set(map(str, plain)) - FIELDS):
        read.fault(name, "unknown_field")
    identifier = read.text("identifier")
    if not is_identifier(identifier):
        read.fault("identifier", "wrong_identifier" if identifier else "missing", identifier)
    when = read.text("issued")
    if when and not is_when(when):
        read.fault("issued", "wrong_day", when)
    record = Record(
        identifier=identifier,
        kind=read.one_of("kind", plain.get("kind"), codes("kinds")),
        title=read.words("title", plain.get("title"), LANGUAGES),
        summary=read.words("summary", plain.get("summary"), LANGUAGES),
        countries=read.several("countries", codes("countries")),
        languages=read.several("languages", LANGUAGE_TAG),
        topics=read.several("topics", codes("topics")),
        sectors=read.several("sectors", codes("sectors")),
        audiences=read.several("audiences", codes("audiences")),
        stages=read.several("stages", codes("stages")),
        licence=read.one_of("licence", plain.get("licence"), codes("licences")),
        cost=read.one_of("cost", plain.get("cost"), codes("costs")),
        address=read.address("address", plain.get("address")),
        sources=_sources(read),
        issued=when,
        regions=read.several("regions", SUBDIVISION),
        authors=read.several("authors", None),
        publisher=read.text("publisher"),
        original_title=read.text("original_title"),
        evidence=_evidence(read, plain.get("evidence")),
        last_checked=read.day("last_checked", plain.get("last_checked")),
        related=read.several("related", None),
        keywords=read.several("keywords", None),
    )
    if read.faults:
        raise BadRecord(where, read.faults)
    return record
