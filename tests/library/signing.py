"""A browser in which an editor of the demonstration has passed all that sign-in asks."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from qorgan.web.clock import real_now
from qorgan.web.library.editors.models import Editor


def signed_in(name: str, language: str = "en", **more: bool) -> Client:
    client = Client(headers={"accept-language": language, "sec-fetch-site": "same-origin"}, **more)
    editor = Editor.objects.get(username=name)
    client.force_login(editor, backend=settings.AUTHENTICATION_BACKENDS[0])
    if editor.may_publish:
        if not Authenticator.objects.filter(user=editor).exists():
            TOTP.activate(editor, generate_totp_secret())
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": real_now().timestamp()}]
        session.save()
    return client
