"""The demo's pages: the story in six steps, the wait for a one-time code, the clock, the language.

They sign nobody in and open nothing: each step posts a name and a password to the ordinary sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qorgan.web import clock as clocks
from qorgan.web import language as languages
from qorgan.web.agencies.models import Member, Role
from qorgan.web.casework import tick
from qorgan.web.demo import codes, people
from qorgan.web.demo import story as stories

MOVES = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}


@dataclass(frozen=True)
class Part:
    """A person whose part the visitor takes: the name, what she or he is, and what opens the desk."""

    username: str
    name: str
    role: str
    agency: str
    password: str
    code: codes.Code | None


@require_GET
def story(request: HttpRequest) -> HttpResponse:
    """The six steps; `?language=` chooses the language (signing out forgets it)."""
    if (chosen := request.GET.get("language")) in languages.CODES:
        languages.set_language(request, str(chosen))
    code = (get_language() or "kk")[:2]
    told = stories.story(code)
    members = {
        m.username: m
        for m in Member.objects.select_related("agency").filter(
            username__in=[s.person.username for s in told.steps if s.person]
        )
    }
    return render(
        request,
        "demo/story.html",
        {
            "story": told,
            "steps": {f"step{s.number}": _shown(s, members, code) for s in told.steps},
            "now": clocks.now(),
            "ahead": clocks.demo_offset(),
            "signed_in": request.user if isinstance(request.user, Member) else None,
            "back": f"{reverse('demo:story')}?{urlencode({'language': code})}",
        },
    )


def _shown(step: stories.Step, members: dict[str, Member], language: str) -> dict[str, Any]:
    """A step as the template reads it."""
    member = members.get(step.person.username) if step.person else None
    part = None
    if step.person and member:
        part = Part(
            step.person.username,
            step.person.name[language],
            str(Role(step.person.role).label),
            member.agency.name,
            step.person.password,
            codes.current(member),
        )
    checks = [(said, type_ in step.happened) for type_, said in _checks(step.number)]
    return {"step": step, "part": part, "member": member, "checks": checks}


def _checks(number: int) -> list[tuple[str, str]]:
    said = {
        "report.received": _("Her report is there, sealed"),
        "report.opened": _("The report is opened"),
        "case.danger_assessed": _("The signs of danger are gone through"),
        "referral.sent": _("She agreed, and the referral is with the police"),
        "referral.accepted": _("The police accepted"),
        "order.issued": _("The order is issued"),
        "order.served": _("The order is handed over and in force"),
        "order.check_missed": _("A check was missed, and it was noticed"),
        "order.breached": _("The breach is recorded"),
    }
    return [(type_, said[type_]) for type_ in stories.NEEDED[number]]


@require_GET
def wait(request: HttpRequest) -> HttpResponse:
    """A code works once: this page waits for the next one and then goes back to the ordinary code page."""
    member = codes.waiting(request)
    if member is None:
        return redirect("demo:story")
    seconds = codes.current(member).wait
    if not seconds:
        return redirect("mfa_authenticate")
    response = render(request, "demo/wait.html", {"member": member, "seconds": seconds})
    response.headers["Refresh"] = f"{seconds}; url={reverse('mfa_authenticate')}"
    return response


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Moves the demo clock forward and raises what became due, as the minute's check would have."""
    by = MOVES.get(request.POST.get("by", ""))
    if by is None:
        return redirect("demo:story")
    before = clocks.now()
    clocks.move_demo_clock(by)
    raised = len(tick.run(clocks.now()))
    moved = clocks.now()
    messages.success(request, _("It is now %(at)s.") % {"at": f"{_local(moved):%d.%m.%Y, %H:%M}"})
    if raised:
        said = ngettext(
            "%(count)s thing became due and was raised.",
            "%(count)s things became due and were raised.",
            raised,
        )
        messages.success(request, said % {"count": raised})
    assert moved > before
    return redirect(f"{reverse('demo:story')}#clock")


def _local(at: Any) -> Any:
    from qorgan.practice.local_time import local

    return local(at)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the page and of the story."""
    if (code := request.POST.get("language", "")) in languages.CODES:
        languages.set_language(request, code)
    return redirect("demo:story")


__all__ = ["clock", "language", "people", "story", "wait"]
