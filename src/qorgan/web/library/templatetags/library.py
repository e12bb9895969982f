"""Addresses that hand the language on, and the words for codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from qorgan.catalogue.codes import label
from qorgan.web.language import CODES

register = template.Library()
KEPT = ("q", "kind", "country", "topic", "sector", "audience", "stage", "grade", "licence", "page")


def language() -> str:
    """The language of the page."""
    return (get_language() or "kk")[:2]


@register.simple_tag
def to(name: str, *args: Any) -> str:
    """The address of a public page in the reader's language: `{% to "record" "q0002007" %}`."""
    return f"{reverse(f'library:{name}', args=args)}?lang={language()}"


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """This page in another language; what was looked for and chosen stays."""
    request: HttpRequest = context["request"]
    asked = [(n, one) for n in request.GET if n != "lang" for one in request.GET.getlist(n)]
    return f"{request.path}?{urlencode([*asked, ('lang', code if code in CODES else language())])}"


@register.filter
def code_label(code: str, name: str) -> str:
    """`{{ record.kind|code_label:"kinds" }}`"""
    return label(name, code, language())
