"""Reports, cases, grants, referrals and call tasks.

Content is in the ledger's sealed rows; status is projected from headers.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from qorgan.web.agencies.models import Agency, Member
from qorgan.web.ledger.models import Subject


class Tracked(models.Model):
    """Something that is a subject of the ledger; `status` is its projection."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @cached_property
    def status(self) -> Subject:
        return Subject.objects.get(pk=self.pk)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("status", None)
        super().refresh_from_db(*args, **kwargs)


SURVIVOR, WITNESS = "survivor", "witness"


class Report(Tracked):
    """What was sent at the door. `lookup_id` is nulled after 24 h when she wanted no code (vault rule 9).

    `told_by`: she herself, or another person; then it becomes a Tip and never a Case. `reading` is the order
    in which such reports are opened, and no danger level.
    """

    case = models.UUIDField(unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    scope = models.CharField(max_length=10)
    receipt_version = models.PositiveSmallIntegerField(default=1)
    lookup_id = models.BinaryField(max_length=16, null=True, unique=True)
    box_pk = models.BinaryField(max_length=32, null=True)
    sign_pk = models.BinaryField(max_length=32)
    has_code = models.BooleanField()
    conflict = models.BooleanField(default=False)
    fallback_111 = models.BooleanField(default=False)
    open_by = models.DateTimeField()
    sent_at = models.DateTimeField()
    told_by = models.CharField(max_length=8, default=SURVIVOR)
    reading = models.CharField(max_length=8, default="")


class Case(Tracked):
    """A case: made when a report is opened. `agency` leads it."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="opened_case")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(unique=True)
    restricted = models.BooleanField(default=False)
    rotate_before_write = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Q-{self.number:05d}"


class Tip(Tracked):
    """What another person told, opened. It is no case: nothing that shares, refers or orders can take it.

    `restricted`: somebody at the office must not see it, so its keys are sealed to its heads by name.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="opened_tip")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(unique=True)
    restricted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"T-{self.number:05d}"


class Grant(models.Model):
    """A compartment key of a case, sealed to an agency's or a member's key on a signed basis.

    Deleting the row is what stops sharing: there is no flag that could be forgotten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.UUIDField(db_index=True)
    compartment = models.PositiveSmallIntegerField()
    key_version = models.PositiveIntegerField(default=1)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.PositiveSmallIntegerField()
    agency_key_version = models.PositiveIntegerField()
    basis = models.PositiveSmallIntegerField()
    basis_entry = models.UUIDField()
    basis_hash = models.BinaryField(max_length=32)
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    wrap = models.BinaryField(max_length=113)
    commit = models.BinaryField(max_length=32)
    grantor = models.UUIDField()
    grantor_kind = models.CharField(max_length=8)  # member | receipt
    signature = models.BinaryField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("agency", "purpose", "case"), name="grant_agency"),
            # Whether anything lies under an older key of the agency is asked at each visit of a supervisor.
            models.Index(fields=("agency", "purpose", "agency_key_version"), name="grant_agency_key"),
        )


class ReceiptHandover(models.Model):
    """Her words were replaced: the old receipt signs the new one's keys. `Report.sign_pk` stays the first,
    so that a row added here by somebody else counts for nothing."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="handovers")
    number = models.PositiveSmallIntegerField()
    box_pk = models.BinaryField(max_length=32)
    sign_pk = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="handover_once"),)


class MailboxWrap(models.Model):
    """The survivor_view key sealed to her receipt; absent when she chose the status only."""

    case = models.UUIDField(db_index=True)
    key_version = models.PositiveIntegerField(default=1)
    report = models.ForeignKey(Report, on_delete=models.CASCADE)
    wrap = models.BinaryField(max_length=113)
    commit = models.BinaryField(max_length=32)


class Referral(Tracked):
    """A referral from one agency to another; its state is its subject's."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    urgency = models.CharField(max_length=12)
    bundles = models.JSONField(default=list)


class PendingWrap(models.Model):
    """A drafted referral's wraps, sealed to her receipt: her code releases them and cannot read them."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="pending")
    bundle = models.CharField(max_length=20)
    sealed = models.BinaryField()


class CallTask(Tracked):
    """A call to be made inside her window; opening it outside is refused and recorded."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    channel = models.CharField(max_length=16)


class SearchToken(models.Model):
    """What a case is found by: a keyed hash, made under an agency's index key and meaningless without it.

    `compartment` is where the value was read, so that a correction replaces what came from there. `member` is
    set in a restricted case: then the token is under her own key, and no colleague can match it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.UUIDField(db_index=True)
    compartment = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=7)
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = (models.Index(fields=("agency", "token"), name="search_token"),)


class ListedCase(models.Model):
    """A case on the worklist of an agency, or of one named member: projected from headers and grants alone.

    `press_at` is when it presses: the agency's own due date, the beginning of time for what has to be done at
    once, the end of time where nothing waits. `listing.py` keeps it; `manage.py rebuild` makes it again.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="listed")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at_rest = models.BooleanField()
    at_once = models.BooleanField()
    band = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    press_at = models.DateTimeField()
    owner = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "agency"), condition=models.Q(member=None), name="listed_agency_once"
            ),
            models.UniqueConstraint(fields=("case", "agency", "member"), name="listed_member_once"),
        )
        # Pages and counts of a worklist are read from this index alone.
        indexes = (
            models.Index(
                fields=(
                    "agency", "at_rest", "band", "press_at", "member", "at_once", "due_at", "owner", "case",
                ),
                name="listed_worklist",
            ),
        )  # fmt: skip
