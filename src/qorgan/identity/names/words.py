"""One word of a name: its canonical form, its stem, and what its ending tells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from qorgan.identity.names.given import SEXES
from qorgan.identity.names.repair import repair
from qorgan.identity.names.spelling import canonical
from qorgan.identity.names.suffixes import split

_REMEMBERED = 1 << 18


@dataclass(frozen=True, slots=True)
class Word:
    """`written` is for people; `canonical` ([a-z]*) and `stem` are for comparing.

    `suffix` is the id of a row of `suffixes.yaml`; `sex` is "m", "f" or ""; `role` is "surname",
    "patronymic", "either" or "". `rules` are the ids of the rules that made the canonical form.
    """

    written: str
    canonical: str
    stem: str
    suffix: str
    sex: str
    role: str
    rules: tuple[str, ...]


@lru_cache(_REMEMBERED)
def word(text: str) -> Word:
    """The word in `text`, whatever it is; several words are read as one. Never raises.

    >>> [word(name).canonical for name in ("Жанболат", "Zhanbolat", "Janbolat", "ЖАНБОЛАТ")]
    ['zhanbolat', 'zhanbolat', 'zhanbolat', 'zhanbolat']
    >>> word("Ахметова").stem, word("Akhmetova").suffix, word("Ахметқызы").sex
    ('ahmet', 'ova', 'f')
    """
    written = repair(text)
    form, rules = canonical(written)
    stem, suffix = split(form)
    if suffix is None:
        return Word(written, form, form, "", SEXES.get(form, ""), "", rules)
    return Word(written, form, stem, suffix.id, suffix.sex, suffix.role, (*rules, suffix.id))
