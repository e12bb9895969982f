"""Classes of given names: spellings attested for one name, and short forms."""

from __future__ import annotations

from collections import Counter

from qorgan.identity.names.frames import skeleton
from qorgan.identity.names.given import OTHER_SPELLINGS, SEXES
from qorgan.identity.names.spelling import Rule, learn
from qorgan.identity.names.tables import lines, table
from qorgan.identity.names.words import word

_SHORT = table("short_names")
_KAZAKH = _SHORT["kazakh"]
learn(
    {
        "short_name": Rule(
            "short_name", "Саша = Александр", _SHORT["full"]["source"], _SHORT["full"]["mark"]
        ),
        "attested": Rule("attested", "Жүніс = Юнус", "Wikidata, CC0: attested_names.tsv", "verified"),
        "equal": Rule(
            "equal", "Жақып = Якуп", _SHORT["equal"]["source"], _SHORT["equal"]["mark"], native=True
        ),
        "called": Rule("called", "Нұреке ~ Нұрлан", _KAZAKH["source"], _KAZAKH["mark"], native=True),
    }
)


def _rows(block: str) -> dict[str, str]:
    """Each short or equal form, and each other full name of its row, with the first name of the row."""
    found: dict[str, str] = {}
    for full, shorts in _SHORT[block]["names"].items():
        forms = [word(name.strip()).canonical for name in (*full.split(","), *shorts)]
        for form in forms[1:]:
            found.setdefault(form, forms[0])
    return found


def _attested() -> dict[str, str]:
    """Each attested spelling's stem with the best known spelling of its row.

    A name of the lists keeps its own class, and a woman's name is not put to the man's (Азиз, Азиза).
    """
    found: dict[str, tuple[int, str]] = {}
    for line in lines("attested_names.tsv"):
        words = [word(spelling) for spelling in line.split("\t")[1].split("|")]
        surnames = all(one.suffix for one in words)
        forms = Counter(one.stem if surnames else one.canonical for one in words if one.canonical)
        best = min(forms, key=lambda form: (form not in SEXES, -forms[form], form))
        for form, times in forms.items():
            if form == best or form in SEXES or len(form) < 3 or _other_sex(form, best):
                continue
            if times > found.get(form, (0, ""))[0]:
                found[form] = (times, best)
    return {form: best for form, (_, best) in found.items()}


def _other_sex(one: str, two: str) -> bool:
    return one.endswith("a") != two.endswith("a") and skeleton(one) == skeleton(two)


def _classes() -> dict[str, str]:
    others = {form: first for form, first in OTHER_SPELLINGS.items() if form != first}
    steps = {**_attested(), **others, **_rows("full"), **_rows("equal")}
    steps = {form: to for form, to in steps.items() if form != to}
    classes = {}
    for form in steps:
        at, passed = form, {form}
        while at in steps and steps[at] not in passed:
            at = steps[at]
            passed.add(at)
        if at != form:
            classes[form] = at
    return classes


_CLASSES = _classes()
_ENDINGS = tuple(sorted((*_KAZAKH["respect"], *_KAZAKH["endearment"]), key=len, reverse=True))
_LEFT_OUT = frozenset(_KAZAKH["left_out"])


def group(canonical: str) -> str:
    """The representative of the class that a given name belongs to; the name itself where there is none.

    >>> group("rustam"), group("sasha"), group("iunus"), group("aigul")
    ('rustem', 'aleksandr', 'zhunis', 'aigul')
    """
    return _CLASSES.get(canonical, canonical)


def may_be_called(given: str, called: str) -> bool:
    """Whether `called` can be a form of respect or endearment of the given name; weak, many names share one.

    >>> [may_be_called(*two) for two in (("nurlan", "nureke"), ("bakitzhan", "bakit"), ("marat", "nureke"))]
    [True, True, False]
    """
    if given == called or len(called) < 3:
        return False
    if given.startswith(called) and given[len(called) :] in _LEFT_OUT:
        return True
    part = _KAZAKH["parts"].get(called)
    if part and part in given:
        return True
    for ending in _ENDINGS:
        begin = called.removesuffix(ending)
        if begin != called and len(begin) >= _KAZAKH["leaves"] and given.startswith(begin):
            return True
    return False
