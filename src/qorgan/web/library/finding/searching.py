"""A search: which records fit, in which order, and how many there are of each kind.

A record fits fully when each wish of the query is met in some language of it. Where few do, those that meet a
part of what was asked follow, and the answer says how many are of which sort. A word that stands nowhere is
first sought among those spelt nearly so, which the answer says as well. All numbers of the ranking are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.language import Alternative, Group, Kind, Query, analyse, parse
from qorgan.web.library.finding import spelling
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.board import Board, Bools, Floats, Ints, packed
from qorgan.web.library.finding.documents import FACETS, language_at
from qorgan.web.library.finding.memory import Key, Met, Standing, memory

PAGE = 20
WEIGHTS = (3.0, 2.0, 1.0, 2.0)  # of title, words, summary, labels
SPELLING = True
EXACT_ALONE = False  # whether words as typed count alone; only to measure what stems are worth
SOFT = 3.0  # how soon more parts stop being worth more
FULL = 1.3  # times the score of a record that fits fully
FIRST = 1.8  # times the score of a record that a quiet group puts first
NAMED = 1.5  # times the score of a record whose title is what was typed, give or take a word
OTHER_LANGUAGE = 0.9  # of a word found in a language that is not the reader's
AS_TYPED = 1.1  # of a word found exactly as it was typed
MOST = 0.3  # of what was asked, by weight: what a record that fits in part must meet
FEW = PAGE  # records that fit fully; with fewer, those that fit in part follow


def of_parts(weights: Sequence[float], soft: float = SOFT) -> Floats:
    """What a term is worth for each set of parts that it stands in: more parts are worth more, but less and
    less so, as in BM25."""
    sums = [sum(weight for bit, weight in enumerate(weights) if mask >> bit & 1) for mask in range(16)]
    return np.array([one * (1 + soft) / (one + soft) for one in sums], np.float32)


OF_PARTS = of_parts(WEIGHTS)


@dataclass(frozen=True)
class Corrected:
    """A word that stands nowhere, and the one that is shown for it."""

    typed: str
    shown: str


@dataclass(frozen=True)
class Answer:
    """`met`: the query as it was sought. `identifiers`: those of the page. `full`: how many of `total` meet
    every wish.

    `counts`: for each facet and value, how many records there would be with it, the other facets kept."""

    asked: Asked
    query: Query
    met: Query
    identifiers: tuple[str, ...] = ()
    total: int = 0
    full: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrected: tuple[Corrected, ...] = ()
    unknown: tuple[str, ...] = ()
    nowhere: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class _Fit:
    scores: Floats
    full: Bools
    fits: Bools


def search(asked: Asked, language: str, *, order: str = "", per_page: int = PAGE) -> Answer:
    """The answer to what was asked, for a reader of `language`. Never raises for anything typed.

    `order`: instead of the asked one; "added" is the order in which records came into the library."""
    board = memory.board()
    query = parse(asked.words)
    if not board.size:
        return Answer(asked, query, query, counts={name: {} for name in FACETS})
    groups, corrected, unknown = _known_groups(board, query)
    if asked.words and not groups:
        fit = _Fit(np.zeros(board.size, np.float32), np.zeros(board.size, bool), np.zeros(board.size, bool))
    else:
        fit = _fitting(board, groups, language)
    masks = {name: board.columns[name].having(values, board.size) for name, values in asked.chosen.items()}
    wanted = _both(fit.fits, masks.values())
    full = int(np.count_nonzero(wanted & fit.full))
    total = int(np.count_nonzero(wanted))
    page = min(asked.page, max(1, -(-total // per_page)))
    slots = _ordered(board, wanted, fit, order or asked.order, page * per_page)
    return Answer(
        asked=replace(asked, page=page),
        query=query,
        met=replace(query, groups=tuple(groups)),
        identifiers=tuple(board.identifiers[slot] for slot in slots[(page - 1) * per_page :]),
        total=total,
        full=full,
        counts=_counts(board, fit.fits, masks),
        corrected=corrected,
        unknown=unknown,
        nowhere=not fit.fits.any(),
    )


def learn(groups: Iterable[Group]) -> None:
    """Reads where the words of these wishes stand, so that no search waits for it."""
    memory.learn(memory.board(), _keys(groups))


def _both(fits: Bools, masks: Iterable[Bools]) -> Bools:
    found = fits.copy()
    for mask in masks:
        found &= mask
    return found


def _counts(board: Board, fits: Bools, masks: Mapping[str, Bools]) -> dict[str, dict[str, int]]:
    everything = packed(_both(fits, masks.values()))
    found = {}
    for name, column in board.columns.items():
        among = everything
        if name in masks:
            among = packed(_both(fits, [mask for other, mask in masks.items() if other != name]))
        found[name] = column.counts(among)
    return found


def _known_groups(board: Board, query: Query) -> tuple[list[Group], tuple[Corrected, ...], tuple[str, ...]]:
    """The wishes that can be met, what was put right for that, and the words that stand nowhere."""
    groups, corrected, unknown, text = list[Group](), list[Corrected](), list[str](), query.text
    memory.learn(board, _keys(query.groups))
    for group in query.groups:
        if _stands(board, group):
            groups.append(group)
            continue
        if not group.text:
            continue
        for other in spelling.nearest(_typed_form(group)) if SPELLING else ():
            if any(_stands(board, one) for one in parse(other).groups):
                corrected.append(Corrected(group.text, other))
                text = text.replace(group.text, other, 1)
                break
        else:
            unknown.append(group.text)
    if (
        corrected
    ):  # read anew as a whole: a word put right may make a term of the glossary with its neighbours
        groups = [group for group in parse(text).groups if _stands(board, group)]
    return groups, tuple(corrected), tuple(unknown)


def _typed_form(group: Group) -> str:
    exact = [one for one in group.alternatives if one.kind is Kind.EXACT]
    return exact[0].terms[0] if exact and len(exact[0].terms) == 1 else ""


def _stands(board: Board, group: Group) -> bool:
    return any(
        bool(board.alive[standing.slots].any())
        for one in group.alternatives
        if EXACT_ALONE or one.kind is not Kind.EXACT
        for standing in _standings(board, one)
    )


def _fitting(board: Board, groups: Sequence[Group], language: str) -> _Fit:
    if not groups:
        return _Fit(np.zeros(board.size, np.float32), board.alive, board.alive)
    living = int(np.count_nonzero(board.alive))
    scores, met = np.zeros(board.size, np.float32), np.zeros(board.size, np.float32)
    held, in_title = np.zeros(board.size, np.uint8), np.zeros(board.size, np.uint8)
    whole, typed = 0.0, 0
    for group in groups:
        slots, worth, titled = memory.met(
            board, (group.alternatives, language), partial(_of_group, board, group, language)
        )
        rarity = float(np.log(1 + (living - len(slots) + 0.5) / (len(slots) + 0.5)))
        if group.quiet:  # the last of the groups
            scores[slots] *= np.float32(FIRST)
            continue
        scores[slots] += np.float32(rarity) * worth
        met[slots] += np.float32(rarity)
        held[slots] += 1
        in_title[slots[titled]] += 1
        typed += len(analyse(group.text))
        whole += rarity
    loud = sum(not group.quiet for group in groups)
    full = board.alive & (held == loud)
    scores[full] *= np.float32(FULL)
    named = np.flatnonzero(in_title == loud)
    lengths = board.lengths[named]
    named = named[((lengths > 0) & (lengths <= typed + 1)).any(axis=1)]
    scores[named] *= np.float32(NAMED)
    if np.count_nonzero(full) >= FEW:
        return _Fit(scores, full, full)
    return _Fit(scores, full, full | (board.alive & (met >= MOST * whole) & (met > 0)))


def _keys(groups: Iterable[Group]) -> Iterator[Key]:
    """All that must be known of where words stand."""
    for one in (one for group in groups for one in group.alternatives):
        if one.phrase or len(one.terms) == 1 or one.kind is Kind.EXACT:
            yield one.kind is Kind.EXACT, one.terms
        else:
            yield from ((False, (term,)) for term in one.terms)


def _standings(board: Board, one: Alternative) -> Sequence[Standing]:
    """Where an alternative stands. Terms that need not stand in a row must share a record's language."""
    if one.kind is Kind.EXACT:
        return memory.standings(board, one.terms, forms=True)
    if one.phrase or len(one.terms) == 1:
        return memory.standings(board, one.terms)
    found: dict[int, Standing] = {}
    for at, term in enumerate(one.terms):
        here = {standing.language: standing for standing in memory.standings(board, (term,))}
        if at == 0:
            found = here
            continue
        together = {}
        for language in found.keys() & here.keys():
            together[language] = _in_both(found[language], here[language])
        found = together
    return list(found.values())


