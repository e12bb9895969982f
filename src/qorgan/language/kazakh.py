"""A small stemmer of Kazakh: endings come off by rule, right to left, as far as vowel harmony allows."""

from __future__ import annotations

_ENDINGS = sorted(
    "лардын лердин дардын дердин тардын тердин лары лери дары дери тары тери лар лер дар дер тар тер "
    "нын нин дын дин тын тин сынын синин сын син сына сине сында синде сынан синен га ге ка ке да де та те "
    "дан ден тан тен нан нен мен бен пен сы си ы и ны ни ды ди ты ти ына ине ында инде".split(),
    key=len,
    reverse=True,
)


def stem(form: str) -> str:
    """The stem of a folded Kazakh word.

    >>> stem("нускамасын")
    'нускама'
    """
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            return form[: -len(ending)]
    return form
