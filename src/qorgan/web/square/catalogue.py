"""The law as the public pages need it, read once: articles, themes, the index of words, what to download."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache

from django.utils.translation import get_language

from qorgan import law
from qorgan.law import export
from qorgan.law.articles import Article, Change, articles, changes, days_of_change
from qorgan.law.search import Index, index_of
from qorgan.law.themes import Theme, themes_of
from qorgan.web.clock import real_now
from qorgan.web.ui.templatetags.ui import LOCAL

COUNTRY = "kz"


def kz() -> law.Law:
    return law.load(COUNTRY)


@cache
def known() -> Mapping[str, Article]:
    return articles(kz())


@cache
def themes() -> tuple[Theme, ...]:
    return themes_of(kz())


@cache
def index() -> Index:
    return index_of(kz())


@cache
def changes_of(article: str) -> tuple[Change, ...]:
    return changes(known()[article])


@cache
def by_day() -> Mapping[date, tuple[tuple[Article, tuple[Change, ...]], ...]]:
    return days_of_change(kz())


@cache
def document(kind: str) -> tuple[bytes, str]:
    """The statute as ``json`` or ``yaml``, and a mark of its content."""
    text = (export.as_json if kind == "json" else export.as_yaml)(kz()).encode()
    return text, hashlib.blake2b(text, digest_size=12).hexdigest()


def today() -> date:
    """The day in the country. Of the machine's clock: the demonstration's moves cases and not the law."""
    return real_now().astimezone(LOCAL).date()


def language() -> str:
    return (get_language() or "kk")[:2]


def title(article: Article) -> str:
    """Its heading; for one that only gives duties or rights, that of its rule of procedure or of its act."""
    alone = article.procedure[0].title if len(article.procedure) == 1 and article.number else None
    found = article.title or alone or kz().statutes.rules["acts"][article.act]["title"]
    if isinstance(found, list):
        return str(found[("en", "ru", "kk").index(language())])
    return found[language()]
