"""Consent in bundles, per agency and purpose, given or withdrawn, and enforced by grants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qorgan.practice import consent as practice_consent
from qorgan.practice import states
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import grants, visits
from qorgan.web.casework.grants import CaseKey, NoGrant
from qorgan.web.casework.models import Case, Grant, MailboxWrap, Referral
from qorgan.web.casework.recording import entry, write
from qorgan.web.ledger.models import Entry, Subject

# What every receiving agency needs to answer at all: the referral itself.
ALWAYS = (Compartment.SERVICES,)


class NothingChosen(Exception):
    """Consent names at least one bundle."""


@dataclass(frozen=True)
class ConsentLine:
    """What one agency holds, on which basis, given by whom (her words, or a worker for her), since when."""

    agency: Agency
    bundles: tuple[str, ...]
    purpose: str
    basis: str
    given_by: str
    at: datetime


def compartments_of(bundles: Iterable[str]) -> tuple[Compartment, ...]:
    """The compartments behind the bundles, with those that always go along."""
    found = {Compartment(number) for number in practice_consent.compartments_of(bundles)}
    return tuple(sorted(found | set(ALWAYS)))


def bundles_held(compartments: Iterable[int]) -> tuple[str, ...]:
    """The bundles whose first, telling compartment is among these."""
    held = set(compartments)
    return tuple(b.code for b in practice_consent.bundles() if b.compartments[0] in held)


def current(case: Case) -> list[ConsentLine]:
    """Who holds what now, from the grants alone."""
    held: dict[tuple[UUID, int, int], list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(case=case.id).select_related("agency").order_by("made_at"):
        held[grant.agency_id, grant.purpose, grant.basis].append(grant)
    lines = []
    # Not who sealed it last: a supervisor seals everything anew when a colleague has left.
    bases = {grant.basis_entry for own in held.values() for grant in own}
    hers = set(Entry.objects.filter(pk__in=bases, actor_role="survivor").values_list("pk", flat=True))
    for (_, purpose, basis), own in held.items():
        names = bundles_held(g.compartment for g in own)
        lines.append(
            ConsentLine(
                own[0].agency,
                tuple(names),
                Purpose(purpose).name.lower(),
                Basis(basis).name.lower(),
                "receipt" if own[-1].basis_entry in hers else "member",
                own[0].made_at,
            )
        )
    return lines


def keys_to_share(keyring: Keyring, case: Case, bundles: Iterable[str]) -> list[CaseKey]:
    """The newest key of each compartment behind the bundles that the member herself can open."""
    found = []
    for compartment in compartments_of(bundles):
        try:
            held = grants.keys(keyring, case.id, compartment)
        except NoGrant:
            continue  # a compartment in which this office holds nothing yet
        found += list(held.values())
    return found


def give(
    keyring: Keyring, case: Case, agency: Agency, bundles: list[str], how: str = "verbal", statement: str = ""
) -> Entry:
    """Records consent she gave to a worker, signed by him, and makes the grants.

    Raises NothingChosen, states.MoveNotAllowed (a closed case is opened again first).
    """
    if not bundles:
        raise NothingChosen
    with transaction.atomic():
        now_at = Subject.objects.get(pk=case.pk).state  # not the caller's copy, which may be old
        state = states.allowed("case", now_at, "case.consent_given")
        new = entry(keyring, case.id, "case.consent_given", party=agency.id, state=state)
        said = {"agency": agency.code, "bundles": bundles, "how": how, "statement": statement}
        given = write(keyring, case, new, {"consent_statement": said})
        share(keyring, case, agency, bundles, given)
    return given


def share(keyring: Keyring, case: Case, agency: Agency, bundles: Iterable[str], basis_entry: Entry) -> None:
    """Seals the bundles' keys to an agency's casework key, on the basis of `basis_entry`."""
    to = grants.recipient_agency(agency, Purpose.CASEWORK)
    have = set(
        Grant.objects.filter(case=case.id, agency=agency, purpose=Purpose.CASEWORK).values_list(
            "compartment", "key_version"
        )
    )
    for key in keys_to_share(keyring, case, bundles):
        if (int(key.compartment), key.version) not in have:
            grants.make(
                case=case.id,
                key=key,
                to=to,
                basis=Basis.CONSENT,
                basis_entry=basis_entry,
                signer=keyring,
                grantor=keyring.member.id,
                grantor_kind="member",
            )


def withdraw(keyring: Keyring, case: Case, agency: Agency) -> None:
    """Stops sharing with an agency at her word; its consent grants are deleted at once."""
    member = keyring.member
    with transaction.atomic():
        visits.stop(case.id, agency.id, member.id, member.role, keyring, member.agency_id)


def can_agree_by_code(case: Case) -> bool:
    """Whether she kept words with which she can agree herself."""
    return case.report is not None and case.report.has_code


def opens_messages(case: Case) -> bool:
    """Whether she can read messages with her words."""
    return MailboxWrap.objects.filter(case=case.id).exists()


def waiting(case: Case) -> list[Referral]:
    """Drafted referrals that wait for her word."""
    return [
        r
        for r in Referral.objects.filter(case=case).select_related("to_agency")
        if r.status.state == "drafted"
    ]
