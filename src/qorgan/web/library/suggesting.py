"""Suggestions of the public: taken in without an account, a cookie or a trace of who wrote."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from wagtail.models import Locale

from qorgan.web.clock import real_now
from qorgan.web.library.crowd import AN_HOUR, count, one_more
from qorgan.web.library.models import Record, Suggestion
from qorgan.web.library.suggestion_models import PASSED, TAKEN, WAITING

MOST_A_DAY = 200  # of everybody together: a queue that no librarian can read helps nobody


def mark_of(title: str, address: str, why: str) -> str:
    """What makes the same suggestion the same, whatever its spaces and capitals."""
    parts = (" ".join(one.split()).casefold() for one in (title, address, why))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def take_in(request: HttpRequest, title: str, address: str, why: str, language: str) -> None:
    """Keeps a suggestion; the same one sent again changes nothing. Raises TooMany."""
    mark = mark_of(title, address, why)
    if Suggestion.objects.filter(mark=mark).exists():
        return
    one_more(request, "suggestions")
    count(f"suggestions:{real_now():%Y%m%d}", MOST_A_DAY, 24 * AN_HOUR)
    try:
        with transaction.atomic():
            Suggestion.objects.create(
                title=title, address=address, why=why, language=language, day=real_now().date(), mark=mark
            )
    except IntegrityError:
        return  # the same, sent twice at once


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
