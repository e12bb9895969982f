"""What the law says, in the words of the page: each statement with its article and its certainty.

It only asks the engine and puts the answer in order; it decides nothing and stores nothing. The act is judged
by the law of its day; protection and duties by the law of today, because they would begin now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qorgan import law
from qorgan.law.vocabulary import UNKNOWN, Fact
from qorgan.web.ui.interview import Answered

__all__ = ["UNKNOWN", "Saying", "about", "dated", "fact", "next_fact"]
# What the officer has to do once a report is there; the rest of the duties come later in a case.
FIRST_DUTIES = ("report", "request")
SHOWN = 6
# Completed killing (CC 99-105): whoever tells what happened to them is alive and is not shown it as possible.
OF_A_DEATH = ("kz.cc.99", "kz.cc.100", "kz.cc.101", "kz.cc.102", "kz.cc.103", "kz.cc.104", "kz.cc.105")


@dataclass(frozen=True)
class Statement:
    """One sentence of the law: `title`, `plain`, `cite` as people write it, `certainty` in words."""

    title: str
    plain: str
    cite: str
    certainty: str
    doubtful: bool
    complaint: str = ""
    since: date | None = None
    body: str = ""


@dataclass(frozen=True)
class Saying:
    """All that the page shows. `nothing` when no answer was given that the law could be asked about."""

    nothing: bool = False
    conflict: bool = False
    status: str = ""
    applies: tuple[Statement, ...] = ()
    may_apply: tuple[Statement, ...] = ()
    measures: tuple[Statement, ...] = ()
    duties: tuple[Statement, ...] = ()
    rights: tuple[Statement, ...] = ()


def fact(id: str) -> Fact:
    """A fact of the vocabulary. Raises law.UnknownFact."""
    return law.load().fact(id)


def next_fact(facts: Mapping[str, Any], on: date, passed: frozenset[str]) -> str | None:
    """The next fact that would decide something and that she can know; None when answers contradict."""
    try:
        return law.load().next_question(facts, on, asked=passed, audience="survivor")
    except law.BadFacts:
        return None


def duty(id: str, language: str) -> Statement:
    """A duty of the law, with its article and how certain it is. Raises KeyError for an id that is none."""
    kz = law.load()
    found = next((rule.duty for rule in kz.statutes.duties if rule.duty.id == id), None)
    if found is None:
        raise KeyError(id)
    return _statement(kz, found, "", found.text[language], language, body=found.body)


def about(facts: Mapping[str, Any], on: date, today: date, language: str) -> Saying:
    """What the law says about these answers. Contradicting answers give no assessment, and no reproach."""
    if not facts.get("acts"):
        return Saying(nothing=True)
    kz = law.load()
    try:
        then = kz.assess(facts, on, guide=False)
        now = then if on == today else kz.assess(facts, today, guide=False)
    except law.BadFacts:
        return Saying(conflict=True)
    undecided = sorted(filter(_may_be_shown, then.findings), key=lambda f: len(f.missing))
    return Saying(
        status=then.status[language] if then.status else "",
        applies=tuple(_finding(kz, f, language) for f in then.applying[:SHOWN]),
        may_apply=tuple(_finding(kz, f, language) for f in undecided[:SHOWN]),
        measures=tuple(_statement(kz, m, m.title[language], m.plain[language], language)
                       for m in sorted(now.measures, key=_first) if m.verdict != "unavailable"),
        duties=tuple(_statement(kz, d, "", d.text[language], language, body=d.body)
                     for d in now.duties if d.start in FIRST_DUTIES),
        rights=tuple(_statement(kz, r, "", r.text[language], language) for r in now.rights),
    )  # fmt: skip


def _may_be_shown(found: law.Finding) -> bool:
    """What is not decided yet and may be said without alarm; what is nearest to a decision stands first."""
    dead = found.provision.article in OF_A_DEATH and found.provision.stage == "completed"
    return found.verdict == "undecided" and not dead


def _first(measure: law.Measure) -> bool:
    """The protective order stands first: it is the one that is there the same day."""
    return measure.id != "protective_order"


def _finding(kz: law.Law, found: law.Finding, language: str) -> Statement:
    provision = found.provision
    complaint = {True: "needed", False: "not_needed", None: ""}[found.complaint_needed]
    cite = kz.short_name(found.id, language)
    return Statement(
        provision.title[language], provision.plain[language], cite, kz.phrase(provision.certainty, language),
        provision.certainty != "certain", complaint, provision.start,
    )  # fmt: skip


def _statement(kz: law.Law, item: Any, title: str, plain: str, language: str, body: str = "") -> Statement:
    cite, certainty = kz.short_name(item.basis, language), kz.phrase(item.certainty, language)
    return Statement(title, plain, cite, certainty, item.certainty != "certain", body=body)


def dated(facts: Mapping[str, Any], when: Answered) -> dict[str, Any]:
    """The facts with the day as `date`, where she gave one."""
    return dict(facts) | ({"date": when.value} if when.known else {})
