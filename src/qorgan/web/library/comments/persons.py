"""What in a text leads to a person: telephone and identity numbers, addresses of mail, accounts, a house.

It refuses a form, so it errs towards refusing; but numbers of laws, days, sums and short numbers of lines
that help must pass. It finds no names: the page asks for none, and a librarian reads what comes in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from qorgan.catalogue.places import INVISIBLE, leads_to_a_place, spot

PHONE, IDENTITY, MAIL, ACCOUNT, PLACE = "phone", "identity", "mail", "account", "place"
MESSENGERS = frozenset({"wa.me", "api.whatsapp.com", "whatsapp.com", "t.me", "telegram.me", "viber.click"})
_MAIL = re.compile(
    r"[^\s@<>()\[\],;:\"]{1,64}\s?(?:@|\(at\)|\[at\]|\s(?:at|собака)\s)\s?"
    r"[^\s@<>()\[\],;:\"]{1,100}?\s?(?:\.|\(dot\)|\s(?:dot|точка|нүкте)\s)\s?[^\W\d_]{2,24}",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?<![\w@])@[A-Za-z][\w.]{3,31}"
    r"|\b(?:wa\.me|t\.me|vk\.com|instagram\.com|facebook\.com|tiktok\.com)/[\w.+/-]{2,60}",
    re.IGNORECASE,
)
_RUN = re.compile(r"\+?\(?\d(?:[\s().,\-‐-―/_*]{0,3}\d)*")
_DAYS = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)")
_SUM = re.compile(r"[1-9]\d{0,2}(?:[\s,.]\d{3})*[\s,.]000")
_CITY = re.compile(r"(?<!\d)\d{2,3}[-‐-―.]\d{2}[-‐-―.]\d{2}(?!\d)")


@dataclass(frozen=True)
class Person:
    """A part of a text that may lead to somebody: what it looks like, and the part as written."""

    what: str
    part: str


def persons_in(text: str) -> tuple[Person, ...]:
    """Every part that may lead to a person, in order.

    >>> [(one.what, one.part) for one in persons_in("Звоните Айгуль: 8 (701) 123-45-67")]
    [('phone', '8 (701) 123-45-67')]
    >>> persons_in("Закон № 245-VIII от 30.12.2025, ст. 60; звонить 102 или 111; 1 000 000 тенге")
    ()
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    found: list[tuple[int, Person]] = []
    for what, shape in ((MAIL, _MAIL), (ACCOUNT, _ACCOUNT)):
        found += [(hit.start(), Person(what, hit[0].strip())) for hit in shape.finditer(plain)]
    mailed = [(start, start + len(one.part)) for start, one in found]
    for hit in _RUN.finditer(_without_days(plain)):
        if any(start <= hit.start() < end for start, end in mailed):
            continue
        what = _number(hit[0], plain[hit.start() - 1 : hit.start()])
        if what:
            found.append((hit.start(), Person(what, plain[hit.start() : hit.end()].strip())))
    if house := spot(text):
        found.append((plain.find(house), Person(PLACE, house)))
    return tuple(one for _start, one in sorted(found, key=lambda pair: pair[0]))


def _without_days(text: str) -> str:
    """The text with each day in it blanked out, so that it joins no number; places stay as they are."""
    return _DAYS.sub(lambda hit: "#" * len(hit[0]) if _is_day(hit[0]) else hit[0], text)


def _is_day(text: str) -> bool:
    parts = [int(one) for one in re.split(r"[./-]", text)]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return True


def _number(run: str, before: str) -> str:
    """What a run of digits is: the whole of it, or pieces of it that stand together; "" for nothing."""
    if _SUM.fullmatch(run.strip()):
        return ""
    pieces = ["".join(str(unicodedata.digit(one)) for one in piece) for piece in re.findall(r"\d+", run)]
    whole = "".join(pieces)
    if (run.startswith("+") and 8 <= len(whole) <= 15) or (_CITY.search(run) and not before.isalpha()):
        return PHONE
    for first in range(len(pieces)):
        for last in range(first + 1, min(first + 8, len(pieces) + 1)):
            digits = "".join(pieces[first:last])
            if _is_identity(digits):
                return IDENTITY
            if _is_mobile(digits):
                return PHONE
    return ""


def _is_identity(digits: str) -> bool:
    """Whether these are the twelve digits of an identity number: a day of birth, then 0 to 6."""
    if len(digits) != 12 or digits[6] > "6":
        return False
    year, month, day = (int(digits[place : place + 2]) for place in (0, 2, 4))
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def _is_mobile(digits: str) -> bool:
    """Whether these are the digits of a number of Kazakhstan, Russia or a neighbour as it is dialled."""
    home = len(digits) == 11 and digits[0] in "78" and digits[1] in "3456789"
    short = len(digits) == 10 and digits[:2] in ("70", "74", "77", "71", "72")
    neighbour = len(digits) == 12 and digits[:3] in ("996", "998", "992", "993")
    abroad = len(digits) in (13, 14) and digits[:2] == "00"
    return home or short or neighbour or abroad


def person_behind(address: str) -> Person | None:
    """The person or the house that an address of the web leads to: a number in a messenger, a map.

    >>> person_behind("https://wa.me/77011234567"), person_behind("https://t.me/a_public_channel")
    (Person(what='phone', part='77011234567'), None)
    """
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if leads_to_a_place(address):
        return Person(PLACE, address)
    seen = unquote(address)
    if host in MESSENGERS and (number := re.search(r"\d{8,15}", re.sub(r"[\s()-]", "", seen))):
        return Person(PHONE, number[0])
    mailed = _MAIL.search(seen)
    return Person(MAIL, mailed[0]) if mailed else None
