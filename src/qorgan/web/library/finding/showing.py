"""An answer as a page shows it: extracts, facets with their counts, what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from qorgan.catalogue.codes import codes, label
from qorgan.catalogue.grade import GRADES, Grade
from qorgan.language.snippets import Part, snippet
from qorgan.web.library.finding.documents import FACETS
from qorgan.web.library.finding.models import Document, Entry
from qorgan.web.library.finding.searching import Answer

EXTRACT = 260  # letters
_OPEN_FIRST = ("kind", "topic", "country")


@dataclass(frozen=True)
class Hit:
    identifier: str
    language: str
    title: str
    summary: str
    title_parts: list[Part]
    parts: list[Part]
    kind: str
    issued: str
    grade: str
    grade_label: str


@dataclass(frozen=True)
class Value:
    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: tuple[Value, ...]
    open: bool


@dataclass(frozen=True)
class Tag:
    """A chosen value and the address of the search without it."""

    facet: str
    label: str
    without: str


_FACETS = {
    "kind": gettext_lazy("Kind"),
    "topic": gettext_lazy("Topic"),
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
    "language": gettext_lazy("Language of the resource"),
    "sector": gettext_lazy("Sector"),
    "audience": gettext_lazy("For whom"),
    "stage": gettext_lazy("Stage"),
    "grade": gettext_lazy("Evidence"),
    "cost": gettext_lazy("Cost"),
    "licence": gettext_lazy("Licence"),
    "year": gettext_lazy("Year"),
}
_LANGUAGES = {
    "en": gettext_lazy("English"),
    "ru": gettext_lazy("Russian"),
    "kk": gettext_lazy("Kazakh"),
    "ky": gettext_lazy("Kyrgyz"),
    "uz": gettext_lazy("Uzbek"),
    "tg": gettext_lazy("Tajik"),
    "tk": gettext_lazy("Turkmen"),
}


def facet_label(name: str) -> str:
    return str(_FACETS[name])


def value_label(name: str, code: str, language: str) -> str:
    if name == "grade":
        return Grade(code, ()).label(language) if code in GRADES else code
    if name == "language":
        return str(_LANGUAGES.get(code, code))
    return label(FACETS[name], code, language) if FACETS[name] else code


def facets(answer: Answer, language: str) -> list[Facet]:
    """The facets that can narrow or widen this answer, each with the values that have records."""
    found = []
    for name in FACETS:
        chosen = answer.asked.chosen.get(name, ())
        counts = {code: n for code, n in answer.counts.get(name, {}).items() if n or code in chosen}
        values = tuple(
            Value(code, value_label(name, code, language), counts[code], code in chosen)
            for code in _in_order(name, counts)
        )
        if values and (len(values) > 1 or chosen):
            found.append(Facet(name, facet_label(name), values, bool(chosen) or name in _OPEN_FIRST))
    return found


def _in_order(name: str, counts: Mapping[str, int]) -> list[str]:
    if name == "year":
        return sorted(counts, reverse=True)
    if name in ("grade", "stage", "cost"):
        order = list(GRADES if name == "grade" else codes(FACETS[name]))
        return sorted(counts, key=lambda code: order.index(code) if code in order else len(order))
    return sorted(counts, key=lambda code: (-counts[code], code))


def tags(answer: Answer, language: str) -> list[Tag]:
    return [
        Tag(
            facet_label(name),
            value_label(name, code, language),
            answer.asked.without(name, code).address(language),
        )
        for name, values in answer.asked.chosen.items()
        for code in values
    ]


def _grade_label(code: str, language: str) -> str:
    return "" if code == "not_evaluated" else value_label("grade", code, language)


def hits(answer: Answer, language: str) -> list[Hit]:
    """The records of the page in the reader's language, else in one that the record has."""
    order = (language, "ru" if language == "kk" else "en", "en", "ru", "kk", "ky", "uz", "tg", "tk")
    written: dict[str, dict[str, Document]] = {}
    for one in Document.objects.filter(identifier__in=answer.identifiers).exclude(title=""):
        written.setdefault(one.identifier, {})[one.language] = one
    entries = {one.identifier: one for one in Entry.objects.filter(identifier__in=answer.identifiers)}
    found = []
    for identifier in answer.identifiers:
        if identifier not in written or identifier not in entries:
            continue  # taken back this very moment
        document = next(written[identifier][code] for code in order if code in written[identifier])
        entry = entries[identifier]
        found.append(
            Hit(
                identifier, document.language, document.title, document.summary,
                snippet(document.title, answer.met, 300, document.language),
                snippet(document.summary, answer.met, EXTRACT, document.language),
                entry.values["kind"][0], entry.issued, entry.values["grade"][0],
                _grade_label(entry.values["grade"][0], language),
            )
        )  # fmt: skip
    return found
