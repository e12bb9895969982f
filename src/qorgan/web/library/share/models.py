"""What harvesters are told of each record: when it last changed, its sets, whether it is gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Holding(models.Model):
    """One line for each record that was ever public. Kept so that a page of a list is one read of an index,
    however many records there are. It outlives its record."""

    identifier = models.CharField(max_length=8, primary_key=True)
    stamp = models.DateTimeField()  # whole seconds; never goes back
    kind = models.CharField(max_length=20)
    countries = models.CharField(max_length=400)  # |KZ|KG|
    gone = models.BooleanField(default=False)
    rows = models.JSONField(default=list)  # the published rows and revisions that the stamp speaks of

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["stamp", "identifier"], name="library_holding_order"),
            models.Index(fields=["kind", "stamp", "identifier"], name="library_holding_kind"),
        ]

    def __str__(self) -> str:
        return str(self.identifier)
