"""The distinct texts of a table's columns of names, each read once: what is needed to place its word.

Reading is the slow part, so it may be shared among processes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from qorgan.identity.names import names_the_father
from qorgan.identity.names.columns import column, is_plain

# The first is of no word.
LOOKS = ("", "surname", "patronymic", "either", "given", "likely", "initial", "unknown")
SEXES = ("", "m", "f")
NOTHING, ONE, MORE = 0, 1, 2

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """By text, and last of all a text without a word: `says` is NOTHING, ONE word, or MORE that takes a
    reader; `plain`, it may be a word of a whole name as it stands. `canonical` and `stem` point into
    `forms`, whose first is empty.
    """

    says: NDArray[np.int8]
    looks: Codes
    canonical: Codes
    stem: Codes
    sex: NDArray[np.int8]
    father: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    forms: list[str]


def read(texts: Sequence[str]) -> pa.RecordBatch:
    """What each text says; cheap to hand from one process to another."""
    with _nothing_collected():
        columns = list(zip(*map(_read, texts), strict=True)) or [()] * len(_KINDS)
    return pa.record_batch(
        [pa.array(values, kind) for values, kind in zip(columns, _KINDS.values(), strict=True)], list(_KINDS)
    )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Small objects are made by the million and all are kept: looking for garbage among them takes a fifth of
    the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


_KINDS = {
    **{"says": pa.int8(), "looks": pa.int8(), "canonical": pa.string(), "stem": pa.string()},
    **{"sex": pa.int8(), "father": pa.bool_(), "plain": pa.bool_()},
}
_LOOKS = {look: place for place, look in enumerate(LOOKS)}
_SEXES = {sex: place for place, sex in enumerate(SEXES)}


def _read(text: str) -> tuple[int, int, str, str, int, bool, bool]:
    said, plain = column(text), is_plain(text)
    if not said.words and not said.others:
        return NOTHING, 0, "", "", 0, False, plain
    word = said.words[0].word if len(said.words) == 1 else None
    if word is None or said.others or said.comma or "-" in word.written:
        return MORE, 0, "", "", 0, False, plain
    looks, sex = _LOOKS[said.words[0].looks], _SEXES[word.sex]
    return ONE, looks, word.canonical, word.stem, sex, names_the_father(word), plain


def joined(parts: Sequence[pa.RecordBatch]) -> Words:
    """The parts that `read` made of slices of the texts, in their order."""
    table = pa.Table.from_batches(parts)
    forms = pa.chunked_array(
        [pa.array([""]), *table["canonical"].chunks, *table["stem"].chunks]
    ).combine_chunks()
    coded = forms.dictionary_encode()
    codes = coded.indices.to_numpy().astype(np.int64)[1:]
    size = table.num_rows
    return Words(
        says=np.append(table["says"].to_numpy(), np.int8(NOTHING)),
        looks=np.append(table["looks"].to_numpy().astype(np.int64), 0),
        canonical=np.append(codes[:size], 0),
        stem=np.append(codes[size:], 0),
        sex=np.append(table["sex"].to_numpy(), np.int8(0)),
        father=np.append(table["father"].to_numpy(zero_copy_only=False), False),
        plain=np.append(table["plain"].to_numpy(zero_copy_only=False), False),
        forms=coded.dictionary.to_pylist(),
    )
