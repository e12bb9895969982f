"""The typed keys under which two records meet, from the one table `data/linkage.yaml`.

A key is 64 bits: a hash of its type and of the canonical values of its parts. It is for looking up, never for
publishing: names are few, so whoever holds a key can try names until one fits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_YEARS = 3
_DAY0 = np.datetime64("1970-01-01", "D")
PARTS = (
    *("iin", "phone", "surname", "given", "frame", "initial", "names", "father", "family"),
    *("day", "year", "region", "street"),
)
# Parts that tell the same thing: together they open no more than one of them, and one opens nothing.
_SAME = (
    frozenset({"surname", "family"}),
    frozenset({"father", "family"}),
    frozenset({"given", "frame", "initial"}),
    frozenset({"day", "year"}),
    frozenset({"region", "street"}),
)
# The escrow weighs nothing, and names are few: a key that is to stand alone has one of these in it.
_ONE_PERSONS = frozenset({"iin", "phone", "day"})


class LinkageDataFault(ValueError):
    """`data/linkage.yaml` names an unknown part or type, or would look people up by one name alone."""


@dataclass(frozen=True)
class KeyType:
    """One row of the table. `number` is its place, which is hashed with the values.

    `frequent`: a key of this type that more faces carry is set aside.
    """

    id: str
    number: int
    parts: tuple[str, ...]
    refines: str
    exact: bool
    frequent: int


@dataclass(frozen=True)
class Table:
    """The whole file: types in order, the caps and limits in bits."""

    version: str
    types: tuple[KeyType, ...]
    caps: Mapping[str, float]
    not_seen: float
    kept_from: float

    def refined(self) -> frozenset[str]:
        return frozenset(one.refines for one in self.types if one.refines)


def _check(one: KeyType, names: set[str]) -> None:
    parts = set(one.parts)
    if not parts or parts - set(PARTS) or len(parts) < len(one.parts):
        raise LinkageDataFault(f"linkage.yaml: {one.id} has no parts, an unknown one or one twice")
    if any(parts <= same for same in _SAME):
        raise LinkageDataFault(f"linkage.yaml: {one.id} would look people up by one name or place alone")
    if one.exact and not parts & _ONE_PERSONS:
        raise LinkageDataFault(f"linkage.yaml: {one.id} is exact without an IIN, a telephone or a day")
    if one.refines and (one.refines not in names or one.refines == one.id):
        raise LinkageDataFault(f"linkage.yaml: {one.id} refines an unknown key, or itself")


def read(raw: dict[str, Any]) -> Table:
    """The table in `raw`. Raises LinkageDataFault."""
    types = tuple(
        KeyType(
            name,
            number,
            tuple(row["parts"]),
            row.get("refines", ""),
            bool(row.get("exact")),
            int(row.get("frequent", raw["frequent"])),
        )
        for number, (name, row) in enumerate(raw["keys"].items(), start=1)
    )
    names = {one.id for one in types}
    for one in types:
        _check(one, names)
    caps = {cap: float(bits) for cap, bits in raw["caps"].items()}
    not_seen, kept_from = float(raw["not_seen"]), float(raw["kept_from"])
    return Table(raw["version"], types, caps, not_seen, kept_from)


@cache
def table() -> Table:
    return read(yaml.safe_load(files("qorgan.identity").joinpath("data", "linkage.yaml").read_text("utf-8")))


def _mixed(value: Hashes) -> Hashes:
    """The finaliser of splitmix64: every bit of the answer depends on every bit of the value."""
    with np.errstate(over="ignore"):
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@lru_cache(maxsize=1 << 16)
def text_hash(text: str) -> int:
    """64 bits of a text, never 0."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") | 1


