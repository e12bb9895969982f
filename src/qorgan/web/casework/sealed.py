"""Sealing and opening rows of a case. Opening happens only in reading.py, after the reading is recorded."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from qorgan.vault import fields
from qorgan.vault.context import Context, Kind
from qorgan.vault.names import FieldBlob
from qorgan.web.casework import inventory
from qorgan.web.casework.grants import CaseKey
from qorgan.web.ledger.models import SealedRow
from qorgan.web.ledger.verbs import RowDraft


def context(case: UUID, row: UUID, field: inventory.Field, version: int) -> Context:
    """What a ciphertext is bound to: its case, its row, its field and the key version."""
    return Context(
        kind=Kind.FIELD,
        compartment=field.compartment,
        field=field.number,
        key_version=version,
        case=case.bytes,
        row=row.bytes,
    )


def row(case: UUID, name: str, value: Any, key: CaseKey) -> RowDraft:
    """Seals `value` (anything JSON holds) as the field called `name`."""
    field, id_ = inventory.field(name), uuid4()
    if field.compartment != key.compartment:
        raise ValueError(f"{name} belongs to {field.compartment.name}, the key to {key.compartment.name}.")
    text = json.dumps(value, ensure_ascii=False)
    blob = fields.seal_field(text, context(case, id_, field, key.version), key.key)
    return RowDraft(id_, case, int(field.compartment), field.number, key.version, blob)


def value(stored: SealedRow, key: CaseKey) -> Any:
    """The value inside a stored row. Raises fields' errors when it was moved, swapped or changed."""
    field = inventory.by_number(stored.field)
    text = fields.open_field(
        FieldBlob(bytes(stored.ciphertext)),
        context(stored.case, stored.id, field, stored.key_version),
        key.key,
    )
    return json.loads(text)
