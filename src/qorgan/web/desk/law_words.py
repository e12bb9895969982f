"""The engine's answer in words: sanctions, terms, reasons. What is true is the engine's to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan import law
from qorgan.web.desk import vocabulary
from qorgan.web.ui.law_words import body, certainty, phrase, sanction, within

__all__ = ["NOT_KNOWN", "TAGS", "body", "certainty", "phrase", "prosecution", "reasons", "sanction", "within"]

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


def prosecution(code: str | None) -> str:
    """How a case begins."""
    names = {
        "private": _("Only on a complaint of hers."),
        "private_public": _("Begun on her complaint; making peace alone does not end it."),
        "public": _("Begun by the police, whether or not she complains."),
    }
    return names.get(code or "", "")


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
