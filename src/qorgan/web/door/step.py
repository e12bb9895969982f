"""One page of the door as a value, and the small things that every table of pages needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language

from qorgan.web.clock import now
from qorgan.web.door.draft import Draft
from qorgan.web.ui.templatetags.ui import LOCAL

Form = forms.Form
Data = Mapping[str, Any] | None


def language() -> str:
    return (get_language() or "kk")[:2]


def today() -> Any:
    return now().astimezone(LOCAL).date()


def nothing(draft: Draft) -> dict[str, Any]:
    return {}


def same(draft: Draft, form: Form, pressed: str) -> Draft:
    return draft


@dataclass(frozen=True)
class Step:
    """`form(draft, data)`, or None where a page has only buttons; `take` applies it; `then` names the page
    that follows; `show` adds what the template needs; `press` is what a button alone changes."""

    form: Callable[[Draft, Data], Form] | None
    then: Callable[[Draft, str], str]
    take: Callable[[Draft, Form, str], Draft] = same
    show: Callable[[Draft], dict[str, Any]] = nothing
    press: Callable[[Draft, str], Draft] = lambda draft, pressed: draft


def to(step: str) -> Callable[[Draft, str], str]:
    return lambda draft, pressed: step


def or_review(step: Callable[[Draft, str], str]) -> Callable[[Draft, str], str]:
    """What follows; or the review page, when she came from there to change one thing."""
    return lambda draft, pressed: draft.review if draft.returning else step(draft, pressed)
