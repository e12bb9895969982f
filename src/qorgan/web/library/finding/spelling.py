"""Words of the index that are spelt nearly like a word that stands nowhere in it."""

from __future__ import annotations

from django.db.models import Count

from qorgan.language import fold
from qorgan.language.trigrams import errors_allowed
from qorgan.language.trigrams import nearest as nearest_of
from qorgan.web.library.finding.models import Trigram

CANDIDATES = 60


def nearest(word: str) -> tuple[str, ...]:
    """Folded words of the index spelt nearly so, the nearest first; none for a number or a short word."""
    form = fold(word)
    if not form or any(sign.isdigit() for sign in form):
        return ()
    slips = errors_allowed(form)

    def sharing(grams: tuple[str, ...]) -> list[str]:
        rows = Trigram.objects.filter(
            gram__in=grams, form__size__range=(len(form) - slips, len(form) + slips)
        ).values_list("form__form")
        most_shared = rows.annotate(shared=Count("id")).order_by("-shared", "form__form")[:CANDIDATES]
        return [one for one, _ in most_shared]

    return nearest_of(form, sharing)
