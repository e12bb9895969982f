"""The words that invented names are made of, and how often each comes up.

A word is a name in Kazakh (or, for other peoples, the only) Cyrillic spelling, with the group that bears it.
Surnames are the listed ones and those made from given names with -ов; patronymics are made from given names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml

from qorgan.identity.synthetic.drawing import Floats, Ints
from qorgan.identity.synthetic.rates import DATA

SOFT = "йеиіяюёэәөү"
VOWELS = "аәеёиіоөуұүыэюя"


@dataclass(frozen=True)
class Group:
    name: str
    share: float
    turkic: bool
    surnames: Ints  # positions in Vocabulary.surnames
    surname_weights: Floats
    male: Ints  # positions in Vocabulary.given
    male_weights: Floats
    female: Ints
    female_weights: Floats


@dataclass(frozen=True)
class Vocabulary:
    surnames: tuple[str, ...]  # as a man bears them
    surname_of: tuple[int, ...]  # the given name it was made from, or -1
    russian: Mapping[str, str]  # how documents spell a surname, where it is not by the rule
    given: tuple[str, ...]
    groups: tuple[Group, ...]


def with_ov(name: str) -> str:
    """The surname made from a father's name.

    >>> [with_ov(name) for name in ("болат", "мұса", "құсайын", "әли", "тоқтарбай")]
    ['болатов', 'мұсаев', 'құсайынов', 'әлиев', 'тоқтарбаев']
    """
    if name.endswith("й"):
        return name[:-1] + "ев"
    if name.endswith(("і", "ы")):
        return name[:-1] + "иев" if name.endswith("і") else name + "ев"
    if name.endswith("ь"):
        return name[:-1] + "ев"
    return name + ("ев" if name[-1] in VOWELS else "ов")


def patronymic(name: str, female: bool) -> str:
    """The Russian patronymic.

    >>> patronymic("болат", False), patronymic("сергей", True), patronymic("әли", False)
    ('болатович', 'сергеевна', 'әлиевич')
    """
    if name.endswith("ий") and len(name) > 4:
        stem = name[:-2] + "ь" + "е"
    elif name.endswith(("й", "ь")):
        stem = name[:-1] + "е"
    elif name.endswith(("а", "я")) and name[:-1].endswith(("ит", "ик", "ил", "ь")):
        return name[:-1] + ("ична" if female else "ич")
    elif name[-1] in VOWELS:
        stem = name + "е"
    else:
        stem = name + "о"
    return stem + ("вна" if female else "вич")


def kazakh_patronymic(name: str, female: bool) -> str:
    return name + ("қызы" if female else "ұлы")


def as_a_woman_bears_it(surname: str) -> str:
    """Most surnames; those of other endings stay.

    >>> [as_a_woman_bears_it(s) for s in ("ахметов", "чайковский", "ким", "шевченко", "сафин")]
    ['ахметова', 'чайковская', 'ким', 'шевченко', 'сафина']
    """
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) and len(surname) > 4:
        return surname + "а"
    return surname


def zipf(count: int, flatness: float) -> Floats:
    """Weights after Zipf and Mandelbrot: 1 / (rank + flatness)."""
    weights = 1.0 / (np.arange(count) + 1.0 + flatness)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


@cache
def load() -> Vocabulary:
    rows = [
        line.split("\t")
        for line in (DATA / "names.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    people = yaml.safe_load((DATA / "population.yaml").read_text("utf-8"))
    given: dict[str, int] = {}
    surnames: dict[str, int] = {}
    made_from: list[int] = []
    russian = {row[3]: row[5] for row in rows if row[0] == "surname" and len(row) > 5}
    groups = []
    for name, entry in people["groups"].items():
        male, female = (_given(rows, entry["given"], sex, given) for sex in "mf")
        texts = {row[3]: -1 for row in rows if row[:2] == ["surname", name]}
        if entry["turkic"]:
            texts |= {with_ov(text): given[text] for text in male if with_ov(text) not in texts}
        # A counted surname is counted once, in the group that it is listed with.
        texts = {t: s for t, s in texts.items() if people["counted"].get(t, {}).get("group", name) == name}
        for text, source in texts.items():
            if text not in surnames:
                surnames[text] = len(surnames)
                made_from.append(source)
        counted = {t: c["people"] for t, c in people["counted"].items() if c["group"] == name}
        groups.append(
            Group(
                name,
                float(entry["share"]),
                bool(entry["turkic"]),
                np.array([surnames[text] for text in texts]),
                _surname_weights(
                    list(texts), counted, people["counted_of"] * entry["share"], entry["flatness"]
                ),
                np.array([given[text] for text in male]),
                zipf(len(male), len(male) / 20),
                np.array([given[text] for text in female]),
                zipf(len(female), len(female) / 20),
            )
        )
    return Vocabulary(tuple(surnames), tuple(made_from), russian, tuple(given), tuple(groups))


def _given(rows: list[list[str]], groups: list[str], sex: str, given: dict[str, int]) -> list[str]:
    found = list(
        dict.fromkeys(row[3] for row in rows if row[0] == "given" and row[1] in groups and row[2] == sex)
    )
    for text in found:
        given.setdefault(text, len(given))
    return found


def _surname_weights(texts: list[str], counted: Mapping[str, int], size: float, flatness: float) -> Floats:
    weights = np.zeros(len(texts))
    known = [i for i, text in enumerate(texts) if text in counted]
    weights[known] = [counted[texts[i]] / size for i in known]
    rest = [i for i in range(len(texts)) if texts[i] not in counted]
    weights[rest] = zipf(len(rest), flatness) * (1 - weights.sum())
    return weights
