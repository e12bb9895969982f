"""Regions and streets in one form, as far as an address tells; what is not recognised stays empty.

A region is the code of one of the country's twenty units or of a state around it. Names, former names and
splits are data: `data/regions.yaml`, `data/streets.yaml`. A place never says who somebody is; it weighs a
little.
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

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+[^\W\d_]?(?![^\W_])")
MOST_WORDS = 8
LONGEST = 300
_PIECES = re.compile(r"[,;()\n]")


@dataclass(frozen=True)
class Gazetteer:
    """Folded names to codes: of regions, of units without the word for one (cities, states), and of towns."""

    regions: dict[str, str]
    cities: dict[str, str]
    towns: dict[str, str]
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
    was = {unit["code"]: frozenset(unit.get("was", ())) for unit in raw["units"]}
    return Gazetteer(regions, cities, _towns(), was, kinds["region"], kinds["city"], kinds["other"])


def _towns() -> dict[str, str]:
    text = files(__package__).joinpath("data", "towns.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    return {" ".join(_words(name)): code for code, _, names in rows for name in names.split(";")}


def _words(text: str) -> list[str]:
    """Folded words; "Алматинской" as "Алматинская"."""
    folded = fold(re.sub(r"[^\w]+|_", " ", text)).split()
    return [f"{word[:-2]}aia" if word.endswith("skoi") else word for word in folded]


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
    asides = known.region_words | known.city_words | known.other_words
    bare = [word for word in words if word not in asides]
    if not bare or len(bare) > MOST_WORDS:
        return ""
    if known.region_words & set(words):
        return _longest(bare, known.regions)
    if known.city_words & set(words):
        return _longest(bare, known.cities) or _longest(bare, known.towns)
    whole = " ".join(bare)
    found = known.cities.get(whole) or known.regions.get(whole) or known.towns.get(whole)
    return found or _by_number(piece.strip())


def _longest(words: list[str], names: dict[str, str]) -> str:
    """The longest run of words that is a name: "г. Талгар Алматинской обл." """
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            if code := names.get(" ".join(words[start : start + size])):
                return code
    return ""


def _by_number(text: str) -> str:
    """A code itself: ISO 3166-2, or the classifier's digits."""
    code = text.upper()
    if code in gazetteer().was:
        return code
    if re.fullmatch(r"\d{9}|\d{2}", code, re.ASCII) and f"KZ-{code[:2]}" in gazetteer().was:
        return f"KZ-{code[:2]}"
    return ""


def agreement(a: str, b: str) -> str:
    """Two codes: equal, part (one was cut out of the other, or is the country), different, unknown (none).

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
def _streets() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    raw = _data("streets.yaml")
    endings = tuple(sorted(raw.pop("endings").items(), key=lambda row: -len(row[0])))
    return {kind: frozenset(fold(word) for word in words) for kind, words in raw.items()}, endings


@lru_cache(maxsize=200_000)
def street(text: str) -> str:
    """The stem of the street or quarter in an address; "" where none is told. Renamed ones are not guessed.

    >>> [street(t) for t in ("ул. Абая, 12-45", "Абай көшесі 12", "мкр. Самал-2, 5", "г. Алматы, Гоголя 3")]
    ['abai', 'abai', 'samal 2', 'gogol']
    """
    kinds, _ = _streets()
    for piece in _PIECES.split(text[:LONGEST]):
        words = _WORD.findall(piece.lower())
        folded = [fold(word) for word in words]
        quarter = any(word in kinds["quarter"] for word in folded)
        marked = quarter or any(word in kinds["street"] for word in folded)
        asides = kinds["street"] | kinds["quarter"] | kinds["house"] | kinds["flat"]
        kept = [word for word, form in zip(words, folded, strict=True) if form and form not in asides]
        if kept and (marked or not (_of_piece(piece) or kept[0][0].isdigit())):
            return _quarter(kept) if quarter else _stem(kept)
    return ""


def _quarter(words: list[str]) -> str:
    """A quarter keeps its number: Самал-1 is not Самал-2."""
    names = [fold(word) for word in words if not word[0].isdigit()]
    number = next((word for word in words if word[0].isdigit()), "")
    return " ".join([*names, number]).strip()


def _stem(words: list[str]) -> str:
    """The last word without its ending, with the one before it after a title; a number in front stays."""
    while len(words) > 1 and words[-1][0].isdigit():
        words = words[:-1]
    last = _without_ending(words[-1])
    if len(words) > 1 and (words[0][0].isdigit() or fold(words[-1]) in _streets()[0]["title"]):
        return f"{_without_ending(words[-2])} {last}"
    return "" if words[-1][0].isdigit() else last


def _without_ending(word: str) -> str:
    for ending, instead in _streets()[1]:
        if word.endswith(ending) and len(word) - len(ending) >= 3 - len(instead):
            return fold(word.removesuffix(ending) + instead)
    return fold(word)


def columns(texts: Any, reader: Any = region) -> Any:
    """`region` (or `street`) for an Arrow string array."""
    encoded = texts.cast(pa.string()).fill_null("").dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pa.array([reader(text) for text in encoded.dictionary.to_pylist()] or [""], pa.string()).take(
        encoded.indices
    )
