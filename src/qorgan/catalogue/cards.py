"""Small cards to print: which checked words, which numbers, which address, on which paper.

Nothing here is free text but the address. An address that could tell whom a card was given to is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

LANGUAGES = ("kk", "ru", "en")
LONGEST = 80  # characters: a longer address makes a code too fine for a small card
MOST_NUMBERS = 3
HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE
)
PATH = re.compile(r"[A-Za-z0-9/._~%-]*")
HERE = ("localhost", "127.0.0.1")  # the demonstration on one's own machine


@dataclass(frozen=True)
class Order:
    """What is to be printed. `numbers` are (number, words by language)."""

    languages: tuple[str, ...]
    text: str
    size: str
    numbers: tuple[tuple[str, Mapping[str, str]], ...]
    address: str

    @property
    def shown_address(self) -> str:
        """The address as people type it: without the scheme and a slash that says nothing.

        >>> Order(("kk",), "bare", "card", (), "https://example.kz/").shown_address
        'example.kz'
        """
        return self.address.partition("://")[2].removesuffix("/")


@cache
def data() -> Mapping[str, Any]:
    """The words of `data/cards.yaml`."""
    text = files("qorgan.catalogue").joinpath("data/cards.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def fault(code: str, language: str) -> str:
    """A fault as a sentence."""
    return str(data()["faults"][code][language]).format(most=LONGEST)


def address_fault(address: str) -> str:
    """The code of what is wrong with an address; "" when it can be printed.

    >>> address_fault("https://example.kz/"), address_fault("https://example.kz/?who=7")
    ('', 'tells_who')
    """
    if not address:
        return "missing"
    if len(address) > LONGEST:
        return "too_long"
    if not address.isascii():
        return "letters"
    if not address.isprintable() or " " in address or "\\" in address:
        return "wrong_form"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "wrong_form"
    if parts.scheme not in ("https", "http") or not (HOST.fullmatch(host) or host in HERE):
        return "wrong_form"
    if "@" in parts.netloc or "#" in address or not _says_nothing(address, parts.query):
        return "tells_who"
    if not PATH.fullmatch(parts.path):
        return "wrong_form"
    if parts.scheme == "http" and not (host in HERE or host.endswith(".onion")):
        return "not_secret"
    return ""


def _says_nothing(address: str, query: str) -> bool:
    """The only thing that may stand after "?" is the language of the page."""
    if "?" not in address:
        return True
    found = parse_qsl(query, keep_blank_values=True)
    return len(found) == 1 and found[0][0] == "lang" and found[0][1] in LANGUAGES


def order_of(
    given: Mapping[str, Sequence[str]], numbers: Mapping[str, Mapping[str, str]]
) -> tuple[Order | None, dict[str, str]]:
    """The order that a form says, and codes of what is wrong by field; with any fault there is no order.

    `numbers` are those that may be printed, with their words.
    """
    chosen = tuple(code for code in LANGUAGES if code in given.get("language", ()))
    text, size = (next(iter(given.get(name, ())), "") for name in ("text", "size"))
    called = tuple(dict.fromkeys(given.get("number", ())))
    address = next(iter(given.get("address", ())), "").strip()
    faults = {}
    if not chosen or set(given.get("language", ())) - set(LANGUAGES):
        faults["language"] = "languages"
    if text not in data()["texts"]:
        faults["text"] = "text"
    if size not in data()["sizes"]:
        faults["size"] = "size"
    if any(one not in numbers for one in called):
        faults["number"] = "numbers"
    elif called and text in data()["texts"] and data()["texts"][text]["look"] == "covered":
        faults["number"] = "numbers_covered"
    elif len(called) > MOST_NUMBERS:
        faults["number"] = "too_many"
    if wrong := address_fault(address):
        faults["address"] = wrong
    if faults:
        return None, faults
    return Order(chosen, text, size, tuple((one, numbers[one]) for one in called), address), {}


def code_of(address: str, words: str) -> str:
    """The QR code of an address as an SVG picture: strokes, no pixels, a quiet border of four modules.

    `words` are read out in place of the picture.
    """
    import segno

    code = segno.make_qr(address, error="m", boost_error=True)
    return code.svg_inline(border=4, omitsize=True, title=words, lineclass=None, svgclass=None)
