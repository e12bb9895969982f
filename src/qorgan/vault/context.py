"""Where a sealed thing belongs, as 68 bytes that are bound into every seal.

It must never hold anything that changes after the first write: permanent inventory numbers and UUIDs made
before insert, or what was sealed could no longer be opened.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

MAGIC = b"QRG1"
ZERO = bytes(16)
PACKED_SIZE = 68
_FORMAT = struct.Struct(">4sBBHI16s16s16sQ")


class Kind(IntEnum):
    """What is sealed. Numbers are permanent."""

    FIELD = 1
    COMPARTMENT_WRAP = 2
    FILE_CHUNK = 3
    MEMBER_WRAP = 4
    AGENCY_WRAP = 5
    SESSION = 6
    INBOX = 7
    MAILBOX = 8
    SHARE = 9
    INDEX_KEY = 10


class Compartment(IntEnum):
    """The nine parts of a record, each with keys of its own. Numbers are permanent."""

    IDENTITY = 1
    SAFE_CONTACT = 2
    ACCOUNT = 3
    EVIDENCE = 4
    HEALTH = 5
    RISK = 6
    LEGAL = 7
    SERVICES = 8
    SURVIVOR_VIEW = 9


class Purpose(IntEnum):
    """What an agency's key is for."""

    INTAKE = 1
    CASEWORK = 2


class Basis(IntEnum):
    """Why a key was given."""

    CONSENT = 1
    LEGAL_GROUND = 2
    OWN_CASE = 3
    BREAK_GLASS = 4


@dataclass(frozen=True)
class Context:
    """`"QRG1" || kind u8 || compartment u8 || field u16 || key version u32 || case || row || party || aux
    u64`.

    Ids are 16 bytes or a UUID. Parts that do not apply stay zero.

    >>> Context(Kind.FIELD, Compartment.ACCOUNT, field=7, key_version=1).pack()[:12].hex()
    '515247310103000700000001'
    """

    kind: Kind
    compartment: int = 0
    field: int = 0
    key_version: int = 0
    case: bytes | UUID = ZERO
    row: bytes | UUID = ZERO
    party: bytes | UUID = ZERO
    aux: int = 0

    def __post_init__(self) -> None:
        for name in ("case", "row", "party"):
            value = getattr(self, name)
            if isinstance(value, UUID):
                object.__setattr__(self, name, value.bytes)
            elif len(value) != 16:
                raise ValueError(f"{name} must be a UUID or its 16 bytes, not {len(value)} bytes")
        for name, size in (("compartment", 8), ("field", 16), ("key_version", 32), ("aux", 64)):
            if not 0 <= getattr(self, name) < 1 << size:
                raise ValueError(f"{name} does not fit {size} bits")

    def pack(self) -> bytes:
        """The 68 bytes, big-endian."""
        return _FORMAT.pack(
            MAGIC,
            self.kind,
            self.compartment,
            self.field,
            self.key_version,
            self.case,
            self.row,
            self.party,
            self.aux,
        )
