"""The two sides of the library: public pages without a cookie, and the editors' with a session.

A reader's address never opens a session, and nothing that a reader does is tied to her; the editors' side
is Django's own: session, token, account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from qorgan.web.csrf import TokenFromSession
from qorgan.web.language import of_address, of_browser

Next = Callable[[HttpRequest], HttpResponse]
EDITORS = ("/library/edit/",)


def is_editors(request: HttpRequest) -> bool:
    """Whether the address is one of the editors' side."""
    return request.path.startswith(EDITORS)


class Sides:
    """Gives the editors' side its session, and every page its language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.with_session = SessionMiddleware(self._spoken)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_editors(request):
            request.face = "editors"  # type: ignore[attr-defined]
            return self.with_session(request)  # type: ignore[return-value]  # never asynchronous here
        request.face = "square"  # type: ignore[attr-defined]
        return self._spoken(request)

    def _spoken(self, request: HttpRequest) -> HttpResponse:
        public = not is_editors(request)
        named = of_address(request) if public else None
        code = named or of_browser(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code  # type: ignore[attr-defined]
        response = self.get_response(request)
        if public and not named:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers["Content-Language"] = translation.get_language() or code
        translation.deactivate()
        return response


class EditorsCsrf(TokenFromSession):
    """The token is asked for where there is a session that could be abused, and nowhere else."""

    def process_request(self, request: HttpRequest) -> None:
        if is_editors(request):
            super().process_request(request)

    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        return super().process_view(request, *args) if is_editors(request) else None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if is_editors(request) else response


class EditorsAuthentication(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        if is_editors(request):
            super().process_request(request)
        else:
            request.user = AnonymousUser()


class EditorsMessages(MessageMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        if is_editors(request):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return super().process_response(request, response) if is_editors(request) else response


def public_address(request: HttpRequest) -> str:
    """Scheme and host that readers and harvesters are given, without a slash at the end."""
    return settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
