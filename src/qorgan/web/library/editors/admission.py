"""What stands between a sign-in and the work: how long a session lives, a password of one's own, a second
factor for whoever may publish."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from qorgan.web.clock import real_now
from qorgan.web.library.editors.sign_in import code_given, has_code
from qorgan.web.library.sides import is_editors

BEGAN, SEEN = "began", "seen"
WRITTEN_EVERY = 60  # seconds; a session is not written at every request
# What an open page asks by itself does not keep a session alive that nobody uses.
BY_ITSELF = ("/library/edit/editing-sessions/",)
FREE = ("/library/edit/sign-in/", "/library/edit/login/", "/library/edit/logout/", "/library/edit/my/",
        "/library/edit/jsi18n/", "/library/edit/sprite/")  # fmt: skip


class Admission:
    """Ends a session that is too old or was left, and leads to what must be done first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_editors(request) or not request.user.is_authenticated:
            return self.get_response(request)
        if self._over(request):
            logout(request)
            return _away(request, reverse("account_login"))
        if not request.path.startswith(FREE):
            first = owed(request)
            if first:
                return _away(request, reverse(first))
        return self.get_response(request)

    @staticmethod
    def _over(request: HttpRequest) -> bool:
        now = real_now().timestamp()
        began = request.session.setdefault(BEGAN, now)
        seen = request.session.setdefault(SEEN, now)
        if now - began > settings.SESSION_ABSOLUTE or now - seen > settings.SESSION_IDLE:
            return True
        if now - seen > WRITTEN_EVERY and not request.path.startswith(BY_ITSELF):
            request.session[SEEN] = now
        return False


def owed(request: HttpRequest) -> str:
    """The name of the page that this editor has to pass first; "" when there is none."""
    editor = request.user
    if editor.must_change_password:  # type: ignore[union-attr]
        return "editor_password"
    if not editor.may_publish or settings.DEMO:  # type: ignore[union-attr]
        return ""  # the demonstration's editors are invented, and its librarian opens without a telephone
    return "" if has_code(editor) and code_given(request) else "editor_code"


def _away(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("X-Requested-With") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"success": False, "error_code": "signed_out"}, status=403)
    return HttpResponseRedirect(address)
