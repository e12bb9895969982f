"""Orders and the approval of their wording. What an order says is in the ledger's sealed rows, not here."""

from __future__ import annotations

import uuid

from django.db import models

from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework.models import Case, Tracked


class Order(Tracked):
    """A protective order of a police agency: a subject of the ledger of its own, its parent is the case.

    The number is given at issue: a draft has none.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    number = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "number"), condition=~models.Q(number=""), name="order_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.number or "–"


class TemplateApproval(models.Model):
    """A supervisor's signed word that a lawyer of the office has approved exactly this wording.

    `wording` is the fingerprint of the templates; a changed wording has no approval.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="order_approvals")
    wording = models.BinaryField(max_length=8)
    approved_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    entry = models.UUIDField()
