"""The signed directory in the database, and the only way to a key that is sealed to (vault rule 1).

Every look-up verifies: the pinned root signed the manifest, its serial is not below the highest seen (a
file outside the database), the agency's identity key signed the key's whole history or the membership.
What does not hold is refused; another agency is offered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings

from qorgan.vault import directory as vault_directory
from qorgan.vault import recovery as vault_recovery
from qorgan.vault.context import Purpose
from qorgan.vault.directory import KeyCertificate as Certified
from qorgan.vault.directory import Manifest, MembershipCertificate
from qorgan.vault.errors import VaultError
from qorgan.vault.names import BoxPublic, Id16, Signature, SignPublic
from qorgan.vault.primitives import verify as verify_signature
from qorgan.web.agencies import seen
from qorgan.web.agencies.models import Agency, AgencyKind, DirectoryManifest, KeyCertificate, Member, Role
from qorgan.web.agencies.models import MembershipCertificate as MembershipRow
from qorgan.web.clock import real_now

log = logging.getLogger("qorgan.agencies")
APPROVAL = b"qrg1.approve\0"
# Who can be chosen at the door. Family support centres are never among them: their stated aim includes
# keeping the marriage, and the choice must be hers.
RECEIVING_KINDS = (AgencyKind.CRISIS_CENTRE, AgencyKind.LINE_111, AgencyKind.POLICE)


class NoDirectory(RuntimeError):
    """There is no manifest that the pinned root signed, or it was rolled back: nothing is sealed."""


class NoKey(LookupError):
    """This agency or member has no key that the directory vouches for."""


@dataclass(frozen=True)
class AgencyKey:
    """A verified public key of an agency."""

    box_pk: BoxPublic
    version: int


@dataclass(frozen=True)
class MemberKeys:
    """A member's verified public keys."""

    box_pk: BoxPublic
    sign_pk: SignPublic


