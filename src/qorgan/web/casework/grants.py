"""Compartment keys and the grants that seal them. Consent is enforced here, by keys, and nowhere else.

A grant counts only while its row exists, its time has come and not gone, its signature is that of the
member or receipt it names, and the key inside is the one the signature commits to (vault rule 2).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max, Q, QuerySet
from nacl.utils import random

from qorgan.vault import grants as vault_grants
from qorgan.vault import wraps
from qorgan.vault.context import Basis, Compartment, Context, Kind, Purpose
from qorgan.vault.errors import VaultError
from qorgan.vault.names import BoxPublic, BoxSecret, Commitment, Key, Signature, SignPublic, Wrap
from qorgan.vault.primitives import verify as verify_signature
from qorgan.web.agencies import directory
from qorgan.web.agencies.keyring import Keyring, NoAgencyKey
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework.models import (
    SURVIVOR,
    WITNESS,
    Case,
    Grant,
    MailboxWrap,
    ReceiptHandover,
    Report,
    Tip,
)
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry, SealedRow
from qorgan.web.ledger.verbs import Signer

log = logging.getLogger("qorgan.casework")


KEPT = (
    "case compartment key_version agency member purpose basis basis_entry basis_hash not_before expires_at "
    "commit made_at"
).split()


class NoGrant(Exception):
    """Nobody shared this compartment with the member's agency, or what was shared does not hold."""


@dataclass(frozen=True)
class AgencyRecipient:
    """An agency's verified public key."""

    agency: Agency
    purpose: Purpose
    box_pk: BoxPublic
    version: int
    member: Member | None = None

    @property
    def party(self) -> UUID:
        return self.member.id if self.member else self.agency.id


@dataclass(frozen=True)
class CaseKey:
    """A compartment key in hand, and which version it is."""

    compartment: Compartment
    version: int
    key: Key = field(repr=False)


def new_key(compartment: Compartment, version: int = 1) -> CaseKey:
    return CaseKey(compartment, version, Key(random(32)))


def recipient_agency(agency: Agency, purpose: Purpose) -> AgencyRecipient:
    """The agency's newest verified key. Raises directory.NoKey when none holds."""
    key = directory.agency_key(agency, purpose)
    return AgencyRecipient(agency, purpose, key.box_pk, key.version)


def recipient_member(
    member: Member, purpose: Purpose, keys: directory.MemberKeys | None = None
) -> AgencyRecipient:
    """A named member's own key, as her supervisor certified it; `keys` where they were just verified."""
    keys = keys or directory.member_keys(member)
    return AgencyRecipient(member.agency, purpose, keys.box_pk, 0, member)


def wrap_context(case: UUID, key: Compartment, version: int, to: AgencyRecipient) -> Context:
    """What a grant's wrap is bound to: case, compartment, version, recipient, purpose and its key version."""
    return Context(
        kind=Kind.COMPARTMENT_WRAP,
        compartment=key,
        field=to.purpose,
        key_version=version,
        case=case.bytes,
        party=to.party.bytes,
        aux=to.version,
    )


def make(
    *,
    case: UUID,
    key: CaseKey,
    to: AgencyRecipient,
    basis: Basis,
    basis_entry: Entry,
    signer: Signer,
    grantor: UUID,
    grantor_kind: str,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    store: bool = True,
) -> Grant:
    """Seals `key` to a recipient, signs it, and stores the grant (who makes many stores them together)."""
    wrap = wraps.seal_wrap(key.key, wrap_context(case, key.compartment, key.version, to), to.box_pk)
    return store_wrapped(
        case=case,
        compartment=key.compartment,
        version=key.version,
        wrap=wrap,
        commit=vault_grants.commit(key.key),
        to=to,
        basis=basis,
        basis_entry=basis_entry,
        signer=signer,
        grantor=grantor,
        grantor_kind=grantor_kind,
        not_before=not_before,
        expires_at=expires_at,
        store=store,
    )


def store_wrapped(
    *,
    case: UUID,
    compartment: Compartment,
    version: int,
    wrap: Wrap,
    commit: Commitment,
    to: AgencyRecipient,
    basis: Basis,
    basis_entry: Entry,
    signer: Signer,
    grantor: UUID,
    grantor_kind: str,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    store: bool = True,
) -> Grant:
    """Signs and stores a wrap that is sealed already (her code releases such wraps and cannot read them)."""
    grant = Grant(
        id=uuid4(),
        case=case,
        compartment=compartment,
        key_version=version,
        agency=to.agency,
        member=to.member,
        purpose=to.purpose,
        agency_key_version=to.version,
        basis=basis,
        basis_entry=basis_entry.id,
        basis_hash=bytes(basis_entry.hash),
        not_before=not_before,
        expires_at=expires_at,
        wrap=wrap,
        commit=commit,
        grantor=grantor,
        grantor_kind=grantor_kind,
        made_at=now(),
    )
    grant.signature = signer.sign(terms(grant).message())
    if store:
        grant.save(force_insert=True)
    return grant


