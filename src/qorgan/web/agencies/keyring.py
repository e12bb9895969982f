"""A member's open keys, for as long as her session is open. Nothing here is ever written to the database."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from nacl.signing import SigningKey

from qorgan.vault import wraps
from qorgan.vault.context import Context, Kind, Purpose
from qorgan.vault.errors import VaultError
from qorgan.vault.member import MemberSecret, unwrap_secret
from qorgan.vault.names import BoxSecret, MemberWrap, Salt, SignSeed, Wrap
from qorgan.vault.primitives import Argon2Params, box_public, sign_public
from qorgan.web.agencies import directory
from qorgan.web.agencies.models import Agency, AgencyKeyWrap, Member, SecretWrap

log = logging.getLogger("qorgan.agencies")
SESSION_FIELD = "secret"
IDENTITY, INTAKE, CASEWORK, INDEX = 0, 1, 2, 10


class Locked(Exception):
    """There is no open key in this session: sign in again."""


class NoAgencyKey(Exception):
    """This member holds no key of her agency for that purpose: a supervisor has to admit her."""


@dataclass
class Keyring:
    """What an unlocked session can do: sign as the member, and open her agency's keys."""

    member: Member
    secret: MemberSecret
    _opened: dict[tuple[int, int], bytes] = field(default_factory=dict, repr=False)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of the member, 64 bytes."""
        return bytes(SigningKey(self.secret.sign_seed).sign(message).signature)

    @property
    def agency_id(self) -> UUID:
        return self.member.agency_id

    def agency_secret(self, purpose: int, version: int | None = None) -> tuple[int, bytes]:
        """(version, 32-byte secret) of the agency's key for `purpose`, the newest unless named.

        Raises NoAgencyKey when none is sealed to this member.
        """
        if version is not None and (purpose, version) in self._opened:
            return version, self._opened[purpose, version]
        found = AgencyKeyWrap.objects.filter(member=self.member, agency=self.member.agency, purpose=purpose)
        if version is not None:
            found = found.filter(version=version)
        for row in found.order_by("-version"):
            key = (purpose, row.version)
            if key not in self._opened:
                secret = self._open(row)
                if secret is None:
                    continue
                self._opened[key] = secret
            return row.version, self._opened[key]
        raise NoAgencyKey

    def every_secret(self, of: int | None = None) -> dict[tuple[int, int], bytes]:
        """All that is sealed to this member of her agency's secrets, by purpose and version; or `of` one."""
        found = {}
        rows = AgencyKeyWrap.objects.filter(member=self.member, agency=self.member.agency)
        rows = rows if of is None else rows.filter(purpose=of)
        for purpose, version in rows.values_list("purpose", "version"):
            try:
                found[purpose, version] = self.agency_secret(purpose, version)[1]
            except NoAgencyKey:
                continue  # planted, as the log says
        return found

    def _open(self, row: AgencyKeyWrap) -> bytes | None:
        """The secret inside, or None and a warning: anybody can seal a key of his own to her, so what comes
        out counts only when the directory knows its public half. The index key has none."""
        context = agency_wrap_context(self.member.agency_id, row.purpose, row.version, self.member.id)
        try:
            secret = bytes(wraps.open_wrap(Wrap(bytes(row.wrap)), context, self.secret.box_sk))
            holds = is_named(self.member.agency, row.purpose, row.version, secret)
        except (VaultError, directory.NoKey, directory.NoDirectory) as error:
            log.warning("agency wrap %s ignored: %s", row.pk, type(error).__name__)
            return None
        if not holds:
            log.warning("agency wrap %s ignored: not the key that the directory names", row.pk)
            return None
        return secret


def is_named(agency: Agency, purpose: int, version: int, secret: bytes) -> bool:
    """Whether a secret is the one whose public half the directory names. The index key has none.

    Raises directory.NoKey, directory.NoDirectory.
    """
    if purpose == IDENTITY:
        return sign_public(SignSeed(secret)) == directory.identity_key(agency)
    if purpose in (INTAKE, CASEWORK):
        public = directory.agency_public(agency, Purpose(purpose), version)
        return box_public(BoxSecret(secret)) == public
    return True


def agency_wrap_context(agency: UUID, purpose: int, version: int, member: UUID) -> Context:
    """Binds an agency wrap to its agency (row), purpose (field), version and member (party)."""
    kind = Kind.INDEX_KEY if purpose == INDEX else Kind.AGENCY_WRAP
    return Context(kind=kind, field=purpose, key_version=version, row=agency.bytes, party=member.bytes)


def secret_context(member: UUID) -> Context:
    return Context(kind=Kind.MEMBER_WRAP, party=member.bytes)


def holds_secret(member: Member) -> bool:
    """Whether a password of hers opens keys at all: an administrator's opens none."""
    return SecretWrap.objects.filter(member=member, kind="password").exists()


def unlock(member: Member, password: str) -> Keyring:
    """The keys that a password opens. Raises Locked for another password, or for somebody without keys."""
    wrap = SecretWrap.objects.filter(member=member, kind="password").first()
    if wrap is None:
        raise Locked
    try:
        secret = unwrap_secret(
            MemberWrap(bytes(wrap.wrap)),
            password,
            settings.PEPPER_STAFF,
            secret_context(member.id),
            Salt(bytes(wrap.salt)),
            Argon2Params(**wrap.params),
        )
    except VaultError as error:
        raise Locked from error
    return Keyring(member, secret)


def keyring_for(request: HttpRequest) -> Keyring:
    """The keyring of this session. Raises Locked when nobody is signed in or the secret is not open."""
    packed = request.session.get(SESSION_FIELD)
    if not request.user.is_authenticated or not packed:
        raise Locked
    secret = bytes.fromhex(packed)
    return Keyring(request.user, MemberSecret(BoxSecret(secret[:32]), SignSeed(secret[32:])))  # type: ignore[arg-type]
