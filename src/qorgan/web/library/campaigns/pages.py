"""Campaigns as the public reads them: the plan, the questionnaire, and the result whatever it is."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.views.decorators.http import require_safe

from qorgan.catalogue import campaigns as catalogue
from qorgan.catalogue.campaigns_result import evidence_of, notes, stage
from qorgan.catalogue.campaigns_rules import checks
from qorgan.catalogue.grade import Grade, grade_of
from qorgan.indicators.norms.instrument import instrument, printed
from qorgan.indicators.norms.said import number, sample_text
from qorgan.indicators.norms.survey import columns
from qorgan.indicators.texts import percent_sign
from qorgan.web.clock import real_now
from qorgan.web.language import CODES
from qorgan.web.library.campaigns import services
from qorgan.web.library.campaigns.measuring import registered_plan
from qorgan.web.library.campaigns.models import Campaign, Measurement
from qorgan.web.library.campaigns.plans import plan_of, sample_of, wanted_of
from qorgan.web.library.templatetags.library import language
from qorgan.web.library.values import said
from qorgan.web.middleware import for_everyone

NAME = re.compile(r"c([1-9][0-9]{0,8})")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FORMS = 8  # a whole block of the lot: each story once in each of its ways
ARMS = ("comparison", "programme")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every public campaign, newest first, with where its result stands."""
    rows = [_line(one) for one in Campaign.objects.exclude(state="draft").order_by("-pk")]
    return for_everyone(render(request, "library/campaigns/index.html", {"campaigns": rows}))


@require_safe
def campaign(request: HttpRequest, name: str) -> HttpResponse:
    """The plan of a campaign. Raises Http404."""
    row = _public(name)
    plan, lang = plan_of(row), language()
    sample = sample_of(plan.measure)
    wanted = wanted_of(plan.measure)
    found = checks(plan, sample.did_clusters_t if sample else None)
    context = _line(row) | {
        "plan": plan,
        "messages": [_message(place, one, lang) for place, one in enumerate(plan.messages, start=1)],
        "norm_kind": catalogue.label("norm_kinds", plan.norm_kind, lang),
        "channels": [catalogue.label("channels", one, lang) for one in plan.channels],
        "services": [(one, said(one.name, lang) or one.identifier) for one in services.lines(plan.services)],
        "ethics": said(plan.ethics, lang),
        "distress": said(plan.distress, lang),
        "checks": [(one.state, one.said(lang)) for one in found],
        "outcome": catalogue.label("outcomes", plan.measure.outcome, lang) if plan.measure.outcome else "",
        "others": [catalogue.label("outcomes", one, lang) for one in plan.measure.others],
        "allocation": catalogue.label("allocations", plan.measure.allocation, lang),
        "sample": sample_text(wanted, sample, lang).splitlines()[1:] if wanted and sample else (),
        "numbers": _numbers(plan.measure, lang),
        "forms": FORMS,
    }
    return for_everyone(render(request, "library/campaigns/campaign.html", context))


@require_safe
def result(request: HttpRequest, name: str) -> HttpResponse:
    """The result, or that there is none yet and for when it is planned. Raises Http404."""
    row = _public(name)
    lang = language()
    last = _last(row)
    context = _line(row) | {"baseline": _first(row), "last": last, "earlier": _earlier(row, last)}
    shown = last or context["baseline"]
    if shown is not None:
        plan = registered_plan(row, last)
        context |= {
            "changes": _changes(row, last, lang),
            "figures": shown.figures,
            "rows": _figures(shown.figures, plan["measure"], lang),
            "notes": notes(shown.figures, lang),
            "method": said(shown.figures["method"], lang) if last else "",
        }
    if last is not None:
        grade = _grade(row, last)
        context |= {
            "reasons": grade.said(lang),
            "means": grade.explained(lang),
        }
    return for_everyone(render(request, "library/campaigns/result.html", context))


