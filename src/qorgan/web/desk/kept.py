"""A form that was sent after the desk was locked is kept until its owner has signed in again.

What she typed waits in the session in which she signs in: sealed under the browser's cookie and the boot
secret like every session, gone with it after twenty idle minutes. It is given back to the member for whom the
form was drawn, as the form's own key says, and to nobody else; what is not ours, or another's, is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.models import Member
from qorgan.web.agencies.sign_in import KEPT_FORM
from qorgan.web.desk import not_saved, once
from qorgan.web.desk.once import answered_once

MOST = 120_000  # characters of one form; no form of the desk comes near it
AGAIN = "kept"  # the hidden field of a form that is sent again
REDIRECTS = (302, 303)


class KeepTyped:
    """Gives back what a locked desk, or a page older than its session, would have thrown away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or request.face != "staff":  # type: ignore[attr-defined]
            return response
        locked = response.status_code in REDIRECTS and response.headers["Location"] == reverse(
            "account_login"
        )
        if locked or getattr(request, "csrf_refused", False):
            return _kept(request) or response
        if response.status_code in REDIRECTS and getattr(request, "POST", {}).get(AGAIN):
            request.session.pop(KEPT_FORM, None)  # it is saved now
        return response


def _kept(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that was not taken; None where there is nothing of ours to keep."""
    match = request.resolver_match
    owner = once.owner(request.POST.get(once.FIELD, ""))
    if owner is None or match is None or not getattr(match.func, "desk_keys", False):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in not_saved.OURS | {AGAIN} and "password" not in name
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    form = {"member": owner, "address": request.get_full_path(), "fields": fields}
    if isinstance(request.user, Member):
        return _page(request, form, status=403) if str(request.user.pk) == owner else None
    request.session[KEPT_FORM] = form
    return redirect("account_login")


def _page(request: HttpRequest, form: dict[str, Any], status: int = 200) -> HttpResponse:
    words = not_saved.words_in(form["fields"])
    return render(request, "desk/kept.html", {"form": form, "typed": words, "again": AGAIN}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view()
@answered_once
def kept(request: HttpRequest) -> HttpResponse:
    """What its owner had typed before the desk was locked, to be sent again; POST throws it away."""
    form: dict[str, Any] | None = request.session.get(KEPT_FORM)
    if request.method == "POST" or form is None or form["member"] != str(request.user.pk):
        request.session.pop(KEPT_FORM, None)
        return redirect("desk:worklist")
    return _page(request, form)
