"""A grant: the signed statement that a key was given, to whom, on what basis, for what, until when.

The wrap alone must never be trusted: a planted key opens like any other. `open_grant` is the only way that
code outside the vault should take a compartment key from a stored row.
"""

import struct
from dataclasses import dataclass
from uuid import UUID

from nacl.bindings import sodium_memcmp

from qorgan.vault.context import Basis, Context
from qorgan.vault.errors import CommitmentMismatch
from qorgan.vault.names import BoxSecret, Commitment, Key, Signature, SignPublic, SignSeed, Wrap
from qorgan.vault.primitives import H, sign, verify
from qorgan.vault.wraps import open_wrap

_DOMAIN = b"qrg1.grant\0"
NO_EXPIRY = 0


def commit(key: Key) -> Commitment:
    """Fixes a compartment key without showing it."""
    return Commitment(H("qrg1.ck.commit", key, b""))


@dataclass(frozen=True)
class GrantTerms:
    """What the signer signs. `expiry` in Unix seconds, 0 for none; `basis_hash` of the consent or order, 32
    bytes.

    `ctx` names case, compartment, key version and the party that receives; `purpose` is the agency key's.
    """

    ctx: Context
    commit: Commitment
    wrap: Wrap
    basis: Basis
    basis_hash: bytes
    purpose: int
    expiry: int
    grantor: bytes | UUID

    def __post_init__(self) -> None:
        if isinstance(self.grantor, UUID):
            object.__setattr__(self, "grantor", self.grantor.bytes)
        for name, size in (("grantor", 16), ("basis_hash", 32), ("commit", 32)):
            if len(getattr(self, name)) != size:
                raise ValueError(f"{name} must have {size} bytes")

    def message(self) -> bytes:
        """The signed bytes, 202 of them."""
        return (
            _DOMAIN
            + self.ctx.pack()
            + self.commit
            + H("qrg1.wrap", b"", self.wrap)
            + struct.pack(">B32sHQ", self.basis, self.basis_hash, self.purpose, self.expiry)
            + bytes(self.grantor if isinstance(self.grantor, bytes) else self.grantor.bytes)
        )


def sign_grant(terms: GrantTerms, sign_seed: SignSeed) -> Signature:
    """Signed by the member or receipt that gives."""
    return sign(terms.message(), sign_seed)


def verify_grant(terms: GrantTerms, signature: Signature, sign_pk: SignPublic) -> None:
    """Return, or raise `BadSignature`. Expiry is for the caller, who has a clock."""
    verify(terms.message(), signature, sign_pk, "this grant")


def open_grant(terms: GrantTerms, signature: Signature, sign_pk: SignPublic, box_sk: BoxSecret) -> Key:
    """The key that the signer committed to.

    Raises `BadSignature`, `CommitmentMismatch`, and everything that `open_wrap` raises.
    """
    verify_grant(terms, signature, sign_pk)
    key = open_wrap(terms.wrap, terms.ctx, box_sk)
    if not sodium_memcmp(commit(key), terms.commit):
        raise CommitmentMismatch
    return key
