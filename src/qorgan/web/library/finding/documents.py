"""What a record is found by: its words in each language, and the values it is sorted and narrowed by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qorgan.catalogue.codes import LANGUAGES, label
from qorgan.catalogue.grade import grade_of
from qorgan.catalogue.record import Record
from qorgan.language import analyse, forms
from qorgan.web.library.finding.store import Terms

# Facets, and the code list whose labels name their values ("" where the value names itself).
FACETS: Mapping[str, str] = {
    "kind": "kinds",
    "topic": "topics",
    "country": "countries",
    "region": "",
    "language": "",
    "sector": "sectors",
    "audience": "audiences",
    "stage": "stages",
    "grade": "",
    "cost": "costs",
    "licence": "licences",
    "year": "",
}
_LABELLED = ("kind", "topic", "country", "sector", "audience", "stage")
LANGUAGES_AT_MOST = 8  # of one number; a document's id is number * 8 + its language's place
_CODES = ("en", "ru", "kk", "ky", "uz", "tg", "tk")


def place(number: int, language: str) -> int:
    """The id of the document of a record's number in a language.

    >>> place(5, "ru")
    41
    """
    return number * LANGUAGES_AT_MOST + language_number(language)


def language_number(language: str) -> int:
    return _CODES.index(language)


def language_at(slot: int) -> str:
    return _CODES[slot]


@dataclass(frozen=True)
class Written:
    """One language of a record: what is shown of it, and its terms. No title: it has only labels there."""

    language: str
    title: str
    summary: str
    terms: Terms


@dataclass(frozen=True)
class Found:
    """All that the index holds of a record."""

    values: Mapping[str, tuple[str, ...]]
    issued: str
    documents: tuple[Written, ...]

    @property
    def lengths(self) -> list[int]:
        """The words of the title in each language; 0 where there is none."""
        words = {one.language: len(one.terms.parts["title"]) for one in self.documents}
        return [words.get(code, 0) for code in _CODES]

    @property
    def digest(self) -> str:
        """Differs when anything that the index holds does, be it the record or the rules of words."""
        told = [
            dict(self.values),
            self.issued,
            [[d.language, d.title, d.summary, dict(d.terms.parts), d.terms.forms] for d in self.documents],
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def found_by(record: Record) -> Found:
    values = values_of(record)
    languages = [*LANGUAGES, *(code for code in record.title if code in _CODES and code not in LANGUAGES)]
    return Found(values, record.issued, tuple(_written(record, values, code) for code in languages))


def values_of(record: Record) -> dict[str, tuple[str, ...]]:
    """The values of each facet that the record has."""
    values = {
        "kind": (record.kind,),
        "topic": record.topics,
        "country": record.countries,
        "region": record.regions,
        "language": tuple(dict.fromkeys(tag.split("-")[0] for tag in record.languages)),
        "sector": record.sectors,
        "audience": record.audiences,
        "stage": record.stages,
        "grade": (grade_of(record.evidence).code,),
        "cost": (record.cost,),
        "licence": (record.licence,),
        "year": (record.issued[:4],) if record.issued else (),
    }
    return {name: tuple(one for one in values[name] if one) for name in FACETS}


def _written(record: Record, values: Mapping[str, tuple[str, ...]], language: str) -> Written:
    title, summary = record.title.get(language, ""), record.summary.get(language, "")
    texts = {
        "title": [title],
        "words": list(_words(record, language)) if title else [],
        "summary": [summary],
        "labels": [
            label(FACETS[name], code, language)
            for name in (_LABELLED if language in LANGUAGES else ())
            for code in values[name]
        ],
    }
    parts = {
        part: tuple(t for text in several for t in analyse(text, language)) for part, several in texts.items()
    }
    plain = [form for part in ("title", "words", "summary") for text in texts[part] for form in forms(text)]
    return Written(language, title, summary, Terms(parts, tuple(plain)))


def _words(record: Record, language: str) -> Iterator[str]:
    """Names and numbers by which it is asked for, the same in every language, and the editors' own words."""
    yield record.identifier
    yield from record.keywords
    yield record.original_title
    yield from record.authors
    yield record.publisher
    yield record.issued[:4]
    if record.evidence is not None:
        yield record.evidence.citation
        for effect in record.evidence.effects:
            yield effect.outcome.get(language, "")
