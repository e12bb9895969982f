"""The documents of an order for someone who may read it: opens its sealed rows and prints them.

The address of the protected person is read for the confidential sheet and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qorgan.practice.local_time import local
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.casework import reading
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.reading import Opened
from qorgan.web.clock import now
from qorgan.web.orders import printing, verbs
from qorgan.web.orders.models import Order
from qorgan.web.orders.printing import Breach, DocumentsUnavailable, Petition, PrintedOrder, Sheet
from qorgan.web.orders.terms import terms_on
from qorgan.web.orders.wording import basis_on

__all__ = [
    "DocumentsUnavailable", "NoAddress", "NoPetition", "file_name", "latest_petition", "order_pdf",
    "petition_pdf", "sheet_pdf",
]  # fmt: skip


class NoAddress(LookupError):
    """Nobody recorded where she is, or it is not shared with this agency: a sheet has nothing to say."""


class NoPetition(LookupError):
    """No petition was drafted for this order yet."""


def order_pdf(keyring: Keyring, order: Order, language: str, for_protected: bool = False) -> bytes:
    """The order in kk or ru; `for_protected`: her copy, with a page on what it means for her.

    Raises NoGrant, DocumentsUnavailable, printing.UnknownLanguage.
    """
    return printing.print_order(printed(keyring, order), language, for_protected)


def petition_pdf(keyring: Keyring, order: Order, language: str) -> bytes:
    """The petition as last drafted, with the recorded breaches. Raises NoPetition, and as `order_pdf`."""
    petition = latest_petition(keyring, order)
    if petition is None:
        raise NoPetition
    breaches = [
        Breach(local(at), tuple(row.value.get("kinds", ())), row.value.get("what", ""))
        for row, at in _events(keyring, order, "breach")
    ]
    return printing.print_petition(printed(keyring, order), petition, breaches, language)


def latest_petition(keyring: Keyring, order: Order) -> Petition | None:
    """What the last drafted petition asks for, or None. Raises NoGrant."""
    kept = [r.value["petition"] for r in events(keyring, order) if r.value.get("kind") == "petition"]
    return Petition(**kept[-1] | {"asks": tuple(kept[-1]["asks"])}) if kept else None


def sheet_pdf(keyring: Keyring, order: Order, language: str) -> bytes:
    """The confidential sheet. Raises NoAddress, NoGrant, DocumentsUnavailable."""
    try:
        identity = reading.identity(keyring, order.case)
    except NoGrant:
        identity = {}
    if not identity.get("address"):
        raise NoAddress
    shown = printed(keyring, order)
    sheet = Sheet(identity.get("name") or shown.details.protected_name, identity["address"],
                  identity.get("reach", ""), local(now()))  # fmt: skip
    return printing.print_sheet(shown, sheet, language)


def printed(keyring: Keyring, order: Order) -> PrintedOrder:
    """All that the printed order shows, opened and in local time."""
    course = verbs.course_of(order)
    issued = local(course.issued_at) if course.issued_at else None
    basis = basis_on((issued or local(now())).date())
    served = next(iter(_events(keyring, order, "served")), None)
    said: Mapping[str, Any] = served[0].value if served else {}
    agency = order.agency
    return PrintedOrder(
        number=order.number or "________",
        agency={"en": agency.name_en, "ru": agency.name_ru, "kk": agency.name_kk},
        details=verbs.latest_details(keyring, order),
        basis_id=basis["id"],
        terms=terms_on((issued or local(now())).date()),
        draft=verbs.approval(agency) is None,
        issued_at=issued,
        served_at=_local(course.served_at),
        served_how=said.get("how", ""),
        served_note=said.get("note", ""),
        valid_until=_local(course.valid_until),
        copy_given_at=_local(course.copy_given_at),
    )


def events(keyring: Keyring, order: Order) -> list[Opened]:
    """What was seen and said at each step of the order, oldest first. Raises NoGrant."""
    rows = reading.rows(keyring, order.case, "order_event")
    return [r for r in rows if r.subject == order.id or r.value.get("order") == str(order.id)]


def file_name(kind: str, order: Order, language: str) -> str:
    """The name of a download: kind, number, language and whether it is a draft; never a person's name."""
    return printing.file_name(kind, order.number or "new", language, verbs.approval(order.agency) is None)


def _events(keyring: Keyring, order: Order, kind: str) -> list[tuple[Opened, datetime]]:
    from qorgan.web.ledger.models import SealedRow
    from qorgan.web.orders.course import happened

    rows = [r for r in events(keyring, order) if r.value.get("kind") == kind and r.subject == order.id]
    of = {
        s.id: s.entry for s in SealedRow.objects.filter(id__in=[r.id for r in rows]).select_related("entry")
    }
    return [(row, happened(of[row.id])) for row in rows]


def _local(at: datetime | None) -> datetime | None:
    return local(at) if at else None
