"""What the order's pages show, made from headers and from what was opened. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qorgan.practice.local_time import local
from qorgan.practice.text import Text
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import reading
from qorgan.web.casework.grants import NoGrant
from qorgan.web.casework.models import Case
from qorgan.web.casework.reading import Opened
from qorgan.web.clock import now
from qorgan.web.desk import law_words, words
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import entries
from qorgan.web.orders import documents, proposal, terms, verbs, view
from qorgan.web.orders.course import happened
from qorgan.web.orders.models import Order
from qorgan.web.orders.wording import basis_on, label, say

ADDRESS_FAULT = gettext_lazy(
    "Her address or number stands in this text. The other person reads it: take it out."
)
LANGUAGE_NAMES = (("kk", "Қазақша"), ("ru", "Русский"))
CARE = frozenset({"order.check_missed", "order.breached", "order.service_refused", "order.withdrawn"})
TIME_FAULTS = {
    "future": gettext_lazy("This time has not come yet."),
    "before_issue": gettext_lazy("This is before the order was issued."),
    "before_handing_over": gettext_lazy("This is before the order was handed over, so it was not in force."),
    "after_end": gettext_lazy("The order was no longer in force at that time."),
    "no_zone": gettext_lazy("Give the day and the time."),
}
DETAIL_NAMES = {
    "addressee_name": gettext_lazy("name of the person it is about"),
    "protected_name": gettext_lazy("name of the person it protects"),
    "incident_place": gettext_lazy("where it happened"),
    "circumstances": gettext_lazy("what happened"),
    "issue_place": gettext_lazy("place of issue"),
    "issuer_name": gettext_lazy("your name"),
    "issuer_post": gettext_lazy("your post"),
    "restrictions": gettext_lazy("what it forbids"),
}
STEPS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "issue": (
        gettext_lazy("The order is drafted and protects nobody yet. Answer the conditions and issue it."),
        gettext_lazy("Conditions and issue"),
        "desk:order_issue",
    ),
    "serve": (
        gettext_lazy("It is in force only from the moment it is handed over."),
        gettext_lazy("Record the handing over"),
        "desk:order_serve",
    ),
    "copy": (
        gettext_lazy("Her copy is due on the day of issue, with her rights explained."),
        gettext_lazy("Record that she has her copy"),
        "desk:order_copy",
    ),
    "missed": (
        gettext_lazy("A check was missed. It went to the supervisor and stays open until someone checks."),
        gettext_lazy("Record the check"),
        "desk:order_check",
    ),
    "check": (
        gettext_lazy("Check that the order is kept."),
        gettext_lazy("Record the check"),
        "desk:order_check",
    ),
    "follows": (
        gettext_lazy("A breach is recorded. See what the law says follows, and ask the court for more."),
        gettext_lazy("What follows"),
        "desk:order_follows",
    ),
}


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    text: str
    label: str
    url_name: str
    late: bool


@dataclass(frozen=True)
class TimelineRow:
    """One step of the order: what, when it happened, by whom, and what was said where it may be read."""

    title: str
    at: datetime
    text: str
    kind: str


@dataclass(frozen=True)
class ClockLine:
    """A clock with its article and who must act."""

    label: str
    at: datetime
    state: str
    basis: str


@dataclass(frozen=True)
class ConditionLine:
    """One condition as the officer answered it."""

    label: str
    answer: str
    by: str
    open: bool


def language() -> str:
    return (get_language() or "kk")[:2]


def said(text: Text) -> str:
    return say({"en": text.en, "ru": text.ru, "kk": text.kk})


def time_fault(code: str) -> str:
    return str(TIME_FAULTS.get(code, TIME_FAULTS["no_zone"]))


def missing_fault(fields: Sequence[str]) -> str:
    names = ", ".join(str(DETAIL_NAMES.get(name, name)) for name in fields)
    return _("The law asks for particulars that are still empty: %(names)s.") % {"names": names}


def next_step(order: Order, at: datetime, may_act: bool) -> Step | None:
    """What to do next, or None when nothing is owed or this member only reads."""
    if not may_act:
        return None
    state, course = order.status.state, verbs.course_of(order)
    late = bool(order.status.due_at and order.status.due_at <= at)
    code = {"drafted": "issue", "issued": "serve", "service_refused": "serve"}.get(state, "")
    if state == "served":
        code = "missed" if order.status.due_code == "order_check_missed" else "check"
        if course.copy_given_at is None and code != "missed":
            code = "copy"
        if code == "check" and _breach_waits(order):
            code = "follows"
    if not code:
        return None
    text, button, url = STEPS[code]
    return Step(str(text), str(button), url, late)


def _breach_waits(order: Order) -> bool:
    """Is a breach the last thing that was recorded? After the next check the order goes its way again."""
    steps = [e.type for e in entries(order.id) if e.type in ("order.breached", "order.checked")]
    return bool(steps) and steps[-1] == "order.breached"


def shown(keyring: Keyring, order: Order, at: datetime) -> dict[str, Any]:
    """All that the order page shows; what the agency may not read stands as not shared."""
    try:
        details = verbs.latest_details(keyring, order)
        opened = documents.events(keyring, order)
    except NoGrant:
        details, opened = None, []
    conditions = next((r.value for r in reversed(opened) if r.value.get("kind") == "conditions"), None)
    course = verbs.course_of(order)
    return {
        "details": details,
        "issuer_post": label("issuer_posts", details.issuer_post) if details and details.issuer_post else "",
        "restrictions": [label("restrictions", code) for code in details.restrictions] if details else [],
        "conditions": _conditions(conditions) if conditions else [],
        "reason": conditions.get("reason", "") if conditions else "",
        "course": course,
        "basis_mark": law_words.certainty(basis_on(local(course.issued_at or at).date())["certainty"]),
        "basis_words": say(basis_on(local(course.issued_at or at).date())["act"]),
        "clocks": clocks(order, at),
        "timeline": timeline(order, opened),
        "checks": check_rows(order, at),
        "draft": verbs.approval(order.agency) is None,
        "paper_languages": LANGUAGE_NAMES,
    }


def _conditions(kept: dict[str, Any]) -> list[ConditionLine]:
    return [
        ConditionLine(
            label("conditions", code), label("answers", a["answer"]), a.get("by", ""), a["answer"] != "yes"
        )
        for code, a in kept["answers"].items()
    ]


def clocks(order: Order, at: datetime) -> list[ClockLine]:
    return [
        ClockLine(c.label, c.at, c.state, ", ".join(part for part in (c.basis, str(c.authority)) if part))
        for c in view.clocks(order, at)
    ]


def check_rows(order: Order, at: datetime) -> list[view.CheckRow]:
    return view.checks(verbs.course_of(order), at)


def timeline(order: Order, opened: Sequence[Opened]) -> list[TimelineRow]:
    """The order's steps, the newest last, with what was noted where it may be read."""
    chain = list(entries(order.id))
    noted = _notes(chain, opened)
    agencies = Agency.objects.in_bulk({e.agency for e in chain if e.agency})
    return [
        TimelineRow(
            words.event(e.type),
            happened(e),
            _line(e, agencies, noted.get(e.pk, "")),
            "care" if e.type in CARE else "done",
        )
        for e in chain
    ]


