"""The ways a whole name can be read: which word is the surname, which the given name, which the father's.

Columns are believed unless their words say otherwise. Few readings where sure: each more costs time and false
matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

from qorgan.identity.names.columns import EMPTY, Column, Said, column, looks
from qorgan.identity.names.suffixes import STYLES
from qorgan.identity.names.words import Word, word

MOST_READINGS = 6
_S, _G, _F = 0, 1, 2
# How well a word that looks like this fits the slots surname, given name, father. Ours, set by hand.
_FITS: dict[str, tuple[float, float, float]] = {
    "surname": (4, -4, -4),
    "patronymic": (-5, -6, 5),
    "either": (2.5, -5, 4),
    "given": (0, 3, 0.5),
    "likely": (-0.5, 1.5, 0.5),
    "initial": (-4, 1, 1),
    "unknown": (0, 0, -1),
}
_OWN_COLUMN = 4.0
_AFTER_COMMA = 6.0
# Orders of a whole name, and how usual each is here.
_ORDERS: dict[tuple[int, ...], float] = {
    (_S, _G, _F): 1.0,
    (_G, _F, _S): 0.75,
    (_S, _F, _G): -1.0,
    (_G, _S, _F): -1.0,
    (_F, _G, _S): -1.5,
    (_F, _S, _G): -1.5,
    (_S, _G): 1.0,
    (_G, _S): 0.5,
    (_G, _F): 0.25,
    (_F, _G): -1.0,
    (_S, _F): -1.5,
    (_F, _S): -2.0,
    (_S,): 1.0,
    (_G,): 0.5,
    (_F,): 0.0,
}
# A second order is worth a reading when it is worse by no more than this; of columns, when their words alone
# fit it nearly as well.
_CLOSE = 1.5
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name.

    `layout` is "ov" (-ов, -ович), "uli" (-ұлы, -қызы), "father" (the father's name as the surname, no
    patronymic) or "other". In the layouts "uli" and "father" without a patronymic, `father` is the word of
    the surname: one word, so it is one piece of evidence and not two. `kind` is "as_written", "other_order",
    "alias" or "maiden".
    """

    surname: Word | None
    given: Word | None
    father: Word | None
    layout: str
    kind: str


def readings(
    surname: str = "",
    first_name: str = "",
    patronymic: str = "",
    full_name: str = "",
    aliases: Sequence[str] = (),
) -> tuple[Reading, ...]:
    """The ways to read a record's name, best first, at most six, none where there is no name. Never raises.

    >>> [(r.surname.stem, r.given.stem, r.father.stem) for r in readings("Ахметов", "Нұрлан", "Серікұлы")]
    [('ahmet', 'nurlan', 'serik')]
    >>> [r.surname.written for r in readings(full_name="Айгүл Ахметова, урожд. Оспанова")]
    ['Ахметова', 'Оспанова']
    """
    family = column(surname) if surname else EMPTY
    given = column(first_name) if first_name else EMPTY
    father = column(patronymic) if patronymic else EMPTY
    whole = column(full_name) if full_name and not (family.words and given.words) else EMPTY
    if len(whole.words) > len(family.words) + len(given.words) + len(father.words):
        found, others = of_whole(whole), whole.others
    elif family.words or given.words or father.words:
        found = of_columns((family, given, father))
        others = family.others + given.others + father.others
    else:
        found, others = [], whole.others
    if aliases:
        others += tuple(("alias", said.words) for alias in aliases if (said := column(alias)).words)
    if not others and not (found and _hyphenated(found[0])):
        return tuple(found)
    return _with_others(found, others)


def many(
    surnames: Sequence[str],
    first_names: Sequence[str],
    patronymics: Sequence[str],
    full_names: Sequence[str] | None = None,
    aliases: Sequence[Sequence[str]] | None = None,
) -> list[tuple[Reading, ...]]:
    """`readings` of every row; rows that say the same are read once. Columns are of one length."""
    count = len(surnames)
    wholes: Sequence[str] = full_names if full_names is not None else ("",) * count
    others: Sequence[Sequence[str]] = aliases if aliases is not None else ((),) * count
    known: dict[tuple[str, str, str, str, tuple[str, ...]], tuple[Reading, ...]] = {}
    found = []
    for row in zip(surnames, first_names, patronymics, wholes, map(tuple, others), strict=True):
        read = known.get(row)
        if read is None:
            read = known[row] = readings(*row)
        found.append(read)
    return found


