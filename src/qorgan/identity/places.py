"""Regions and streets in one form, as far as an address tells; what is not recognised stays empty.

A region is the code of one of the country's twenty units or of a state around it. Names, former names and splits
are data: `data/regions.yaml`, `data/streets.yaml`. A place never says who somebody is; it weighs a little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from qorgan.identity.folding import fold

_WORD = re.compile(r"[^\W_]+(?:[-/][^\W\d_]+)*")
_PIECES = re.compile(r"[,;()\n]")


@dataclass(frozen=True)
class Gazetteer:
    """Folded names to codes: of regions (or of anything), and of cities that share a region's name."""

    regions: dict[str, str]
    cities: dict[str, str]
    was: dict[str, frozenset[str]]
    region_words: frozenset[str]
    city_words: frozenset[str]
    other_words: frozenset[str]


def _data(name: str) -> Any:
    return yaml.safe_load(files(__package__).joinpath("data", name).read_text("utf-8"))


@cache
def gazetteer() -> Gazetteer:
    raw = _data("regions.yaml")
    kinds = {kind: frozenset(fold(word) for word in words) for kind, words in raw["words"].items()}
    regions: dict[str, str] = {}
    cities: dict[str, str] = {}
    for unit in raw["units"]:
        for name in unit["names"]:
            words = _words(name)
            bare = " ".join(w for w in words if w not in kinds["region"] | kinds["city"] | kinds["other"])
            is_region = bool(kinds["region"] & set(words))
            (regions if is_region else cities).setdefault(bare or " ".join(words), unit["code"])
    return Gazetteer(
        regions,
        cities,
        {unit["code"]: frozenset(unit.get("was", ())) for unit in raw["units"]},
        kinds["region"],
        kinds["city"],
        kinds["other"],
    )


def _words(text: str) -> list[str]:
    return fold(re.sub(r"[^\w]+|_", " ", text)).split()


@lru_cache(maxsize=50_000)
def region(text: str) -> str:
    """The code of the region that a name, an abbreviation or an address names; "" where none is recognised.

    >>> [region(t) for t in ("Алматы обл.", "г. Алматы", "Алма-Ата", "ЮКО", "область Ұлытау", "Марс")]
    ['KZ-19', 'KZ-75', 'KZ-75', 'KZ-61', 'KZ-62', '']
    """
    pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
    found = [code for piece in pieces if (code := _of_piece(piece))]
    inner = [code for code in found if "-" in code]
    return (inner or found or [""])[0]


def _of_piece(piece: str) -> str:
    known, words = gazetteer(), _words(piece)
    bare = " ".join(w for w in words if w not in known.region_words | known.city_words | known.other_words)
    if known.region_words & set(words):
        return known.regions.get(bare, "")
    if known.city_words & set(words):
        return known.cities.get(bare, "")
    return known.cities.get(bare) or known.regions.get(bare, "") or _by_number(piece.strip())


def _by_number(text: str) -> str:
    """A code itself: ISO 3166-2, or the classifier's digits."""
    code = text.upper()
    if code in gazetteer().was:
        return code
    if re.fullmatch(r"\d{9}|\d{2}", code, re.ASCII) and f"KZ-{code[:2]}" in gazetteer().was:
        return f"KZ-{code[:2]}"
    return ""


def agreement(a: str, b: str) -> str:
    """Two codes: equal, part (one was cut out of the other, or is the country), different, unknown (one is none).

    >>> agreement("KZ-10", "KZ-63"), agreement("KZ-75", "KZ-71")
    ('part', 'different')
    """
    if not a or not b:
        return "unknown"
    if a == b:
        return "equal"
    was = gazetteer().was
    related = b in was.get(a, ()) or a in was.get(b, ()) or a == b[:2] or b == a[:2]
    return "part" if related else "different"


@cache
def _street_words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(fold(word) for word in words) for kind, words in _data("streets.yaml").items()}


@lru_cache(maxsize=200_000)
def street(text: str) -> str:
    """The stem of the street or quarter in an address; "" where none is told.

    >>> street("ул. Абая, 12-45") == street("Абай көшесі 12") != ""
    True
    """
    kinds = _street_words()
    for piece in _PIECES.split(text):
        words = [fold(word) for word in _WORD.findall(piece.lower())]
        marked = any(word in kinds["street"] | kinds["quarter"] for word in words)
        kept = [
            w for w in words if w not in kinds["street"] | kinds["quarter"] | kinds["house"] | kinds["flat"]
        ]
        while kept and kept[-1][:1].isdigit():
            kept.pop()
        if kept and (marked or not _of_piece(piece)):
            return _stem(" ".join(kept))
    return ""


def _stem(name: str) -> str:
    """Without the ending of the genitive: Абая and Абай are one street."""
    last = name.split()[-1]
    for ending, instead in (("aia", "ai"), ("eia", "ei"), ("ogo", ""), ("oi", ""), ("a", ""), ("i", "")):
        if last.endswith(ending) and len(last) - len(ending) >= 3:
            return name[: len(name) - len(ending)] + instead
    return name


def columns(texts: Any, reader: Any = region) -> Any:
    """`region` (or `street`) for an Arrow string array."""
    encoded = texts.cast(pa.string()).fill_null("").dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pa.array([reader(text) for text in encoded.dictionary.to_pylist()] or [""], pa.string()).take(
        encoded.indices
    )
