"""Suggestions of the public: taken in without an account, a cookie or a trace of who wrote."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from wagtail.models import Locale

from qorgan.web.clock import real_now
from qorgan.web.library.models import Record, Suggestion
from qorgan.web.library.suggestion_models import PASSED, TAKEN, WAITING

AN_HOUR = 3600
MOST_AN_HOUR = 5
MOST_A_DAY = 200  # of everybody together: a queue that no librarian can read helps nobody


class TooMany(Exception):
    """From this address, or from all together, more came than can be read."""


def mark_of(title: str, address: str, why: str) -> str:
    """What makes the same suggestion the same, whatever its spaces and capitals."""
    parts = (" ".join(one.split()).casefold() for one in (title, address, why))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def take_in(request: HttpRequest, title: str, address: str, why: str, language: str) -> None:
    """Keeps a suggestion; the same one sent again changes nothing. Raises TooMany."""
    mark = mark_of(title, address, why)
    if Suggestion.objects.filter(mark=mark).exists():
        return
    _count(f"suggestions:{_sender(request)}", MOST_AN_HOUR, AN_HOUR)
    _count(f"suggestions:{real_now():%Y%m%d}", MOST_A_DAY, 24 * AN_HOUR)
    try:
        with transaction.atomic():
            Suggestion.objects.create(
                title=title, address=address, why=why, language=language, day=real_now().date(), mark=mark
            )
    except IntegrityError:
        return  # the same, sent twice at once


def _sender(request: HttpRequest) -> str:
    """A word for where this came from that means nothing after the hour, nor without our key."""
    hour = f"{real_now():%Y%m%d%H}"
    return hmac.new(
        settings.SECRET_KEY.encode(), f"suggest|{hour}|{get_ip(request)}".encode(), "sha256"
    ).hexdigest()[:32]


def _count(key: str, most: int, seconds: int) -> None:
    cache.add(key, 0, timeout=seconds)
    try:
        so_far = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=seconds)
        so_far = 1
    if so_far > most:
        raise TooMany


@transaction.atomic
def make_draft(suggestion: Suggestion, editor: Any) -> Record:
    """A draft made of a suggestion; a second press gives the same draft."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.identifier:
        found = Record.objects.filter(identifier=suggestion.identifier).order_by("pk").first()
        if found is not None:
            return found
    code = suggestion.language if suggestion.language in ("kk", "ru", "en") else settings.LANGUAGE_CODE
    record = Record(
        locale=Locale.objects.get(language_code=code), live=False, title=suggestion.title,
        address=suggestion.address, summary=suggestion.why,
    )  # fmt: skip
    record.save()
    record.save_revision(user=editor, clean=False)
    Suggestion.objects.filter(pk=suggestion.pk).update(state=TAKEN, identifier=record.identifier)
    return record


def pass_by(suggestion: Suggestion) -> None:
    """It is not taken; it stays on the list of those passed by, so that the same is not asked for again."""
    Suggestion.objects.filter(pk=suggestion.pk, state=WAITING).update(state=PASSED)
