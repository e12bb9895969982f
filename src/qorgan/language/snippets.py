"""The piece of a text that shows why it was found, with the words that were asked for marked.

It is cut from the text as it was written; words are compared as the index compares them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qorgan.language.analysis import term
from qorgan.language.query import Alternative, Kind, Query
from qorgan.language.words import words

ELLIPSIS = "…"
Part = tuple[str, bool]
MOST_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    group: int
    weight: float
    apart: bool = False  # one of several words that need not stand together


def _by_first_term(query: Query) -> Mapping[str, list[tuple[int, Alternative]]]:
    """Alternatives to look for by a term they begin with; those found anywhere, by each term."""
    found: dict[str, list[tuple[int, Alternative]]] = {}
    for at, group in enumerate(query.groups):
        for one in () if group.quiet else group.alternatives:
            for each in one.terms[:1] if one.phrase else one.terms:
                found.setdefault(each, []).append((at, one))
    return found


def _hits(text: str, query: Query, language: str | None) -> list[_Hit]:
    wanted = _by_first_term(query)
    placed = list(words(text[:MOST_LETTERS]))
    stems = [term(word, text, language) for word in placed]
    forms = [word.form for word in placed]
    found = []
    for at, word in enumerate(placed):
        for key in {stems[at], forms[at]} & wanted.keys():
            for group, one in wanted[key]:
                size = len(one.terms) if one.phrase else 1
                if one.phrase and not _stands(one, forms if one.kind is Kind.EXACT else stems, at):
                    continue
                if size == 1 and key not in ((forms if one.kind is Kind.EXACT else stems)[at],):
                    continue
                end = max(each.end for each in placed[at : at + size])
                apart = not one.phrase and len(one.terms) > 1
                found.append(_Hit(word.start, end, group, one.weight, apart))
    together = {hit.group for hit in found if not hit.apart}
    return [hit for hit in found if not hit.apart or hit.group not in together]


def _stands(one: Alternative, terms: Sequence[str], at: int) -> bool:
    return tuple(terms[at : at + len(one.terms)]) == one.terms


def _window(hits: Sequence[_Hit], length: int) -> tuple[int, int]:
    """Start and end of the stretch that holds most of what was asked: different groups before weight."""
    best, first, last = (-1.0, 0.0), 0, 0
    begin = 0
    for end, hit in enumerate(hits):
        while hits[begin].start < hit.end - length and begin < end:
            begin += 1
        inside = hits[begin : end + 1]
        by_group: dict[int, float] = {}
        for one in inside:
            by_group[one.group] = max(one.weight, by_group.get(one.group, 0.0))
        score = (sum(by_group.values()), float(len(inside)) / 1000)
        if score > best:
            best, first, last = score, inside[0].start, max(one.end for one in inside)
    return first, last


def _bounds(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """The stretch widened to `length` around what it holds, at the ends of words."""
    room = max(0, length - (last - first))
    start = max(0, first - room // 3)
    end = min(len(text), start + length)
    start = max(0, min(start, end - length))
    if start and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", last, end)) >= 0:
        end = space
    return start, max(end, min(last, start + length))


def snippet(text: str, query: Query, length: int = 240, language: str | None = None) -> list[Part]:
    """Parts of a stretch of `text` of about `length` characters, each with whether it was asked for.

    The parts joined are the text as written, with … where it was cut. Nothing found: its beginning.

    >>> from qorgan.language.parsing import parse
    >>> snippet("Полиция выносит защитное предписание.", parse("предписания"), 60, "ru")
    [('Полиция выносит защитное ', False), ('предписание', True), ('.', False)]
    """
    hits = sorted(_hits(text, query, language), key=lambda hit: (hit.start, hit.end)) if query else []
    first, last = _window(hits, length) if hits else (0, 0)
    start, end = _bounds(text, first, last, length)
    parts: list[Part] = [(ELLIPSIS, False)] if start else []
    at = start
    for hit in hits:
        if hit.end > end:
            break
        if hit.end <= at or hit.start < start:
            continue
        if hit.start > at:
            parts.append((text[at : hit.start], False))
            at = hit.start
        if parts and parts[-1][1]:
            parts[-1] = (parts[-1][0] + text[at : hit.end], True)
        else:
            parts.append((text[at : hit.end], True))
        at = hit.end
    if tail := text[at:end] if end == len(text) else text[at:end].rstrip(" ,;:.–—"):
        parts.append((tail, False))
    if end < len(text):
        parts.append((ELLIPSIS, False))
    return parts
