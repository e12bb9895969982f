"""A small stemmer of Kazakh: endings come off from the right, by rule, down to the stem.

It works on folded words (қ and к are one letter), so "нұсқамасын" and "нускамасын" have the same stem. What
bounds it: vowel harmony (a front ending does not leave a back stem), what sound an ending may follow
(assimilation), the order endings stand in, and a shortest stem. Endings and exceptions are data
(`data/kazakh_endings.yaml`, `data/kazakh_words.yaml`). Where endings can come off in several ways, a stem
that is a known word wins, the longest first; else the way that takes off most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from qorgan.language.folding import fold
from qorgan.language.tables import table

SHORTEST, LONGEST = 3, 40
LISTS = ("nouns", "verbs", "times", "short", "owned", "front")
VERBAL = frozenset("tense participle refusal verbal_noun converb mood soft negation voice".split())
_VOWELS = frozenset("аеоуыиэюя")
_BACK, _FRONT = "back", "front"
# Before -сы a stem in -ы is one of these (көрші-сі); any other -ысы is -ыс with -ы (ұсыныс-ы).
_LONG = frozenset("шы ши кы ки гы ги".split())
_ABSTRACT = frozenset("лыг лиг дыг диг тыг тиг".split())  # құқығым: of any abstract noun
# No Kazakh stem ends in a consonant and one of these; in front of -ын and -ы it was part of the word.
_NEVER_AFTER_CONSONANT = frozenset("жзншчщ")
_LAST = {"г": "к", "б": "п"}


@dataclass(frozen=True, slots=True)
class _Ending:
    form: str
    kind: str
    after: frozenset[str]
    harmony: str


@dataclass(frozen=True, slots=True)
class _Way:
    """What is left of a word, and the kind of the last ending that came off."""

    stem: str
    kind: str


def _harmony_of_form(form: str) -> str:
    if any(letter in "аыя" for letter in form):
        return _BACK
    return _FRONT if any(letter in "еи" for letter in form) and form not in ("мен", "бен", "пен") else ""


def _harmony(stem: str, front: tuple[str, ...]) -> str:
    """The class of a stem's vowels: that of the last one that tells. "" when folding has hidden it: а may
    be ә, о may be ө, у may be ү. `front`: ends of compounds with ө."""
    if stem.endswith(front):
        return ""
    told = [letter for letter in stem if letter in _VOWELS]
    if not told:
        return ""
    for place, letter in enumerate(reversed(told), 1):
        if letter in "еиэ":
            return _FRONT
        if letter in "ыя":
            return _BACK
        first = place == len(told)
        if letter == "о" and not first:  # ө stands in a first syllable only
            return _BACK
        if letter == "а":
            return _BACK if not first and told[-place - 1] in "аыя" else ""
    return ""


class _Rules:
    """The endings and exceptions, folded."""

    def __init__(self) -> None:
        endings, words = table("kazakh_endings"), table("kazakh_words")
        sounds = {name: frozenset(map(fold, letters)) for name, letters in endings["sounds"].items()}
        self.inner = {kind: frozenset(kinds) for kind, kinds in endings["inner"].items()}
        self.shortest: dict[str, int] = endings["shortest"]
        lists = {name: frozenset(map(fold, words[name].split())) for name in LISTS}
        self.nouns, self.verbs, self.short = lists["nouns"], lists["verbs"], lists["short"]
        self.front = tuple(lists["front"])
        self.known = {fold(what): lists[name] for what, name in endings["known"].items()}
        self.known["owned"] = lists["owned"]
        self.changed = {fold(old): fold(new) for old, new in words["changed"].items()}
        self.after_long = frozenset(map(fold, endings["endings"]["possessive"][0][0].split()))
        self.by_form: dict[str, list[_Ending]] = {}
        for kind, rows in endings["endings"].items():
            for forms, after in rows:
                allowed = frozenset().union(*(sounds[name] for name in after))
                for form in dict.fromkeys(map(fold, forms.split())):
                    ending = _Ending(form, kind, allowed, _harmony_of_form(form))
                    self.by_form.setdefault(form, []).append(ending)
        self.longest = max(map(len, self.by_form))

    def off(self, way: _Way) -> Iterator[_Way]:
        """Each way one more ending can come off."""
        allowed = self.inner[way.kind]
        word = way.stem
        for size in range(min(self.longest, len(word) - 2), 0, -1):
            for ending in self.by_form.get(word[-size:], ()):
                if ending.kind in allowed:
                    rest = word[:-size]
                    if self._may(rest, ending):
                        yield _Way(_restored(rest, ending), ending.kind)

    def _may(self, rest: str, ending: _Ending) -> bool:
        if rest[-1] not in ending.after:
            return False
        harmony = _harmony(rest, self.front) if ending.harmony else ""
        if harmony and harmony != ending.harmony:
            return False
        known = self.known.get(ending.kind) or self.known.get(ending.form)
        if known is not None:
            if ending.kind == "owned":
                return rest in known or rest[-3:] in _ABSTRACT
            return rest in known or (ending.kind in VERBAL and self._passive(rest) in known)
        if ending.kind == "soft" or (rest in self.short and ending.kind not in self.shortest):
            return True
        if ending.kind == "voice" and ending.form in ("л", "н"):
            return len(rest) > 4 or rest in self.verbs
        if ending.form in self.after_long and rest[-1] in "ыи":
            return rest in self.nouns or rest[-2:] in _LONG
        if (
            ending.form[0] in "ыи"
            and rest[-1] in _NEVER_AFTER_CONSONANT
            and rest[-2:-1] not in _VOWELS
            and rest not in self.changed
        ):
            return False
        least = max(SHORTEST, self.shortest.get(ending.kind, SHORTEST))
        return len(rest) >= least and not _VOWELS.isdisjoint(rest)

    def _passive(self, rest: str) -> str:
        """The stem of a passive verb, by its last letters: қорғал of қорға, берілетін of бер."""
        if rest[-2:] in ("ыл", "ил"):
            return rest[:-2]
        return rest[:-1] if rest[-1] in "лн" else rest


def _restored(rest: str, ending: _Ending) -> str:
    if ending.kind == "soft":
        return rest + "й"
    if ending.form[0] in _VOWELS and rest[-1] in _LAST:
        return rest[:-1] + _LAST[rest[-1]]
    return rest


@cache
def _rules() -> _Rules:
    return _Rules()


def _ways(word: str, rules: _Rules) -> list[_Way]:
    found = [_Way(word, "start")]
    for way in found:
        if len(found) > 200:
            break
        found += rules.off(way)
    return found


def _best(word: str, rules: _Rules) -> str:
    ways = _ways(word, rules)
    known = [w.stem for w in ways if w.stem in (rules.verbs if w.kind in VERBAL else rules.nouns)]
    if known:
        return max(known, key=len)
    return min((w.stem for w in ways), key=len)


def _last_changes(stem: str, rules: _Rules) -> str:
    """What a stem and its forms write differently at the end, written one way."""
    stem = rules.changed.get(stem, stem).removesuffix("ь")
    if stem[-1] in "ыи" and stem[-2] not in _VOWELS and (len(stem) > SHORTEST or stem[:-1] in rules.short):
        stem = stem[:-1]
    if stem.endswith("ст") and len(stem) > 4:
        stem = stem[:-1]
    return rules.changed.get(stem, stem[:-1] + _LAST.get(stem[-1], stem[-1]))


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The stem of a folded Kazakh word; the word itself when no ending can be told.

    >>> [stem(fold(word)) for word in ("нұсқама", "нұсқамасын", "нұсқамаларға", "нускамасы")]
    ['нускама', 'нускама', 'нускама', 'нускама']
    >>> stem(fold("қауіпсіздігі")) == stem(fold("қауіпсіз")) != stem(fold("қауіп"))
    True
    """
    if len(form) < SHORTEST or len(form) > LONGEST or not form.isalpha():
        return form
    rules = _rules()
    return _last_changes(_best(rules.changed.get(form, form), rules), rules)
