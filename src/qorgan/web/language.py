"""The language of a page: what this session chose, else what the browser asks for, else Kazakh.

The public pages have no session: there the address says it (`?lang=kk`), and every link hands it on.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

CODES = ("kk", "ru", "en")


def set_language(request: HttpRequest, code: str) -> None:
    """Keeps the choice in the session of this face; an unknown code is refused with ValueError."""
    if code not in CODES:
        raise ValueError(f"Unknown language {code!r}; allowed: {', '.join(CODES)}.")
    request.session["language"] = code
    translation.activate(code)


def chosen(request: HttpRequest) -> str | None:
    code = request.session.get("language")
    return code if code in CODES else None


def of_address(request: HttpRequest) -> str | None:
    code = request.GET.get("lang", "")
    return code if code in CODES else None


def of_browser(request: HttpRequest) -> str:
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.split("-")[0] in CODES:
            return code.split("-")[0]
    return settings.LANGUAGE_CODE


class SessionLanguage:
    """Activates the session's language; sets no cookie of its own (the door keeps a session cookie only)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        public = getattr(request, "face", "") == "square"
        named = of_address(request) if public else chosen(request)
        code = named or of_browser(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code  # type: ignore[attr-defined]
        response = self.get_response(request)
        if public and not named:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers["Content-Language"] = translation.get_language() or code
        translation.deactivate()
        return response


def context(request: HttpRequest) -> dict[str, object]:
    """Template context: the languages by their own names."""
    return {"languages": (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))}
