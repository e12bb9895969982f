"""The papers of an order: print, petition, confidential sheet, and the approval of their wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import AgencyKind
from qorgan.web.casework.grants import NoGrant
from qorgan.web.desk import order_view
from qorgan.web.desk.once import answered_once
from qorgan.web.desk.order_forms import PetitionForm, SheetForm
from qorgan.web.desk.order_pages import GET_POST, POLICE, keys, order_for, page, tried
from qorgan.web.orders import documents, sheet, verbs
from qorgan.web.orders.models import Order
from qorgan.web.orders.printing import LANGUAGES, Petition, wording_fingerprint


def _her_copy(keyring: Keyring, order: Order, language: str) -> bytes:
    return documents.order_pdf(keyring, order, language, for_protected=True)


PAPERS: dict[str, Callable[[Keyring, Order, str], bytes]] = {
    "order": documents.order_pdf,
    "copy": _her_copy,
    "petition": documents.petition_pdf,
    "sheet": documents.sheet_pdf,
}


def paper(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to keep or print; never stored by the browser's cache."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@desk_view(roles=POLICE)
def order_print(request: HttpRequest, order: UUID, kind: str, language: str) -> HttpResponse:
    """The order, her copy, the petition or the confidential sheet as PDF, in kk or ru."""
    found = order_for(request, "act", order)
    if language not in LANGUAGES or kind not in PAPERS:
        raise Http404
    try:
        pdf = PAPERS[kind](keys(request), found, language)
    except documents.DocumentsUnavailable as error:
        return page(request, "unavailable", found, reason=str(error))
    except documents.NoAddress:
        return redirect("desk:order_sheet", found.pk)
    except documents.NoPetition:
        return redirect("desk:order_petition", found.pk)
    except NoGrant:
        return page(request, "not_shared", found)
    return paper(pdf, documents.file_name(kind, found, language))


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_petition(request: HttpRequest, order: UUID) -> HttpResponse:
    """The petition for special requirements: filled in, kept on the record, then printed."""
    found, keyring = order_for(request, "act", order), keys(request)
    kept = documents.latest_petition(keyring, found)
    first = asdict(kept) if kept else {"ground": "cao", "asks": ["no_contact"]}
    form = PetitionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: verbs.petition_drafted(keyring, found, Petition(**form.petition()))):
            return redirect("desk:order_petition", found.pk)
    return page(
        request, "petition", found, form=form, kept=kept, paper_languages=order_view.LANGUAGE_NAMES,
        draft=verbs.approval(found.agency) is None,
    )  # fmt: skip


@GET_POST
@desk_view(roles=POLICE)
@answered_once
def order_sheet(request: HttpRequest, order: UUID) -> HttpResponse:
    """Where she is: written into her identity record, printed on a sheet of its own."""
    found = order_for(request, "act", order)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sheet.record(keys(request), found, given["address"], given["reach"])
        return redirect("desk:order_sheet", found.pk)
    return page(
        request,
        "sheet",
        found,
        form=form,
        known=sheet.is_known(keys(request), found),
        paper_languages=order_view.LANGUAGE_NAMES,
    )


@GET_POST
@desk_view(roles=("supervisor",))
@answered_once
def order_wording(request: HttpRequest) -> HttpResponse:
    """The supervisor signs that a lawyer of the office has approved the wording of the papers."""
    member = request.member  # type: ignore[attr-defined]
    if member.agency.kind != AgencyKind.POLICE:
        raise Http404
    if request.method == "POST" and request.POST.get("read"):
        verbs.approve_wording(keys(request))
        return redirect("desk:order_wording")
    missing = _("Tick that the lawyer has read it.") if request.method == "POST" else ""
    context = {
        "approval": verbs.approval(member.agency),
        "fingerprint": wording_fingerprint().hex(),
        "missing": missing,
    }
    return render(request, "desk/orders/wording.html", context)
