"""One append-only, chained table for every change and every reading, and what is projected from it.

Entries are plaintext headers from a closed list (vault rule 7); content is sealed in `SealedRow`. Nothing
here is edited or deleted by the product, save sealed rows at erasure: the chain then still holds.
"""

from __future__ import annotations

import uuid

from django.db import models


class Installation(models.Model):
    """The one row that says what this database is: real or synthetic, and the demo clock's offset."""

    synthetic = models.BooleanField(default=False)
    demo_offset_seconds = models.BigIntegerField(default=0)


class Entry(models.Model):
    """A header of the ledger. `hash` = H("qrg1.event", prev, seq, header), see vault.md 3.8."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    parent = models.UUIDField(null=True)
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=40)
    actor = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=24, blank=True)
    party = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    compartment = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField()
    occurred_at = models.CharField(max_length=17, blank=True)
    due_code = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=24, blank=True)
    danger_band = models.CharField(max_length=16, blank=True)
    payload_hash = models.BinaryField(max_length=32, null=True)
    signature = models.BinaryField(max_length=64, null=True)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject", "seq"), name="entry_subject_seq"),)
        indexes = (
            models.Index(fields=("parent", "recorded_at"), name="entry_parent"),
            models.Index(fields=("type", "recorded_at"), name="entry_type"),
        )


class Subject(models.Model):
    """The projection: one row per report, case, referral, order, task, member or agency.

    Made from headers alone, in the same transaction as the entry; `manage.py rebuild` makes it again.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12)
    parent = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=24, blank=True)
    agency = models.UUIDField(null=True)
    owner = models.UUIDField(null=True)
    danger_band = models.CharField(max_length=16, blank=True)
    due_code = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()
    head_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=("kind", "agency", "state"), name="subject_kind_agency"),
            models.Index(fields=("kind", "due_at"), name="subject_kind_due"),
        )


class SealedRow(models.Model):
    """Content, sealed under a compartment key of its case; write-once. `field` is its inventory number."""

    id = models.UUIDField(primary_key=True)
    case = models.UUIDField(db_index=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rows")
    compartment = models.PositiveSmallIntegerField()
    field = models.PositiveSmallIntegerField()
    key_version = models.PositiveIntegerField()
    ciphertext = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("case", "compartment", "field"), name="sealed_case_field"),)
