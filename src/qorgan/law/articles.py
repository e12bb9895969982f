"""The law by article: everything encoded under one article, its versions, what changed on which day, what is
nearest to an article that is not there.  It answers what stands in the data and must never judge a case.

>>> from datetime import date
>>> battery = articles(load())["kz.cc.109-1"]
>>> battery.days, [change.kind for change in changes(battery)]
((datetime.date(2024, 6, 16),), ['added', 'added'])
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .conditions import Condition, FromHistory, Leaf, Open, Presume
from .law import Law, load
from .measures import MeasureRule
from .obligations import DutyRule, RightRule
from .procedure import ProcedureRule
from .provisions import Provision
from .terms import ClockLaw, ClockRule
from .vocabulary import Text

DAY = timedelta(days=1)
NEAREST = 4


@dataclass(frozen=True)
class Term:
    """A clock as one law gives it."""

    rule: ClockRule
    law: ClockLaw


@dataclass(frozen=True)
class Article:
    """All that is encoded under one article (or an order of a ministry as a whole, such as ``kz.o163``)."""

    id: str
    provisions: tuple[Provision, ...]
    measures: tuple[MeasureRule, ...]
    duties: tuple[DutyRule, ...]
    rights: tuple[RightRule, ...]
    terms: tuple[Term, ...]
    procedure: tuple[ProcedureRule, ...]
    encoded_from: date

    @property
    def act(self) -> str:
        return self.id.split(".")[1]

    @property
    def number(self) -> str:
        """``109-1``; empty for an act that is cited as a whole."""
        return ".".join(self.id.split(".")[2:])

    @property
    def title(self) -> Text | None:
        """Its heading, or that of the measure it gives; None where only duties, rights or
        rules of procedure are known of it."""
        named: tuple[Provision | MeasureRule, ...] = (*self.provisions, *self.measures)
        return named[-1].title if named else None

    @cached_property
    def spans(self) -> tuple[tuple[date, date | None], ...]:
        """From when to when each encoded thing stands."""
        return (
            *((item.start, item.end) for item in self.provisions),
            *((rule.start, rule.end) for rule in self.measures),
            *((rule.scope.start, rule.scope.end) for rule in self.duties),
            *((rule.scope.start, rule.scope.end) for rule in self.rights),
            *((term.law.start, term.law.end) for term in self.terms),
            *((rule.start, rule.end) for rule in self.procedure),
        )

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which something here began or ceased to stand, the first first."""
        return tuple(sorted({day for start, end in self.spans for day in (start, end and end + DAY) if day}))

    def stands(self, on: date) -> bool:
        """Whether anything of it is in force on a day."""
        return any(start <= on and (end is None or on <= end) for start, end in self.spans)

    def version(self, on: date) -> tuple[date, date | None] | None:
        """The span of the version in force on a day, None when there is none."""
        if not self.stands(on):
            return None
        later = [day for day in self.days if day > on]
        return max(day for day in self.days if day <= on), (later[0] - DAY if later else None)

    def versions(self) -> tuple[tuple[date, date | None], ...]:
        """Every span in which something of it stands, the first first."""
        return tuple(span for day in self.days if (span := self.version(day)) is not None)

    def at(self, on: date) -> Article:
        """Only what is in force on the day."""

        def stands(start: date, end: date | None) -> bool:
            return start <= on and (end is None or on <= end)

        return Article(
            self.id,
            tuple(item for item in self.provisions if item.in_force(on)),
            tuple(rule for rule in self.measures if rule.in_force(on)),
            tuple(rule for rule in self.duties if stands(rule.scope.start, rule.scope.end)),
            tuple(rule for rule in self.rights if stands(rule.scope.start, rule.scope.end)),
            tuple(term for term in self.terms if stands(term.law.start, term.law.end)),
            tuple(rule for rule in self.procedure if rule.in_force(on)),
            self.encoded_from,
        )


def article_id(basis: str) -> str:
    """The article of any citation: ``kz.l245.72.3.2`` -> ``kz.l245.72``; an act alone stays an act."""
    return ".".join(basis.split(".")[:3])


def articles(law: Law) -> Mapping[str, Article]:
    """Every article that anything encoded rests on, in the order of acts and numbers."""
    statutes = law.statutes
    terms = [Term(rule, one) for rule in law.clock_rules.rules for one in rule.laws]
    names = {
        *(item.article for item in statutes.provisions),
        *(article_id(rule.basis) for rule in statutes.measures),
        *(article_id(rule.duty.basis) for rule in statutes.duties),
        *(article_id(rule.right.basis) for rule in statutes.rights),
        *(article_id(term.law.basis) for term in terms),
        *(article_id(rule.basis) for rule in statutes.procedure),
    }
    acts = list(statutes.rules["acts"])
    return {
        name: Article(
            name,
            tuple(item for item in statutes.provisions if item.article == name),
            tuple(rule for rule in statutes.measures if article_id(rule.basis) == name),
            tuple(rule for rule in statutes.duties if article_id(rule.duty.basis) == name),
            tuple(rule for rule in statutes.rights if article_id(rule.right.basis) == name),
            tuple(term for term in terms if article_id(term.law.basis) == name),
            tuple(rule for rule in statutes.procedure if article_id(rule.basis) == name),
            statutes.rules["encoded_from_day"],
        )
        for name in sorted(names, key=lambda name: (acts.index(name.split(".")[1]), *_number(name)))
    }


