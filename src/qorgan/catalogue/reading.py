"""What people and other libraries write in a cell or a field, turned into what a record holds.

A value that is not understood is handed on as it stands: the record's own rules then refuse it by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from qorgan.catalogue.codes import LANGUAGES, codes, label
from qorgan.catalogue.record import is_when
from qorgan.catalogue.structured import LICENCE_ADDRESSES
from qorgan.catalogue.tongues import CYRILLIC, KAZAKH_ONLY
from qorgan.catalogue.wording import line

# Names and codes (ISO 639-2) under which other libraries give the languages of the region.
LANGUAGE_NAMES = {
    **dict.fromkeys(("eng", "english", "английский", "ағылшын"), "en"),
    **dict.fromkeys(("rus", "russian", "русский", "орыс"), "ru"),
    **dict.fromkeys(("kaz", "kazakh", "казахский", "қазақ", "қазақша"), "kk"),
    **dict.fromkeys(("kir", "kyrgyz", "кыргызский", "кыргызча"), "ky"),
    **dict.fromkeys(("uzb", "uzbek", "узбекский"), "uz"),
    **dict.fromkeys(("tgk", "tajik", "таджикский"), "tg"),
    **dict.fromkeys(("tuk", "turkmen", "туркменский"), "tk"),
}


@cache
def _by_label(name: str) -> dict[str, str]:
    found = {label(name, code, language).casefold(): code for code in codes(name) for language in LANGUAGES}
    return found | {code.casefold(): code for code in codes(name)}


def code_of(name: str, text: str) -> str:
    """The code of a list that is written as code or as label in any language; else the text as it stands.

    >>> code_of("countries", "казахстан"), code_of("kinds", "Law text"), code_of("stages", "later")
    ('KZ', 'law_text', 'later')
    """
    return _by_label(name).get(line(text).casefold(), line(text))


def known_code(name: str, text: str) -> str:
    """The code, or "" for what the list does not have."""
    return _by_label(name).get(line(text).casefold(), "")


def several(text: str, *, commas: bool = False) -> list[str]:
    """The values of one cell: parted by | where there is one, else by ; or lines, where `commas` by commas.

    >>> several("Abramsky, Tanya | UN Women"), several("KZ, KG", commas=True)
    (['Abramsky, Tanya', 'UN Women'], ['KZ', 'KG'])
    """
    parts = text.split("|") if "|" in text else re.split(r"[;\n,]" if commas else r"[;\n]", text)
    return [line(part) for part in parts if part.strip()]


def listed(name: str, text: str) -> list[str]:
    """The codes of a cell; a label with a comma in it is one value where it is known as a whole.

    >>> listed("audiences", "Те, кто помогает; researchers, Все")
    ['practitioners', 'researchers', 'public']
    """
    found = []
    for part in several(text):
        whole = known_code(name, part)
        found += [whole] if whole else [code_of(name, one) for one in several(part, commas=True)]
    return found


def tag_of(text: str) -> str:
    """The tag of a language that is written as tag, name or three letters; a country behind it says no more.

    >>> tag_of("eng"), tag_of("en_US"), tag_of("Kazakh"), tag_of("uz-Latn"), tag_of("und")
    ('en', 'en', 'kk', 'uz-Latn', '')
    """
    plain = re.sub(r"[-_][A-Za-z]{2}$", "", line(text))
    if plain.casefold() in ("und", "mul", "zxx", "*"):
        return ""
    return LANGUAGE_NAMES.get(plain.casefold(), plain.lower() if len(plain) <= 3 else plain)


def language_of(text: str, tags: Iterable[str] = ()) -> str:
    """The language in which a text is written, as its letters and the stated languages tell.

    >>> language_of("Қорғау нұсқамасы"), language_of("Закон"), language_of("Заң туралы", ["kk"])
    ('kk', 'ru', 'kk')
    """
    stated = [tag for tag in tags if tag]
    if stated and stated[0].split("-")[0] not in LANGUAGES:
        return stated[0]
    if not CYRILLIC.search(text):
        return "en"
    return "kk" if KAZAKH_ONLY & set(text.casefold()) or stated[:1] == ["kk"] else "ru"


def when_of(text: str) -> str:
    """A date as ISO: 31.07.2014, 2014/07/31/, 07.2014 and 2014 are understood, 3/4/2014 is not.

    >>> when_of("31.07.2014"), when_of("2014/07//"), when_of("2014-07-31T10:00:00Z"), when_of("3/4/2014")
    ('2014-07-31', '2014-07', '2014-07-31', '3/4/2014')
    """
    plain = line(text)
    points = re.fullmatch(r"(?:([0-9]{1,2})\.)?([0-9]{1,2})\.([0-9]{4})", plain)
    slashes = re.match(r"([0-9]{4})/([0-9]{0,2})(?:/([0-9]{0,2}))?(?:/|$)", plain)
    if points:
        parts = [points[3], points[2], points[1]]
    elif slashes:
        parts = [slashes[1], slashes[2], slashes[3]]
    else:
        return plain[:10] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?", plain) else plain
    written = [parts[0]]
    for part in parts[1:]:
        if not part:
            break
        written.append(part.zfill(2))
    found = "-".join(written)
    return found if is_when(found) else plain


def first_day(texts: Iterable[str]) -> str:
    """The first date among the texts; the first text where none is one, so that it is refused by name.

    >>> first_day(["in print", "2014/07/31/"]), first_day(["in print"]), first_day([])
    ('2014-07-31', 'in print', '')
    """
    found = [when_of(text) for text in texts if text.strip()]
    return next(filter(is_when, found), found[0] if found else "")


def number_of(text: str) -> float | str:
    """A number as people of the region write it; the text where it is none.

    >>> number_of("0,54"), number_of("1 234"), number_of("−0.3"), number_of("about half")
    (0.54, 1234.0, -0.3, 'about half')
    """
    plain = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}\b)", "", text.strip())
    plain = plain.replace("\N{MINUS SIGN}", "-").replace(",", ".")
    return float(plain) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain) else text


@cache
def _licences() -> dict[str, str]:
    return {_bare(address): code for code, address in LICENCE_ADDRESSES.items()}


def _bare(address: str) -> str:
    return re.sub(r"^https?://(www\.)?|/(deed(\.\w+)?|legalcode)?/?$", "", address.strip().casefold())


def licence_of(texts: Iterable[str]) -> str:
    """The licence that one of the texts names, by code, label or address; "" where none does."""
    for text in texts:
        found = known_code("licences", text) or known_code("licences", text.replace(" ", "-"))
        found = found or _licences().get(_bare(text), "")
        if found:
            return found
    return ""
