"""Telephone numbers in one form, E.164, however people here write them.

Inside the country a number has ten digits and begins with 6 or 7 (7 is shared with Russia, which has the
others); 8 before it is the old trunk prefix, 8-10 and 00 the prefixes of calls abroad.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

END = 4
_NOT_PART_OF_IT = re.compile(r"(?i)^(?:tel:|https?://)?(?:wa\.me/|whatsapp:)?")
_MARKS = re.compile(r"[\s().\-‐-―/]")


class NotAPhone(ValueError):
    """What was written cannot be read as one telephone number."""


def canonical(text: str) -> str:
    """`+` and 8 to 15 digits. Raises NotAPhone.

    >>> [canonical(t) for t in ("8 701 000-00-01", "+7 (701) 000 00 01", "7010000001", "8-10-7 701 0000001")]
    ['+77010000001', '+77010000001', '+77010000001', '+77010000001']
    >>> canonical("00 996 555 000 001")
    '+996555000001'
    """
    plain = _MARKS.sub("", _NOT_PART_OF_IT.sub("", unicodedata.normalize("NFKC", text).strip()))
    abroad = plain.startswith("+")
    digits = plain.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        raise NotAPhone
    if not abroad:
        digits = _with_country(digits)
    if not 8 <= len(digits) <= 15 or digits.startswith("0"):
        raise NotAPhone
    return f"+{digits}"


def _with_country(digits: str) -> str:
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("810") and len(digits) > 11:
        return digits[3:]
    if len(digits) == 11 and digits[0] in "78":
        return "7" + digits[1:]
    if len(digits) == 10 and digits[0] in "67":
        return "7" + digits
    raise NotAPhone


def end(number: str) -> str:
    """The last four digits of a canonical number."""
    return number[-END:]


def written(number: str) -> str:
    """A canonical number as people read it.

    >>> written("+77010000001"), written("+996555000001")
    ('+7 701 000 00 01', '+996555000001')
    """
    if re.fullmatch(r"\+7\d{10}", number):
        return f"+7 {number[2:5]} {number[5:8]} {number[8:10]} {number[10:]}"
    return number


@dataclass(frozen=True, slots=True)
class Cell:
    """The telephones of one cell: the first that can be a person's, the others, and what is wrong."""

    main: str = ""
    others: tuple[str, ...] = ()
    fault: str = ""


_SEVERAL = re.compile(r"[;,\n|]|\s(?:и|или|және|немесе|and|or)\s", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:доб|вн|ext|ішкі|x)\W*\d{1,5}\D*$", re.IGNORECASE)
_FLOAT = re.compile(r"(\d{10,12})[.,]0+")


@cache
def listed() -> Any:
    """`data/phones.yaml`."""
    return yaml.safe_load(files(__package__).joinpath("data", "phones.yaml").read_text("utf-8"))


@cache
def nobodys() -> frozenset[str]:
    """Numbers that identify no person, canonical or short."""
    return frozenset(str(row["number"]) for row in listed()["nobodys"])


@cache
def _nothing() -> frozenset[str]:
    return frozenset(listed()["nothing"])


def read(text: str) -> Cell:
    """What a cell holds. The first telephone that can be a person's is the main one. Never raises.

    >>> read("102; 8 701 000 00 01, 87010000002")
    Cell(main='+77010000001', others=('+77010000002',), fault='')
    >>> read("102").fault, read("77777777777").fault, read("скажет сама").fault
    ('phone_nobodys', 'phone_placeholder', 'phone_unreadable')
    """
    if text.strip().lower() in _nothing():
        return Cell()
    if whole := _FLOAT.fullmatch(text.strip()):
        text = whole[1]
    found = [_one(part) for part in _SEVERAL.split(text) if part.strip()]
    numbers = list(dict.fromkeys(number for number, fault in found if not fault))
    if numbers:
        return Cell(numbers[0], tuple(numbers[1:]))
    return Cell(fault=found[0][1] if found else "phone_unreadable")


def _one(text: str) -> tuple[str, str]:
    bare = re.sub(r"\D", "", text)
    if bare in nobodys():
        return "", "phone_nobodys"
    try:
        number = canonical(_EXTENSION.sub("", text).strip())
    except NotAPhone:
        return "", "phone_no_code" if 5 <= len(bare) <= 7 else "phone_unreadable"
    if number in nobodys():
        return "", "phone_nobodys"
    if len(set(number[-9:])) == 1:
        return "", "phone_placeholder"
    return number, ""


_QUICK_MARKS = "[ \u00a0().\\-\u2010-\u2015/]"
_QUICK = r"^(?:\+7|[78])[0-9]{10}$"
_ONE_FIGURE = "|".join(f"{figure}{{9}}$" for figure in range(10))


def columns(texts: Any) -> tuple[Any, Any, Any]:
    """`read` for an Arrow string array: the main numbers, the others with ";" between, the codes."""
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    texts = texts.cast(pa.string()).fill_null("")
    bare = pc.replace_substring_regex(texts, _QUICK_MARKS, "")
    number = pc.binary_join_element_wise("+7", pc.utf8_slice_codeunits(bare, -10), "")
    known = pa.array(sorted(nobodys()), pa.string())
    doubted = pc.or_(
        pc.match_substring_regex(bare, _ONE_FIGURE),
        pc.or_(pc.is_in(number, known), pc.is_in(pc.replace_substring_regex(bare, r"^\+", ""), known)),
    )
    quick = pc.and_not(pc.match_substring_regex(bare, _QUICK), doubted).to_numpy(zero_copy_only=False)
    main = np.where(quick, number.to_numpy(zero_copy_only=False), "")
    others, codes = np.full(len(texts), "", dtype=object), np.full(len(texts), "", dtype=object)
    rest = np.flatnonzero(~quick & pc.not_equal(texts, "").to_numpy(zero_copy_only=False))
    for row, text in zip(rest.tolist(), texts.take(pa.array(rest)).to_pylist(), strict=True):
        found = _cached(text)
        main[row], others[row], codes[row] = found.main, ";".join(found.others), found.fault
    return pa.array(main, pa.string()), pa.array(others, pa.string()), pa.array(codes, pa.string())


_cached = lru_cache(maxsize=50_000)(read)
