"""The words of documents in the database: a table of FTS5 on SQLite, of tsvector on PostgreSQL.

Both hold the same terms under the same four parts and answer the same two questions: where does a term stand,
and where a phrase. What is asked is made of terms only, letters and digits, so nobody's text reaches either's
query language.
"""

# ruff: noqa: S608 - only names of this module stand in the SQL; everything else is a parameter

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
        'tokenize = "unicode61 remove_diacritics 0", detail = full, columnsize = 0)'
    ],
    "postgresql": [
        f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, "
        f"terms tsvector NOT NULL, {FORMS} tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_terms ON {TABLE} USING gin (terms) WITH (fastupdate = off)",
        f"CREATE INDEX {TABLE}_forms ON {TABLE} USING gin ({FORMS}) WITH (fastupdate = off)",
    ],
}
DROP = f"DROP TABLE IF EXISTS {TABLE}"
Places = NDArray[np.int64]
Parts = NDArray[np.uint8]


@dataclass(frozen=True)
class Terms:
    """The terms of a document by part, and its folded words."""

    parts: Mapping[str, tuple[str, ...]]
    forms: tuple[str, ...]


def write(documents: Iterable[tuple[int, Terms]]) -> None:
    """Adds documents under their ids, which must be new."""
    if connection.vendor == "sqlite":
        rows: list[list[Any]] = [
            [place, *(" ".join(terms.parts.get(part, ())) for part in PARTS), " ".join(terms.forms)]
            for place, terms in documents
        ]
        sql = f"INSERT INTO {TABLE} (rowid, {', '.join((*PARTS, FORMS))}) VALUES (%s, %s, %s, %s, %s, %s)"  # nosec B608
    else:
        rows = [[place, weighted(terms), tsvector(terms.forms)] for place, terms in documents]
        sql = f"INSERT INTO {TABLE} (rowid, terms, {FORMS}) VALUES (%s, %s::tsvector, %s::tsvector)"  # nosec B608
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
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [[place] for place in places])  # nosec B608


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # nosec B608


def places_of(terms: tuple[str, ...], after: int, *, forms: bool) -> tuple[Places, Parts]:
    """The ids, rising and above `after`, of documents that hold these terms one after another in one part,
    and in which parts, as bits in the order of `PARTS`. `forms`: folded words are meant,
    and parts are not told apart."""
    if connection.vendor == "sqlite":
        return _sqlite_places(terms, after, forms)
    return _postgres_places(terms, after, forms)


def _sqlite_places(terms: tuple[str, ...], after: int, forms: bool) -> tuple[Places, Parts]:
    phrase = f'"{" ".join(terms)}"'
    where = f"FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid > %s"
    found, bits = [], []
    with connection.cursor() as cursor:
        for bit, part in enumerate([FORMS] if forms else PARTS):
            cursor.execute(
                f"SELECT group_concat(rowid) FROM (SELECT rowid {where})",  # nosec B608
                [f"{part} : {phrase}", after],
            )
            (joined,) = cursor.fetchone()
            if joined:
                found.append(np.fromstring(joined, np.int64, sep=","))
                bits.append(np.full(len(found[-1]), 1 << bit, np.uint8))
    if len(found) < 2:
        return (found[0], bits[0]) if found else (np.empty(0, np.int64), np.empty(0, np.uint8))
    unique, inverse = np.unique(np.concatenate(found), return_inverse=True)
    parts = np.zeros(len(unique), np.uint8)
    np.bitwise_or.at(parts, inverse, np.concatenate(bits))
    return unique, parts


def _postgres_places(terms: tuple[str, ...], after: int, forms: bool) -> tuple[Places, Parts]:
    """All in one pass: each row found says in which parts, and numbers come as bytes, not as rows."""
    asked = [" <-> ".join(f"'{term}'{sign}" for term in terms) for sign in ("", ":A", ":B", ":C", ":D")]
    column = FORMS if forms else "terms"
    mask = (
        "1" if forms else " + ".join(f"(terms @@ %s::tsquery)::int * {1 << bit}" for bit in range(len(PARTS)))
    )
    sql = (
        "SELECT string_agg(int8send(rowid), ''::bytea), "
        "string_agg(set_byte('\\x00'::bytea, 0, mask), ''::bytea) "
        f"FROM (SELECT rowid, {mask} AS mask FROM {TABLE} "
        f"WHERE {column} @@ %s::tsquery AND rowid > %s ORDER BY rowid) AS found"  # nosec B608
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*([] if forms else asked[1:]), asked[0], after])
        places, masks = cursor.fetchone()
    if not places:
        return np.empty(0, np.int64), np.empty(0, np.uint8)
    found, parts = np.frombuffer(places, ">i8").astype(np.int64), np.frombuffer(masks, np.uint8)
    whole = parts > 0  # a phrase over the border of two parts is none
    return found[whole], parts[whole]


def stands(form: str) -> bool:
    """Whether any document holds this folded word."""
    match = f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else f"{FORMS} @@ %s::tsquery"
    asked = f'{FORMS} : "{form}"' if connection.vendor == "sqlite" else f"'{form}'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {TABLE} WHERE {match} LIMIT 1", [asked])  # nosec B608
        return cursor.fetchone() is not None
