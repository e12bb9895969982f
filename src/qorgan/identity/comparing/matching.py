"""Two names compared word by word: `compare_names`, and many pairs at once: `scores`.

The score says how far two names can be the same name. It is never a statement about a person: many people share a
name, and one person has many spellings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.comparing.alignment import CROSSED, SWAPPED, Aligned, align
from qorgan.identity.comparing.levels import FATHER, GIVEN, LEVELS, SLOTS, SURNAME, weights
from qorgan.identity.comparing.names_as_rows import Names
from qorgan.identity.comparing.vocabulary import Ids
from qorgan.identity.names import Reading, Word

SAME, REVIEW, DIFFERENT = "same", "review", "different"
# Roles of a word that says whose child somebody is.
_CHILD = ("patronymic", "either")


@dataclass(frozen=True, slots=True)
class WordPair:
    """One word of each name, or one of them and None. `share` is its part of all that was weighed, 0 to 1;
    `speaks` is "for", "against" or "both"."""

    left: Word | None
    right: Word | None
    slot: str
    level: str
    rules: tuple[str, ...]
    share: float
    speaks: str


@dataclass(frozen=True, slots=True)
class NameMatch:
    """`notes`: what was done with the names as a whole: `other_order`, `other_name`."""

    score: float
    verdict: str
    aligned: tuple[WordPair, ...]
    notes: tuple[str, ...] = ()


def verdict(score: float) -> str:
    """`same`, `review` or `different`, by the thresholds of the data."""
    table = weights()
    return SAME if score >= table.same else REVIEW if score >= table.review else DIFFERENT


def compare_names(left: str, right: str) -> NameMatch:
    """The best of all ways to read both names. A text in which nothing can be a name scores 0."""
    names = Names()
    first, second = names.span(left), names.span(right)
    if not first[1] or not second[1]:
        return NameMatch(0.0, DIFFERENT, ())
    rows, others, _ = _crossed(*(np.array([part]) for part in (*first, *second)))
    found = align(names.sides(rows), names.sides(others), names.words)
    best = int(np.argmax(found.score))
    score = float(found.score[best])
    one, other = names.readings[rows[best]], names.readings[others[best]]
    kinds = {one.kind, other.kind} - {"as_written"}
    notes = ["other_order" if kind == "other_order" else "other_name" for kind in sorted(kinds)]
    notes += ["other_order"] if found.way[best] == SWAPPED else []
    return NameMatch(score, verdict(score), _words_of(found, best, one, other), tuple(dict.fromkeys(notes)))


def scores(left: Sequence[str], right: Sequence[str], names: Names | None = None) -> NDArray[np.float64]:
    """The score of each pair. `names` keeps what was read for the next call."""
    names = names or Names()
    first, many = names.spans(left)
    second, more = names.spans(right)
    rows, others, starts = _crossed(first, many, second, more)
    out = np.zeros(len(first))
    if len(rows):
        found = align(names.sides(rows), names.sides(others), names.words).score
        there = (many > 0) & (more > 0)
        out[there] = np.maximum.reduceat(found, starts[there])
    return out


def _crossed(first: Ids, many: Ids, second: Ids, more: Ids) -> tuple[Ids, Ids, Ids]:
    """Every reading of one name with every reading of the other; where the rows of each pair start."""
    count = many * more
    starts = np.cumsum(count) - count
    within = np.arange(int(count.sum())) - np.repeat(starts, count)
    width = np.repeat(more, count)
    return np.repeat(first, count) + within // width, np.repeat(second, count) + within % width, starts


def _words_of(found: Aligned, best: int, left: Reading, right: Reading) -> tuple[WordPair, ...]:
    ours, theirs = ([reading.surname, reading.given, reading.father] for reading in (left, right))
    if found.way[best] == SWAPPED:
        theirs = [theirs[GIVEN], theirs[SURNAME], theirs[FATHER]]
    elif found.way[best] == CROSSED:
        for words in (ours, theirs):
            if words[FATHER] in (None, words[SURNAME]):
                words[SURNAME], words[FATHER] = None, words[SURNAME]
    agrees, costs = found.agrees[:, best], found.costs[:, best]
    total = float((agrees + costs).sum())
    pairs = []
    for number, (slot, one, other) in enumerate(zip(SLOTS, ours, theirs, strict=True)):
        if one is None and other is None:
            continue
        level = LEVELS[int(found.levels[number, best])]
        if slot == "surname" and found.way[best] == CROSSED:
            level = "layout"
        elif slot == "surname" and found.married[best]:
            level = "married"
        share = float(agrees[number] + costs[number]) / total if total else 0.0
        speaks = "for" if not costs[number] else "against" if not agrees[number] else "both"
        pairs.append(WordPair(one, other, slot, _said(level, slot, one, other), _rules(one, other), share, speaks))
    return tuple(pairs)


def _said(level: str, slot: str, left: Word | None, right: Word | None) -> str:
    """The level as it is said: what weighs the same may have another reason."""
    if level == "missing" and slot == "father":
        return "missing_father"
    if left is None or right is None:
        return level
    if level == "same" and left.written.casefold() == right.written.casefold():
        return "identical"
    if level == "suffix" and left.role in _CHILD and right.role in _CHILD and left.suffix and right.suffix:
        return "daughter" if "f" in (left.sex, right.sex) else "son"
    return level


def _rules(left: Word | None, right: Word | None) -> tuple[str, ...]:
    """The rules that changed one of the two words and not the other: what both went through explains nothing."""
    if left is None or right is None or left.written.casefold() == right.written.casefold():
        return ()
    return tuple(sorted(set(left.rules) ^ set(right.rules)))
