"""Takes a remark in: once, not too often from one place, and without a trace of who sent it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from qorgan.web.clock import real_now
from qorgan.web.library.comments.models import DONE, WAITING, Remark

AN_HOUR = 3600
MOST_AN_HOUR = 5
MOST_OF_ALL = 60  # an hour, of all whose place is not told apart
MOST_WAITING = 1000  # a queue that no librarian can read helps nobody
# Drawn anew with every start of the process, so that a hash means nothing to anybody after it.
_KEY = secrets.token_bytes(32)


class TooMany(Exception):
    """From one place, or from all together, more came than can be read."""


def mark_of(identifier: str, kind: str, text: str) -> str:
    """What makes the same remark the same, whatever its spaces and capitals. Keyed: a text of few words
    could otherwise be guessed from it after its text is gone."""
    said = "\x1f".join((identifier, kind, " ".join(text.split()).casefold()))
    return hmac.new(settings.SECRET_KEY.encode(), f"remark|{said}".encode(), hashlib.sha256).hexdigest()


def take_in(request: HttpRequest, identifier: str, kind: str, text: str, language: str) -> None:
    """Keeps a remark; the same one again changes nothing while it waits, and on the day of the first.

    Later it waits anew: what was mended may have broken again. Raises TooMany."""
    mark, today = mark_of(identifier, kind, text), real_now().date()
    before = Remark.objects.filter(mark=mark).first()
    if before and (before.state == WAITING or before.day == today):
        return
    place = place_of(request)
    _count(f"remarks:{sender(place)}", MOST_AN_HOUR if place else MOST_OF_ALL)
    if Remark.objects.filter(state=WAITING).count() >= MOST_WAITING:
        raise TooMany
    told = {"text": text, "language": language, "day": today}
    if before:
        Remark.objects.filter(pk=before.pk).update(state=WAITING, **told)
        return
    try:
        with transaction.atomic():
            Remark.objects.create(identifier=identifier, kind=kind, mark=mark, **told)
    except IntegrityError:
        return  # the same, sent twice at once


def done_with(remark: Remark) -> None:
    """A librarian has read it and acted; what was written goes, that something was told stays."""
    Remark.objects.filter(pk=remark.pk).update(state=DONE, text="")


def place_of(request: HttpRequest) -> str:
    """The address a request came from; "" where the server in front does not tell it."""
    place = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:  # the server in front writes the last one itself
        place = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return "" if place in ("127.0.0.1", "::1") else place


def sender(place: str) -> str:
    """A word for a place; it changes with the hour and cannot be turned back."""
    said = f"{real_now():%Y%m%d%H}|{place}"
    return hmac.new(_KEY, said.encode(), hashlib.sha256).hexdigest()[:32]


def _count(key: str, most: int) -> None:
    cache.add(key, 0, timeout=AN_HOUR)
    try:
        so_far = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=AN_HOUR)
        so_far = 1
    if so_far > most:
        raise TooMany
