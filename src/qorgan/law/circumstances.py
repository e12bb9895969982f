"""Circumstances that weigh for or against a person, read from the facts.

CC 53, 54 and CAO 56, 57 as data (``circumstances.yaml``).  The list of what aggravates is closed: nothing
that stands outside it is ever named.  What is an element of the offence is not counted a second time
(CC 54(2), 53(3)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .conditions import Condition, Grammar, Leaf
from .history import penalised_within_year, repeated
from .provisions import CERTAINTIES, Provision
from .situation import Situation
from .truth import Truth
from .vocabulary import Text, text

MET, OPEN, ELEMENT = "met", "not_known", "element_of_the_offence"


@dataclass(frozen=True)
class Circumstance:
    """One point of a list: its number, what it says, when it is there, how sure the reading is."""

    point: str
    label: Text
    when: Condition
    certainty: str


@dataclass(frozen=True)
class Weights:
    """A list of circumstances of one code.  ``repeated`` is the point that the history answers."""

    basis: str
    certainty: str
    closed: bool
    points: tuple[Circumstance, ...]
    not_asked: tuple[str, ...]
    repeated: str | None = None
    # The article that keeps an element from being counted again; none in the administrative code.
    once: str | None = None


def weights_from(written: Mapping[str, Any], grammar: Grammar) -> Mapping[str, Mapping[str, Weights]]:
    """Read ``circumstances.yaml``: aggravating and mitigating, by code."""
    return {
        kind: {act: _weights(item, grammar, f"{kind} {act}") for act, item in written[kind].items()}
        for kind in ("aggravating", "mitigating")
    }


def _weights(written: Mapping[str, Any], grammar: Grammar, where: str) -> Weights:
    points = tuple(
        Circumstance(
            str(item["point"]),
            text(item["label"], where),
            grammar.parse(item["when"], f"{where} {item['point']}"),
            item.get("certainty", written["certainty"]),
        )
        for item in written["points"]
    )
    assert all(point.certainty in CERTAINTIES for point in points), where
    return Weights(
        written["basis"],
        written["certainty"],
        bool(written["closed"]),
        points,
        tuple(written["not_asked"]),
        written.get("repeated"),
        written.get("elements_count_once"),
    )


@dataclass(frozen=True)
class Weighed:
    """The points of a list that are there, that nobody has spoken of, and that are elements already."""

    weights: Weights
    met: tuple[Circumstance, ...]
    open: tuple[Circumstance, ...]
    elements: tuple[Circumstance, ...]
    repetition: str = ""

    @property
    def any_met(self) -> Truth:
        if self.met or self.repetition == MET:
            return Truth.YES
        return Truth.UNKNOWN if self.open or self.repetition == OPEN else Truth.NO

    @property
    def any_element(self) -> bool:
        return bool(self.elements) or self.repetition == ELEMENT

    def _line(self, item: Circumstance, status: str) -> dict[str, Any]:
        return {
            "basis": f"{self.weights.basis}.{item.point}",
            "label": dict(item.label),
            "status": status,
            "certainty": item.certainty,
        }

    def to_json(self) -> dict[str, Any]:
        lines = [self._line(item, MET) for item in self.met]
        lines += [self._line(item, ELEMENT) for item in self.elements]
        if self.repetition in (MET, ELEMENT):
            point = f"{self.weights.basis}.{self.weights.repeated}"
            lines.append({"basis": point, "status": self.repetition, "certainty": self.weights.certainty})
        unknown = [f"{self.weights.basis}.{item.point}" for item in self.open]
        if self.repetition == OPEN:
            unknown.insert(0, f"{self.weights.basis}.{self.weights.repeated}")
        return {
            "circumstances": lines,
            "not_known": list(dict.fromkeys(unknown)),
            "not_asked": [f"{self.weights.basis}.{point}" for point in self.weights.not_asked],
            "closed_list": self.weights.closed,
            "basis": [self.weights.basis],
            "certainty": self.weights.certainty,
        }


def weigh(weights: Weights, provision: Provision, points: Sequence[str], situation: Situation) -> Weighed:
    """Which circumstances of a list stand beside this finding."""
    used = tuple(_used(provision, points))
    met: list[Circumstance] = []
    unknown: list[Circumstance] = []
    elements: list[Circumstance] = []
    for item in weights.points:
        truth = item.when.ask(situation).truth
        if truth is Truth.UNKNOWN:
            unknown.append(item)
        elif truth is Truth.YES:
            counted = weights.once is not None and _is_element(item.when, used, situation)
            (elements if counted else met).append(item)
    return Weighed(
        weights,
        tuple(met),
        tuple(unknown),
        tuple(elements),
        _repetition(weights, provision, points, situation),
    )


def _used(provision: Provision, points: Sequence[str]) -> Iterator[Leaf]:
    """What the part itself asks: its own elements and the points that are met, not who may answer for it."""
    trees = [provision.when.children()[0] if provision.when.children() else provision.when]
    trees += [point.when for point in provision.points if point.number in points]
    for tree in trees:
        for leaves in tree.leaves.values():
            yield from leaves


def _is_element(when: Condition, used: Sequence[Leaf], situation: Situation) -> bool:
    """Whether what makes the circumstance true is asked by the offence as well."""
    for leaves in when.leaves.values():
        for leaf in leaves:
            if leaf.ask(situation).truth is Truth.YES and any(_same(leaf, other) for other in used):
                return True
    return False


def _same(one: Leaf, other: Leaf) -> bool:
    if one.fact != other.fact:
        return False
    if isinstance(one.value, frozenset) and isinstance(other.value, frozenset):
        return bool(one.value & other.value)
    return True


def same_kind(provision: Provision, categories: Mapping[str, str | None]) -> str:
    """The parts of the article that may make a repetition with this one: crimes with crimes (CC 12(1))."""
    mine = categories.get(provision.id) == "misdemeanour"
    parts = [
        name.removeprefix(f"{provision.article}.")
        for name, category in categories.items()
        if name.startswith(f"{provision.article}.") and (category == "misdemeanour") is mine
    ]
    return " ".join(dict.fromkeys(parts))


def repetition(provision: Provision, situation: Situation) -> Truth:
    """CC 12 for a criminal finding, the year of CAO 61 for an administrative one."""
    if provision.act == "cao":
        return penalised_within_year(situation, {"article": provision.article}).truth
    kind = same_kind(provision, situation.settings.get("categories", {}))
    return repeated(situation, {"article": provision.article, "same_kind": kind}).truth


def _repetition(weights: Weights, provision: Provision, points: Sequence[str], situation: Situation) -> str:
    if weights.repeated is None:
        return ""
    truth = repetition(provision, situation)
    if truth is Truth.NO:
        return ""
    asked = provision.when.children()[0] if provision.when.children() else provision.when
    element = asked.asks_history or any(
        point.when.asks_history for point in provision.points if point.number in points
    )
    if truth is Truth.UNKNOWN:
        return OPEN
    return ELEMENT if element and weights.once is not None else MET
