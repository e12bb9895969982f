"""What waits for somebody: records to be checked, addresses that do not open, suggestions, the call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from qorgan.web.library import checking, suggesting
from qorgan.web.library.models import Call, Record, Suggestion
from qorgan.web.library.suggestion_models import PASSED, TAKEN, WAITING

allowed = permission_required
SHOWN = 200


def edit_address(pk: int) -> str:
    """The address of a record's editor."""
    return reverse(Record.snippet_viewset.get_url_name("edit"), args=[pk])  # type: ignore[attr-defined]


@allowed("wagtailadmin.access_admin", raise_exception=True)
def to_check(request: HttpRequest) -> HttpResponse:
    """Published records whose last check is missing or older than twelve months, with who does it."""
    rows = checking.due()
    context = {
        "rows": rows[:SHOWN],
        "total": len(rows),
        "page_title": _("To be checked"),
        "header_icon": "calendar-check",
        "may_check": request.user.has_perm("library.check_record"),  # type: ignore[union-attr]
    }
    return render(request, "library/editing/to_check.html", context)


@require_POST
@allowed("library.check_record", raise_exception=True)
def check_today(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody compared the record with its source today."""
    record = get_object_or_404(Record, pk=pk)
    try:
        checking.checked_today(record, request.user)
        messages.success(request, _("Checked today: %(record)s") % {"record": record})
    except ValidationError:
        messages.error(
            request, _("Something in this record has to be mended first: %(record)s") % {"record": record}
        )
    return HttpResponseRedirect(reverse("library_to_check"))


@require_POST
@allowed("library.change_record", raise_exception=True)
def take_check(request: HttpRequest, pk: int) -> HttpResponse:
    """This editor will compare the record with its source."""
    record = get_object_or_404(Record, pk=pk)
    checking.take(record.identifier, request.user)
    return HttpResponseRedirect(reverse("library_to_check"))


@allowed("library.see_reports", raise_exception=True)
def addresses(request: HttpRequest) -> HttpResponse:
    """Addresses whose last attempt failed, with their history."""
    found = checking.troubles()
    context = {
        "rows": found[:SHOWN],
        "total": len(found),
        "page_title": _("Addresses that do not open"),
        "header_icon": "link",
    }
    return render(request, "library/editing/addresses.html", context)


@allowed("library.change_suggestion", raise_exception=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the public suggested, the oldest first."""
    context = {
        "waiting": Suggestion.objects.filter(state=WAITING)[:SHOWN],
        "done": Suggestion.objects.filter(state__in=(TAKEN, PASSED)).order_by("-pk")[:50],
        "page_title": _("Suggestions"),
        "header_icon": "mail",
    }
    return render(request, "library/editing/suggestions.html", context)


@require_POST
@allowed("library.change_suggestion", raise_exception=True)
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a draft of a suggestion, or passes it by."""
    found = get_object_or_404(Suggestion, pk=pk)
    if request.POST.get("do") == "draft":
        record = suggesting.make_draft(found, request.user)
        messages.success(request, _("A draft was made of it."))
        return HttpResponseRedirect(edit_address(record.pk))
    suggesting.pass_by(found)
    return HttpResponseRedirect(reverse("library_suggestions"))


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Call
        fields = ("open", "text_kk", "text_ru", "text_en")


@allowed("library.change_call", raise_exception=True)
def call(request: HttpRequest) -> HttpResponse:
    """The call for submissions."""
    form = CallForm(request.POST or None, instance=Call.present())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The call is kept."))
        return HttpResponseRedirect(reverse("library_call"))
    context: dict[str, Any] = {"form": form, "page_title": _("Call for submissions"), "header_icon": "edit"}
    return render(request, "library/editing/call.html", context)
