"""What a person typed, read as a Query."""

from __future__ import annotations

from qorgan.language.analysis import stems
from qorgan.language.query import Alternative, Group, Kind, Query
from qorgan.language.words import words

MOST_LETTERS, MOST_WORDS = 400, 32


def parse(text: str) -> Query:
    """The query that a text typed by a person is; no groups when it holds no word.

    >>> [group.text for group in parse('"защитное предписание" OR *').groups]
    ['защитное', 'предписание', 'OR']
    """
    read = text[:MOST_LETTERS]
    groups = []
    for word in list(words(read))[:MOST_WORDS]:
        typed = read[word.start : word.end]
        found = [Alternative((word.form,), Kind.EXACT, 1.0)]
        if word.joined:
            found.append(Alternative((word.form,), Kind.STEM, 0.9))
        else:
            found += [Alternative((one,), Kind.STEM, 0.9 * weight) for one, weight in stems(typed)]
        groups.append(Group(typed, tuple(found)))
    return Query(text, tuple(groups), cut=len(text) > MOST_LETTERS)
