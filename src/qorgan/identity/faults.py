"""What is wrong with a table of people, counted and said, a line each: file, line, field, what is allowed.

A fault never carries what stood in the cell: it is about somebody. Kinds and sentences in three languages:
`data/faults.yaml`. A `row` is left out, a `field` is set aside (the row stays), a `note` changes nothing,
and a `file` is refused. Nothing is left out or set aside without being counted here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO, Any

import yaml

LANGUAGES = ("en", "ru", "kk")
KINDS = ("file", "row", "field", "note")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `line` counts from 1, in Parquet it is the row; `detail` may name a column."""

    code: str
    line: int | None = None
    field: str = ""
    detail: str = ""

    @property
    def kind(self) -> str:
        return str(texts()[self.code]["kind"])

    def problem(self, language: str = "en") -> str:
        return str(texts()[self.code]["problem"][language]).replace("{detail}", self.detail)

    def allowed(self, language: str = "en") -> str:
        return str(texts()[self.code]["allowed"][language]).replace("{detail}", self.detail)

    def said(self, file: str, language: str = "en") -> str:
        """`people.csv:12: dob: no such day (allowed: a day of the calendar, for example 02.03.1984)`."""
        place = file if self.line is None else f"{file}:{self.line}"
        named = f"{self.field}: " if self.field else ""
        allowed = f"{word('allowed', language)}: {self.allowed(language)}"
        return f"{place}: {named}{self.problem(language)} ({allowed})"


class Refused(Exception):
    """The file cannot be used at all; `fault` says why, `file` which."""

    def __init__(self, fault: Fault, file: str) -> None:
        super().__init__(fault.said(file))
        self.fault, self.file = fault, file

    def said(self, language: str = "en") -> str:
        return self.fault.said(self.file, language)


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("data", "faults.yaml").read_text("utf-8")
    )
    return raw


def texts() -> dict[str, Any]:
    """Every code with its kind, what is the matter and what is allowed."""
    found: dict[str, Any] = _raw()["faults"]
    return found


def word(name: str, language: str) -> str:
    return str(_raw()["words"][name][language])


class Report:
    """Counts every fault, keeps the first of each code to show, and writes all to `sink` where it is given.

    `sink` is an open text file; it gets CSV: line, field, code, kind, problem, allowed.
    """

    def __init__(
        self, file: str, sink: IO[str] | None = None, language: str = "en", keep: int = SHOWN
    ) -> None:
        self.file, self.language, self.keep = file, language, keep
        self.counts: Counter[tuple[str, str]] = Counter()
        self.rows_read = 0
        self._kept: dict[tuple[str, str], list[Fault]] = {}
        self._writer = csv.writer(sink) if sink is not None else None
        if self._writer is not None:
            self._writer.writerow(("line", "field", "code", "kind", "problem", "allowed"))

    def add(self, fault: Fault) -> None:
        self.add_lines(fault.code, [fault.line], fault.field, fault.detail)

    def add_lines(self, code: str, lines: Iterable[int | None], field: str = "", detail: str = "") -> None:
        """The same fault on many lines."""
        found = list(lines)
        if not found:
            return
        self.counts[field, code] += len(found)
        kept = self._kept.setdefault((field, code), [])
        kept += [Fault(code, line, field, detail) for line in found[: max(self.keep - len(kept), 0)]]
        if self._writer is not None:
            one = Fault(code, None, field, detail)
            rest = (field, code, one.kind, one.problem(self.language), one.allowed(self.language))
            self._writer.writerows((line, *rest) for line in found)

    def of_kind(self, kind: str) -> int:
        """How many faults of a kind there were: rows left out, fields set aside, notes."""
        return sum(count for (_, code), count in self.counts.items() if texts()[code]["kind"] == kind)

    @property
    def rows_left_out(self) -> int:
        return self.of_kind("row")

    def first(self, most: int = SHOWN) -> list[Fault]:
        """The first faults by line, those of the whole file before them, notes after them."""
        kept = [fault for faults in self._kept.values() for fault in faults]
        kept.sort(key=lambda f: (f.kind == "note", -1 if f.line is None else f.line, f.field, f.code))
        return kept[:most]

    def lines(self, language: str | None = None, most: int = SHOWN) -> list[str]:
        """The first faults, one line each, then how many there were of those not all shown, then the rows."""
        language = language or self.language
        said = [fault.said(self.file, language) for fault in self.first(most)]
        shown = Counter((fault.field, fault.code) for fault in self.first(most))
        for (field, code), count in sorted(self.counts.items(), key=lambda item: (-item[1], item[0])):
            if count > shown[field, code]:
                named = f"{field}: " if field else ""
                said.append(f"{self.file}: {count} × {named}{Fault(code, detail='…').problem(language)}")
        left = word("rows", language)
        return (
            [*said, f"{self.file}: {left.format(read=self.rows_read, out=self.rows_left_out)}"]
            if said
            else []
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "rows_read": self.rows_read,
            "rows_left_out": self.rows_left_out,
            "fields_set_aside": self.of_kind("field"),
            "faults": [
                {"field": field, "code": code, "kind": texts()[code]["kind"], "count": count}
                for (field, code), count in sorted(self.counts.items())
            ],
        }

    def exit_code(self, strict: bool = False) -> int:
        """0; under `strict` 2 as soon as a row was left out or a field set aside."""
        return 2 if strict and (self.of_kind("row") or self.of_kind("field")) else 0
