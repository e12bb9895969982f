"""Provisions: articles, parts and points with their dates, conditions, sanctions and sources, from data.

The loader refuses a provision without a citation, an unknown fact or word, and dates that overlap.
It must never fill a gap: a version whose text was not found says so and carries what is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from .conditions import Condition, Every, Grammar, Leaf, Not, Open, Presume, Some
from .faults import BadLaw
from .vocabulary import Text, text

CERTAINTIES = ("certain", "secondary", "inferred", "conflicting", "unverified")
SANCTION_KINDS = frozenset(
    {
        "warning",
        "fine",
        "correctional_labour",
        "community_service",
        "arrest",
        "restriction_of_liberty",
        "imprisonment",
        "life",
        "confiscation",
        "ban",
        "loss_of_certificate",
    }
)
UNITS = ("mci", "hours", "days", "years")
# Who pays or serves it, where that is not whoever did it or only some of them.
BEARERS = frozenset({"", "officials", "parents"})
# What is added to a main punishment (CC 40; CAO 41) and never stands in its place.
ADDITIONAL = frozenset({"confiscation", "ban", "loss_of_certificate"})


@dataclass(frozen=True)
class Sanction:
    """One kind of punishment with its bounds; a bound that the text does not give is absent."""

    kind: str
    bounds: Mapping[str, float]
    bearer: str = ""

    @property
    def main(self) -> bool:
        return self.kind not in ADDITIONAL

    def scaled(self, share: float) -> Sanction:
        """The same kind with a share of its ceiling; a floor above the new ceiling falls away."""
        ceilings = {name: value * share for name, value in self.bounds.items() if name.startswith("max")}
        floors = {
            name: value
            for name, value in self.bounds.items()
            if name.startswith("min") and value <= ceilings.get(name.replace("min", "max"), value)
        }
        return Sanction(self.kind, MappingProxyType({**floors, **ceilings}), self.bearer)

    def to_json(self, mci: int | None) -> dict[str, Any]:
        """Plain values; money also in tenge when the index of the year is known."""
        shown: dict[str, Any] = {
            "kind": self.kind,
            **{name: _plain(value) for name, value in self.bounds.items()},
        }
        if self.bearer:
            shown["for"] = self.bearer
        if mci is not None:
            for end in ("min", "max"):
                if f"{end}_mci" in self.bounds:
                    shown[f"{end}_tenge"] = _plain(self.bounds[f"{end}_mci"] * mci)
        return shown


@dataclass(frozen=True)
class Point:
    """An aggravating point: any one of them makes its part.

    ``with_others`` takes the place of ``when`` where another point is met already.
    """

    number: str
    label: Text
    when: Condition
    with_others: Condition | None = None

    @cached_property
    def heading(self) -> Mapping[str, Any]:
        """How a reason names the point."""
        return {"point": self.number, "label": dict(self.label)}


@dataclass(frozen=True)
class Provision:
    """One part of an article as it stood from ``start`` to ``end`` (None: still in force).

    ``text_found`` False means the wording was not found; unless ``decided`` the elements then only exclude.
    """

    id: str
    article: str
    part: str
    act: str
    title: Text
    plain: Text
    when: Condition
    points: tuple[Point, ...]
    sanctions: tuple[Sanction, ...]
    start: date
    end: date | None
    reference: str
    source: str
    certainty: str
    prosecution: str | None = None
    complaint_needed: bool | None = None
    # Whether the edition itself says if a complaint is needed; otherwise the general lists do.
    complaint_typed: bool = False
    negligent: bool = False
    stage: str = "completed"
    # The share of the ceiling that an attempt carries; 1 for a completed offence.
    share: float = 1.0
    absorbs: frozenset[str] = frozenset()
    text_found: bool = True
    decided: bool = True
    uncertain_until: date | None = None
    liable_from: int = 16
    note: Text | None = None

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the question chooser worked out of this provision, by fact: it never changes."""
        return {}

    @cached_property
    def whole(self) -> Condition:
        """Elements and, where the part has points, any of them."""
        return (
            Every((self.when, Some(tuple(point.when for point in self.points)))) if self.points else self.when
        )


