"""What a surname or patronymic ends in, and the stem before it."""

from __future__ import annotations

from dataclasses import dataclass

from qorgan.identity.names.given import SEXES
from qorgan.identity.names.repair import repair
from qorgan.identity.names.spelling import Rule, canonical, learn
from qorgan.identity.names.tables import table


@dataclass(frozen=True, slots=True)
class Suffix:
    """One ending in the canonical form; `keeps` is the part of it that belongs to the stem."""

    id: str
    ending: str
    keeps: str
    sex: str
    role: str
    style: str
    leaves: int
    after_vowel: str
    after_consonant: bool
    only_fathers: bool


def _read() -> tuple[Suffix, ...]:
    found = []
    for row in table("suffixes")["suffixes"]:
        keeps = row.get("keeps", [""] * len(row["endings"]))
        for ending, kept in zip(row["endings"], keeps, strict=True):
            found.append(
                Suffix(
                    row["id"],
                    ending,
                    kept,
                    row["sex"],
                    row["role"],
                    row["style"],
                    row["leaves"],
                    row.get("after_vowel", ""),
                    row.get("after_consonant", False),
                    row.get("only_fathers", False),
                )
            )
    return tuple(sorted(found, key=lambda suffix: -len(suffix.ending)))


_TABLE = table("suffixes")
SUFFIXES = _read()
_BY_LAST_TWO: dict[str, tuple[Suffix, ...]] = {
    end: tuple(s for s in SUFFIXES if s.ending[-2:] == end) for end in {s.ending[-2:] for s in SUFFIXES}
}
STYLES = {suffix.id: suffix.style for suffix in SUFFIXES}
SONS = frozenset(_TABLE["words"][0]["canonical"])
LEFT_OUT = frozenset(_TABLE["words"][1]["canonical"])
_FATHERS: dict[str, str] = _TABLE["fathers"]["stems"]
_NOT_SURNAMES = SEXES.keys() | {canonical(repair(name))[0] for name in _TABLE["not_surnames"]["names"]}
_VOWELS = frozenset(("", "a", "e", "i", "o", "u"))
learn(
    {
        row["id"]: Rule(
            row["id"], row["says"], row.get("source", _TABLE["source"]), row.get("mark", _TABLE["mark"])
        )
        for row in _TABLE["suffixes"]
    }
)


def split(form: str) -> tuple[str, Suffix | None]:
    """The stem and the suffix of a canonical form; the word itself and None where there is none.

    A word that is a given name has no surname's ending (Еркін, Галина), and neither has one of three letters.
    """
    for suffix in _BY_LAST_TWO.get(form[-2:], ()):
        if form.endswith(suffix.ending):
            stem = form[: -len(suffix.ending)] + suffix.keeps
            if _fits(form, stem, suffix):
                return _whole(stem, suffix), suffix
    return form, None


def _fits(form: str, stem: str, suffix: Suffix) -> bool:
    if suffix.role != "patronymic" and (form in _NOT_SURNAMES or form + "a" in SEXES):
        return False
    if suffix.after_consonant and form[-len(suffix.ending) - 1 : -len(suffix.ending)] in _VOWELS:
        return False
    if stem in _FATHERS:
        return True
    return len(stem) >= suffix.leaves and not suffix.only_fathers


def _whole(stem: str, suffix: Suffix) -> str:
    """The name that the stem comes from: what the ending swallowed is put back."""
    if suffix.style == "russian" and suffix.role == "patronymic" and stem in _FATHERS:
        return _FATHERS[stem]
    if stem in SEXES:
        return stem
    if suffix.after_vowel and stem[-1] in "aeou":
        return stem + suffix.after_vowel
    if suffix.id == "kizi" and stem + "k" in SEXES:
        return stem + "k"
    if suffix.role == "patronymic" and stem + "i" in SEXES:
        return stem + "i"
    return stem
