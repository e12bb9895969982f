"""One article as its page shows it: what stands on a day, who acts and by when, how certain each line is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qorgan.law import Duty, Right
from qorgan.law.articles import Article, Term
from qorgan.law.measures import MeasureRule
from qorgan.law.obligations import DutyRule, RightRule
from qorgan.law.provisions import Provision
from qorgan.web.square import catalogue
from qorgan.web.square.catalogue import kz, language
from qorgan.web.ui import law_words

COMPLAINT_ACT, LIMITATION_ACT = "kz.cpc.32", {"cc": "kz.cc.71.1", "cao": "kz.cao.62.1"}


@dataclass(frozen=True)
class Sure:
    """How certain a line is and where it stands; `doubtful`: it is to be shown beside it."""

    words: str
    doubtful: bool
    cite: str
    source: str
    article: str = ""


@dataclass(frozen=True)
class Point:
    number: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Part:
    """One part of an article on a day."""

    anchor: str
    name: str
    plain: str
    attempt: bool
    points: tuple[Point, ...]
    sanctions: tuple[str, ...]
    lines: tuple[str, ...]
    text_found: bool
    note: str
    sure: Sure


@dataclass(frozen=True)
class Protection:
    title: str
    plain: str
    by: str
    days: str
    content: tuple[str, ...]
    needed: tuple[str, ...]
    sure: Sure


@dataclass(frozen=True)
class Act:
    """What a body must do, or a right: who, what, by when."""

    who: str
    text: str
    within: str
    sure: Sure


def sure(basis: str, certainty: str, reference: str = "") -> Sure:
    law = kz()
    act = basis.split(".")[1]
    article = ".".join(basis.split(".")[:3])
    return Sure(
        law.phrase(certainty, language()),
        certainty != "certain",
        law.short_name(basis, language()) if not reference else reference,
        str(law.statutes.rules["acts"][act]["source"]),
        article if article in catalogue.known() else "",
    )


def part(item: Provision, mci: int | None) -> Part:
    lang = language()
    found = sure(item.id, item.certainty)
    return Part(
        anchor=item.part or "1",
        name=kz().short_name(item.id, lang),
        plain=item.plain[lang],
        attempt=item.stage == "attempt",
        points=tuple(Point(p.number, f"{item.part or '1'}.{p.number}", p.label[lang]) for p in item.points),
        sanctions=tuple(law_words.sanction(one.to_json(mci)) for one in item.sanctions),
        lines=tuple(line for line in (_category(item), *_begins(item), _limitation(item)) if line),
        text_found=item.text_found,
        note=item.note[lang] if item.note else "",
        sure=found,
    )


def parts(items: Sequence[Provision], on: date) -> tuple[Part, ...]:
    mci = mci_of(on)
    return tuple(part(item, mci) for item in items)


def mci_of(on: date) -> int | None:
    """The monthly index of the year, where it is known."""
    found = kz().statutes.rules["mci"]["years"].get(on.year)
    return int(found) if found else None


def _category(item: Provision) -> str:
    category = kz().statutes.category(item)
    return _first(kz().phrase(category, language())) + "." if category else ""


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _begins(item: Provision) -> tuple[str, ...]:
    """Who begins the case."""
    if item.act != "cc":
        known = {
            True: _("The case begins only when the person harmed makes a complaint."),
            False: _("The police begin the case themselves; no complaint is needed."),
            None: _("Whether a complaint is needed was not found."),
        }
        return (known[item.complaint_needed],)
    said = {
        "private": _(
            "The case begins only when the person harmed makes a complaint, and ends when they make peace."
        ),
        "private_public": _(
            "The case begins when the person harmed makes a complaint. Peace alone does not end it."
        ),
        "public": _("Police and prosecutor begin the case themselves; no complaint is needed."),
    }
    if item.prosecution is None:
        return (_("Whether a complaint is needed was not found."),)
    if item.prosecution == "public":
        return (said["public"],)
    exception = _(
        "Without a complaint a prosecutor may begin it where the person harmed is helpless, dependent or "
        "cannot use their rights (%(cite)s)."
    ) % {"cite": kz().short_name(f"{COMPLAINT_ACT}.4", language())}
    return said[item.prosecution], exception


def _limitation(item: Provision) -> str:
    category = kz().statutes.category(item)
    if not category:
        return ""
    term = kz().statutes.rules["limitation"][category]
    if "months" in term:
        said = ngettext("%(n)s month", "%(n)s months", term["months"]) % {"n": term["months"]}
    else:
        said = ngettext("%(n)s year", "%(n)s years", term["years"]) % {"n": term["years"]}
    return _("Time limit for punishing it: %(term)s from the act (%(cite)s).") % {
        "term": said, "cite": kz().short_name(LIMITATION_ACT[item.act], language()),
    }  # fmt: skip


def protection(rule: MeasureRule) -> Protection:
    lang = language()
    return Protection(
        title=rule.title[lang],
        plain=rule.plain[lang],
        by=law_words.body(rule.by),
        days=ngettext("%(n)s day", "%(n)s days", rule.days) % {"n": rule.days} if rule.days else "",
        content=tuple(one[lang] for one in rule.content),
        needed=tuple(one[lang] for one in rule.still_needed.values()),
        sure=sure(rule.basis, rule.certainty),
    )


def duty(rule: DutyRule) -> Act:
    return duty_of(rule.duty)


def duty_of(one: Duty) -> Act:
    within = law_words.within(one.within) if one.within else ""
    return Act(law_words.body(one.body), one.text[language()], within, sure(one.basis, one.certainty))


def right(rule: RightRule) -> Act:
    return right_of(rule.right)


def right_of(one: Right) -> Act:
    return Act("", one.text[language()], "", sure(one.basis, one.certainty))


def term(one: Term) -> Act:
    unit = {"days": ngettext("%(n)s day", "%(n)s days", one.rule.amount),
            "working_days": ngettext("%(n)s working day", "%(n)s working days", one.rule.amount),
            "hours": ngettext("%(n)s hour", "%(n)s hours", one.rule.amount)}[one.rule.unit]  # fmt: skip
    said = unit % {"n": one.rule.amount} if one.rule.amount else _("the same day")
    if one.rule.kind == "recurring":
        said = _("every %(term)s") % {"term": said}
    return Act(
        law_words.body(one.rule.body),
        one.rule.label[language()],
        said,
        sure(one.law.basis, one.law.certainty),
    )


def who_acts(article: Article, on: date) -> tuple[Act, ...]:
    """What bodies must do in a case under this article: duties written for its kind of case."""
    items = [item for item in article.provisions if item.in_force(on)]
    if not items:
        return ()
    cases = {"criminal"} if article.act == "cc" else {"administrative"}
    if any(item.prosecution in ("private", "private_public") for item in items):
        cases.add("complaint")
    if article.id == "kz.cao.461":
        cases.add("order_breach")
    return tuple(
        duty(rule)
        for rule in kz().statutes.duties
        if rule.scope.start <= on
        and (rule.scope.end is None or on <= rule.scope.end)
        and (rule.scope.case in cases or (rule.scope.case is None and rule.scope.when is None))
    )
