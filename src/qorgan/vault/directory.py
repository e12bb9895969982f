"""The signed directory: which keys may be sealed to, and who said so.

An offline root signs a manifest of agencies' identity keys; an identity key signs its agency's key
certificates and its members'. A key must never be used because a table holds it: whoever can write to the
table could plant one. Every check comes before every seal, and the highest serial seen is kept outside the
database.
"""

import struct
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from qorgan.vault.context import Purpose
from qorgan.vault.errors import BadSignature, BrokenKeyHistory, Malformed, RolledBack, VaultError
from qorgan.vault.names import BoxPublic, Id16, Random, Seed16, Signature, SignPublic, SignSeed
from qorgan.vault.primitives import SUITE, H, sign, sign_public, system_random, verify, without_suite
from qorgan.vault.words import Lang, word_list
from qorgan.vault.wraps import expand_seed

NO_PREVIOUS = bytes(32)
_MANIFEST = b"qrg1.manifest\0"
_HEAD = struct.Struct(">QQI")
_AGENCY = struct.Struct(">16s32s")
_SIGNATURE_SIZE = 64


@dataclass(frozen=True)
class RootKey:
    """The offline root. Its public key is pinned in the settings; its seed lives on cards only."""

    seed: SignSeed = field(repr=False)

    @property
    def public(self) -> SignPublic:
        """What installations pin."""
        return sign_public(self.seed)

    @classmethod
    def from_seed16(cls, seed: Seed16) -> "RootKey":
        """From the 16 bytes that cards carry in shares."""
        return cls(SignSeed(expand_seed(seed)))


def new_root_seed(random: Random = system_random) -> Seed16:
    """16 bytes, to be split over cards at once and kept nowhere else."""
    return Seed16(random(16))


@dataclass(frozen=True)
class Manifest:
    """Which agencies there are. `expires` in Unix seconds; `agencies` as (16-byte id, identity key)."""

    serial: int
    expires: int
    agencies: tuple[tuple[Id16, SignPublic], ...]

    def __post_init__(self) -> None:
        ids = [agency for agency, _ in self.agencies]
        if len(set(ids)) != len(ids):
            raise ValueError("an agency stands twice in the manifest")
        if any(len(agency) != 16 or len(key) != 32 for agency, key in self.agencies):
            raise ValueError("an agency has 16 bytes and an identity key 32")

    def identity_of(self, agency: bytes | UUID) -> SignPublic | None:
        """The agency's identity key, or None when the directory does not know it."""
        return dict(self.agencies).get(Id16(_id(agency)))

    def body(self) -> bytes:
        """`01 || serial u64 || expires u64 || count u32 || (agency || key)...`, sorted by agency."""
        rows = b"".join(_AGENCY.pack(*row) for row in sorted(self.agencies))
        return SUITE + _HEAD.pack(self.serial, self.expires, len(self.agencies)) + rows


class Expired(VaultError):
    """Past its date. The manifest is attached: the last valid one stays in use while the alarm is raised."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        super().__init__("The directory of agencies is past its date. Have the root sign a new one.")


def sign_manifest(manifest: Manifest, root: RootKey) -> bytes:
    """`signature(64) || body`."""
    body = manifest.body()
    return sign(_MANIFEST + body, root.seed) + body


def verify_manifest(signed: bytes, *, root_pk: SignPublic, now: int, highest_serial: int) -> Manifest:
    """The manifest, whose serial the caller then keeps as the highest seen.

    `now` in Unix seconds. Raises `BadSignature`, then `RolledBack` for a serial below `highest_serial`, then
    `Expired`; `Malformed` and `UnknownSuite` for signed bytes of another form.
    """
    signature, body = Signature(signed[:_SIGNATURE_SIZE]), signed[_SIGNATURE_SIZE:]
    verify(_MANIFEST + body, signature, root_pk, "the directory of agencies")
    manifest = _read(body)
    if manifest.serial < highest_serial:
        raise RolledBack(manifest.serial, highest_serial)
    if now >= manifest.expires:
        raise Expired(manifest)
    return manifest


def _read(body: bytes) -> Manifest:
    what = "The directory of agencies"
    fixed = without_suite(body, what)
    if len(fixed) < _HEAD.size:
        raise Malformed(what)
    serial, expires, count = _HEAD.unpack_from(fixed)
    rows = fixed[_HEAD.size :]
    if len(rows) != count * _AGENCY.size:
        raise Malformed(what)
    agencies = tuple((Id16(agency), SignPublic(key)) for agency, key in _AGENCY.iter_unpack(rows))
    return Manifest(serial, expires, agencies)


@dataclass(frozen=True)
class KeyCertificate:
    """An agency's X25519 key for one purpose. `prev_hash` is the hash of the version before, or zeros."""

    agency: bytes | UUID
    purpose: Purpose
    version: int
    box_pk: BoxPublic
    prev_hash: bytes = NO_PREVIOUS

    def __post_init__(self) -> None:
        if len(self.box_pk) != 32 or len(self.prev_hash) != 32:
            raise ValueError("a public key and a hash have 32 bytes")

    def message(self) -> bytes:
        """`"qrg1.keycert\\0" || 01 || agency || purpose u16 || version u32 || box_pk || prev_hash`."""
        fixed = struct.pack(
            ">16sHI32s32s", _id(self.agency), self.purpose, self.version, self.box_pk, self.prev_hash
        )
        return b"qrg1.keycert\0" + SUITE + fixed

    def hash(self) -> bytes:
        """What the next version names as `prev_hash`."""
        return H("qrg1.keycert", b"", self.message())


