"""Spellings of one name that somebody wrote down: Wikidata's clusters (CC0), the half this generator has.

The other half, chosen by the first byte of the QID's SHA-256, is the normaliser's and is not read here.
"""

from __future__ import annotations

import re
from functools import cache

from qorgan.identity.synthetic.rates import DATA

_LATIN = re.compile(r"[^\W\d_]+(?:['’ʻ-][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]+")


def rows() -> list[tuple[str, list[str], list[str]]]:
    """QID, Cyrillic spellings and Latin spellings of each cluster."""
    found = []
    for line in (DATA / "clusters.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            qid, cyrillic, latin = line.split("\t")
            found.append((qid, [t for t in cyrillic.split("|") if t], [t for t in latin.split("|") if t]))
    return found


@cache
def _index() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    cyrillic: dict[str, list[str]] = {}
    latin: dict[str, list[str]] = {}
    for _, cyr, lat in rows():
        for text in cyr:
            cyrillic.setdefault(text, []).extend(t for t in cyr if t != text and _CYRILLIC.fullmatch(t))
            latin.setdefault(text, []).extend(
                t for t in lat if _LATIN.fullmatch(t) and abs(len(t) - len(text)) < 5
            )
    return cyrillic, latin


@cache
def spellings(text: str, latin: bool) -> tuple[str, ...]:
    """Other attested spellings of a Cyrillic name in Cyrillic or Latin letters; () where none is known.

    A woman's surname that is not attested takes the spellings of the man's, with its ending.
    """
    index = _index()[latin]
    known = tuple(dict.fromkeys(index.get(text, ())))
    if not known and text.endswith(("ова", "ева", "ина")):
        ends = ("v", "w", "ff", "n") if latin else ("в", "н")
        a = "a" if latin else "а"
        known = tuple(
            t.removesuffix("f") + a for t in dict.fromkeys(index.get(text[:-1], ())) if t.endswith(ends)
        )
    return known