def again(grant: Grant, key: CaseKey, to: AgencyRecipient, keyring: Keyring) -> Grant:
    """The same grant under the recipient's newer key, signed by who seals it anew; not stored here.

    Basis, times and date stay: what was agreed has not changed.
    """
    new = Grant(
        id=uuid4(),
        agency_key_version=to.version,
        wrap=wraps.seal_wrap(key.key, wrap_context(grant.case, key.compartment, key.version, to), to.box_pk),
        grantor=keyring.member.id,
        grantor_kind="member",
        **{name: getattr(grant, name) for name in KEPT},
    )
    new.signature = keyring.sign(terms(new).message())
    return new


def terms(grant: Grant) -> vault_grants.GrantTerms:
    """The signed terms of a stored grant (vault 3.4)."""
    to = AgencyRecipient(
        grant.agency, Purpose(grant.purpose), BoxPublic(b""), grant.agency_key_version, grant.member
    )
    return vault_grants.GrantTerms(
        ctx=wrap_context(grant.case, Compartment(grant.compartment), grant.key_version, to),
        commit=Commitment(bytes(grant.commit)),
        wrap=Wrap(bytes(grant.wrap)),
        basis=Basis(grant.basis),
        basis_hash=bytes(grant.basis_hash),
        purpose=Purpose(grant.purpose),
        expiry=int(grant.expires_at.timestamp()) if grant.expires_at else 0,
        grantor=grant.grantor.bytes,
    )


def receipt_signers(actor: UUID, role: str, subject: UUID) -> tuple[bytes, ...]:
    """The public signing keys of the receipt `actor`, for the ledger's check."""
    report = Report.objects.filter(pk=actor, told_by=role).first() if role in (SURVIVOR, WITNESS) else None
    return tuple(receipt_keys(report)) if report else ()


HANDOVER = b"qrg1.handover\0"


def handover_message(report: UUID, number: int, box_pk: bytes, sign_pk: bytes) -> bytes:
    """What the old receipt signs when her words are replaced."""
    return HANDOVER + report.bytes + bytes([number]) + box_pk + sign_pk


def receipt_keys(report: Report) -> list[SignPublic]:
    """Her receipt's signing key and those it was handed over to, each vouched for by the one before."""
    keys = [SignPublic(bytes(report.sign_pk))]
    for row in ReceiptHandover.objects.filter(report=report).order_by("number"):
        message = handover_message(report.id, row.number, bytes(row.box_pk), bytes(row.sign_pk))
        try:
            verify_signature(message, bytes(row.signature), keys[-1], "this handover")
        except VaultError:
            log.warning("a handover of receipt %s is ignored: its signature does not hold", report.id)
            break
        keys.append(SignPublic(bytes(row.sign_pk)))
    return keys


def _grantor_keys(grant: Grant) -> list[SignPublic]:
    if grant.grantor_kind == "receipt":
        report = Report.objects.filter(pk=grant.grantor, case=grant.case).first()
        return receipt_keys(report) if report else []
    return [SignPublic(key) for key in directory.signers(grant.grantor, "", grant.case)]


def live(at: datetime | None = None) -> Q:
    """Grants whose time has come and not gone."""
    at = at or now()
    return (Q(not_before=None) | Q(not_before__lte=at)) & (Q(expires_at=None) | Q(expires_at__gt=at))


def held(member: Member, case: UUID | None = None, purpose: Purpose | None = None) -> QuerySet[Grant]:
    """Live grants to the member's agency or to her by name."""
    found = Grant.objects.filter(live(), agency=member.agency).filter(Q(member=None) | Q(member=member))
    if case is not None:
        found = found.filter(case=case)
    return found if purpose is None else found.filter(purpose=purpose)


def open_grant(keyring: Keyring, grant: Grant, bases: dict[UUID, bytes] | None = None) -> CaseKey:
    """The key inside a grant. Raises NoGrant when signature, commitment or recipient do not hold.

    `bases` are the hashes of this case's entries that were read already (`_bases`).
    """
    try:
        if grant.member_id:
            secret = keyring.secret.box_sk
        else:
            secret = BoxSecret(keyring.agency_secret(grant.purpose, grant.agency_key_version)[1])
        signer = _signer_of(grant)
        _require_basis(grant, _bases(grant.case, [grant]) if bases is None else bases)
        key = vault_grants.open_grant(terms(grant), Signature(bytes(grant.signature)), signer, secret)
    except (VaultError, NoAgencyKey, NoGrant) as error:
        log.warning("grant %s ignored: %s", grant.id, type(error).__name__)
        raise NoGrant from error
    return CaseKey(Compartment(grant.compartment), grant.key_version, key)


