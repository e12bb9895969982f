"""A record as a page and as files: what it is, how sure, where the facts come from, how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qorgan.catalogue import citing, structured
from qorgan.catalogue.codes import label
from qorgan.catalogue.grade import Grade, grade_of, said_effect
from qorgan.catalogue.identifiers import is_identifier
from qorgan.catalogue.record import Effect, Record, Words
from qorgan.web.library import files, shelf
from qorgan.web.library.comments import pages as comments
from qorgan.web.library.directory.lists import region_name
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import as_made, language, language_name, when
from qorgan.web.middleware import for_everyone

TYPES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True)
class Finding:
    """One line of the study's results, in words."""

    outcome: Words
    numbers: str
    note: Words


@dataclass(frozen=True)
class Row:
    """A name and its values, each with the address of a search for it or ""."""

    name: str
    values: tuple[tuple[str, str], ...]


@require_safe
def record(request: HttpRequest, name: str) -> HttpResponse:
    """A record; for a retired one, 410 and what became of it. Raises Http404."""
    value = _published(name)
    if value is None:
        gone = shelf.retired(name)
        if gone is None:
            raise Http404
        context = {
            "gone": gone,
            "note": gone.retired_note,
            "was": gone.retired_title,
        }
        return render(request, "library/retired.html", context, status=410)
    lang = language()
    grade = grade_of(value.evidence) if value.kind == "evaluation" or value.evidence else None
    context = {
        "record": shelf.shown(value),
        "value": value,
        "rows": _rows(value, lang),
        "grade": grade,
        "grade_label": grade.label(lang) if grade else "",
        "grade_means": grade.explained(lang) if grade else "",
        "reasons": grade.said(lang) if grade else (),
        "findings": _findings(value, grade, lang),
        "sources": [(one, label("certainties", one.certainty, lang)) for one in value.sources],
        "related": [shelf.shown(one) for one in shelf.published(value.related)],
        "permanent": f"{public_address(request)}{reverse('library:record', args=[name])}",
        "linked": _linked(request, value, lang),
        "file": files.of_record(name),
        **comments.of_record(value.identifier),
    }
    return for_everyone(render(request, "library/record.html", context))


def _published(name: str) -> Record | None:
    if not is_identifier(name):
        raise Http404
    return shelf.one(name)


def _linked(request: HttpRequest, value: Record, lang: str) -> SafeString:
    root = f"{public_address(request)}{reverse('library:home')}r/"
    data = structured.embedded(structured.linked_data(value, root, lang))
    return mark_safe(data)  # noqa: S308 - `embedded` leaves nothing in it that HTML reads  # nosec B308 B703


def _rows(value: Record, lang: str) -> list[Row]:
    def coded(name: str, facet: str, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        search = reverse("library:search")
        return tuple(
            (label(name, code, lang), f"{search}?{facet}={code}&lang={lang}" if facet else "")
            for code in given
        )

    def plain(*given: str) -> tuple[tuple[str, str], ...]:
        return tuple((one, "") for one in given if one)

    rows = [
        Row(
            _("Title in the original language"),
            plain(as_made(value.original_title, next(iter(value.languages), "und"))),
        ),
        Row(_("Authors"), plain(*map(as_made, value.authors))),
        Row(_("Publisher"), plain(as_made(value.publisher))),
        Row(_("Date of the resource"), plain(when(value.issued))),
        Row(_("Countries"), coded("countries", "country", value.countries)),
        Row(_("Regions"), plain(*map(region_name, value.regions))),
        Row(_("Languages of the resource"), plain(*(language_name(one) for one in value.languages))),
        Row(_("Topics"), coded("topics", "topic", value.topics)),
        Row(_("Sectors"), coded("sectors", "sector", value.sectors)),
        Row(_("For whom"), coded("audiences", "audience", value.audiences)),
        Row(_("Stages"), coded("stages", "stage", value.stages)),
        Row(_("Cost"), coded("costs", "", (value.cost,))),
        Row(_("Licence"), coded("licences", "", (value.licence,))),
    ]
    return [row for row in rows if row.values]


def _findings(value: Record, grade: Grade | None, lang: str) -> list[Finding]:
    if value.evidence is None:
        return []
    return [_finding(one, lang) for one in value.evidence.effects]


def _finding(effect: Effect, lang: str) -> Finding:
    numbers = said_effect(effect, lang).removeprefix(f"{shelf.words(effect.outcome, lang)}: ")
    return Finding(effect.outcome, numbers, effect.note)


@require_safe
def cite(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The citation as a file: `bibtex`, `ris` or `csl`. Raises Http404."""
    value = _published(name)
    if value is None or form not in citing.FORMATS:
        raise Http404
    answer = HttpResponse(
        citing.cited([value], form, language()), content_type=f"{TYPES[form]}; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{citing.file_name(name, form)}"'
    return for_everyone(answer)


@require_safe
def as_json(request: HttpRequest, name: str) -> HttpResponse:
    """The record as data, with its grade and the reasons for it. Raises Http404."""
    value = _published(name)
    if value is None:
        raise Http404
    return for_everyone(JsonResponse(plain(value, language()), json_dumps_params={"ensure_ascii": False}))


def plain(value: Record, lang: str) -> dict[str, Any]:
    """A record as a dict for JSON; the grade is computed, never stored."""
    grade = grade_of(value.evidence)
    return value.plain() | {"grade": {"code": grade.code, "reasons": list(grade.said(lang))}}
