"""Where words stand, in tables of our own that are the same on SQLite and PostgreSQL.

FTS5 and tsvector answer row by row and part by part: a frequent term took them hundreds of milliseconds among
300,000 documents. Here a term has a row for each block of records, with all its places there as numbers of
four bytes, and is read as it lies. What was published lately stands in a row for each record, until there are
enough of them to be put into the rows of terms.

A place is one number: that of the record, the language, the part and the word's place in it. So places that
follow each other make a phrase, and sorting them sorts by record.
"""

# ruff: noqa: S608 - only names of this module stand in the SQL; everything else is a parameter

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from qorgan.web.library.finding.models import Fresh, Gone, Posting

PARTS = ("title", "words", "summary", "labels")
FORM = "="  # begins the key of a folded word; that of a stem is the stem
NUMBER_AT, LANGUAGE_AT, PART_AT = 19, 16, 14  # bits of a place
IN_BLOCK = 8192  # numbers: with what follows, they fill 32 bits
MOST_WORDS, MOST_FORMS = (1 << PART_AT) - 1, (1 << LANGUAGE_AT) - 1
LONGEST = 100  # letters of a word that are told apart
MOST_FRESH = 200
AT_ONCE = 400
Places = NDArray[np.int64]
Parts = NDArray[np.uint8]
_POSTINGS = Posting._meta.db_table
_BITS = np.array([1, 2, 4, 8], np.uint8)


Thing = TypeVar("Thing")


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things, so many at a time."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some


@dataclass(frozen=True)
class Terms:
    """The terms of a document by part, and its folded words."""

    parts: Mapping[str, tuple[str, ...]]
    forms: tuple[str, ...]


def key_of(word: str, *, form: bool = False) -> str:
    return (FORM if form else "") + word[:LONGEST]


def words_of(documents: Iterable[tuple[int, Terms]]) -> dict[str, list[int]]:
    """The places of each word of a record, given its documents with the numbers of their languages.

    >>> words_of([(1, Terms({"title": ("суд", "право"), "summary": ("суд",)}, ("суды",)))])
    {'суд': [65536, 98304], 'право': [65537], '=суды': [65536]}
    """
    found: dict[str, list[int]] = {}
    for language, terms in sorted(documents, key=lambda one: one[0]):
        for bit, part in enumerate(PARTS):
            start = language << LANGUAGE_AT | bit << PART_AT
            for at, term in enumerate(terms.parts.get(part, ())[:MOST_WORDS], start):
                found.setdefault(key_of(term), []).append(at)
        for at, form in enumerate(terms.forms[:MOST_FORMS], language << LANGUAGE_AT):
            found.setdefault(key_of(form, form=True), []).append(at)
    return found


def write(records: Iterable[tuple[int, Iterable[tuple[int, Terms]]]]) -> None:
    """Adds records under their numbers, which rise and are above all that were. The caller holds the lock."""
    rows = [
        Fresh(number=number, words=json.dumps(words_of(documents), ensure_ascii=False, separators=(",", ":")))
        for number, documents in records
    ]
    Fresh.objects.bulk_create(rows, batch_size=100)
    if Fresh.objects.count() >= MOST_FRESH:
        merge()


def merge() -> None:
    """Puts the rows of records into the rows of terms. The caller holds the lock."""
    gathered: dict[tuple[str, int], list[int]] = {}
    for number, words in Fresh.objects.order_by("number").values_list("number", "words").iterator(100):
        block, start = divmod(number, IN_BLOCK)
        start <<= NUMBER_AT
        for key, places in json.loads(words).items():
            gathered.setdefault((key, block), []).extend(start | one for one in places)
    rows = [(key, block, np.array(gathered[key, block], "<u4").tobytes()) for key, block in sorted(gathered)]
    _append(rows)
    Fresh.objects.all().delete()