def _signer_of(grant: Grant) -> SignPublic:
    """Whichever of the grantor's keys signed it. Raises NoGrant when none did."""
    for key in _grantor_keys(grant):
        try:
            vault_grants.verify_grant(terms(grant), Signature(bytes(grant.signature)), key)
        except VaultError:
            continue
        return key
    raise NoGrant


def _bases(case: UUID, found: Iterable[Grant]) -> dict[UUID, bytes]:
    """The hashes of those of this case's entries that the grants name as their basis."""
    named = {grant.basis_entry for grant in found}
    entries = Entry.objects.filter(Q(subject=case) | Q(parent=case), pk__in=named)
    return {id_: bytes(hash_) for id_, hash_ in entries.values_list("id", "hash")}


def _require_basis(grant: Grant, bases: dict[UUID, bytes]) -> None:
    """The consent or step that the signature names stands in this case's ledger as it was. Raises NoGrant."""
    if bases.get(grant.basis_entry) != bytes(grant.basis_hash):
        raise NoGrant


def keys(keyring: Keyring, case: UUID, compartment: Compartment) -> dict[int, CaseKey]:
    """Every version of a compartment's key that this member can open. Raises NoGrant when there is none."""
    found = keys_of(keyring, case, {compartment})
    if not found:
        raise NoGrant
    return found[compartment]


def keys_of(
    keyring: Keyring, case: UUID, compartments: Iterable[Compartment]
) -> dict[Compartment, dict[int, CaseKey]]:
    """Of several compartments those that this member can open, each with every version of its key."""
    found: dict[Compartment, dict[int, CaseKey]] = {}
    wanted = held(keyring.member, case).filter(compartment__in=[int(c) for c in compartments])
    mine = list(wanted.select_related("agency", "member").order_by("-purpose"))
    bases = _bases(case, mine)
    for grant in mine:
        versions = found.get(Compartment(grant.compartment), {})
        if grant.key_version not in versions:
            try:
                key = open_grant(keyring, grant, bases)
            except NoGrant:
                continue
            found.setdefault(key.compartment, {})[key.version] = key
    return found


def key_to_write(keyring: Keyring, case: Case, compartment: Compartment, basis_entry: Entry) -> CaseKey:
    """The key that new rows are sealed under: the newest held; a new version where the agency holds none
    (its own rows, nobody else's) or where a withdrawal asked for rotation."""
    try:
        held = _hers(case, compartment, keys(keyring, case.id, compartment))
        newest = max(held.values(), key=lambda k: k.version)
    except NoGrant:
        own_side = _named_colleagues(keyring, case)
        return _next_version(keyring, case, compartment, basis_entry, own_side)
    if int(compartment) not in case.rotate_before_write and not _known_to_a_leaver(case, newest):
        return newest
    key = _next_version(keyring, case, compartment, basis_entry, _other_holders(keyring, case, compartment))
    case.rotate_before_write = [c for c in case.rotate_before_write if c != int(compartment)]
    case.save(update_fields=["rotate_before_write"])
    return key


def _known_to_a_leaver(case: Case, key: CaseKey) -> bool:
    """Whether an agency that holds this key changed its own since: a leaver may have kept the case's."""
    sealed = Grant.objects.filter(
        live(), case=case.id, compartment=key.compartment, key_version=key.version, member=None
    )
    for agency in Agency.objects.filter(pk__in=sealed.values("agency")):
        try:
            newest = {p: directory.agency_key(agency, p).version for p in Purpose}
        except directory.NoKey:
            continue
        own = sealed.filter(agency=agency).values_list("purpose", "agency_key_version")
        if any(version < newest[Purpose(purpose)] for purpose, version in own):
            return True
    return False


def _hers(case: Case, compartment: Compartment, held: dict[int, CaseKey]) -> dict[int, CaseKey]:
    """Of her view's keys those that her words open, where they open any: what is written to her must be
    readable by her. Raises NoGrant when the member holds none of them."""
    hers = mailbox_versions(case) if compartment == Compartment.SURVIVOR_VIEW else set()
    found = {version: key for version, key in held.items() if version in hers} if hers else held
    if not found:
        raise NoGrant
    return found


def key_on_file(keyring: Keyring, case: Case, basis_entry: Entry) -> CaseKey:
    """The key of her view for what stays with the office: the newest held that her words do not open, a new
    one where there is none. It is granted as her word is, so that her stopping takes it away as well.

    Raises NoGrant when the member's agency holds no key of her view at all.
    """
    view, hers = Compartment.SURVIVOR_VIEW, mailbox_versions(case)
    held = [key for version, key in keys(keyring, case.id, view).items() if version not in hers]
    newest = max(held, key=lambda k: k.version, default=None)
    if newest and int(view) not in case.rotate_before_write and not _known_to_a_leaver(case, newest):
        return newest
    key = new_key(view, _last_version(case, view) + 1)
    colleagues = [
        to for to in _other_holders(keyring, case, view) if to.agency.id == keyring.member.agency_id
    ]
    for to in (own_recipient(keyring.member, case), *colleagues):
        make(
            case=case.id,
            key=key,
            to=to,
            basis=Basis.CONSENT,
            basis_entry=basis_entry,
            signer=keyring,
            grantor=keyring.member.id,
            grantor_kind="member",
        )
    return key


