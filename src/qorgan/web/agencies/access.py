"""What every page of the desk passes before its view runs: signed in, second factor, begun, keys open."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qorgan.web.agencies import directory, keyring, sign_in
from qorgan.web.agencies.models import Member

View = Callable[..., HttpResponse]


def desk_view(*, roles: tuple[str, ...] = (), keys: bool = True) -> Callable[[View], View]:
    """A view for members: any role, or `roles` only; `keys=False` for administrators, who hold none.

    Sets `request.member` and, where keys are open, `request.keyring`. A session whose keys are closed is
    ended and sent to sign-in: half a session must not show half a page.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            member = request.user
            if not isinstance(member, Member) or not member.is_active:
                return redirect("account_login")
            if member.must_begin:
                return redirect("desk:begin")
            if not sign_in.second_factor_given(request):
                logout(request)
                return redirect("account_login")
            if roles and member.role not in roles:
                raise PermissionDenied
            request.member = member  # type: ignore[attr-defined]
            if member.holds_keys:
                try:
                    request.keyring = keyring.keyring_for(request)  # type: ignore[attr-defined]
                except keyring.Locked:
                    logout(request)
                    return redirect("account_login")
            elif keys:
                return redirect("desk:members")
            with directory.one_look():
                return view(request, *args, **kwargs)

        guarded.desk_roles = roles  # type: ignore[attr-defined]
        guarded.desk_keys = keys  # type: ignore[attr-defined]
        return guarded

    return decorate
