"""A restricted case opens to named members of the leading office only (vault rule 5): on a conflict of
interest, or at her wish. The office's own grants are deleted, named members get the keys sealed to their own,
and every key changes before anything new is written. A case is never left with nobody who can open it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.web.agencies import directory
from qorgan.web.agencies.keyring import Keyring, NoAgencyKey
from qorgan.web.agencies.models import Member
from qorgan.web.casework import course, grants, tokens
from qorgan.web.casework.grants import CaseKey, NoGrant
from qorgan.web.casework.models import Case, Grant
from qorgan.web.casework.recording import entry, write
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.ledger.verbs import append


@dataclass(frozen=True)
class Held:
    """A key that the office holds, and on which basis until when: naming somebody changes neither."""

    key: CaseKey
    basis: Basis
    expires_at: datetime | None


Keys = dict[tuple[Compartment, int], Held]


class NotRestricted(ValueError):
    """The case is open to the whole office: restrict it first."""


class AlreadyRestricted(ValueError):
    """The case opens to named members already: name or remove them."""


class NotNamed(LookupError):
    """The member is not named in this case."""


class LastOne(ValueError):
    """Nobody else could open the case: name a colleague first."""


class StillTheirs(ValueError):
    """Who works on the case hands it on before leaving it."""


def named(case: Case) -> list[Member]:
    """Members of the leading office who hold the keys by name, also those who have left since."""
    return list(Member.objects.filter(pk__in=grants.named_members(case)).order_by("display_name"))


def able(case: Case) -> list[Member]:
    """Named members who can still open the case: active, with keys that the directory vouches for."""
    return [member for member in named(case) if member.is_active and _holds_keys(member)]


def _holds_keys(member: Member) -> bool:
    try:
        directory.member_keys(member)
    except directory.NoKey:
        return False
    return True


def can_be_named(case: Case) -> list[Member]:
    """Admitted members of the leading office who are not named yet."""
    known = {member.id for member in named(case)}
    found = Member.objects.filter(
        agency=case.agency, is_active=True, admitted_at__isnull=False, role__in=course.ROLES
    )
    return [m for m in found.exclude(pk__in=known).order_by("display_name") if _holds_keys(m)]


def restrict(keyring: Keyring, case: Case, colleagues: Iterable[Member], reason: str) -> Entry:
    """From now on the case opens to this member and the named colleagues only.

    Raises AlreadyRestricted, course.CannotOpen, course.WordsNeeded, NoGrant (a part that her keys do not
    open would be lost to everybody), directory.NoKey.
    """
    with transaction.atomic():
        case = course.locked(case)
        if case.restricted:
            raise AlreadyRestricted("The case opens to named members already.")
        state = course.step(keyring, case, "case.restricted")
        words, keys = course.needed(reason), _all_keys(keyring, case)
        for member in (keyring.member, *(m for m in colleagues if m.id != keyring.member.id)):
            _name(keyring, case, member, keys)
        Grant.objects.filter(case=case.id, agency=case.agency, member=None).delete()
        tokens.forget(
            case.id
        )  # the office's own would still tell a colleague's search that something matched
        case.restricted = True
        _rotate(case, keys)
        # Written last: the reason may name a colleague, whose old key must not open it.
        new = entry(keyring, case.id, "case.restricted", party=case.agency_id, state=state)
        return write(keyring, case, new, {"conflict": words})


def name(keyring: Keyring, case: Case, member: Member) -> None:
    """Names a further member, with the history, by one who holds the keys by name.

    Raises NotRestricted, NoGrant, course.CannotOpen, directory.NoKey.
    """
    with transaction.atomic():
        case = course.locked(case)
        if not case.restricted:
            raise NotRestricted("The case is open to the whole office.")
        course.step(keyring, case, "case.member_named")
        _name(keyring, case, member, _all_keys(keyring, case))


def remove(keyring: Keyring, case: Case, member: Member, reason: str) -> Entry:
    """Takes a named member's keys away; the next request of that member opens nothing.

    Raises NotRestricted, NotNamed, LastOne, StillTheirs (removing oneself from a case of one's own).
    """
    with transaction.atomic():
        case = course.locked(case)
        if not case.restricted:
            raise NotRestricted("The case is open to the whole office.")
        state = course.step(keyring, case, "case.member_removed")
        words = course.needed(reason)
        if member not in named(case):
            raise NotNamed("This member is not named in the case.")
        if not [other for other in able(case) if other.id != member.id]:
            raise LastOne("Nobody else could open the case.")
        _hand_on(keyring, case, member)
        new = entry(keyring, case.id, "case.member_removed", party=member.id, state=state)
        leaving = member.id == keyring.member.id  # then her own keys are the last she can write with
        done = write(keyring, case, new, {"conflict": words}) if leaving else None
        case.refresh_from_db()
        keys = _all_keys(keyring, case)
        Grant.objects.filter(case=case.id, member=member).delete()
        tokens.forget(case.id)
        _rotate(case, keys)
        return done or write(keyring, case, new, {"conflict": words})


def _hand_on(keyring: Keyring, case: Case, member: Member) -> None:
    """A case whose worker is removed goes to who removes them: it must not lie with who cannot open it."""
    if Subject.objects.get(pk=case.pk).owner != member.id:
        return
    if member.id == keyring.member.id:
        raise StillTheirs("Hand the case to a colleague first.")
    state = course.step(keyring, case, "case.assigned")
    append(entry(keyring, case.id, "case.assigned", party=keyring.member.id, state=state), keyring)


def alone_in(member: Member) -> int:
    """How many restricted cases only this member can open: before she leaves, someone else is named."""
    own = Grant.objects.filter(grants.live(), member=member, purpose=Purpose.CASEWORK).values("case")
    cases = Case.objects.filter(restricted=True, agency=member.agency, pk__in=own)
    return sum(not [m for m in able(case) if m.id != member.id] for case in cases)


def _all_keys(keyring: Keyring, case: Case) -> Keys:
    """Every key of the case that her office holds, opened. Raises NoGrant when one is out of her reach.

    A grant that does not hold for anybody (planted, changed) is passed over, as everywhere.
    """
    found: Keys = {}
    # what she agreed to comes first: where both hold, her word is what can still stop it
    for grant in grants.held(keyring.member, case.id, Purpose.CASEWORK).order_by("basis", "made_at"):
        key = (Compartment(grant.compartment), grant.key_version)
        if key in found:
            continue
        try:
            opened = grants.open_grant(keyring, grant)
            found[key] = Held(opened, Basis(grant.basis), grant.expires_at)
        except NoGrant as fault:
            if isinstance(fault.__cause__, NoAgencyKey):
                raise
    if not found:
        raise NoGrant
    return found


def _name(keyring: Keyring, case: Case, member: Member, keys: Keys) -> None:
    usable = member.is_active and member.admitted_at is not None and member.role in course.ROLES
    if member.agency_id != case.agency_id or not usable:
        raise course.CannotOpen("Only an admitted member of the leading office can be named.")
    to = grants.recipient_member(member, Purpose.CASEWORK)
    have = set(
        Grant.objects.filter(case=case.id, member=member, purpose=Purpose.CASEWORK).values_list(
            "compartment", "key_version"
        )
    )
    missing = [held for (part, version), held in keys.items() if (int(part), version) not in have]
    if not missing:
        return
    state = course.step(keyring, case, "case.member_named")
    new = entry(keyring, case.id, "case.member_named", party=member.id, state=state)
    basis_entry = append(new, keyring)
    for held in missing:
        grants.make(
            case=case.id,
            key=held.key,
            to=to,
            basis=held.basis,
            basis_entry=basis_entry,
            signer=keyring,
            grantor=keyring.member.id,
            grantor_kind="member",
            expires_at=held.expires_at,
        )


def _rotate(case: Case, keys: Iterable[tuple[Compartment, int]]) -> None:
    """Every key changes before the next writing: whoever was shut out may have kept the old ones."""
    wanted = {int(compartment) for compartment, _version in keys}
    case.rotate_before_write = sorted(wanted | set(case.rotate_before_write))
    case.save(update_fields=["restricted", "rotate_before_write"])