def own_recipient(member: Member, case: Case | Tip) -> AgencyRecipient:
    """Where a member's own side keeps its keys: the agency, or in a restricted case she alone, by name."""
    if case.restricted and case.agency_id == member.agency_id:
        return recipient_member(member, Purpose.CASEWORK)
    return recipient_agency(member.agency, Purpose.CASEWORK)


def named_members(case: Case) -> QuerySet[Grant, Any]:
    """Ids of members of the leading office to whom the case's keys are sealed by name."""
    found = Grant.objects.filter(live(), case=case.id, agency=case.agency, purpose=Purpose.CASEWORK)
    return found.exclude(member=None).values_list("member", flat=True).distinct()


def _named_colleagues(keyring: Keyring, case: Case) -> list[AgencyRecipient]:
    """In a restricted case a new key of the office's own goes to everybody named: were it one member's alone,
    what is written under it would leave with her."""
    if not case.restricted or case.agency_id != keyring.member.agency_id:
        return []
    found = []
    for member in Member.objects.filter(pk__in=named_members(case)).exclude(pk=keyring.member.pk):
        try:
            found.append(recipient_member(member, Purpose.CASEWORK))
        except directory.NoKey:
            continue
    return found


def _other_holders(keyring: Keyring, case: Case, compartment: Compartment) -> list[AgencyRecipient]:
    mine = own_recipient(keyring.member, case).party
    found: dict[UUID, AgencyRecipient] = {}
    for grant in Grant.objects.filter(
        live(), case=case.id, compartment=compartment, purpose=Purpose.CASEWORK
    ):
        if grant.member is None:
            to = recipient_agency(grant.agency, Purpose.CASEWORK)
        else:
            try:
                to = recipient_member(grant.member, Purpose.CASEWORK)
            except directory.NoKey:
                continue  # she has left: no new key is sealed to her, and writing goes on without her
        found[to.party] = to
    found.pop(mine, None)
    return list(found.values())


def _next_version(
    keyring: Keyring, case: Case, compartment: Compartment, entry: Entry, others: Iterable[AgencyRecipient]
) -> CaseKey:
    key = new_key(compartment, _last_version(case, compartment) + 1)
    recipients = [(own_recipient(keyring.member, case), Basis.OWN_CASE)]
    for to in others:
        colleague = to.member is not None and to.agency.id == keyring.member.agency_id
        recipients.append((to, Basis.OWN_CASE if colleague else Basis.CONSENT))
    for to, basis in recipients:
        make(
            case=case.id,
            key=key,
            to=to,
            basis=basis,
            basis_entry=entry,
            signer=keyring,
            grantor=keyring.member.id,
            grantor_kind="member",
        )
    if compartment == Compartment.SURVIVOR_VIEW and case.report is not None:
        put_in_mailbox(case.report, key)
    return key


def _last_version(case: Case, compartment: Compartment) -> int:
    """The highest version ever used; rows outlive grants, and a number is never used for two keys."""
    of_case = {"case": case.id, "compartment": compartment}
    granted = Grant.objects.filter(**of_case).aggregate(Max("key_version"))["key_version__max"]
    written = SealedRow.objects.filter(**of_case).aggregate(Max("key_version"))["key_version__max"]
    return max(granted or 0, written or 0)


def mailbox_context(report: Report, version: int) -> Context:
    """What her view's key is bound to when it is sealed to her receipt."""
    return Context(
        kind=Kind.MAILBOX,
        compartment=Compartment.SURVIVOR_VIEW,
        key_version=version,
        case=report.case.bytes,
        party=report.id.bytes,
    )


def mailbox_versions(case: Case | Tip) -> set[int]:
    """The versions of her view's key that her words open."""
    return set(MailboxWrap.objects.filter(case=case.id).values_list("key_version", flat=True))


def put_in_mailbox(report: Report, key: CaseKey) -> None:
    """Seals her view's key to her receipt, where she kept words and chose more than the status."""
    if not report.has_code or report.scope == "status":
        return
    wrap = wraps.seal_wrap(
        key.key, mailbox_context(report, key.version), BoxPublic(bytes(report.box_pk or b""))
    )
    MailboxWrap.objects.create(
        case=report.case,
        key_version=key.version,
        report=report,
        wrap=wrap,
        commit=vault_grants.commit(key.key),
    )
