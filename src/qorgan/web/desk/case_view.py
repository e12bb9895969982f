"""What the case page shows, made from headers and from what was opened. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.practice import danger as danger_rule
from qorgan.practice import witness
from qorgan.web.agencies.models import Agency
from qorgan.web.casework.consent import ConsentLine
from qorgan.web.casework.models import Case, Tip
from qorgan.web.casework.reading import CaseFacts, Opened, Source
from qorgan.web.desk import words
from qorgan.web.ledger.headers import CLEARED, split_due
from qorgan.web.ledger.models import Entry

CARE_EVENTS = frozenset(
    "report.escalated referral.escalated referral.declined order.check_missed order.breached "
    "order.service_refused "
    "order.expired task.refused case.consent_withdrawn".split()
)
MISSED_EVENTS = frozenset({"report.escalated", "referral.escalated"})
LOOKED_SHOWN = 12
READINGS = ("case.read", "case.searched", "tip.read")
FOUND = 0  # no compartment has this number: its row was shown in a search, and nothing was opened


@dataclass(frozen=True)
class Reading:
    """Who opened a part of a case, or found the case in a search, last when."""

    type: str
    agency: UUID | None
    actor_role: str
    compartment: int | None
    at: datetime


@dataclass(frozen=True)
class TimelineRow:
    """One entry: what, when, by which agency and role; `kind` is the mark on the line."""

    title: str
    at: datetime
    text: str
    kind: str


@dataclass(frozen=True)
class ClockLine:
    """A clock: what is due, by when, its state and the article or rule it comes from, with who must act."""

    label: str
    at: datetime
    state: str
    basis: str


@dataclass(frozen=True)
class Clocks:
    """Clocks that were missed or run, and those that were kept."""

    open: tuple[ClockLine, ...]
    kept: tuple[ClockLine, ...]


@dataclass(frozen=True)
class LookedLine:
    """Which agency and role opened which part, last when."""

    agency: str
    role: str
    what: str
    at: datetime


@dataclass(frozen=True)
class SourceLine:
    """Who said or established a value, and when."""

    value: str
    who: str
    at: datetime


@dataclass(frozen=True)
class FactLine:
    """A fact as it stands, with every source; `conflict` when they differ."""

    id: str
    label: str
    value: str
    sources: tuple[SourceLine, ...]
    several: bool
    conflict: bool


@dataclass(frozen=True)
class OpenAnswer:
    """A question that has no answer yet, and which of the three it is."""

    label: str
    answer: str


@dataclass(frozen=True)
class RiskView:
    """The danger as last assessed."""

    assessed: bool
    meaning: str = ""
    reasons: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None
    version: str = ""
    actions: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)


def language() -> str:
    return (get_language() or "kk")[:2]


def ledger_of(case: Case | Tip) -> tuple[list[Entry], list[Reading]]:
    """What was done in a case and on its report, first to last, and who opened which part last when.

    Readings are most of a long record, and only the last of each is shown.
    """
    mine = Q(subject=case.pk) | Q(parent=case.pk)
    if case.report_id:
        mine |= Q(subject=case.report_id)
    ledger = Entry.objects.filter(mine).exclude(type__in=READINGS).order_by("recorded_at", "seq")
    looked = Entry.objects.filter(subject=case.pk, type__in=READINGS)
    last = looked.values("type", "agency", "actor_role", "compartment").annotate(at=Max("recorded_at"))
    return list(ledger), [Reading(**row) for row in last]


def agencies_of(entries: Iterable[Entry | Reading]) -> dict[Any, Agency]:
    """Every agency that the entries name."""
    ids = {id_ for e in entries for id_ in (e.agency, getattr(e, "party", None)) if id_}
    return Agency.objects.in_bulk(ids)


def _who(entry: Entry, agencies: dict[Any, Agency]) -> str:
    agency = agencies.get(entry.agency)
    role = words.role(entry.actor_role) if entry.actor_role else ""
    parts = (
        [role]
        if entry.actor_role in ("clock", "survivor", "witness")
        else [role, agency.name if agency else ""]
    )
    text = ", ".join(part for part in parts if part)
    other = agencies.get(entry.party)
    return f"{text} → {other.name}" if other and entry.party != entry.agency else text


def timeline(entries: Sequence[Entry], agencies: dict[Any, Agency]) -> list[TimelineRow]:
    """What was done, the newest first."""
    return [
        TimelineRow(
            words.event(e.type), e.recorded_at, _who(e, agencies), "care" if e.type in CARE_EVENTS else "done"
        )
        for e in reversed(entries)
    ]


def looked(
    readings: Sequence[Reading],
    agencies: dict[Any, Agency],
    part_name: Callable[[int], str] = words.compartment,
) -> list[LookedLine]:
    """Which agency and role opened which parts, and when last; the newest first."""
    opened: dict[tuple[Any, str], dict[int, datetime]] = {}
    for one in readings:
        part = FOUND if one.type == "case.searched" else one.compartment
        if part is not None:
            opened.setdefault((one.agency, one.actor_role), {})[part] = one.at
    lines = [
        LookedLine(
            agencies[agency].name if agency in agencies else "",
            words.role(role),
            ", ".join(
                part_name(number) if number != FOUND else _("found in a search") for number in sorted(parts)
            ),
            max(parts.values()),
        )
        for (agency, role), parts in opened.items()
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LOOKED_SHOWN]


def shown(lines: Iterable[ClockLine]) -> Clocks:
    """Missed first, then running by what is due; kept ones apart."""
    order = {"missed": 0, "running": 1, "met": 2}
    found = sorted(lines, key=lambda c: (order[c.state], c.at))
    return Clocks(tuple(c for c in found if c.state != "met"), tuple(c for c in found if c.state == "met"))


def clocks(entries: Sequence[Entry], at: datetime, agencies: dict[Any, Agency]) -> list[ClockLine]:
    """Every clock that the ledger started, save those of orders, which count them by their own rules.

    An entry with a due code starts a clock of its subject and ends the one before; the end was in time when
    it was recorded before the due instant and is not itself the record of a miss.
    """
    found: list[ClockLine] = []
    open_: dict[Any, tuple[str, datetime, Entry]] = {}
    counted = (e for e in entries if not e.type.startswith("order."))
    for entry in sorted(counted, key=lambda e: (e.recorded_at, e.seq)):
        before = open_.get(entry.subject)
        if before and (entry.due_code or entry.type in MISSED_EVENTS):
            missed = entry.type in MISSED_EVENTS or entry.recorded_at > before[1]
            found.append(_clock(*before, "missed" if missed else "met", agencies))
            open_.pop(entry.subject, None)
        if entry.due_code and entry.due_code != CLEARED:
            code, due_at = split_due(entry.due_code)
            if due_at is not None:
                open_[entry.subject] = (code, due_at, entry)
    found += [_clock(*one, "missed" if one[1] <= at else "running", agencies) for one in open_.values()]
    return found


def _clock(code: str, due_at: datetime, entry: Entry, state: str, agencies: dict[Any, Agency]) -> ClockLine:
    who = agencies.get(entry.party if entry.type.startswith("referral.") else entry.agency)
    who = who or agencies.get(entry.agency)
    basis = words.basis_of_due(code)
    return ClockLine(
        words.due(code), due_at, state, "; ".join(part for part in (who.name if who else "", basis) if part)
    )


def consent(lines: Iterable[ConsentLine], leader: Any) -> list[dict[str, Any]]:
    """Who holds what, in words; the leading agency, which she sent it to, stands there once."""
    shown: list[dict[str, Any]] = []
    for line in lines:
        own = line.agency.pk == leader
        if own and any(before["agency_id"] == leader for before in shown):
            continue
        what = "; ".join(words.of("bundle", code) for code in line.bundles) or _("parts of the record")
        basis = words.of("basis", line.basis)
        if line.basis == "consent":
            basis = words.of("given_by", line.given_by)
        shown.append(
            {
                "agency": line.agency.name,
                "agency_id": line.agency.pk,
                "what": what,
                "basis": basis,
                "at": line.at,
                "purpose": words.of("purpose", line.purpose),
                "can_stop": line.basis == "consent" and not own,
            }
        )
    return shown


def _source(source: Source, shown: str) -> SourceLine:
    if source.role == "survivor":
        who = _("she, at the door")
    elif not witness.counts(source.basis):
        who = words.of("established", source.basis)
    else:
        place = source.agency.name if source.agency else ""
        parts = (words.of("established", source.basis), words.role(source.role), place)
        who = ", ".join(part for part in parts if part)
    return SourceLine(shown, who, source.at)


def facts(found: CaseFacts, label: Any, value: Any) -> list[FactLine]:
    """Facts in words: `label(id)` and `value(id, raw)` come from the law's vocabulary."""
    lines = []
    for id_, raw in found.facts.items():
        sources = found.sources.get(id_, [])
        said = [value(id_, source.value) for source in sources]
        differ = len(set(said)) > 1
        lines.append(
            FactLine(
                id_,
                label(id_),
                value(id_, raw),
                tuple(_source(s, v) for s, v in zip(sources, said, strict=True)),
                differ,
                differ,
            )
        )
    return lines


def open_answers(found: CaseFacts, label: Any) -> list[OpenAnswer]:
    """What was asked and not answered, each with its own word."""
    return [
        OpenAnswer(label(id_), words.of("answer", kind))
        for id_, kind in found.answers.items()
        if kind != "known" and id_ not in found.facts
    ]


def risk(rows: Sequence[Opened], band: str) -> RiskView:
    """The last assessment, with the reasons for its level and what it calls for."""
    if not rows:
        return RiskView(assessed=False)
    last = rows[-1]
    result = danger_rule.assess(last.value.get("answers", {}), concern=bool(last.value.get("concern")))
    reasons = list(result.reasons[language()])
    if last.value.get("reason"):
        reasons.append(f"«{last.value['reason']}»")
    shown = band or result.band
    actions = danger_rule.next_actions(shown, (*result.critical, *result.others))
    by = ", ".join(part for part in (words.role(last.role), last.agency.name if last.agency else "") if part)
    return RiskView(
        True,
        words.said(danger_rule.band_meaning(shown)),
        tuple(reasons),
        by,
        last.at,
        str(last.value.get("version", "")),
        tuple(words.said(a.text) for a in actions),
        dict(last.value.get("answers", {})),
    )
