"""The distinct words of many names as arrays, and in which way two of them agree.

Names are many and words are few: each word is looked at once, each pair of words once. It says how two words
agree, never what that weighs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from qorgan.identity.comparing.levels import CODE, MOST_FRAME, MOST_LETTERS, SIZES, weights
from qorgan.identity.names import Word, group, skeleton
from qorgan.identity.names.given import SEXES as GIVEN_NAMES

Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
NOTHING = 0
MAN, WOMAN = 1, 2
SEXES = {"": 0, "m": MAN, "f": WOMAN}
_ENDINGS = {"": 0, "surname": 1, "patronymic": 2, "either": 2}
# Columns of the table of words: numbers of canonical form, stem and class; length of the stem, whether it is
# a listed given name, numbers of the stem without its second half and of its first letter, whether the word
# is an initial.
CANONICAL, STEM, GROUP, SIZE, LISTED, BARE, FIRST, INITIAL = _COLUMNS = range(8)
# How much longer one of two words that are near each other may be, by the length of the longer.
_MOST_LONGER = np.array([2, 2, 2, 2, 2, 3, 3, 4, 4, 5])
UNKNOWN = 255
_LONG_STEM = 5
MOST_REMEMBERED = 8192
# Endearments and second halves that are left out in speech, in canonical letters.
_LEFT_OUT = ("zhan", "jan", "bek", "bai", "bay", "han", "khan", "gul", "tai", "tay")


class Vocabulary:
    """Words by number; number 0 is the word that is not there."""

    def __init__(self) -> None:
        self.words: list[Word | None] = [None]
        self._numbers: dict[tuple[str, str, str, str, bool], int] = {}
        self._strings: dict[str, int] = {"": 0}
        self._rows: list[tuple[int, ...]] = [(0, 0, 0, 0, 0, -1, 0, 0)]
        self._sexes: list[int] = [0]
        self._endings: list[int] = [0]
        self._pairs: list[tuple[str, str, str]] = [("", "", "")]  # stem, its frame, canonical form
        self._known: Codes = np.zeros((0, 0), dtype=np.uint8)
        self._table: NDArray[np.int64] = np.zeros((0, len(_COLUMNS)), dtype=np.int64)
        self._texts: NDArray[np.object_] = np.zeros((0, 3), dtype=object)

    def number(self, word: Word | None) -> int:
        """The number of a word; a new one is looked at now."""
        if word is None or not word.canonical:
            return NOTHING
        # One letter that is written is an initial, though a whole word may sound as it does ("J", "Dш": zh).
        initial = len(word.written) == 1 or len(word.canonical) == 1
        key = (word.canonical, word.stem, word.suffix, word.sex, initial)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.words)
            stem = word.stem or word.canonical
            texts = (word.canonical, stem, group(word.canonical))
            canonical, own, class_ = (self._intern(text) for text in texts)
            bare = _bare(stem)
            self.words.append(word)
            self._rows.append(
                (
                    canonical,
                    own,
                    class_,
                    len(stem),
                    int(stem in GIVEN_NAMES),
                    self._intern(bare) if bare else -1,
                    self._intern(stem[0]),
                    int(initial),
                )
            )
            self._sexes.append(SEXES.get(word.sex, 0))
            self._endings.append(_ENDINGS.get(word.role, 0))
            self._pairs.append((stem, skeleton(stem), word.canonical))
        return found

    def _intern(self, text: str) -> int:
        return self._strings.setdefault(text, len(self._strings))

    def endings(self, numbers: Ids) -> NDArray[np.int64]:
        """What the ending says of each word: 0 nothing, 1 that it is a surname, 2 whose child."""
        return np.asarray(self._endings, dtype=np.int64)[numbers]

    def sexes(self, numbers: Ids) -> NDArray[np.int64]:
        return np.asarray(self._sexes, dtype=np.int64)[numbers]

    def levels(self, left: Ids, right: Ids) -> Codes:
        """The code of the level for each pair of words, the same whichever stands left."""
        low, high = np.minimum(left, right), np.maximum(left, right)
        out = np.full(len(left), CODE["both_missing"], dtype=np.uint8)
        out[high > 0] = CODE["missing"]
        both = np.flatnonzero(low)
        if len(both):
            out[both] = self._of(low[both], high[both])
        return out

    def _of(self, low: Ids, high: Ids) -> Codes:
        """Each pair of words is judged once; while words are few, that is remembered."""
        count = len(self.words)
        if count > MOST_REMEMBERED:
            self._known = np.zeros((0, 0), dtype=np.uint8)
            codes, back = np.unique(low * count + high, return_inverse=True)
            return self._judge(*np.divmod(codes, count))[back]
        if count > len(self._known):
            size = min(MOST_REMEMBERED, 2 * count)
            grown = np.full((size, size), UNKNOWN, dtype=np.uint8)
            grown[: len(self._known), : len(self._known)] = self._known
            self._known = grown
        found = self._known[low, high]
        new = found == UNKNOWN
        if new.any():
            one, two = np.divmod(np.unique(low[new] * count + high[new]), count)
            self._known[one, two] = self._judge(one, two)
            found = self._known[low, high]
        return found

    def _judge(self, left: Ids, right: Ids) -> Codes:
        if len(self._table) != len(self._rows):
            self._table = np.array(self._rows, dtype=np.int64)
            self._texts = np.array(self._pairs, dtype=object)
        one, two = self._table[left], self._table[right]
        equal = one[:, :3] == two[:, :3]
        sexes = self.sexes(left) * self.sexes(right)
        out = np.full(len(left), CODE["different"], dtype=np.uint8)
        shorter, longer = np.minimum(one[:, SIZE], two[:, SIZE]), np.maximum(one[:, SIZE], two[:, SIZE])
        other = ~equal.any(axis=1)
        near = np.flatnonzero(other & (longer - shorter <= _MOST_LONGER[longer.clip(max=9)]) & (shorter > 1))
        out[near] = self._near(left[near], right[near], longer[near])
        self._ending_spoiled(left, right, one, two, out)
        listed = (one[:, LISTED] > 0) & (two[:, LISTED] > 0) | (sexes == MAN * WOMAN)
        out[other & listed & (out < CODE["trace"])] = CODE["other_given"]
        part = (one[:, BARE] == two[:, STEM]) | (two[:, BARE] == one[:, STEM])
        out[part & other] = CODE["part"]
        initial = (one[:, INITIAL] | two[:, INITIAL]) > 0
        out[initial] = np.where(one[:, FIRST] == two[:, FIRST], CODE["initial"], CODE["different"])[initial]
        out[equal[:, GROUP]] = CODE["group"]
        of_stem = np.where(sexes == MAN * WOMAN, CODE["suffix_sex"], CODE["suffix"])
        out[equal[:, STEM]] = of_stem[equal[:, STEM]]
        out[equal[:, CANONICAL]] = CODE["same"]
        return out

    def _near(self, left: Ids, right: Ids, longer: Ids) -> Codes:
        """Words that are spelled otherwise: how many letters of theirs and of their frames differ."""
        out = np.full(len(left), CODE["different"], dtype=np.uint8)
        one, two = self._texts[left], self._texts[right]
        away = _apart(one[:, 0], two[:, 0])
        near = np.flatnonzero(away < MOST_LETTERS)
        frames = _apart(one[near, 1], two[near, 1])
        sizes = np.searchsorted(SIZES, longer[near])
        out[near] = weights().near[np.minimum(frames, MOST_FRAME), away[near], sizes]
        return out

    def _ending_spoiled(self, left: Ids, right: Ids, one: Ids, two: Ids, out: Codes) -> None:
        """A slip in the ending itself: one word shows its stem and the other does not."""
        with_stem = one[:, CANONICAL] != one[:, STEM]
        rows = np.flatnonzero((out >= CODE["trace"]) & (with_stem ^ (two[:, CANONICAL] != two[:, STEM])))
        rows = rows[one[rows, FIRST] == two[rows, FIRST]]
        away = _apart(self._texts[left[rows], 2], self._texts[right[rows], 2])
        out[rows[_begins(self._texts[left[rows]], self._texts[right[rows]])]] = CODE["close"]
        for letters, level in ((1, "one_letter"), (2, "close")):
            out[rows[away == letters]] = CODE[level]


def _apart(one: NDArray[np.object_], two: NDArray[np.object_]) -> NDArray[np.int64]:
    return cpdist(
        one.tolist(), two.tolist(), scorer=OSA.distance, score_cutoff=MOST_LETTERS - 1, dtype=np.int64
    )


def _begins(one: NDArray[np.object_], two: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether the stem of one word is how the other begins: an ending of another kind that was misspelled."""
    found = [
        len(short := min(ours[0], theirs[0], key=len)) >= _LONG_STEM
        and ours[2].startswith(short)
        and theirs[2].startswith(short)
        and max(len(ours[0]), len(theirs[0])) - len(short) <= MOST_LETTERS
        for ours, theirs in zip(one.tolist(), two.tolist(), strict=True)
    ]
    return np.array(found, dtype=bool)


def _bare(stem: str) -> str:
    """The stem without an endearment or second half; nothing where it has none."""
    return next(
        (stem[: -len(end)] for end in _LEFT_OUT if stem.endswith(end) and len(stem) > len(end) + 2), ""
    )
