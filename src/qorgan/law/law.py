"""The public face of the law of one jurisdiction: ``load("kz")`` and the questions it answers."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from . import engine, explain, loader
from .clocks import Clock, Event, clocks_of
from .crosswalk import Instrument, NamedGap, crosswalk_from
from .earlier import article_of
from .faults import UnknownFact, UnknownProvision
from .findings import Assessment, Finding
from .gaps import Gap, Sources, gaps_of, open_points_from
from .measures import MeasureRule
from .procedure import ProcedureRule, Step, steps_for
from .provisions import Provision
from .sharing import share
from .terms import ClockRules, clock_rules
from .vocabulary import Fact, FactId, Text

NO_QUESTIONS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Law:
    """The law of one jurisdiction.  Immutable; safe to share between threads."""

    statutes: engine.Statutes
    clock_rules: ClockRules
    phrases: Mapping[str, Text]

    def assess(
        self,
        facts: Mapping[str, Any],
        on: date | datetime,
        history: Sequence[Any] = (),
        closed_world: bool = False,
        guide: bool = True,
    ) -> Assessment:
        """What applies, does not apply or is undecided for these facts on the day of the act.

        Without `guide` nothing is said about what an open fact would decide, and no question is proposed.

        ``facts``: fact id to value (word, number, bool, list of words, ``unknown``).  ``history``: entries as
        in a file of facts, or ``Earlier``.  Raises BadFacts (or a kind of it), naming every fault.
        """
        return engine.assess(self.statutes, facts, on, history, closed_world, guide)

    def next_question(
        self,
        facts: Mapping[str, Any],
        on: date | datetime,
        history: Sequence[Any] = (),
        asked: frozenset[str] = NO_QUESTIONS,
        audience: str = "survivor",
    ) -> FactId | None:
        """The next fact worth asking, or None.  Never one in ``asked``, never one that decides nothing."""
        return engine.ask_next(self.statutes, facts, on, history, frozenset(asked), audience)

    def fact(self, name: str) -> Fact:
        """The fact with this id; UnknownFact when there is none."""
        if name not in self.statutes.vocabulary.facts:
            self.statutes.vocabulary.value(name, None)
        return self.statutes.vocabulary.facts[name]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The whole vocabulary in its order."""
        return tuple(self.statutes.vocabulary.facts.values())

    def clocks(self, events: Sequence[Event], now: datetime, on: date | None = None) -> tuple[Clock, ...]:
        """The clocks these events set, as they stand at ``now``; ``on`` picks the law of another day."""
        return clocks_of(self.clock_rules, events, now, on)

    def procedure(self, on: date, topic: str | None = None) -> tuple[ProcedureRule, ...]:
        """The rules of procedure in force on a day: who may or must do what, within what time, how long."""
        return tuple(
            rule
            for rule in self.statutes.procedure
            if rule.in_force(on) and (topic is None or rule.topic == topic)
        )

    def procedure_for(
        self, facts: Mapping[str, Any], on: date | datetime, history: Sequence[Any] = ()
    ) -> tuple[Step, ...]:
        """The same rules with an answer for these facts: reached, not reached, or undecided and by what fact.

        Raises BadFacts (or a kind of it), naming every fault.
        """
        answer = self.assess(facts, on, history, guide=False)
        situation = engine.situate(self.statutes, facts, on, history, False)
        return steps_for(self.statutes.procedure, situation, answer.findings)

    def crosswalk(self) -> tuple[Instrument, ...]:
        """How this law answers international instruments, with the gaps named."""
        return _crosswalk(self.statutes.jurisdiction)

    def gaps(self, on: date | None = None) -> tuple[Gap, ...]:
        """What is not certain in the editions in force on a day, or in all of them."""
        return gaps_of(_sources(self.statutes.jurisdiction), on)

    def open_points(self) -> tuple[NamedGap, ...]:
        """What no source read so far settles, of every day."""
        return _sources(self.statutes.jurisdiction).open_points

    def show(self, provision: str, on: date | None = None) -> tuple[Provision, ...]:
        """Every encoded version of an article, part or point; UnknownProvision when there is none."""
        found = tuple(
            item
            for item in self.statutes.provisions
            if (
                item.id == provision
                or item.article == provision
                or provision.startswith(f"{item.id}.")
                and article_of(provision) == item.article
            )
            and (on is None or item.in_force(on))
        )
        if found and any(_names(item, provision) for item in found):
            return found
        raise UnknownProvision(self._not_found(provision, on, found))

    def _not_found(self, provision: str, on: date | None, near: tuple[Provision, ...]) -> str:
        """Why there is nothing to show, with the nearest ids that there are."""
        if near:
            points = ", ".join(point.number for item in near for point in item.points)
            return f"{provision} is not encoded; allowed: {near[0].id}" + (
                f" with point {points}" if points else ""
            )
        if on is not None:
            try:
                known: Sequence[Provision | MeasureRule] = self.show_measures(provision) or self.show(
                    provision
                )
            except UnknownProvision:
                known = ()
            spans = dict.fromkeys(f"{item.start} to {item.end or 'today'}" for item in known)
            if spans:
                return f"{provision} was not in force on {on}; allowed: a day in {', '.join(spans)}"
        ids = {item.article for item in self.statutes.provisions}
        ids |= {rule.basis for rule in self.statutes.measures}
        close = difflib.get_close_matches(provision, sorted(ids), n=3, cutoff=0.75)
        nearest = f"nearest: {', '.join(close)}; " if close else ""
        return f"{provision} is not encoded; {nearest}encoded: {', '.join(sorted(ids))}"

    def show_measures(self, provision: str, on: date | None = None) -> tuple[MeasureRule, ...]:
        """The measures that rest on an article, such as ``kz.l245.60``; empty when none does."""
        return tuple(
            rule
            for rule in self.statutes.measures
            if (rule.basis == provision or rule.basis.startswith(f"{provision}."))
            and (on is None or rule.in_force(on))
        )

    def explain(self, finding: Finding, lang: str = "en") -> list[str]:
        """The reason of a finding as indented lines a person can read."""
        return explain.lines(finding, lang, self.statutes.vocabulary, self.phrases)

    def short_name(self, provision: str, lang: str = "en") -> str:
        """``kz.cc.109-1.2.8`` as people write it: ``CC 109-1(2)(8)``."""
        return explain.short_name(provision, lang, self.statutes.rules["acts"])

    def phrase(self, name: str, lang: str = "en") -> str:
        """A phrase of the explanation (verdicts, categories, certainties); the name itself when unknown."""
        return self.phrases[name][lang] if name in self.phrases else name


