"""From a table of people as somebody wrote it to faces: one row for each way to read each record.

Names, days and numbers repeat, so each distinct value is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from functools import cache, lru_cache
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from qorgan.identity import births, iin, phones, places
from qorgan.identity.days import rules
from qorgan.identity.faces import day, days
from qorgan.identity.linking import naming, words
from qorgan.identity.names import Word, group, readings, skeleton
from qorgan.identity.names.given import SEXES

_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", re.ASCII)
ROWS_WORTH_A_PROCESS = 50_000
_TEXTS = 8192
NAMES = ("surname", "first_name", "patronymic", "full_name")
TEXTS = (
    *("surname", "surname_skeleton", "given", "given_skeleton", "given_class", "given_listed"),
    *("father", "father_skeleton"),
    *("sex", "born_day", "born_digits", "born_turned", "born_year", "born_january", "iin", "iin_digits"),
    *("phone", "region", "region_before", "street"),
)
DAYS = ("born_from", "born_to")


class Named(NamedTuple):
    """The words of one reading, as they are compared."""

    surname: str | None
    surname_skeleton: str | None
    given: str | None
    given_skeleton: str | None
    given_class: str | None
    given_listed: str | None
    father: str | None
    father_skeleton: str | None
    sex: str | None


def _of(word: Word | None, stem: bool) -> str:
    return "" if word is None else (word.stem if stem else word.canonical)


@lru_cache(maxsize=1 << 18)
def framed(canonical: str) -> str | None:
    """The consonant frame of a word; None where there is none."""
    return skeleton(canonical) or None


def listed(given: str) -> str | None:
    """The class of a given name that the lists know; None of any other, which may be a misspelling."""
    of = group(given)
    return of if given and (of != given or given in SEXES) else None


def apart(
    surname: str, first_name: str, patronymic: str, full_name: str, aliases: str
) -> tuple[tuple[str, str, str, str], ...]:
    """Surname, given name, father's name and sex in each reading of a name; one that comes to the same words
    only once.
    """
    others = tuple(part for part in aliases.split(";") if part.strip()) if aliases else ()
    found: dict[tuple[str, str, str, str], None] = {}
    for one in readings(surname, first_name, patronymic, full_name, others):
        sex = next((w.sex for w in (one.father, one.surname, one.given) if w is not None and w.sex), "")
        found.setdefault((_of(one.surname, True), _of(one.given, False), _of(one.father, True), sex))
    return tuple(found) or (("", "", "", ""),)


@lru_cache(maxsize=1 << 16)
def named(surname: str, first_name: str, patronymic: str, full_name: str, aliases: str) -> tuple[Named, ...]:
    """The readings of a name, those that come to the same words only once."""
    return tuple(
        Named(
            family or None,
            framed(family),
            given or None,
            framed(given),
            group(given) or None,
            listed(given),
            father or None,
            framed(father),
            sex or None,
        )
        for family, given, father, sex in apart(surname, first_name, patronymic, full_name, aliases)
    )


def faces(people: pa.Table, on: date | None = None, processes: int = 1) -> pa.Table:
    """Columns `record` (the row of `people`), TEXTS and DAYS; `on` is the day on which ages were true.

    With several processes the words of a long table are read in the others while this one reads its numbers;
    the answer is the same.
    """
    names = [_column(people, name) for name in (*NAMES, "aliases")]
    texts = naming.told(names)
    if processes < 2 or people.num_rows < ROWS_WORTH_A_PROCESS * processes:
        numbers, read = _numbers(people, on), [words.read(texts.distinct)]
    else:
        with ProcessPoolExecutor(processes - 1, get_context("spawn")) as pool:
            parts = [texts.distinct[at : at + _TEXTS] for at in range(0, len(texts.distinct), _TEXTS)]
            asked = [pool.submit(words.read, part) for part in parts]
            numbers = _numbers(people, on)
            # What nobody has begun is read here, from the end.
            mine = {place: words.read(parts[place]) for place in _left(asked)}
            read = [mine.get(place) or one.result() for place, one in enumerate(asked)]
    return _faces(people, naming.named(texts, words.joined(read), names, apart), numbers)


def _left(asked: Sequence[Future[pa.RecordBatch]]) -> Iterator[int]:
    return (place for place in reversed(range(len(asked))) if asked[place].cancel())


def _faces(people: pa.Table, found: naming.Named, numbers: dict[str, pa.Array]) -> pa.Table:
    records = pa.array(found.record)
    made = _names(found)
    out: dict[str, pa.Array] = {"record": records, **{name: made[name] for name in Named._fields}}
    out |= {name: column.take(records) for name, column in numbers.items()}
    sex = _mapped(_column(people, "sex"), {"m": "m", "f": "f"}.get)
    hinted = _of_known(numbers["iin"], iin.sex_columns)
    out["sex"] = pc.coalesce(sex.take(records), out["sex"], hinted.take(records))
    return pa.table(out)


def _names(found: naming.Named) -> dict[str, pa.Array]:
    """The columns that a reading's words make, each distinct word once."""
    out = {"sex": _coded(found.sex, [sex or None for sex in words.SEXES])}
    for name, codes in (("surname", found.surname), ("given", found.given), ("father", found.father)):
        there = np.bincount(codes, minlength=len(found.forms)) > 0
        distinct, places_ = np.flatnonzero(there), (np.cumsum(there) - 1)[codes]
        forms = [found.forms[code] for code in distinct.tolist()]
        out[name] = _coded(places_, [form or None for form in forms])
        out[f"{name}_skeleton"] = _coded(places_, [framed(form) for form in forms])
        if name == "given":
            out["given_class"] = _coded(places_, [group(form) or None for form in forms])
            out["given_listed"] = _coded(places_, [listed(form) for form in forms])
    return out


