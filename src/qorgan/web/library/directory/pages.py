"""Where to turn: for somebody who may be reading on a shared telephone, with little time.

Nothing of these pages is kept by a browser or on the way, and their titles say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qorgan.catalogue.codes import label
from qorgan.catalogue.services import Service
from qorgan.web.clock import real_now
from qorgan.web.library import shelf
from qorgan.web.library.directory import lists
from qorgan.web.library.directory.choosing import NEEDS, REGIONS, SPOKEN, choice_of, chosen, is_open
from qorgan.web.library.directory.keeping import shown
from qorgan.web.library.directory.models import ACCESS
from qorgan.web.library.templatetags.library import language, language_name


@dataclass(frozen=True)
class Shown:
    """A service in the reader's words. `known`: rows of name and value; `unknown`: what we do not know."""

    value: Service
    name: str
    does: str
    beware: str
    kind: str
    opened: bool | None
    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    sources: tuple[tuple[Any, str], ...]


def in_words(service: Service, moment: datetime) -> Shown:
    rows = list(_rows(service))
    return Shown(
        value=service,
        name=shelf.words(service.name),
        does=shelf.words(service.does),
        beware=shelf.words(service.beware),
        kind=label("service_kinds", service.kind, language()),
        opened=is_open(service, moment),
        known=tuple((name, text) for name, text in rows if text),
        unknown=tuple(name for name, text in rows if not text),
        sources=tuple((one, label("certainties", one.certainty, language())) for one in service.sources),
    )


def _rows(service: Service) -> Iterable[tuple[str, str]]:
    """What a person asks before she turns to somebody; "" for what is not known."""
    lang = language()
    yield _("When"), _hours(service)
    country = label("countries", service.country, lang)
    yield _("Where it helps"), lists.region_name(service.region) if service.region else country
    place = ", ".join(filter(None, (shelf.words(service.locality), shelf.words(service.street))))
    if place and not service.confidential:
        yield _("Address"), place
    yield _("Cost"), _unless_unknown("caller_costs", service.cost)
    yield _("Languages"), ", ".join(language_name(one) for one in service.languages)
    for name in ACCESS:
        yield access_name(name), _unless_unknown("answers", getattr(service.access, name))
    yield _("Licence"), _unless_unknown("licence_statuses", service.licence)


def _unless_unknown(name: str, code: str) -> str:
    return "" if code == "unknown" else label(name, code, language())


def access_name(name: str) -> str:
    return {"step_free": _("Entrance without steps"), "sign_language": _("Sign language"),
            "text": _("Can be reached in writing")}[name]  # fmt: skip


def _hours(service: Service) -> str:
    if service.hours.known == "around_the_clock":
        return _("Day and night")
    names = dict(lists.day_names())
    days = (
        f"{names[day]} {', '.join(f'{start}–{end}' for start, end in spans)}"
        for day, spans in service.hours.week
    )
    return "; ".join(days)


def need_name(code: str) -> str:
    return {
        "now": _("There is danger now"), "talk": _("To talk to somebody"), "stay": _("A place to stay"),
        "health": _("Health"), "rights": _("Rights, police and court"),
        "child": _("For a child or a teenager"), "life": _("Money, papers, daily life"),
    }[code]  # fmt: skip


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Those that fit what was asked for, then those of which that is not known."""
    kept, moment = shown(), real_now()
    choice = choice_of(request.GET.dict(), kept)
    fit, may = chosen(kept, choice, moment)
    context = {
        "choice": choice,
        "fit": [in_words(one, moment) for one in fit],
        "may": [in_words(one, moment) for one in may],
        "all": len(kept),
        "more": bool(request.GET.get("country") or choice.language or choice.access or choice.free),
        "elsewhere": choice.country not in ("", "KZ"),
        "countries": lists.countries(),
        "regions": sorted(((code, lists.region_name(code)) for code in REGIONS), key=lambda one: one[1]),
        "needs": [(code, need_name(code)) for code in NEEDS],
        "spoken": [(code, language_name(code)) for code in SPOKEN],
        "access": [(name, access_name(name)) for name in ACCESS],
    }
    return render(request, "library/services.html", context)


@require_safe
def service(request: HttpRequest, name: str) -> HttpResponse:
    """One service. Raises Http404."""
    return render(request, "library/service.html", {"one": in_words(_one(name), real_now()), "alone": True})


@require_safe
def services_json(request: HttpRequest) -> HttpResponse:
    """The directory for programs, under the same choices; `open_now` is null where it is not known."""
    kept, moment = shown(), real_now()
    fit, may = chosen(kept, choice_of(request.GET.dict(), kept), moment)
    data = {
        "at": moment.isoformat(timespec="seconds"),
        "services": [_plain(one, moment) for one in fit],
        "not_known_whether": [_plain(one, moment) for one in may],
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@require_safe
def service_json(request: HttpRequest, name: str) -> HttpResponse:
    """One service for programs. Raises Http404."""
    return JsonResponse(_plain(_one(name), real_now()), json_dumps_params={"ensure_ascii": False})


def _one(name: str) -> Service:
    found = next((one for one in shown() if one.identifier == name), None)
    if found is None:
        raise Http404
    return found


def _plain(service: Service, moment: datetime) -> dict[str, Any]:
    return service.plain() | {"open_now": is_open(service, moment)}
