"""People of an agency: accounts without keys, admission in person, leaving; and a member's own beginning.

Administrators manage people and hold no keys; supervisors hold keys and admit. No page here opens a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qorgan.web.agencies import admission, directory, own_password, password_reset, policy, reset_record
from qorgan.web.agencies.access import desk_view
from qorgan.web.agencies.keyring import NoAgencyKey, holds_secret
from qorgan.web.agencies.models import Member, MembershipCertificate
from qorgan.web.casework import leaving, new_keys, restriction
from qorgan.web.desk import reset_pages
from qorgan.web.desk.account_forms import AdmitForm, BeginForm, MemberForm
from qorgan.web.desk.once import answered_once

PEOPLE_ROLES = ("agency_administrator", "supervisor")
SHOWN_ONCE = "shown_once"


@dataclass(frozen=True)
class Person:
    """A member in the list, with where the account stands."""

    member: Member
    label: str
    tag: str


def _standing(member: Member) -> tuple[str, str]:
    if not member.is_active:
        return _("left"), "off"
    if member.must_begin:
        return _("has not begun: still the start password"), "wait"
    if member.admitted_at is None:
        return _("waits to be admitted in person"), "due"
    return (_("admitted"), "good") if member.holds_keys else (_("works, holds no keys"), "good")


@require_safe
@desk_view(roles=PEOPLE_ROLES, keys=False)
def members(request: HttpRequest) -> HttpResponse:
    """Everyone of my agency."""
    member = request.member  # type: ignore[attr-defined]
    people = policy.visible(member, "see", Member).order_by("-is_active", "display_name")
    rows = [Person(person, *_standing(person)) for person in people]
    shown = {"rows": rows, "creates": member.role == "agency_administrator"}
    return render(request, "desk/members.html", shown | {"keys": _keys(member)})


def _keys(member: Member) -> leaving.Standing | None:
    """Where the agency's keys stand since somebody left; None when there is nothing to say or to read."""
    try:
        standing = leaving.standing(member.agency)
    except (directory.NoKey, directory.NoDirectory):
        return None
    return None if standing.at_rest else standing


@require_POST
@desk_view(roles=("supervisor",))
@answered_once
def members_keys(request: HttpRequest) -> HttpResponse:
    """Changes the agency's keys after somebody left, and seals what is shared anew, a part at a time."""
    keyring = request.keyring  # type: ignore[attr-defined]
    before = _keys(keyring.member)
    standing = leaving.visit(keyring, leaving.ASKED_SECONDS)
    if standing is None:
        messages.error(request, _("The keys could not be changed. Ask who runs this server."))
    elif before and not before.due and standing.left and standing.left >= before.left:
        messages.warning(request, _("What is left does not open with your keys. Ask who runs this server."))
    elif standing.at_rest:
        messages.success(request, _("Done. Everything that is shared lies under the new keys."))
    return redirect("desk:members")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(roles=("agency_administrator",), keys=False)
