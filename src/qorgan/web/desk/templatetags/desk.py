"""Tags of the desk: navigation by role, the idempotency field, danger bands, words for codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qorgan.web.agencies.models import Member, Role
from qorgan.web.desk import once, reset_pages, words

register = template.Library()
ADMINISTRATOR = (Role.ADMINISTRATOR.value,)
CASE_ROLES = ("line_operator", "caseworker", "supervisor", "inspector", "health", "prosecutor")
INTAKE_ROLES = ("line_operator", "caseworker", "supervisor", "inspector")


@dataclass(frozen=True)
class NavItem:
    """A place in the bar at the top."""

    url: str
    label: str
    current: bool


def _places(role: str) -> list[tuple[str, str, tuple[str, ...]]]:
    places: list[tuple[str, str, tuple[str, ...]]] = []
    if role in CASE_ROLES:
        places.append(("desk:worklist", _("Worklist"), ("worklist",)))
        places.append(("desk:find", _("Find a case"), ("find",)))
    if role in INTAKE_ROLES:
        places.append(("desk:inbox", _("Inbox"), ("inbox", "report_open")))
        places.append(("desk:tips", _("Told by others"), ("tips", "tip", "tip_who")))
    if role in CASE_ROLES:
        places.append(("desk:referrals", _("Referrals"), ("referrals", "referral")))
    if role in CASE_ROLES and role != "prosecutor":
        places.append(("desk:calls", _("Calls"), ("calls", "call")))
    if role in ("supervisor", "agency_administrator"):
        places.append(
            (
                "desk:members",
                _("Members"),
                ("members", "member", "member_new", "member_start", "member_reset"),
            )
        )
    return places


@register.inclusion_tag("desk/part/nav.html", takes_context=True)
def desk_nav(context: dict[str, Any]) -> dict[str, Any]:
    """The places this role has a use for; nothing before sign-in."""
    request = context.get("request")
    member = getattr(request, "user", None)
    if request is None or not isinstance(member, Member) or member.must_begin:
        return {"items": []}
    if not hasattr(request, "desk_nav"):  # the bar stands on a page twice
        request.desk_nav = _items(request, member)
    return {"items": request.desk_nav}


def _items(request: Any, member: Member) -> list[NavItem]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    items = []
    for name, label, inside in _places(member.role):
        try:
            items.append(NavItem(reverse(name), label, here in inside))
        except NoReverseMatch:  # a face without the desk's pages
            continue
    return items


@register.inclusion_tag("desk/part/told.html", takes_context=True)
def told_at_sign_in(context: dict[str, Any]) -> dict[str, Any]:
    """What happened to passwords while she was not signed in; told on the first page after sign-in."""
    return reset_pages.to_tell(context["request"])


@register.simple_tag(takes_context=True)
def once_key(context: dict[str, Any]) -> SafeString:
    """The hidden field that makes a repeated send harmless, and says whom the form was drawn for."""
    member = getattr(context.get("request"), "user", None)
    key = once.new_key(member if isinstance(member, Member) else None)
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, key)


@register.simple_tag
def danger(band: str) -> SafeString:
    """A danger band as a tag; unknown is said as unknown, and nothing here ever says "low"."""
    return format_html(
        '<span class="tag tag--{}">{}</span>', words.DANGER_TAGS.get(band, "wait"), words.danger(band)
    )


@register.filter
def word(code: str, kind: str) -> str:
    """The words for a code of `kind`: `{{ urgency|word:"urgency" }}`."""
    return words.of(kind, code)


@register.filter
def state_of(code: str, machine: str) -> str:
    """A state of a record in words: `{{ state|state_of:"referral" }}`."""
    return words.state(machine, code)


@register.filter
def event_name(code: str) -> str:
    """A ledger event in words."""
    return words.event(code)
