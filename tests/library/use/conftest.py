"""An editor signed in with all that sign-in asks of her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from qorgan.web.clock import real_now
from qorgan.web.library.editors.models import Editor


@pytest.fixture
def signed_in(db: Any) -> Callable[[str], Client]:
    def open_for(name: str) -> Client:
        who = Editor.objects.get(username=name)
        client = Client(headers={"accept-language": "en", "sec-fetch-site": "same-origin"})
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        if who.may_publish:
            if not Authenticator.objects.filter(user=who).exists():
                TOTP.activate(who, generate_totp_secret())
            session["account_authentication_methods"] = [{"method": "mfa", "at": real_now().timestamp()}]
            session.save()
        return client

    return open_for
