"""A member's new beginning, as far as cases go (vault rules 3, 5): what only her lost keys opened is let go,
so that others can name her again; and nothing is let go that nobody else opens.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from qorgan.web.agencies import directory, password_reset
from qorgan.web.agencies.keyring import holds_secret
from qorgan.web.agencies.models import Member
from qorgan.web.casework import grants, leaving
from qorgan.web.casework.models import Grant


def alone_with(member: Member) -> int:
    """How many cases and unopened reports only this member's keys open."""
    own = Grant.objects.filter(grants.live(), member=member)
    return sum(not _others(case, member) for case in set(own.values_list("case", flat=True)))


def _others(case: UUID, member: Member) -> bool:
    """Whether an agency, or another member with keys that hold, can open the case too."""
    rest = Grant.objects.filter(grants.live(), case=case, agency=member.agency_id).exclude(member=member)
    return any(grant.member is None or _holds_keys(grant.member) for grant in rest.select_related("member"))


def _holds_keys(member: Member) -> bool:
    try:
        directory.member_keys(member)
    except directory.NoKey:
        return False
    return member.is_active and not member.must_begin


def begin(member: Member, new_password: str, old_password: str | None = None) -> str:
    """A first beginning or a new one; the authenticator's key, to be shown once.

    With the old password the old keys stay. Raises own_password.WrongPassword, ValidationError, and
    password_reset.KeysWouldBeLost where the old keys alone open something.
    """
    if old_password and holds_secret(member):
        return password_reset.keep_keys(member, old_password, new_password)
    with transaction.atomic():
        if holds_secret(member):
            if password_reset.is_last_key_holder(member) or alone_with(member):
                raise password_reset.KeysWouldBeLost
            leaving.let_go(member)
        return password_reset.new_keys(member, new_password)


def begin_at_the_server(member: Member, reason: str, lose: bool) -> str:
    """What the server's keeper may do and nobody at a desk; the start password. With `lose` the keys go now,
    and with them what only they opened.
    """
    with transaction.atomic():
        if lose:
            leaving.let_go(member)
            password_reset.give_up_keys(member)
        return password_reset.start_at_the_server(member, reason)