def _hash_texts(column: pa.Array) -> Hashes:
    """A hash for each row, never 0; 0 where the value is not known."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    words = coded.dictionary.to_pylist()
    table_ = np.fromiter((text_hash(word) if word else 0 for word in words), np.uint64, count=len(words))
    codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    hashes: Hashes = np.append(table_, np.uint64(0))[codes]
    return hashes


def _hash_digits(column: pa.Array) -> Hashes:
    digits = pc.cast(pc.utf8_ltrim(_plain(column), "+"), pa.int64()).fill_null(0)
    numbers = digits.to_numpy(zero_copy_only=False).astype(np.uint64)
    return np.where(numbers == 0, np.uint64(0), _mixed(numbers) | np.uint64(1))


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _hash_numbers(values: NDArray[np.int64], known: NDArray[np.bool_]) -> Hashes:
    return np.where(known, _mixed(values.astype(np.uint64)) | np.uint64(1), np.uint64(0))


def _spans(faces: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    first, last = faces["born_from"].combine_chunks(), faces["born_to"].combine_chunks()
    known = first.is_valid().to_numpy(zero_copy_only=False)
    return (
        first.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64),
        last.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64),
        known,
    )


def _day(faces: pa.Table) -> list[Hashes]:
    first, last, known = _spans(faces)
    dates = _DAY0 + first.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64)
    month = months.astype(np.int64) % 12 + 1
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    low, high = np.minimum(month, day), np.maximum(month, day)
    return [_hash_numbers((year + 3000) * 10_000 + low * 100 + high, known & (first == last))]


def _years(faces: pa.Table) -> list[Hashes]:
    first, last, known = _spans(faces)
    begin = (_DAY0 + first.astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int64)
    end = (_DAY0 + last.astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int64)
    few = known & (end - begin < _YEARS)
    return [_hash_numbers(begin + more + 3000, few & (begin + more <= end)) for more in range(_YEARS)]


def _texts(name: str) -> Callable[[pa.Table], list[Hashes]]:
    return lambda faces: [_hash_texts(faces[name].combine_chunks())]


def _digits(name: str) -> Callable[[pa.Table], list[Hashes]]:
    return lambda faces: [_hash_digits(faces[name].combine_chunks())]


def _family(faces: pa.Table) -> list[Hashes]:
    surname, father = _texts("surname_skeleton")(faces)[0], _texts("father_skeleton")(faces)[0]
    return [surname, np.where(father == surname, np.uint64(0), father)]


def _initial(faces: pa.Table) -> list[Hashes]:
    return [_hash_texts(pc.utf8_slice_codeunits(_plain(faces["given"].combine_chunks()), 0, 1))]


def _names(faces: pa.Table) -> list[Hashes]:
    """Surname and given name, whichever stands first."""
    surname, given = _texts("surname_skeleton")(faces)[0], _texts("given_skeleton")(faces)[0]
    with np.errstate(over="ignore"):
        both = _mixed(surname) + _mixed(given)
    return [np.where((surname == 0) | (given == 0), np.uint64(0), both | np.uint64(1))]


_VALUES: dict[str, Callable[[pa.Table], list[Hashes]]] = {
    "iin": _digits("iin"),
    "phone": _digits("phone"),
    "surname": _texts("surname_skeleton"),
    "given": _texts("given_class"),
    "frame": _texts("given_skeleton"),
    "initial": _initial,
    "names": _names,
    "father": _texts("father_skeleton"),
    "family": _family,
    "day": _day,
    "year": _years,
    "region": _texts("region"),
    "street": _texts("street"),
}


@dataclass(frozen=True)
class Keyed:
    """Three arrays of one length: the row of the face, the key, the number of the key's type."""

    rows: NDArray[np.int64]
    keys: Hashes
    types: NDArray[np.uint8]


def keys(faces: pa.Table) -> Keyed:
    """Every key of every face; a face whose parts are not known has none of that type."""
    values = {part: _VALUES[part](faces) for part in {p for one in table().types for p in one.parts}}
    rows, found, types = [], [], []
    for one in table().types:
        for chosen in product(*(values[part] for part in one.parts)):
            known = np.logical_and.reduce([value != 0 for value in chosen])
            where = np.flatnonzero(known)
            key = np.full(len(where), one.number, dtype=np.uint64)
            with np.errstate(over="ignore"):
                for place, value in enumerate(chosen, start=1):
                    key = _mixed(key * np.uint64(0x9E3779B97F4A7C15) + value[where] + np.uint64(place))
            rows.append(where)
            found.append(key)
            types.append(np.full(len(where), one.number, dtype=np.uint8))
    return Keyed(np.concatenate(rows), np.concatenate(found), np.concatenate(types))


def usable(found: Keyed, of: Table) -> NDArray[np.bool_]:
    """Which keys faces may meet under: held by two or more and not frequent; the same rule as in SQL
    (`splinking.usable_sql`), for one machine.
    """
    holders = np.empty(len(found.keys), dtype=np.int32)
    for block in _blocks(found.types):
        order = np.argsort(found.keys[block])
        sorted_ = found.keys[block][order]
        starts = np.flatnonzero(np.append(True, sorted_[1:] != sorted_[:-1]))
        sizes = np.diff(np.append(starts, len(order)))
        holders[block][order] = np.repeat(sizes, sizes)
    limits = np.zeros(max(one.number for one in of.types) + 1, dtype=np.int64)
    for one in of.types:
        limits[one.number] = one.frequent
    frequent = holders > limits[found.types]
    out: NDArray[np.bool_] = (holders > 1) & ~frequent
    numbers = {one.id: one.number for one in of.types}
    faces = int(found.rows.max()) + 1 if len(holders) else 0
    for one in of.types:
        if one.refines:
            coarse = np.zeros(faces, dtype=bool)
            coarse[found.rows[(found.types == numbers[one.refines]) & frequent]] = True
            mine = np.flatnonzero(found.types == one.number)
            out[mine] &= coarse[found.rows[mine]]
    return out


def _blocks(types: NDArray[np.uint8]) -> list[slice]:
    """Runs of one type: what has the same key has the same type, and short arrays are sorted sooner."""
    if not len(types):
        return []
    if (types[1:] < types[:-1]).any():
        return [slice(0, len(types))]
    edges = np.flatnonzero(np.append(True, types[1:] != types[:-1])).tolist()
    return [slice(one, other) for one, other in zip(edges, [*edges[1:], len(types)], strict=True)]
