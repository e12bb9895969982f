"""No column that can hold words of a person is there without being declared."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from qorgan.web.casework import inventory

OURS = ("ledger", "agencies", "casework", "orders")
# Binary columns: ciphertext, wraps, hashes, public keys and signatures. Each is what its name says.
BINARY = {
    "agencies.Agency": {"recovery_pk", "recovery_signature"},
    "agencies.AgencyKeyWrap": {"wrap"},
    "agencies.DirectoryManifest": {"body", "signature"},
    "agencies.KeyCertificate": {"box_pk", "prev_hash", "signature"},
    "agencies.Member": {"box_pk", "sign_pk"},
    "agencies.MembershipCertificate": {"box_pk", "sign_pk", "signature"},
    "agencies.RecoveryWrap": {"wrap"},
    "agencies.SealedSession": {"data"},
    "agencies.SecretWrap": {"salt", "wrap"},
    "casework.Grant": {"basis_hash", "wrap", "commit", "signature"},
    "casework.MailboxWrap": {"wrap", "commit"},
    "casework.PendingWrap": {"sealed"},
    "casework.ReceiptHandover": {"box_pk", "sign_pk", "signature"},
    "casework.SearchToken": {"token"},
    "casework.Report": {"lookup_id", "box_pk", "sign_pk"},
    "ledger.Entry": {"payload_hash", "signature", "prev_hash", "hash"},
    "ledger.SealedRow": {"ciphertext"},
    "ledger.Subject": {"head_hash"},
    "orders.TemplateApproval": {"wording"},  # the hash of the wording that was approved
}
OWN_MODELS = [m for label in OURS for m in apps.get_app_config(label).get_models()]


def columns(model: type[models.Model], kinds: tuple[type[models.Field], ...]) -> set[str]:  # type: ignore[type-arg]
    return {f.name for f in model._meta.get_fields() if isinstance(f, kinds)}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda m: m._meta.label)
def test_a_text_column_is_declared_as_plain_or_is_not_there(model: type[models.Model]) -> None:
    text = columns(model, (models.CharField, models.TextField, models.JSONField))
    if text:
        assert model._meta.label in inventory.plain_text_models(), f"{model._meta.label}: {sorted(text)}"


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda m: m._meta.label)
def test_a_binary_column_is_one_of_those_known(model: type[models.Model]) -> None:
    assert columns(model, (models.BinaryField,)) == BINARY.get(model._meta.label, set())


def test_numbers_of_sealed_fields_are_unique_and_permanent() -> None:
    numbers = [inventory.field(name).number for name in inventory._data()["fields"]]
    assert len(set(numbers)) == len(numbers)
    # Numbers that were ever used; one that changes would leave rows nobody can open.
    assert inventory.field("account_facts").number == 1
    assert inventory.field("account_narrative").number == 2
    assert inventory.field("order_details").number == 14
