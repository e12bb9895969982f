"""What is known of addresses and of who checks which record. Nothing here ever takes a record away."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AddressCheck(models.Model):
    """One attempt to open an address: a row of its history."""

    address = models.CharField(max_length=1000, db_index=True)
    identifiers = models.JSONField(default=list)
    checked_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=20)
    status = models.PositiveSmallIntegerField(null=True)
    final_address = models.CharField(max_length=1000, blank=True)
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.address}: {self.outcome}"


class CheckDuty(models.Model):
    """Who has taken it on to compare a record with its source."""

    identifier = models.CharField(max_length=8, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="duties")
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.identifier
