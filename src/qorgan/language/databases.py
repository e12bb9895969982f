"""A Query as the text that SQLite's FTS5 and PostgreSQL's text search take, and terms as a tsvector.

Terms are letters and digits only (`folding.fold`), and each is quoted all the same. An empty query gives "":
whoever asks must not send that to a database, which would refuse it (FTS5) or find nothing (PostgreSQL).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from qorgan.language.query import Alternative, Kind, Query

_LAST_POSITION = 16_383  # of a lexeme in a tsvector


def fts5(query: Query, *, stems: str = "", forms: str = "", every: bool = True) -> str:
    """The query for FTS5's MATCH. `stems` and `forms` name the columns that hold each; without `forms`, the
    exact alternatives are left out: they find nothing that the stems do not, but count in a database's rank.
    `every`: each group must be found; else any of them.

    >>> from qorgan.language.parsing import parse
    >>> fts5(parse("мир"))
    '("мир")'
    """

    def one(alternative: Alternative) -> str:
        column = forms if alternative.kind is Kind.EXACT else stems
        words = [f'"{term}"' for term in alternative.terms]
        text = " + ".join(words) if alternative.phrase else " AND ".join(words)
        bracketed = f"({text})" if len(words) > 1 else text
        return f"{column} : {bracketed}" if column else bracketed

    return _joined(query, one, bool(forms), (" OR ", " AND " if every else " OR "))


def tsquery(query: Query, *, forms: bool = False, every: bool = True) -> str:
    """The query for a cast to PostgreSQL's tsquery (`%s::tsquery`, which runs no dictionary over it).

    >>> from qorgan.language.parsing import parse
    >>> tsquery(parse("мир"))
    "('мир')"
    """

    def one(alternative: Alternative) -> str:
        words = [f"'{term}'" for term in alternative.terms]
        text = (" <-> " if alternative.phrase else " & ").join(words)
        return f"({text})" if len(words) > 1 else text

    return _joined(query, one, forms, (" | ", " & " if every else " | "))


def _joined(query: Query, one: Callable[[Alternative], str], exact: bool, signs: tuple[str, str]) -> str:
    groups = []
    for group in query.groups:
        if group.quiet:
            continue
        texts = [one(each) for each in _needed(group.alternatives, exact)]
        if texts:
            groups.append(f"({signs[0].join(dict.fromkeys(texts))})")
    return signs[1].join(groups)


def _needed(alternatives: Sequence[Alternative], exact: bool) -> list[Alternative]:
    """Alternatives without those that can only find what another finds: words side by side, where the same
    words are asked for anywhere, and words of which one alone would do."""
    anywhere = {
        frozenset(one.terms) for one in alternatives if one.kind is not Kind.EXACT and not _bound(one)
    }
    alone = frozenset().union(*(terms for terms in anywhere if len(terms) == 1))
    kept = []
    for one in alternatives:
        if one.kind is Kind.EXACT:
            if exact:
                kept.append(one)
        elif len(one.terms) == 1 or (
            alone.isdisjoint(one.terms) and not (_bound(one) and frozenset(one.terms) in anywhere)
        ):
            kept.append(one)
    return kept


def _bound(one: Alternative) -> bool:
    return one.phrase and len(one.terms) > 1


def tsvector(terms: Iterable[str], weight: str = "") -> str:
    """Terms, in order, as text for a cast to tsvector (`%s::tsvector`). `weight`: A to D.

    >>> tsvector(("суд", "суд", "право"), "A")
    "'суд':1A,2A 'право':3A"
    """
    places: dict[str, list[str]] = {}
    for at, term in enumerate(terms, 1):
        where = places.setdefault(term, [])
        if len(where) < 250:  # PostgreSQL keeps 256 of a lexeme
            where.append(f"{min(at, _LAST_POSITION)}{weight}")
    return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())
