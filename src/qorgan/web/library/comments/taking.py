"""Takes a remark in: once, not too often from one place, and without a trace of who sent it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from qorgan.web.clock import real_now
from qorgan.web.library.comments.models import DONE, WAITING, Remark
from qorgan.web.library.crowd import TooMany, one_more

MOST_WAITING = 1000  # a queue that no librarian can read helps nobody


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
    one_more(request, "remarks")
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
