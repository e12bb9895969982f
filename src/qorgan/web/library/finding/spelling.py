"""Words of the index that are spelt nearly like a word that none of them is."""

from __future__ import annotations

from django.db.models import Count

from qorgan.language import fold
from qorgan.web.library.finding.models import Trigram

LEAST_LIKE = 0.4  # of trigrams in common (Dice)
CANDIDATES = 40


def trigrams(form: str) -> set[str]:
    """The trigrams of a folded word, its ends marked.

    >>> sorted(trigrams("сот"))
    ['  с', ' со', 'от ', 'сот']
    """
    padded = f"  {form} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def slips(one: str, other: str, most: int) -> int:
    """The letters left out, added, changed or swapped with a neighbour between two words; `most` + 1 when
    there are more (optimal string alignment).

    >>> slips("нускмасы", "нускамасы", 2), slips("орп", "оро", 2), slips("ab", "ba", 2)
    (1, 1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, its in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != its))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == its:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def allowed(form: str) -> int:
    """How many slips a word of this length may hold and still be meant.

    >>> [allowed("а" * n) for n in (3, 4, 7, 8)]
    [0, 1, 1, 2]
    """
    return 0 if len(form) < 4 else 1 if len(form) < 8 else 2


def near(word: str) -> list[str]:
    """Forms of the index that look a little like a word, for one that `nearest` finds nothing for."""
    return nearest(fold(word), further=1)


def nearest(form: str, *, further: int = 0) -> list[str]:
    """Forms of the index nearly spelt so, the nearest first; of equal ones, that with more trigrams shared.

    `further`: how many slips more than usual may be between them."""
    most = allowed(form) and allowed(form) + further
    if not most or any(sign.isdigit() for sign in form):
        return []
    grams = trigrams(form)
    rows = (
        Trigram.objects.filter(gram__in=grams, form__size__range=(len(form) - most, len(form) + most))
        .values_list("form__form")
        .annotate(shared=Count("id"))
        .order_by("-shared", "form__form")[:CANDIDATES]
    )
    found = []
    for other, shared in rows:
        like = 2 * shared / (len(grams) + len(trigrams(other)))
        distance = slips(form, other, most)
        if distance <= most and like >= LEAST_LIKE:
            found.append((distance, form[0] != other[0], -like, other))
    return [other for *_, other in sorted(found)]
