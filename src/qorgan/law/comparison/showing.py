"""A comparison as lines for people, as one JSON document and as CSV: one row for each statement."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from qorgan.law.law import load

from .model import NONE, Comparison, Dated, Statement
from .reading import filled, words

COLUMNS = (
    "table", "on", "row", "title", "state", "status", "text", "certainty", "sources", "basis", "since",
    "since_is", "until",
)  # fmt: skip


def document(
    tables: dict[str, Comparison], changed: Sequence[Dated] | None, lang: str | None
) -> dict[str, Any]:
    """Every table asked for, in one document."""
    shown: dict[str, Any] = {name: found.to_json(lang) for name, found in tables.items()}
    if changed is not None:
        shown["changes"] = [one.to_json(lang) for one in changed]
    return shown


def as_csv(tables: dict[str, Comparison], changed: Sequence[Dated] | None, on: date, lang: str) -> str:
    """The same as rows; several sources or articles of one statement are parted by a space."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for name, found in tables.items():
        for row in found.rows:
            for cell in row.cells:
                for one in cell.statements:
                    place = (name, on.isoformat(), row.id, row.title[lang], cell.state, cell.status)
                    writer.writerow((*place, *_said(one, lang)))
    for change in changed or ():
        place = ("changes", on.isoformat(), "", "", change.state, "")
        writer.writerow((*place, *_said(change.statement, lang)))
    return out.getvalue()


def _said(one: Statement, lang: str) -> tuple[str, ...]:
    return (
        one.text[lang], one.certainty, " ".join(one.sources), " ".join(one.basis), one.since, one.since_is,
        one.until.isoformat() if one.until else "",
    )  # fmt: skip


def lines(found: Comparison, heading: str, lang: str) -> Iterator[str]:
    """The table for a terminal: aspect, state, then each statement with how sure it is and from where."""
    titles = {state.id: state.title[lang] for state in found.states}
    yield words()[heading][lang]
    yield filled("on_day", found.on.isoformat(), found.read.isoformat())[lang]
    for row in found.rows:
        yield ""
        yield row.title[lang]
        for cell in row.cells:
            none = f" – {words()['status_none'][lang]}" if cell.status == NONE else ""
            yield f"  {titles[cell.state]}{none}"
            for one in cell.statements:
                yield f"    {one.text[lang]}"
                yield f"      {sure(one, lang)}; {' '.join(one.sources)}"


def sure(one: Statement, lang: str) -> str:
    """How certain a statement is and since when it stands, in words."""
    parts = [load().phrase(one.certainty, lang), *since(one, lang)]
    return "; ".join(parts)


def since(one: Statement, lang: str, day: Any = str) -> Iterator[str]:
    """Since when, until when; ``day`` writes a day as its readers do."""
    if one.since_is:
        yield filled(one.since_is, day(one.since))[lang]
    if one.until:
        yield filled("until", day(one.until.isoformat()))[lang]


def change_lines(changed: Iterable[Dated], titles: dict[str, str], lang: str) -> Iterator[str]:
    yield words()["heading_changes"][lang]
    for one in changed:
        yield f"  {one.since}  {titles[one.state]}: {one.statement.text[lang]}"
        yield f"    {sure(one.statement, lang)}; {' '.join(one.statement.sources)}"
