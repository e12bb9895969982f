"""Two names compared word by word: `compare_names`, and many pairs at once: `scores`.

The score says how far two names can be the same name. It is never a statement about a person: many people
share a name, and one person has many spellings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.comparing import without_slots
from qorgan.identity.comparing.alignment import CROSSED, SWAPPED, Aligned, align
from qorgan.identity.comparing.levels import FATHER, GIVEN, LEVELS, SLOTS, SURNAME, weights
from qorgan.identity.comparing.names_as_rows import Names
from qorgan.identity.comparing.vocabulary import Ids
from qorgan.identity.names import Reading, Word, skeleton

SAME, REVIEW, DIFFERENT = "same", "review", "different"
_ONE_AGREES = 0.2
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
    one, other = (_Read(*row) for row in names.numbers([left, right]).T.tolist())
    if not one.words or not other.words:
        return NameMatch(0.0, DIFFERENT, ())
    if one.slotless or other.slotless:
        found = _whole(left, right, names)
    else:
        found = _in_slots(one, other, names)
        if _extra_word(one, other, found.score):
            found = max(found, _whole(left, right, names), key=lambda match: match.score)
    if one.letters == other.letters and found.score < _joined():
        return NameMatch(_joined(), verdict(_joined()), found.aligned, ("joined",))
    return found


def scores(left: Sequence[str], right: Sequence[str], names: Names | None = None) -> NDArray[np.float64]:
    """The score of each pair. `names` keeps what was read for the next call."""
    names = Names() if names is None else names
    one, other = _Read(*names.numbers(left)), _Read(*names.numbers(right))
    slotless = one.slotless | other.slotless
    many = np.where(slotless, 0, one.rows)
    rows, others, starts = _crossed(one.first, many, other.first, other.rows)
    out = np.zeros(len(slotless))
    if len(rows):
        found = align(names.sides(rows), names.sides(others), names.words).score
        there = (many > 0) & (other.rows > 0)
        out[there] = np.maximum.reduceat(found, starts[there])
    extra = _extra_word(one, other, out)
    for pair in np.flatnonzero((slotless | extra) & (one.words > 0) & (other.words > 0)).tolist():
        words = names.whole(left[pair]), names.whole(right[pair])
        out[pair] = max(out[pair], without_slots.compare(*words, names.words)[0])
    joined = (one.letters == other.letters) & (one.letters > 0)
    out[joined] = np.maximum(out[joined], _joined())
    return out


@dataclass(frozen=True, slots=True)
class _Read:
    """The numbers of one name, or of many as arrays."""

    first: Any
    rows: Any
    letters: Any
    words: Any
    endings: Any

    @property
    def slotless(self) -> Any:
        """It cannot be set out in surname, given name and father's name."""
        return (self.rows == 0) | (self.words > len(SLOTS))


def _extra_word(one: _Read, other: _Read, score: Any) -> Any:
    """Two words and three, one of them agrees, and no ending shows which is which: perhaps a middle name."""
    alike = (score > _ONE_AGREES) & (score < weights().review)
    return alike & (one.words + other.words == 5) & (one.endings + other.endings == 0)


def _whole(left: str, right: str, names: Names) -> NameMatch:
    score, answers = without_slots.compare(names.whole(left), names.whole(right), names.words)
    return NameMatch(score, verdict(score), _answered(answers))


def _in_slots(one: _Read, other: _Read, names: Names) -> NameMatch:
    columns = (np.array([number]) for number in (one.first, one.rows, other.first, other.rows))
    rows, others, _ = _crossed(*columns)
    found = align(names.sides(rows), names.sides(others), names.words)
    best = int(np.argmax(found.score))
    left, right = names.readings[rows[best]], names.readings[others[best]]
    kinds = [reading.kind for reading in (left, right) if reading.kind != "as_written"]
    notes = ["other_order" if kind == "other_order" else "other_name" for kind in kinds]
    notes += ["other_order"] if found.way[best] == SWAPPED else []
    if one.words == other.words == 1:  # one word has no order
        notes = [note for note in notes if note != "other_order"]
    score = float(found.score[best])
    return NameMatch(score, verdict(score), _words_of(found, best, left, right), tuple(dict.fromkeys(notes)))


def _joined() -> float:
    """The score of two names that are the same letters, only divided into words otherwise."""
    figures = weights().whole
    return figures["word"] / (figures["word"] + figures["joined"])


def _answered(answers: Sequence[without_slots.Answer]) -> tuple[WordPair, ...]:
    total = sum(answer.agrees + answer.costs for answer in answers)
    return tuple(
        WordPair(
            answer.left,
            answer.right,
            "other",
            _said(LEVELS[answer.level], "other", answer.left, answer.right),
            _rules(answer.left, answer.right),
            (answer.agrees + answer.costs) / total if total else 0.0,
            _speaks(answer.agrees, answer.costs),
        )
        for answer in answers
    )


def _speaks(agrees: float, costs: float) -> str:
    return "for" if not costs else "against" if not agrees else "both"


def _crossed(first: Ids, many: Ids, second: Ids, more: Ids) -> tuple[Ids, Ids, Ids]:
    """Every reading of one name with every reading of the other; where the rows of each pair start."""
    count = many * more
    starts = np.cumsum(count) - count
    within = np.arange(int(count.sum())) - np.repeat(starts, count)
    width = np.repeat(more, count)
    return np.repeat(first, count) + within // width, np.repeat(second, count) + within % width, starts


def _words_of(found: Aligned, best: int, left: Reading, right: Reading) -> tuple[WordPair, ...]:
    ours, theirs = (_places(reading) for reading in (left, right))
    if found.way[best] == SWAPPED:
        theirs = [theirs[GIVEN], theirs[SURNAME], theirs[FATHER]]
    elif found.way[best] == CROSSED:
        for words in (ours, theirs):
            if words[FATHER] is None:
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
        speaks = _speaks(float(agrees[number]), float(costs[number]))
        pairs.append(
            WordPair(one, other, slot, _said(level, slot, one, other), _rules(one, other), share, speaks)
        )
    return tuple(pairs)


def _places(reading: Reading) -> list[Word | None]:
    """A word that is surname and father's name at once stands in one place."""
    father = None if reading.father == reading.surname else reading.father
    return [reading.surname, reading.given, father]


def _said(level: str, slot: str, left: Word | None, right: Word | None) -> str:
    """The level as it is said: what weighs the same may have another reason."""
    if level == "missing" and slot == "father":
        return "missing_father"
    if level == "trace":
        return "different"
    if left is None or right is None:
        return level
    if level == "same" and left.written.casefold() == right.written.casefold():
        return "identical"
    if level == "group" and skeleton(left.canonical) == skeleton(right.canonical):
        return "same"
    if level == "suffix" and left.role in _CHILD and right.role in _CHILD and left.suffix and right.suffix:
        return "daughter" if "f" in (left.sex, right.sex) else "son"
    return level


def _rules(left: Word | None, right: Word | None) -> tuple[str, ...]:
    """The rules that changed only one of the two words: what both went through explains nothing."""
    if left is None or right is None or left.written.casefold() == right.written.casefold():
        return ()
    return tuple(sorted(set(left.rules) ^ set(right.rules)))
