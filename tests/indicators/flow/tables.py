"""Small tables of events for the tests; every person in them is invented."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from qorgan.indicators.flow.answer import Answer, Question, answer

COLUMNS = ("subject", "parent", "type", "recorded_at", "occurred_at", "agency", "state")
TODAY = date(2026, 11, 26)


def written(folder: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> str:
    """A CSV of rows; a column that a row does not name is empty."""
    path = folder / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, restval="", extrasaction="raise")
        out.writeheader()
        out.writerows(rows)
    return str(path)


def row(subject: str, type_: str, at: str, parent: str = "", **more: str) -> dict[str, str]:
    return {"subject": subject, "parent": parent, "type": type_, "recorded_at": at, **more}


def asked(folder: Path, rows: list[dict[str, str]], *columns: str, **question: Any) -> Answer:
    """The answer to a table of these rows, with these columns beside the seven."""
    question.setdefault("today", TODAY)
    return answer(written(folder, rows, (*COLUMNS, *columns)), Question(**question))


def notes(given: Answer) -> dict[str, tuple[int, tuple[int, ...]]]:
    return {note.code: (note.count, note.lines) for note in given.notes}
