"""Founding an agency; creating accounts without keys, beginning, admitting, leaving (vault 3, 13, 15)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from qorgan.vault import directory as vault_directory
from qorgan.vault import wraps
from qorgan.vault.context import Purpose
from qorgan.vault.member import PASSWORD_PARAMS, SALT_SIZE, new_member_secret, wrap_secret
from qorgan.vault.names import BoxPublic, Key, Salt, SignPublic, SignSeed
from qorgan.vault.primitives import CHEAP_PARAMS
from qorgan.web.agencies import directory, recovery, reset_record
from qorgan.web.agencies.keyring import (
    CASEWORK,
    IDENTITY,
    INDEX,
    Keyring,
    agency_wrap_context,
    secret_context,
)
from qorgan.web.agencies.models import (
    KEYLESS_ROLES,
    Agency,
    AgencyKeyWrap,
    KeyCertificate,
    Member,
    MembershipCertificate,
    Role,
    SecretWrap,
)
from qorgan.web.agencies.passwords import is_guessable
from qorgan.web.clock import real_now
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Installation
from qorgan.web.ledger.verbs import append

PURPOSES = (Purpose.INTAKE, Purpose.CASEWORK)
TWO_SIGN_FROM = 3


class NotYours(PermissionError):
    """Only an administrator creates accounts, only a key-holding supervisor of the same agency admits."""


class NotBegun(ValueError):
    """She has to sign in once and choose her password first: only then are there keys to admit."""


class AlreadySigned(ValueError):
    """The second approval must come from another supervisor."""


class StartedIt(PermissionError):
    """Who gave a colleague a new beginning does not admit her too: one person alone could then act as her."""


class SecondAgency(RuntimeError):
    """Several agencies need PostgreSQL: an SQLite file is one office's (vault rule 11)."""


@dataclass(frozen=True)
class AgencySecrets:
    """An agency's fresh secrets, in hand for a moment at founding: identity seed, box secrets, index key."""

    identity: bytes
    boxes: dict[Purpose, bytes]
    index: bytes

    def by_purpose(self) -> dict[int, bytes]:
        """Every secret under the number it is wrapped by."""
        return {IDENTITY: self.identity, INDEX: self.index} | {int(p): s for p, s in self.boxes.items()}


def found_agency(recovery_pk: BoxPublic | None = None, **fields: Any) -> tuple[Agency, AgencySecrets]:
    """Creates an agency with its identity, intake, casework and index keys, sealed to its recovery key too.

    The root lists it afterwards. Raises SecondAgency on an SQLite database that is not synthetic.
    """
    if connection.vendor == "sqlite" and Agency.objects.exists():
        if not Installation.objects.filter(synthetic=True).exists():
            raise SecondAgency
    agency = Agency.objects.create(**fields)
    fresh = AgencySecrets(
        identity=bytes(SigningKey.generate()),
        boxes={purpose: bytes(PrivateKey.generate()) for purpose in PURPOSES},
        index=secrets.token_bytes(32),
    )
    for purpose, secret in fresh.boxes.items():
        certificate = vault_directory.KeyCertificate(
            agency.id, purpose, 1, BoxPublic(bytes(PrivateKey(secret).public_key))
        )
        KeyCertificate.objects.create(
            agency=agency,
            purpose=purpose,
            version=1,
            box_pk=certificate.box_pk,
            prev_hash=certificate.prev_hash,
            signature=vault_directory.sign_certificate(certificate, SignSeed(fresh.identity)),
        )
    if recovery_pk is not None:
        secrets_now = {(number, 1): secret for number, secret in fresh.by_purpose().items()}
        recovery.seal_all(agency, secrets_now, recovery_pk)
    append(NewEntry(subject=agency.id, type="agency.created", agency=agency.id, state="active"))
    return agency, fresh


def identity_pk(fresh: AgencySecrets) -> SignPublic:
    return SignPublic(bytes(SigningKey(fresh.identity).verify_key))


def admit_first(member: Member, fresh: AgencySecrets) -> None:
    """Admits an agency's first supervisor, at its founding, with the secrets still in hand."""
    certify(member, fresh.identity, required=0, approvals=[])
    for purpose, secret in fresh.by_purpose().items():
        seal_to(member, purpose, 1, secret)
    admitted(member, None)


