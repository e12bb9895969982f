"""What waits to be taken in, and where each record that came in came from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Preview(models.Model):
    """What was read of a file or of another library, until its editor decides; a day at the longest.

    The file itself is not here: only what could become records, and why the rest cannot."""

    made_at = models.DateTimeField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=1000)  # the base address of a library, or "csv", "ris"
    asked = models.JSONField(default=dict)  # format, set and day of a harvest
    token = models.CharField(max_length=2000, blank=True)  # where a harvest goes on
    rows = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    left = models.PositiveIntegerField(default=0)  # rows that are good but too many for one time
    known = models.PositiveIntegerField(default=0)  # rows that were taken in before

    def __str__(self) -> str:
        return f"{self.origin} {self.made_at:%Y-%m-%d}"


class Arrival(models.Model):
    """That a record came from somewhere. It makes taking in twice impossible, and outlives the draft."""

    identifier = models.CharField(max_length=8, db_index=True)
    origin = models.CharField(max_length=1000)
    key = models.CharField(max_length=300)  # the identifier over there, or a digest of the row
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["origin", "key"], name="library_arrival_once")
        ]
        permissions: ClassVar[Any] = [("import_record", "Can take in records from files and libraries")]

    def __str__(self) -> str:
        return str(self.identifier)
