"""What the law says about a case, as the case page shows it. The engine answers; a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan import law as statute
from qorgan.law import Assessment, BadFacts, Finding, Measure
from qorgan.practice.local_time import local
from qorgan.web.casework.models import Case, Tip
from qorgan.web.casework.reading import CaseFacts
from qorgan.web.desk import addresses, law_words, vocabulary, words


@dataclass(frozen=True)
class Ask:
    """A fact that would decide, what it would decide, and where to ask it."""

    label: str
    url: str | None
    then: str = ""


@dataclass(frozen=True)
class FindingLine:
    """One provision as shown."""

    anchor: str
    article: str
    title: str
    verdict: str
    verdict_label: str
    tag: str
    category: str
    certainty_label: str
    points: tuple[str, ...]
    asks: tuple[Ask, ...]
    lines: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    cite: str
    source: str


@dataclass(frozen=True)
class MeasureLine:
    """A protection as shown."""

    title: str
    verdict_label: str
    tag: str
    cite: str
    still: tuple[str, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class DutyLine:
    """Who must do what, by when, by which article."""

    body: str
    text: str
    within: str
    cite: str


@dataclass(frozen=True)
class LawView:
    """The whole answer for a case."""

    on: date
    date_missing: bool
    outside: str = ""
    conflicts: tuple[str, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    rights: tuple[DutyLine, ...] = ()
    next_question: Ask | None = None

    @property
    def applying(self) -> list[FindingLine]:
        """What applies, the gravest first."""
        return [line for line in self.findings if line.verdict == "applies"]

    @property
    def undecided(self) -> list[FindingLine]:
        """What one more fact could decide."""
        return [line for line in self.findings if line.verdict != "applies"]


@dataclass(frozen=True)
class Situation:
    """The facts of a case as the engine takes them."""

    facts: dict[str, Any]
    on: date
    history: list[Any]
    date_missing: bool


def situation_of(case: Case | Tip, found: CaseFacts) -> Situation:
    """Facts without the day and the history, which the engine takes apart; unanswered ones as "unknown"."""
    facts = dict(found.facts)
    day, history = facts.pop(vocabulary.DATE, None), facts.pop("history", None) or []
    for id_, kind in found.answers.items():
        if kind == "unknown" and id_ != vocabulary.DATE:
            facts.setdefault(id_, "unknown")
    known = {id_: value for id_, value in facts.items() if vocabulary.fact(id_) is not None}
    if day and day != "unknown":
        return Situation(known, date.fromisoformat(str(day)[:10]), history, False)
    received = case.report.sent_at if case.report else case.status.opened_at
    return Situation(known, local(received).date(), history, True)


def of_case(case: Case | Tip, found: CaseFacts, may_ask: bool) -> LawView:
    """The law's answer for the facts as they stand; a fact that cannot be used is named, never dropped."""
    now = situation_of(case, found)
    try:
        answer = statute.load().assess(now.facts, now.on, now.history)
    except BadFacts as faults:
        told = tuple(_fault(fault) for fault in faults.faults)
        return LawView(now.on, now.date_missing, conflicts=told)
    show = Shown(case, now, may_ask)
    return LawView(
        on=now.on,
        date_missing=now.date_missing,
        outside=answer.status[_lang()] if answer.status and not answer.findings else "",
        conflicts=tuple(_conflict(item) for item in answer.conflicts),
        findings=tuple(show.finding(item) for item in answer.findings),
        measures=tuple(show.measure(item) for item in answer.measures),
        duties=_duties(answer),
        rights=tuple(DutyLine("", r.text[_lang()], "", _cite(r.basis, r.certainty)) for r in answer.rights),
        next_question=show.ask(answer.next_question) if answer.next_question and may_ask else None,
    )


def _lang() -> str:
    return (get_language() or "kk")[:2]


def _fault(fault: Any) -> str:
    return _("Facts that cannot both be right, or cannot be used: %(fact)s. Ask again which holds.") % {
        "fact": vocabulary.label(fault.field)
    }


def _conflict(item: Any) -> str:
    fact = vocabulary.label(str(item.get("fact", "")))
    return _(
        "The facts and the history of decisions disagree: %(fact)s. Nothing was chosen; find out which holds."
    ) % {"fact": fact}


def _cite(basis: str, certainty: str) -> str:
    mark = law_words.certainty(certainty)
    return f"{words.cite(basis)}; {mark}" if mark else words.cite(basis)


def _duties(answer: Assessment) -> tuple[DutyLine, ...]:
    return tuple(
        DutyLine(
            law_words.body(d.body), d.text[_lang()], law_words.within(d.within), _cite(d.basis, d.certainty)
        )
        for d in answer.duties
    )


