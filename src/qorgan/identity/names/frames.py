"""The consonant frame of a canonical form: what stays when a name is heard rather than read."""

from __future__ import annotations

import re
from functools import lru_cache

# Merged: voiced and unvoiced, к/қ/г/ғ/х/һ, ж/ш/ч/дж, ф/п. See docs/linkage-tables.md.
_HISSING = re.compile("[zsc]h|n[gkh]")
# Рауан, Раван; Мұхамбет, Мұхаммед.
_AS_V = re.compile("(?<=[aeo])u(?=[aei])")
_MB = re.compile("mb(?=e[td])")
_MERGED = str.maketrans(
    {
        "b": "p",
        "d": "t",
        "g": "k",
        "h": "k",
        "z": "s",
        "f": "p",
        **dict.fromkeys("aeiou", ""),
        "C": "c",
        "N": "n",
    }
)
# Юнус, Жүніс; Якуп, Жақып: Arabic y is ж in Kazakh.
_YOT = re.compile("i[aou]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(1 << 18)
def skeleton(canonical: str) -> str:
    """The frame of a canonical form; a first vowel is kept as `a`.

    >>> skeleton("zhanbolat") == skeleton("zhanbulat") == skeleton("shanpolad")
    True
    """
    first = "a" if canonical[:1] in ("a", "e", "i", "o", "u") else ""
    if first and _YOT.match(canonical):
        first = "c"
    if "u" in canonical:
        canonical = _AS_V.sub("v", canonical)
    if "mb" in canonical:
        canonical = _MB.sub("m", canonical)
    frame = _HISSING.sub(lambda found: "N" if found[0][0] == "n" else "C", canonical).translate(_MERGED)
    return first + _DOUBLE.sub(r"\1", frame)
