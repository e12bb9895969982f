"""Texts sealed for one field of one row, padded so that their length says little.

Sealed rows are written once; a correction is a new row. It must never write a length that is not in the list.
"""

import struct

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import Malformed, OpenFailed, WrongKind
from qorgan.vault.names import FieldBlob, Key, Random
from qorgan.vault.primitives import (
    NONCE_SIZE,
    SUITE,
    TAG_SIZE,
    H,
    aead_open,
    aead_seal,
    sodium_pad,
    sodium_unpad,
    system_random,
    without_suite,
)

padded_sizes = (64, 256, 1024, 4096, 16384, 65536)
"""Bytes of padded text; beyond the last, its multiples."""
OVERHEAD = 1 + 4 + NONCE_SIZE + TAG_SIZE
_KINDS = frozenset({Kind.FIELD, Kind.INBOX, Kind.MAILBOX})


def padded_size(length: int) -> int:
    """Bytes that a text of `length` bytes takes once padded.

    >>> [padded_size(n) for n in (0, 63, 64, 65_535, 65_536)]
    [64, 64, 256, 65536, 131072]
    """
    for size in padded_sizes:
        if length < size:
            return size
    return (length // padded_sizes[-1] + 1) * padded_sizes[-1]


def pad(plain: bytes) -> bytes:
    """Padded to the next size of the list; at least one byte is added."""
    return sodium_pad(plain, padded_size(len(plain)))


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. Raises `Malformed` for any padding that `pad` would not have made."""
    largest = padded_sizes[-1]
    if len(padded) not in padded_sizes and (not padded or len(padded) % largest):
        raise Malformed("A sealed text")
    plain = sodium_unpad(padded, len(padded))
    if padded_size(len(plain)) != len(padded):
        raise Malformed("A sealed text")
    return plain


def field_key(key: Key) -> Key:
    """The key under which a compartment's texts are sealed."""
    return Key(H("qrg1.ck.field", key, b""))


def seal_field(text: str, ctx: Context, key: Key, random: Random = system_random) -> FieldBlob:
    """`01 || key version u32 || nonce || AEAD(padded text)`. `key` is the compartment key.

    Raises `WrongKind` unless the context is a field's, an inbox's or a mailbox's.
    """
    if ctx.kind not in _KINDS:
        raise WrongKind("A text", ctx.kind)
    sealed = aead_seal(pad(text.encode()), ctx.pack(), field_key(key), random)
    return FieldBlob(SUITE + struct.pack(">I", ctx.key_version) + sealed)


def open_field(blob: FieldBlob, ctx: Context, key: Key) -> str:
    """The text. Raises `UnknownSuite`, `Malformed`, or `OpenFailed` for another key, place or key version."""
    what = "A sealed text"
    body = without_suite(blob, what)
    if field_key_version(blob) != ctx.key_version:
        raise OpenFailed(what)
    plain = unpad(aead_open(body[4:], ctx.pack(), field_key(key), what))
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise Malformed(what) from None


def field_key_version(blob: FieldBlob) -> int:
    """Which version of the compartment key sealed it: read before the key is fetched, proven by opening."""
    body = without_suite(blob, "A sealed text")
    if len(body) < 4 + NONCE_SIZE + TAG_SIZE:
        raise Malformed("A sealed text")
    version: int = struct.unpack(">I", body[:4])[0]
    return version
