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
from qorgan.identity.names.given import SEXES as LISTED

Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
NOTHING = 0
MAN, WOMAN = 1, 2
SEXES = {"": 0, "m": MAN, "f": WOMAN}
_ENDINGS = {"": 0, "surname": 1, "patronymic": 2, "either": 2}
# Columns of the table of words: numbers of canonical form, stem and class, length of the stem, whether it is listed.
_COLUMNS = 5
# Endearments and second halves that are left out in speech, in canonical letters.
_LEFT_OUT = ("zhan", "jan", "bek", "bai", "bay", "han", "khan", "gul", "tai", "tay")


class Vocabulary:
    """Words by number; number 0 is the word that is not there."""

    def __init__(self) -> None:
        self.words: list[Word | None] = [None]
        self._numbers: dict[tuple[str, str, str, str], int] = {}
        self._strings: dict[str, int] = {"": 0}
        self._rows: list[tuple[int, ...]] = [(0,) * _COLUMNS]
        self._sexes: list[int] = [0]
        self._endings: list[int] = [0]
        self._pairs: list[tuple[str, str]] = [("", "")]  # stem and frame
        self._table: NDArray[np.int64] = np.zeros((0, _COLUMNS), dtype=np.int64)
        self._texts: NDArray[np.object_] = np.zeros((0, 2), dtype=object)

    def number(self, word: Word | None) -> int:
        """The number of a word; a new one is looked at now."""
        if word is None or not word.canonical:
            return NOTHING
        key = (word.canonical, word.stem, word.suffix, word.sex)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.words)
            stem = word.stem or word.canonical
            texts = (word.canonical, stem, group(word.canonical))
            interned = (self._strings.setdefault(text, len(self._strings)) for text in texts)
            self.words.append(word)
            self._rows.append((*interned, len(stem), int(stem in LISTED)))
            self._sexes.append(SEXES.get(word.sex, 0))
            self._endings.append(_ENDINGS.get(word.role, 0))
            self._pairs.append((stem, skeleton(stem)))
        return found

    def endings(self, numbers: Ids) -> NDArray[np.int64]:
        """What the ending says of each word: 0 nothing, 1 a surname, 2 whose child, whose child perhaps a surname."""
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
            codes, back = np.unique(low[both] * len(self.words) + high[both], return_inverse=True)
            out[both] = self._judge(*np.divmod(codes, len(self.words)))[back]
        return out

    def _judge(self, left: Ids, right: Ids) -> Codes:
        if len(self._table) != len(self._rows):
            self._table = np.array(self._rows, dtype=np.int64)
            self._texts = np.array(self._pairs, dtype=object)
        one, two = self._table[left], self._table[right]
        equal = one[:, :3] == two[:, :3]
        sexes = self.sexes(left) * self.sexes(right)
        out = np.full(len(left), CODE["different"], dtype=np.uint8)
        shorter, longer = np.minimum(one[:, 3], two[:, 3]), np.maximum(one[:, 3], two[:, 3])
        other = ~equal.any(axis=1)
        near = np.flatnonzero(other & (longer - shorter <= MOST_LETTERS) & (shorter > 1))
        out[near] = self._near(left[near], right[near], longer[near])
        listed = (one[:, 4] > 0) & (two[:, 4] > 0) | (sexes == MAN * WOMAN)
        out[other & listed & (out != CODE["different"])] = CODE["other_given"]
        for index in np.flatnonzero(other & (longer != shorter)):
            out[index] = self._within(int(left[index]), int(right[index]), int(out[index]))
        out[equal[:, 2]] = CODE["group"]
        out[equal[:, 1]] = np.where(sexes == MAN * WOMAN, CODE["suffix_sex"], CODE["suffix"])[equal[:, 1]]
        out[equal[:, 0]] = CODE["same"]
        return out

    def _near(self, left: Ids, right: Ids, longer: Ids) -> Codes:
        """Words that are spelled otherwise: how many letters of theirs and of their frames differ."""
        one, two = self._texts[left], self._texts[right]
        away, frames = (
            cpdist(one[:, column].tolist(), two[:, column].tolist(), scorer=OSA.distance, dtype=np.int32)
            for column in (0, 1)
        )
        sizes = np.searchsorted(SIZES, longer)
        return weights().near[np.minimum(frames, MOST_FRAME), np.minimum(away, MOST_LETTERS), sizes]

    def _within(self, left: int, right: int, found: int) -> int:
        """An initial, or a name of which a part was left out."""
        short, long = sorted((self._pairs[left][0], self._pairs[right][0]), key=len)
        if len(short) == 1:
            return CODE["initial"] if long[:1] == short else CODE["different"]
        if len(short) >= 3 and long.startswith(short) and long[len(short) :] in _LEFT_OUT:
            return CODE["part"]
        return found
