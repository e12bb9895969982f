"""A new beginning for a member who forgot her password or lost her second factor (vault rules 3, 12, 13).

Nobody can set a password for somebody and open what is sealed to her. Whoever gives a new beginning hands
over a start password that opens nothing; a supervisor who did not give it compares six words and admits her.
Her old keys stay only where she knows the old password; else they go, and with them what only they opened.
"""

from __future__ import annotations

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from qorgan.web.agencies import admission
from qorgan.web.agencies.keyring import IDENTITY, holds_secret
from qorgan.web.agencies.models import (
    KEYLESS_ROLES,
    AgencyKeyWrap,
    Member,
    MembershipCertificate,
    Role,
    SecretWrap,
)
from qorgan.web.agencies.own_password import keep_secret, open_secret
from qorgan.web.agencies.reset_record import type_of
from qorgan.web.clock import real_now
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.verbs import append


class LastKeyHolder(ValueError):
    """Nobody else could admit her again: only the server's keeper begins this, with the recovery cards."""


class NobodyElseAdmits(ValueError):
    """Who gives the new beginning must not admit as well, and there are not enough others who could."""


class KeysWouldBeLost(ValueError):
    """Without the old password her keys would go, and they alone open something."""


def start(by: Member, member: Member, reason: str) -> str:
    """Ends the old sign-in at once and draws a start password, to be handed over in person.

    Her keys are not touched yet. Raises admission.NotYours, LastKeyHolder, NobodyElseAdmits.
    """
    if not _may(by, member):
        raise admission.NotYours
    with transaction.atomic():
        admission.held(member.agency_id)
        if is_last_key_holder(member):
            raise LastKeyHolder
        if member.holds_keys and len(_could_admit(member, by)) < _signatures(member):
            raise NobodyElseAdmits
        # From now on nobody seals anything to keys that may be about to go.
        MembershipCertificate.objects.filter(member=member, ended_at=None).update(ended_at=real_now())
        return _begin_anew(by, member, reason)


def start_at_the_server(member: Member, reason: str) -> str:
    """The same by the keeper of the server, who stands above no rule of keys: for an only administrator, an
    only supervisor, and whoever alone opens something.
    """
    with transaction.atomic():
        admission.held(member.agency_id)
        if not is_last_key_holder(member):
            MembershipCertificate.objects.filter(member=member, ended_at=None).update(ended_at=real_now())
        return _begin_anew(None, member, reason)


def give_up_keys(member: Member) -> None:
    """Deletes what her old password opened: nothing is left that she could bring back."""
    SecretWrap.objects.filter(member=member).delete()
    AgencyKeyWrap.objects.filter(member=member).delete()
    MembershipCertificate.objects.filter(member=member, ended_at=None).update(ended_at=real_now())


def is_last_key_holder(member: Member) -> bool:
    """Whether she alone holds what admits people to her agency."""
    holds = AgencyKeyWrap.objects.filter(purpose=IDENTITY, agency=member.agency_id)
    if not holds.filter(member=member).exists():
        return False
    others = holds.exclude(member=member).filter(
        member__is_active=True, member__must_begin=False, member__admitted_at__isnull=False
    )
    return not others.exists()


def keep_keys(member: Member, old: str, new: str) -> str:
    """She knows her old password: the same keys under the new one, and a new second factor, returned once.

    Still a supervisor admits her again: whoever knows a colleague's password and has a start password in hand
    must gain nothing. Raises own_password.WrongPassword, and ValidationError (weak, or too many tries).
    """
    clear = check_rate_limit(member)
    secret = open_secret(member, old)
    clear()
    validate_password(new, member)
    with transaction.atomic():
        last = is_last_key_holder(member)
        if secret is not None:
            keep_secret(member, secret, new)
        if not last:
            AgencyKeyWrap.objects.filter(member=member).delete()  # handed over anew at admission
        totp = _own_again(member, new)
        if last:  # nobody else can admit her; the server's keeper vouched for her
            admission.admitted(member, None)
    return totp


def new_keys(member: Member, new: str) -> str:
    """She does not know it: new keys, which open nothing until she is admitted. Raises ValidationError."""
    had = holds_secret(member) or member.box_pk is not None
    with transaction.atomic():
        totp = admission.begin(member, new)
        if had or member.role in KEYLESS_ROLES:
            _began(member)
    return totp


def _own_again(member: Member, new: str) -> str:
    totp = generate_totp_secret()
    member.set_password(new)
    member.must_begin = False
    member.admitted_at = None
    member.save()
    Authenticator.objects.filter(user=member).delete()
    TOTP.activate(member, totp)
    _began(member)
    return str(totp)


def _began(member: Member) -> None:
    append(
        NewEntry(
            subject=member.id,
            type="member.began",
            actor=member.id,
            actor_role=member.role,
            agency=member.agency_id,
            state="created",
        )
    )


def _begin_anew(by: Member | None, member: Member, reason: str) -> str:
    word = admission.start_password()
    member.set_password(word)
    member.must_begin, member.admitted_at = True, None
    member.save(update_fields=["password", "must_begin", "admitted_at"])
    Authenticator.objects.filter(user=member).delete()
    append(
        NewEntry(
            subject=member.id,
            type=type_of(reason),
            actor=by.id if by else None,
            actor_role=by.role if by else "",
            agency=member.agency_id,
            state="created",
        )
    )
    return word


def _may(by: Member, member: Member) -> bool:
    """An administrator's account comes from another administrator only: nobody gets both hands (rule 3)."""
    if by.agency_id != member.agency_id or by.id == member.id or not member.is_active:
        return False
    if member.role == Role.ADMINISTRATOR:
        return by.role == Role.ADMINISTRATOR
    return by.role in (Role.ADMINISTRATOR, Role.SUPERVISOR)


def _could_admit(member: Member, by: Member) -> list[Member]:
    able = Member.objects.filter(
        agency=member.agency_id,
        role=Role.SUPERVISOR,
        is_active=True,
        must_begin=False,
        admitted_at__isnull=False,
    )
    return list(able.exclude(pk__in=(member.id, by.id)))


def _signatures(member: Member) -> int:
    """How many must sign once her own keys no longer count."""
    return admission.required_approvals(member.agency, without=member)