def _names(item: Provision, provision: str) -> bool:
    """Whether the id is the article, the part, or a point of the part."""
    points = {f"{item.id}.{point.number}" for point in item.points}
    # An article without parts may be named by its first part.
    alone = set() if item.part else {f"{item.article}.1"}
    return provision in {item.id, item.article, *points, *alone}


@lru_cache(maxsize=8)
def load(jurisdiction: str = "kz") -> Law:
    """The law of a jurisdiction, read once.  Raises UnknownJurisdiction or BadLaw."""
    return Law(
        share(loader.statutes(jurisdiction)),
        clock_rules(loader.read_data(jurisdiction, "clocks.yaml")),
        # Words of the explanation are the same everywhere; a jurisdiction writes only what it says otherwise.
        explain.phrases_from(
            loader.read_data("kz", "phrases.yaml") | loader.read_data(jurisdiction, "phrases.yaml", {})
        ),
    )


@lru_cache(maxsize=8)
def _crosswalk(jurisdiction: str) -> tuple[Instrument, ...]:
    law = load(jurisdiction)
    return crosswalk_from(
        loader.read_data(jurisdiction, "crosswalk.yaml", {"instruments": ()}), law.statutes, law.clock_rules
    )


@lru_cache(maxsize=8)
def _sources(jurisdiction: str) -> Sources:
    law = load(jurisdiction)
    return Sources(
        law.statutes,
        law.clock_rules,
        _crosswalk(jurisdiction),
        loader.read_data(jurisdiction, "clocks.yaml")["counting"],
        open_points_from(
            loader.read_data(jurisdiction, "open_points.yaml", {"open_points": ()}),
            law.statutes,
            law.clock_rules,
        ),
    )


__all__ = ["Law", "UnknownFact", "load"]
