"""Typing errors: the trigrams of a word, and the words of an index that are spelt nearly so.

A table of (trigram, word) over the folded words of an index (`forms`) gives the candidates; the edit
distance, with neighbours swapped as one error (optimal string alignment), ranks them: any database will do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from rapidfuzz.distance import OSA

from qorgan.language.analysis import stems
from qorgan.language.folding import fold
from qorgan.language.query import Alternative, Group, Kind, Query
from qorgan.language.words import forms

Lookup = Callable[[tuple[str, ...]], Iterable[str]]
Known = Callable[[Collection[str]], Collection[str]]
NEAR, MOST_NEAR = 0.35, 3
# Up to this many letters, this many errors: one changed letter of three makes another word, and two of six do
# ("reduce", "refuse").
_ALLOWED = ((3, 0), (6, 1), (10, 2), (60, 3))


def trigrams(word: str) -> tuple[str, ...]:
    """The distinct trigrams of a word, folded; its beginning counts twice and its end once.

    >>> trigrams("Сот")
    ('  с', ' со', 'от ', 'сот')
    """
    form = fold(word)
    if not form:
        return ()
    padded = f"  {form} "
    return tuple(sorted({padded[at : at + 3] for at in range(len(padded) - 2)}))


def errors_allowed(form: str) -> int:
    """How many errors a word of this length may have and still be taken for another.

    >>> [errors_allowed(word) for word in ("суд", "приют", "полиция", "предписание")]
    [0, 1, 2, 3]
    """
    return next((errors for longest, errors in _ALLOWED if len(form) <= longest), 0)


def nearest(word: str, lookup: Lookup, most: int = MOST_NEAR) -> tuple[str, ...]:
    """The words that `lookup` gives for the trigrams of `word` and that differ least from it, the nearest
    first. `lookup` takes trigrams and gives words that share some; its order settles ties.

    >>> nearest("придписание", lambda trigrams: ["предписание", "присяга"])
    ('предписание',)
    """
    form = fold(word)
    allowed = errors_allowed(form)
    if not allowed:
        return ()
    ranked = []
    for order, candidate in enumerate(dict.fromkeys(lookup(trigrams(form)))):
        far = OSA.distance(form, candidate, score_cutoff=allowed)
        if candidate != form and far <= min(allowed, max(errors_allowed(candidate), 1)):
            # The first letter is the one least often wrong.
            ranked.append((far, candidate[:1] != form[:1], order, candidate))
    return tuple(candidate for *_, candidate in sorted(ranked)[:most])


def repair(query: Query, known: Known, lookup: Lookup) -> Query:
    """The query with near words for every group of one word that the index does not know in any way.

    `known` takes terms and gives those that the index holds; it is asked once."""
    terms = {term for group in query.groups for one in group.alternatives for term in one.terms}
    held = set(known(terms)) if terms else set()

    def found(group: Group) -> bool:
        return any(held.issuperset(one.terms) for one in group.alternatives if one.kind is not Kind.SYNONYM)

    groups = tuple(group if found(group) else _repaired(group, lookup) for group in query.groups)
    return replace(query, groups=groups)


def _repaired(group: Group, lookup: Lookup) -> Group:
    typed = forms(group.text)
    if len(typed) != 1 or any(letter.isdigit() for letter in typed[0]):
        return group
    terms = dict.fromkeys(term for word in nearest(typed[0], lookup) for term in stems(word))
    near = tuple(Alternative((term,), Kind.NEAR, NEAR) for term in terms)
    return replace(group, alternatives=(*group.alternatives, *near))