def _in_both(one: Standing, other: Standing) -> Standing:
    few, many = sorted((one, other), key=lambda standing: len(standing.slots))
    at = np.searchsorted(many.slots, few.slots)
    at[at == len(many.slots)] = 0
    here = np.flatnonzero(many.slots[at] == few.slots) if len(many.slots) else at[:0]
    return Standing(one.language, few.slots[here], few.parts[here] | many.parts[at[here]])


def _of_group(board: Board, group: Group, language: str, start: int) -> Met:
    """The slots from `start` on that meet one wish, and how well each does: by its best alternative there."""
    size = board.size - start
    found, titled = np.zeros(size, np.float32), np.zeros(size, bool)
    for one in group.alternatives:
        if one.kind is Kind.EXACT and not EXACT_ALONE:
            continue
        for standing in _standings(board, one):
            slots, parts = standing.beginning_at(start)
            weight = one.weight * (1.0 if language_at(standing.language) == language else OTHER_LANGUAGE)
            worth = (OF_PARTS * np.float32(weight))[parts]
            if one.kind is Kind.STEM:
                titled[slots[np.flatnonzero(parts & 1)]] = True
            found[slots] = np.maximum(found[slots], worth)
    for one in group.alternatives:
        if one.kind is Kind.EXACT:
            typed = np.zeros(size, bool)
            for standing in memory.standings(board, one.terms, forms=True):
                typed[standing.beginning_at(start)[0]] = True
            found[typed] *= np.float32(AS_TYPED)
    here = np.flatnonzero(found)
    return (here + start).astype(np.int32), found[here], titled[here]


def _ordered(board: Board, wanted: Bools, fit: _Fit, order: str, most: int) -> Ints:
    """The first `most` slots that are wanted, in order; of equals, the newer, then the higher number."""
    slots = np.flatnonzero(wanted)
    keys: dict[str, NDArray[Any]] = {
        "fit": fit.scores[slots],
        "date": board.days[slots],
        "added": board.added[slots],
        "grade": board.grades[slots],
    }
    first = keys[order]
    if len(slots) > 2 * most:  # of many, only those that can be among the first are put in order
        least = np.partition(first, len(first) - most)[len(first) - most]
        near = first >= least
        slots, first = slots[near], first[near]
    found: Ints = slots[np.lexsort((-board.given[slots], -board.days[slots], -fit.scores[slots], -first))]
    return found[:most]