def _coded(codes: NDArray[np.integer[Any]], values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(codes))


def _numbers(people: pa.Table, on: date | None) -> dict[str, pa.Array]:
    number = _none_for_empty(iin.columns(_column(people, "iin"))[0])
    first, last = _born(people, number, on)
    stamp = pc.if_else(pc.equal(first, last), first, pa.scalar(None, pa.int32()))
    day_ = _mapped(stamp, day_text)
    undated = pc.if_else(day_.is_null(), _column(people, "dob"), pa.scalar(None, pa.string()))
    region = _none_for_empty(places.columns(_column(people, "region")))
    return {
        "born_from": first,
        "born_to": last,
        "born_day": day_,
        "born_digits": pc.coalesce(day_, _mapped(undated, as_written)),
        "born_turned": _mapped(stamp, turned),
        "born_year": pc.utf8_slice_codeunits(day_, 0, 4),
        "born_january": _mapped(day_, lambda text: text[:4] if text.endswith("0101") else None),
        "iin": number,
        "iin_digits": _of_known(number, iin.sorted_digits),
        "phone": _none_for_empty(phones.columns(_column(people, "phone"))[0]),
        "region": region,
        "region_before": _mapped(region, before),
        "street": _none_for_empty(places.columns(_column(people, "street"), places.street)),
    }


def _born(people: pa.Table, number: pa.Array, on: date | None) -> tuple[pa.Array, pa.Array]:
    """As it was written; where nothing was, as the IIN suggests, which is a hint like any other."""
    first, last, _ = births.columns(_column(people, "dob"), _column(people, "age"), recorded(people, on))
    unknown = first == births.UNKNOWN
    hint = _of_known(number, iin.born_columns)
    return tuple(pc.coalesce(pa.array(values, pa.int32(), mask=unknown), hint) for values in (first, last))


def recorded(people: pa.Table, on: date | None) -> date | pa.Array | None:
    """The day of each record, where the table has a column for it; elsewhere `on`. Ages were true on that
    day.
    """
    told = _column(people, "recorded")
    if told.null_count == len(told) or not pc.any(pc.not_equal(told, "")).as_py():
        return on
    first, last, _ = births.columns(told.fill_null(""))
    known = (first == last) & (first != births.UNKNOWN)
    otherwise = int(births.UNKNOWN) if on is None else days(on)
    return pa.array(np.where(known, first, otherwise), pa.int32(), mask=~known & (on is None)).cast(
        pa.date32()
    )


def as_written(text: str) -> str | None:
    """The eight digits of a date that cannot be, year first, so that one wrong digit is seen as one.

    None where a part is not known, or where it is what systems write when they know no day: two records that
    both lack a date would else agree in it.
    """
    if found := _YEAR_LAST.fullmatch(text.strip()):
        year, month, day_ = int(found[3]), int(found[2]), int(found[1])
    elif found := _YEAR_FIRST.fullmatch(text.strip()):
        year, month, day_ = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    digits = f"{year:04}{month:02}{day_:02}"
    nothing = not (year and month and day_) or len(set(digits)) == 1
    return None if nothing or digits in _placeholders() else digits


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(date.fromordinal(one).isoformat().replace("-", "") for one in rules().placeholders)


def before(region: str) -> str:
    """The region that this one was part of before 2022, or itself."""
    earlier = places.gazetteer().was.get(region, ())
    return next(iter(sorted(earlier)), region)


def day_text(stamp: int) -> str:
    return day(stamp).strftime("%Y%m%d")


def turned(stamp: int) -> str | None:
    """Year, and day and month in ascending order, where the two could have been taken for each other."""
    born = day(stamp)
    low, high = sorted((born.month, born.day))
    return f"{born.year}{low:02}{high:02}" if born.day <= 12 else None


def _column(people: pa.Table, name: str) -> pa.Array:
    if name not in people.column_names:
        return pa.nulls(people.num_rows, pa.string())
    column = people[name]
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _none_for_empty(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _mapped(column: pa.Array, function: Callable[..., str | None]) -> pa.Array:
    """`function` of each distinct value; null stays null."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    values = coded.dictionary.to_pylist()
    read = pa.array([function(value) if value not in ("", None) else None for value in values], pa.string())
    return read.take(coded.indices)


def _of_known(column: pa.Array, function: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`function` of the values that are there; null stays null."""
    there = column.is_valid()
    places_ = pa.array(np.cumsum(there.to_numpy(zero_copy_only=False)) - 1)
    return function(column.drop_null()).take(pc.if_else(there, places_, pa.scalar(None, pa.int64())))
