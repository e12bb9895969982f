"""From a repaired word of any script to the canonical form: which sounds the letters stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from qorgan.identity.names.tables import NamesDataFault, table

_MOST_ROUNDS = 12
_NOT_CANONICAL = re.compile("[^a-z]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the tables, for explanations.

    `says` has letters and an equals sign, so it needs no translation. `native`: a native speaker must look.
    """

    id: str
    says: str
    source: str
    mark: str
    native: bool = False


# Letters without which the step cannot match, the replacing, by what, its id, and what the word must show.
_Step = tuple[str, Callable[[str, str], str], str, str, re.Pattern[str] | None]
# Steps that follow one another, and a letter that all of them need: most words have it not, and skip them.
_Steps = tuple[tuple[str, tuple[_Step, ...]], ...]


def _read_letters() -> tuple[dict[int, str], dict[str, str], dict[str, Rule]]:
    sounds: dict[int, str] = {}
    fired: dict[str, str] = {}
    rules: dict[str, Rule] = {}
    for block in table("letters")["tables"]:
        if block["rule"]:
            rules[block["rule"]] = _rule(block["rule"], block)
        for letter, sound in block["letters"].items():
            if len(letter) == 1:
                if ord(letter) in sounds:
                    raise NamesDataFault(f"letters.yaml has {letter} twice")
                sounds[ord(letter)] = sound
                if block["rule"]:
                    fired[letter] = block["rule"]
    return sounds, fired, rules


def _rule(name: str, row: dict[str, object]) -> Rule:
    return Rule(name, str(row.get("says", "")), str(row["source"]), str(row["mark"]), bool(row.get("native")))


def _read_steps(block: str) -> _Steps:
    rows = table("spellings")[block]
    _RULES.update({row["id"]: _rule(row["id"], row) for row in rows})
    groups: list[tuple[set[str], list[_Step]]] = []
    for row in rows:
        step = (row["has"], _replacing(row["find"]), row["gives"], row["id"], _when(row.get("when")))
        if groups and groups[-1][0] & set(row["has"]):
            groups[-1][0].intersection_update(row["has"])
            groups[-1][1].append(step)
        else:
            groups.append((set(row["has"]), [step]))
    return tuple((min(letters, default=""), tuple(steps)) for letters, steps in groups)


def _replacing(pattern: str) -> Callable[[str, str], str]:
    found = re.compile(pattern)

    def replace(gives: str, text: str) -> str:
        return found.sub(gives, text)

    return replace


def _when(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


_SOUNDS, _FIRED, _RULES = _read_letters()
_AS_WRITTEN = (*_read_steps("cyrillic"), *_read_steps("marked"))
_LATIN = _read_steps("latin")
_TWICE_WRITTEN, _SAME = _read_steps("twice"), _read_steps("sounds")
_NAMED = frozenset(_FIRED)
_TWICE = re.compile(r"(.)\1")
_LATIN_ONLY = re.compile("[cjqwxy']")


def rule(name: str) -> Rule | None:
    """What a rule says and where it comes from; None for an unknown id."""
    return _RULES.get(name)


def learn(rules: dict[str, Rule]) -> None:
    """Rules of other tables (suffixes, classes), so that all are found in one place."""
    _RULES.update(rules)


def canonical(written: str) -> tuple[str, tuple[str, ...]]:
    """The canonical form of a repaired word, and the ids of the rules that made it so."""
    fired: list[str] = []
    text = written.lower()
    if not text.isascii():
        text = _letters(_apply(_AS_WRITTEN, text, fired), fired)
    if _LATIN_ONLY.search(text):
        text = _apply(_LATIN, text, fired)
    if not (text.isascii() and text.isalpha()):
        text = _NOT_CANONICAL.sub("", text)
    for _ in range(_MOST_ROUNDS):
        before = text
        if _TWICE.search(text):
            text = _apply(_TWICE_WRITTEN, text, fired)
        text = _apply(_SAME, text, fired)
        if text == before:
            break
    return text, tuple(dict.fromkeys(fired)) if fired else ()


def _apply(groups: _Steps, text: str, fired: list[str]) -> str:
    for letter, steps in groups:
        if letter not in text:
            continue
        for has, replace, gives, name, when in steps:
            if has in text and (when is None or when.search(text)):
                changed = replace(gives, text)
                if changed != text:
                    fired.append(name)
                    text = changed
    return text


def _letters(text: str, fired: list[str]) -> str:
    if named := _NAMED.intersection(text):
        fired.extend(sorted({_FIRED[c] for c in named}))
    plain = text.translate(_SOUNDS)
    if plain.isascii():
        return plain
    # A letter with marks that no table has stands for the letter without them.
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return bare.translate(_SOUNDS)
