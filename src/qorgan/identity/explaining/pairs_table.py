"""A CSV file of pairs of names, with the score of each pair added: read and written run by run.

It must never drop a row silently, never leave half a file where a whole one stood, and never write a cell
that a spreadsheet would run: names come from reports that anybody can send.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from qorgan.identity.comparing import Names, scores, verdict, why_no_name
from qorgan.identity.saying import Message, SaidError

PAIR = ("name_a", "name_b")
DELIMITERS = ",;\t"
RUN = 65536
# What was read of names is kept for the next run, as far as memory goes.
MOST_NAMES = 1_000_000
# Standard error stays readable; a row that was refused is also seen by its empty score.
MOST_TOLD = 1000
_NUMBER = re.compile(r"[+-][\d\s().,+-]*")


class TableFault(SaidError, ValueError):
    """The table as a whole cannot be read or written; the message is the line to show."""

    def __init__(self, place: str, field: str, problem: str | Message, allowed: str) -> None:
        super().__init__(
            "{place}: {field}: {problem} (allowed: {allowed})",
            place=place,
            field=field,
            problem=problem,
            allowed=allowed,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """`fault`: why it has no score."""

    line: int
    cells: list[str]
    fault: Message | None = None


@dataclass
class Done:
    rows: int = 0
    refused: int = 0


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run: an apostrophe before what begins like a formula.
    A number with its sign, as a telephone number, stays as it is.

    >>> [harmless(cell) for cell in ("=1+1", "@cmd", "+7 701 000 00 01", "-1.5", "-2+cmd|' /C calc'!A0")]
    ["'=1+1", "'@cmd", '+7 701 000 00 01', '-1.5', "'-2+cmd|' /C calc'!A0"]
    """
    if cell[:1] in ("=", "@", "\t", "\r") or (cell[:1] in ("+", "-") and not _NUMBER.fullmatch(cell)):
        return "'" + cell
    return cell


def score_table(source: str, out: str, *, verdicts: bool, tell: Callable[[Message], None]) -> Done:
    """Reads `source`, writes `out` ("-" for the standard streams) and tells each row at fault.
    Raises TableFault; `out` is then as it was.
    """
    place = "<stdin>" if source == "-" else Path(source).name
    added = ["score", "verdict"] if verdicts else ["score"]
    done, names = Done(), Names()
    with _reading(source, place) as text, _writing(out) as target:
        head, rows, delimiter = _table(text, place, added)
        writer = csv.writer(target, delimiter=delimiter, lineterminator="\n")
        writer.writerow([harmless(cell) for cell in (*head, *added)])
        places = [head.index(name) for name in PAIR]
        while run := list(islice(rows, RUN)):
            for row in _scored(run, places, len(head), verdicts, names):
                done.rows += 1
                done.refused += bool(row.fault)
                if row.fault and done.refused <= MOST_TOLD:
                    tell(Message("{place}: {why}", place=f"{place}:{row.line}", why=row.fault))
                writer.writerow([harmless(cell) for cell in row.cells])
            if len(names) > MOST_NAMES:
                names = Names()
    if done.refused > MOST_TOLD:
        tell(
            Message("{place}: {count} more rows without a score", place=place, count=done.refused - MOST_TOLD)
        )
    return done


def _scored(
    run: Sequence[Row], places: Sequence[int], width: int, verdicts: bool, names: Names
) -> Iterator[Row]:
    checked = [Row(row.line, row.cells, _fault(row.cells, places, width)) for row in run]
    good = [row.cells for row in checked if not row.fault]
    left, right = ([cells[place] for cells in good] for place in places)
    found = iter(scores(left, right, names).tolist())
    for row in checked:
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        if row.fault:
            yield Row(row.line, cells + [""] * (1 + verdicts), row.fault)
            continue
        score = next(found)
        yield Row(row.line, [*cells, f"{score:.4f}", *([verdict(score)] if verdicts else [])])


def _fault(cells: Sequence[str], places: Sequence[int], width: int) -> Message | None:
    if len(cells) != width:
        more = ", and those past the header are left out" if len(cells) > width else ""
        return Message(
            "row: has {found} fields{more} (allowed: {width}, as the header)",
            found=len(cells),
            more=more,
            width=width,
        )
    for name, place in zip(PAIR, places, strict=True):
        if why := why_no_name(cells[place]):
            return Message("{field}: {problem} (allowed: a name, with letters)", field=name, problem=why)
    return None


def _table(text: IO[str], place: str, added: Sequence[str]) -> tuple[list[str], Iterator[Row], str]:
    """The header, the rows after it, and what stands between cells. Raises TableFault."""
    lines = _readable(text, place)
    line = next(lines, "")
    for delimiter in DELIMITERS:
        head = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        if set(PAIR) <= set(head):
            break
    else:
        problem = "no such columns" if line.strip() else "no such columns, the file is empty"
        raise TableFault(f"{place}:1", ", ".join(PAIR), problem, "a header with name_a and name_b")
    for name in head:
        if head.count(name) > 1 and name in PAIR:
            raise TableFault(f"{place}:1", name, "stands there twice", "each column once")
    for name in added:
        if name in head:
            raise TableFault(f"{place}:1", name, "stands there already", "a table without this column")
    return head, _rows(lines, place, delimiter), delimiter


def _rows(lines: Iterator[str], place: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    line = 2
    try:
        for cells in reader:
            if cells:
                yield Row(line, cells)
            line = reader.line_num + 2
    except csv.Error as error:
        raise TableFault(f"{place}:{line}", "row", str(error), "CSV in UTF-8") from None


def _readable(text: IO[str], place: str) -> Iterator[str]:
    try:
        # Not `yield from`: it would close the file when somebody takes the first line alone.
        for line in text:  # noqa: UP028
            yield line
    except UnicodeDecodeError:
        raise TableFault(place, "file", "is not UTF-8 text", "CSV in UTF-8") from None


@contextlib.contextmanager
def _reading(source: str, place: str) -> Iterator[IO[str]]:
    if source == "-":
        text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
        try:
            yield text
        finally:
            text.detach()
        return
    try:
        file = open(source, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise TableFault(place, "file", error.strerror or "cannot be read", "a readable file, or -") from None
    with file:
        yield file


@contextlib.contextmanager
def _writing(out: str) -> Iterator[IO[str]]:
    """A file that takes the place of `out` when all of it is written, and else is gone."""
    if out == "-":
        yield sys.stdout
        return
    path = Path(os.path.realpath(out))
    name = ""
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
            return
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with open(number, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
        name = ""
    except OSError as error:
        problem = error.strerror or "cannot be written"
        raise TableFault(path.name, "OUT", problem, "a file in a folder to write in, or -") from None
    finally:
        if name:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
