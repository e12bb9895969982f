"""A key sealed to one X25519 public key, with its context inside the seal.

A wrap proves nothing about who made it: anybody can seal a key of their own choosing to a public key. Who
gave a key is the business of `grants`. The recipient's key must come from the verified directory, never from
a plain table.
"""

from nacl.bindings import crypto_box_seal, crypto_box_seal_open, sodium_memcmp
from nacl.exceptions import CryptoError

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import Malformed, OpenFailed, WrapMismatch, WrongKind
from qorgan.vault.names import BoxPublic, BoxSecret, Key, Seed16, Wrap
from qorgan.vault.primitives import KEY_SIZE, SUITE, H, box_public, without_suite

WRAP_SIZE = 113
_NOT_WRAPPED = frozenset({Kind.FIELD, Kind.MEMBER_WRAP, Kind.SESSION})


def _context_hash(ctx: Context) -> bytes:
    return H("qrg1.wrap.ctx", b"", ctx.pack())


def seal_wrap(key: Key, ctx: Context, recipient_pk: BoxPublic) -> Wrap:
    """`01 || crypto_box_seal(H(ctx) || key)`, 113 bytes. Raises `WrongKind` where a context has no wraps."""
    if ctx.kind in _NOT_WRAPPED:
        raise WrongKind("A key", ctx.kind)
    if len(key) != KEY_SIZE:
        raise ValueError("a wrapped key has 32 bytes")
    return Wrap(SUITE + crypto_box_seal(_context_hash(ctx) + key, recipient_pk))


def open_wrap(wrap: Wrap, ctx: Context, box_sk: BoxSecret) -> Key:
    """The key. Raises `UnknownSuite`, `Malformed`, `OpenFailed`, or `WrapMismatch` when made for another
    context.
    """
    sealed = without_suite(wrap, "A wrapped key")
    if len(wrap) != WRAP_SIZE:
        raise Malformed("A wrapped key")
    try:
        plain = crypto_box_seal_open(sealed, box_public(box_sk), box_sk)
    except CryptoError:
        raise OpenFailed("A wrapped key") from None
    if not sodium_memcmp(plain[:32], _context_hash(ctx)):
        raise WrapMismatch
    return Key(plain[32:])


def expand_seed(seed: Seed16) -> bytes:
    """32 bytes of a 16-byte seed, the input of `crypto_box_seed_keypair` or an Ed25519 seed."""
    if len(seed) != 16:
        raise ValueError("a seed has 16 bytes")
    return H("qrg1.seed", seed, b"")
