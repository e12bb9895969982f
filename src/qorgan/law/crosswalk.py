"""How this law answers an international instrument, article by article, with what is missing named.

Every id is checked: it is encoded here, or stands in the list of what is cited and not encoded.  It must
never say that an obligation is met: a person reads the gaps and judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .engine import Statutes
from .faults import BadLaw
from .provisions import CERTAINTIES, is_under
from .terms import ClockRules
from .vocabulary import Text, text

ANSWERS = frozenset({"full", "partial", "none", "not_read"})
KINDS = ("provisions", "measures", "duties", "rights", "procedure", "clocks")


@dataclass(frozen=True)
class NamedGap:
    """Something the law does not have or nobody has read, seen in ``basis``; dates where they matter."""

    id: str
    text: Text
    basis: str
    certainty: str
    start: date | None = None
    end: date | None = None

    def in_force(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "id": self.id,
            "text": self.text[lang] if lang else dict(self.text),
            "basis": self.basis,
            "certainty": self.certainty,
        }


@dataclass(frozen=True)
class Entry:
    """One article or area.  ``refers``: our ids by kind; ``not_encoded``: those that are only cited."""

    id: str
    title: Text
    answer: str
    refers: Mapping[str, tuple[str, ...]]
    not_encoded: tuple[str, ...]
    gaps: tuple[NamedGap, ...]

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title[lang] if lang else dict(self.title),
            "answer": self.answer,
            **{kind: list(self.refers[kind]) for kind in KINDS},
            "not_encoded": list(self.not_encoded),
            "gaps": [gap.to_json(lang) for gap in self.gaps],
        }


@dataclass(frozen=True)
class Instrument:
    """One instrument with its articles or areas."""

    id: str
    title: Text
    source: str
    note: Text
    certainty: str
    entries: tuple[Entry, ...]

    def entry(self, id: str) -> Entry:
        """The article or area with this number; KeyError when there is none."""
        found = next((item for item in self.entries if item.id == id), None)
        if found is None:
            raise KeyError(id)
        return found

    def to_json(self, lang: str | None = None) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title[lang] if lang else dict(self.title),
            "source": self.source,
            "note": self.note[lang] if lang else dict(self.note),
            "certainty": self.certainty,
            "entries": [entry.to_json(lang) for entry in self.entries],
        }


@dataclass(frozen=True)
class Names:
    """Every id that may be referred to, by kind, and the acts that may be cited.

    A provision is encoded when it is an offence here, or when a measure, duty, right, rule or clock rests on
    it.
    """

    known: Mapping[str, frozenset[str]]
    cited: frozenset[str]
    acts: frozenset[str]

    def encodes(self, provision: str) -> bool:
        """Whether an article, part or point of it is encoded as such or as part of what is."""
        known = self.known["provisions"]
        return provision in known or any(is_under(item, (provision,)) for item in known)


def names_of(statutes: Statutes, clocks: ClockRules, cited: Iterable[str] = ()) -> Names:
    """The ids of a jurisdiction's own data."""
    points = (f"{item.id}.{point.number}" for item in statutes.provisions for point in item.points)
    bases = (
        *(measure.basis for measure in statutes.measures),
        *(rule.basis for rule in statutes.procedure),
        *(item.duty.basis for item in statutes.duties),
        *(item.right.basis for item in statutes.rights),
        *(law.basis for clock in clocks.rules for law in clock.laws),
    )
    known = {
        "provisions": frozenset((*(item.id for item in statutes.provisions), *points, *bases)),
        "measures": frozenset(rule.id for rule in statutes.measures),
        "duties": frozenset(rule.duty.id for rule in statutes.duties),
        "rights": frozenset(rule.right.id for rule in statutes.rights),
        "procedure": frozenset(rule.id for rule in statutes.procedure),
        "clocks": frozenset(rule.id for rule in clocks.rules),
    }
    return Names(known, frozenset(cited), frozenset(statutes.rules["acts"]))


def crosswalk_from(
    written: Mapping[str, Any], statutes: Statutes, clocks: ClockRules
) -> tuple[Instrument, ...]:
    """Read ``crosswalk.yaml``; BadLaw for an id that is neither encoded nor cited."""
    names = names_of(statutes, clocks, written.get("cited", ()))
    found = tuple(_instrument(item, names) for item in written["instruments"])
    used = {id for instrument in found for entry in instrument.entries for id in entry.refers["provisions"]}
    for item in names.cited:
        _act(item, names, "crosswalk: cited")
        if item not in used:
            raise BadLaw(f"crosswalk: cited and never used: {item}")
    return found


def _instrument(written: Mapping[str, Any], names: Names) -> Instrument:
    where = f"crosswalk {written['id']}"
    if written.get("certainty") not in CERTAINTIES or not written.get("source"):
        raise BadLaw(f"{where}: no certainty or no source")
    entries = tuple(_entry(item, names, where) for item in written["entries"])
    if len({entry.id for entry in entries}) != len(entries):
        raise BadLaw(f"{where}: an article stands twice")
    return Instrument(
        written["id"],
        text(written["title"], where),
        written["source"],
        text(written["note"], where),
        written["certainty"],
        entries,
    )


def _entry(written: Mapping[str, Any], names: Names, where: str) -> Entry:
    where = f"{where} {written['id']}"
    if written.get("answer") not in ANSWERS:
        raise BadLaw(f"{where}: answer is one of {', '.join(sorted(ANSWERS))}")
    refers = {kind: tuple(written.get(kind, ())) for kind in KINDS}
    only_cited = []
    for kind, ids in refers.items():
        for id in ids:
            encoded = names.encodes(id) if kind == "provisions" else id in names.known[kind]
            if not encoded and not (kind == "provisions" and id in names.cited):
                raise BadLaw(f"{where}: no such id among {kind}: {id}")
            if not encoded:
                only_cited.append(id)
    gaps = gaps_from(written.get("gaps", ()), names, where)
    if written["answer"] in ("none", "not_read") and not gaps:
        raise BadLaw(f"{where}: says not what is missing")
    return Entry(
        str(written["id"]),
        text(written["title"], where),
        written["answer"],
        refers,
        tuple(only_cited),
        gaps,
    )


def gaps_from(written: Sequence[Mapping[str, Any]], names: Names, where: str) -> tuple[NamedGap, ...]:
    """Read named gaps.  One without a certainty of its own is something nobody has read."""
    found = []
    for item in written:
        _act(item["basis"], names, f"{where} {item['id']}")
        certainty = item.get("certainty", "unverified")
        if certainty not in CERTAINTIES:
            raise BadLaw(f"{where} {item['id']}: no certainty")
        found.append(
            NamedGap(
                item["id"],
                text(item["text"], f"{where} {item['id']}"),
                item["basis"],
                certainty,
                date.fromisoformat(item["from"]) if item.get("from") else None,
                date.fromisoformat(item["to"]) if item.get("to") else None,
            )
        )
    return tuple(found)


def _act(provision: str, names: Names, where: str) -> None:
    pieces = provision.split(".")
    if len(pieces) < 2 or pieces[1] not in names.acts:
        raise BadLaw(f"{where}: {provision} is of no act of ours")
