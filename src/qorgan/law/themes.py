"""The list of the law by theme, from ``themes.yaml``: nothing encoded is ever missing from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .articles import Article, articles
from .law import Law
from .loader import read_data
from .vocabulary import Text, text

OTHER = "other"


@dataclass(frozen=True)
class Theme:
    """One part of the list."""

    id: str
    label: Text
    articles: tuple[Article, ...]


def themes_of(law: Law) -> tuple[Theme, ...]:
    """The themes in their order, empty ones left out; what no theme names stands under "other"."""
    written = read_data(law.statutes.jurisdiction, "themes.yaml")["themes"]
    known = articles(law)
    found = {name: _of(theme, known) for name, theme in written.items()}
    placed = {article.id for several in found.values() for article in several}
    found[OTHER] = (*found[OTHER], *(one for name, one in known.items() if name not in placed))
    return tuple(
        Theme(name, text(written[name]["label"], f"theme {name}"), several)
        for name, several in found.items()
        if several
    )


def _of(theme: Mapping[str, Any], known: Mapping[str, Article]) -> tuple[Article, ...]:
    """Those the theme names, in its order; then what it takes by kind, in the order of acts and numbers."""
    named = {name: known[name] for name in theme["articles"] if name in known}
    by_kind = {
        name: article
        for name, article in known.items()
        if (theme.get("measures") and article.measures) or (theme.get("duties") and _only_duties(article))
    }
    return tuple({**named, **by_kind}.values())


def _only_duties(article: Article) -> bool:
    told = (*article.duties, *article.rights, *article.terms, *article.procedure)
    return bool(told) and not (article.measures or article.provisions)
