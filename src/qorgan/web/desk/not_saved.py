"""What somebody typed comes back to them when the thing it was for was closed, stopped or taken on meanwhile.

Only what this request itself carried is shown, so the page tells nobody whether a case exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qorgan.web.agencies import policy
from qorgan.web.casework.models import CallTask, Case, Referral
from qorgan.web.orders.models import Order

# Keys, codes of choices, days, times and ids are nobody's writing.
NOT_TYPED = re.compile(
    r"[a-z][a-z0-9_.-]*|\d{1,3}|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?|\d\d:\d\d|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
OURS = frozenset({"csrfmiddlewaretoken", "once"})


def typed(request: HttpRequest) -> list[str]:
    """The words that somebody wrote into the form, in its order."""
    return words_in((name, value) for name, values in request.POST.lists() for value in values)


def words_in(fields: Iterable[tuple[str, str]]) -> list[str]:
    """The same of the fields of a form, as they came."""
    typed = [value.strip() for name, value in fields if name not in OURS and "password" not in name]
    return [words for words in typed if words and not NOT_TYPED.fullmatch(words)]


def page(request: HttpRequest, why: str, case: Case | None = None, status: int = 409) -> HttpResponse:
    """Says what happened, and gives the words back."""
    context = {"why": why, "case": case, "typed": typed(request)}
    return render(request, "desk/not_saved.html", context, status=status)


def gone(request: HttpRequest, named: Mapping[str, Any]) -> HttpResponse:
    """For a form whose page is not open to the member, or is so no longer."""
    case = _case(request, named)
    if case is None:
        why = _("This is not open to you. If it was, sharing was stopped or it was restricted meanwhile.")
        return page(request, why, status=404)
    return refused(request, case, status=409 if case.status.state == "closed" else 404)


def refused(request: HttpRequest, case: Case, status: int = 409) -> HttpResponse:
    """For a step that a case which the member sees does not take from her, or takes no more."""
    if case.status.state == "closed":
        return page(request, _("The case was closed while you were writing."), case, status)
    return page(request, _("This step is not open to you in this case, or no longer."), case, status)


def _case(request: HttpRequest, named: Mapping[str, Any]) -> Case | None:
    """The case that the form was about, where the member may still see it."""
    member = request.member  # type: ignore[attr-defined]
    pk: UUID | None = named.get("case")
    for name, model in (("referral", Referral), ("task", CallTask), ("order", Order)):
        if name in named:
            child = policy.visible(member, "see", model).filter(pk=named[name]).first()
            pk = child.case_id if child else None  # type: ignore[attr-defined]
    return policy.visible(member, "see", Case).filter(pk=pk).first() if pk else None
