"""Names of many words, and names that no table reads, compared word with word and without slots.

For names of other countries: no surname is looked for, and a word that only the longer name has says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qorgan.identity.comparing.levels import CODE, GIVEN, weights
from qorgan.identity.comparing.vocabulary import Vocabulary
from qorgan.identity.names import Word

LONG = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A word of one name and the word of the other that answers it, or None; the code of the level."""

    left: Word | None
    right: Word | None
    level: int
    agrees: float
    costs: float


def compare(
    left: Sequence[Word], right: Sequence[Word], words: Vocabulary
) -> tuple[float, tuple[Answer, ...]]:
    """The score and which word answers which, best first."""
    if not left or not right:
        return 0.0, ()
    ours, theirs = ([words.number(word) for word in side] for side in (left, right))
    levels = words.levels(np.repeat(ours, len(theirs)), np.tile(theirs, len(ours))).reshape(len(ours), -1)
    table = weights()
    agrees = table.agrees[GIVEN] / table.slots[GIVEN]
    costs = table.costs[GIVEN] / table.slots[GIVEN]
    gain = agrees[levels] - costs[levels]
    order = sorted(
        ((one, two) for one in range(len(left)) for two in range(len(right))),
        key=lambda at: (-gain[at], abs(at[0] - at[1]), sum(at)),
    )
    free, open_ = set(range(len(left))), set(range(len(right)))
    found: list[Answer] = []
    for one, two in order:
        if one in free and two in open_ and gain[one, two] > 0:
            free.discard(one)
            open_.discard(two)
            level, weight = int(levels[one, two]), min(_weight(left[one]), _weight(right[two]))
            share = float(agrees[level]) * weight, float(costs[level]) * weight
            found.append(Answer(left[one], right[two], level, *share))
    return _scored(found, [left[i] for i in sorted(free)], [right[i] for i in sorted(open_)])


def _scored(
    found: list[Answer], ours: Sequence[Word], theirs: Sequence[Word]
) -> tuple[float, tuple[Answer, ...]]:
    figures = weights().whole
    speaks = sum(answer.agrees for answer in found)
    against = sum(answer.costs for answer in found)
    # Of the words that answer nothing, as many contradict each other as both names have.
    unlike = min(len(ours), len(theirs))
    for number, word in enumerate((*ours, *theirs)):
        contradicts = number < unlike or len(ours) <= number < len(ours) + unlike
        cost = figures["unlike"] * speaks / 2 / max(unlike, 1) if contradicts else 0.0
        cost = max(cost, _weight(word) if contradicts else figures["extra"] * _weight(word))
        left, right = (word, None) if number < len(ours) else (None, word)
        found.append(Answer(left, right, CODE["missing"], 0.0, cost))
        against += cost
    score = speaks / (speaks + against) if speaks else 0.0
    return score, tuple(found)


def _weight(word: Word) -> float:
    figures = weights().whole
    return figures["word"] if len(word.canonical) >= LONG else figures["short_word"]