def create_member(
    by: Member | None, agency: Agency, username: str, display_name: str, role: str, language: str = "kk"
) -> tuple[Member, str]:
    """An account without keys, and its one-time start password. `by` is None at founding only."""
    if by is not None and (by.role != Role.ADMINISTRATOR or by.agency_id != agency.id):
        raise NotYours
    start = start_password()
    with transaction.atomic():
        member = Member(
            agency=agency, username=username, display_name=display_name, role=role, language=language
        )
        member.set_password(start)
        member.save(force_insert=True)
        append(
            NewEntry(
                subject=member.id,
                type="member.created",
                actor=by.id if by else None,
                actor_role=by.role if by else "",
                agency=agency.id,
                state="created",
            )
        )
    return member, start


def start_password() -> str:
    """72 random bits, drawn again when by chance they look like what the deny list refuses."""
    while is_guessable(drawn := "-".join(secrets.token_hex(3) for _ in range(3))):
        pass
    return drawn


def begin(member: Member, new_password: str, totp_secret: str | None = None) -> str:
    """Her own password, new keys under it, and a one-time-code secret, which is returned to be shown once.

    Raises django's ValidationError for a weak password. Keys made here open nothing until she is admitted.
    """
    validate_password(new_password, member)
    totp = totp_secret or generate_totp_secret()
    with transaction.atomic():
        if member.role not in KEYLESS_ROLES:
            _new_keys(member, new_password)
        member.set_password(new_password)
        member.must_begin = False
        member.admitted_at = real_now() if member.role in KEYLESS_ROLES else None
        member.save()
        Authenticator.objects.filter(user=member).delete()
        TOTP.activate(member, totp)
    return totp


def _new_keys(member: Member, password: str) -> None:
    secret = new_member_secret()
    params = CHEAP_PARAMS if settings.CHEAP_KEYS else PASSWORD_PARAMS
    salt = Salt(secrets.token_bytes(SALT_SIZE))
    wrap = wrap_secret(secret, password, settings.PEPPER_STAFF, secret_context(member.id), salt, params)
    SecretWrap.objects.update_or_create(
        member=member,
        kind="password",
        defaults={"salt": salt, "params": {"t": params.t, "m": params.m, "p": params.p}, "wrap": wrap},
    )
    member.box_pk, member.sign_pk = secret.box_pk, secret.sign_pk
    # Old agency wraps are sealed to a key that is gone: she needs admission again (rule 3).
    AgencyKeyWrap.objects.filter(member=member).delete()
    MembershipCertificate.objects.filter(member=member, ended_at=None).update(ended_at=real_now())


def fingerprint(member: Member, language: str) -> tuple[str, ...]:
    """Six words that the member and her supervisor compare in person. Raises NotBegun."""
    if not member.box_pk or not member.sign_pk:
        raise NotBegun
    box, sign = BoxPublic(bytes(member.box_pk)), SignPublic(bytes(member.sign_pk))
    return vault_directory.fingerprint_words(box, sign, language)  # type: ignore[arg-type]


def required_approvals(agency: Agency, without: Member | None = None) -> int:
    """One supervisor; two where the agency has three or more key-holders (besides `without`)."""
    holders = AgencyKeyWrap.objects.filter(agency=agency, purpose=CASEWORK).exclude(member=without)
    return 2 if holders.values("member").distinct().count() >= TWO_SIGN_FROM else 1


def admit(keyring: Keyring, member: Member) -> bool:
    """A supervisor's signature under a membership, after comparing the words in person; True once admitted.

    Raises NotYours, NotBegun, AlreadySigned, StartedIt, NoAgencyKey.
    """
    by = keyring.member
    if (
        by.role != Role.SUPERVISOR
        or by.agency_id != member.agency_id
        or by.id == member.id
        or not member.holds_keys
    ):
        raise NotYours
    if not member.box_pk or member.must_begin:
        raise NotBegun
    if reset_record.started_by(member) == by.id:
        raise StartedIt
    with transaction.atomic():
        held(by.agency_id)
        row = MembershipCertificate.objects.select_for_update().filter(member=member, ended_at=None).first()
        if row is not None and bytes(row.box_pk) != bytes(member.box_pk):
            raise NotBegun  # the keys changed since the first signature: compare the words again
        if row is None:
            _, identity = keyring.agency_secret(IDENTITY)
            row = certify(member, identity, required_approvals(member.agency), [])
        if any(a["member"] == str(by.id) for a in row.approvals):
            raise AlreadySigned
        signature = keyring.sign(directory.APPROVAL + directory.membership(row).message())
        row.approvals = [*row.approvals, {"member": str(by.id), "signature": signature.hex()}]
        row.save(update_fields=["approvals"])
        if len(row.approvals) < row.required:
            return False
        _hand_over(keyring, member)
        admitted(member, keyring)
    return True


