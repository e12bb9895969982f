"""What came out of a file or of another library's answer: rows that became records, rows refused and why.

Every way in (CSV, RIS, OAI-PMH) hands plain fields to `Intake`, which applies the record's own rules, gives
identifiers only to rows that are good, and counts nothing out silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.record import Record, record_of
from qorgan.catalogue.saying import said, shown, word

# Stands in a row that has no identifier yet while its other fields are judged; never kept.
PLACEHOLDER = "q000001x"


@dataclass(frozen=True)
class Row:
    """A row that is a record. `given_identifier` says that the file itself named the record."""

    line: int
    record: Record
    notes: tuple[Fault, ...] = ()
    given_identifier: bool = False

    def said(self, language: str) -> tuple[str, ...]:
        """What has to be looked at before it is published."""
        return tuple(said(note, language) for note in self.notes)


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not: where it began, what people would know it by, and everything that is wrong."""

    line: int
    title: str
    faults: tuple[Fault, ...]
    place: str = "line"

    def said(self, language: str) -> tuple[str, ...]:
        """Each fault as a sentence with its line."""
        place = word(self.place, language, line=self.line)
        return tuple(f"{place}: {said(fault, language)}" for fault in self.faults)


@dataclass(frozen=True)
class Imported:
    """Everything that was read; `notes` are about the file as a whole."""

    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    notes: tuple[Fault, ...] = ()

    def said(self, language: str) -> tuple[str, ...]:
        """How many were read and refused, then what is to be said of the file."""
        counted = word("counted", language, good=len(self.rows), refused=len(self.refused))
        return (counted, *(said(note, language) for note in self.notes))


class Intake:
    """Collects rows. `identifiers` gives the next free identifier; `defaults` fill fields that are empty.

    `place` names what a number counts: "line" of a file, "record" of an answer."""

    def __init__(
        self, identifiers: Iterator[str], defaults: Mapping[str, Any] | None = None, place: str = "line"
    ) -> None:
        self._identifiers, self._defaults, self._place = identifiers, dict(defaults or {}), place
        self._rows, self._refused = list[Row](), list[RefusedRow]()
        self._seen = set[str]()
        self.notes = list[Fault]()

    def take(
        self,
        line: int,
        plain: Mapping[str, Any],
        notes: tuple[Fault, ...] = (),
        otherwise: Mapping[str, str] | None = None,
    ) -> None:
        """A row by its plain fields; what is wrong with it is kept with its line.

        `otherwise` is put in, and said to be, where neither the row nor the defaults state a field."""
        filled = {name: value for name, value in plain.items() if value not in ("", None, [], {})}
        filled = {**self._defaults, **filled}
        for name, value in (otherwise or {}).items():
            if name not in filled:
                filled[name] = value
                notes += (Fault(name, "not_stated", value),)
        own = "identifier" in filled
        try:
            record = record_of({"identifier": PLACEHOLDER, **filled}, str(line))
        except BadRecord as bad:
            self.refuse(line, _title(filled), bad.faults)
            return
        if own and record.identifier in self._seen:
            self.refuse(line, _title(filled), (Fault("identifier", "given_twice", record.identifier),))
            return
        if not own:
            record = replace(record, identifier=next(self._identifiers))
        self._seen.add(record.identifier)
        self._rows.append(Row(line, record, notes, own))

    def refuse(self, line: int, title: str, faults: tuple[Fault, ...]) -> None:
        self._refused.append(RefusedRow(line, shown(title), faults, self._place))

    def done(self) -> Imported:
        return Imported(tuple(self._rows), tuple(self._refused), tuple(self.notes))


def _title(plain: Mapping[str, Any]) -> str:
    title = plain.get("title") or plain.get("original_title") or ""
    return str(next(iter(title.values()), "")) if isinstance(title, Mapping) else str(title)
