"""What was meant when a keyboard or an alphabet was another than the person thought.

Each reading of a query is a text with the places of what was typed: Latin letters meant as Cyrillic ("rjhufe"
is "коргау") and the other way round; the row of digits of the Kazakh keyboard, where 0 is қ and 2 is ә; and
words of Kazakh or Russian written in Latin letters ("qorgau nusqamasy"). A reading is a guess: it is asked
for beside what was typed, with less weight, never instead of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from qorgan.language.tables import table

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_SHIFTED = dict(zip('~{}:"<>?', "ёхъжэбю,", strict=True))
# The top row of the Kazakh keyboard where the Russian one has digits.
ROW = dict(zip("234589" + "0-=", "әіңғүұ" + "қөһ", strict=True))
_DIGITS = {**{letter: digit for digit, letter in ROW.items()}, '"': "1", ",": "6", ".": "7"}
_TO_CYRILLIC = {**dict(zip(_LATIN_KEYS, _CYRILLIC_KEYS, strict=True)), **_SHIFTED}
_TO_KAZAKH = {**_TO_CYRILLIC, **ROW}
_TO_LATIN = dict(zip(_CYRILLIC_KEYS[:-1], _LATIN_KEYS[:-1], strict=True))
_TO_LATIN |= {letter: digit for letter, digit in _DIGITS.items() if not letter.isascii()}
_VOWELS = frozenset("aeiouyаеёиоуыэюяәіөұү")
_RUN = re.compile(r"\S+")
_SENTENCE_END = ",.;:'\"?!"
MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run of the query may have meant. `start` and `end` are places in what was typed."""

    text: str
    start: int
    end: int


def layout_readings(query: str) -> Iterator[Reading]:
    """Runs typed on the wrong keyboard, read on the right one.

    >>> [reading.text for reading in layout_readings("rjhufe")]
    ['коргау']
    >>> [reading.text for reading in layout_readings("0ор5ау н9с0амасы")]
    ['қорғау', 'нұсқамасы']
    >>> [reading.text for reading in layout_readings("зкщеусешщт")], [r.text for r in layout_readings('"қә')]
    (['protection'], ['102'])
    """
    for run in _RUN.finditer(query):
        typed = run[0].lower()
        if len(typed) < 2 or len(typed) > 40:
            continue
        for start, text in _readings_of(typed):
            if text[0].isdigit() or _may_be_words(text):
                yield Reading(text, run.start() + start, run.end())


def _may_be_words(text: str) -> bool:
    """Whether each word has a vowel and begins as words do; a short Cyrillic one may be an acronym."""
    for word in re.findall(r"[^\W\d_]+", text):
        acronym = len(word) < 5 and not word.isascii()
        if word[0] in "ьъ" or (not acronym and _VOWELS.isdisjoint(word)):
            return False
    return True


def _readings_of(typed: str) -> Iterator[tuple[int, str]]:
    if all(letter in _DIGITS for letter in typed) and not typed.isascii():
        yield 0, "".join(_DIGITS[letter] for letter in typed)
        return
    latin = any("a" <= letter <= "z" for letter in typed)
    cyrillic = any("а" <= letter <= "ё" for letter in typed)
    if latin and typed.isascii():
        table = _TO_KAZAKH if any(letter in ROW for letter in typed) else _TO_CYRILLIC
        for text in dict.fromkeys((typed, typed.rstrip(_SENTENCE_END))):
            # A number among Latin words is a number, unless letters surround it.
            if all(letter in table for letter in text) and not re.fullmatch(r"[a-z]*-?[\d-]+", text):
                yield 0, "".join(table[letter] for letter in text)
    elif cyrillic and not latin:
        if any(letter in ROW for letter in typed):
            if all(letter in ROW or "а" <= letter <= "ұ" or letter == "һ" for letter in typed):
                yield 0, "".join(ROW.get(letter, letter) for letter in typed)
            return
        bare = typed.strip(_SENTENCE_END)
        if bare and all(letter in _TO_LATIN for letter in bare):
            yield typed.index(bare), "".join(_TO_LATIN[letter] for letter in bare)


@cache
def _groups() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    letters = {group: tuple(meant.split()) for group, meant in table("latin_letters").items()}
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), letters


_APOSTROPHE = re.compile("['’ʼʻ`]")


def cyrillic_readings(word: str) -> tuple[str, ...]:
    """What a word in Latin letters is in Cyrillic ones, folded; the likeliest first, at most six.

    >>> cyrillic_readings("qorgau"), cyrillic_readings("nusqamasy")[0], cyrillic_readings("zaıavlenie")
    (('коргау',), 'нускамасы', ('заиавление', 'заыавление'))
    """
    group, letters = _groups()
    plain = _APOSTROPHE.sub("", word.lower())
    parts: list[tuple[str, ...]] = []
    at = 0
    while at < len(plain):
        found = group.match(plain, at)
        if not found:
            return ()
        parts.append(letters[found[0]])
        at = found.end()
    if not parts or len(plain) > 40:
        return ()
    # The first choices first: a word with many doubts would have hundreds of readings.
    ways = ("".join(way) for way in product(*parts))
    return tuple(dict.fromkeys(islice(ways, MOST_WAYS)))


_NUMBER_LETTERS = dict(zip("абвгдезиклмнопрстуфх", "abvgdeziklmnoprstufh", strict=True))
_NUMBER_CYRILLIC = {latin: cyrillic for cyrillic, latin in _NUMBER_LETTERS.items()}


def number_readings(form: str) -> tuple[str, ...]:
    """A folded number with letters, in the other alphabet: a law is cited as ZRU-561 and as ЗРУ-561.

    >>> number_readings("зру561"), number_readings("zru561"), number_readings("109x1")
    (('zru561',), ('зру561',), ())
    """
    letters = [letter for letter in form if letter.isalpha() and letter != "x"]
    for other in (_NUMBER_LETTERS, _NUMBER_CYRILLIC):
        if letters and all(letter in other for letter in letters):
            return ("".join(other.get(letter, letter) for letter in form),)
    return ()


# The Kazakh alphabet of Arabic letters, which Kazakhs of China read; folded.
_ARABIC = dict(zip("اٵبۆگعدەجزيىكقلمنڭوٶپرستۋۇٷفحھچشٸ", "аабвггдежзиыкклмнноопрстуууфххчши", strict=True))
_FRONT_SIGNS = frozenset("ءٴٵٶٷٸەكگ")


def arabic_reading(word: str) -> str:
    """A Kazakh word in Arabic letters, in Cyrillic ones, folded; "" for any other word.

    The hamza says that the vowels of a word are front ones; so do some letters.

    >>> arabic_reading("قورعاۋ"), arabic_reading("ءبىلىم"), arabic_reading("court")
    ('коргау', 'билим', '')
    """
    front = not _FRONT_SIGNS.isdisjoint(word)
    found = []
    for letter in word:
        if letter in _ARABIC:
            found.append("и" if letter == "ى" and front else _ARABIC[letter])
        elif letter not in "ءٴ":
            return ""
    return "".join(found)
