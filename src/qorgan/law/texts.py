"""The answers of the engine as lines of text, in three languages.  It must add nothing to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .clocks import Clock
from .computed_texts import general_lines, sanction_text
from .concurrence import together
from .findings import Assessment, Finding
from .law import Law
from .measures import MeasureRule
from .provisions import Provision, Sanction
from .vocabulary import Fact


def fact_lines(law: Law, fact: Fact, lang: str) -> list[str]:
    """One fact: id, type, label, who may establish it, words."""
    who = ", ".join(law.phrase(f"who_{name}", lang) for name in fact.who)
    lines = [f"{fact.id}  [{law.phrase(f'type_{fact.type}', lang)}]  {fact.label[lang]}  ({who})"]
    if fact.words:
        lines.append("    " + ", ".join(f"{word} = {label[lang]}" for word, label in fact.words.items()))
    return lines


def _limited(law: Law, finding: Finding, sanction: Sanction, lang: str) -> str:
    """A sanction with what bars, caps or conditions it for this person."""
    limit = finding.limits.get(sanction.kind, {}) if not sanction.bearer else {}
    shown = sanction_text(law, finding.capped(sanction), finding.mci, lang)
    if "barred_by" in limit:
        said = law.phrase("barred", lang).format(law.short_name(limit["barred_by"], lang))
        return f"{shown} ({said})"
    return f"{shown} ({law.phrase(limit['needs'], lang)})" if "needs" in limit else shown


def _reference(law: Law, item: Provision, lang: str) -> str:
    """What is cited.  The data has the story of an edition in English only; its days say the same."""
    if lang == "en":
        return item.reference
    end = item.end.isoformat() if item.end else "..."
    return f"{law.short_name(item.article, lang)} [{item.start.isoformat()} - {end}]"


def _finding_lines(law: Law, finding: Finding, lang: str) -> list[str]:
    name = law.short_name(finding.id, lang) + "".join(f"({point})" for point in finding.points)
    head = f"{name}: {finding.provision.title[lang]} - {law.phrase(finding.verdict, lang)}"
    lines = [head, f"  {finding.provision.plain[lang]}"]
    grade = [law.phrase(finding.category, lang)] if finding.category else []
    complaint = {True: "complaint_needed", False: "complaint_not_needed", None: "complaint_unknown"}
    grade.append(law.phrase(complaint[finding.complaint_needed], lang))
    if finding.limitation_until:
        grade.append(law.phrase("limitation_until", lang).format(finding.limitation_until.isoformat()))
    lines.append("  " + "; ".join(grade))
    if finding.provision.sanctions:
        lines.append(
            "  " + "; ".join(_limited(law, finding, item, lang) for item in finding.provision.sanctions)
        )
    lines += ["  " + line for line in general_lines(law, finding, lang)]
    lines += ["  " + line for line in law.explain(finding, lang)[1:]]
    missing = [law.fact(fact).label[lang] for fact in finding.missing]
    if missing:
        lines.append(f"  {law.phrase('missing', lang)} {', '.join(missing)}")
    law_text = "" if finding.provision.text_found else f"; {law.phrase('text_missing', lang)}"
    lines.append(
        f"  {_reference(law, finding.provision, lang)}; {finding.provision.source}; "
        f"{law.phrase(finding.provision.certainty, lang)}{law_text}"
    )
    if finding.provision.note:
        lines.append(f"  {finding.provision.note[lang]}")
    return lines


def _stated(law: Law, conflict: Mapping[str, str], lang: str) -> str:
    fact, value, history = law.fact(conflict["fact"]), conflict["value"], conflict["history"]
    known = value if value not in ("true", "false") else law.phrase("yes" if value == "true" else "no", lang)
    said = fact.words[value][lang] if value in fact.words else known
    kept = law.short_name(history, lang) if "." in history else law.phrase(history, lang)
    return law.phrase("conflict", lang).format(said, kept)


def assessment_lines(law: Law, answer: Assessment, lang: str, everything: bool) -> list[str]:
    """The whole answer."""
    lines = [answer.on.isoformat()]
    if answer.status:
        lines.append(answer.status[lang])
    if answer.read_until:
        lines.append(law.phrase("read_until", lang).format(answer.read_until.isoformat()))
    for conflict in answer.conflicts:
        label = law.fact(conflict["fact"]).label[lang]
        lines.append(f"! {label}: {_stated(law, conflict, lang)}")
    shown = (*answer.findings, *(answer.others if everything else ()))
    for finding in shown:
        lines += ["", *_finding_lines(law, finding, lang)]
    if not shown and not answer.status:
        lines.append(law.phrase("nothing", lang))
    lines += _several_lines(law, answer, lang)
    lines += _measure_lines(law, answer, lang)
    if answer.duties:
        lines += ["", law.phrase("duties", lang)]
        for duty in answer.duties:
            lines.append(
                f"  {law.phrase(duty.body, lang)}: {duty.text[lang]} ({law.short_name(duty.basis, lang)})"
            )
    if answer.rights:
        lines += ["", law.phrase("rights", lang)]
        lines += [f"  {right.text[lang]} ({law.short_name(right.basis, lang)})" for right in answer.rights]
    if answer.next_question:
        lines += ["", f"{law.phrase('next', lang)} {_question(law.fact(answer.next_question), lang)}"]
    return lines


def _several_lines(law: Law, answer: Assessment, lang: str) -> list[str]:
    """What stands together, where more than one offence of a code applies."""
    several = together(answer.findings, answer.rules) if answer.rules else None
    return [
        law.phrase("several_at_once", lang).format(
            ", ".join(law.short_name(name, lang) for name in item["basis"]),
            ", ".join(law.short_name(name, lang) for name in item["provisions"]),
        )
        for item in (several or {}).values()
    ]


def _measure_lines(law: Law, answer: Assessment, lang: str) -> list[str]:
    lines = ["", law.phrase("measures", lang)] if answer.measures else []
    for measure in answer.measures:
        lines.append(
            f"  {measure.title[lang]}: {law.phrase(measure.verdict, lang)} "
            f"({law.short_name(measure.basis, lang)}; {law.phrase(measure.by, lang)}; "
            f"{law.phrase(measure.certainty, lang)})"
        )
        if measure.verdict != "unavailable":
            lines += [f"    ? {label[lang]}" for label in measure.needs.values()]
    return lines


def _question(fact: Fact, lang: str) -> str:
    return f"{fact.question[lang] if fact.question else fact.label[lang]} [{fact.id}]"


def question_lines(
    law: Law, question: str | None, decides: Sequence[Mapping[str, Any]], lang: str
) -> list[str]:
    """The next question, why it is asked, and what each answer would decide."""
    if question is None:
        return [f"{law.phrase('next', lang)} -"]
    fact = law.fact(question)
    lines = [_question(fact, lang)]
    if fact.why:
        lines.append(fact.why[lang])
    if fact.words:
        lines += [f"  {word} = {label[lang]}" for word, label in fact.words.items()]
    if decides:
        lines.append(law.phrase("decides", lang))
    for item in decides:
        then = (
            law.phrase("does_not_apply", lang)
            if item["then"] == "does_not_apply"
            else law.short_name(item["then"], lang)
        )
        lines.append(
            f"  {law.short_name(item['provision'], lang)}: {_value(fact, item['if'], law, lang)} -> {then}"
        )
    return lines


def _value(fact: Fact, value: Any, law: Law, lang: str) -> str:
    if isinstance(value, bool):
        return law.phrase("yes" if value else "no", lang)
    return fact.words[value][lang] if value in fact.words else str(value)


def provision_lines(law: Law, item: Provision, lang: str) -> list[str]:
    """One part of an article as encoded."""
    stage = f" ({item.stage})" if item.stage != "completed" else ""
    lines = [f"{law.short_name(item.id, lang)}{stage}: {item.title[lang]}", f"  {item.plain[lang]}"]
    lines += [f"  ({point.number}) {point.label[lang]}" for point in item.points]
    if item.sanctions:
        lines.append(
            "  " + "; ".join(sanction_text(law, sanction, None, lang) for sanction in item.sanctions)
        )
    category = law.statutes.category(item)
    if category:
        lines.append(f"  {law.phrase(category, lang)}")
    lines.append(f"  {item.start.isoformat()} - {item.end.isoformat() if item.end else '...'}")
    found = "" if item.text_found else f"; {law.phrase('text_missing', lang)}"
    lines.append(f"  {_reference(law, item, lang)}; {item.source}; {law.phrase(item.certainty, lang)}{found}")
    if item.note:
        lines.append(f"  {item.note[lang]}")
    return [*lines, ""]


def measure_lines(law: Law, rule: MeasureRule, lang: str) -> list[str]:
    """One measure as encoded."""
    lines = [f"{law.short_name(rule.basis, lang)}: {rule.title[lang]}", f"  {rule.plain[lang]}"]
    lines += [f"  - {item[lang]}" for item in rule.content]
    lines += [f"  ? {label[lang]}" for label in rule.still_needed.values()]
    lines.append(f"  {rule.start.isoformat()} - {rule.end.isoformat() if rule.end else '...'}")
    cited = rule.reference if lang == "en" else law.short_name(rule.basis, lang)
    lines.append(f"  {cited}; {rule.source}; {law.phrase(rule.certainty, lang)}")
    return [*lines, ""]


def clock_lines(law: Law, clock: Clock, lang: str) -> list[str]:
    """One clock."""
    number = f" {clock.number}" if clock.number else ""
    # An order that has run its course was not "met": nobody did anything.
    state = "over" if clock.kind == "validity" and clock.state == "met" else clock.state
    return [
        f"{clock.due.strftime('%Y-%m-%d %H:%M')}  {law.phrase(state, lang)}: "
        f"{clock.label[lang]}{number} ({law.phrase(clock.body, lang)}; "
        f"{law.short_name(clock.basis, lang)}; {law.phrase(clock.certainty, lang)})"
    ]
