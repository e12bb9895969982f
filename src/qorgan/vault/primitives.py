"""The few primitives that everything in the vault is made of. Section 3 of the key design, version 1.

Only libsodium and Argon2 are called; nothing is invented here. It must never choose a key's purpose: the
caller names it by `person`, and two purposes never share a name.
"""

from dataclasses import dataclass
from hashlib import blake2b

from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_seed_keypair,
    crypto_scalarmult_base,
    crypto_sign_seed_keypair,
)
from nacl.bindings import sodium_pad as _pad
from nacl.bindings import sodium_unpad as _unpad
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random as libsodium_random

from qorgan.vault.errors import BadSignature, Malformed, OpenFailed, UnknownSuite
from qorgan.vault.names import BoxPublic, BoxSecret, Random, Signature, SignPublic, SignSeed

SUITE = b"\x01"
NONCE_SIZE = 24
TAG_SIZE = 16
KEY_SIZE = 32


def system_random(size: int) -> bytes:
    """`size` bytes from the operating system through libsodium."""
    return libsodium_random(size)


def H(person: str, key: bytes, data: bytes, n: int = 32) -> bytes:  # noqa: N802 - the design's own name
    """BLAKE2b of `data`, keyed by `key` (0 to 64 bytes), for the purpose `person` (at most 16 ASCII bytes).

    >>> H("qrg1.seed", bytes(16), b"") == H("qrg1.rcpt.box", bytes(16), b"")
    False
    """
    return blake2b(data, digest_size=n, key=key, person=person.encode("ascii")).digest()


@dataclass(frozen=True)
class Argon2Params:
    """Cost of one Argon2id call: `t` passes, `m` KiB, `p` lanes. Stored beside what it protects."""

    t: int
    m: int
    p: int


CHEAP_PARAMS = Argon2Params(t=1, m=8, p=1)
"""For tests only: a guess costs microseconds."""


def argon2id(secret: bytes, salt: bytes, params: Argon2Params) -> bytes:
    """32 bytes, Argon2id version 1.3 (RFC 9106)."""
    return hash_secret_raw(
        secret,
        salt,
        time_cost=params.t,
        memory_cost=params.m,
        parallelism=params.p,
        hash_len=32,
        type=Type.ID,
    )


def aead_seal(plain: bytes, aad: bytes, key: bytes, random: Random = system_random) -> bytes:
    """`nonce(24) || XChaCha20-Poly1305-IETF(plain, aad)`; 40 bytes longer than `plain`."""
    nonce = random(NONCE_SIZE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, aad, nonce, key)


def aead_open(sealed: bytes, aad: bytes, key: bytes, what: str = "This") -> bytes:
    """The plaintext. Raises `Malformed` when too short, `OpenFailed` for a wrong key, other `aad` or changed
    bytes.
    """
    if len(sealed) < NONCE_SIZE + TAG_SIZE:
        raise Malformed(what)
    nonce, ciphertext = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, aad, nonce, key)
    except CryptoError:
        raise OpenFailed(what) from None


def without_suite(blob: bytes, what: str) -> bytes:
    """`blob` after its suite byte. Raises `Malformed` when empty, `UnknownSuite` for any suite but 1."""
    if not blob:
        raise Malformed(what)
    if blob[:1] != SUITE:
        raise UnknownSuite
    return blob[1:]


def sodium_pad(data: bytes, block: int) -> bytes:
    """`data || 80 || 00...` to a multiple of `block`; always at least one byte longer (ISO/IEC 7816-4)."""
    return _pad(data, block)


def sodium_unpad(padded: bytes, block: int) -> bytes:
    """Undo `sodium_pad`. Raises `Malformed` when no padding is there."""
    if len(padded) < block or len(padded) % block:
        raise Malformed("Padding")
    try:
        return _unpad(padded, block)
    except CryptoError:
        raise Malformed("Padding") from None


def box_public(secret: BoxSecret) -> BoxPublic:
    """The X25519 public key of `secret`."""
    return BoxPublic(crypto_scalarmult_base(secret))


def box_keypair_of_seed(seed: bytes) -> tuple[BoxPublic, BoxSecret]:
    """libsodium's `crypto_box_seed_keypair` over 32 bytes."""
    public, secret = crypto_box_seed_keypair(seed)
    return BoxPublic(public), BoxSecret(secret)


def sign_public(seed: SignSeed) -> SignPublic:
    """The Ed25519 public key of `seed`."""
    public, _ = crypto_sign_seed_keypair(seed)
    return SignPublic(public)


def sign(message: bytes, seed: SignSeed) -> Signature:
    """Detached Ed25519 signature. Callers put a name of their own in front of `message`."""
    return Signature(SigningKey(seed).sign(message).signature)


def verify(message: bytes, signature: bytes, public: SignPublic, what: str) -> None:
    """Return, or raise `BadSignature`."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError, CryptoError):
        raise BadSignature(what) from None
