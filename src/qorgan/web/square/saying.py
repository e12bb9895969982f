"""What the law says about the answers given: only the engine's words, each with its article and certainty.

The act is judged by the law of its day; protection, duties and rights by the law of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qorgan import law
from qorgan.web.square import article_view
from qorgan.web.square.article_view import Act, Sure
from qorgan.web.square.asking import Answers
from qorgan.web.square.catalogue import kz, language, today
from qorgan.web.ui import law_words

FIRST_DUTIES = ("report", "request")


@dataclass(frozen=True)
class Found:
    """One provision: `day` and `anchor` name its version and part for the link."""

    act: str
    number: str
    day: str
    anchor: str
    title: str
    plain: str
    sanctions: tuple[str, ...]
    complaint: str
    category: str
    depends: tuple[str, ...]
    sure: Sure


@dataclass(frozen=True)
class Saying:
    nothing: bool = False
    conflict: tuple[str, ...] = ()
    status: str = ""
    applies: tuple[Found, ...] = ()
    may_apply: tuple[Found, ...] = ()
    protections: tuple[Any, ...] = ()
    duties: tuple[Act, ...] = ()
    rights: tuple[Act, ...] = ()
    measures: tuple[str, ...] = ()
    complaint_needed: bool = False


def about(answers: Answers) -> Saying:
    """What the law says; `conflict` names the questions whose answers do not fit together."""
    facts = answers.facts
    if not facts.get("acts"):
        return Saying(nothing=True)
    try:
        then = kz().assess(facts, answers.day, guide=False)
        now = then if answers.day == today() else kz().assess(facts, today(), guide=False)
    except law.BadFacts as error:
        return Saying(conflict=tuple(dict.fromkeys(fault.field for fault in error.faults)) or ("kinds",))
    open_measures = [one for one in now.measures if one.verdict != "unavailable"]
    return Saying(
        status=then.status[language()] if then.status else "",
        applies=tuple(_found(one) for one in then.applying),
        may_apply=tuple(_found(one) for one in then.findings if one.verdict == "undecided"),
        protections=tuple(_protection(one) for one in sorted(open_measures, key=_first)),
        duties=tuple(article_view.duty_of(one) for one in now.duties if one.start in FIRST_DUTIES),
        rights=tuple(article_view.right_of(one) for one in now.rights),
        measures=tuple(one.id for one in open_measures),
        complaint_needed=any(one.complaint_needed for one in then.applying),
    )  # fmt: skip


def _first(measure: law.Measure) -> bool:
    return measure.id != "protective_order"


def _protection(one: law.Measure) -> dict[str, Any]:
    return {
        "title": one.title[language()], "plain": one.plain[language()], "by": law_words.body(one.by),
        "needed": [label[language()] for label in one.needs.values()],
        "sure": article_view.sure(one.basis, one.certainty), "verdict": one.verdict,
    }  # fmt: skip


def _found(one: law.Finding) -> Found:
    item = one.provision
    _country, act, number = item.article.split(".")
    complaint = {True: "needed", False: "not_needed", None: ""}[one.complaint_needed]
    return Found(
        act, number, max(item.start, kz().statutes.rules["encoded_from_day"]).isoformat(),
        f"{item.part or '1'}{'.' + one.points[0] if one.points else ''}", item.title[language()],
        item.plain[language()], tuple(law_words.sanction(each.to_json(one.mci)) for each in item.sanctions),
        complaint, law_words.phrase(one.category),
        tuple(kz().fact(name).label[language()] for name in one.missing[:4]),
        article_view.sure(".".join((one.id, *one.points[:1])), item.certainty),
    )  # fmt: skip
