"""Renews the index when an editor publishes, takes back or retires a record, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import published, unpublished


def listen() -> None:
    from qorgan.web.library.models import Number, Record

    for signal in (published, unpublished):
        signal.connect(_changed, sender=Record, dispatch_uid=f"finding-{id(signal)}")
    post_delete.connect(_changed, sender=Record, dispatch_uid="finding-deleted")
    post_save.connect(_retired, sender=Number, dispatch_uid="finding-retired")


def _changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    from qorgan.web.library.finding import indexing

    indexing.renew(instance.identifier)


def _retired(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.retired_at is not None:
        from qorgan.web.library.finding import indexing

        indexing.remove([instance.identifier])
