"""Words of plain life that lead to words of the field: "муж бьёт", "үйден қуып шықты", "he follows me".

Most who look for help know none of the glossary's terms. A row of `data/life.yaml` says how people put a
thing, what it is called and what answers it. Phrases are compared as folded beginnings of words, since people
inflect, leave out Kazakh letters and do not keep an order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from qorgan.language.analysis import analyse
from qorgan.language.folding import fold
from qorgan.language.glossary import UnknownTerm, split, term
from qorgan.language.languages import STEMMED
from qorgan.language.tables import table

SLACK = 4  # words that may stand among those of a phrase
MOST_ROWS = 2  # of one query: with more, nothing is told apart
MOST_WORDS = 4  # of a term in a language that are sought
_BEGINNING = "*"

Sign = frozenset[str]
Stems = tuple[str, ...]


class BadLife(ValueError):
    """A row of the table names a family, a term or a language that there is not."""


@dataclass(frozen=True, slots=True)
class Row:
    """`says`: for each language its phrases, each the signs it needs. `called`, `answered`: names of terms,
    the nearest first. `turn`: a need of the directory of services."""

    id: str
    says: Mapping[str, tuple[tuple[Sign, ...], ...]]
    called: tuple[str, ...]
    answered: tuple[str, ...]
    turn: str


@dataclass(frozen=True, slots=True)
class Told:
    """A row that a query told of, and the words that did, by place."""

    row: Row
    places: tuple[int, ...]


def _key(word: str) -> str:
    """A word of the data, folded: "избива*" keeps its sign of a beginning."""
    return fold(word.removesuffix(_BEGINNING)) + (_BEGINNING if word.endswith(_BEGINNING) else "")


def keys(form: str) -> Iterable[str]:
    """All that a folded word may stand under in a phrase: itself, and its beginnings.

    >>> list(keys("бил"))
    ['бил', 'б*', 'би*', 'бил*']
    """
    yield form
    yield from (form[:size] + _BEGINNING for size in range(1, len(form) + 1))


@cache
def _families() -> Mapping[str, Mapping[str, Sign]]:
    return {
        name: {language: frozenset(map(_key, one[language].split())) for language in STEMMED}
        for name, one in table("life")["families"].items()
    }


def _sign(text: str, language: str) -> Sign:
    found: set[str] = set()
    for one in text.split("/"):
        if not one.startswith("{"):
            found.add(_key(one))
        elif one[1:-1] in _families():
            found |= _families()[one[1:-1]][language]
        else:
            raise BadLife(one)
    return frozenset(found)


def _row(given: Mapping[str, str]) -> Row:
    return Row(
        id=given["id"],
        says={
            language: tuple(
                tuple(_sign(sign, language) for sign in phrase.split()) for phrase in split(given[language])
            )
            for language in STEMMED
        },
        called=tuple(given["is"].split()),
        answered=tuple(given["helps"].split()),
        turn=given["turn"],
    )


@cache
def rows() -> tuple[Row, ...]:
    """Every row, in the order of the table: of two that fit alike the first is taken.

    >>> {one.turn for one in rows()} == {"now", "talk", "stay", "health", "rights", "child", "life"}
    True
    """
    return tuple(map(_row, table("life")["rows"]))


def said(name: str) -> Mapping[str, tuple[str, ...]]:
    """The words for a term of the glossary, or of the table's own, in each language. Raises BadLife.

    >>> said("battery")["ru"][0], said("shelter")["ru"][0]
    ('побои', 'приют')
    """
    own = table_of_field().get(name)
    if own is not None:
        return own
    try:
        return term(name).words
    except UnknownTerm:
        raise BadLife(name) from None


@cache
def table_of_field() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Words of the field that the glossary has not, by name."""
    return {
        name: {language: split(one[language]) for language in STEMMED}
        for name, one in table("life")["field"].items()
    }