def of_columns(columns: tuple[Column, Column, Column]) -> list[Reading]:
    """The readings of words that stand in columns of their own."""
    surname, given, father = columns[0].words, columns[1].words, columns[2].words
    if len(surname) == 1 and len(given) == 1 and len(father) <= 1:
        one, two = surname[0], given[0]
        three = father[0] if father else None
        if (
            two.looks not in _NOT_GIVEN
            and one.looks in _SURE_SURNAMES
            and (three is None or three.looks != "surname")
        ):
            return [_reading(one.word, two.word, three.word if three else None, "as_written")]
    if sum(1 for c in columns if c.words) == 1:
        return of_whole(next(c for c in columns if c.words))
    said: list[tuple[Said, int | None]] = [
        (one_word, slot) for slot, c in enumerate(columns) for one_word in c.words
    ]
    beside = not father and any(one_word.looks in ("patronymic", "either") for one_word in given)
    if len(said) > 3 or not (beside or not surname or not given):
        said = [(_together(list(c.words)), slot) for slot, c in enumerate(columns) if c.words]
    return _assign(said, own=True)


_NOT_GIVEN = frozenset(("surname", "patronymic", "either"))
_SURE_SURNAMES = frozenset(("surname", "unknown", "either", "likely"))


def of_whole(whole: Column) -> list[Reading]:
    """The readings of the words of a whole name."""
    return _assign(_three([(said, None) for said in whole.words]), own=False, comma=whole.comma)


def _three(said: list[tuple[Said, int | None]]) -> list[tuple[Said, int | None]]:
    """At most three words: of a longer name, what looks like no surname and no patronymic is put together."""
    if len(said) <= 3:
        return said
    surnames = [s for s, _ in said if s.looks == "surname"]
    fathers = [s for s, _ in said if s.looks in ("patronymic", "either")]
    rest = [s for s, _ in said if s not in surnames and s not in fathers]
    if not surnames:
        surnames, rest = rest[:1], rest[1:]
    if not fathers and len(rest) > 1:
        fathers, rest = rest[-1:], rest[:-1]
    parts = [(surnames[:2], _S), (rest[:3], _G), (fathers[:1], _F)]
    return [(_together(words), slot) for words, slot in parts if words]


def _together(words: list[Said]) -> Said:
    if len(words) == 1:
        return words[0]
    joined = word("-".join(said.word.written for said in words))
    return Said(joined, looks(joined))


def _assign(said: list[tuple[Said, int | None]], own: bool, comma: int = 0) -> list[Reading]:
    """The best order, and the next one where it is nearly as good."""
    if not said:
        return []
    orders = _orders(
        tuple([one.looks for one, _ in said]), tuple([slot for _, slot in said]) if own else None, comma
    )
    return [_slotted(said, slots, kind) for slots, kind in orders]


