"""The words of a text, where each stands in it, and the numbers of laws and articles as one word.

"109-1", "ZRU-561" and "15.04.2024" give their parts and the whole ("109x1", "zru561", "15x04x2024"), so the
number is found as it stands and its parts are found too. "Зорлық-зомбылық" is two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qorgan.language.folding import APOSTROPHES, INVISIBLE, fold, is_cyrillic

LONGEST_NUMBER = 24
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKS = "\u0300-\u036f"
_INSIDE = re.escape(APOSTROPHES + INVISIBLE) + _MARKS
_LETTER = rf"[^\W_{_SUPERSCRIPTS}{re.escape(APOSTROPHES)}]"
_WORD = re.compile(rf"{_LETTER}+(?:[{_INSIDE}]+{_LETTER}+)*[{_MARKS}]*|[{_SUPERSCRIPTS}]+")
_HYPHENS, _BETWEEN_DIGITS = frozenset("-‐‑–"), frozenset("./")
# What Kazakh and Russian write after a number and a hyphen ("102-ге", "5-го"); "2024-жылғы" keeps its word.
_ENDINGS = frozenset(
    "га ге ка ке да де та те дан ден тан тен нан нен ны ни ды ди ты ти нын нин дын дин ши шы инши ыншы "
    "й го му х я е ая ый ой ю ми м".split()
)


class Word(NamedTuple):
    """A word as it is indexed: its folded form, and where it stands in the text as it was written."""

    form: str
    start: int
    end: int
    joined: bool = False


def _joined(chain: list[Word]) -> Word | None:
    """The number that a chain of parts makes: 109 and 1 make 109x1. None for a chain without a number."""
    if not any(part.form[-1:].isdigit() or part.form[:1].isdigit() for part in chain):
        return None
    form = chain[0].form
    for part in chain[1:]:
        form += ("x" if form[-1:].isdigit() and part.form[:1].isdigit() else "") + part.form
    if len(form) > LONGEST_NUMBER:
        return None
    return Word(form, chain[0].start, chain[-1].end, joined=True)


def _wholes(chain: list[Word]) -> Iterator[Word]:
    """What a chain makes: the number in it ("109-1" of УК-109-1), then all of it."""
    if len(chain) < 2:
        return
    digits = [part for part in chain if part.form.isdigit()]
    for some in ([digits] if 1 < len(digits) < len(chain) else []) + [chain]:
        whole = _joined(some)
        if whole:
            yield whole


def _is_ending(before: Word, part: Word) -> bool:
    return before.form[-1:].isdigit() and part.form in _ENDINGS


def words(text: str) -> Iterator[Word]:
    """Every word of the text in order; the whole of a number comes after its parts.

    >>> [word.form for word in words("Қорғау нұсқамасы, ст. 109-1")]
    ['коргау', 'нускамасы', 'ст', '109', '1', '109x1']
    >>> [word.form for word in words("ZRU-561, 73², 102-ге")]
    ['zru', '561', 'zru561', '73', '2', '73x2', '102']
    """
    chain: list[Word] = []
    for match in _WORD.finditer(text):
        form = fold(match[0])
        if not form:
            continue
        part = Word(form, *match.span())
        if chain and part.start - chain[-1].end < 2 and _continues(text, chain[-1].end, part.start):
            if _is_ending(chain[-1], part):
                continue
            if not _is_word_after_number(text, chain[-1], part):
                chain.append(part)
                yield part
                continue
        yield from _wholes(chain)
        chain = [part]
        yield part
    yield from _wholes(chain)


def _is_word_after_number(text: str, before: Word, part: Word) -> bool:
    """73-2-бап, 2024-жылғы: a number, and a word of its own."""
    first = text[part.start]
    return before.form[-1].isdigit() and is_cyrillic(first) and first.islower() and len(part.form) > 2


def _continues(text: str, end: int, start: int) -> bool:
    if start == end:
        return text[start : start + 1] in _SUPERSCRIPTS or text[end - 1 : end] in _SUPERSCRIPTS
    between = text[end]
    # A full stop or a stroke joins digits only: "ст.73" is two words.
    return between in _HYPHENS or (
        between in _BETWEEN_DIGITS and text[end - 1].isdigit() and text[start].isdigit()
    )


def forms(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order, unstemmed: what an exact search is made on."""
    return tuple(word.form for word in words(text))
