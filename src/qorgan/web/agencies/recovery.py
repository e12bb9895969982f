"""An agency's recovery cards at work (vault rule 14): sealing every secret to them, opening with three of
five, and replacing a set. The seed is in hand for a moment and never stored.

Whoever changes the table cannot change what is sealed to: the identity key signs each recovery key.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from qorgan.vault import recovery as vault_recovery
from qorgan.vault import wraps
from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import VaultError
from qorgan.vault.names import BoxPublic, Key, Seed16, SignSeed, Wrap
from qorgan.web.agencies import directory
from qorgan.web.agencies.keyring import CASEWORK, IDENTITY, INDEX, INTAKE, Keyring, is_named
from qorgan.web.agencies.models import Agency, KeyCertificate, RecoveryWrap
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.verbs import append

NEEDED, CARDS = 3, 5
Secrets = Mapping[tuple[int, int], bytes]
"""An agency's secrets by purpose and version."""


class NoCards(LookupError):
    """This agency has no recovery cards: nothing was ever sealed to a set."""


class Incomplete(RuntimeError):
    """A secret is missing or is not the one that the directory names: a new set would lose it for good."""

    def __init__(self, purpose: int, version: int) -> None:
        super().__init__(f"Key {purpose}, version {version}, does not open or is not the agency's.")


def context(agency: UUID, purpose: int, version: int) -> Context:
    """What a recovery wrap is bound to."""
    return Context(kind=Kind.SHARE, field=purpose, key_version=version, row=agency.bytes)


def seal_all(agency: Agency, secrets: Secrets, recovery_pk: BoxPublic) -> None:
    """Seals every secret to a recovery key that is signed here; what was sealed to an older one is gone."""
    identity = SignSeed(secrets[IDENTITY, 1])
    number = agency.recovery_number + 1
    agency.recovery_pk, agency.recovery_number = recovery_pk, number
    agency.recovery_signature = vault_recovery.vouch(agency.id.bytes, number, recovery_pk, identity)
    with transaction.atomic():
        agency.save(update_fields=["recovery_pk", "recovery_number", "recovery_signature"])
        RecoveryWrap.objects.filter(agency=agency).delete()
        for (purpose, version), secret in secrets.items():
            seal_one(agency, purpose, version, secret, recovery_pk)


def seal_one(agency: Agency, purpose: int, version: int, secret: bytes, recovery_pk: BoxPublic) -> None:
    wrap = wraps.seal_wrap(Key(secret), context(agency.id, purpose, version), recovery_pk)
    RecoveryWrap.objects.create(agency=agency, purpose=purpose, version=version, wrap=wrap)


def expected_key(agency: Agency) -> BoxPublic:
    """The public half that cards must give. Raises NoCards."""
    if agency.recovery_pk is None:
        raise NoCards(agency.code)
    return BoxPublic(bytes(agency.recovery_pk))


def open_all(agency: Agency, seed: Seed16) -> dict[tuple[int, int], bytes]:
    """Every secret of the agency, each compared with the directory. Raises Incomplete, directory.NoKey."""
    box_sk = vault_recovery.recovery_key(seed).box_sk
    found: dict[tuple[int, int], bytes] = {}
    for row in RecoveryWrap.objects.filter(agency=agency).order_by("purpose", "version"):
        place = context(agency.id, row.purpose, row.version)
        try:
            secret = bytes(wraps.open_wrap(Wrap(bytes(row.wrap)), place, box_sk))
        except VaultError as error:
            raise Incomplete(row.purpose, row.version) from error
        found[row.purpose, row.version] = secret
    require_all(agency, found)
    return found


def require_all(agency: Agency, secrets: Secrets) -> None:
    """Identity, index and each certified version are there and are the agency's own. Raises Incomplete."""
    certified = KeyCertificate.objects.filter(agency=agency).values_list("purpose", "version")
    wanted = {(IDENTITY, 1), (INDEX, 1), (INTAKE, 1), (CASEWORK, 1), *certified}
    for purpose, version in sorted(wanted | set(secrets)):
        secret = secrets.get((purpose, version))
        if secret is None or not is_named(agency, purpose, version, secret):
            raise Incomplete(purpose, version)


def replace_cards(agency: Agency, secrets: Secrets, by: Keyring | None = None) -> Seed16:
    """A new seed, to be split at once; what lies here opens with the old cards no more. On the record.

    Raises Incomplete, directory.NoKey, directory.NoDirectory.
    """
    seed = vault_recovery.new_recovery_seed()
    with transaction.atomic():
        agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        require_all(agency, secrets)
        seal_all(agency, secrets, vault_recovery.recovery_key(seed).box_pk)
        directory.recovery_key(agency)  # it holds, and an older one is refused from now on
        record(agency, "agency.cards_replaced", by)
    return seed


def record(agency: Agency, what: str, by: Keyring | None, party: UUID | None = None) -> None:
    """A step of the agency on its own chain; signed where somebody with open keys made it."""
    actor = by.member if by else None
    new = NewEntry(
        subject=agency.id,
        type=what,
        actor=actor.id if actor else None,
        actor_role=actor.role if actor else "",
        party=party,
        agency=agency.id,
    )
    append(new, by)
