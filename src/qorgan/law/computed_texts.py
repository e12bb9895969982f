"""What the general part says of a finding, as lines of text.  It must add nothing to the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from .findings import Finding
from .law import Law
from .provisions import Sanction


def sanction_text(law: Law, sanction: Sanction, mci: int | None, lang: str) -> str:
    """One sanction in words, with tenge where the index of the year is known."""
    shown = law.phrase(sanction.kind, lang)
    for unit in ("mci", "hours", "days", "years"):
        low, high = sanction.bounds.get(f"min_{unit}"), sanction.bounds.get(f"max_{unit}")
        if high is None:
            continue
        if low:
            span = f"{high:g}" if low == high else f"{low:g}-{high:g}"
            shown += f" {span} {law.phrase(unit, lang)}"
        else:
            shown += " " + law.phrase(f"up_to_{unit}", lang).format(f"{high:g}")
        if unit == "mci" and mci:
            ends = [f"{end * mci:,.0f}".replace(",", " ") for end in (low, high) if end]
            shown += f" ({'-'.join(dict.fromkeys(ends))} {law.phrase('tenge', lang)})"
    return f"{shown} {law.phrase(f'for_{sanction.bearer}', lang)}" if sanction.bearer else shown


class _Says:
    """One language of one law."""

    def __init__(self, law: Law, lang: str) -> None:
        self.law, self.lang = law, lang

    def phrase(self, name: str) -> str:
        return self.law.phrase(name, self.lang)

    def articles(self, basis: Iterable[str]) -> str:
        return ", ".join(self.law.short_name(name, self.lang) for name in basis)

    def labels(self, facts: Iterable[str]) -> str:
        return ", ".join(self.law.fact(fact).label[self.lang] for fact in facts)


def general_lines(law: Law, finding: Finding, lang: str) -> list[str]:
    """One line for each rule that says something; what is only unknown stays in the document."""
    if finding.computed is None:
        return []
    says, answers = _Says(law, lang), finding.computed.answers
    return [
        *_begins(says, answers["prosecution"]),
        *_period(says, answers["limitation"]),
        *_weighs(says, answers["aggravating"], "weighs_against"),
        *_weighs(says, answers["mitigating"], "weighs_for"),
        *_ceilings(says, answers["ceilings"]),
        *_attempt(says, finding, answers["unfinished"]),
        *_fear(says, answers["defence"]),
        *_windows(says, answers["repetition"]),
        *_juvenile(says, answers["juvenile"]),
        *_later(says, answers["later_law"]),
        *_fund(says, answers["victims_fund"]),
    ]


def _begins(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["value"]:
        begins = says.phrase(f"prosecution_{answer['value']}")
        yield f"{begins} ({says.articles(answer['basis'])})"
    exception = answer.get("exception", {})
    if exception.get("by"):
        said = says.phrase("without_complaint")
        yield said.format(says.articles(exception["basis"]), says.labels(exception["by"]))


def _period(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    basis = answer["basis"]
    if answer.get("runs") is False:
        yield says.phrase("no_limitation").format(says.articles(basis))
    elif answer.get("runs", True) is None:
        hangs_on = says.labels(answer["reason"].split(", "))
        yield says.phrase("limitation_open").format(says.articles(basis[1:2]), hangs_on)
    for item in answer.get("also", ()):
        if item["when"] == "continuing_offence":
            yield says.phrase("limitation_continuing").format(says.articles([item["basis"]]))
    if "halved_for_a_minor" in answer:
        half = answer["halved_for_a_minor"]
        yield says.phrase("limitation_of_a_minor").format(half, says.articles(basis[-1:]))


def _weighs(says: _Says, answer: Mapping[str, Any], phrase: str) -> Iterator[str]:
    said = []
    for item in answer["circumstances"]:
        label = item["label"][says.lang] if "label" in item else says.phrase("done_repeatedly")
        already = f", {says.phrase('element_already')}" if item["status"] != "met" else ""
        said.append(f"{label} ({says.articles([item['basis']])}{already})")
    if said:
        yield says.phrase(phrase).format("; ".join(said))


def _ceilings(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    for item in answer["value"] or ():
        said = says.phrase(f"ceiling_{item['rule']}")
        if "share" in item:
            said = said.format(item["share"])
        elif item["rule"] == "fine_by_order":
            said = said.format("-".join(str(end) for end in item.get("fine_mci", ())) or "...")
        status = says.phrase(f"ceiling_{item['status']}")
        if item["status"] == "closed":
            status = status.format(says.articles([item.get("closed_by", item["basis"][0])]))
        yield f"{said} ({says.articles(item['basis'])}): {status}"


def _attempt(says: _Says, finding: Finding, answer: Mapping[str, Any]) -> Iterator[str]:
    if "attempt" not in answer or finding.provision.stage != "completed":
        return
    rule = answer["attempt"]
    if rule["punishable"]:
        yield says.phrase("attempt_punishable").format(
            Fraction(rule["share"]).limit_denominator(100), says.articles(rule["basis"])
        )
    else:
        yield says.phrase("attempt_not_punishable").format(says.articles(rule["basis"]))


def _fear(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    if "from_fear" in answer:
        release = answer["from_fear"]
        yield says.phrase(f"from_fear_{release['release']}").format(says.articles(release["basis"]))


def _windows(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    for window in answer.get("windows", ()):
        yield says.phrase("penalty_window").format(
            penalty=window["penalty"],
            imposed=window["from_imposition_until"],
            executed=window["from_execution_until"] or "?",
            basis=says.articles(answer["basis"][-1:]),
        )


def _juvenile(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["value"]:
        yield says.phrase("under_18").format(says.articles(answer["basis"]))
        if "may_be_released_to_education" in answer:
            basis = answer["may_be_released_to_education"]["basis"]
            yield says.phrase("educational_release").format(says.articles(basis))


def _later(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["value"] is False:
        return
    basis = says.articles(answer["basis"])
    if answer["value"]:
        milder = [item for item in answer["editions"] if item["comparison"] == "milder"]
        shown = "; ".join(
            f"{says.articles([item['provision']])}, {item['in_force'][0]}: {_kinds(says, item)}"
            for item in milder
        )
        yield says.phrase("later_milder").format(basis, shown)
    else:
        yield says.phrase("later_open").format(basis, says.phrase(f"reason_{answer['reason']}"))


def _kinds(says: _Says, edition: Mapping[str, Any]) -> str:
    said = []
    for item in edition["sanctions"]:
        bounds = {
            name: value
            for name, value in item.items()
            if name.startswith(("min_", "max_")) and not name.endswith("tenge")
        }
        said.append(sanction_text(says.law, Sanction(item["kind"], bounds), None, says.lang))
    return ", ".join(said)


def _fund(says: _Says, answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["value"]:
        amount = f"{answer['value']['mci']} {says.phrase('mci')}"
        if "tenge" in answer["value"]:
            tenge = f"{answer['value']['tenge']:,}".replace(",", " ")
            amount += f" ({tenge} {says.phrase('tenge')})"
        yield says.phrase("fund_payment").format(amount, says.articles(answer["basis"]))
