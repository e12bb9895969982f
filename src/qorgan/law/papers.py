"""Papers a person may hand in, built from what was typed: the text as plain blocks, in Kazakh or Russian.

Each paper is one file of ``papers/`` and names the articles it rests on; no lawyer has read them, and the
text says so.  An address or a telephone number goes to the confidential sheet and nowhere else.  It must
never keep a value, and never put in what was not typed: an open place stays a line to fill in by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from .explain import short_name
from .faults import BadLaw
from .law import load
from .loader import data_files
from .provisions import CERTAINTIES
from .vocabulary import EMPTY, LANGUAGES, Text, text

PAPER_LANGUAGES = ("kk", "ru")
BLANK = "______________________________"
PLACE = re.compile(r"\{(\w+)\}(\.?)")
KINDS = frozenset({"line", "text", "number", "choices"})
ASKS = "asks"
Block = Literal["para", "head", "list", "box"]


@dataclass(frozen=True)
class Place:
    """A field somebody fills in.  ``first``: what the answers of the interview put there at first."""

    id: str
    kind: str
    label: Text
    hint: Text
    most: int = 200
    low: int = 0
    high: int = 0
    sheet: bool = False
    first: str = ""


@dataclass(frozen=True)
class Basis:
    """An article the paper rests on."""

    id: str
    certainty: str


@dataclass(frozen=True)
class Paper:
    """One kind of paper as data.  ``steps``: the fields of each page; ``asks``: what can be asked for."""

    id: str
    order: int
    title: Text
    plain: Text
    offered: Mapping[str, Any]
    basis: tuple[Basis, ...]
    content_found: bool
    steps: tuple[tuple[str, ...], ...]
    asks: Mapping[str, Mapping[str, Any]]
    written: Mapping[str, Mapping[str, Any]]

    @property
    def places(self) -> tuple[str, ...]:
        """Every field of it, in the order of its pages."""
        return tuple(name for step in self.steps for name in step)


@dataclass(frozen=True)
class Line:
    """A piece of the text: a paragraph, a heading, a list, or a framed box."""

    kind: Block
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A paper ready to be printed.  ``mark``: that it is a draft; ``foot``: at the bottom of each page."""

    language: str
    mark: str
    heading: str
    under: str
    top: tuple[str, ...]
    body: tuple[Line, ...]
    sign: str
    end: tuple[str, ...]
    foot: str


@dataclass(frozen=True)
class Papers:
    """The papers of a jurisdiction."""

    papers: Mapping[str, Paper]
    places: Mapping[str, Place]
    words: Mapping[str, Mapping[str, str]]
    sheet: Mapping[str, Any]
    acts: Mapping[str, Any]

    def write(self, paper: str, language: str, typed: Mapping[str, Any]) -> Written:
        """The paper with what was typed; an open place is a line.  Raises UnknownPaper."""
        known, words = self._known(paper, language)
        own = known.written[language]
        values = {name: _value(typed.get(name)) for name in known.places}
        top = [f"{self.words['to'][language]} {values.get('office') or BLANK}"]
        top.append(f"{self.words['by'][language]} {values['name'] or BLANK}")
        if values.get("birth_date"):
            top[-1] += f", {words('born')} {values['birth_date']}"
        if values.get("for_whom"):
            top.append(f"{words('for_whom')} {values['for_whom']}")
        top.append(words("reached"))
        body = list(_body(own["body"], values, _asked(known, typed, language)))
        attached = values.get(own.get("attached", ""), "")
        if attached:
            body += [Line("head", (words("attached"),)), Line("para", (attached,))]
        cited = ", ".join(short_name(basis.id, language, self.acts) for basis in known.basis)
        end = [f"{words('basis')}: {cited}."]
        if not known.content_found:
            end.append(words("content_not_found"))
        return Written(
            language, words("draft"), own["heading"], own["under"], tuple(top), tuple(body), words("sign"),
            tuple(end), known.title[language],
        )  # fmt: skip

    def confidential(self, paper: str, language: str, typed: Mapping[str, Any]) -> Written:
        """The sheet with address and telephone, which goes with the paper and is shown to nobody else."""
        known, words = self._known(paper, language)
        own = self.sheet[language]
        rows = [f"{label}: {_value(typed.get(name)) or BLANK}" for name, label in own["rows"].items()]
        under = own["under"].replace("{paper}", known.title[language])
        body = (Line("box", (own["box"],)), *(Line("para", (row,)) for row in rows))
        return Written(language, words("draft"), own["heading"], under, (), body, "", (), own["foot"])

    def _known(self, paper: str, language: str) -> tuple[Paper, Any]:
        if paper not in self.papers or language not in PAPER_LANGUAGES:
            raise UnknownPaper(
                f"there is no paper {paper!r} in {language!r}; allowed: {', '.join(self.papers)}"
            )
        return self.papers[paper], lambda name: self.words[name][language]


