"""The engine: a situation in, findings out.

It answers which provisions apply, do not apply or are undecided, each with its reason down to the facts, its
citation and what the general part says of it.  It must never act, never read a clock, never fill a fact in,
and never turn a gap of the text into an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from . import general, juveniles
from .circumstances import Weights
from .computed import computed
from .conditions import NO, Condition, Outcome
from .contradictions import Contradiction, refuse
from .earlier import history_from
from .findings import APPLIES, DOES_NOT_APPLY, UNDECIDED, Assessment, Finding, OnDemand
from .history import conflicts
from .later import Key, Later
from .measures import MeasureRule, measures_for
from .obligations import DutyRule, RightRule, duties_for, rights_for
from .procedure import ProcedureRule
from .provisions import Point, Provision
from .questions import decisive_for, effects_of, first_question, next_question
from .release import reconciliation
from .situation import Situation, situation_of
from .truth import Truth, some
from .vocabulary import FactId, Vocabulary, text

MOST_DAYS = 512
VERDICTS = {Truth.YES: APPLIES, Truth.NO: DOES_NOT_APPLY, Truth.UNKNOWN: UNDECIDED}


@dataclass(frozen=True)
class Judged:
    """A provision with its answer, before the general part is added."""

    provision: Provision
    outcome: Outcome
    points: tuple[Point, ...] = ()
    absorbed_by: str | None = None

    @cached_property
    def verdict(self) -> str:
        return DOES_NOT_APPLY if self.absorbed_by else VERDICTS[self.outcome.truth]


@dataclass(frozen=True)
class Statutes:
    """Everything the engine reads: built once by ``loader.load`` and never changed."""

    jurisdiction: str
    vocabulary: Vocabulary
    rules: Mapping[str, Any]
    definitions: Mapping[str, Condition]
    provisions: tuple[Provision, ...]
    contradictions: tuple[Contradiction, ...]
    measures: tuple[MeasureRule, ...]
    duties: tuple[DutyRule, ...]
    rights: tuple[RightRule, ...]
    procedure: tuple[ProcedureRule, ...]
    settings: Mapping[str, Any]
    weights: Mapping[str, Mapping[str, Weights]]
    later: Mapping[Key, tuple[Later, ...]]

    def on(self, day: date) -> tuple[Provision, ...]:
        """The provisions in force on a day."""
        held = self._days.get(day)
        if held is None:
            held = tuple(provision for provision in self.provisions if provision.in_force(day))
            if len(self._days) >= MOST_DAYS:
                self._days.clear()
            self._days[day] = held
        return held

    @cached_property
    def _days(self) -> dict[date, tuple[Provision, ...]]:
        """What was in force on the days asked of last."""
        return {}

    def category(self, provision: Provision) -> str | None:
        held = self._categories.get(id(provision))
        return self._category(provision) if held is None else held[1]

    def _category(self, provision: Provision) -> str | None:
        return general.category_of(provision, self.rules) if self.rules["general_part"] else None

    @cached_property
    def _categories(self) -> Mapping[int, tuple[Provision, str | None]]:
        """Of each provision, which it keeps alive: nothing else can come to stand at its place in memory."""
        return {id(item): (item, self._category(item)) for item in self.provisions}


def situate(
    statutes: Statutes,
    facts: Mapping[str, Any],
    on: date | datetime,
    history: Sequence[Any],
    closed_world: bool,
) -> Situation:
    """A checked situation; raises BadFacts and its kinds."""
    local = statutes.settings["local"]
    if isinstance(on, datetime):
        on = local(on)
    situation = situation_of(
        statutes.vocabulary, facts, on, history_from(history, local), closed_world, statutes.settings
    )
    refuse(situation, statutes.contradictions)
    return situation


def judge(
    statutes: Statutes, situation: Situation, provisions: Iterable[Provision] | None = None
) -> tuple[Judged, ...]:
    """Each provision in force with its answer; graver parts that apply cover those they name."""
    chosen = statutes.on(situation.on) if provisions is None else tuple(provisions)
    judged = [_judge_one(provision, situation) for provision in chosen]
    covering: dict[tuple[str, str], str] = {}
    for item in judged:
        if item.outcome.truth is Truth.YES:
            stages = ("completed", "attempt") if item.provision.stage == "attempt" else ("completed",)
            covering.update(
                ((covered, stage), item.provision.id)
                for covered in item.provision.absorbs
                for stage in stages
            )
    return tuple(_covered(item, covering) for item in judged)


def _covered(item: Judged, covering: Mapping[tuple[str, str], str]) -> Judged:
    """The item, marked when a graver or a special provision that applies covers it (CC 13).

    An attempt is covered by an attempt of the graver part only, never by what was completed.
    """
    by = covering.get((item.provision.id, item.provision.stage))
    if by is None or item.outcome.truth is Truth.NO:
        return item
    return Judged(item.provision, item.outcome, item.points, by)


def _judge_one(provision: Provision, situation: Situation) -> Judged:
    if situation.shut(provision.when):
        return Judged(provision, NO)
    outcome = provision.when.ask(situation)
    if outcome.truth is Truth.NO:
        return Judged(provision, outcome)
    if provision.uncertain_until and situation.on <= provision.uncertain_until:
        outcome = Outcome(Truth.UNKNOWN, outcome.missing, outcome.open | {"date_of_entry_into_force"})
    if not provision.points:
        return Judged(provision, outcome)
    met: list[Point] = []
    waiting: list[Outcome] = []
    for point in provision.points:
        answer = point.when.ask(situation)
        if answer.truth is Truth.YES:
            met.append(point)
        elif answer.truth is Truth.UNKNOWN:
            waiting.append(answer)
    if met:
        return Judged(provision, outcome, _met_together(provision, tuple(met), situation))
    if not waiting:
        return Judged(provision, NO)
    missing = outcome.missing.union(*(answer.missing for answer in waiting))
    return Judged(provision, Outcome(Truth.UNKNOWN, missing, outcome.open.union(*(a.open for a in waiting))))


def _met_together(provision: Provision, met: tuple[Point, ...], situation: Situation) -> tuple[Point, ...]:
    """The points met, each read as it stands beside the others that are met."""
    plain = [point for point in met if point.with_others is None]
    if not plain:
        return met
    return tuple(
        point
        for point in provision.points
        if point in plain
        or point.with_others is not None
        and point.with_others.ask(situation).truth is Truth.YES
    )


def assess(
    statutes: Statutes,
    facts: Mapping[str, Any],
    on: date | datetime,
    history: Sequence[Any] = (),
    closed_world: bool = False,
    guide: bool = True,
) -> Assessment:
    """The whole answer for facts on a day; without `guide`, not what an open fact would decide (half of the
    work) and no next question.  Raises BadFacts and its kinds."""
    situation = situate(statutes, facts, on, history, closed_world)
    status = _status(statutes, situation.on)
    if situation.on < statutes.rules["encoded_from_day"]:
        return Assessment(
            statutes.jurisdiction, situation.on, (), (), (), (), (), None, closed_world, (), (), False, status
        )
    judged = judge(statutes, situation)
    effects = effects_of(judged, situation) if guide else {}
    decisive = decisive_for(judged, effects)
    listed = tuple(
        _findings(statutes, situation, [item for item in judged if item.verdict != DOES_NOT_APPLY], decisive)
    )
    rest = [item for item in judged if item.verdict == DOES_NOT_APPLY]
    measures = measures_for(statutes.measures, situation, listed)
    return Assessment(
        jurisdiction=statutes.jurisdiction,
        on=situation.on,
        findings=listed,
        others=OnDemand(partial(_findings, statutes, situation, rest, decisive)),
        measures=measures,
        duties=duties_for(statutes.duties, situation, listed),
        rights=rights_for(statutes.rights, situation, listed),
        next_question=next_question(statutes, situation, judged, effects) if guide else None,
        closed_world=closed_world,
        presumed=_presumed(situation, judged),
        conflicts=conflicts(situation, _articles(judged)),
        approximate=any(entry.approximate for entry in situation.history),
        status=status,
        read_until=_read_until(statutes, situation.on),
        rules=statutes.rules,
    )


def _read_until(statutes: Statutes, on: date) -> date | None:
    read = date.fromisoformat(statutes.rules["version"])
    return read if on > read else None


def _articles(judged: Sequence[Judged]) -> list[str]:
    return list(dict.fromkeys(item.provision.article for item in judged if item.verdict != DOES_NOT_APPLY))


def _status(statutes: Statutes, on: date) -> Any:
    if on < statutes.rules["encoded_from_day"]:
        return text(statutes.rules["outside"], "general.yaml")
    if on <= statutes.rules["uncertain_until_day"]:
        return text(statutes.rules["undecided_date"], "general.yaml")
    return None


def _findings(
    statutes: Statutes, situation: Situation, judged: Sequence[Judged], decisive: Mapping[Any, Any]
) -> list[Finding]:
    findings = [_finding(statutes, situation, item, decisive) for item in judged]
    rank = {APPLIES: 2, UNDECIDED: 1, DOES_NOT_APPLY: 0}
    findings.sort(
        key=lambda item: (rank[item.verdict], *general.strength(item.provision, item.category)), reverse=True
    )
    return findings


def _finding(statutes: Statutes, situation: Situation, item: Judged, decisive: Mapping[Any, Any]) -> Finding:
    law = item.provision
    found = Finding(
        provision=law,
        verdict=item.verdict,
        elements=VERDICTS[item.outcome.truth],
        points=tuple(point.number for point in item.points),
        reason=partial(_because, item, situation),
        missing=tuple(sorted(item.outcome.missing)),
        open=tuple(sorted(item.outcome.open)),
        decisive=decisive.get((law.id, law.stage), ()),
        category=None,
        complaint_needed=law.complaint_needed,
        limitation_until=None,
        reconciliation=None,
        mci=statutes.rules.get("mci", {}).get("years", {}).get(situation.on.year),
        limits={},
        absorbed_by=item.absorbed_by,
        general=_nothing,
    )
    return _with_general_part(statutes, situation, found) if statutes.rules["general_part"] else found


def _with_general_part(statutes: Statutes, situation: Situation, found: Finding) -> Finding:
    """What the general part computes of a finding."""
    law, points, rules = found.provision, found.points, statutes.rules
    category = statutes.category(law)
    against_nobody = found.verdict == DOES_NOT_APPLY
    period = general.limitation(law, category, points, situation, _last_day(situation), rules)
    return replace(
        found,
        category=category,
        complaint_needed=general.complaint_needed(law, situation),
        limitation_until=period.until,
        reconciliation=None if against_nobody else reconciliation(law, category, points, situation, rules),
        limits=_limits(statutes, law, category, situation),
        general=_nothing
        if against_nobody
        else partial(computed, statutes, law, category, points, situation, period),
    )


def _nothing() -> None:
    """The general part says nothing of what does not apply."""


def _limits(
    statutes: Statutes, law: Provision, category: str | None, situation: Situation
) -> Mapping[str, Mapping[str, Any]]:
    """What this person may not be given, or only so: CAO 50(2) arrest, 49-1 community service (with consent,
    and not the people of part 7), and what CC 81 and CAO 66 change for somebody under 18."""
    limits: dict[str, Mapping[str, Any]] = {}
    if law.act == "cao":
        limits["community_service"] = {"needs": "consent_of_the_offender", "basis": "kz.cao.49-1"}
        for kind, definition, basis in (
            ("arrest", "arrest_exempt", "kz.cao.50.2"),
            ("community_service", "community_service_exempt", "kz.cao.49-1.7"),
        ):
            if statutes.definitions[definition].ask(situation).truth is Truth.YES:
                limits[kind] = {"barred_by": basis}
    return limits | juveniles.limits(law, category, situation, statutes.rules)


def _last_day(situation: Situation) -> date:
    """A period runs from the end of acts that go on."""
    until = situation.values.get("acts_until")
    return until if isinstance(until, date) and until > situation.on else situation.on


def _because(item: Judged, situation: Situation) -> dict[str, Any]:
    law = item.provision
    reasons: list[Any] = [part.because(situation) for part in law.when.children()]
    if law.uncertain_until and situation.on <= law.uncertain_until:
        reasons.append({"open": "date_of_entry_into_force", "truth": Truth.UNKNOWN.word})
    if law.points:
        shown = item.points or law.points
        beside = len(item.points) > 1
        points = [
            {
                **point.heading,
                **_reading(point, beside).because(situation),
            }
            for point in shown
        ]
        truth = some(_reading(point, beside).ask(situation).truth for point in shown)
        reasons.append({"any": points, "truth": truth.word})
    if item.absorbed_by:
        reasons.append({"covered_by": item.absorbed_by})
    return {"all": reasons}


def _reading(point: Point, beside: bool) -> Condition:
    """How a point is read: ``with_others`` where it is met beside another."""
    return point.with_others if beside and point.with_others is not None else point.when


def _presumed(situation: Situation, judged: Sequence[Judged]) -> tuple[str, ...]:
    """The facts that were presumed for provisions that apply."""
    found: set[str] = set()
    for item in judged:
        if item.verdict != APPLIES:
            continue
        for node in item.provision.when.presumptions:
            outcome = node.part.ask(situation)
            if outcome.truth is Truth.UNKNOWN and node.ask(situation).truth is Truth.YES:
                found |= outcome.missing
    return tuple(sorted(found))


def ask_next(
    statutes: Statutes,
    facts: Mapping[str, Any],
    on: date | datetime,
    history: Sequence[Any],
    asked: frozenset[str],
    audience: str,
    closed_world: bool = False,
) -> FactId | None:
    """The next question for this audience, or None when nothing that may be asked decides anything."""
    situation = situate(statutes, facts, on, history, closed_world)
    if situation.on < statutes.rules["encoded_from_day"]:
        return None
    judged = judge(statutes, situation)
    found = first_question(statutes, situation, judged, asked, audience) or next_question(
        statutes, situation, judged, effects_of(judged, situation), asked, audience
    )
    return FactId(found) if found else None
