"""The words of documents in the database: a table of FTS5 on SQLite, of tsvector on PostgreSQL.

Both hold the same terms under the same four parts and answer the same two questions: where does a term stand,
and where a phrase. What is asked is made of terms only, letters and digits, so nobody's text reaches either's
query language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from qorgan.language import tsvector

PARTS = ("title", "words", "summary", "labels")  # PostgreSQL's weights A to D, in this order
FORMS = "forms"
TABLE = "finding_words"
_LETTERS = dict(zip(PARTS, "ABCD", strict=True))
# Terms of different parts must not touch: a phrase never runs from the title into the summary.
GAP = 10

MAKE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join((*PARTS, FORMS))}, "
        "tokenize = \"unicode61 remove_diacritics 0\", detail = full, columnsize = 0)"
    ],
    "postgresql": [
        f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, terms tsvector NOT NULL, {FORMS} tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_terms ON {TABLE} USING gin (terms) WITH (fastupdate = off)",
        f"CREATE INDEX {TABLE}_forms ON {TABLE} USING gin ({FORMS}) WITH (fastupdate = off)",
    ],
}
DROP = f"DROP TABLE IF EXISTS {TABLE}"
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Terms:
    """The terms of a document by part, and its folded words."""

    parts: Mapping[str, tuple[str, ...]]
    forms: tuple[str, ...]


def write(documents: Iterable[tuple[int, Terms]]) -> None:
    """Adds documents under their ids, which must be new."""
    if connection.vendor == "sqlite":
        rows = [
            [place, *(" ".join(terms.parts.get(part, ())) for part in PARTS), " ".join(terms.forms)]
            for place, terms in documents
        ]
        sql = f"INSERT INTO {TABLE} (rowid, {', '.join((*PARTS, FORMS))}) VALUES (%s, %s, %s, %s, %s, %s)"
    else:
        rows = [[place, weighted(terms), tsvector(terms.forms)] for place, terms in documents]
        sql = f"INSERT INTO {TABLE} (rowid, terms, {FORMS}) VALUES (%s, %s::tsvector, %s::tsvector)"
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def weighted(terms: Terms) -> str:
    """The terms of all parts as one tsvector, each with its part's weight.

    >>> weighted(Terms({"title": ("суд",), "summary": ("суд", "право")}, ()))
    "'суд':1A,22C 'право':23C"
    """
    places: dict[str, list[str]] = {}
    at = 1
    for part in PARTS:
        for term in terms.parts.get(part, ()):
            where = places.setdefault(term, [])
            if len(where) < 250 and at < 16_000:  # 256 places of a lexeme and 16383 of a text are the most
                where.append(f"{at}{_LETTERS[part]}")
            at += 1
        at += GAP
    return " ".join(f"'{term}':{','.join(where) or at}" for term, where in places.items())


def remove(places: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [[place] for place in places])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def phrase_in(part: str, terms: tuple[str, ...], after: int = -1) -> Places:
    """The ids, rising and above `after`, of documents that hold these terms one after another in a part."""
    if connection.vendor == "sqlite":
        sql = f"SELECT group_concat(rowid) FROM (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid > %s)"
        asked = f'{part} : "{" ".join(terms)}"'
    else:
        column = FORMS if part == FORMS else "terms"
        sign = "" if part == FORMS else f":{_LETTERS[part]}"
        sql = (
            f"SELECT string_agg(int8send(rowid), ''::bytea) FROM {TABLE} "
            f"WHERE {column} @@ %s::tsquery AND rowid > %s"
        )
        asked = " <-> ".join(f"'{term}'{sign}" for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, after])
        (found,) = cursor.fetchone()
    if not found:
        return np.empty(0, np.int64)
    if isinstance(found, str):
        return np.fromstring(found, np.int64, sep=",")
    return np.sort(np.frombuffer(found, ">i8").astype(np.int64))


def stands(form: str) -> bool:
    """Whether any document holds this folded word."""
    match = f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else f"{FORMS} @@ %s::tsquery"
    asked = f'{FORMS} : "{form}"' if connection.vendor == "sqlite" else f"'{form}'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {TABLE} WHERE {match} LIMIT 1", [asked])
        return cursor.fetchone() is not None
