"""Between rows of the database and the values of `qorgan.catalogue`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qorgan.catalogue import record as catalogue
from qorgan.web.library.models import Record

COPIED = (
    "identifier kind original_title address licence cost issued publisher authors countries regions "
    "languages topics sectors audiences stages related last_checked"
).split()
LISTS = frozenset(
    "authors countries regions languages topics sectors audiences stages related keywords".split()
)


def record_value(rows: Iterable[Record]) -> catalogue.Record:
    """The record that the rows of its languages say together. The rows must share one identifier."""
    by_language = {row.locale.language_code: row for row in rows}
    first = by_language.get("en") or next(iter(by_language.values()))
    copied: dict[str, Any] = {
        name: tuple(getattr(first, name)) if name in LISTS else getattr(first, name) for name in COPIED
    }
    return catalogue.Record(
        **copied,
        title={code: row.title for code, row in by_language.items()},
        summary={code: row.summary for code, row in by_language.items()},
        keywords=tuple(dict.fromkeys(word for row in by_language.values() for word in row.keywords)),
        sources=tuple(_source(block.value) for block in first.sources),
        evidence=_evidence(by_language, first),
    )


def _source(value: Mapping[str, Any]) -> catalogue.Source:
    return catalogue.Source(
        address=value["address"] or "",
        certainty=value["certainty"],
        opened=value["opened"],
        note=value["note"] or "",
    )


def notes_in(rows: Iterable[Record], language: str) -> list[tuple[str, str]]:
    """The note of each source in a language where there is one, and the language that it is in."""
    by_language = {row.locale.language_code: row for row in rows}
    first = by_language.get("en") or next(iter(by_language.values()))
    own = (
        {one.id: one.value["note"] for one in by_language[language].sources}
        if language in by_language
        else {}
    )
    found = []
    for one in first.sources:
        note = one.value["note"] or ""
        said_here = own.get(one.id) or note
        found.append((said_here, first.locale.language_code if said_here == note else language))
    return found


def _evidence(rows: Mapping[str, Record], first: Record) -> catalogue.Evidence | None:
    if not len(first.evidence):
        return None
    study = first.evidence[0].value
    effects = []
    for place, effect in enumerate(study["effects"]):
        words: dict[str, Any] = {"outcome": {}, "note": {}}
        for code, row in rows.items():
            others = row.evidence[0].value["effects"] if len(row.evidence) else []
            if place < len(others):
                for name in words:
                    if others[place][name]:
                        words[name][code] = others[place][name]
        effects.append(
            catalogue.Effect(
                **words,
                **{n: effect[n] for n in ("domain", "measure", "estimate", "low", "high", "better", "level")},
            )
        )
    return catalogue.Evidence(
        effects=tuple(effects),
        **{n: study[n] for n in ("design", "participants", "clusters", "certainty")},
        citation=study["citation"] or "",
        source=study["source"] or "",
    )


def fields_of(value: catalogue.Record, language: str) -> dict[str, Any]:
    """What the row of one language holds of a record, as keyword arguments of the model."""
    copied = {name: getattr(value, name) for name in COPIED}
    return copied | {
        **{name: list(copied[name]) for name in LISTS if name in copied},
        "title": value.title[language],
        "summary": value.summary.get(language, ""),
        "keywords": list(value.keywords),
        "sources": [
            {
                "type": "source",
                "value": {
                    "address": one.address,
                    "certainty": one.certainty,
                    "opened": one.opened and one.opened.isoformat(),
                    "note": one.note,
                },
            }
            for one in value.sources
        ],
        "evidence": [] if value.evidence is None else [_study(value.evidence, language)],
    }


def _study(evidence: catalogue.Evidence, language: str) -> dict[str, Any]:
    plain = {
        name: getattr(evidence, name)
        for name in ("design", "citation", "participants", "clusters", "source", "certainty")
    }
    return {
        "type": "study",
        "value": plain
        | {
            "effects": [
                {
                    **{n: getattr(one, n) for n in "domain measure estimate low high level better".split()},
                    "outcome": said(one.outcome, language),
                    "note": said(one.note, language),
                }
                for one in evidence.effects
            ]
        },
    }


def said(words: Mapping[str, str], language: str) -> str:
    """The words in a language, else in the first other that there is; "" for none."""
    order = (language, "ru" if language == "kk" else "en", "en", "ru", "kk")
    return next((words[code] for code in order if words.get(code)), next(iter(words.values()), ""))