def in_order(number: str) -> tuple[tuple[int, ...], str]:
    """A key to put numbers of parts and articles in order: 2 before 10, 1-1 after 1.

    >>> sorted(["10", "2", "1-1", "1"], key=in_order)
    ['1', '1-1', '2', '10']
    """
    return tuple(int(part) for part in re.findall(r"\d+", number)), number


def _number(name: str) -> tuple[tuple[int, ...], str]:
    """``kz.cc.109-1`` sorts after 109 and before 110."""
    return in_order(".".join(name.split(".")[2:]))


def nearest(law: Law, wanted: str) -> tuple[Article, ...]:
    """The articles most like one that is not encoded: of the same act those next in number, then by name."""
    known = articles(law)
    act, number = ".".join(wanted.split(".")[:2]), _number(wanted)[0]
    same = [name for name in known if name.startswith(f"{act}.")]
    if number:
        same.sort(key=lambda name: (abs((_number(name)[0] or (0,))[0] - number[0]), _number(name)))
    close = difflib.get_close_matches(wanted, list(known), n=NEAREST, cutoff=0.6)
    return tuple(known[name] for name in dict.fromkeys((*same[:NEAREST], *close)))[:NEAREST]


# --- what changed ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A part or a measure that began, ceased or became another on a day.  ``aspects`` names what differs:
    text, elements, points, sanctions, prosecution, complaint, content, term; or ``not_known`` where one
    of the two texts was not found."""

    day: date
    kind: str
    old: Provision | MeasureRule | None
    new: Provision | MeasureRule | None
    aspects: tuple[str, ...] = ()

    @property
    def item(self) -> Provision | MeasureRule:
        found = self.new if self.new is not None else self.old
        assert found is not None
        return found


def changes(article: Article) -> tuple[Change, ...]:
    """What began, ceased or changed in an article, by day.

    What stands from the first day that is encoded did not begin then: nothing is known of before.  Duties and
    rights are left out: the day from which they are encoded is not the day on which the law changed.
    """
    found: list[Change] = []
    for day in article.days:
        if day <= article.encoded_from:
            continue
        before, after = _items(article.at(day - DAY)), _items(article.at(day))
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            if old is None or new is None:
                found.append(Change(day, "removed" if new is None else "added", old, new))
            elif old is not new and (aspects := tuple(_differ(old, new))):
                found.append(Change(day, "changed", old, new, aspects))
    return tuple(found)


def _items(article: Article) -> dict[tuple[str, ...], Provision | MeasureRule]:
    return {
        **{("provision", item.id, item.stage): item for item in article.provisions},
        **{("measure", rule.id): rule for rule in article.measures},
    }


def _differ(old: Provision | MeasureRule, new: Provision | MeasureRule) -> Iterator[str]:
    """What differs in law.  That a text is now better known is not a change of the law."""
    if isinstance(old, Provision) and isinstance(new, Provision):
        if not (old.text_found and new.text_found):
            yield "not_known"
            return
        same = {
            "text": dict(old.plain) == dict(new.plain),
            "elements": shape(old.when) == shape(new.when),
            "points": _points(old) == _points(new),
            "sanctions": _sanctions(old) == _sanctions(new),
            "prosecution": old.prosecution == new.prosecution,
            "complaint": old.complaint_needed == new.complaint_needed,
        }
        yield from (aspect for aspect, equal in same.items() if not equal)
    elif isinstance(old, MeasureRule) and isinstance(new, MeasureRule):
        if [dict(one) for one in old.content] != [dict(one) for one in new.content]:
            yield "content"
        if old.days != new.days:
            yield "term"


def _points(item: Provision) -> list[tuple[object, ...]]:
    return [(point.number, dict(point.label), shape(point.when)) for point in item.points]


def _sanctions(item: Provision) -> list[tuple[object, ...]]:
    return [(sanction.kind, dict(sanction.bounds)) for sanction in item.sanctions]


def shape(tree: Condition) -> tuple[object, ...]:
    """A condition as a plain value, so that two that look alike are equal (trees compare by identity)."""
    if isinstance(tree, Leaf):
        value = sorted(tree.value) if isinstance(tree.value, frozenset) else tree.value
        return ("leaf", tree.fact, tree.operator, repr(value))
    if isinstance(tree, FromHistory):
        return ("history", tree.name, *tree.arguments)
    if isinstance(tree, Open):
        return ("open", tree.reason)
    name = "presume" if isinstance(tree, Presume) else type(tree).__name__.lower()
    return (name, *(shape(part) for part in tree.children()))


def days_of_change(law: Law) -> Mapping[date, tuple[tuple[Article, tuple[Change, ...]], ...]]:
    """Every day on which something encoded changed, the latest first, with the articles and what changed."""
    found: dict[date, list[tuple[Article, tuple[Change, ...]]]] = {}
    for article in articles(law).values():
        by_day: dict[date, list[Change]] = {}
        for change in changes(article):
            by_day.setdefault(change.day, []).append(change)
        for day, several in by_day.items():
            found.setdefault(day, []).append((article, tuple(several)))
    return {day: tuple(found[day]) for day in sorted(found, reverse=True)}


__all__ = [
    "Article", "Change", "Term", "article_id", "articles", "changes", "days_of_change",
    "in_order", "load", "nearest",
]  # fmt: skip
