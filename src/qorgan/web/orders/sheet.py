"""Where the protected person is, for the confidential sheet: kept with her identity, never with the order."""

from __future__ import annotations

from qorgan.web.agencies.keyring import Keyring
from qorgan.web.casework import reading
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.recording import entry, write
from qorgan.web.orders.models import Order


def record(keyring: Keyring, order: Order, address: str, reach: str = "") -> None:
    """Seals where she is in the identity compartment of her case."""
    new = entry(keyring, order.case_id, "case.entry_added")
    write(keyring, order.case, new, {"identity_person": {"address": address.strip(), "reach": reach.strip()}})


def is_known(keyring: Keyring, order: Order) -> bool:
    """Is an address on the record that this agency can read?"""
    try:
        return bool(reading.identity(keyring, order.case).get("address"))
    except NoGrant:
        return False