@answered_once
def member_new(request: HttpRequest) -> HttpResponse:
    """An account without keys; its start password is shown once, on the next page."""
    by = request.member  # type: ignore[attr-defined]
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if Member.objects.filter(username=given["username"]).exists():
            form.add_error("username", _("This user name is taken. Choose another."))
        else:
            made, start = admission.create_member(
                by, by.agency, given["username"], given["display_name"], given["role"], given["language"]
            )
            request.session[SHOWN_ONCE] = {"member": str(made.pk), "start": start}
            return redirect("desk:member_start", made.pk)
    return render(request, "desk/member_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@desk_view(roles=PEOPLE_ROLES, keys=False)
def member_start(request: HttpRequest, member: UUID) -> HttpResponse:
    """The start password, once."""
    person = policy.get(request.member, "see", Member, member)  # type: ignore[attr-defined]
    kept = request.session.pop(SHOWN_ONCE, None)
    start: dict[str, Any] | None = None
    if kept and kept["member"] == str(person.pk):
        rows = [(_("User name"), person.username), (_("Start password"), kept["start"])]
        start = {"name": person.display_name, "rows": rows}
    return render(request, "desk/member_start.html", {"start": start})


@require_safe
@desk_view(roles=PEOPLE_ROLES, keys=False)
def member_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """One member; for a supervisor also the six words to compare."""
    return _member_page(request, member, AdmitForm())


def _member_page(request: HttpRequest, member: UUID, form: AdmitForm) -> HttpResponse:
    by = request.member  # type: ignore[attr-defined]
    person = policy.get(by, "see", Member, member)
    waiting = person.is_active and person.holds_keys and not person.must_begin and person.admitted_at is None
    signed = _signed(person)
    # who gave a new beginning does not admit as well
    others = by.pk not in (person.pk, reset_record.started_by(person)) and str(by.pk) not in signed
    admits = waiting and others and policy.allows(by, "admit", person)
    label, _tag = _standing(person)
    given = reset_record.last(person)
    may = person.is_active and by.pk != person.pk
    context = {
        "person": person,
        "about": [
            (_("User name"), person.username),
            (_("Role"), person.get_role_display()),
            (_("Where it stands"), label),
        ],
        "given": reset_pages.in_words(given, by) if given else None,
        "resets": may and policy.allows(by, "reset", person),
        "admits": admits,
        "fingerprint": admission.fingerprint(person, _lang()) if admits else (),
        "second_needed": admits and not signed and admission.required_approvals(person.agency) > 1,
        "waits": _waits(person, by, waiting, signed),
        "leaves": person.is_active and by.pk != person.pk and policy.allows(by, "leave", person),
        "form": form,
    }
    return render(request, "desk/member.html", context, status=422 if form.errors else 200)


def _signed(person: Member) -> set[str]:
    row = MembershipCertificate.objects.filter(member=person, ended_at=None).first()
    return {approval["member"] for approval in row.approvals} if row else set()


def _waits(person: Member, by: Member, waiting: bool, signed: set[str]) -> str:
    if person.is_active and person.must_begin:
        return _("First the owner signs in with the start password and chooses a password of their own.")
    if waiting and str(by.pk) in signed:
        return _("You have signed. A second supervisor compares the words and signs too.")
    if waiting and reset_record.started_by(person) == by.pk:
        return _("You gave this person the start password: another supervisor admits.")
    if waiting:
        return _("A supervisor of your agency admits this person, in person.")
    return ""


def _lang() -> str:
    return (get_language() or "kk")[:2]


@require_POST
@desk_view(roles=("supervisor",))
@answered_once
def member_admit(request: HttpRequest, member: UUID) -> HttpResponse:
    """Signs the membership after the words were compared."""
    keyring = request.keyring  # type: ignore[attr-defined]
    person = policy.get(keyring.member, "admit", Member, member)
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return _member_page(request, member, form)
    try:
        done = admission.admit(keyring, person)
    except admission.AlreadySigned:
        messages.warning(request, _("You have signed. A second supervisor compares the words and signs too."))
    except admission.NotBegun:
        messages.warning(request, _("The keys of this person have changed. Compare the words again."))
    except admission.StartedIt:
        messages.error(request, _("You gave this person the start password: another supervisor admits."))
    except (admission.NotYours, NoAgencyKey):
        messages.error(request, _("You cannot admit this person."))
    else:
        text = (
            _("Admitted. Cases open with the next sign-in.")
            if done
            else _("Signed. A second supervisor signs too.")
        )
        messages.success(request, text)
    return redirect("desk:member", person.pk)


@require_POST
@desk_view(roles=PEOPLE_ROLES, keys=False)
@answered_once
def member_leave(request: HttpRequest, member: UUID) -> HttpResponse:
    """Closes the account of someone who leaves."""
    by = request.member  # type: ignore[attr-defined]
    person = policy.get(by, "leave", Member, member)
    if restriction.alone_in(person):
        messages.error(
            request,
            _(
                "This member is the only one who can open a restricted case. "
                "Somebody else must be named there first. The account stays open."
            ),
        )
        return redirect("desk:member", person.pk)
    try:
        leaving.leave(by, person)
        if by.holds_keys:
            leaving.visit(request.keyring)  # type: ignore[attr-defined]
        messages.success(request, _("The account is closed. Its keys open nothing more."))
    except admission.NotYours:
        messages.error(request, _("You cannot close this account."))
    return redirect("desk:members")


@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def begin(request: HttpRequest) -> HttpResponse:
    """From the start password to one's own, new keys, and the authenticator's key, shown once."""
    member = request.user
    if not isinstance(member, Member) or not member.is_active:
        return redirect("account_login")
    if not member.must_begin:
        return redirect("desk:begun")
    form = BeginForm(request.POST or None, old_keys=holds_secret(member))
    if request.method == "POST" and form.is_valid():
        secret = _begin(member, form)
        if secret is not None:
            update_session_auth_hash(request, member)  # type: ignore[arg-type]
            request.session[SHOWN_ONCE] = {"member": str(member.pk), "totp": secret}
            return redirect("desk:begun")
    given = reset_record.waiting(member)
    shown = {"form": form, "again": bool(given), "told": [reset_pages.in_words(g, member) for g in given]}
    return render(request, "desk/begin.html", shown, status=422 if form.errors else 200)


def _begin(member: Member, form: BeginForm) -> str | None:
    """The authenticator's key; None where the form has faults now."""
    given = form.cleaned_data
    if not member.check_password(given["start"]):
        form.add_error("start", _("This is not the start password."))
        return None
    try:
        return new_keys.begin(member, given["new"], given.get("old"))
    except own_password.WrongPassword:
        form.add_error("old", _("This is not the password you had. Try again, or leave it empty."))
    except password_reset.KeysWouldBeLost:
        form.add_error("old", _keys_would_be_lost())
    except ValidationError as fault:
        tries = any(error.code == "too_many_login_attempts" for error in fault.error_list)
        form.add_error("old" if tries else "new", fault)
    return None


def _keys_would_be_lost() -> str:
    return _(
        "Your old keys alone open something, and without your old password it would be lost to everybody. "
        "Nothing was changed. Ask your supervisor to speak with who runs this server."
    )


@require_safe
def begun(request: HttpRequest) -> HttpResponse:
    """The authenticator's key, once, and the six words for the supervisor."""
    member = request.user
    if not isinstance(member, Member) or not member.is_active or member.must_begin:
        return redirect("account_login")
    kept = request.session.pop(SHOWN_ONCE, None)
    secret = kept.get("totp", "") if kept and kept["member"] == str(member.pk) else ""
    waiting = member.holds_keys and member.admitted_at is None
    context = {
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "words": admission.fingerprint(member, _lang()) if waiting and secret else (),
    }
    return render(request, "desk/begun.html", context)
