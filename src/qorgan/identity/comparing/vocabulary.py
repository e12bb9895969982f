"""The distinct words of many names as arrays, and in which way two of them agree.

Names are many and words are few: each word is looked at once, each pair of words once. It says how two words
agree, never what that weighs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from qorgan.identity.comparing.levels import CODE
from qorgan.identity.names import Word, group, skeleton

Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
NOTHING = 0
SEXES = {"": 0, "m": 1, "f": 2}
_FEATURES = ("canonical", "stem", "group", "frame", "size")
# Endearments and second halves that are left out in speech, in canonical letters.
_LEFT_OUT = ("zhan", "jan", "bek", "bai", "bay", "han", "khan", "gul", "tai", "tay")
LONG, SHORT = 7, 5


class Vocabulary:
    """Words by number; number 0 is the word that is not there."""

    def __init__(self) -> None:
        self.words: list[Word | None] = [None]
        self._numbers: dict[tuple[str, str, str, str], int] = {}
        self._strings: dict[str, int] = {"": 0}
        self._rows: list[tuple[int, ...]] = [(0,) * len(_FEATURES)]
        self._sexes: list[int] = [0]
        self._stems: list[str] = [""]
        self._table: NDArray[np.int64] = np.zeros((0, len(_FEATURES)), dtype=np.int64)

    def number(self, word: Word | None) -> int:
        """The number of a word; a new one is looked at now."""
        if word is None or not word.canonical:
            return NOTHING
        key = (word.canonical, word.stem, word.suffix, word.sex)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.words)
            stem = word.stem or word.canonical
            texts = (word.canonical, stem, group(word.canonical), skeleton(stem))
            interned = (self._strings.setdefault(text, len(self._strings)) for text in texts)
            self.words.append(word)
            self._rows.append((*interned, len(stem)))
            self._sexes.append(SEXES.get(word.sex, 0))
            self._stems.append(stem)
        return found

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
        one, two = self._table[left], self._table[right]
        equal = one == two
        out = np.full(len(left), CODE["different"], dtype=np.uint8)
        shorter, longer = np.minimum(one[:, 4], two[:, 4]), np.maximum(one[:, 4], two[:, 4])
        near = np.flatnonzero(~equal[:, :3].any(axis=1) & (longer - shorter <= max(3, 0)) & (shorter > 1))
        out[near] = self._near(left[near], right[near], equal[near, 3], shorter[near], longer[near])
        for index in np.flatnonzero(~equal[:, :3].any(axis=1) & (longer != shorter)):
            out[index] = self._within(int(left[index]), int(right[index]), out[index])
        out[equal[:, 2]] = CODE["group"]
        sexes = self.sexes(left) * self.sexes(right)
        out[equal[:, 1]] = np.where(sexes == 2, CODE["suffix_sex"], CODE["suffix"])[equal[:, 1]]
        out[equal[:, 0]] = CODE["same"]
        return out

    def _near(self, left: Ids, right: Ids, frame: NDArray[np.bool_], shorter: Ids, longer: Ids) -> Codes:
        """Words of about the same length that are spelled otherwise."""
        texts = np.array(self._stems, dtype=object)
        away = cpdist(texts[left].tolist(), texts[right].tolist(), scorer=OSA.distance, score_cutoff=4)
        alike = 1 - away / longer
        return np.select(
            [
                frame & (alike >= 0.7),
                frame & (alike >= 0.5),
                (away == 1) & (longer >= LONG),
                (away == 1) & (longer >= SHORT),
                (away == 2) & (longer >= LONG),
                alike >= 0.66,
            ],
            [CODE[n] for n in ("sound", "sound_faint", "one_letter", "one_letter_short", "close", "faint")],
            CODE["different"],
        ).astype(np.uint8)

    def _within(self, left: int, right: int, found: int) -> int:
        """An initial, or a name of which a part was left out."""
        short, long = sorted((self._stems[left], self._stems[right]), key=len)
        if len(short) == 1:
            return CODE["initial"] if long[:1] == short else CODE["different"]
        if len(short) >= 3 and long.startswith(short) and long[len(short) :] in _LEFT_OUT:
            return CODE["part"]
        return found