@dataclass(frozen=True)
class MembershipCertificate:
    """That a member with these keys was admitted by an agency. A higher serial replaces a lower one."""

    member: bytes | UUID
    agency: bytes | UUID
    role: str
    box_pk: BoxPublic
    sign_pk: SignPublic
    purposes: tuple[Purpose, ...]
    serial: int

    def __post_init__(self) -> None:
        if len(self.box_pk) != 32 or len(self.sign_pk) != 32:
            raise ValueError("a public key has 32 bytes")
        if not self.role or len(self.role.encode()) > 255:
            raise ValueError("a role has 1 to 255 bytes")

    def message(self) -> bytes:
        """`"qrg1.member\\0" || 01 || member || agency || box_pk || sign_pk || serial u64 || purposes ||
        role`.

        Purposes and role each follow a byte that counts them.
        """
        role = self.role.encode()
        purposes = sorted(set(self.purposes))
        fixed = struct.pack(
            ">16s16s32s32sQ", _id(self.member), _id(self.agency), self.box_pk, self.sign_pk, self.serial
        )
        lists = (
            bytes([len(purposes)]) + struct.pack(f">{len(purposes)}H", *purposes) + bytes([len(role)]) + role
        )
        return b"qrg1.member\0" + SUITE + fixed + lists


class Certificate(Protocol):
    """Anything an identity key signs."""

    def message(self) -> bytes:
        """The signed bytes."""
        ...


def sign_certificate(certificate: Certificate, seed: SignSeed) -> Signature:
    """By the agency's identity key; a second key-holder's signature is made the same way."""
    return sign(certificate.message(), seed)


def verify_certificate(certificate: Certificate, signature: Signature, identity_pk: SignPublic) -> None:
    """Return, or raise `BadSignature`."""
    verify(certificate.message(), signature, identity_pk, "this key certificate")


def verify_key_history(
    history: tuple[tuple[KeyCertificate, Signature], ...],
    identity_pk: SignPublic,
    agency: bytes | UUID,
    purpose: Purpose,
) -> KeyCertificate:
    """The newest certificate of an unbroken history, oldest first, starting at version 1.

    Raises `BadSignature`, or `BrokenKeyHistory` when one is missing, doubled, of another agency or purpose,
    or does not name the one before it.
    """
    if not history:
        raise BrokenKeyHistory(1)
    before = NO_PREVIOUS
    for version, (certificate, signature) in enumerate(history, start=1):
        verify_certificate(certificate, signature, identity_pk)
        if (_id(certificate.agency), certificate.purpose) != (_id(agency), purpose):
            raise BrokenKeyHistory(version)
        if certificate.version != version or certificate.prev_hash != before:
            raise BrokenKeyHistory(version)
        before = certificate.hash()
    return history[-1][0]


def fingerprint_words(box_pk: BoxPublic, sign_pk: SignPublic, lang: Lang) -> tuple[str, ...]:
    """Six words over both public keys, read out in person before admission: 66 bits."""
    digest = int.from_bytes(H("qrg1.fingerprint", b"", SUITE + box_pk + sign_pk, 9), "big") >> 6
    listed = word_list(lang)
    return tuple(listed[digest >> shift & 0x7FF] for shift in range(55, -1, -11))


def _id(value: bytes | UUID) -> bytes:
    raw = value.bytes if isinstance(value, UUID) else value
    if len(raw) != 16:
        raise ValueError("an id has 16 bytes")
    return raw


__all__ = [
    "NO_PREVIOUS",
    "BadSignature",
    "BrokenKeyHistory",
    "Expired",
    "KeyCertificate",
    "Manifest",
    "MembershipCertificate",
    "RolledBack",
    "RootKey",
    "fingerprint_words",
    "new_root_seed",
    "sign_certificate",
    "sign_manifest",
    "verify_certificate",
    "verify_key_history",
    "verify_manifest",
]
