"""Who she is: what she said of herself, version after version, in the identity compartment of her case.

Every part is optional. An identity number is never asked of her as a condition for anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan import identity
from qorgan.identity import Person, iin
from qorgan.identity.keys import years_of
from qorgan.practice.local_time import local
from qorgan.practice.safe_contact import SafeContact
from qorgan.vault.context import Compartment
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.casework import grants, inventory, reading, recording, tokens
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import Opened
from qorgan.web.clock import now
from qorgan.web.ledger.models import SealedRow

NAME_PARTS = ("family_name", "given_name", "patronymic")
KEYS = ("call_me", *NAME_PARTS, "birth_date", "age", "iin", "phone", "region")


class ChangedMeanwhile(Exception):
    """A colleague recorded another version after this member's page was made. Nothing was written."""


def versions(keyring: Keyring, case: Case) -> list[Opened]:
    """Every version, oldest first, each with what it says and who wrote it. Raises NoGrant.

    The reading is on the record before anything is opened; the case can be found by it from now on.
    """
    found = reading.rows(keyring, case, "identity_person")
    tokens.index(keyring, case, Compartment.IDENTITY, searchable(merged(found)))
    return found


def safe_contact(keyring: Keyring, case: Case) -> SafeContact:
    """The rules as last recorded; the case can be found by the number in them. Raises NoGrant."""
    rules = reading.safe_contact(keyring, case)
    tokens.index_contact(keyring, case, rules)
    return rules


def merged(found: list[Opened]) -> dict[str, Any]:
    """Who she is as it stands: the latest word on each part."""
    value: dict[str, Any] = {}
    for row in found:
        value |= row.value
    return value


def record(keyring: Keyring, case: Case, given: Mapping[str, Any], seen: UUID | None) -> None:
    """Records a version: the parts named in KEYS, where empty means "not on the record any more".

    `seen` is the newest version that the member had before her. `iin` and `phone` are canonical, `birth_date`
    an ISO day; `age_on` is the day an unchanged `age` was said, else it is today. Tokens follow in the same
    transaction. Raises ChangedMeanwhile.
    """
    value = {key: "" if given.get(key) is None else given[key] for key in KEYS}
    # An age counts from the day it was said, and saving other parts does not make it said anew.
    said_on = given.get("age_on") or local(now()).date().isoformat()
    value["age_on"] = "" if value["age"] == "" else said_on
    value["name"] = " ".join(value[part] for part in NAME_PARTS if value[part])
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        if newest(keyring, case) != seen:
            raise ChangedMeanwhile
        new = recording.entry(keyring, case.id, "case.identity_recorded")
        recording.write(keyring, case, new, {"identity_person": value})
        tokens.index(keyring, case, Compartment.IDENTITY, searchable(value), corrected=True)


def newest(keyring: Keyring, case: Case) -> UUID | None:
    """The id of the newest version that this member can open; opens nothing."""
    field = inventory.field("identity_person")
    try:
        held = grants.keys(keyring, case.id, field.compartment)
    except grants.NoGrant:
        return None
    rows = SealedRow.objects.filter(case=case.id, field=field.number, key_version__in=held)
    return rows.order_by("-entry__recorded_at", "-id").values_list("id", flat=True).first()


def searchable(value: Mapping[str, Any]) -> Person:
    """What the search may know of a recorded identity. Parts that cannot be read are left out."""
    born = _day(value.get("birth_date"))
    told_on, age = _day(value.get("age_on")), str(value.get("age", ""))
    years = years_of(int(age), told_on) if told_on and age.isdecimal() else ()
    names = tuple(str(value[key]) for key in ("call_me", "name", *NAME_PARTS) if value.get(key))
    return Person(
        names=names,
        iin=_iin(value.get("iin")),
        phone=tokens.phone_of(value.get("phone")),
        born=born,
        years=years,
    )


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _iin(text: Any) -> str:
    try:
        return iin.canonical(str(text)) if text else ""
    except identity.NotAnIin:
        return ""