def is_under(provision: str, names: Iterable[str]) -> bool:
    """Whether a provision is one of these, or part of one: an article, or an act such as ``kz.cc``."""
    return _is_under(provision, tuple(names))


@lru_cache(maxsize=2**16)
def _is_under(provision: str, names: tuple[str, ...]) -> bool:
    return any(provision == name or provision.startswith(f"{name}.") for name in names)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


@dataclass(frozen=True)
class Rulebook:
    """What the loader of provisions needs besides the article's own file."""

    grammar: Grammar
    sources: Mapping[str, str]
    liable_from: Mapping[str, int]
    common: Mapping[str, tuple[Condition, ...]]
    # Lists of provisions: how a case begins (CPC 32) and who answers before the general age (CC 15(2)).
    prosecution: Mapping[str, Any] = field(default_factory=dict)
    earlier: Mapping[str, Any] = field(default_factory=dict)

    def begins(self, provision: str) -> str:
        """How a criminal case of this provision begins: public unless a list of CPC 32 names it."""
        return next(
            (
                kind
                for kind in ("private", "private_public")
                if is_under(provision, self.prosecution.get(kind, ()))
            ),
            "public",
        )

    def age(self, provision: str, act: str) -> int:
        """From what age a person answers for this provision; 0 where no general part says it."""
        if is_under(provision, self.earlier.get("provisions", ())):
            return int(self.earlier["age"])
        return self.liable_from.get(act, 0)


def provisions_from(written: Mapping[str, Any], book: Rulebook) -> tuple[Provision, ...]:
    """All versions of all parts of one article; BadLaw names what is wrong."""
    article = written.get("article", "")
    pieces = article.split(".")
    if len(pieces) != 3:
        raise BadLaw(f"{article!r} is not an article id such as kz.cc.109-1")
    found: list[Provision] = []
    for version in written["versions"]:
        found.extend(_version(written, version, book))
    _refuse_overlap(found)
    return tuple(found)


def _version(article: Mapping[str, Any], version: Mapping[str, Any], book: Rulebook) -> Iterable[Provision]:
    name = article["article"]
    act = name.split(".")[1]
    where = f"{name} from {version.get('from')}"
    if not version.get("reference") or act not in book.sources:
        raise BadLaw(f"{where}: no citation")
    if version.get("certainty") not in CERTAINTIES:
        raise BadLaw(f"{where}: certainty is one of {', '.join(CERTAINTIES)}")
    elements: dict[str, Condition] = {}
    for part in version["parts"]:
        provision = _part(article, version, part, book, elements, where)
        if provision.stage == "completed":
            elements[provision.part] = _own(part, book, elements, where)
        yield provision


def _own(part: Mapping[str, Any], book: Rulebook, elements: Mapping[str, Condition], where: str) -> Condition:
    """The elements of a part, including those of the parts it builds on and, for those, not their points."""
    conditions = [elements[number] for number in str(part.get("includes", "")).split()]
    if "when" in part:
        conditions.append(book.grammar.parse(part["when"], where))
    if not conditions:
        raise BadLaw(f"{where}: part {part['part']!r} has no condition")
    return conditions[0] if len(conditions) == 1 else Every(tuple(conditions))