@cache
def stems_of(name: str) -> tuple[Stems, ...]:
    """The words for a term as index terms, in every language that has a stemmer. A bare number is left out:
    "111" is also a law's."""
    words = ((word, language) for language in STEMMED for word in said(name)[language][:MOST_WORDS])
    found = [analyse(word, language) for word, language in words if not word.isdecimal()]
    return tuple(dict.fromkeys(filter(None, found)))


@cache
def first() -> tuple[Stems, ...]:
    """What records hold that are put first, each all of it in one language: for whom they are, and where."""
    given = table("life")["first"]
    return tuple(
        (*analyse(whom, language), *analyse(where, language))
        for language in STEMMED
        for whom in split(given["whom"][language])
        for where in split(given["where"][language])
    )


@cache
def beside() -> frozenset[str]:
    """Words that say nothing of the field beside a phrase of the table; every family of words is among
    them."""
    families = (sign for one in _families().values() for sign in one.values())
    listed = (_key(word) for words in table("life")["beside"].values() for word in words.split())
    return frozenset(listed).union(*families)


@cache
def _phrases() -> Mapping[str, tuple[tuple[int, tuple[Sign, ...]], ...]]:
    """Phrases, each with its row's place, by every key of the sign that fewest words fit."""
    found: dict[str, list[tuple[int, tuple[Sign, ...]]]] = defaultdict(list)
    for at, row in enumerate(rows()):
        for phrase in (one for phrases in row.says.values() for one in phrases):
            for key in min(phrase, key=len):
                found[key].append((at, phrase))
    return {key: tuple(phrases) for key, phrases in found.items()}


@cache
def _light() -> frozenset[Sign]:
    """Signs that two rows may share: who does it, and to whom."""
    return frozenset(sign for name in ("he", "me", "no") for sign in _families()[name].values())


def told(forms: Sequence[Iterable[str]]) -> list[Told]:
    """The rows that a query's words tell of, by the forms that each word may be; those that take most words
    first.

    >>> [one.row.id for one in told([["муж"], ["меня"], ["бьет"]])]
    ['beaten']
    >>> [one.row.id for one in told([["муж"], ["пьет"], ["и"], ["бьет"]])]
    ['drinks', 'beaten']
    """
    where: dict[str, set[int]] = defaultdict(set)
    for at, these in enumerate(forms):
        for form in these:
            for key in keys(form):
                where[key].add(at)
    # Of each row: where the phrase that takes most words stands, its heavy words, and those of all phrases.
    best: dict[int, tuple[tuple[int, ...], frozenset[int], frozenset[int]]] = {}
    for key in sorted(where.keys() & _phrases().keys()):  # sorted: a set's order changes from start to start
        for at, phrase in _phrases()[key]:
            places = _places(phrase, where)
            if not places:
                continue
            most, own, every = best.get(at, ((), frozenset(), frozenset()))
            if (-len(places), places) < (-len(most), most):
                most = places
                own = frozenset(
                    place for place, sign in zip(places, phrase, strict=True) if sign not in _light()
                )
            best[at] = most, own, every.union(places)
    found: list[Told] = []
    taken: set[int] = set()
    for at, (places, own, every) in sorted(best.items(), key=_order):
        if not (own or set(places)) <= taken:
            taken |= own or set(places)
            found.append(Told(rows()[at], tuple(sorted(every))))
    return found[:MOST_ROWS]


def _order(one: tuple[int, tuple[tuple[int, ...], frozenset[int], frozenset[int]]]) -> tuple[int, ...]:
    """Rows that take most words first, then those whose words stand closest, then the table's order."""
    at, (places, _, _) = one
    return -len(places), max(places) - min(places), at


def _places(phrase: tuple[Sign, ...], where: Mapping[str, set[int]]) -> tuple[int, ...]:
    """Where the signs of a phrase stand, in its order, each in a word of its own and close together; else
    ()."""
    standing = [sorted(set().union(*(where[key] for key in sign if key in where)))[:6] for sign in phrase]
    if not all(standing):
        return ()
    ways = (
        way
        for way in product(*standing)
        if len(set(way)) == len(way) and max(way) - min(way) < len(way) + SLACK
    )
    return min(ways, key=lambda way: max(way) - min(way), default=())
