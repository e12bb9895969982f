"""One name, spelled by one system: Russian or Kazakh letters, a table of transliteration, or a learned habit.

A system is a kind and a number (which table, or which random draw).  The same word in the same system is
always spelled alike.  Nothing here is read from the normaliser's tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import yaml

from qorgan.identity.synthetic import attested, channel
from qorgan.identity.synthetic.drawing import chance
from qorgan.identity.synthetic.rates import DATA

# How many random draws of each unsettled system there are; the settled ones have as many as they have tables.
DRAWS = {"russian_other": 6, "chat": 6, "learned": 8, "attested_cyrillic": 3, "attested_latin": 6}
PASSPORT = "icao_doc_9303"


@dataclass(frozen=True, slots=True)
class Token:
    kazakh: str
    russian: str
    turkic: bool


@dataclass(frozen=True, slots=True)
class System:
    kind: str
    number: int


@dataclass(frozen=True)
class Tables:
    keyboard: dict[int, str]
    russian: dict[int, str]
    russian_rules: tuple[tuple[re.Pattern[str], str], ...]
    other_rules: tuple[tuple[re.Pattern[str], str, float, bool], ...]
    alphabets: tuple[dict[int, str], ...]
    chat: Mapping[str, list[str]]
    schemes: tuple[tuple[str, Mapping[str, Any]], ...]


@cache
def tables() -> Tables:
    own = yaml.safe_load((DATA / "kazakh.yaml").read_text("utf-8"))
    schemes = json.loads((DATA / "iuliia.json").read_text("utf-8"))
    return Tables(
        str.maketrans(own["keyboard"]["letters"]),
        str.maketrans(own["russian"]["letters"]),
        tuple((re.compile(pattern), to) for pattern, to in own["russian"]["rules"]),
        tuple(
            (re.compile(rule["from"]), rule["to"], float(rule["chance"]), bool(rule.get("any_name")))
            for rule in own["russian_other"]["rules"]
        ),
        tuple(
            str.maketrans(own["latin"]["common"] | letters)
            for _, letters in sorted(own["latin"]["alphabets"].items())
        ),
        own["chat"]["letters"],
        tuple(sorted(schemes.items())),
    )


def plain_russian(kazakh: str) -> str:
    """How a document in Russian spells a name given in Kazakh.

    >>> plain_russian("құсайынов"), plain_russian("айгүл"), plain_russian("амангелді")
    ('кусаинов', 'айгуль', 'амангельды')
    """
    for pattern, to in tables().russian_rules:
        kazakh = pattern.sub(to, kazakh)
    return kazakh.translate(tables().russian)


def by_scheme(text: str, name: str) -> str:
    """Russian letters to Latin by one of the published tables.

    >>> by_scheme("сергеевич", "icao_doc_9303"), by_scheme("щеглова", "wikipedia")
    ('sergeevich', 'shcheglova')
    """
    scheme = dict(tables().schemes)[name]
    before, after = scheme.get("prev_mapping", {}), scheme.get("next_mapping", {})
    ending = scheme.get("ending_mapping", {}).get(text[-2:]) if len(text) > 2 else None
    stem = text[:-2] if ending else text
    found = []
    for i, letter in enumerate(stem):
        to = before.get((stem[i - 1] if i else "") + letter)
        if to is None:
            to = after.get(letter + stem[i + 1 : i + 2])
        found.append(scheme["mapping"].get(letter, letter) if to is None else to)
    return "".join(found) + (ending or "")


def _other_russian(token: Token, draw: Random) -> str:
    text = token.kazakh
    for pattern, to, share, any_name in tables().other_rules:
        if token.turkic or any_name:
            text = _sometimes(pattern, to, share, text, draw)
    return text.translate(tables().russian)


def _sometimes(pattern: re.Pattern[str], to: str, share: float, text: str, draw: Random) -> str:
    """Each place that fits is changed with the given chance."""
    return pattern.sub(lambda found: found.expand(to) if draw.random() < share else found[0], text)


def _chat(token: Token, draw: Random) -> str:
    letters = tables().chat
    return "".join(draw.choice(letters.get(letter, [letter])) for letter in token.kazakh)


def _attested(token: Token, number: int, latin: bool, otherwise: Callable[[Token, int], str]) -> str:
    known = attested.spellings(token.russian, latin) or attested.spellings(token.kazakh, latin)
    return known[number % len(known)] if known else otherwise(token, number)


def _learned(token: Token, number: int) -> str:
    return channel.latin(
        token.russian if number % 2 else token.kazakh, chance("learned", token.kazakh, number)
    )


def _other(token: Token, number: int) -> str:
    return _other_russian(token, chance("other", token.kazakh, number))


def spell(token: Token, system: System) -> str:
    """The name in small letters."""
    kind, number = system.kind, system.number
    if kind == "russian":
        return token.russian
    if kind == "kazakh":
        return token.kazakh
    if kind == "keyboard":
        return token.kazakh.translate(tables().keyboard)
    if kind == "russian_other":
        return _other(token, number)
    if kind == "passport":
        return by_scheme(token.russian, PASSPORT)
    if kind == "latin":
        return by_scheme(token.russian, tables().schemes[number][0])
    if kind == "kazakh_latin":
        return token.kazakh.translate(tables().alphabets[number])
    if kind == "chat":
        return _chat(token, chance("chat", token.kazakh, number))
    if kind == "learned":
        return _learned(token, number)
    if kind == "attested_cyrillic":
        return _attested(token, number, False, _other)
    if kind == "attested_latin":
        return _attested(token, number, True, _learned)
    raise ValueError(kind)


@cache
def systems() -> dict[str, tuple[System, ...]]:
    """All systems of each kind."""
    count = {
        "russian": 1, "kazakh": 1, "keyboard": 1, "passport": 1,
        "latin": len(tables().schemes), "kazakh_latin": len(tables().alphabets),
    } | DRAWS  # fmt: skip
    return {kind: tuple(System(kind, number) for number in range(size)) for kind, size in count.items()}