def _part(
    article: Mapping[str, Any],
    version: Mapping[str, Any],
    part: Mapping[str, Any],
    book: Rulebook,
    elements: Mapping[str, Condition],
    where: str,
) -> Provision:
    name, number = article["article"], str(part["part"])
    act = name.split(".")[1]
    where = f"{where} part {number or '-'}"
    provision_id = f"{name}.{number}" if number else name
    # A part of the administrative code may reach a child for whom the parents answer.
    age = int(part.get("child_from", book.age(provision_id, act)))
    conditions = (
        _own(part, book, elements, where),
        # Nobody is below 0: a part of all ages asks for none.
        *((Presume(Not(Leaf("offender_age", "below", float(age)))),) if age else ()),
        *(() if part.get("negligent") or part.get("common") is False else book.common.get(act, ())),
    )
    points = tuple(
        Point(
            str(point["point"]),
            text(point["label"], where),
            book.grammar.parse(point["when"], where),
            book.grammar.parse(point["with_others"], where) if "with_others" in point else None,
        )
        for point in part.get("points", ())
    )
    # Where no list says how a case begins, the article itself may.
    prosecution = part.get("prosecution")
    if book.prosecution:
        prosecution = book.begins(provision_id) if act == "cc" else None
    if part.get("prosecution", prosecution) != prosecution:
        raise BadLaw(f"{where}: begins as the lists of general.yaml say, {prosecution}")
    text_found = version.get("text") != "not found"
    decided = text_found or bool(version.get("decided"))
    elements_with_gap = conditions if decided else (*conditions, Open("text_not_found"))
    return Provision(
        id=provision_id,
        article=name,
        part=number,
        act=act,
        title=text(article["title"], where),
        plain=text(part["plain"], where),
        when=Every(elements_with_gap),
        points=points,
        sanctions=tuple(_sanction(item, where) for item in part["sanctions"]),
        start=_day(version["from"], where),
        end=_day(version["to"], where) if version.get("to") else None,
        reference=version["reference"],
        source=book.sources[act],
        certainty=version["certainty"],
        prosecution=prosecution if decided else None,
        complaint_needed=part.get("complaint_needed"),
        complaint_typed="complaint_needed" in part,
        negligent=bool(part.get("negligent")),
        stage=part.get("stage", "completed"),
        absorbs=frozenset(part.get("absorbs", ())),
        text_found=text_found,
        decided=decided,
        uncertain_until=_day(version["from_uncertain_until"], where)
        if version.get("from_uncertain_until")
        else None,
        liable_from=age,
        note=text(version["note"], where) if version.get("note") else None,
    )


def _sanction(written: Mapping[str, Any], where: str) -> Sanction:
    kind, bearer = written["kind"], written.get("for", "")
    bounds = {name: float(value) for name, value in written.items() if name not in ("kind", "for")}
    allowed = {f"{end}_{unit}" for end in ("min", "max") for unit in UNITS}
    if kind not in SANCTION_KINDS or set(bounds) - allowed or bearer not in BEARERS:
        raise BadLaw(f"{where}: no such sanction {dict(written)}")
    return Sanction(kind, MappingProxyType(bounds), bearer)


def _day(written: Any, where: str) -> date:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise BadLaw(f"{where}: {written!r} is not a day") from None


def _refuse_overlap(found: list[Provision]) -> None:
    for one in found:
        for other in found:
            if (
                one is not other
                and (one.id, one.stage) == (other.id, other.stage)
                and one.in_force(other.start)
            ):
                raise BadLaw(f"{one.id}: two versions are in force on {other.start}")


def attempted(provision: Provision, share: float, instead_of_life: float = 25.0) -> Provision:
    """The provision with the ceilings of an attempt: a share of those of the completed offence (CC 56(3)).

    Life is not given for an attempt; where the article knows nothing else, a fixed term takes its place
    (CC 56(4)).  What is added to the main punishment keeps its size.
    """
    only_life = all(item.kind == "life" for item in provision.sanctions if item.main)
    term = MappingProxyType({"min_years": instead_of_life, "max_years": instead_of_life})
    sanctions = tuple(
        Sanction("imprisonment", term) if item.kind == "life" else item.scaled(share) if item.main else item
        for item in provision.sanctions
        if item.kind != "life" or only_life
    )
    return replace(provision, sanctions=sanctions, share=share)
