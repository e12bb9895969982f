"""The names of a whole table read at once: each distinct word once, each way for words to look once.

What is no plain word in its column, or no plain words in one, is read by itself, as `facing.named` reads it.
It must give for each record what that gives; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from qorgan.identity.linking.words import LOOKS, MORE, ONE, SEXES, Codes, Words
from qorgan.identity.names.ways import of_three_columns, of_words

Found = tuple[str, str, str, str]
ByItself = Callable[[str, str, str, str, str], Sequence[Found]]
Mask = NDArray[np.bool_]
_MOST = 3


@dataclass(frozen=True)
class Named:
    """One row for each reading, in the order of the records: codes into `forms`, whose first is of what is
    not known; `sex` is 0, 1 (m) or 2 (f).
    """

    record: Codes
    surname: Codes
    given: Codes
    father: Codes
    sex: NDArray[np.int8]
    forms: list[str]


@dataclass(frozen=True)
class Texts:
    """Columns of texts as codes into `distinct`, whose length stands for no text. `words`: the parts between
    spaces of each whole name, at most three; `many`: it has more.
    """

    distinct: list[str]
    columns: Codes
    whole: Mask
    words: Codes
    many: Mask
    aliases: Mask


def told(columns: Sequence[pa.Array]) -> Texts:
    """`columns`: surname, given name, father's name, full name, aliases."""
    *names, full, aliases = [column.cast(pa.string()).fill_null("") for column in columns]
    parts = pc.split_pattern(full, " ")
    codes, values = codes_of([*names, parts.flatten()])
    distinct = values.to_pylist()
    size = len(full)
    sizes = pc.list_value_length(parts).to_numpy(zero_copy_only=False)
    starts = 3 * size + np.concatenate([[0], np.cumsum(sizes)[:-1]])
    words = np.full((size, _MOST), len(distinct), dtype=np.int64)
    for place in range(_MOST):
        there = np.flatnonzero(sizes > place)
        words[there, place] = codes[starts[there] + place]
    return Texts(
        distinct,
        codes[: 3 * size].reshape(3, size).T,
        _written(full),
        words,
        sizes > _MOST,
        _written(aliases),
    )


def codes_of(columns: Sequence[pa.Array]) -> tuple[Codes, pa.Array]:
    """A code for each text of the columns, one after the other (-1 where it is null), and the distinct texts.

    The columns are not put together as text: more than two gigabytes are no array.
    """
    chunks = pa.chunked_array(columns, pa.string()).dictionary_encode().unify_dictionaries().chunks
    if not chunks:
        return np.zeros(0, dtype=np.int64), pa.array([], pa.string())
    codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in chunks]
    return np.concatenate(codes).astype(np.int64), chunks[0].dictionary


def _written(column: pa.Array) -> Mask:
    written: Mask = pc.not_equal(column, "").to_numpy(zero_copy_only=False)
    return written


def named(texts: Texts, words: Words, columns: Sequence[pa.Array], by_itself: ByItself) -> Named:
    """The readings of all records. `by_itself` reads the five `columns` of a record that is not plain: tuples
    of surname, given name, father's name and sex.
    """
    placed, others = _placed(texts, words), _Others(words.forms)
    rows = np.flatnonzero(~placed.plain)
    cells = [column.take(pa.array(rows)).fill_null("").to_pylist() for column in columns]
    for row, cell in zip(rows.tolist(), zip(*cells, strict=True), strict=True):
        others.add(row, by_itself(*cell))
    return _together(placed, words, others)


class _Others:
    """Readings that were made one record at a time."""

    def __init__(self, forms: list[str]) -> None:
        self.forms = list(forms)
        self.codes = {form: code for code, form in enumerate(forms)}
        self.rows: list[tuple[int, int, int, int, int]] = []

    def add(self, row: int, found: Sequence[Found]) -> None:
        for surname, given, father, sex in found:
            codes = self._code(surname), self._code(given), self._code(father)
            self.rows.append((row, *codes, SEXES.index(sex)))

    def _code(self, form: str) -> int:
        if not form:
            return 0
        code = self.codes.setdefault(form, len(self.forms))
        if code == len(self.forms):
            self.forms.append(form)
        return code


@dataclass(frozen=True)
class _Placed:
    """`plain`: records read here. `words`: their three words and a fourth that is none; `way`: how they
    look."""

    plain: Mask
    words: Codes
    way: Codes


def _placed(texts: Texts, words: Words) -> _Placed:
    says = words.says[texts.columns]
    has = says == ONE
    single = ~(says == MORE).any(axis=1) & ~texts.aliases
    ask_whole = texts.whole & ~(has[:, 0] & has[:, 1])
    none = len(texts.distinct)
    there = texts.words != none
    whole = (~there | (words.plain[texts.words] & (words.says[texts.words] == ONE))).all(axis=1)
    whole &= single & ask_whole & ~has.any(axis=1) & ~texts.many
    chosen = np.where(whole[:, None], texts.words, texts.columns)
    looks = words.looks[chosen]
    way = (looks[:, 0] * len(LOOKS) + looks[:, 1]) * len(LOOKS) + looks[:, 2] + whole * len(LOOKS) ** _MOST
    return _Placed(whole | (single & ~ask_whole), np.column_stack([chosen, np.full(len(chosen), none)]), way)


@cache
def _ways() -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """By how the words look: how many readings, and which word stands in each slot of each (3: none)."""
    looks = list(product(LOOKS, repeat=_MOST))
    wholes = [tuple(filter(None, one)) for one in looks]
    ways = [of_three_columns(one) for one in looks] + [of_words(one) if one else () for one in wholes]
    count = np.array([max(1, len(way)) for way in ways], dtype=np.int8)
    slots = np.full((len(ways), int(count.max()), _MOST), _MOST, dtype=np.int8)
    for number, way in enumerate(ways):
        for place, reading in enumerate(way):
            slots[number, place] = [_MOST if word is None else word for word in reading]
    return count, slots


def _together(placed: _Placed, words: Words, others: _Others) -> Named:
    count, slots = _ways()
    parts, first = [], None
    for place in range(slots.shape[1]):
        rows = np.flatnonzero(placed.plain & (count[placed.way] > place))
        chosen = np.take_along_axis(placed.words[rows], slots[placed.way[rows], place].astype(np.int64), 1)
        part = _read(rows, chosen, words)
        if first is not None:
            same = (first[np.searchsorted(first[:, 0], rows), 1:] == part[:, 1:]).all(axis=1)
            part = part[~same]
        first = part if first is None else first
        parts.append(part)
    parts.append(np.array(others.rows, dtype=np.int64).reshape(-1, 5))
    every = np.concatenate(parts)
    every = every[np.argsort(every[:, 0], kind="stable")]
    record, surname, given, father, sex = every.T
    return Named(record, surname, given, father, sex.astype(np.int8), others.forms)


def _read(rows: Codes, chosen: Codes, words: Words) -> Codes:
    """Record, surname, given name, father's name and sex of readings whose words stand in their slots."""
    surname, given, father = chosen.T
    none = len(words.says) - 1
    father = np.where((father == none) & words.father[surname], surname, father)
    sex = words.sex[father]
    for other in (surname, given):
        sex = np.where(sex == 0, words.sex[other], sex)
    return np.column_stack([rows, words.stem[surname], words.canonical[given], words.stem[father], sex])
