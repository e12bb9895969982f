"""The local deny list for passwords (vault rule 13): nothing is asked of any other machine.

Lists of common passwords hold next to none of fourteen characters. What people make of a common one to reach
fourteen, they repeat it, join two, or put digits after it, is refused as well.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_DIFFERENT = 6
FEW_RUNS = 2
# Rows of the keyboard, and what an office here would think of first; the library's list is English.
LOCAL = frozenset(
    "qwertyuiop asdfghjkl zxcvbnm йцукенгшщзхъ фывапролджэ ячсмитьбю пароль құпиясөз qorgan қорған корган "
    "қазақстан казахстан kazakhstan алматы almaty астана astana шымкент shymkent центр орталық полиция "
    "police админ дағдарыс кризисный crisis centre admin supervisor қызметкер сотрудник".split()
)
_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | LOCAL


def is_guessable(password: str) -> bool:
    """Whether a list of a few thousand words and one rule would find it."""
    folded = password.casefold()
    runs = _LETTERS.findall(folded)
    letters = "".join(runs)
    if folded in _common() or len(set(folded)) < LEAST_DIFFERENT:
        return True
    if len(runs) > FEW_RUNS:
        return False  # letters and digits in turn, as drawn at random
    unit = (letters + letters).find(letters, 1)
    return _joined(letters[:unit] if letters else "")


def _joined(letters: str) -> bool:
    """At most two common words, or the beginning of one, are all the letters there are."""
    known = _common()
    parts = [(letters[:cut], letters[cut:]) for cut in range(len(letters))]
    return any(a in known | {""} and (b in known or _begins(b)) for a, b in parts) or not letters


def _begins(part: str) -> bool:
    return any(row.startswith(part) for row in LOCAL)


class NotGuessable:
    """Django's interface for the above."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _("This is easy to guess. Take four or more words that have nothing to do with each other.")
