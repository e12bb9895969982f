"""New versions of an agency's keys: when somebody who held them has left, and when cards were used (rules 14,
15). Versions are never derived from one another, and a new one goes only to whom the directory vouches for.

Old versions stay with colleagues: what was sealed to them is sealed anew by casework, a part at a time.
"""

from __future__ import annotations

import secrets as random

from django.db import transaction
from nacl.public import PrivateKey

from qorgan.vault import directory as vault_directory
from qorgan.vault import wraps
from qorgan.vault.context import Purpose
from qorgan.vault.names import BoxPublic, Key, Seed16, SignSeed
from qorgan.web.agencies import admission, directory, recovery
from qorgan.web.agencies.keyring import IDENTITY, INDEX, Keyring, agency_wrap_context
from qorgan.web.agencies.models import Agency, AgencyKeyWrap, KeyCertificate, Member, RecoveryWrap, Role
from qorgan.web.ledger.models import Entry

CHANGED = "agency.keys_changed"


class NotDue(ValueError):
    """A colleague changed the keys a moment ago, or nobody who held them has left."""


class CannotBeRecovered(ValueError):
    """Cards give the keys to a supervisor who has begun, was not admitted, and compared the six words."""


def due(agency: Agency) -> bool:
    """Whether somebody who was admitted has left since the keys were last changed."""
    changed = Entry.objects.filter(type=CHANGED, subject=agency.id).order_by("-seq").first()
    left = Entry.objects.filter(type="member.left", agency=agency.id)
    if changed is not None:
        left = left.filter(recorded_at__gt=changed.recorded_at)
    people = list(left.values_list("subject", flat=True))
    return bool(people) and Entry.objects.filter(type="member.admitted", subject__in=people).exists()


def newest(agency: Agency, purpose: Purpose) -> int:
    """The newest version of an agency's key, its history verified. Raises NoKey, NoDirectory."""
    return directory.agency_key(agency, purpose).version


def change_keys(agency: Agency, identity: bytes, by: Keyring | None = None) -> dict[tuple[int, int], bytes]:
    """Makes the next version of the intake, casework and index key and seals it to every admitted member and
    to the recovery key; the new secrets. Raises NoKey, NoDirectory.
    """
    with transaction.atomic():
        agency = admission.held(agency.pk)
        fresh: dict[tuple[int, int], bytes] = {}
        for purpose in admission.PURPOSES:
            key = directory.agency_key(agency, purpose)
            fresh[int(purpose), key.version + 1] = secret = bytes(PrivateKey.generate())
            _certify(agency, purpose, key.version, secret, identity)
        fresh[INDEX, _last_index(agency) + 1] = random.token_bytes(32)
        for member in Member.objects.filter(agency=agency, is_active=True, admitted_at__isnull=False):
            _seal_to(member, fresh)
        to_cards = directory.recovery_key(agency)
        if to_cards is not None:
            for (number, version), secret in fresh.items():
                recovery.seal_one(agency, number, version, secret, to_cards)
        recovery.record(agency, CHANGED, by)
    return fresh


def change_keys_after_leaving(keyring: Keyring) -> None:
    """The same in a supervisor's session, once for every leaving. Raises NotDue, NoAgencyKey."""
    _, identity = keyring.agency_secret(IDENTITY)
    with transaction.atomic():
        agency = admission.held(keyring.agency_id)
        if not due(agency):
            raise NotDue
        change_keys(agency, identity, keyring)


def _certify(agency: Agency, purpose: Purpose, last: int, secret: bytes, identity: bytes) -> None:
    before = KeyCertificate.objects.get(agency=agency, purpose=purpose, version=last)
    new = vault_directory.KeyCertificate(
        agency.id,
        purpose,
        last + 1,
        BoxPublic(bytes(PrivateKey(secret).public_key)),
        directory.certified(before).hash(),
    )
    KeyCertificate.objects.create(
        agency=agency,
        purpose=purpose,
        version=last + 1,
        box_pk=new.box_pk,
        prev_hash=new.prev_hash,
        signature=vault_directory.sign_certificate(new, SignSeed(identity)),
    )


def _last_index(agency: Agency) -> int:
    held = AgencyKeyWrap.objects.filter(agency=agency, purpose=INDEX).values_list("version", flat=True)
    carded = RecoveryWrap.objects.filter(agency=agency, purpose=INDEX).values_list("version", flat=True)
    return max([*held, *carded], default=0)


def _seal_to(member: Member, fresh: dict[tuple[int, int], bytes]) -> None:
    """To the keys and for the purposes that her certificate names, whatever the table of members says."""
    try:
        certificate = directory.certificate(member)
    except directory.NoKey:
        return  # not admitted with keys that hold: a supervisor admits her anew
    for (purpose, version), secret in fresh.items():
        if purpose != INDEX and Purpose(purpose) not in certificate.purposes:
            continue
        context = agency_wrap_context(member.agency_id, purpose, version, member.id)
        AgencyKeyWrap.objects.create(
            agency=member.agency,
            purpose=purpose,
            version=version,
            member=member,
            wrap=wraps.seal_wrap(Key(secret), context, certificate.box_pk),
        )


def recover(agency: Agency, seed: Seed16, member: Member) -> Seed16:
    """What three cards are for: nobody opens the agency's keys any more, and a new supervisor gets them.

    She receives every version, the keys change, and the used cards are worth nothing: the new seed is to be
    split at once. Raises CannotBeRecovered, recovery.Incomplete, NoKey, NoDirectory.
    """
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        waits = member.is_active and not member.must_begin and member.admitted_at is None
        if member.agency_id != agency.id or member.role != Role.SUPERVISOR or not waits or not member.box_pk:
            raise CannotBeRecovered
        opened = recovery.open_all(agency, seed)
        identity = opened[IDENTITY, 1]
        admission.certify(member, identity, required=0, approvals=[])
        for (purpose, version), secret in opened.items():
            admission.seal_to(member, purpose, version, secret)
        admission.admitted(member, None)
        recovery.record(agency, "agency.recovered", None, member.id)
        opened |= change_keys(agency, identity)
        return recovery.replace_cards(agency, opened)
