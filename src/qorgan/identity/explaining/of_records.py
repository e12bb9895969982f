"""Why two records got their weight: a sentence for each thing that was compared, and a waterfall as text.

Every figure comes in with the evidence; nothing is weighed here. No sentence says that two records are one
person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from qorgan.identity.explaining.texts import has, say

WIDTH = 40
# From how many bits on something counts some or much; below the first it counts little.
SOME, MUCH, NOTHING = 2.0, 6.0, 0.05
_WORDS_OF_NAMES = ("surname", "given", "father", "name")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was compared. `comparison` and `level` are names of `data/explanations.yaml`, or the
    caller's own; `weight` is in bits (log2); `one_in`: one of how many people has this value.
    """

    comparison: str
    level: str
    left: str
    right: str
    weight: float
    rules: tuple[str, ...] = ()
    one_in: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentences` are complete without `bars`: who hears them misses nothing."""

    sentences: tuple[str, ...]
    bars: tuple[str, ...]
    document: dict[str, Any]

    def text(self) -> str:
        return "\n".join((*self.sentences, "", *self.bars))


def explain(evidence: Sequence[Evidence], lang: str) -> Explanation:
    """In the order given. Raises TextMissing for a language that is not spoken here."""
    running = list(accumulate(item.weight for item in evidence))
    total = running[-1] if running else 0.0
    sentences: list[str] = []
    for item, so_far in zip(evidence, running, strict=True):
        sentences.append(_line(item, so_far, lang))
        if item.one_in:
            sentences.append(_common(item, lang))
    sentences += [say("evidence", "total", lang, total=signed(total)), say("evidence", "standing", lang)]
    document = {
        "total": round(total, 4),
        "unit": "bits",
        "items": [_item(item, so_far, lang) for item, so_far in zip(evidence, running, strict=True)],
        "text": {"total": sentences[-2], "standing": sentences[-1]},
    }
    return Explanation(tuple(sentences), tuple(waterfall(evidence, lang)), document)


def signed(weight: float) -> str:
    """
    >>> signed(3.14159), signed(-0.04), signed(-2)
    ('+3.1', '0.0', '-2.0')
    """
    rounded = round(weight, 1)
    return "0.0" if not rounded else f"{rounded:+.1f}"


def waterfall(evidence: Sequence[Evidence], lang: str) -> list[str]:
    """A line for each evidence: its name, a bar from where the sum stood to where it stands, its weight."""
    ends = [0.0, *accumulate(item.weight for item in evidence)]
    low, high = min(ends), max(ends)
    step = (high - low) / WIDTH or 1.0
    names = [_what(item, lang) for item in evidence]
    room = max(map(len, names), default=0)
    lines = []
    for name, item, before, after in zip(names, evidence, ends, ends[1:], strict=False):
        start, end = sorted((round((before - low) / step), round((after - low) / step)))
        bar = " " * start + ("+" if item.weight > 0 else "-") * (end - start)
        lines.append(f"{name:<{room}} |{bar:<{WIDTH}}| {signed(item.weight)}")
    return lines


def how(item: Evidence, lang: str) -> str:
    """In what way the two values agree, in words."""
    if item.comparison in _WORDS_OF_NAMES and has("words", item.level):
        return say("words", item.level, lang, left=item.left, right=item.right)
    for name in (f"{item.comparison}.{item.level}", f"{item.comparison}.any", f"any.{item.level}"):
        if has("levels", name):
            return say("levels", name, lang)
    if not item.left or not item.right:
        return say("levels", "any.missing", lang)
    return say("levels", "any.agrees" if item.weight > 0 else "any.differs", lang)


def strength(weight: float) -> str:
    """The name of the sentence that says how much a weight counts.

    >>> [strength(weight) for weight in (8.0, 2.5, -0.3, 0.0)]
    ['for_much', 'for_some', 'against_little', 'neither']
    """
    if abs(weight) < NOTHING:
        return "neither"
    much = "much" if abs(weight) >= MUCH else "some" if abs(weight) >= SOME else "little"
    return f"{'for' if weight > 0 else 'against'}_{much}"


def _what(item: Evidence, lang: str) -> str:
    return (
        say("comparisons", item.comparison, lang) if has("comparisons", item.comparison) else item.comparison
    )


def _line(item: Evidence, running: float, lang: str) -> str:
    values = {
        "what": _what(item, lang),
        "how": how(item, lang),
        "strength": say("strength", strength(item.weight), lang),
        "weight": signed(item.weight),
        "running": signed(running),
    }
    if not item.left and not item.right:
        return say("evidence", "line_alone", lang, **values)
    nothing = say("frame", "nothing", lang)
    return say("evidence", "line", lang, left=item.left or nothing, right=item.right or nothing, **values)


def _common(item: Evidence, lang: str) -> str:
    number = f"{round(item.one_in or 0):,}".replace(",", " ")
    return say("evidence", "common", lang, value=item.right or item.left, number=number)


def _item(item: Evidence, running: float, lang: str) -> dict[str, Any]:
    return {
        "comparison": item.comparison,
        "level": item.level,
        "left": item.left,
        "right": item.right,
        "weight": round(item.weight, 4),
        "running": round(running, 4),
        "rules": list(item.rules),
        "one_in": item.one_in,
        "text": how(item, lang),
        "strength": say("strength", strength(item.weight), lang),
    }