class UnknownPaper(KeyError):
    """No such paper, or not in this language."""


def _value(typed: Any) -> str:
    return str(typed).strip() if typed not in (None, "") else ""


def _asked(paper: Paper, typed: Mapping[str, Any], language: str) -> tuple[str, ...]:
    chosen = typed.get(ASKS) or ()
    return tuple(one[language] for name, one in paper.asks.items() if name in chosen)


def _body(written: Sequence[Any], values: Mapping[str, str], asked: tuple[str, ...]) -> Iterator[Line]:
    for piece in written:
        if isinstance(piece, str):
            yield Line("para", (_filled(piece, values),))
        elif piece.get("if") and not values.get(piece["if"]):
            continue
        elif "head" in piece:
            yield Line("head", (piece["head"],))
        elif "list" in piece:
            yield Line("list", tuple(piece["list"]))
        elif ASKS in piece:
            several = asked or (BLANK,)
            ends = [";"] * (len(several) - 1) + ["."]
            yield Line("list", tuple(f"{one}{end}" for one, end in zip(several, ends, strict=True)))
        else:
            yield Line("para", (_filled(piece["say"], values),))


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its places filled.  What was typed is put in once and never read as a place."""

    def value(place: re.Match[str]) -> str:
        found = values.get(place[1]) or BLANK
        return found if found.endswith((".", "!", "?", "…")) else found + place[2]

    return PLACE.sub(value, sentence)


@lru_cache(maxsize=8)
def papers(jurisdiction: str = "kz") -> Papers:
    """The papers of a jurisdiction, checked.  Raises BadLaw."""
    law = load(jurisdiction)
    files = data_files(jurisdiction)
    common = files["papers.yaml"]
    places = {name: _place(name, written) for name, written in common["fields"].items()}
    acts = law.statutes.rules["acts"]
    found = [_paper(written, places, acts) for name, written in files.items() if name.startswith("papers/")]
    found.sort(key=lambda one: one.order)
    return Papers(
        MappingProxyType({one.id: one for one in found}), MappingProxyType(places), common["words"],
        common["sheet"], acts,
    )  # fmt: skip


def _place(name: str, written: Mapping[str, Any]) -> Place:
    if written.get("kind") not in KINDS:
        raise BadLaw(f"papers.yaml: {name} has no kind")
    hint = written.get("hint", ["", "", ""])
    return Place(
        name, written["kind"], text(written["label"], f"papers.yaml: {name}"),
        MappingProxyType(dict(zip(LANGUAGES, hint, strict=True))) if any(hint) else EMPTY,
        written.get("most", 200), written.get("low", 0), written.get("high", 0), bool(written.get("sheet")),
        written.get("from", ""),
    )  # fmt: skip


def _paper(written: Mapping[str, Any], places: Mapping[str, Place], acts: Mapping[str, Any]) -> Paper:
    where = f"paper {written.get('paper')}"
    basis = tuple(Basis(one["id"], one["certainty"]) for one in written.get("basis", ()))
    if not basis or any(
        one.id.split(".")[1] not in acts or one.certainty not in CERTAINTIES for one in basis
    ):
        raise BadLaw(f"{where}: no citation")
    asks = {name: {**one, "label": text(one["label"], where)} for name, one in written.get(ASKS, {}).items()}
    steps = tuple(tuple(step) for step in written["steps"])
    known = {name for step in steps for name in step}
    if known - set(places) - {ASKS}:
        raise BadLaw(f"{where}: no such field {', '.join(sorted(known - set(places) - {ASKS}))}")
    for language in PAPER_LANGUAGES:
        named = {name for name, _dot in PLACE.findall(str(written[language]["body"]))}
        missing = named - known
        if missing:
            raise BadLaw(f"{where}: {language} speaks of {', '.join(sorted(missing))}, which nobody is asked")
    return Paper(
        written["paper"], written["order"], text(written["title"], where), text(written["plain"], where),
        written["offered"], basis, bool(written["content_found"]), steps, MappingProxyType(asks),
        {language: written[language] for language in PAPER_LANGUAGES},
    )  # fmt: skip


__all__ = ["Basis", "Line", "Paper", "Papers", "Place", "UnknownPaper", "Written", "papers"]
