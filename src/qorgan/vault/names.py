"""The kinds of bytes that must not be mixed up. Types only: nothing here computes.

A `NewType` costs nothing at run time; it makes the type checker refuse a secret key where a public one
belongs. Bytes read from storage become one of these where they are loaded, e.g. `BoxPublic(row.box_pk)`.
"""

from collections.abc import Callable
from typing import NewType

Random = Callable[[int], bytes]
"""Gives that many random bytes. Tests pass a counting one; everything else uses libsodium's."""

Key = NewType("Key", bytes)
"""32 bytes, symmetric: a compartment, file or index key, or whatever a wrap carries."""
BoxSecret = NewType("BoxSecret", bytes)
"""X25519 secret key, 32 bytes."""
BoxPublic = NewType("BoxPublic", bytes)
"""X25519 public key, 32 bytes."""
SignSeed = NewType("SignSeed", bytes)
"""Ed25519 seed, 32 bytes."""
SignPublic = NewType("SignPublic", bytes)
"""Ed25519 public key, 32 bytes."""
Signature = NewType("Signature", bytes)
"""Ed25519 signature, 64 bytes."""
Pepper = NewType("Pepper", bytes)
"""32 bytes that live outside the database and its backups."""
Salt = NewType("Salt", bytes)
"""16 bytes, not secret."""
Id16 = NewType("Id16", bytes)
"""The 16 bytes of a UUID."""
LookupId = NewType("LookupId", bytes)
"""16 bytes by which a receipt's row is found; it opens nothing."""
Commitment = NewType("Commitment", bytes)
"""32 bytes that fix which key a grant is about."""
Wrap = NewType("Wrap", bytes)
"""A key sealed to somebody with its context inside, 113 bytes."""
FieldBlob = NewType("FieldBlob", bytes)
"""A sealed text."""
MemberWrap = NewType("MemberWrap", bytes)
"""A member's two secrets sealed under a password, 105 bytes."""
SessionBlob = NewType("SessionBlob", bytes)
"""A sealed session."""
Cookie = NewType("Cookie", bytes)
"""32 random bytes that only her browser keeps."""
BootSecret = NewType("BootSecret", bytes)
"""32 bytes made at service start, in a file on tmpfs."""
SessionId = NewType("SessionId", bytes)
"""32 bytes; the row's name, from which the cookie cannot be found."""
Token = NewType("Token", bytes)
"""16 bytes to search by, made under one agency's index key."""
Link = NewType("Link", bytes)
"""32 bytes: the hash of one ledger entry and of all before it."""
Seed16 = NewType("Seed16", bytes)
"""16 bytes that cards carry in shares."""