def _append(rows: Sequence[tuple[str, int, bytes]]) -> None:
    into = f"INSERT INTO {_POSTINGS} (key, block, data)"
    known = "ON CONFLICT (key, block) DO UPDATE SET data ="
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = f"{into} VALUES (%s, %s, %s) {known} CAST({_POSTINGS}.data || excluded.data AS BLOB)"  # nosec B608
            cursor.executemany(sql, rows)
            return
        asked = "SELECT * FROM unnest(%s::text[], %s::int[], %s::bytea[])"
        for some in batched(rows, 5000):
            columns = [list(column) for column in zip(*some, strict=True)]
            cursor.execute(f"{into} {asked} {known} {_POSTINGS}.data || excluded.data", columns)  # nosec B608


def remove(numbers: Iterable[int]) -> None:
    """Takes records out. What of them stands in rows of terms goes with the next `sweep`: nobody reads it."""
    gone = set(numbers)
    fresh = Fresh.objects.filter(number__in=gone)
    merged = gone - set(fresh.values_list("number", flat=True))
    fresh.delete()
    Gone.objects.bulk_create([Gone(number=one) for one in merged], ignore_conflicts=True)


def sweep() -> None:
    """Takes out of the rows of terms what was removed since the last time. The caller holds the lock."""
    lost: dict[int, NDArray[np.bool_]] = {}
    for number in Gone.objects.values_list("number", flat=True):
        block, offset = divmod(number, IN_BLOCK)
        lost.setdefault(block, np.zeros(IN_BLOCK, bool))[offset] = True
    last = 0
    while rows := list(Posting.objects.filter(id__gt=last, block__in=lost).order_by("id")[:AT_ONCE]):
        last, changed, empty = rows[-1].id, list[Posting](), list[int]()
        for row in rows:
            places = np.frombuffer(row.data, "<u4")
            left = places[~lost[row.block][places >> NUMBER_AT]]
            if not len(left):
                empty.append(row.id)
            elif len(left) < len(places):
                row.data = left.tobytes()
                changed.append(row)
        Posting.objects.bulk_update(changed, ["data"], batch_size=100)
        Posting.objects.filter(id__in=empty).delete()
    Gone.objects.all().delete()


def clear() -> None:
    for model in (Posting, Fresh, Gone):
        model.objects.all().delete()


def fresh_after(number: int, upto: int) -> dict[int, dict[str, list[int]]]:
    """The words of records that stand in rows of their own, by number."""
    rows = Fresh.objects.filter(number__gt=number, number__lte=upto).order_by("number")
    return {number: json.loads(words) for number, words in rows.values_list("number", "words")}


def read(keys: Iterable[str]) -> dict[str, Places]:
    """The places of these words in the rows of terms, rising; no entry for a word that is not there."""
    found: dict[str, list[Places]] = {}
    for some in batched(keys, AT_ONCE):
        marks = ", ".join(["%s"] * len(some))
        asked = f"SELECT key, block, data FROM {_POSTINGS} WHERE key IN ({marks}) ORDER BY key, block"  # nosec B608
        with connection.cursor() as cursor:
            cursor.execute(asked, some)
            for key, block, data in cursor.fetchall():
                places = np.frombuffer(data, "<u4").astype(np.int64)
                places += block * IN_BLOCK << NUMBER_AT
                found.setdefault(key, []).append(places)
    return {key: np.concatenate(several) for key, several in found.items()}


def in_a_row(words: Sequence[Places]) -> Places:
    """Where these words, each given by its places, stand one after another: the places of the last."""
    found = words[0]
    for after in words[1:]:
        few, many = sorted((found + 1, after), key=len)
        if not len(few):
            return few
        at = np.searchsorted(many, few)
        at[at == len(many)] = 0
        found = few[many[at] == few]
    return found


def documents_of(places: Places, *, forms: bool) -> tuple[Places, Parts]:
    """The documents in which these places are (number * 8 + language), rising, and in which of their parts,
    as bits in the order of `PARTS`. Of folded words the parts are not known."""
    whole = places >> LANGUAGE_AT
    begins = np.ones(len(whole), bool)
    np.not_equal(whole[1:], whole[:-1], out=begins[1:])
    first = np.flatnonzero(begins)
    if forms or not len(first):
        return whole[first], np.ones(len(first), np.uint8)
    bits = _BITS[places >> PART_AT & 3]
    return whole[first], np.bitwise_or.reduceat(bits, first)
