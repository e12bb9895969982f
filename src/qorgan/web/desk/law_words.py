"""The engine's answer in words: sanctions, terms, reasons. What is true is the engine's to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qorgan import law
from qorgan.web.desk import vocabulary

NOT_KNOWN = law.Truth.UNKNOWN.value
YES = law.Truth.YES.value
TAGS = {
    "applies": "good",
    "undecided": "due",
    "does_not_apply": "off",
    "available": "good",
    "unavailable": "off",
}


def _lang() -> str:
    return (get_language() or "kk")[:2]


def phrase(name: str | None) -> str:
    """A phrase of the law's own data: verdicts, categories, certainties, bodies, sanctions."""
    return law.load().phrase(name, _lang()) if name else ""


def certainty(code: str) -> str:
    """What is said of a rule that is not certain; nothing for one that is."""
    return "" if code == "certain" else phrase(code)


def prosecution(code: str | None) -> str:
    """How a case begins."""
    names = {
        "private": _("Only on a complaint of hers."),
        "private_public": _("Begun on her complaint; making peace alone does not end it."),
        "public": _("Begun by the police, whether or not she complains."),
    }
    return names.get(code or "", "")


def body(code: str) -> str:
    """Who must act."""
    found = phrase(code)
    return (found[:1].upper() + found[1:]) if found else code


def within(duration: str | None) -> str:
    """An ISO 8601 duration in words; nothing where the law sets no term."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", duration or "")
    if not found:
        return ""
    days, hours, minutes = (int(part or 0) for part in found.groups())
    if days:
        return ngettext("within %(n)d day", "within %(n)d days", days) % {"n": days}
    if hours:
        return ngettext("within %(n)d hour", "within %(n)d hours", hours) % {"n": hours}
    if minutes:
        return ngettext("within %(n)d minute", "within %(n)d minutes", minutes) % {"n": minutes}
    return _("at once")


def sanction(given: Mapping[str, Any]) -> str:
    """One sanction: "arrest up to 25 days", "fine up to 80 MCI (314 560 tenge)", with who bears it."""
    if "for" in given:
        who = phrase(f"for_{given['for']}")
        return f"{sanction({name: value for name, value in given.items() if name != 'for'})} {who}"
    name = phrase(given["kind"])
    for unit in ("mci", "hours", "days", "months", "years"):
        low, high = given.get(f"min_{unit}"), given.get(f"max_{unit}")
        if low is None and high is None:
            continue
        text = f"{name} {_span(unit, low, high)}"
        tenge = given.get("max_tenge")
        return f"{text} ({f'{tenge:,}'.replace(',', ' ')} {phrase('tenge')})" if tenge else text
    return name


def _span(unit: str, low: Any, high: Any) -> str:
    if low == high or low is None and high is None:
        return _count(unit, high)
    if low is None:
        return _("up to %(top)s") % {"top": _count(unit, high)}
    if high is None:
        return _("from %(bottom)s") % {"bottom": _count(unit, low)}
    return _("%(bottom)s to %(top)s") % {"bottom": f"{low:g}", "top": _count(unit, high)}


def _count(unit: str, number: float) -> str:
    n = int(number) if float(number).is_integer() else number
    whole = int(n)
    forms = {
        "mci": ngettext("%(n)s MCI", "%(n)s MCI", whole),
        "hours": ngettext("%(n)s hour", "%(n)s hours", whole),
        "days": ngettext("%(n)s day", "%(n)s days", whole),
        "months": ngettext("%(n)s month", "%(n)s months", whole),
        "years": ngettext("%(n)s year", "%(n)s years", whole),
    }
    return forms[unit] % {"n": n}


def reasons(because: Mapping[str, Any], facts: Mapping[str, Any], settled: bool) -> list[str]:
    """The tree as short lines, each once. `settled`: only what carries the answer, not what is still open."""
    lines = _lines(because, facts, False)
    return list(dict.fromkeys(text for text, open_ in lines if not (settled and open_)))


Line = tuple[str, bool]


def _lines(node: Mapping[str, Any], facts: Mapping[str, Any], negated: bool) -> Iterator[Line]:
    """Lines with whether each is still open."""
    if "point" in node and node.get("truth") == YES:
        yield (
            _("point %(number)s: %(words)s") % {"number": node["point"], "words": node["label"][_lang()]},
            False,
        )
    if "fact" in node:
        yield from _leaf(node, facts, negated)
    elif "rule" in node:
        if node.get("truth") == YES:
            yield phrase(node["rule"]), False
        elif node.get("truth") == NOT_KNOWN:
            yield f"{phrase(node['rule'])}: {phrase(NOT_KNOWN)}", True
    elif "open" in node:
        name = str(node["open"])
        known = phrase(name)
        yield (known if known != name else phrase("open")), True
    elif "covered_by" in node:
        yield f"{phrase('covered_by')}: {law.load().short_name(node['covered_by'], _lang())}", False
    for key in ("all", "any"):
        for part in _worth_saying(node.get(key), key):
            yield from _lines(part, facts, negated)
    if isinstance(node.get("not"), Mapping):
        yield from _lines(node["not"], facts, not negated)


def _worth_saying(parts: Any, key: str) -> list[Mapping[str, Any]]:
    """Of alternatives only those that hold, else those still open: the rest explains nothing."""
    nodes = [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []
    if key == "all":
        return nodes
    held = [part for part in nodes if part.get("truth") == YES]
    return held or [part for part in nodes if part.get("truth") == NOT_KNOWN]


def _leaf(node: Mapping[str, Any], facts: Mapping[str, Any], negated: bool) -> Iterator[Line]:
    id_ = str(node["fact"])
    name = vocabulary.label(id_)
    if node.get("presumed"):
        yield f"{name}: {phrase('presumed')}", False
    elif node.get("truth") == NOT_KNOWN:
        yield f"{name}: {phrase(NOT_KNOWN)}", True
    elif id_ in facts:
        wanted, given = node.get("any"), facts[id_]
        if isinstance(wanted, list) and isinstance(given, list | set | frozenset | tuple) and not negated:
            given = [word for word in given if word in wanted] or given
        yield f"{name}: {vocabulary.value(id_, given)}", False