@dataclass(frozen=True)
class Shown:
    """Turns the engine's values into lines for one case."""

    case: Case | Tip
    now: Situation
    may_ask: bool

    def ask(self, fact: str, then: str = "") -> Ask:
        url = f"{addresses.of('case_facts', self.case.pk)}?ask={fact}" if self.may_ask else None
        return Ask(vocabulary.label(fact), url, then)

    def finding(self, item: Finding) -> FindingLine:
        law, lang = item.provision, _lang()
        labels = {point.number: point.label[lang] for point in law.points}
        return FindingLine(
            anchor=f"law-{law.id.replace('.', '-')}-{law.stage}",
            article=words.cite(law.id),
            title=law.title[lang],
            verdict=item.verdict,
            verdict_label=law_words.phrase(item.verdict),
            tag=law_words.TAGS[item.verdict],
            category=law_words.phrase(item.category),
            certainty_label=law_words.certainty(law.certainty),
            points=tuple(f"({number}) {labels.get(number, '')}" for number in item.points),
            asks=self._asks(item),
            lines=tuple(self._lines(item)),
            reasons=tuple(law_words.reasons(item.because, self.now.facts, item.verdict == "applies")),
            cite=self._cite(item),
            source=law.source,
        )

    def _asks(self, item: Finding) -> tuple[Ask, ...]:
        """The facts that would decide, each once, with what follows."""
        if item.verdict == "applies":
            graver = {d.fact: d for d in item.decisive if d.then != "does_not_apply"}
            return tuple(
                self.ask(
                    d.fact,
                    _("%(value)s: then %(article)s")
                    % {"value": vocabulary.value(d.fact, d.value), "article": words.cite(d.then)},
                )
                for d in graver.values()
            )
        return tuple(self.ask(fact) for fact in item.missing)

    def _lines(self, item: Finding) -> list[tuple[str, str]]:
        law = item.provision
        found = []
        sanctions = [law_words.sanction(one.to_json(item.mci)) for one in law.sanctions]
        if sanctions:
            found.append((_("What it carries"), "; ".join(sanctions)))
        if law.prosecution:
            found.append((_("How it begins"), law_words.prosecution(law.prosecution)))
        if item.complaint_needed is not None:
            needed = (
                _("A complaint of hers is needed.")
                if item.complaint_needed
                else _("No complaint of hers is needed.")
            )
            found.append((_("Her complaint"), needed))
        if item.limitation_until:
            found.append((_("Must be dealt with by"), item.limitation_until.strftime("%d.%m.%Y")))
        if item.reconciliation is not None:
            found.append((_("Making peace"), self._peace(item)))
        if law.note:
            found.append((_("Note"), law.note[_lang()]))
        return found

    def _peace(self, item: Finding) -> str:
        possible = item.reconciliation.possible if item.reconciliation else None
        if possible is None:
            return _("The texts leave it open. It is never asked of her.")
        return _("The law does not bar it. It is never asked of her.") if possible else _("The law bars it.")

    def _cite(self, item: Finding) -> str:
        law = item.provision
        since = law.start.strftime("%d.%m.%Y")
        if law.end:
            dates = _("in force %(since)s to %(until)s") % {
                "since": since,
                "until": law.end.strftime("%d.%m.%Y"),
            }
        else:
            dates = _("in force since %(since)s") % {"since": since}
        mark = law_words.phrase(law.certainty)
        gap = "" if law.text_found else "; " + _("text not found")
        reference = f"{law.reference}; " if _lang() == "en" else ""  # the data has it in English only
        return f"{words.cite(law.id)}; {reference}{dates}; {mark}{gap}"

    def measure(self, item: Measure) -> MeasureLine:
        asks = tuple(self.ask(fact) for fact in item.missing) if item.verdict == "undecided" else ()
        by = law_words.body(item.by)
        return MeasureLine(
            item.title[_lang()],
            law_words.phrase(item.verdict),
            law_words.TAGS[item.verdict],
            f"{by}; {_cite(item.basis, item.certainty)}",
            tuple(item.needs[name][_lang()] for name in item.still_needed if name in item.needs),
            asks,
        )


def next_fact(case: Case, found: CaseFacts, passed: frozenset[str]) -> str | None:
    """The fact whose answer decides most and was not passed over; None when nothing more decides."""
    now = situation_of(case, found)
    declined = frozenset(id_ for id_, kind in found.answers.items() if kind == "declined")
    if now.date_missing and vocabulary.DATE not in passed and vocabulary.DATE not in found.answers:
        return vocabulary.DATE
    try:
        return statute.load().next_question(now.facts, now.on, now.history, passed | declined, "officer")
    except BadFacts:
        return None
