"""What a case is found by, kept as keyed tokens of one agency. Values pass through here and are not kept.

A token is made only in an unlocked session, when a member has the value open before her anyway. In a case
that only named members may see it is made under the member's own key, so that no colleague can match it.
After a withdrawal an agency makes no new ones from what is left with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from qorgan.identity import NotAPhone, Person, SearchKey, keys_of, phones
from qorgan.practice.safe_contact import SafeContact
from qorgan.vault import tokens as vault_tokens
from qorgan.vault.context import Basis, Compartment
from qorgan.vault.names import Key
from qorgan.web.agencies.keyring import INDEX, Keyring, NoAgencyKey
from qorgan.web.agencies.models import Member
from qorgan.web.casework import grants
from qorgan.web.casework.models import Case, SearchToken
from qorgan.web.ledger.models import Entry


def index(
    keyring: Keyring, case: Case, compartment: Compartment, person: Person, corrected: bool = False
) -> None:
    """Makes the tokens of what this agency read in `compartment` equal to `person`; other agencies' stay.

    `corrected`: colleagues' own tokens of the earlier value go too; theirs are made again when they read it.
    """
    if _change(keyring, case, compartment, person, corrected, write=False):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=case.pk)  # two members at once make one set
            _change(keyring, case, compartment, person, corrected, write=True)


def index_contact(keyring: Keyring, case: Case, rules: SafeContact, corrected: bool = False) -> None:
    """The same for the telephone in her rules for safe contact, where there is one."""
    index(keyring, case, Compartment.SAFE_CONTACT, Person(phone=phone_of(rules.value)), corrected)


def phone_of(text: Any) -> str:
    """The canonical number in `text`, or nothing where it is not one (an address, a handle)."""
    try:
        return phones.canonical(str(text)) if text else ""
    except NotAPhone:
        return ""


def _change(
    keyring: Keyring, case: Case, compartment: Compartment, person: Person, corrected: bool, write: bool
) -> bool:
    """Whether anything has to change; `write` changes it."""
    agency, owner = keyring.member.agency, keyring.member if case.restricted else None
    wanted = _wanted(keyring, case, compartment, person, owner)
    rows = list(SearchToken.objects.filter(case=case.pk, agency=agency, compartment=compartment))
    mine = [row for row in rows if row.member_id == (owner.pk if owner else None)]
    stale = [row for row in mine if (row.type, bytes(row.token)) not in wanted]
    # A case that is restricted now, or no longer, was indexed under the other key before.
    colleagues = bool(owner) and not corrected
    stale += [row for row in rows if row not in mine and not (colleagues and row.member_id)]
    missing = sorted(wanted - {(row.type, bytes(row.token)) for row in mine})
    if write:
        SearchToken.objects.filter(pk__in=[row.pk for row in stale]).delete()
        common = {"agency": agency, "member": owner, "case": case.pk, "compartment": compartment}
        SearchToken.objects.bulk_create(SearchToken(**common, type=t, token=v) for t, v in missing)
    return bool(stale or missing)


def _wanted(
    keyring: Keyring, case: Case, compartment: Compartment, person: Person, owner: Member | None
) -> set[tuple[str, bytes]]:
    if not _may_index(keyring.member, case, compartment):
        return set()
    try:
        key = own_key(keyring) if owner else agency_key(keyring)
    except NoAgencyKey:  # not admitted to the index: reading goes on, search waits for who is
        return set()
    return {(k.type, bytes(_token(k, key))) for k in keys_of(person)}


def _may_index(member: Member, case: Case, compartment: Compartment) -> bool:
    """Not after she stopped sharing with this agency, unless something was shared with it anew."""
    shared = grants.held(member, case.pk).filter(compartment=compartment).exclude(basis=Basis.OWN_CASE)
    stopped = Entry.objects.filter(subject=case.pk, type="case.consent_withdrawn", party=member.agency_id)
    return shared.exists() or not stopped.exists()


def _token(key: SearchKey, under: Key) -> bytes:
    return bytes(vault_tokens.token(key.type, under, key.canonical))


def agency_key(keyring: Keyring) -> Key:
    """The agency's index key. Raises NoAgencyKey."""
    return Key(keyring.agency_secret(INDEX)[1])


def agency_keys(keyring: Keyring) -> list[Key]:
    """Every version of it, the newest first: what was read before a colleague left is found until it is read
    again, and lies under the newest from then on. Raises NoAgencyKey.
    """
    held = keyring.every_secret(of=INDEX)
    if not held:
        raise NoAgencyKey
    return [Key(held[place]) for place in sorted(held, reverse=True)]


def own_key(keyring: Keyring) -> Key:
    return vault_tokens.own_index_key(keyring.secret.box_sk)


def matching(keyring: Keyring, asked: Iterable[SearchKey]) -> set[UUID]:
    """Cases with one of these keys, by the agency's tokens and the member's own. Raises NoAgencyKey.

    Policy has not been asked yet: nothing of this may be shown, or counted, before it has.
    """
    keys, rows = list(asked), SearchToken.objects.filter(agency=keyring.member.agency)
    shared = [_token(k, under) for under in agency_keys(keyring) for k in keys]
    own = [_token(k, own_key(keyring)) for k in keys]
    return set(
        rows.filter(Q(member=None, token__in=shared) | Q(member=keyring.member, token__in=own)).values_list(
            "case", flat=True
        )
    )


def forget(case: UUID) -> None:
    """Deletes every token of a case: when it becomes one for named members only, and at erasure."""
    SearchToken.objects.filter(case=case).delete()