@require_safe
def as_json(request: HttpRequest, name: str) -> HttpResponse:
    """The figures of every measurement, in the order in which they came. Raises Http404."""
    row = _public(name)
    found = [
        {"kind": one.kind, "at": one.at.isoformat(), "plan": one.plan, "figures": one.figures}
        for one in row.measurements.all()
    ]
    body = {"campaign": f"c{row.pk}", "synthetic": row.synthetic, "title": row.title, "measurements": found}
    return for_everyone(JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


@require_safe
def questionnaire(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Eight forms of the questionnaire in a language and an empty table for the answers. Raises Http404."""
    row = _public(name)
    if code not in CODES:
        raise Http404
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        for form in range(1, FORMS + 1):
            text = printed(code, f"c{row.pk}", form).replace("\n", "\r\n")
            pack.writestr(_at(f"form-{form}-{code}.txt"), "\ufeff" + text)
        head = io.StringIO()
        csv.writer(head).writerow(columns(instrument()))
        pack.writestr(_at("answers.csv"), head.getvalue())
    response = HttpResponse(held.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="questionnaire-{code}.zip"'
    return for_everyone(response)


def _at(name: str) -> zipfile.ZipInfo:
    """The same file is the same bytes on every day."""
    entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _public(name: str) -> Campaign:
    found = NAME.fullmatch(name)
    row = Campaign.objects.filter(pk=int(found[1])).first() if found else None
    if row is None or (row.state == "draft" and not row.measurements.exists()):
        raise Http404
    return row


def _first(row: Campaign) -> Measurement | None:
    return row.measurements.filter(kind="baseline").first()


def _last(row: Campaign) -> Measurement | None:
    return row.measurements.filter(kind="result").last()


def _earlier(row: Campaign, last: Measurement | None) -> list[Measurement]:
    return list(row.measurements.filter(kind="result").exclude(pk=last.pk)) if last else []


def _line(row: Campaign) -> dict[str, Any]:
    """What the list, the plan and the result all say of a campaign."""
    lang = language()
    first, last = _first(row), _last(row)
    plan = registered_plan(row, last)
    planned = _day(plan["measure"]["planned"]) if first else row.planned
    asked, computed = (None if one is None else _local(one.at) for one in (first, last))
    code, day = stage(asked, computed, planned, _local(real_now()))
    sentence = catalogue.data()["stages"][code][lang].format(day=day.strftime("%d.%m.%Y") if day else "")
    grade = _grade(row, last) if last else None
    return {
        "row": row,
        "name": f"c{row.pk}",
        "title": said(row.title, lang),
        "audience": said(row.audience, lang),
        "norm": said(row.norm, lang),
        "state": catalogue.label("states", row.state, lang),
        "stage": sentence,
        "grade": grade.label(lang) if grade else "",
        "changed": bool(first and _changes(row, None, lang)),
        "changes": _changes(row, last, lang) if first else (),
    }


def _local(at: datetime) -> date:
    """The day of a moment where the library is read."""
    return at.astimezone(get_current_timezone()).date()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _grade(row: Campaign, last: Measurement) -> Grade:
    plan = registered_plan(row, last)
    return grade_of(evidence_of(last.figures, plan["measure"], said(row.title, language())))


def _changes(row: Campaign, last: Measurement | None, lang: str) -> list[tuple[str, str, str]]:
    """What was changed since the baseline, in words. Long texts are named, not repeated."""
    then = registered_plan(row, last)
    found = []
    for name, was, is_now in catalogue.changes(then, plan_of(row).plain()):
        words = catalogue.data()["fields"][name][lang]
        found.append((words, _value(name, was, lang), _value(name, is_now, lang)))
    return found


def _value(name: str, value: Any, lang: str) -> str:
    lists = {"measure.outcome": "outcomes", "measure.others": "outcomes", "measure.allocation": "allocations",
             "channels": "channels", "norm_kind": "norm_kinds"}  # fmt: skip
    if value in (None, "", [], {}):
        return "–"
    if name in lists:
        several = value if isinstance(value, list) else [value]
        return "; ".join(catalogue.label(lists[name], one, lang) for one in several)
    if name == "messages":
        return " / ".join(_tested(one, lang) for one in value)
    if isinstance(value, Mapping):
        return said(value, lang)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return number(value, 3 if abs(value) < 1 else 1)[lang]
    found = _day(str(value)) if DAY.fullmatch(str(value)) else None
    return found.strftime("%d.%m.%Y") if found else str(value)


def _tested(message: Mapping[str, Any], lang: str) -> str:
    """A message of a kept plan with how many read it: a change of the tests is a change too."""
    tests = ", ".join(f"{test['language']} {test['people']}" for test in message["tests"])
    return f"{said(message['texts'], lang)} [{tests or '–'}]"


def _message(place: int, one: catalogue.Message, lang: str) -> dict[str, Any]:
    texts = [(code, one.texts[code], one.tests_in(code)) for code in CODES if one.texts.get(code)]
    return {"place": place, "texts": texts, "picture": one.picture}


def _numbers(measure: catalogue.Measure, lang: str) -> list[tuple[str, str]]:
    names = "clusters cluster_size icc effect baseline power lost before after planned".split()
    plain = {name: getattr(measure, name) for name in names}
    fields = catalogue.data()["fields"]
    return [
        (
            fields[f"measure.{name}"][lang],
            value.strftime("%d.%m.%Y")
            if hasattr(value, "strftime")
            else _value(f"measure.{name}", value, lang),
        )
        for name, value in plain.items()
        if value not in (None, "")
    ]


def _figures(figures: Mapping[str, Any], measure: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Each outcome in words, the one that counts first, then the others that the plan named."""
    named = [measure.get("outcome"), *(measure.get("others") or ())]
    order = sorted(
        figures["outcomes"],
        key=lambda one: named.index(one["name"]) if one["name"] in named else len(named),
    )
    return [_figure(one, named, lang) for one in order]


def _figure(one: Mapping[str, Any], named: list[Any], lang: str) -> dict[str, Any]:
    known = catalogue.data()["outcomes"].get(one["name"])
    digits = 1 if one["unit"] == "percent" else 2
    shares = [
        (
            arm,
            [
                (time, number(share["value"], digits)[lang], share["n"])
                for time, share in one[arm].items()
                if share["n"]
            ],
        )
        for arm in ARMS
    ]
    return {
        "name": one["name"],
        "label": known[lang] if known else said(one["label"], lang),
        "question": said(one["label"], lang),
        "counts": bool(named) and one["name"] == named[0],
        "named": one["name"] in named,
        "sentence": said(one["sentence"], lang),
        "p": number(one["effect"]["p_holm"], 3)[lang] if one["effect"] else "",
        "unit": percent_sign(lang) if one["unit"] == "percent" else "",
        "shares": shares,
    }
