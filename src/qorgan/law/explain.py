"""Reasons in words: a finding's tree as lines in English, Russian or Kazakh.

Only the branches that carry the answer are shown, and what was presumed stands in one line.  It must never
add a reason the tree does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .findings import Finding
from .vocabulary import LANGUAGES, Text, Vocabulary, text

MARKS = {"yes": "+", "no": "-", "not known": "?"}
# A long list of words that were looked for says little; the first ones show what was meant.
MOST_WORDS = 4


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
    name = act["short"][LANGUAGES.index(lang)] if act else pieces[1]
    article = f" {pieces[2]}" if len(pieces) > 2 else ""
    return f"{name}{article}" + "".join(f"({piece})" for piece in pieces[3:])


def lines(finding: Finding, lang: str, vocabulary: Vocabulary, phrases: Mapping[str, Text]) -> list[str]:
    """The verdict and, indented below it, every condition that carries it with its own answer."""
    words = _Words(lang, vocabulary, phrases)
    shown = [f"{finding.provision.title[lang]}: {phrases[finding.verdict][lang]}"]
    presumed: list[str] = []
    for reason in _worth_showing(list(finding.because["all"]), finding.verdict == "does_not_apply"):
        if _only_presumed(reason):
            presumed.extend(_facts(reason))
        else:
            shown.extend(words.node(reason, 1))
    if presumed:
        labels = dict.fromkeys(
            phrases[f"presumed_{fact}"][lang]
            if f"presumed_{fact}" in phrases
            else vocabulary.facts[fact].label[lang]
            for fact in presumed
        )
        shown.append(f"  + {phrases['presumed_of'][lang]} {'; '.join(labels)}")
    return shown


def _worth_showing(parts: list[Any], denied: bool) -> list[Any]:
    """Of conditions that fail together, only those that fail."""
    failing = [part for part in parts if part.get("truth") == "no" or "covered_by" in part]
    return failing if denied and failing else parts


def _only_presumed(node: Mapping[str, Any]) -> bool:
    """Whether a node holds on nothing but presumption."""
    if node.get("presumed"):
        return True
    if "fact" in node or node.get("truth") != "yes":
        return False
    if "all" in node:
        return all(_only_presumed(part) for part in node["all"])
    return any(_only_presumed(part) for part in node.get("any", ()))


def _facts(node: Mapping[str, Any]) -> Iterator[str]:
    if "fact" in node:
        yield str(node["fact"])
    for key in ("all", "any"):
        if isinstance(node.get(key), list) and "fact" not in node:
            for part in node[key]:
                # An alternative that does not carry the answer was not presumed.
                if key == "all" or part.get("truth") == "yes":
                    yield from _facts(part)
    if "not" in node:
        yield from _facts(node["not"])


class _Words:
    """Turns nodes into lines of one language."""

    def __init__(self, lang: str, vocabulary: Vocabulary, phrases: Mapping[str, Text]) -> None:
        self.lang, self.vocabulary, self.phrases = lang, vocabulary, phrases

    def say(self, name: str) -> str:
        return self.phrases[name][self.lang]

    def node(self, node: Mapping[str, Any], depth: int) -> list[str]:
        indent = "  " * depth
        mark = MARKS.get(str(node.get("truth")), " ")
        presumed = f" ({self.say('presumed')})" if node.get("presumed") else ""
        if "covered_by" in node:
            return [f"{indent}- {self.say('covered_by')}: {node['covered_by']}"]
        label = f"({node['point']}) {node['label'][self.lang]}: " if "point" in node else ""
        if "fact" in node:
            said = f"presumed_{node['fact']}"
            shown = self.say(said) if presumed and said in self.phrases else self.leaf(node)
            return [f"{indent}{mark} {label}{shown}{presumed}"]
        for joint in ("all", "any"):
            if joint in node:
                return self.joint(node, joint, f"{indent}{mark} {label}", depth)
        if "not" in node and "not" in node["not"]:
            # What nobody has denied, said twice over in the tree, is said once in words.
            return self.node(node["not"]["not"], depth)
        if "not" in node:
            return [f"{indent}{mark} {label}{self.say('not')}:{presumed}", *self.node(node["not"], depth + 1)]
        if "rule" in node:
            note = f" ({self.note(node)})" if "note" in node else ""
            return [f"{indent}{mark} {label}{self.say(node['rule'])}{note}"]
        name = str(node["open"])
        return [f"{indent}? {label}{self.say(name if name in self.phrases else 'open')}"]

    def note(self, node: Mapping[str, Any]) -> str:
        return self.say(f"note_{node['note']}").format(node.get("about", ""))

    def joint(self, node: Mapping[str, Any], joint: str, head: str, depth: int) -> list[str]:
        """A joint node with the branches that carry its answer; one branch stands without a heading."""
        truth = node.get("truth")
        parts = list(node[joint])
        if joint == "any" and truth in ("yes", "not known"):
            parts = self.told_once([part for part in parts if part.get("truth") == truth])
        elif joint == "all" and truth == "no":
            parts = [part for part in parts if part.get("truth") == "no"]
        if len(parts) == 1 and "point" not in node:
            return self.node(parts[0], depth)
        return [f"{head}{self.say(joint)}"] + [line for part in parts for line in self.node(part, depth + 1)]

    def told_once(self, parts: list[Any]) -> list[Any]:
        """Of alternatives, those that say something no other one says."""
        said = [frozenset(line.strip() for line in self.node(part, 0)) for part in parts]
        return [
            part
            for place, part in enumerate(parts)
            if not any(said[place] < other for other in said) and said[place] not in said[:place]
        ]

    def leaf(self, node: Mapping[str, Any]) -> str:
        fact = self.vocabulary.facts[str(node["fact"])]
        label = fact.label[self.lang]
        for operator in ("below", "at_least", "above"):
            if operator in node:
                bound = self.say(operator).format(node[operator])
                return f"{label}: {node['value']} ({bound})" if "value" in node else f"{label}: {bound}"
        wanted = node["is"] if "is" in node else node["any"]
        if isinstance(wanted, bool):
            return f"{label}: {self.say('yes' if wanted else 'no')}"
        known_words = node.get("value")
        held = [known_words] if isinstance(known_words, str) else list(known_words or ())
        words = [word for word in held if word in wanted] or list(wanted)
        more = ", ..." if len(words) > MOST_WORDS else ""
        return f"{label}: " + ", ".join(fact.words[word][self.lang] for word in words[:MOST_WORDS]) + more
