"""Every whole word that can stand in a name, numbered: surnames, given names, patronymics, short forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.synthetic import vocabulary
from qorgan.identity.synthetic.drawing import Ints
from qorgan.identity.synthetic.rates import DATA
from qorgan.identity.synthetic.spelling import System, Token, plain_russian, spell, systems


@dataclass(frozen=True)
class Tokens:
    """The token of surname `s` is s + female * surnames; the others follow."""

    all: tuple[Token, ...]
    surnames: int
    given: int
    bare: Ints  # for each surname the token of the name it was made from, or -1
    short_first: Ints  # for each given name its first short form's token
    short_count: Ints

    def surname(self, position: Ints, female: Ints) -> Ints:
        return position + female * self.surnames

    def given_name(self, position: Ints) -> Ints:
        return position + 2 * self.surnames

    def patronymic(self, father: Ints, female: Ints, kazakh: Ints) -> Ints:
        """-ович and -овна, or -ұлы and -қызы."""
        return 2 * self.surnames + self.given * (1 + female + 2 * kazakh) + father

    def short(self, given: Ints, pick: Ints) -> Ints:
        """A short form of the given name; the name itself where there is none."""
        count = self.short_count[given]
        return np.where(
            count > 0, self.short_first[given] + pick % np.maximum(count, 1), self.given_name(given)
        )


def short_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DATA / "diminutives.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *shorts = line.split("\t")
            found.setdefault(name, []).extend(shorts)
    return found


def _turkic_given(words: vocabulary.Vocabulary) -> set[int]:
    lists: Iterable[Ints] = (a for g in words.groups if g.turkic for a in (g.male, g.female))
    return {int(i) for positions in lists for i in positions}


@cache
def load() -> Tokens:
    words = vocabulary.load()
    turkic = {int(i) for group in words.groups if group.turkic for i in group.surnames}
    turkic_given = _turkic_given(words)
    found: list[Token] = []

    def add(kazakh: str, russian: str, is_turkic: bool) -> None:
        found.append(Token(kazakh, russian, is_turkic))

    plain = [words.russian.get(text) or plain_russian(text) for text in words.surnames]
    for of in (str, vocabulary.as_a_woman_bears_it):
        for i, text in enumerate(words.surnames):
            add(of(text), of(plain[i]), i in turkic)
    names = [plain_russian(text) for text in words.given]
    for i, text in enumerate(words.given):
        add(text, names[i], i in turkic_given)
    for made in (vocabulary.patronymic, vocabulary.kazakh_patronymic):
        for female in (False, True):
            for i, text in enumerate(words.given):
                own = plain_russian(made(text, female)) if made is vocabulary.kazakh_patronymic else None
                add(made(text, female), own or vocabulary.patronymic(names[i], female), i in turkic_given)
    first, count = np.zeros(len(words.given), np.int64), np.zeros(len(words.given), np.int64)
    shorts = short_forms()
    for i, text in enumerate(words.given):
        first[i] = len(found)
        for short in shorts.get(text, []):
            add(short, plain_russian(short), i in turkic_given)
        count[i] = len(found) - first[i]
    bare = np.array([2 * len(words.surnames) + i if i >= 0 else -1 for i in words.surname_of])
    return Tokens(tuple(found), len(words.surnames), len(words.given), bare, first, count)


@cache
def system_list() -> tuple[System, ...]:
    return tuple(system for kind in sorted(systems()) for system in systems()[kind])


@cache
def first_of(kind: str) -> int:
    """Where the systems of a kind begin in the list."""
    return next(i for i, system in enumerate(system_list()) if system.kind == kind)


_SPELLED: dict[int, str] = {}


def spelled(tokens: Ints, system: Ints) -> NDArray[np.object_]:
    """The words, each with a capital letter; "" where the token is -1."""
    every, known = system_list(), load().all
    keys, back = np.unique(np.where(tokens < 0, -1, tokens * len(every) + system), return_inverse=True)
    texts = []
    for key in keys.tolist():
        if key not in _SPELLED:
            word = "" if key < 0 else spell(known[key // len(every)], every[key % len(every)])
            _SPELLED[key] = word[:1].upper() + word[1:]
        texts.append(_SPELLED[key])
    return np.array(texts, dtype=object)[back.reshape(tokens.shape)]
