"""Addresses that hand the language on, and the words for codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.catalogue.codes import label
from qorgan.catalogue.tongues import tongue
from qorgan.language.snippets import Part
from qorgan.web.language import CODES
from qorgan.web.library.finding.showing import Facet

register = template.Library()
LONGEST = 400  # letters of a value that a link hands on
LONGEST_ADDRESS = 8000  # of all values together, as they stand in the link: each page has three such links


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
    asked = [(n, one[:LONGEST]) for n in request.GET if n != "lang" for one in request.GET.getlist(n)]
    kept, left = [], LONGEST_ADDRESS
    for pair in asked:
        left -= len(urlencode([pair])) + 1
        if left < 0:
            break
        kept.append(pair)
    return f"{request.path}?{urlencode([*kept, ('lang', code if code in CODES else language())])}"


NAMES = {
    "kk": ("Kazakh", "казахский", "қазақша"),
    "ru": ("Russian", "русский", "орысша"),
    "en": ("English", "английский", "ағылшынша"),
    "ky": ("Kyrgyz", "киргизский", "қырғызша"),
    "uz": ("Uzbek", "узбекский", "өзбекше"),
    "tg": ("Tajik", "таджикский", "тәжікше"),
    "tk": ("Turkmen", "туркменский", "түрікменше"),
    "fr": ("French", "французский", "французша"),
    "es": ("Spanish", "испанский", "испанша"),
    "ar": ("Arabic", "арабский", "арабша"),
    "zh": ("Chinese", "китайский", "қытайша"),
    "ug": ("Uyghur", "уйгурский", "ұйғырша"),
}
SCRIPTS = {
    "Latn": ("in Latin letters", "латиницей", "латын әрпімен"),
    "Cyrl": ("in Cyrillic letters", "кириллицей", "кирилл әрпімен"),
    "Arab": ("in Arabic letters", "арабским письмом", "араб әрпімен"),
}


def language_name(tag: str) -> str:
    """A language tag in words of the reader's language, its script named where it is tagged; else the tag.

    >>> language_name("xx")
    'xx'
    """
    place = ("en", "ru", "kk").index(language()) if language() in ("en", "ru", "kk") else 0
    parts = tag.split("-")
    name = NAMES.get(parts[0])
    if name is None:
        return tag
    scripts = [SCRIPTS[part][place] for part in parts[1:] if part in SCRIPTS]
    return ", ".join([name[place], *scripts])


@register.simple_tag
def sections() -> list[tuple[str, str]]:
    """The ways into the library besides its search: addresses and names."""
    found = (
        ("services", _("Where to turn")),
        ("compare", _("Laws of five states")),
        ("glossary", _("Glossary")),
        ("lists", _("Reading lists")),
        ("courses", _("Short courses")),
        ("campaigns", _("Campaigns")),
        ("cards", _("Cards to print")),
        ("pack", _("To take along offline")),
        ("contribute", _("Suggest a resource")),
        ("share", _("For programs")),
    )
    there = []
    for name, words in found:
        try:
            there.append((to(name), words))
        except NoReverseMatch:
            continue
    return there


@register.filter
def code_label(code: str, name: str) -> str:
    """`{{ record.kind|code_label:"kinds" }}`"""
    return label(name, code, language())


def spoken_as(text: str, code: str) -> str | SafeString:
    """A text that says its language where it is not the page's, so that it is read aloud rightly."""
    return text if code.split("-")[0] == language() else format_html('<span lang="{}">{}</span>', code, text)


@register.filter
def worded(words: Mapping[str, str]) -> str | SafeString:
    """Words in the reader's language, else in the nearest there is, marked so: `{{ source.note|worded }}`"""
    from qorgan.web.library import shelf

    text = shelf.words(words)
    code = language() if words.get(language()) else next((c for c, one in words.items() if one == text), "")
    return spoken_as(text, code) if text else ""


@register.filter
def as_made(text: str, tag: str = "und") -> str | SafeString:
    """A title, a name or a citation as its makers wrote it. `tag`: the language they say it is in."""
    return spoken_as(text, tongue(text, tag)) if text else ""


@register.filter
def when(text: str) -> str:
    """A year, a month or a day as the day of a check is written.

    >>> when("2014"), when("2014-07"), when("2014-07-31")
    ('2014', '07.2014', '31.07.2014')
    """
    return ".".join(reversed(text.split("-")))


@register.simple_tag(takes_context=True)
def kept_words(context: template.Context, order: Any) -> SafeString:
    """The texts of a translation that two people wrote at once."""
    from qorgan.web.library.editing.two_translators import section

    return mark_safe(section(context["request"], order))  # noqa: S308 - a template's  # nosec B308 B703


# What follows stands hundreds of times on a page of the search, where Django's own way of putting texts
# together took most of the time. Everything that comes from a record or a reader goes through `escape`.


@register.simple_tag
def facet_values(facet: Facet) -> SafeString:
    """The values of a facet, each to be ticked, with how many it finds."""
    start = f'<li><label><input type="checkbox" form="finding" name="{escape(facet.name)}" value="'
    return SafeString(  # nosec B703
        "\n".join(
            f'{start}{escape(one.code)}"{" checked" if one.chosen else ""}><span>{escape(one.label)} '
            f'<span class="soft">({escape(str(localize(one.count)))})</span></span></label></li>'
            for one in facet.values
        )
    )


@register.simple_tag
def marked(parts: Iterable[Part]) -> SafeString:
    """A piece of a text with the words that were asked for marked."""
    return SafeString(  # nosec B703
        "".join(f"<mark>{escape(text)}</mark>" if asked else escape(text) for text, asked in parts)
    )
