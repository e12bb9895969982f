"""A file or an answer, read into a preview: what is good, what is refused, what is there already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any

from qorgan.catalogue.duplicates import Index, Known, known
from qorgan.catalogue.faults import Fault
from qorgan.catalogue.identifiers import LARGEST, identifier
from qorgan.catalogue.imported import Imported, Row
from qorgan.catalogue.importing import from_csv
from qorgan.catalogue.importing_ris import from_ris
from qorgan.catalogue.record import Record as Value
from qorgan.web.clock import real_now
from qorgan.web.library.importing.models import Arrival, Preview
from qorgan.web.library.models import Number, Record

READERS = {"csv": from_csv, "ris": from_ris}
MOST = 5000  # rows of one file that are offered; the rest when these are taken in
MOST_READ = 20_000  # rows of one file that are looked at: more would keep the page, and everybody, waiting
REFUSED_KEPT = 2000
KEPT = timedelta(days=1)


def placeholders() -> Iterator[str]:
    """Identifiers for rows that have none yet; none of them is ever given to a record."""
    return (identifier(number) for number in range(LARGEST, 0, -1))


def titles_there() -> Index:
    """What is compared of every record here, drafts too."""
    found: dict[str, Known] = {}
    columns = ("identifier", "title", "original_title", "issued", "address")
    for name, *titles, issued, address in Record.objects.values_list(*columns).iterator(chunk_size=2000):
        before = found.get(name)
        kept = (*(before.titles if before else ()), *filter(None, titles))
        found[name] = Known(name, tuple(dict.fromkeys(kept)), issued, address)
    return Index(found.values())


def digest(value: Value) -> str:
    """The same for a row that says the same, whatever number it carries."""
    plain = {name: one for name, one in value.plain().items() if name != "identifier"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Reading:
    """Collects rows of one origin for a preview."""

    origin: str
    most: int = MOST
    there: Index = field(default_factory=titles_there)
    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    left: int = 0
    known: int = 0
    seen: set[str] = field(default_factory=set)

    def add(self, imported: Imported, names: Sequence[str] = ()) -> None:
        """The rows of a file, or of one answer; `names` are the identifiers over there."""
        self.notes += [asdict(note) for note in imported.notes]
        self.refused += [
            {"line": one.line, "title": one.title, "place": one.place, "name": _name(names, one.line),
             "faults": [asdict(fault) for fault in one.faults]}
            for one in imported.refused[: REFUSED_KEPT - len(self.refused)]
        ]  # fmt: skip
        keyed = [(row, _name(names, row.line) or digest(row.record)) for row in imported.rows]
        taken = _taken(self.origin, [key for _row, key in keyed])
        ours = _given_here(row.record.identifier for row in imported.rows if row.given_identifier)
        for row, key in keyed:
            if key in taken:
                self.known += 1
            elif key not in self.seen:
                self.seen.add(key)
                self._take(row, key, ours)

    def _take(self, row: Row, key: str, ours: frozenset[str]) -> None:
        if len(self.rows) >= self.most:
            self.left += 1
            return
        one = known(replace(row.record, identifier=f"row {len(self.rows) + 1}"))
        matches = [_match(match, self.rows) for match in self.there.find(one)]
        if row.given_identifier and row.record.identifier in ours:
            given = {
                "key": row.record.identifier,
                "sure": True,
                "reasons": [["same_identifier", 100]],
                "line": None,
            }
            matches = [given, *(match for match in matches if match["key"] != given["key"])]
        self.there.add(one)
        self.rows.append(
            {"line": row.line, "key": key, "record": row.record.plain(), "matches": matches,
             "notes": [asdict(note) for note in row.notes]}
        )  # fmt: skip

    def keep(self, editor: Any, **more: Any) -> Preview:
        """The preview, for this editor alone."""
        forget()
        return Preview.objects.create(
            made_at=real_now(), editor=editor, origin=self.origin, rows=self.rows, refused=self.refused,
            notes=self.notes, left=self.left, known=self.known, **more,
        )  # fmt: skip


def _name(names: Sequence[str], line: int) -> str:
    return names[line - 1][:300] if 0 < line <= len(names) else ""


def _taken(origin: str, keys: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        part = Arrival.objects.filter(origin=origin, key__in=keys[start : start + 500])
        found |= set(part.values_list("key", flat=True))
    return frozenset(found)


def _given_here(identifiers: Iterable[str]) -> frozenset[str]:
    wanted = list(identifiers)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        part = Number.objects.filter(identifier__in=wanted[start : start + 500])
        found |= set(part.values_list("identifier", flat=True))
    return frozenset(found)


def _match(match: Any, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A match as JSON; one with another row of the same file names its line."""
    line = None
    if match.key.startswith("row "):
        line = rows[int(match.key[4:]) - 1]["line"]
    reasons = [[reason.code, reason.percent] for reason in match.reasons]
    return {"key": match.key, "sure": match.sure, "reasons": reasons, "line": line}


def read_file(data: bytes, form: str, defaults: Mapping[str, Any]) -> Reading:
    """What a table or a file of references holds. Raises FileRefused."""
    imported = READERS[form](data, placeholders(), defaults, MOST_READ)
    reading = Reading(form)
    reading.add(imported)
    return reading


def forget() -> None:
    """Lets go of what nobody decided about."""
    Preview.objects.filter(made_at__lt=real_now() - KEPT).delete()


def faults_of(plain: Iterable[Mapping[str, str]]) -> list[Fault]:
    return [Fault(**one) for one in plain]
