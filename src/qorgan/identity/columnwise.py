"""Whole columns of texts read at once: days in the usual notations by arithmetic, every other text once.

For `births`. It must give for each row what the reader of single texts gives.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qorgan.identity import days
from qorgan.identity.days import Span

UNKNOWN = np.int32(-(2**31))  # no day is known; no interval is so early
EPOCH = date(1970, 1, 1).toordinal()
Days = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
Columns = tuple[Days, Days, npt.NDArray[np.object_]]
Reader = Callable[[str, date | None], Span]
_USUAL = {r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": (0, 5, 8), r"^[0-9]{2}\.[0-9]{2}\.[0-9]{4}$": (6, 3, 0)}


def each(texts: Any, on: Any, reader: Reader, usual: bool = False) -> Columns:
    """First and last day and code of every row; `usual`: the texts may be days in the usual notations."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = texts.cast(pa.string()).fill_null("").dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    recorded = _recorded(on, len(texts))
    first = np.full(len(texts), UNKNOWN, np.int32)
    if usual and len(texts):
        first = _possible(_usual_days(encoded.dictionary)[codes], recorded)
    last, fault = first.copy(), np.full(len(texts), "", dtype=object)
    rest = np.flatnonzero(first == UNKNOWN)
    if len(rest):
        first[rest], last[rest], fault[rest] = _one_by_one(
            encoded.dictionary, codes[rest], recorded[rest], reader
        )
    return first, last, fault


def _recorded(on: Any, size: int) -> Numbers:
    """The day of record of each row as a number, UNKNOWN where there is none."""
    if on is None or isinstance(on, date):
        return np.full(size, UNKNOWN if on is None else on.toordinal() - EPOCH, np.int64)
    column = on.combine_chunks() if isinstance(on, pa.ChunkedArray) else on
    numbers: Numbers = (
        column.cast(pa.date32()).cast(pa.int32()).fill_null(int(UNKNOWN)).to_numpy().astype(np.int64)
    )
    return numbers


def _usual_days(values: Any) -> Days:
    """The day of each text that is a day of the calendar in a usual notation, UNKNOWN for all others."""
    found = np.full(len(values), UNKNOWN, np.int32)
    for pattern, (year_at, month_at, day_at) in _USUAL.items():
        places = np.flatnonzero(pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False))
        if not len(places):
            continue
        text = "".join(values.take(pa.array(places)).to_pylist()).encode("ascii")
        figures = np.frombuffer(text, np.uint8).reshape(-1, 10).astype(np.int64) - 48
        year = figures[:, year_at : year_at + 4] @ np.array([1000, 100, 10, 1])
        month = figures[:, month_at : month_at + 2] @ np.array([10, 1])
        day = figures[:, day_at : day_at + 2] @ np.array([10, 1])
        start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
        length = ((start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")).astype(np.int64)
        good = (1 <= month) & (month <= 12) & (1 <= day) & (day <= length) & (year >= 1)
        number = start.astype("datetime64[D]").astype(np.int64) + day - 1
        found[places[good]] = number[good]
    strange = np.array([number - EPOCH for number in days.rules().placeholders], np.int32)
    return np.where(np.isin(found, strange), UNKNOWN, found)


def _possible(day: Days, recorded: Numbers) -> Days:
    """The days on which somebody can have been born without a doubt; the others are looked at one by one."""
    limits = days.rules()
    earliest, latest = (number - EPOCH for number in days.limits_of(None))
    lowest = np.where(recorded == UNKNOWN, earliest, recorded - limits.oldest * 365)
    highest = np.where(recorded == UNKNOWN, latest, recorded)
    return np.where((day >= lowest) & (day <= highest), day, UNKNOWN)


def _one_by_one(values: Any, codes: Numbers, recorded: Numbers, reader: Reader) -> Columns:
    """Every distinct text, with its day of record, is read once."""
    pairs, places = np.unique(codes * 2**33 + (recorded + 2**31), return_inverse=True)
    texts = values.take(pa.array(pairs >> 33)).to_pylist()
    numbers = ((pairs & (2**33 - 1)) - 2**31).tolist()
    on = {number: _day(number) for number in set(numbers)}
    spans = [reader(text, on[number]) for text, number in zip(texts, numbers, strict=True)]
    first = [UNKNOWN if span.first is None else span.first - EPOCH for span in spans]
    last = [UNKNOWN if span.last is None else span.last - EPOCH for span in spans]
    fault = np.array([span.fault for span in spans], dtype=object)
    return np.array(first, np.int32)[places], np.array(last, np.int32)[places], fault[places]


def _day(number: int) -> date | None:
    return None if number == UNKNOWN else date.fromordinal(number + EPOCH)
