"""Names in one form, whatever alphabet and keyboard they were typed on.

Kazakh letters and their Russian-keyboard stand-ins, ё and е, the Latin alphabets of the country and what a
passport makes of them fall together. It is for finding, not for showing: different names may fold to one, so
whoever searches looks at what was found. Table: Kazakh alphabets of 2017 to 2021 and passport practice.
"""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 6
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфхыэ", "abvgdeeziiklmnoprstufhie", strict=True)),
        **dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
        **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia", "ъ": "", "ь": ""},
        **{"ş": "sh", "ç": "ch", "ı": "i", "ŋ": "n", "q": "k", "w": "u", "x": "ks", "j": "zh", "y": "i"},
        **dict.fromkeys("'’ʼ`´ʹʺ", ""),
    }
)
# In this order: each works on what the one before has left.
_GROUPS = (("dzh", "zh"), ("shch", "sh"), ("kh", "h"), ("gh", "g"), ("ie", "e"), ("ii", "i"))
_BETWEEN_WORDS = re.compile(r"[^\w]+|_+")
# "Нұрлан қызы" written apart: the word that says daughter or son names nobody.
_SON_OR_DAUGHTER = frozenset({"kizi", "uli", "giizi", "gizi"})


def fold(text: str) -> str:
    """One word or several, folded; spaces stay.

    >>> [fold(name) for name in ("Айгүл", "Айгуль", "AIGÚL", "Aygul")]
    ['aigul', 'aigul', 'aigul', 'aigul']
    >>> fold("Қажымұқан") == fold("Кажымукан") == fold("Qajymūqan") == fold("Kazhymukan")
    True
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold()).translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    for written, heard in _GROUPS:
        plain = plain.replace(written, heard)
    return plain


def words(*texts: str) -> tuple[str, ...]:
    """The distinct folded words of a person's names, sorted; initials and "daughter of" are left out.

    >>> words("МЫСАЛОВА Сәуле", "Үлгі қызы", "С.")
    ('misalova', 'saule', 'ulgi')
    """
    found = {word for text in texts for word in _BETWEEN_WORDS.split(fold(text)) if len(word) > 1}
    return tuple(sorted(found - _SON_OR_DAUGHTER)[:MOST_WORDS])
