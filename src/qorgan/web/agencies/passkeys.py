"""Passkeys as a second factor, beside the authenticator's code and never instead of the password (rule 13).

What a passkey is checked with lies sealed under the key of second factors, bound to its member: a row that
somebody writes into the database, or moves to another member, is no passkey.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.webauthn import AuthenticatorData

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import VaultError
from qorgan.vault.primitives import aead_open, aead_seal
from qorgan.web.agencies.models import Member
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.verbs import append

NAME_LENGTH = 60
MOST = 10
# A parser of bytes from outside meets each of these before it meets a signature.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class LastFactor(ValueError):
    """Without another second factor the account could not be opened by anybody."""


class TooMany(ValueError):
    """More passkeys than one person has devices: remove one first."""


class NoCredential:
    """What stands for a passkey that does not open: it is offered to no browser and equals no answer."""

    credential_id = b""

    def __bool__(self) -> bool:
        return False


class Refused:
    """The authenticator data of a row that was planted, moved or sealed under another key."""

    credential_data = NoCredential()


class SealedPasskey(WebAuthn):  # type: ignore[misc]
    """allauth's view of a passkey's row, over sealed data: the name and the public half of the key."""

    @classmethod
    def add(cls, user: Member, name: str, credential: dict[str, Any]) -> SealedPasskey:
        response = auth.parse_registration_response(credential).response
        found = cls(Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={}))
        found._seal({"name": name, "key": bytes(response.attestation_object.auth_data).hex()})
        found.instance.save()
        return found

    def _context(self) -> bytes:
        return Context(kind=Kind.SESSION, party=self.instance.user_id.bytes, aux=14).pack()

    def _seal(self, value: dict[str, str]) -> None:
        sealed = aead_seal(json.dumps(value).encode(), self._context(), settings.MFA_KEY)
        self.instance.data = {"sealed": sealed.hex()}

    def _opened(self) -> dict[str, str]:
        """Raises VaultError, or one of MALFORMED."""
        sealed = bytes.fromhex(self.instance.data["sealed"])
        value: dict[str, str] = json.loads(aead_open(sealed, self._context(), settings.MFA_KEY))
        return value

    @property
    def holds(self) -> bool:
        return isinstance(self.authenticator_data, AuthenticatorData)

    @property
    def name(self) -> str:
        try:
            return self._opened()["name"]
        except (VaultError, *MALFORMED):
            return ""

    @name.setter
    def name(self, name: str) -> None:
        self._seal(self._opened() | {"name": name})

    @property
    def authenticator_data(self) -> AuthenticatorData | Refused:
        try:
            return AuthenticatorData(bytes.fromhex(self._opened()["key"]))
        except (VaultError, *MALFORMED):
            return Refused()

    @property
    def is_passwordless(self) -> bool | None:
        return False


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it. Times are real time."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


def connect() -> None:
    """allauth looks its class up in this module each time, so that every row of a passkey is ours."""
    auth.WebAuthn = SealedPasskey


def of(member: Member) -> list[Passkey]:
    """The member's passkeys that hold, oldest first."""
    rows = [row for row in _rows(member) if SealedPasskey(row).holds]
    return [Passkey(row.pk, SealedPasskey(row).name, row.created_at, row.last_used_at) for row in rows]


def _rows(member: Member) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


def _row(member: Member, pk: int) -> Authenticator:
    """Raises Authenticator.DoesNotExist for somebody else's as for none."""
    return Authenticator.objects.get(user=member, type=Authenticator.Type.WEBAUTHN, pk=pk)


def options(member: Member) -> dict[str, Any]:
    """What the browser needs to make a passkey; the challenge is kept in the session."""
    return dict(auth.begin_registration(member, passwordless=False))


def password_right(member: Member, password: str) -> bool:
    """The password once more, counted with the wrong codes: an open desk must not gain a second owner.

    Raises ValidationError after too many tries.
    """
    clear = check_rate_limit(member)
    if not member.check_password(password):
        return False
    clear()
    return True


def add(member: Member, name: str, credential: Any) -> Passkey:
    """Keeps a passkey that the browser has just made for the challenge of this session.

    Raises TooMany, or ValidationError when the answer is not one to our challenge.
    """
    if len(_rows(member)) >= MOST:
        raise TooMany

    def check() -> None:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)

    _strictly(check)
    with transaction.atomic():
        row = SealedPasskey.add(member, name[:NAME_LENGTH], credential).instance
        _record(member, "member.passkey_added")
    return Passkey(row.pk, name[:NAME_LENGTH], row.created_at, None)


def rename(member: Member, pk: int, name: str) -> None:
    """Raises Authenticator.DoesNotExist."""
    row = _row(member, pk)
    SealedPasskey(row).name = name[:NAME_LENGTH]
    row.save(update_fields=["data"])


def remove(member: Member, pk: int) -> None:
    """From now on this passkey opens nothing. Raises LastFactor, Authenticator.DoesNotExist."""
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)  # two removals at once must not both be allowed
        row = _row(member, pk)
        others = Authenticator.objects.filter(user=member).exclude(pk=pk)
        if not any(o.type == Authenticator.Type.TOTP or SealedPasskey(o).holds for o in others):
            raise LastFactor
        row.delete()
        _record(member, "member.passkey_removed")


def _record(member: Member, what: str) -> None:
    append(
        NewEntry(
            subject=member.id, type=what, actor=member.id, actor_role=member.role, agency=member.agency_id
        )
    )


def _strictly(check: Callable[[], Any]) -> Any:
    """Whatever a crafted answer does to the parser, the page says the same as of a wrong one."""
    try:
        return check()
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise _not_accepted() from error
    except MALFORMED as error:
        raise _not_accepted() from error


def _not_accepted() -> ValidationError:
    return ValidationError(_("The passkey was not accepted. Try again."), code="incorrect_code")


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second factor by passkey; an answer that cannot be read is a refusal, not a fault of the page."""

    def clean_credential(self) -> Authenticator:
        return _strictly(super().clean_credential)
