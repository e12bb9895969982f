"""The slots of a query: one for each word or number typed, with the terms it may stand under in an index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qorgan.language.analysis import readings
from qorgan.language.folding import fold, is_latin
from qorgan.language.keyboard import (
    Reading,
    arabic_reading,
    cyrillic_readings,
    layout_readings,
    number_readings,
)
from qorgan.language.synonyms import acronyms, stopwords
from qorgan.language.words import Word, words

Weighted = tuple[tuple[str, ...], float]
_QUOTED = re.compile(r"[\"«“„]([^\"«»“”„]{2,200})[\"»”“]")
_LATIN_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Slot:
    """`typed` and `read` are ways to write it in index terms, with weights: as typed, and in another reading.
    `exact`: its folded words. `phrase`: it was in quotes, and nothing else will do."""

    text: str
    start: int
    end: int
    exact: tuple[str, ...]
    typed: tuple[Weighted, ...]
    read: tuple[Weighted, ...] = ()
    stop: bool = False
    phrase: bool = False
    keys: dict[str, bool] = field(default_factory=dict)


def _of_word(query: str, word: Word) -> Slot:
    text = query[word.start : word.end]
    typed = tuple(((term,), weight) for term, weight in readings(text))
    alone = len(word.form) == 1 and not word.form.isdigit()
    stop = alone or (word.form in stopwords() and text not in acronyms())
    return Slot(text, word.start, word.end, (word.form,), typed, stop=stop)


def _of_number(query: str, whole: Word, parts: Sequence[Slot]) -> Slot:
    split = tuple(one for part in parts for one in part.exact)
    inner = [way for part in parts if part.phrase for way in part.typed]
    ways: tuple[Weighted, ...] = (((whole.form,), 1.0), (split, 0.6), *((way, 0.7 * of) for way, of in inner))
    # The letters of a law's number are written in either alphabet: ZRU-561, ЗРУ-561.
    read = tuple(((form,), 0.5) for form in number_readings(whole.form))
    return Slot(
        query[whole.start : whole.end], whole.start, whole.end, (whole.form,), ways, read, phrase=True
    )


def _of_phrase(query: str, start: int, end: int) -> Slot | None:
    inside = [word for word in words(query[start:end]) if not word.joined]
    if not inside:
        return None
    ways = _side_by_side([readings(query[start + word.start : start + word.end]) for word in inside])
    exact = tuple(word.form for word in inside)
    return Slot(query[start:end], start, end, exact, ways, phrase=True)


def _side_by_side(found: Sequence[Sequence[tuple[str, float]]], weight: float = 1.0) -> tuple[Weighted, ...]:
    """Words read the same way together, and each as it is likeliest; the heaviest way first."""
    likeliest = [max(ways, key=lambda one: one[1]) for ways in found]
    ways: dict[tuple[str, ...], float] = {}
    for together in (likeliest, *zip(*found, strict=True)):
        terms = tuple(term for term, _ in together)
        ways[terms] = max(ways.get(terms, 0.0), weight * min(each for _, each in together))
    return tuple(sorted(ways.items(), key=lambda way: -way[1]))


def _plain(query: str) -> list[Slot]:
    found: list[Slot] = []
    for word in words(query):
        if word.joined:
            parts = [slot for slot in found if slot.start >= word.start]
            found = [*found[: len(found) - len(parts)], _of_number(query, word, parts)]
        else:
            found.append(_of_word(query, word))
    return found


def _quoted(query: str, found: list[Slot]) -> list[Slot]:
    for quoted in _QUOTED.finditer(query):
        phrase = _of_phrase(query, *quoted.span(1))
        if phrase and len(phrase.exact) > 1:
            apart = [slot for slot in found if slot.end <= phrase.start or slot.start >= phrase.end]
            found = sorted([*apart, phrase], key=lambda slot: slot.start)
    return found


def _ways(text: str, weight: float) -> tuple[Weighted, ...]:
    """A reading's words as terms: one tuple for each choice of stems."""
    found = [readings(text[word.start : word.end]) for word in words(text) if not word.joined][:8]
    return _side_by_side(found, weight) if found else ()


def _broken(slot: Slot) -> bool:
    """Whether a word is no word of its own: a piece that the wrong keyboard's punctuation has left."""
    return len(slot.text) < 3 or (is_latin(slot.text[0]) and _LATIN_VOWELS.isdisjoint(slot.text.lower()))


def _with_reading(found: list[Slot], reading: Reading, query: str) -> list[Slot]:
    inside = [slot for slot in found if slot.start < reading.end and slot.end > reading.start]
    ways = _ways(reading.text, 0.5)
    if not ways or any(slot.phrase for slot in inside):
        return found
    if len(inside) == 1:
        one = replace(inside[0], read=(*inside[0].read, *ways), stop=inside[0].stop or _is_stop(reading.text))
    elif not inside or any(map(_broken, inside)):
        start, end = reading.start, reading.end
        exact = tuple(form for slot in inside for form in slot.exact)
        terms = tuple(slot.typed[0][0][0] for slot in inside)
        typed: tuple[Weighted, ...] = ((terms, 1.0),) if inside else ()
        one = Slot(query[start:end], start, end, exact, typed, ways)
    else:
        return found
    return sorted([*(slot for slot in found if slot not in inside), one], key=lambda slot: slot.start)


def _with_alphabet(slot: Slot) -> Slot:
    if in_cyrillic := arabic_reading(slot.text):
        return replace(slot, read=(*slot.read, *_ways(in_cyrillic, 0.5)))
    if slot.phrase or slot.stop or len(slot.exact) != 1 or not slot.text or len(slot.text) < 3:
        return slot
    if not all(letter.isalpha() or letter in "'’ʼʻ`" for letter in slot.text) or slot.text[0] > "\u024f":
        return slot
    found = cyrillic_readings(slot.text)
    read = [way for text in found for way in _ways(text, 0.4)]
    return replace(slot, read=(*slot.read, *read), stop=any(map(_is_stop, found[:1])))


def _is_stop(reading: str) -> bool:
    """Whether a stop word was meant: "gde" is где, "yf" is на."""
    return fold(reading) in stopwords()


def _keyed(slot: Slot) -> Slot:
    keys = {term: False for way, _ in slot.read for term in way}
    keys |= {term: True for way, _ in slot.typed for term in way}
    return replace(slot, keys={} if slot.phrase else keys)


def slots(query: str) -> list[Slot]:
    """The slots of a query, in order, with every reading of them.

    >>> [slot.text for slot in slots('"защитное предписание" ст. 109-1')]
    ['защитное предписание', 'ст', '109-1']
    """
    found = _quoted(query, _plain(query))
    for reading in layout_readings(query):
        found = _with_reading(found, reading, query)
    return [_keyed(_with_alphabet(slot)) for slot in found]
