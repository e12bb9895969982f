"""What the fields of a chunk mean: days, numbers and places; a field that cannot be read is set aside.

Takes chunks of `tables.read`; every field set aside, and every doubt, is counted in the report with its line.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qorgan.identity import births, days, headers, iin, phones, places
from qorgan.identity.faults import Report
from qorgan.identity.headers import ID

NAMES = ("surname", "first_name", "patronymic", "full_name", "aliases")
LONGEST_NAME = 300


def read(chunk: Any, report: Report, on: date | None = None) -> Any:
    """The chunk with its meaning: names as written, `born_from` and `born_to` (days since 1970-01-01, null
    where not known), `iin`, `phone`, `phones` (the others), `region`, `street`, `sex`; "" where nothing is
    known.
    """
    made = _judged(chunk, report, on)
    made["street"] = places.columns(chunk.column("street"), places.street)
    made["line"] = chunk.column("line")
    return pa.table({ID: chunk.column(ID), **made})


def judge(chunk: Any, report: Report, on: date | None = None) -> None:
    """Reports what `read` would set aside, and every doubt; for those who read the cells themselves."""
    _judged(chunk, report, on)


def _judged(chunk: Any, report: Report, on: date | None) -> dict[str, Any]:
    lines = chunk.column("line").to_numpy()
    made = {field: _name(_told(chunk.column(field)), field, lines, report) for field in NAMES}
    made["born_from"], made["born_to"] = _born(chunk, lines, report, on)
    made["iin"], codes = iin.columns(chunk.column("iin"))
    _report(codes, "iin", lines, report)
    made["phone"], made["phones"], codes = phones.columns(chunk.column("phone"))
    _report(codes, "phone", lines, report)
    region = _told(chunk.column("region"))
    made["region"] = places.columns(region)
    unknown = pc.and_(pc.equal(made["region"], ""), pc.not_equal(region, ""))
    _at(unknown, "region_unknown", "region", lines, report)
    made["sex"] = _sex(_told(chunk.column("sex")), lines, report)
    return made


def _told(column: Any) -> Any:
    """Empty where the cell only says that nothing is known: a dash, "нет", "n/a"."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    nothing = pa.array(phones.listed()["nothing"], pa.string())
    return pc.if_else(pc.is_in(pc.utf8_lower(column), nothing), "", column)


def _at(mask: Any, code: str, field: str, lines: Any, report: Report) -> None:
    found = lines[mask.to_numpy(zero_copy_only=False)]
    if len(found):
        report.add_lines(code, found.tolist(), field)


def _report(codes: Any, field: str, lines: Any, report: Report) -> None:
    for code in pc.unique(codes).to_pylist():
        if code:
            _at(pc.equal(codes, code), code, field, lines, report)


def _name(column: Any, field: str, lines: Any, report: Report) -> Any:
    column = pc.replace_substring_regex(column, r"\s+", " ")
    no_letter = pc.and_(pc.not_equal(column, ""), pc.invert(pc.match_substring_regex(column, r"\pL")))
    long = pc.greater(pc.utf8_length(column), LONGEST_NAME)
    _at(no_letter, "name_no_letters", field, lines, report)
    _at(long, "name_long", field, lines, report)
    return pc.if_else(pc.or_(no_letter, long), "", column)


def _born(chunk: Any, lines: Any, report: Report, on: date | None) -> tuple[Any, Any]:
    recorded = chunk.column("recorded")
    day: Any = on
    if pc.any(pc.not_equal(recorded, "")).as_py():
        day, codes = _recorded(recorded, on)
        _report(codes, "recorded", lines, report)
    first, last, faults = births.columns(chunk.column("dob"), chunk.column("age"), day)
    codes = pa.array(faults, pa.string())
    for code in pc.unique(codes).to_pylist():
        if code:
            _at(pc.equal(codes, code), code, "age" if code.startswith("age") else "dob", lines, report)
    unknown = first == births.UNKNOWN
    return pa.array(first, mask=unknown), pa.array(last, mask=unknown)


def _recorded(column: Any, on: date | None) -> tuple[Any, Any]:
    """The day of each record, `on` where none is written, and the codes."""
    encoded = (
        column.combine_chunks().dictionary_encode()
        if column.num_chunks != 1
        else column.chunk(0).dictionary_encode()
    )
    found: list[date | None] = []
    codes: list[str] = []
    for text in encoded.dictionary.to_pylist():
        span = days.read(text, None)
        known = span.first is not None and span.first == span.last
        found.append(date.fromordinal(span.first) if known and span.first else on)
        codes.append("" if known or not text else "recorded_unreadable")
    return pa.array(found, pa.date32()).take(encoded.indices), pa.array(codes, pa.string()).take(
        encoded.indices
    )


def _sex(column: Any, lines: Any, report: Report) -> Any:
    lowered = pc.utf8_rtrim(pc.utf8_lower(column), ".").dictionary_encode()
    known = headers.sexes()
    values = lowered.dictionary.to_pylist() or [""]
    read = pa.array([known.get(value, "") for value in values], pa.string()).take(lowered.indices)
    _at(
        pc.and_(pc.equal(read, ""), pc.not_equal(column, "")),
        "sex_unreadable",
        "sex",
        lines,
        report,
    )
    return read
