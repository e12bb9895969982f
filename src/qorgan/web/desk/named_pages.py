"""Who at the leading office may open a case: everybody there, or only members named one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qorgan.vault.errors import VaultError
from qorgan.web.agencies import directory
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member
from qorgan.web.casework import course, restriction
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.desk import words
from qorgan.web.desk.access import CASE_ROLES, case_for
from qorgan.web.desk.case_page import case_context
from qorgan.web.desk.course_forms import ColleagueForm, RestrictForm
from qorgan.web.desk.forms import LineForm
from qorgan.web.desk.once import answered_once


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_named(request: HttpRequest, case: UUID) -> HttpResponse:
    """Restricts a case, or names a further member of a restricted one."""
    found = case_for(request, "lead", case)
    keyring: Keyring = request.keyring  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = _form(keyring, found, data)
    if data is not None and form.is_valid() and _done(request, keyring, found, form):
        return redirect("desk:case_named", found.pk)
    owner = found.status.owner
    able = {member.pk for member in restriction.able(found)}
    context = case_context(request, found, "case_named") | {
        "form": form,
        "people": [_person(m, keyring.member, owner, able) for m in restriction.named(found)],
        "may_name": bool(getattr(form, "members", None)),
    }
    return render(request, "desk/named.html", context, status=422 if form.errors else 200)


def _person(member: Member, me: Member, owner: UUID | None, able: set[UUID]) -> dict[str, Any]:
    return {
        "pk": member.pk,
        "name": member.display_name,
        "role": words.role(member.role),
        "works": member.pk == owner,
        "me": member.pk == me.pk,
        "left": member.pk not in able,
    }


def _form(keyring: Keyring, case: Case, data: Any) -> RestrictForm | ColleagueForm:
    colleagues = [m for m in restriction.can_be_named(case) if m.pk != keyring.member.pk]
    if case.restricted:
        return ColleagueForm(colleagues, data, label=_("Who else may open this case"))
    return RestrictForm(colleagues, data)


def _done(request: HttpRequest, keyring: Keyring, case: Case, form: RestrictForm | ColleagueForm) -> bool:
    try:
        if isinstance(form, RestrictForm):
            restriction.restrict(keyring, case, form.chosen(), form.cleaned_data["text"])
            messages.success(request, _("From now on only the members named here can open this case."))
        else:
            restriction.name(keyring, case, form.chosen())
            messages.success(
                request, _("%(name)s can open this case now.") % {"name": form.chosen().display_name}
            )
    except (restriction.AlreadyRestricted, restriction.NotRestricted):
        messages.warning(request, _("A colleague changed this a moment ago. Look at the page again."))
    except (course.CannotOpen, directory.NoKey, directory.NoDirectory, VaultError):
        form.add_error(None, _("The keys of this colleague cannot be verified now. Nothing was changed."))
        return False
    except (NoGrant, course.RoleMayNot):
        form.add_error(
            None, _("Your keys do not open every part of this case. Ask a colleague who opens all of it.")
        )
        return False
    return True


@require_http_methods(["POST"])
@desk_view(roles=CASE_ROLES)
@answered_once
def case_named_remove(request: HttpRequest, case: UUID, member: UUID) -> HttpResponse:
    """Takes one named member's keys away, after a page that says what this can and cannot do."""
    found = case_for(request, "lead", case)
    keyring: Keyring = request.keyring  # type: ignore[attr-defined]
    person = next((m for m in restriction.named(found) if m.pk == member), None)
    if person is None:
        messages.warning(request, _("This colleague is not named in the case."))
        return redirect("desk:case_named", found.pk)
    sure = request.POST.get("sure") == "1"
    form = LineForm(request.POST if sure else None, label=_("Why"))
    if sure and form.is_valid() and _removed(request, keyring, found, person, form):
        gone = person.pk == keyring.member.pk
        return redirect("desk:worklist") if gone else redirect("desk:case_named", found.pk)
    context = case_context(request, found, "case_named") | {"person": person, "form": form}
    return render(request, "desk/named_remove.html", context, status=422 if form.errors else 200)


def _removed(request: HttpRequest, keyring: Keyring, case: Case, person: Member, form: forms.Form) -> bool:
    try:
        restriction.remove(keyring, case, person, form.cleaned_data["text"])
    except restriction.LastOne:
        form.add_error(None, _("Nobody else could open the case. Name a colleague first."))
    except restriction.StillTheirs:
        form.add_error(None, _("You work on this case. Hand it to a named colleague first."))
    except (restriction.NotNamed, restriction.NotRestricted):
        messages.warning(request, _("This colleague is not named in the case."))
        return True
    except (NoGrant, course.RoleMayNot):
        form.add_error(
            None, _("Your keys do not open every part of this case. Ask a colleague who opens all of it.")
        )
    else:
        messages.success(
            request, _("%(name)s can open nothing of this case any more.") % {"name": person.display_name}
        )
        return True
    return False
