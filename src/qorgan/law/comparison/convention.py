"""The Istanbul Convention, article by article, in five states: what answers it, and what is missing.

Whether an obligation is met is for people to judge: no score is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from qorgan.law.crosswalk import Entry, Instrument
from qorgan.law.law import Law, load
from qorgan.law.provisions import is_under
from qorgan.law.vocabulary import LANGUAGES, Text

from . import states as other
from .kazakhstan import KZ, named, phrase, source
from .model import NONE, NOT_FOUND, RULE, Cell, Row, Statement, worst
from .reading import filled, joined, words

INSTRUMENT = "istanbul"


def instrument() -> Instrument:
    return next(one for one in load(KZ).crosswalk() if one.id == INSTRUMENT)


# A day is asked about again and again; the law of a day does not change while the process lives.
@lru_cache(maxsize=64)
def rows(on: date, states: tuple[str, ...]) -> tuple[Row, ...]:
    """Every article that is compared, with a cell for every state."""
    found = []
    for entry in instrument().entries:
        title = {lang: f"{entry.id}. {entry.title[lang]}" for lang in LANGUAGES}
        cells = tuple(_ours(entry, on) if one == KZ else _theirs(one, entry.id, on) for one in states)
        found.append(Row(entry.id, title, cells))
    return tuple(found)


def _theirs(state: str, article: str, on: date) -> Cell:
    answer, cell = other.answer(state, article, on)
    if answer == "not_read":
        return cell
    said = phrase(load(KZ), f"answer_{answer}")
    first = cell.statements[0]
    text = filled("answered", _capital(said), first.text)
    return Cell(state, cell.status, (_with(first, text), *cell.statements[1:]))


def _with(one: Statement, text: Text) -> Statement:
    return Statement(text, one.certainty, one.sources, one.basis, one.since, one.since_is, one.until)


def _ours(entry: Entry, on: date) -> Cell:
    """Kazakhstan's answer on a day: only what stands then answers; what has fallen away lowers it."""
    law = load(KZ)
    first: date = law.statutes.rules["encoded_from_day"]
    if on < first:
        outside = filled("outside", first.isoformat())
        return Cell(KZ, NOT_FOUND, (Statement(outside, "unverified", (instrument().source,)),))
    standing, fallen = _standing(law, entry, on)
    answer = answer_on(entry.answer, bool(standing), bool(fallen))
    gaps = [gap for gap in entry.gaps if gap.in_force(on) and act_stands(law, gap.basis, on)]
    said = [
        Statement(
            {lang: f"{gap.text[lang]} ({law.short_name(gap.basis, lang)})" for lang in LANGUAGES},
            gap.certainty, (source(law, gap.basis),), (gap.basis,),
        )
        for gap in gaps
    ]  # fmt: skip
    if answer == "not_read":
        return Cell(
            KZ,
            NOT_FOUND,
            (*said,) or (Statement(words()["not_found"], "unverified", (instrument().source,)),),
        )
    what = joined([named(law, basis) for basis in standing]) if standing else words()["nothing_named"]
    head = Statement(
        filled(
            "nearest" if answer == "none" and standing else "answered",
            _capital(phrase(law, f"answer_{answer}")), what,
        ),
        _certainty(law, standing, on),
        tuple(dict.fromkeys(source(law, basis) for basis in standing)) or (instrument().source,),
        tuple(standing),
    )  # fmt: skip
    return Cell(KZ, NONE if answer == "none" else RULE, (head, *said))


def answer_on(answer: str, standing: bool, fallen: bool) -> str:
    """The answer of a day: none where nothing named stands, at most partial where some of it does not.

    >>> answer_on("full", True, True), answer_on("partial", False, True), answer_on("full", True, False)
    ('partial', 'none', 'full')
    """
    if answer in ("none", "not_read"):
        return answer
    if fallen and not standing:
        return "none"
    return "partial" if fallen and answer == "full" else answer


def _standing(law: Law, entry: Entry, on: date) -> tuple[list[str], list[str]]:
    """The articles that an entry names, by whether they stand on the day."""
    standing: dict[str, None] = {}
    fallen: dict[str, None] = {}
    for kind, ids in entry.refers.items():
        for id in ids:
            spans = list(_spans(law, kind, id))
            if not spans:  # cited and not encoded: nothing is known of its days
                standing[id] = None
                continue
            now = [basis for basis, start, end in spans if start <= on and (end is None or on <= end)]
            standing |= dict.fromkeys(now)
            if not now:
                fallen[spans[-1][0]] = None
    return list(standing), [basis for basis in fallen if basis not in standing]


def _spans(law: Law, kind: str, id: str) -> Iterator[tuple[str, date, date | None]]:
    """The article and the days of every edition of what is named."""
    statutes = law.statutes
    if kind == "provisions":
        yield from ((id, one.start, one.end) for one in statutes.provisions if is_under(one.id, (id,)))
        yield from ((id, one.start, one.end) for one in statutes.procedure if is_under(one.basis, (id,)))
    elif kind == "measures":
        yield from ((one.basis, one.start, one.end) for one in statutes.measures if one.id == id)
    elif kind == "procedure":
        yield from ((one.basis, one.start, one.end) for one in statutes.procedure if one.id == id)
    elif kind == "clocks":
        for rule in law.clock_rules.rules:
            if rule.id == id:
                yield from ((one.basis, one.start, one.end) for one in rule.laws)
    else:
        for basis, scope, name in (
            *((one.duty.basis, one.scope, one.duty.id) for one in statutes.duties),
            *((one.right.basis, one.scope, one.right.id) for one in statutes.rights),
        ):
            if name == id:
                yield basis, scope.start, scope.end


def act_stands(law: Law, basis: str, on: date) -> bool:
    """Whether anything encoded of the act stands on the day; an act of which nothing is encoded does."""
    act = f"kz.{basis.split('.')[1]}."
    every = [
        *((one.basis, one.start, one.end) for one in law.statutes.measures),
        *((one.basis, one.start, one.end) for one in law.statutes.procedure),
        *((one.id, one.start, one.end) for one in law.statutes.provisions),
    ]
    spans = [(start, end) for name, start, end in every if f"{name}.".startswith(act)]
    return not spans or any(start <= on and (end is None or on <= end) for start, end in spans)


def _certainty(law: Law, standing: list[str], on: date) -> str:
    """The worst of the editions that answer; what is only cited was not read as such."""
    found = []
    for basis in standing:
        known = [
            *(
                one.certainty
                for one in law.statutes.provisions
                if one.in_force(on) and is_under(one.id, (basis,))
            ),
            *(one.certainty for one in law.statutes.measures if one.in_force(on) and one.basis == basis),
            *(one.certainty for one in law.statutes.procedure if one.in_force(on) and one.basis == basis),
        ]
        found.append(worst(known) if known else "inferred")
    return worst(found) if found else "inferred"


def _capital(said: Text) -> Text:
    return {lang: words[:1].upper() + words[1:] for lang, words in said.items()}
