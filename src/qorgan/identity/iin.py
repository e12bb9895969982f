"""The Kazakh individual identification number (IIN): its shape, its check digit, what its digits suggest.

Source: order No. 521 of the Minister of Internal Affairs, 29.06.2023 (adilet V2300032942), which defines
twelve digits and the check digit; it was read at second hand, and lists only the second row of weights. The
first row, and that digits 1 to 7 are birth date, century and sex, come from earlier rules and use: the digits
are a hint, and no number is refused for them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SIZE = 12
_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_BETWEEN = re.compile(r"[\s.\-‐-―]")


class NotAnIin(ValueError):
    """`code` says why: `length`, `digits` or `check` (a digit was mistyped, or it was never issued)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not an IIN: {code}")
        self.code = code


def check_digit(first: str) -> int | None:
    """The twelfth digit for the first eleven; None where such a number is never issued.

    >>> check_digit("94000040001"), check_digit("94031440500"), check_digit("94031440503")
    (1, 4, None)
    """
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def canonical(text: str) -> str:
    """Twelve digits, without spaces or hyphens. Raises NotAnIin.

    >>> canonical(" 940000 400 011 ")
    '940000400011'
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not plain.isascii() or not plain.isdigit():
        raise NotAnIin("digits")
    if len(plain) != SIZE:
        raise NotAnIin("length")
    if check_digit(plain[:-1]) != int(plain[-1]):
        raise NotAnIin("check")
    return plain


def born(number: str) -> date | None:
    """The day of birth that the first seven digits suggest by the old convention, or None. A hint only.

    >>> born("940314400009"), born("940000400011")
    (datetime.date(1994, 3, 14), None)
    """
    century = _CENTURIES.get(number[6])
    if century is None:
        return None
    try:
        return date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Loose:
    """Twelve digits as they were written, or none; `fault` says what is wrong or doubtful."""

    number: str = ""
    fault: str = ""


_LABEL = re.compile(r"^\s*(?P<label>[^\W\d_]+)\W*")
_NOT_A_PERSON = {
    "рнн": "iin_rnn",
    "стн": "iin_rnn",
    "rnn": "iin_rnn",
    "бин": "iin_bin",
    "бсн": "iin_bin",
    "bin": "iin_bin",
}
_LABELS = frozenset({"иин", "жсн", "iin", "jsn", "zhsn"})
_TAX_NUMBER = frozenset({"инн", "inn", "itn"})
_FLOAT = re.compile(r"(\d+)[.,]0+")
_ROUNDED = re.compile(r"\d+([.,]\d+)?e\+?\d+", re.IGNORECASE)
NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "нет",
        "жоқ",
        "н/д",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "unknown",
        "неизвестно",
        "белгісіз",
        "0",
        "000000000000",
    }
)


def loose(text: str) -> Loose:
    """What may serve as soft evidence: the digits although the check fails, or a fault. Never raises.

    >>> loose("ИИН: 940314 400009"), loose("940314400008").fault, loose("940340000003").fault
    (Loose(number='940314400009', fault=''), 'iin_check', 'iin_bin')
    """
    plain = unicodedata.normalize("NFKC", text.replace("№", " ")).strip()
    if plain.lower() in NOTHING:
        return Loose()
    label = m["label"].lower() if (m := _LABEL.match(plain)) else ""
    if label in _NOT_A_PERSON:
        return Loose(fault=_NOT_A_PERSON[label])
    if label in _LABELS or label in _TAX_NUMBER:
        plain = _LABEL.sub("", plain)
    if _ROUNDED.fullmatch(plain):
        return Loose(fault="iin_rounded")
    if whole := _FLOAT.fullmatch(plain):
        plain = whole[1]
    found = _twelve(_BETWEEN.sub("", plain))
    if label in _TAX_NUMBER and (found.fault or born(found.number) is None):
        return Loose(fault="iin_tax_number")
    return found


def _twelve(digits: str) -> Loose:
    if not digits.isascii() or not digits.isdigit():
        return Loose(fault="iin_digits")
    if SIZE - 2 <= len(digits) < SIZE:
        # A spreadsheet takes the zeros of 2000 to 2009 away.
        full = digits.zfill(SIZE)
        if check_digit(full[:-1]) == int(full[-1]) and born(full) is not None:
            return Loose(full, "iin_zeros")
    if len(digits) != SIZE:
        return Loose(fault="iin_length")
    if digits[4] in "456":
        return Loose(fault="iin_bin")
    return Loose(digits, "" if check_digit(digits[:-1]) == int(digits[-1]) else "iin_check")


def sex(number: str) -> str:
    """ "m" or "f" as the seventh digit suggests, "" where it says nothing (a foreigner's 0). A hint only.

    >>> sex("940314400009"), sex("940314300009"), sex("940314000009")
    ('f', 'm', '')
    """
    digit = number[6:7]
    return "" if digit not in _CENTURIES else "m" if digit in "135" else "f"


def fits(number: str, first: date | None, last: date | None) -> bool | None:
    """Whether the day that the number suggests lies between the two; None where one of them is not known.

    Soft evidence in both directions: the digits are a convention, and dates are mistyped.
    """
    day = born(number) if len(number) == SIZE else None
    return None if day is None or first is None or last is None else first <= day <= last


def agreement(a: str, b: str) -> str:
    """How near two numbers are: equal, one_digit, transposed (two neighbours), different, unknown (none).

    >>> agreement("940314400009", "940314400008"), agreement("940314400009", "943014400009")
    ('one_digit', 'transposed')
    """
    if len(a) != SIZE or len(b) != SIZE:
        return "unknown"
    apart = [place for place in range(SIZE) if a[place] != b[place]]
    if not apart:
        return "equal"
    if len(apart) == 1:
        return "one_digit"
    first, second = apart[:2]
    if len(apart) == 2 and second == first + 1 and a[first] == b[second] and a[second] == b[first]:
        return "transposed"
    return "different"


def columns(texts: Any) -> tuple[Any, Any]:
    """`loose` for an Arrow string array: an array of numbers ("" where none) and one of codes."""
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    texts = texts.cast(pa.string()).fill_null("")
    plain = pc.match_substring_regex(texts, "^[0-9]{12}$").to_numpy(zero_copy_only=False)
    codes = np.full(len(texts), "", dtype=object)
    numbers = texts.to_numpy(zero_copy_only=False)
    numbers[plain], codes[plain] = _regular(numbers[plain])
    for row in np.flatnonzero(~plain & (numbers != "")).tolist():
        found = loose(numbers[row])
        numbers[row], codes[row] = found.number, found.fault
    return pa.array(numbers, pa.string()), pa.array(codes, pa.string())


def _regular(numbers: npt.NDArray[np.object_]) -> tuple[Any, Any]:
    """`loose` for strings of twelve ASCII digits, at once."""
    if not len(numbers):
        return numbers, np.array([], dtype=object)
    digits = np.frombuffer("".join(numbers).encode("ascii"), np.uint8).reshape(-1, SIZE).astype(np.int32) - 48
    first = digits[:, :-1] @ np.array(_FIRST, np.int32) % 11
    second = digits[:, :-1] @ np.array(_SECOND, np.int32) % 11
    fits = np.where(first < 10, first, second) == digits[:, -1]
    nothing = ~digits.any(axis=1)
    company = (digits[:, 4] >= 4) & (digits[:, 4] <= 6)
    codes = np.where(nothing, "", np.where(company, "iin_bin", np.where(fits, "", "iin_check")))
    return np.where(nothing | company, "", numbers), codes.astype(object)


def figures(numbers: Any) -> npt.NDArray[np.uint8]:
    """The digits of an Arrow array of numbers of twelve digits, none of them null, a row for each."""
    told: npt.NDArray[np.uint8] = np.frombuffer("".join(numbers.to_pylist()).encode("ascii"), np.uint8)
    return told.reshape(-1, SIZE) - np.uint8(48)


def sorted_digits(numbers: Any) -> Any:
    """The digits of each in ascending order, as text."""
    told = np.sort(figures(numbers), axis=1) + np.uint8(48)
    ends = pa.py_buffer(np.arange(0, (len(told) + 1) * SIZE, SIZE, dtype=np.int32))
    return pa.StringArray.from_buffers(len(told), ends, pa.py_buffer(np.ascontiguousarray(told)))


def born_columns(numbers: Any) -> Any:
    """`born` of each: the days since 1970-01-01, null where it suggests none."""
    told = figures(numbers).astype(np.int64)
    centuries = np.array([_CENTURIES.get(str(digit), -1) for digit in range(10)])[told[:, 6]]
    year, month, day = (told[:, at] * 10 + told[:, at + 1] for at in (0, 2, 4))
    start = ((centuries + year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = start.astype("datetime64[D]").astype(np.int64)
    length = (start + 1).astype("datetime64[D]").astype(np.int64) - days
    good = (centuries >= 0) & (1 <= month) & (month <= 12) & (1 <= day) & (day <= length)
    return pa.array((days + day - 1).astype(np.int32), pa.int32(), mask=~good)


def sex_columns(numbers: Any) -> Any:
    """`sex` of each, null where it says nothing."""
    says = pa.array([sex("0" * 6 + str(digit)) or None for digit in range(10)], pa.string())
    return says.take(pa.array(figures(numbers)[:, 6]))
