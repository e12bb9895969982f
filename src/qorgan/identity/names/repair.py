"""What was typed, as a person reads it: one Unicode form, one script in a word, no invisible marks.

Letters are never guessed here; only what looks the same is put right. Nothing raises, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata

from qorgan.identity.names.tables import keyboard, lookalikes

APOSTROPHES = "'’‘ʼʻ`´ʹʺ′″ʾʿˈ＇ꞌ\u02bd\u2032\u055a"
_ONE_APOSTROPHE = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), "\u0405": "S", "\u00ad": ""})
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[¥A-Za-z\u00c0-\u024f\u0259\u0275\u1e00-\u1eff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_DIGIT = re.compile(r"\d")
_DIGIT_INSIDE = re.compile(r"(?<=[^\W\d_])[01346](?=[^\W\d_])|^[346](?=[^\W\d_]{2})|(?<=[^\W\d_]{3})4$")
_KEYBOARD_ROW = re.compile(r"(?<=[^\W\d_])[02-589](?=[^\W\d_])|^[02589](?=[^\W\d_]{2})")
_VOWELS = frozenset("аәеёийоөуұүыіэюяАӘЕЁИЙОӨУҰҮЫІЭЮЯ")
# Words of one script that NFKC leaves alone.
_ALREADY = re.compile(
    "[\u0400-\u0404\u0406-\u0481\u048a-\u052f]+|[A-Za-z\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]+"
)
_INVISIBLE = frozenset(("Cf", "Cc", "Co", "Cs", "Cn"))
# What is left beside a letter in NFC is no part of it: Russian marks the stress so.
_STRESS = re.compile("[\u0300-\u036f]")
_TO_CYRILLIC, _TO_LATIN = lookalikes()
_KEYBOARD = keyboard()


def repair(text: str) -> str:
    """The text in NFC, spaces single, invisible marks gone, each word in one script where looks allow it.

    >>> repair("Aхметoв")  # the A and the o were Latin
    'Ахметов'
    """
    if _ALREADY.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_ONE_APOSTROPHE)
    if not plain.isprintable():
        plain = "".join(" " if c.isspace() else c for c in plain if c.isspace() or _visible(c))
    plain = _STRESS.sub("", unicodedata.normalize("NFC", plain))
    return " ".join([_one_script(word) for word in plain.split()])


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE


def _one_script(word: str) -> str:
    """One word of two scripts in the one that most of its unmistakable letters belong to."""
    cyrillic = _CYRILLIC.search(word) is not None
    latin = _LATIN.search(word) is not None
    if cyrillic and latin:
        sure_cyrillic = sum(1 for c in word if _CYRILLIC.match(c) and c not in _TO_LATIN)
        sure_latin = sum(1 for c in word if _LATIN.match(c) and c not in _TO_CYRILLIC)
        table = _TO_CYRILLIC if sure_cyrillic >= sure_latin else _TO_LATIN
        word = "".join([c if c.isdigit() else table.get(c, c) for c in word])
        cyrillic = table is _TO_CYRILLIC
    if _DIGIT.search(word) is None:
        return word
    if cyrillic:
        word = _KEYBOARD_ROW.sub(_typed, word)
    table = _TO_CYRILLIC if cyrillic else _TO_LATIN
    return _DIGIT_INSIDE.sub(lambda found: table.get(found[0], ""), word)


def _typed(found: re.Match[str]) -> str:
    """The Kazakh letter of a key of the upper row, where no other reading of the digit is likelier."""
    text, at, digit = found.string, found.start(), found[0]
    beside = [text[at - 1 : at] in _VOWELS, text[at + 1 : at + 2] in _VOWELS]
    always, between_consonants, beside_vowels = _KEYBOARD
    if digit in between_consonants and not any(beside):
        return between_consonants[digit]
    if digit in beside_vowels and beside[1] and (at == 0 or beside[0]):
        return beside_vowels[digit]
    return always.get(digit, digit)
