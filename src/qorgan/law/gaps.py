"""What is not certain in the encoded law, for a day or for every edition: one list, made from the data.

Nothing here is typed a second time, so the list cannot say less than the data does.  It must never leave
something out because it is inconvenient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .crosswalk import Instrument, NamedGap, gaps_from, names_of
from .engine import Statutes
from .provisions import CERTAINTIES
from .terms import ClockRules
from .vocabulary import LANGUAGES, Text, text

# The worst first: what rests on no text, then what contradicts itself.
DOUBTS = ("unverified", "conflicting", "inferred", "secondary")
TEXT, SINCE, NAMED, OPEN, CITED = "text_not_found", "since_not_found", "named", "open_point", "not_encoded"
GROUPS = (TEXT, *DOUBTS, SINCE, CITED, NAMED, OPEN)
KINDS = ("provision", "measure", "duty", "right", "clock", "procedure", "general", "crosswalk", "open_point")


@dataclass(frozen=True)
class Gap:
    """One thing that is not certain.  ``groups``: why it stands here, one or more of GROUPS."""

    kind: str
    id: str
    groups: tuple[str, ...]
    basis: str
    reference: str
    title: Text | None
    certainty: str
    start: date | None
    end: date | None

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        title = self.title
        return {
            "kind": self.kind,
            "id": self.id,
            "groups": list(self.groups),
            "basis": self.basis,
            "reference": self.reference,
            "title": None if title is None else title[lang] if lang else dict(title),
            "certainty": self.certainty,
            "in_force": [
                self.start.isoformat() if self.start else None,
                self.end.isoformat() if self.end else None,
            ],
        }


@dataclass(frozen=True)
class Sources:
    """Everything the list is made from."""

    statutes: Statutes
    clocks: ClockRules
    crosswalk: tuple[Instrument, ...]
    counting: Mapping[str, Any]
    open_points: tuple[NamedGap, ...]


def open_points_from(
    written: Mapping[str, Any], statutes: Statutes, clocks: ClockRules
) -> tuple[NamedGap, ...]:
    """Read ``open_points.yaml``: what no source read so far settles."""
    return gaps_from(written["open_points"], names_of(statutes, clocks), "open point")


def gaps_of(sources: Sources, on: date | None = None) -> tuple[Gap, ...]:
    """Every gap of the editions in force on a day, or of all editions; in the order of KINDS."""
    found = (
        *_provisions(sources.statutes),
        *_measures(sources.statutes),
        *_duties(sources.statutes),
        *_clocks(sources.clocks),
        *_procedure(sources.statutes),
        *_general(sources.statutes.rules, sources.counting),
        *_crosswalk(sources.crosswalk),
        *_open_points(sources.open_points),
    )
    return tuple(gap for gap in found if gap.groups and (on is None or _in_force(gap, on)))


def counts(gaps: tuple[Gap, ...]) -> dict[str, int]:
    """How many stand in each group, the groups in their order."""
    return {group: sum(group in gap.groups for gap in gaps) for group in GROUPS}


def _in_force(gap: Gap, on: date) -> bool:
    return (gap.start is None or gap.start <= on) and (gap.end is None or on <= gap.end)


def _groups(certainty: str, text_found: bool = True, since_found: bool = True) -> tuple[str, ...]:
    return (
        *(() if text_found else (TEXT,)),
        *((certainty,) if certainty in DOUBTS else ()),
        *(() if since_found else (SINCE,)),
    )


def _provisions(statutes: Statutes) -> Iterator[Gap]:
    for item in statutes.provisions:
        groups = _groups(item.certainty, item.text_found)
        yield Gap(
            "provision",
            item.id,
            groups,
            item.id,
            item.reference,
            item.title,
            item.certainty,
            item.start,
            item.end,
        )


def _measures(statutes: Statutes) -> Iterator[Gap]:
    for rule in statutes.measures:
        # A measure that is sure only for some people is not wholly certain either.
        certainty = rule.certainty if rule.sure_when is None else rule.otherwise[0]
        groups = _groups(certainty, rule.text_found)
        yield Gap(
            "measure",
            rule.id,
            groups,
            rule.basis,
            rule.reference,
            rule.title,
            certainty,
            rule.start,
            rule.end,
        )


def _duties(statutes: Statutes) -> Iterator[Gap]:
    for rule in statutes.duties:
        duty, scope = rule.duty, rule.scope
        groups = _groups(duty.certainty, since_found=scope.since_found)
        yield Gap("duty", duty.id, groups, duty.basis, "", duty.text, duty.certainty, scope.start, scope.end)
    for item in statutes.rights:
        right, scope = item.right, item.scope
        groups = _groups(right.certainty, since_found=scope.since_found)
        yield Gap(
            "right", right.id, groups, right.basis, "", right.text, right.certainty, scope.start, scope.end
        )


def _clocks(clocks: ClockRules) -> Iterator[Gap]:
    for rule in clocks.rules:
        for law in rule.laws:
            groups = _groups(law.certainty, since_found=law.since_found)
            yield Gap("clock", rule.id, groups, law.basis, "", rule.label, law.certainty, law.start, law.end)


def _procedure(statutes: Statutes) -> Iterator[Gap]:
    for rule in statutes.procedure:
        groups = _groups(rule.certainty, rule.text_found, rule.since_found)
        yield Gap(
            "procedure",
            rule.id,
            groups,
            rule.basis,
            rule.reference,
            rule.title,
            rule.certainty,
            rule.start,
            rule.end,
        )


def _general(rules: Mapping[str, Any], counting: Mapping[str, Any]) -> Iterator[Gap]:
    """General rules and rules of counting that carry a certainty of their own, wherever they stand."""
    for name, written in (("general", rules), ("counting", counting)):
        for path, found in _marked(written, name):
            note = found.get("note")
            title = text(note, path) if isinstance(note, list) and len(note) == len(LANGUAGES) else None
            starts = found.get("from")
            yield Gap(
                "general",
                path,
                _groups(found["certainty"]),
                str(found.get("basis") or ""),
                str(found.get("source") or found.get("reference") or ""),
                title,
                found["certainty"],
                date.fromisoformat(str(starts)) if starts else None,
                None,
            )


def _marked(written: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(written, Mapping):
        if written.get("certainty") in CERTAINTIES:
            yield path, written
        for key, value in written.items():
            yield from _marked(value, f"{path}.{key}")
    elif isinstance(written, (list, tuple)):
        for index, value in enumerate(written):
            yield from _marked(value, f"{path}.{index}")


def _crosswalk(instruments: tuple[Instrument, ...]) -> Iterator[Gap]:
    for instrument in instruments:
        for entry in instrument.entries:
            where = f"{instrument.id}.{entry.id}"
            for gap in entry.gaps:
                yield _named("crosswalk", f"{where}.{gap.id}", NAMED, gap)
            for provision in entry.not_encoded:
                yield Gap("crosswalk", where, (CITED,), provision, "", entry.title, "certain", None, None)


def _open_points(points: tuple[NamedGap, ...]) -> Iterator[Gap]:
    for gap in points:
        yield _named("open_point", gap.id, OPEN, gap)


def _named(kind: str, id: str, group: str, gap: NamedGap) -> Gap:
    return Gap(kind, id, (group,), gap.basis, "", gap.text, gap.certainty, gap.start, gap.end)
