"""From a table of people as somebody wrote it to faces: one row for each way to read each record.

Names, days and numbers repeat, so each distinct value is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qorgan.identity import births, iin, phones, places
from qorgan.identity.names import Word, group, readings, skeleton

NAMES = ("surname", "first_name", "patronymic", "full_name")
TEXTS = (
    *("surname", "surname_skeleton", "given", "given_skeleton", "given_class", "father", "father_skeleton"),
    *("sex", "born_day", "born_turned", "iin", "iin_digits", "phone", "region", "street"),
)
DAYS = ("born_from", "born_to")


class Named(NamedTuple):
    """The words of one reading, as they are compared."""

    surname: str | None
    surname_skeleton: str | None
    given: str | None
    given_skeleton: str | None
    given_class: str | None
    father: str | None
    father_skeleton: str | None
    sex: str | None


def _of(word: Word | None, stem: bool) -> str:
    return "" if word is None else (word.stem if stem else word.canonical)


@lru_cache(maxsize=1 << 18)
def _skeleton(canonical: str) -> str:
    return skeleton(canonical)


@lru_cache(maxsize=1 << 20)
def named(surname: str, first_name: str, patronymic: str, full_name: str, aliases: str) -> tuple[Named, ...]:
    """The readings of a name, those that come to the same words only once."""
    found: dict[Named, None] = {}
    others = tuple(part for part in aliases.split(";") if part.strip()) if aliases else ()
    for one in readings(surname, first_name, patronymic, full_name, others):
        family, given, father = _of(one.surname, True), _of(one.given, False), _of(one.father, True)
        sex = next((w.sex for w in (one.father, one.surname, one.given) if w is not None and w.sex), "")
        found.setdefault(
            Named(
                family or None,
                _skeleton(family) or None,
                given or None,
                _skeleton(given) or None,
                group(given) or None,
                father or None,
                _skeleton(father) or None,
                sex or None,
            )
        )
    return tuple(found) or (Named(*[None] * 8),)


def faces(people: pa.Table, on: date | None = None) -> pa.Table:
    """Columns `record` (the row of `people`), TEXTS and DAYS; `on` is the day on which ages were true."""
    columns = [_strings(people, name) for name in (*NAMES, "aliases")]
    rows, words = [], []
    for row, (one, two, three, four, aliases) in enumerate(zip(*columns, strict=True)):
        for reading in named(one, two, three, four, aliases):
            rows.append(row)
            words.append(reading)
    records = np.array(rows, dtype=np.int64)
    out: dict[str, pa.Array] = {"record": pa.array(records)}
    for name, column in zip(Named._fields, zip(*words, strict=True) if words else [()] * 8, strict=True):
        out[name] = pa.array(column, pa.string())
    out |= {name: column.take(pa.array(records)) for name, column in _numbers(people, on).items()}
    out["sex"] = pc.coalesce(_sex(people).take(pa.array(records)), out["sex"])
    return pa.table(out)


def _numbers(people: pa.Table, on: date | None) -> dict[str, pa.Array]:
    first, last = _born(people, on)
    number = _mapped(_column(people, "iin"), _iin)
    exact = pc.equal(first, last)
    stamp = pc.if_else(exact, first, pa.scalar(None, pa.int32()))
    return {
        "born_from": first,
        "born_to": last,
        "born_day": _mapped(stamp, _day_text),
        "born_turned": _mapped(stamp, _turned),
        "iin": number,
        "iin_digits": _mapped(number, lambda text: "".join(sorted(text))),
        "phone": _mapped(_column(people, "phone"), _phone),
        "region": _mapped(_column(people, "region"), lambda text: places.region(text) or None),
        "street": _mapped(_column(people, "street"), lambda text: places.street(text) or None),
    }


def _born(people: pa.Table, on: date | None) -> tuple[pa.Array, pa.Array]:
    first, last, _ = births.columns(_column(people, "dob"), _column(people, "age"), on)
    return pa.array(first, pa.int32()), pa.array(last, pa.int32())


def _day_text(stamp: int) -> str:
    return births.day_of(stamp).strftime("%Y%m%d")


def _turned(stamp: int) -> str | None:
    """Year, and day and month in ascending order, where the two could have been taken for each other."""
    day = births.day_of(stamp)
    return f"{day.year}{min(day.month, day.day):02}{max(day.month, day.day):02}" if day.day <= 12 else None


def _iin(text: str) -> str | None:
    try:
        return iin.loose(text)
    except iin.NotAnIin:
        return None


def _phone(text: str) -> str | None:
    try:
        return phones.canonical(text)
    except phones.NotAPhone:
        return None


def _sex(people: pa.Table) -> pa.Array:
    return _mapped(_column(people, "sex"), {"m": "m", "f": "f"}.get)


def _column(people: pa.Table, name: str) -> pa.Array:
    if name not in people.column_names:
        return pa.nulls(people.num_rows, pa.string())
    column = people[name]
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _strings(people: pa.Table, name: str) -> Iterable[str]:
    return [text or "" for text in _column(people, name).to_pylist()]


def _mapped(column: pa.Array, function: Callable[..., str | None]) -> pa.Array:
    """`function` of each distinct value; null stays null."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    read = pa.array([function(value) for value in coded.dictionary.to_pylist()], pa.string())
    return read.take(coded.indices)
