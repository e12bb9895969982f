"""Reasons in words: a finding's tree as lines in English, Russian or Kazakh.

It must never add a reason the tree does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .findings import Finding
from .vocabulary import Text, Vocabulary, text

MARKS = {"yes": "+", "no": "-", "not known": "?"}


def phrases_from(written: Mapping[str, Any]) -> Mapping[str, Text]:
    """Read ``phrases.yaml``."""
    return {str(name): text(words, f"phrase {name}") for name, words in written.items()}


def short_name(provision: str, lang: str, acts: Mapping[str, Any]) -> str:
    """``kz.cc.109-1.2.8`` as people write it.

    >>> short_name("kz.cc.109-1.2.8", "en", {"cc": {"short": ["CC", "УК", "ҚК"]}})
    'CC 109-1(2)(8)'
    """
    pieces = provision.split(".")
    if len(pieces) < 2:
        return provision
    act = acts.get(pieces[1])
    name = act["short"][("en", "ru", "kk").index(lang)] if act else pieces[1]
    article = f" {pieces[2]}" if len(pieces) > 2 else ""
    return name + article + "".join(f"({piece})" for piece in pieces[3:])


def lines(finding: Finding, lang: str, vocabulary: Vocabulary, phrases: Mapping[str, Text]) -> list[str]:
    """The verdict and, indented below it, every condition with its own answer."""
    shown = [f"{finding.provision.title[lang]}: {phrases[finding.verdict][lang]}"]
    for reason in finding.because["all"]:
        shown.extend(_lines(reason, lang, vocabulary, phrases, 1))
    return shown


def _lines(
    node: Mapping[str, Any], lang: str, vocabulary: Vocabulary, phrases: Mapping[str, Text], depth: int
) -> list[str]:
    indent = "  " * depth
    mark = MARKS.get(str(node.get("truth")), " ")
    presumed = f" ({phrases['presumed'][lang]})" if node.get("presumed") else ""
    if "covered_by" in node:
        return [f"{indent}- {phrases['covered_by'][lang]}: {node['covered_by']}"]
    label = f" {node['label'][lang]}:" if "label" in node else ""
    if "fact" in node:
        return [f"{indent}{mark} {_leaf(node, lang, vocabulary, phrases)}{presumed}"]
    for joint in ("all", "any"):
        if joint in node:
            head = f"{indent}{mark}{label} {phrases[joint][lang]}{presumed}"
            return [head] + [line for part in node[joint] for line in _lines(part, lang, vocabulary, phrases, depth + 1)]
    if "not" in node:
        inner = _lines(node["not"], lang, vocabulary, phrases, depth + 1)
        return [f"{indent}{mark} {phrases['not'][lang]}:{presumed}", *inner]
    if "rule" in node:
        note = f" ({node['note']})" if "note" in node else ""
        return [f"{indent}{mark} {phrases[node['rule']][lang]}{note}"]
    name = str(node["open"])
    return [f"{indent}? {phrases[name][lang] if name in phrases else phrases['open'][lang]}"]


def _leaf(node: Mapping[str, Any], lang: str, vocabulary: Vocabulary, phrases: Mapping[str, Text]) -> str:
    fact = vocabulary.facts[str(node["fact"])]
    for operator in ("below", "at_least", "above"):
        if operator in node:
            return f"{fact.label[lang]}: {phrases[operator][lang]} {node[operator]}"
    value = node["is"] if "is" in node else node["any"]
    if isinstance(value, bool):
        return f"{fact.label[lang]}: {phrases['yes' if value else 'no'][lang]}"
    return f"{fact.label[lang]}: {', '.join(fact.words[word][lang] for word in value)}"
