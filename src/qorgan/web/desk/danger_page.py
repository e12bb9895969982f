"""The signs of danger: raised by anyone with a line of reason, lowered by nobody alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.practice import danger as rule
from qorgan.practice import witness
from qorgan.practice.data import load
from qorgan.practice.witness import Said
from qorgan.web.agencies.access import desk_view
from qorgan.web.casework import reading, recording
from qorgan.web.desk import words
from qorgan.web.desk.access import CASE_ROLES, case_for
from qorgan.web.desk.case_page import case_context, or_none
from qorgan.web.desk.forms import DangerForm
from qorgan.web.desk.once import answered_once


@dataclass(frozen=True)
class Row:
    """A sign on the page."""

    field: BoundField


def _before(request: HttpRequest, case: Any) -> tuple[dict[str, str], bool]:
    """The answers to begin with: the last ones, with what the recorded facts already say."""
    keyring = request.keyring  # type: ignore[attr-defined]
    rows = or_none(lambda: reading.danger(keyring, case)) or []
    answers: dict[str, str] = dict(rows[-1].value.get("answers", {})) if rows else {}
    facts = or_none(lambda: reading.facts(keyring, case))
    known = rule.prefill(_counted(facts)) if facts else {}
    said = {k: v for k, v in known.items() if answers.get(k) != "yes"}
    return answers | said, bool(said)


def _counted(facts: reading.CaseFacts) -> dict[str, object]:
    """Facts that a level may rest on: another person's words are none."""
    given = [Said(id_, one.value, one.basis) for id_, sources in facts.sources.items() for one in sources]
    return witness.counted(given)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_danger(request: HttpRequest, case: UUID) -> HttpResponse:
    """Goes through the signs and records the level."""
    found = case_for(request, "write", case)
    refused = ""
    if request.method == "POST":
        form, prefilled = DangerForm(request.POST), False
        if form.is_valid():
            try:
                given = form.cleaned_data
                result = recording.record_danger(
                    request.keyring,  # type: ignore[attr-defined]
                    found,
                    form.answers(),
                    given["concern"],
                    given["reason"],
                )
            except recording.LoweringRefused as error:
                refused = words.said(error.decision.text)
            else:
                messages.success(request, _("Recorded: %(level)s") % {"level": words.danger(result.band)})
                return redirect("desk:case", found.pk)
    else:
        answers, prefilled = _before(request, found)
        form = DangerForm(answers=answers)
    context = case_context(request, found, "case_danger") | {
        "form": form,
        "critical": [Row(form[flag.id]) for flag in rule.flags() if flag.critical],
        "others": [Row(form[flag.id]) for flag in rule.flags() if not flag.critical],
        "prefilled": prefilled,
        "refused": refused,
        "version": load("danger")["version"],
    }
    status = 422 if form.errors else 409 if refused else 200
    return render(request, "desk/danger.html", context, status=status)
