"""Addresses that hand the language on: there is no session to remember it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse

from qorgan.web.language import CODES
from qorgan.web.square.catalogue import language

register = template.Library()
# What a page was asked for, handed on to the same page in another language.
KEPT = ("q", "on", "state", "aspect", "table")


@register.simple_tag
def to(name: str, *args: Any) -> str:
    """The address of a public page in the reader's language: `{% to "article" "cc" "109-1" %}`."""
    return f"{reverse(f'square:{name}', args=args)}?lang={language()}"


@register.simple_tag
def to_article(entry: Any, day: str = "") -> str:
    """The address of an article of a list; of an act cited as a whole, that of the act."""
    if not entry.number:
        return to("act", entry.act)
    return to("article_on", entry.act, entry.number, day) if day else to("article", entry.act, entry.number)


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """This page in another language; what was looked for and the day stay."""
    request: HttpRequest = context["request"]
    asked = [(name, value) for name in KEPT for value in request.GET.getlist(name)[:30] if value]
    return f"{request.path}?{urlencode([*asked, ('lang', code if code in CODES else language())])}"


@register.simple_tag
def to_basis(article: str) -> str:
    """The address of the article a line rests on: `kz.cpc.71`."""
    _country, act, *number = article.split(".")
    return to("article", act, ".".join(number)) if number else to("act", act)


@register.filter
def nth(several: Any, place: int) -> Any:
    """The item at a place."""
    return several[place]


@register.simple_tag
def to_part(found: Any) -> str:
    """The address of a finding's version, at its part or point."""
    return f"{to('article_on', found.act, found.number, found.day)}#{found.anchor}"