def _notes(chain: Sequence[Entry], opened: Sequence[Opened]) -> dict[Any, str]:
    from qorgan.web.ledger.models import SealedRow

    entry_of = dict(SealedRow.objects.filter(id__in=[r.id for r in opened]).values_list("id", "entry_id"))
    return {entry_of[r.id]: _words(r.value) for r in opened if r.id in entry_of}


def _words(value: dict[str, Any]) -> str:
    parts = [
        label("handing_over", value["how"]) if value.get("how") else "",
        label("notice_means", value["means"]) if value.get("means") else "",
        label("check_results", value["result"]) if value.get("result") else "",
        "; ".join(label("breach_kinds", kind) for kind in value.get("kinds", ())),
        value.get("what", ""),
        value.get("note", ""),
    ]
    return ". ".join(part for part in parts if part)


def _line(entry: Entry, agencies: dict[Any, Agency], note: str) -> str:
    agency = agencies.get(entry.agency)
    role = words.role(entry.actor_role) if entry.actor_role else ""
    who = ", ".join(
        part for part in (role, agency.name if agency and entry.actor_role != "clock" else "") if part
    )
    return f"{who}. {note}" if note else who


def proposal_of(keyring: Keyring, order: Order) -> proposal.Proposal | None:
    """The engine's word for the facts that this agency may read."""
    return proposal.proposal(facts_of(keyring, order), local(now()).date(), language=language())


def name_of_protected(keyring: Keyring, case: Case) -> str:
    """Her name where she gave it and shared it with this agency, so that she need not say it again."""
    try:
        return str(reading.identity(keyring, case).get("name", ""))
    except NoGrant:
        return ""


def facts_of(keyring: Keyring, order: Order) -> dict[str, Any]:
    """The facts of the case as the engine takes them; none where they are not shared with this agency."""
    from qorgan.web.desk.law_view import situation_of

    try:
        return situation_of(order.case, reading.facts(keyring, order.case)).facts
    except NoGrant:
        return {}


def follows(keyring: Keyring, order: Order, earlier: Sequence[date], none_earlier: bool) -> dict[str, Any]:
    """The last breach and what the law says of it."""
    course = verbs.course_of(order)
    if not course.breaches or course.served_at is None:
        return {"breach": None}
    kept = [r.value for r in documents.events(keyring, order) if r.value.get("kind") == "breach"]
    last = kept[-1] if kept else {"kinds": [], "what": ""}
    at = course.breaches[-1]
    answer = proposal.consequences(
        facts_of(keyring, order),
        at,
        last.get("kinds", ()),
        course.served_at,
        view.basis_of(course),
        earlier,
        none_earlier,
        language(),
    )
    return {
        "breach": {
            "at": at,
            "kinds": [label("breach_kinds", k) for k in last.get("kinds", ())],
            "what": last.get("what", ""),
        },
        "breaches": len(course.breaches),
        "penalties": [
            (p, _sanctions(p), _open(p.missing), law_words.certainty(p.certainty)) for p in answer.penalties
        ],
        "measures": [
            {
                "title": m.title[language()],
                "cite": terms.cite(m.basis, language()),
                "days": m.days,
                "needs": [needed[language()] for needed in m.needs.values()],
            }
            for m in answer.measures
        ],
        "duties": answer.duties,
        "faults": answer.faults,
        "hours": terms.terms_on(answer.on).detention_hours,
    }


def _open(missing: Sequence[str]) -> list[str]:
    from qorgan.web.desk import vocabulary

    return [vocabulary.label(fact) for fact in missing]


def _sanctions(penalty: proposal.Penalty) -> list[str]:
    found = []
    for s in penalty.sanctions:
        if s["kind"] == "arrest":
            found.append(_("arrest for %(days)s days") % {"days": s["max_days"]})
        elif s["kind"] == "fine" and "max_tenge" in s:
            found.append(
                _("a fine of %(mci)s MCI, %(tenge)s tenge") % {"mci": s["max_mci"], "tenge": s["max_tenge"]}
            )
        elif s["kind"] == "fine":
            found.append(_("a fine of %(mci)s MCI") % {"mci": s["max_mci"]})
    return found