@lru_cache(1 << 14)
def _orders(
    looks_: tuple[str, ...], columns: tuple[int | None, ...] | None, comma: int
) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Which slot each word goes to, best first: for words that look so and stood in these columns."""
    tried = []
    for slots in permutations((_S, _G, _F), len(looks_)):
        points = _ORDERS.get(slots, -2.0) if columns is None else 0.0
        points += sum(_FITS[look][slot] for look, slot in zip(looks_, slots, strict=True))
        if columns is not None:
            points += _OWN_COLUMN * sum(1 for at, slot in zip(columns, slots, strict=True) if at == slot)
        points += _AFTER_COMMA * sum(1 for slot in slots[:comma] if slot == _S)
        tried.append((points, slots))
    tried.sort(key=lambda one: (-one[0], one[1]))
    best, first = tried[0]
    straight = first if columns is None else columns
    close = _CLOSE if columns is None else 2 * _OWN_COLUMN + _ALIKE
    found = [(first, "as_written" if first == straight else "other_order")]
    for points, slots in tried[1:]:
        if best - points <= close and _swaps(looks_, first, slots):
            found.append((slots, "as_written" if slots == columns else "other_order"))
            break
    return tuple(found)


def _swaps(looks_: tuple[str, ...], one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    """Whether the other order says another given name, and not an impossible one."""
    if _G not in one or sorted(one) != sorted(two) or one.index(_G) == two.index(_G):
        return False
    looks_of = dict(zip(two, looks_, strict=True))
    return looks_of[_G] not in _NOT_GIVEN and looks_of.get(_S) not in ("patronymic", "initial")


def _slotted(said: list[tuple[Said, int | None]], slots: tuple[int, ...], kind: str) -> Reading:
    words: list[Word | None] = [None, None, None]
    for (one, _), slot in zip(said, slots, strict=True):
        words[slot] = one.word
    return _reading(words[_S], words[_G], words[_F], kind)


def _reading(surname: Word | None, given: Word | None, father: Word | None, kind: str) -> Reading:
    style = STYLES.get(surname.suffix, "") if surname else ""
    fathers = STYLES.get(father.suffix, "") if father else ""
    if father is None and surname is not None and names_the_father(surname):
        return Reading(surname, given, surname, "uli" if style in _FATHERS_STYLES else "father", kind)
    if fathers in _FATHERS_STYLES or style in _FATHERS_STYLES:
        return Reading(surname, given, father, "uli", kind)
    if style == "russian" or fathers == "russian":
        return Reading(surname, given, father, "ov", kind)
    return Reading(surname, given, father, "other", kind)


_FATHERS_STYLES = frozenset(("kazakh", "turkic", "kyrgyz"))


def names_the_father(surname: Word) -> bool:
    """Whether a surname is the father's name too, where no patronymic stands beside it."""
    if surname.suffix:
        return STYLES.get(surname.suffix, "") in _FATHERS_STYLES
    return looks(surname) in ("given", "likely")


def _hyphenated(reading: Reading) -> bool:
    return reading.surname is not None and "-" in reading.surname.written


def _with_others(
    found: list[Reading], others: tuple[tuple[str, tuple[Said, ...]], ...]
) -> tuple[Reading, ...]:
    every = list(found)
    for reading in found[:1]:
        if reading.surname and _hyphenated(reading):
            for half in reading.surname.written.split("-"):
                if len(half) > 2:
                    every.append(_reading(word(half), reading.given, reading.father, "alias"))
    for kind, words in others:
        every.extend(_other(kind, words, found[0] if found else None))
    seen: dict[tuple[Word | None, Word | None, Word | None], Reading] = {}
    for reading in every:
        seen.setdefault((reading.surname, reading.given, reading.father), reading)
    return tuple(seen.values())[:MOST_READINGS]


def _other(kind: str, words: tuple[Said, ...], main: Reading | None) -> list[Reading]:
    """The readings that another name of the person adds."""
    named = "alias" if kind == "beside" and (len(words) > 1 or _is_a_man(main)) else kind
    if len(words) > 1 or main is None:
        read = _assign(_three([(said, None) for said in words]), own=False)
        return [replace(one, kind="maiden" if named == "beside" else named) for one in read[:2]]
    one = words[0]
    if one.looks == "patronymic":
        return [replace(main, father=one.word, kind="alias")]
    if one.looks == "given" and kind != "maiden":
        return [replace(main, given=one.word, kind="alias")]
    named = "maiden" if named == "beside" else named
    return [_reading(one.word, main.given, _real_father(main), named)]


def _is_a_man(main: Reading | None) -> bool:
    return main is not None and "m" in {
        word_.sex for word_ in (main.surname, main.given, main.father) if word_
    }


def _real_father(main: Reading) -> Word | None:
    """The father's name, unless it only repeats a surname that is being replaced."""
    return None if main.father == main.surname else main.father
