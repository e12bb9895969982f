"""A record as the pack shows it: the same words as on its page, with links that stay on the stick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from qorgan.catalogue import citing
from qorgan.catalogue.codes import label
from qorgan.catalogue.grade import grade_of, said_effect
from qorgan.catalogue.record import Record as Value
from qorgan.catalogue.record import Words
from qorgan.web.library import shelf
from qorgan.web.library.directory.lists import region_name
from qorgan.web.library.templatetags.library import as_made, language_name, when


@dataclass(frozen=True)
class Line:
    """A record in a list: `href` from the root of a language; `other`: its language, where not the page's."""

    href: str
    title: str
    kind: str
    summary: str
    other: str


def line(value: Value, language: str) -> Line:
    found = shelf.shown(value, language)
    return Line(
        f"r/{value.identifier}.html",
        found.title,
        label("kinds", value.kind, language),
        found.summary,
        found.other,
    )


def page_of(group: str, code: str) -> str:
    """The name of the page that lists a code: small ASCII letters, digits and hyphens.

    >>> page_of("topic", "domestic_violence"), page_of("country", "KZ")
    ('topic-domestic-violence.html', 'country-kz.html')
    """
    return f"{group}-{code.lower().replace('_', '-')}.html"


def shorter(value: Value) -> Value:
    """A record whose long lists are cut and whose results keep every number, with fewer words: what a page of
    the pack can hold of the longest one."""
    evidence = value.evidence and replace(
        value.evidence,
        effects=tuple(
            replace(one, outcome={code: text[:80] for code, text in one.outcome.items()}, note={})
            for one in value.evidence.effects
        ),
    )
    return replace(
        value,
        authors=value.authors[:5],
        keywords=value.keywords[:5],
        regions=value.regions[:30],
        related=value.related[:10],
        sources=value.sources[:5],
        evidence=evidence,
    )


def context(value: Value, language: str, known: Mapping[str, Value], notes: Iterable[Any]) -> dict[str, Any]:
    """What the template of a record needs."""
    grade = grade_of(value.evidence) if value.kind == "evaluation" or value.evidence else None
    return {
        "record": shelf.shown(value, language),
        "value": value,
        "rows": _rows(value, language),
        "grade": grade,
        "grade_label": grade.label(language) if grade else "",
        "grade_means": grade.explained(language) if grade else "",
        "reasons": grade.said(language) if grade else (),
        "findings": _findings(value, language),
        "sources": [(one, label("certainties", one.certainty, language)) for one in value.sources],
        "related": [line(known[one], language) for one in value.related if one in known],
        "bibtex": citing.bibtex(value, language),
        "notes": [(one, one.said(language)) for one in notes],
    }


def _findings(value: Value, language: str) -> list[tuple[Words, str, Words]]:
    effects = value.evidence.effects if value.evidence else ()
    found = []
    for one in effects:
        numbers = said_effect(one, language).removeprefix(f"{shelf.words(one.outcome, language)}: ")
        found.append((one.outcome, numbers, one.note))
    return found


def _rows(value: Value, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    def coded(name: str, group: str, given: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(label(name, one, language), page_of(group, one) if group else "") for one in given]

    def plain(*given: str) -> list[tuple[str, str]]:
        return [(one, "") for one in given if one]

    rows = [
        (
            _("Title in the original language"),
            plain(as_made(value.original_title, next(iter(value.languages), "und"))),
        ),
        (_("Authors"), plain(*map(as_made, value.authors))),
        (_("Publisher"), plain(as_made(value.publisher))),
        (_("Date of the resource"), plain(when(value.issued))),
        (_("Countries"), coded("countries", "country", value.countries)),
        (_("Regions"), plain(*map(region_name, value.regions))),
        (_("Languages of the resource"), plain(*(language_name(one) for one in value.languages))),
        (_("Topics"), coded("topics", "topic", value.topics)),
        (_("Sectors"), coded("sectors", "", value.sectors)),
        (_("For whom"), coded("audiences", "", value.audiences)),
        (_("Stages"), coded("stages", "", value.stages)),
        (_("Cost"), coded("costs", "", (value.cost,))),
        (_("Licence"), coded("licences", "", (value.licence,))),
        (_("Identifier"), plain(value.identifier)),
    ]
    return [row for row in rows if row[1]]
