"""Where the story stands, read from headers alone: the demo page holds no key and opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.urls import reverse

from qorgan.vault.receipt import Code
from qorgan.vault.words import LANGUAGES
from qorgan.web.agencies.models import Member
from qorgan.web.casework import intake
from qorgan.web.casework.models import Case, Report
from qorgan.web.demo import people
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.ledger.verbs import entries_of_case

WORDS, OPENED, SERVED, MISSED, BREACHED, SEEN = range(1, 7)
# What has to stand in the ledger for a step to be done; the last one is only looked at.
NEEDED = {
    WORDS: ("report.received",),
    OPENED: ("report.opened", "case.danger_assessed", "referral.sent"),
    SERVED: ("referral.accepted", "order.issued", "order.served"),
    MISSED: ("order.check_missed",),
    BREACHED: ("order.breached",),
    SEEN: (),
}
PLAYED_BY = {OPENED: "caseworker", SERVED: "inspector", MISSED: "police_head", BREACHED: "inspector"}
OPENED_ENTRY = "report.opened"
# For a look at a case where the step has been taken already: which entry shows it.
EXAMPLES = {
    OPENED: "referral.accepted",
    SERVED: "order.served",
    MISSED: "order.check_missed",
    BREACHED: "order.breached",
}


@dataclass(frozen=True)
class Step:
    """One step of six: what of it has happened, whose part it is, and the page where it goes on."""

    number: int
    done: bool
    is_next: bool
    happened: frozenset[str]
    person: people.Person | None
    next_url: str
    example: Case | None


@dataclass(frozen=True)
class Story:
    """The six steps and her words; `report` is None where the demonstration is not loaded."""

    report: Report | None
    words: tuple[str, ...]
    steps: tuple[Step, ...]


@cache
def _lookup_id(language: str) -> bytes:
    return bytes(intake.derive(people.story_code(language)).lookup_id)


def story(language: str) -> Story:
    """The story as far as it has gone, for a page in `language`.

    Each language has a report of its own. Where a visitor began with another one, the story goes on there.
    """
    told: dict[str, tuple[Report | None, set[str]]] = {code: _told(code) for code in LANGUAGES}
    others = [code for code in LANGUAGES if OPENED_ENTRY in told[code][1] and not _finished(told[code][1])]
    chosen = language if OPENED_ENTRY in told[language][1] or not others else others[0]
    report, happened = told[chosen]
    first = next((n for n, types in NEEDED.items() if not types or not happened.issuperset(types)), SEEN)
    steps = tuple(
        Step(
            number=number,
            done=bool(types) and happened.issuperset(types),
            is_next=number == first,
            happened=frozenset(happened.intersection(types)),
            person=_person(number),
            next_url=_next_url(number, report, happened),
            example=_example(number),
        )
        for number, types in NEEDED.items()
    )
    # The numbers alone are the code, so the same six stand in every list of words.
    words = Code(language, people.story_code(chosen).indices).words  # type: ignore[arg-type]
    return Story(report, words, steps)


def _told(language: str) -> tuple[Report | None, set[str]]:
    """The story's report of a language and every kind of entry that its case has."""
    report = Report.objects.filter(lookup_id=_lookup_id(language)).select_related("agency").first()
    return report, set(entries_of_case(report.case).values_list("type", flat=True)) if report else set()


def _finished(happened: set[str]) -> bool:
    return all(happened.issuperset(types) for types in NEEDED.values())


def _person(number: int) -> people.Person | None:
    part = PLAYED_BY.get(number)
    return people.story_person(part) if part else None


def _next_url(number: int, report: Report | None, happened: set[str]) -> str:
    """Where the person of this step goes on; policy decides there what is shown."""
    if report is None or number not in PLAYED_BY:
        return reverse("desk:worklist")
    if number == OPENED and OPENED_ENTRY not in happened:
        return reverse("desk:inbox")
    if number == SERVED and "referral.accepted" not in happened:
        return reverse("desk:referrals")
    order = _order(report.case)
    if number in (MISSED, BREACHED):
        return reverse("desk:order", args=[order]) if order else reverse("desk:worklist")
    return reverse("desk:case", args=[report.case])


def _order(case: UUID) -> UUID | None:
    return Subject.objects.filter(kind="order", parent=case).values_list("id", flat=True).first()


def _example(number: int) -> Case | None:
    """Another case where this has happened already, that the person of the step may open."""
    from qorgan.web.agencies import policy

    if number not in EXAMPLES:
        return None
    part = people.story_person(PLAYED_BY[number])
    member = Member.objects.select_related("agency").filter(username=part.username).first()
    if member is None:
        return None
    own = [_lookup_id(language) for language in LANGUAGES]
    cases = (
        Entry.objects.filter(type=EXAMPLES[number]).order_by("-recorded_at").values_list("parent", flat=True)
    )
    seen = policy.visible(member, "see", Case).exclude(report__lookup_id__in=own)
    found = {case.id: case for case in seen.filter(id__in=list(cases))}
    return next((found[id_] for id_ in cases if id_ in found), None)