def root_pk() -> SignPublic:
    """The pinned public key of the root. Raises NoDirectory when none is pinned."""
    try:
        return SignPublic(bytes.fromhex(Path(settings.ROOT_KEY_FILE).read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoDirectory(f"No root key is pinned in {settings.ROOT_KEY_FILE}.") from error


@dataclass
class Look:
    """What was verified during one look at the directory: a page, or one sending."""

    manifest: Manifest | None = None
    receivers: list[Agency] | None = None
    signers: dict[UUID, tuple[bytes, ...]] = field(default_factory=dict)


_look: ContextVar[Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Inside, what is asked for twice is verified once. For one request; a new one begins inside another's,
    so that what is sealed to was verified in the moment of sealing."""
    token = _look.set(Look())
    try:
        yield
    finally:
        _look.reset(token)


def manifest() -> Manifest:
    """The newest manifest that the root signed. An expired one is kept and an alarm logged. Raises
    NoDirectory.

    A row that the root did not sign is passed over: whoever can add one must not be able to close the door.
    """
    look = _look.get()
    if look is None:
        return _verified_manifest()
    if look.manifest is None:
        look.manifest = _verified_manifest()
    return look.manifest


def _verified_manifest() -> Manifest:
    try:
        highest = seen.serial()
    except seen.Unreadable as error:
        log.error("the highest serial of the directory cannot be read")
        raise NoDirectory(str(error)) from error
    key = root_pk()
    for row in DirectoryManifest.objects.order_by("-serial"):
        try:
            found = vault_directory.verify_manifest(
                bytes(row.signature) + bytes(row.body),
                root_pk=key,
                now=int(real_now().timestamp()),
                highest_serial=highest,
            )
        except vault_directory.Expired as expired:
            log.error("the directory of agencies is past its date; the last valid one stays in use")
            found = expired.manifest
        except VaultError as error:
            log.error("a directory of agencies is refused: %s", type(error).__name__)
            continue
        seen.keep_serial(found.serial)
        return found
    raise NoDirectory("There is no directory of agencies that the root signed, or it was rolled back.")


def publish(root: vault_directory.RootKey, agencies: dict[UUID, SignPublic], expires: int) -> Manifest:
    """Signs and stores a new manifest with the next serial. Run only where the root's seed is."""
    last = DirectoryManifest.objects.order_by("-serial").first()
    new = Manifest(
        serial=(last.serial if last else 0) + 1,
        expires=expires,
        agencies=tuple(sorted((Id16(id_.bytes), key) for id_, key in agencies.items())),
    )
    signed = vault_directory.sign_manifest(new, root)
    DirectoryManifest.objects.create(serial=new.serial, signature=signed[:64], body=signed[64:])
    return new


def identity_key(agency: Agency) -> SignPublic:
    """The identity key that the root lists for an agency. Raises NoKey, NoDirectory."""
    key = manifest().identity_of(agency.id)
    if key is None:
        raise NoKey(f"{agency.code} is not in the directory.")
    return key


def certified(row: KeyCertificate) -> Certified:
    return Certified(
        agency=row.agency_id,
        purpose=Purpose(row.purpose),
        version=row.version,
        box_pk=BoxPublic(bytes(row.box_pk)),
        prev_hash=bytes(row.prev_hash),
    )


def agency_key(agency: Agency, purpose: Purpose) -> AgencyKey:
    """The newest key of an agency for a purpose, its whole history verified. Raises NoKey, NoDirectory."""
    return _newest(agency, purpose, KeyCertificate.objects.filter(agency=agency, purpose=purpose))


def _newest(agency: Agency, purpose: Purpose, rows: Iterable[KeyCertificate]) -> AgencyKey:
    ordered = sorted(rows, key=lambda row: row.version)
    history = tuple((certified(row), Signature(bytes(row.signature))) for row in ordered)
    try:
        newest = vault_directory.verify_key_history(history, identity_key(agency), agency.id, purpose)
    except VaultError as error:
        log.error(
            "the %s key of agency %s is refused: %s", purpose.name.lower(), agency.id, type(error).__name__
        )
        raise NoKey(f"{agency.code} has no {purpose.name.lower()} key that holds.") from error
    _not_rolled_back(f"{agency.id}/{int(purpose)}", newest.version)
    return AgencyKey(newest.box_pk, newest.version)


def _not_rolled_back(name: str, version: int) -> None:
    """A shorter history, or an older membership, verifies like a whole one. Raises NoKey, NoDirectory."""
    try:
        highest = seen.versions().get(name, 0)
    except seen.Unreadable as error:
        log.error("the highest versions of the directory's keys cannot be read")
        raise NoDirectory(str(error)) from error
    if version < highest:
        log.error("a key of the directory is refused: %s is at %s and was at %s", name, version, highest)
        raise NoKey(f"{name} was rolled back from {highest} to {version}.")
    if version > highest:
        seen.keep_version(name, version)


def agency_public(agency: Agency, purpose: Purpose, version: int) -> BoxPublic:
    """The certified public key of any version, to check a secret against. Raises NoKey, NoDirectory."""
    row = KeyCertificate.objects.filter(agency=agency, purpose=purpose, version=version).first()
    if row is None:
        raise NoKey(f"{agency.code} never had version {version}.")
    try:
        vault_directory.verify_certificate(
            certified(row), Signature(bytes(row.signature)), identity_key(agency)
        )
    except VaultError as error:
        raise NoKey(f"Version {version} of {agency.code} does not hold.") from error
    return BoxPublic(bytes(row.box_pk))


def membership(row: MembershipRow) -> MembershipCertificate:
    """The signed certificate behind a row."""
    return MembershipCertificate(
        member=row.member_id,
        agency=row.agency_id,
        role=row.role,
        box_pk=BoxPublic(bytes(row.box_pk)),
        sign_pk=SignPublic(bytes(row.sign_pk)),
        purposes=tuple(Purpose(p) for p in row.purposes),
        serial=row.serial,
    )


def _signed_by_identity(row: MembershipRow) -> bool:
    try:
        vault_directory.verify_certificate(
            membership(row), Signature(bytes(row.signature)), identity_key(row.agency)
        )
    except (VaultError, NoKey, ValueError):
        return False
    return True


def _holds(row: MembershipRow) -> bool:
    """The identity key's signature, and as many approvals by other key-holders as the row itself asks."""
    if not _signed_by_identity(row):
        return False
    message = APPROVAL + membership(row).message()
    return len({a["member"] for a in row.approvals if _approved(row, a, message)}) >= row.required


def _approved(row: MembershipRow, approval: dict[str, str], message: bytes) -> bool:
    """Whether another supervisor of the agency signed. Her key comes from her own certificates, old ones
    too: it must not be one that a table holds, and new keys of hers must not undo whom she admitted."""
    own = MembershipRow.objects.filter(
        member_id=approval["member"], agency_id=row.agency_id, role=Role.SUPERVISOR
    ).exclude(member_id=row.member_id)
    for certificate in own.select_related("agency"):
        try:
            key = SignPublic(bytes(certificate.sign_pk))
            verify_signature(message, bytes.fromhex(approval["signature"]), key, "this approval")
        except (VaultError, ValueError):
            continue
        if _signed_by_identity(certificate):
            return True
    return False


def recovery_key(agency: Agency) -> BoxPublic | None:
    """The key that the agency's cards open, vouched for by its identity key; None where there are no cards.

    Raises NoKey for one that was planted or put back, NoDirectory.
    """
    if agency.recovery_pk is None:
        return None
    found = BoxPublic(bytes(agency.recovery_pk))
    try:
        vault_recovery.verify_vouched(
            agency.id.bytes,
            agency.recovery_number,
            found,
            Signature(bytes(agency.recovery_signature or b"")),
            identity_key(agency),
        )
    except VaultError as error:
        log.error("the recovery key of agency %s is refused: nobody vouches for it", agency.id)
        raise NoKey(f"{agency.code} has no recovery key that holds.") from error
    _not_rolled_back(f"{agency.id}/recovery", agency.recovery_number)
    return found


def certificate(member: Member) -> MembershipCertificate:
    """A member's certificate that holds now. Raises NoKey."""
    rows = MembershipRow.objects.filter(member=member, ended_at=None).select_related("agency")
    for row in rows.order_by("-serial"):
        if _holds(row):
            _not_rolled_back(str(member.id), row.serial)
            return membership(row)
    raise NoKey(f"{member.username} was not admitted with keys that hold.")


def member_keys(member: Member) -> MemberKeys:
    """A member's keys as her supervisors certified them. Raises NoKey."""
    found = certificate(member)
    return MemberKeys(found.box_pk, found.sign_pk)


def signers(actor: UUID, role: str, subject: UUID) -> tuple[bytes, ...]:
    """Every signing key a member was ever admitted with, to check what she signed; none for others."""
    if role == "survivor":
        return ()
    look = _look.get()
    if look is None:
        return _signers(actor)
    if actor not in look.signers:
        look.signers[actor] = _signers(actor)
    return look.signers[actor]


def _signers(actor: UUID) -> tuple[bytes, ...]:
    rows = MembershipRow.objects.filter(member_id=actor).select_related("agency").order_by("-serial")
    try:
        return tuple(bytes(row.sign_pk) for row in rows if _holds(row))
    except NoDirectory:
        return ()


def receivers() -> list[Agency]:
    """Offices that can be chosen at the door: those whose intake key holds now."""
    look = _look.get()
    if look is not None and look.receivers is not None:
        return list(look.receivers)
    agencies = list(Agency.objects.filter(kind__in=RECEIVING_KINDS).order_by("kind", "code"))
    keys: dict[UUID, list[KeyCertificate]] = {agency.id: [] for agency in agencies}
    for row in KeyCertificate.objects.filter(agency__in=keys, purpose=Purpose.INTAKE):
        keys[row.agency_id].append(row)
    found = []
    with one_look() if look is None else nullcontext():
        for agency in agencies:
            try:
                _newest(agency, Purpose.INTAKE, keys[agency.id])
            except (NoKey, NoDirectory):
                continue
            found.append(agency)
    if look is not None:
        look.receivers = list(found)
    return found


def supervisors(agency: Agency) -> list[Member]:
    """Admitted supervisors of an agency whose keys hold; a report with a conflict goes to them alone."""
    return [member for member, _ in supervisors_with_keys(agency)]


def supervisors_with_keys(agency: Agency) -> list[tuple[Member, MemberKeys]]:
    """The same, each with the keys that hold now."""
    found = []
    people = Member.objects.filter(agency=agency, role=Role.SUPERVISOR, is_active=True)
    for member in people.select_related("agency"):
        try:
            found.append((member, member_keys(member)))
        except (NoKey, NoDirectory):
            continue
    return found
