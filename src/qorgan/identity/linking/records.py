"""One record at a time, as the live index needs it: the same faces and keys as the tables', without arrays.

Tests hold both ways equal; whoever changes one changes the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product

import numpy as np

from qorgan.identity import births, iin, phones, places
from qorgan.identity.faces import Face, day, days
from qorgan.identity.linking import facing
from qorgan.identity.linking.keys import Hashes, KeyType, table, text_hash

_MASK = (1 << 64) - 1
_FIELDS = (
    *(*facing.NAMES, "aliases", "dob", "age", "recorded"),
    *("iin", "phone", "region", "street", "sex"),
)


def faces_of(record: Mapping[str, str], on: date | None = None) -> tuple[Face, ...]:
    """The readings of one record of a table of people; `record` may lack columns.

    `on` is the day on which ages were true, where the record itself does not say when it was made
    (`recorded`).
    """
    told = {name: record.get(name) or "" for name in _FIELDS}
    number = iin.loose(told["iin"]).number
    recorded = births.read(told["recorded"])
    if recorded.first is not None and recorded.first == recorded.last:
        on = recorded.first
    born = births.read(told["dob"], told["age"], on)
    first, last = born.first, born.last
    if first is None and number:
        first = last = iin.born(number)
    sex = told["sex"] if told["sex"] in ("m", "f") else ""
    return tuple(
        Face(
            surname=one.surname or "",
            given=one.given or "",
            group=one.given_class or "",
            father=one.father or "",
            sex=sex or one.sex or iin.sex(number),
            born_from=None if first is None else days(first),
            born_to=None if last is None else days(last),
            iin=number,
            phone=phones.read(told["phone"]).main,
            region=places.region(told["region"]),
            street=places.street(told["street"]),
        )
        for one in facing.named(*(told[name] for name in (*facing.NAMES, "aliases")))
    )


def columns_of(face: Face, dob: str = "") -> dict[str, str | int | None]:
    """The columns that are compared, of one face; what stands in the index does not have the day as
    written.
    """
    exact = face.born_from if face.born_from is not None and face.born_from == face.born_to else None
    text = None if exact is None else facing.day_text(exact)
    return {
        "surname": face.surname or None,
        "surname_skeleton": facing.framed(face.surname),
        "given": face.given or None,
        "given_skeleton": facing.framed(face.given),
        "given_class": face.group or None,
        "given_listed": facing.listed(face.given),
        "father": face.father or None,
        "father_skeleton": facing.framed(face.father),
        "sex": face.sex or None,
        "born_from": face.born_from,
        "born_to": face.born_to,
        "born_day": text,
        "born_digits": text or facing.as_written(dob),
        "born_turned": None if exact is None else facing.turned(exact),
        "born_year": text and text[:4],
        "born_january": text[:4] if text and text.endswith("0101") else None,
        "iin": face.iin or None,
        "iin_digits": "".join(sorted(face.iin)) or None,
        "phone": face.phone or None,
        "region": face.region or None,
        "region_before": facing.before(face.region) if face.region else None,
        "street": face.street or None,
    }


def _mixed(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def _text(text: str | None) -> list[int]:
    return [text_hash(text)] if text else []


def _number(number: int) -> int:
    return _mixed(number & _MASK) | 1


def _values(face: Face) -> dict[str, list[int]]:
    surname, given = facing.framed(face.surname), facing.framed(face.given)
    father = facing.framed(face.father)
    both = (_mixed(text_hash(surname)) + _mixed(text_hash(given))) & _MASK | 1 if surname and given else 0
    days_, years = [], []
    if face.born_from is not None and face.born_to is not None:
        first, last = day(face.born_from), day(face.born_to)
        if first == last:
            low, high = sorted((first.month, first.day))
            days_ = [_number((first.year - 1970 + 3000) * 10_000 + low * 100 + high)]
        if last.year - first.year < 3:
            years = [_number(year - 1970 + 3000) for year in range(first.year, last.year + 1)]
    return {
        "iin": [_number(int(face.iin))] if face.iin.strip("0") else [],
        "phone": [_number(int(face.phone[1:]))] if face.phone else [],
        "surname": _text(surname),
        "given": _text(face.group),
        "frame": _text(given),
        "initial": _text(face.given[:1]),
        "names": [both] if both else [],
        "father": _text(father),
        "family": _text(surname) + (_text(father) if father != surname else []),
        "day": days_,
        "year": years,
        "region": _text(face.region),
        "street": _text(face.street),
    }


def _key(one: KeyType, chosen: tuple[int, ...]) -> int:
    key = one.number
    for place, value in enumerate(chosen, start=1):
        key = _mixed((key * 0x9E3779B97F4A7C15 + value + place) & _MASK)
    return key


def keys_of(face: Face) -> tuple[Hashes, list[int]]:
    """The keys of one face, and the number of the type of each."""
    values = _values(face)
    keys, types = [], []
    for one in table().types:
        for chosen in product(*(values[part] for part in one.parts)):
            keys.append(_key(one, chosen))
            types.append(one.number)
    return np.array(keys, dtype=np.uint64), types
