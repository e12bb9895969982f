"""A member's own password: the one thing that opens her keys, and so changed by her alone (vault rule 13)."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.vault.member import PASSWORD_PARAMS, SALT_SIZE, MemberSecret, wrap_secret
from qorgan.vault.names import Salt
from qorgan.vault.primitives import CHEAP_PARAMS
from qorgan.web.agencies.keyring import Locked, holds_secret, secret_context, unlock
from qorgan.web.agencies.models import Member, SecretWrap
from qorgan.web.agencies.passkeys import password_right
from qorgan.web.agencies.reset_record import CHANGED
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.verbs import append


class WrongPassword(ValueError):
    """Not the password that opens her keys."""


def open_secret(member: Member, password: str) -> MemberSecret | None:
    """Her secret under `password`; None for an account that holds no keys. Raises WrongPassword."""
    if not holds_secret(member):
        return None
    try:
        return unlock(member, password).secret
    except Locked as error:
        raise WrongPassword from error


def keep_secret(member: Member, secret: MemberSecret, password: str) -> None:
    """Wraps her secret under `password`, in the place of the wrap there was."""
    params = CHEAP_PARAMS if settings.CHEAP_KEYS else PASSWORD_PARAMS
    salt = Salt(secrets.token_bytes(SALT_SIZE))
    wrap = wrap_secret(secret, password, settings.PEPPER_STAFF, secret_context(member.id), salt, params)
    kept = {"t": params.t, "m": params.m, "p": params.p}
    SecretWrap.objects.update_or_create(
        member=member, kind="password", defaults={"salt": salt, "params": kept, "wrap": wrap}
    )


def change(member: Member, current: str, new: str) -> None:
    """Puts `new` in the place of `current`: the same keys, wrapped anew. Every other session of hers ends.

    Raises WrongPassword, and ValidationError for a weak one or after too many tries: an open desk must not
    gain a second owner, and the count is the one of wrong codes.
    """
    if not password_right(member, current):
        raise WrongPassword
    if current == new:
        raise ValidationError(_("This is the password you have. Choose another one."), code="password_same")
    validate_password(new, member)
    with transaction.atomic():
        held = Member.objects.select_for_update().get(pk=member.pk)
        if not held.check_password(current):
            raise WrongPassword  # changed a moment ago in another window
        secret = open_secret(held, current)
        if secret is not None:
            keep_secret(held, secret, new)
        member.set_password(new)
        member.save(update_fields=["password"])
        append(
            NewEntry(
                subject=member.id,
                type=CHANGED,
                actor=member.id,
                actor_role=member.role,
                agency=member.agency_id,
            )
        )
