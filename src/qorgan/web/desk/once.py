"""A form sent twice is answered once: the second send gets the first answer (interfaces.md 7).

The key is drawn with the page and travels in a hidden field. The answer kept is an address of our own, never
content. A form without a key is refused: whoever built it did not take it from a page of ours.
"""

from __future__ import annotations

import functools
import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac

from qorgan.web.agencies.models import Member
from qorgan.web.casework.grants import NoGrant
from qorgan.web.desk import not_saved

View = Callable[..., HttpResponse]
FIELD = "once"
KEPT_SECONDS = 12 * 3600
UNDER_WAY_SECONDS = 120
WAIT_STEPS, WAIT_STEP_SECONDS = 40, 0.1
UNDER_WAY = "-"
SEAL, LONGEST = 32, 96
DRAWN = 64  # of the key that names an answer, kept within what a cache takes


def new_key(member: Member | None = None) -> str:
    """A fresh idempotency key for a form: 22 random characters, whom the form was drawn for, and a seal."""
    drawn = f"{secrets.token_urlsafe(16)}.{member.pk.hex if member else ''}"
    return f"{drawn}.{_seal(drawn)}"


def owner(key: str) -> str | None:
    """The id of the member for whom we drew the form of this key; None for nobody, or for a key not ours."""
    drawn, _, seal = key.rpartition(".")
    member = drawn.rpartition(".")[2]
    if not member or not constant_time_compare(seal, _seal(drawn)):
        return None
    return str(UUID(member))


def _seal(drawn: str) -> str:
    return salted_hmac("qorgan.desk.once", drawn, algorithm="sha256").hexdigest()[:SEAL]


def answered_once(view: View) -> View:
    """Runs a POST once for each key and member; a repeat is redirected to where the first one went.

    An answer that is not a redirect (a form with faults) leaves the key free, so that it can be sent again.
    What is not open to the member, or no longer, gives back what was typed (not_saved.py).
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        sent = request.POST.get(FIELD, "")
        if not 16 <= len(sent) <= LONGEST or not sent.isascii():
            return render(request, "error.html", {"code": "page_too_old"}, status=400)
        key = f"once:{request.user.pk}:{sent[:DRAWN]}"
        if not cache.add(key, UNDER_WAY, UNDER_WAY_SECONDS):
            return _first_answer(request, key)
        try:
            response = view(request, *args, **kwargs)
        except (Http404, NoGrant):
            cache.delete(key)
            return not_saved.gone(request, kwargs)
        except BaseException:
            cache.delete(key)
            raise
        if response.status_code in (301, 302, 303):
            cache.set(key, response["Location"], KEPT_SECONDS)
        else:
            cache.delete(key)
        return response

    return guarded


def _first_answer(request: HttpRequest, key: str) -> HttpResponse:
    for _ in range(WAIT_STEPS):
        answer = cache.get(key)
        if answer is not None and answer != UNDER_WAY:
            return redirect(answer)
        time.sleep(WAIT_STEP_SECONDS)
    return render(request, "desk/still_saving.html", status=409)
