"""What stands in one column of a record: the words of a name, and other names given beside it.

"Ахметова (Ким)", "Ахметова, урожд. Ким", "Ахметова / Ким", "Нұрлан қызы", "Н.С." are read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qorgan.identity.names.given import SEXES
from qorgan.identity.names.repair import repair
from qorgan.identity.names.suffixes import LEFT_OUT, SONS
from qorgan.identity.names.tables import table
from qorgan.identity.names.words import Word, word

MOST_WORDS = 10
_REMEMBERED = 1 << 18
_MARKS = table("other_names")
_PLAIN = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_FIRST_WORDS = frozenset(_MARKS["first_words"])
_BRACKETS = re.compile(r"[(\[{«\"“]([^)\]}»\"”]*)[)\]}»\"”]?")
_OTHER_NAME = re.compile(
    r"(?<!\w)(?:(?P<maiden>"
    + "|".join(_MARKS["maiden"])
    + ")|(?P<alias>"
    + "|".join(_MARKS["alias"])
    + r"))(?!\w)\.?:?",
    re.IGNORECASE,
)
_NOISE = re.compile(r"(?<!\w)(?:" + "|".join(_MARKS["noise"]) + r")(?!\w)", re.IGNORECASE)
_SLASH = re.compile(r"\s*[/\\|;]\s*")
_BETWEEN = re.compile(r"[^\w'\-]+|_+")
_HYPHENS = re.compile("[\u2010-\u2015\u2212\u00ad]")
_GIVEN_LIKE = re.compile(_MARKS["given_like"])


@dataclass(frozen=True, slots=True)
class Said:
    """One word and what it looks like: surname, patronymic, either, given, likely, initial or unknown."""

    word: Word
    looks: str


@dataclass(frozen=True, slots=True)
class Column:
    """The words of a column, and other names of the person: pairs of kind and words.

    The kind is maiden, alias, or beside where only brackets say that there is another name.

    `comma` is how many words stood before a comma, 0 where there was none.
    """

    words: tuple[Said, ...]
    others: tuple[tuple[str, tuple[Said, ...]], ...] = ()
    comma: int = 0


EMPTY = Column(())
_NO_NAMES = SONS | LEFT_OUT


@lru_cache(_REMEMBERED)
def column(text: str) -> Column:
    """What `text` says. Never raises."""
    if _PLAIN.fullmatch(text):
        one = word(text)
        if not one.canonical or one.canonical in _NO_NAMES:
            return EMPTY
        return Column((Said(one, looks(one)),))
    if _SPACED.fullmatch(text) and _FIRST_WORDS.isdisjoint(text.casefold().split(" ")):
        return Column(_of_parts(text.split(" "))[:MOST_WORDS])
    plain = _NOISE.sub(" ", _HYPHENS.sub("-", repair(text)))
    others: list[tuple[str, str]] = []
    plain = _BRACKETS.sub(lambda found: _aside(found[1], others), plain)
    found = _OTHER_NAME.search(plain)
    while found:
        rest = _OTHER_NAME.search(plain, found.end())
        end = rest.start() if rest else len(plain)
        others.append(("maiden" if found["maiden"] else "alias", plain[found.end() : end]))
        plain = plain[: found.start()] + plain[end:]
        found = _OTHER_NAME.search(plain)
    main, *more = _SLASH.split(plain)
    before, comma, _ = main.partition(",")
    words = _words(main)
    if more and not words:
        return column(" ".join(more))
    read, tail = _beside_slashes(more)
    others.extend(read)
    return Column(
        (*words, *tail)[:MOST_WORDS],
        tuple((kind, said) for kind, text_ in others if (said := _words(text_))),
        len(_words(before)) if comma and before.strip() else 0,
    )


def is_plain(text: str) -> bool:
    """Whether `text` says as a word of a whole name what it says alone."""
    return _PLAIN.fullmatch(text) is not None and text.casefold() not in _FIRST_WORDS


def _aside(inside: str, others: list[tuple[str, str]]) -> str:
    marked = _OTHER_NAME.search(inside)
    kind = "beside" if marked is None else "maiden" if marked["maiden"] else "alias"
    others.append((kind, _OTHER_NAME.sub(" ", inside)))
    return " "


def _beside_slashes(parts: list[str]) -> tuple[list[tuple[str, str]], tuple[Said, ...]]:
    """After a slash the first word is the other name; what follows it goes on with the name before."""
    others: list[tuple[str, str]] = []
    tail: tuple[Said, ...] = ()
    for part in parts:
        first, _, rest = part.strip().partition(" ")
        others.append(("alias", first))
        tail = (*tail, *_words(rest))
    return others, tail


def _words(text: str) -> tuple[Said, ...]:
    return _of_parts([part.strip("-'") for part in _BETWEEN.split(text)])


def _of_parts(parts: list[str]) -> tuple[Said, ...]:
    joined: list[str] = []
    for part in parts:
        if not part:
            continue
        form = word(part).canonical
        if form in SONS and joined and len(joined[-1]) > 1:
            joined[-1] += part.lower()
        elif form and form not in LEFT_OUT and form not in SONS:
            joined.append(part)
    return tuple(said for part in joined[:MOST_WORDS] if (said := _said(part)))


def _said(text: str) -> Said | None:
    read = word(text)
    return Said(read, looks(read)) if read.canonical else None


def looks(read: Word) -> str:
    """What a word looks like, from its ending and the lists of given names alone."""
    if len(read.written) == 1 or len(read.canonical) == 1:
        return "initial"
    if read.role:
        return read.role
    if read.canonical in SEXES:
        return "given"
    return "likely" if _GIVEN_LIKE.search(read.canonical) else "unknown"
