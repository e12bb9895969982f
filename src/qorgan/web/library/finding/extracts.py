"""Extracts of a text with the words that were found marked: pieces, so that a template writes the marks and
escapes the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qorgan.language import Query
from qorgan.language.analysis import term
from qorgan.language.words import words

LENGTH = 260
_BEFORE = 80


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool


def terms_of(query: Query) -> frozenset[str]:
    """Every term that counts as found."""
    return frozenset(
        one for group in query.groups for alternative in group.alternatives for one in alternative.terms
    )


def extract(text: str, terms: Collection[str], language: str, length: int = LENGTH) -> list[Piece]:
    """About `length` letters of the text around its first found word, cut between words."""
    found = [
        (word.start, word.end)
        for word in words(text)
        if not word.joined and (word.form in terms or term(word, text, language) in terms)
    ]
    start, end = _window(text, found[0][0] if found else 0, length)
    pieces, at = [Piece("… ", False)] if start else [], start
    for first, last in found:
        if first < start or last > end:
            continue
        pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _window(text: str, at: int, length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    start = max(0, min(at - _BEFORE, len(text) - length))
    if start:
        start = text.find(" ", start, at) + 1 or start
    end = len(text) if start + length >= len(text) else text.rfind(" ", start, start + length)
    return start, end if end > at else min(len(text), start + length)