def _hand_over(keyring: Keyring, member: Member) -> None:
    purposes = [int(p) for p in purposes_of(member.role)] + [INDEX]
    if member.role == Role.SUPERVISOR:
        purposes.append(IDENTITY)
    for purpose in purposes:
        for version in AgencyKeyWrap.objects.filter(member=keyring.member, purpose=purpose).values_list(
            "version", flat=True
        ):
            _, secret = keyring.agency_secret(purpose, version)
            seal_to(member, purpose, version, secret)


def purposes_of(role: str) -> tuple[Purpose, ...]:
    """Intake keys go to few: those whose work it is to open reports (rule 5)."""
    opens = (Role.SUPERVISOR, Role.CASEWORKER, Role.LINE_OPERATOR, Role.INSPECTOR)
    return PURPOSES if role in opens else (Purpose.CASEWORK,)


def certify(
    member: Member, identity: bytes, required: int, approvals: list[dict[str, str]]
) -> MembershipCertificate:
    serial = MembershipCertificate.objects.filter(member=member).count() + 1
    row = MembershipCertificate(
        member=member,
        agency=member.agency,
        serial=serial,
        role=member.role,
        purposes=[int(p) for p in purposes_of(member.role)],
        box_pk=member.box_pk,
        sign_pk=member.sign_pk,
        required=required,
        approvals=approvals,
    )
    row.signature = vault_directory.sign_certificate(directory.membership(row), SignSeed(identity))
    row.save(force_insert=True)
    return row


def seal_to(member: Member, purpose: int, version: int, secret: bytes) -> None:
    context = agency_wrap_context(member.agency_id, purpose, version, member.id)
    AgencyKeyWrap.objects.create(
        agency=member.agency,
        purpose=purpose,
        version=version,
        member=member,
        wrap=wraps.seal_wrap(Key(secret), context, BoxPublic(bytes(member.box_pk or b""))),
    )


def admitted(member: Member, keyring: Keyring | None) -> None:
    member.admitted_at = real_now()
    member.save(update_fields=["admitted_at"])
    by = keyring.member if keyring else None
    append(
        NewEntry(
            subject=member.id,
            type="member.admitted",
            actor=by.id if by else None,
            actor_role=by.role if by else "",
            agency=member.agency_id,
            state="admitted",
        ),
        keyring,
    )


def held(agency: UUID) -> Agency:
    """The agency, its row held: leaving, admission and a change of keys come one after another, or a new key
    would be sealed to who is leaving, or not to who is being admitted.
    """
    return Agency.objects.select_for_update(no_key=True).get(pk=agency)


def leave(by: Member, member: Member) -> None:
    """Ends a membership at once: no sign-in, no wraps, sessions closed with the next request.

    What she copied stays copied: `rotation.due` then asks a supervisor for new keys.
    """
    if (
        by.agency_id != member.agency_id
        or by.role not in (Role.ADMINISTRATOR, Role.SUPERVISOR)
        or by.id == member.id
    ):
        raise NotYours
    with transaction.atomic():
        held(by.agency_id)
        Member.objects.filter(pk=member.pk).update(is_active=False)
        SecretWrap.objects.filter(member=member).delete()
        AgencyKeyWrap.objects.filter(member=member).delete()
        MembershipCertificate.objects.filter(member=member, ended_at=None).update(ended_at=real_now())
        append(
            NewEntry(
                subject=member.id,
                type="member.left",
                actor=by.id,
                actor_role=by.role,
                agency=member.agency_id,
                state="left",
            )
        )
        member.refresh_from_db()


def members_of(agency: UUID) -> list[Member]:
    return list(Member.objects.filter(agency_id=agency).order_by("display_name"))
