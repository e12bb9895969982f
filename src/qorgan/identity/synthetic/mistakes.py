"""Slips of the hand, the scanner and the alphabet in a written name."""

from __future__ import annotations

from random import Random

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUSSIAN, _ENGLISH = "йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_OTHER_LAYOUT = str.maketrans(_RUSSIAN + _ENGLISH, _ENGLISH + _RUSSIAN)
_ALIKE = dict(zip("аеорсухік", "aeopcyxik", strict=True))
_ALIKE |= {to: letter for letter, to in _ALIKE.items()}
# What a scanner takes one letter for (ours, general knowledge).
_SCANNED = {
    "ш": "щ", "щ": "ш", "и": "н", "н": "и", "п": "л", "л": "п", "о": "с", "с": "е", "е": "с", "в": "б",
    "б": "в", "ғ": "г", "қ": "к", "ң": "н", "ү": "у", "ұ": "у", "ө": "о", "ә": "э", "ы": "ьi", "ц": "ч",
    "m": "rn", "l": "i", "i": "l", "o": "0", "e": "c", "u": "v", "h": "b", "g": "q", "q": "g", "n": "ri",
}  # fmt: skip


def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _ROWS:
        for i, letter in enumerate(row):
            found[letter] = row[max(i - 1, 0) : i] + row[i + 1 : i + 2]
    for upper, lower in (_ROWS[0:2], _ROWS[1:3], _ROWS[3:5], _ROWS[4:6]):
        for one, other in zip(upper, lower, strict=False):
            found[one] += other
            found[other] += one
    # Kazakh letters lie on the row of digits, beside each other.
    row = "әіңғүұқөһ"
    for i, letter in enumerate(row):
        found[letter] = row[max(i - 1, 0) : i] + row[i + 1 : i + 2]
    return found


NEIGHBOURS = _neighbours()


def typo(text: str, kind: str, draw: Random) -> str:
    """One slip of the keyboard; the first letter seldom suffers.

    >>> typo("омаров", "transposition", Random(3)) != "омаров"
    True
    """
    if len(text) < 3:
        return text
    i = draw.randrange(1, len(text)) if draw.random() < 0.9 else 0
    if kind == "deletion":
        return text[:i] + text[i + 1 :]
    if kind == "doubling":
        return text[:i] + text[i] + text[i:]
    if kind == "transposition":
        i = min(i, len(text) - 2)
        if text[i] != text[i + 1]:
            return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    near = NEIGHBOURS.get(text[i].lower(), "")
    return text[:i] + draw.choice(near) + text[i + 1 :] if near else text[:i] + text[i + 1 :]


def homoglyphs(text: str, draw: Random) -> str:
    """Some letters become the look-alike letters of the other script."""
    return "".join(_ALIKE.get(letter, letter) if draw.random() < 0.5 else letter for letter in text)


def scanned(text: str, draw: Random) -> str:
    """One letter misread by a scanner."""
    places = [i for i, letter in enumerate(text) if letter in _SCANNED]
    if not places:
        return text
    i = draw.choice(places)
    return text[:i] + _SCANNED[text[i]] + text[i + 1 :]


def other_layout(text: str) -> str:
    """Typed with the keyboard in the other language.

    >>> other_layout("ким")
    'rbv'
    """
    return text.lower().translate(_OTHER_LAYOUT)


def digit(text: str, draw: Random) -> str:
    """One digit is another one."""
    places = [i for i, letter in enumerate(text) if letter.isdigit()]
    i = draw.choice(places)
    return text[:i] + str((int(text[i]) + draw.randrange(1, 10)) % 10) + text[i + 1 :]


def swapped_digits(text: str, draw: Random) -> str:
    """Two neighbouring different digits change places; unchanged where there are none."""
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1]]
    if not places:
        return text
    i = draw.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
