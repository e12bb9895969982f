"""``qorgan law procedure``, ``crosswalk``, ``gaps``: what is encoded and what is not.

It must never show a gap as an answer, and reads no clock of its own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from .crosswalk import Instrument
from .dates import read_moment
from .faults import BadFacts, Fault, UnknownJurisdiction
from .gaps import GROUPS, Gap, counts
from .law import Law, load
from .procedure import TOPICS, ProcedureRule

Add = Callable[..., argparse.ArgumentParser]


def register(add: Add, now: Callable[[], datetime]) -> None:
    """Add the three sub-commands; ``add`` makes one parser with ``--json`` and ``--lang``."""
    listed = add(
        "procedure", procedure, "who may or must do what, within what time, for how long", file=False
    )
    listed.add_argument("--topic", choices=TOPICS, default=None, help="only this topic")
    add("crosswalk", crosswalk, "how this law answers international instruments", file=False)
    doubtful = add("gaps", gaps, "what is not certain, and what is missing", file=False)
    doubtful.add_argument("--all-editions", action="store_true", help="also editions that are past")
    for parser in (listed, doubtful):
        parser.add_argument("--on", metavar="DATE", help="the law of this day (default: today)")
        parser.set_defaults(machine_now=now)
    for parser in (listed, doubtful):
        parser.add_argument("--jurisdiction", default="kz", help="default kz")


def procedure(args: argparse.Namespace) -> int:
    law, on, lang = _law(args), _on(args), args.lang or "en"
    rules = law.procedure(on, args.topic)
    if args.json:
        _print_json(
            {
                "jurisdiction": args.jurisdiction,
                "on": on.isoformat(),
                "procedure": [rule.to_json(args.lang) for rule in rules],
            }
        )
        return 0
    lines = [on.isoformat()]
    for topic in TOPICS:
        chosen = [rule for rule in rules if rule.topic == topic]
        if chosen:
            lines += ["", law.phrase(f"topic_{topic}", lang)]
            lines += [line for rule in chosen for line in rule_lines(law, rule, lang)]
    print("\n".join(lines))
    return 0


def rule_lines(law: Law, rule: ProcedureRule, lang: str) -> list[str]:
    """One rule of procedure: who, its sentence, its terms, its citation and how certain it is."""
    by = ", ".join(law.phrase(body, lang) for body in rule.by)
    lines = [
        f"  {rule.title[lang]} ({by}, {law.phrase(f'force_{rule.force}', lang)})",
        f"    {rule.plain[lang]}",
    ]
    terms = list(_terms(law, rule, lang))
    if terms:
        lines.append(f"    {'; '.join(terms)}")
    doubts = [law.phrase(rule.certainty, lang)]
    doubts += [] if rule.text_found else [law.phrase("text_missing", lang)]
    doubts += [] if rule.since_found else [law.phrase("since_not_found", lang)]
    span = f"[{rule.start.isoformat()} - {rule.end.isoformat() if rule.end else '...'}]"
    lines.append(f"    {law.short_name(rule.basis, lang)} {span}; {'; '.join(doubts)}")
    if rule.note is not None:
        lines.append(f"    {rule.note[lang]}")
    return lines


def _terms(law: Law, rule: ProcedureRule, lang: str) -> Iterator[str]:
    if rule.initiative:
        asked = ", ".join(law.phrase(who, lang) for who in rule.initiative)
        yield f"{law.phrase('asked_by', lang)}: {asked}"
    if rule.within:
        counted = f" ({law.phrase(rule.counting, lang)})" if rule.counting else ""
        yield f"{law.phrase('within', lang)} {law.phrase(rule.within, lang)}{counted}"
    if rule.at_least:
        yield f"{law.phrase('lasts_at_least', lang)} {law.phrase(f'for_{rule.at_least}', lang)}"
    if rule.at_most:
        yield f"{law.phrase('lasts_at_most', lang)} {law.phrase(f'for_{rule.at_most}', lang)}"


def crosswalk(args: argparse.Namespace) -> int:
    law, lang = load(), args.lang or "en"
    found = law.crosswalk()
    if args.json:
        _print_json({"instruments": [item.to_json(args.lang) for item in found]})
        return 0
    print("\n".join(line for item in found for line in _instrument_lines(law, item, lang)))
    return 0


def _instrument_lines(law: Law, instrument: Instrument, lang: str) -> Iterator[str]:
    yield f"{instrument.title[lang]} ({law.phrase(instrument.certainty, lang)})"
    yield f"  {instrument.note[lang]}"
    for entry in instrument.entries:
        yield f"  {entry.id}. {entry.title[lang]}: {law.phrase(f'answer_{entry.answer}', lang)}"
        cited = [law.short_name(item, lang) for item in entry.refers["provisions"]]
        named = [name for kind, ids in entry.refers.items() if kind != "provisions" for name in ids]
        if cited or named:
            yield f"    {', '.join((*cited, *named))}"
        for gap in entry.gaps:
            shown = f"{law.short_name(gap.basis, lang)}; {law.phrase(gap.certainty, lang)}"
            yield f"    - {gap.text[lang]} ({shown})"


def gaps(args: argparse.Namespace) -> int:
    law, lang = _law(args), args.lang or "en"
    on = None if args.all_editions else _on(args)
    found = law.gaps(on)
    if args.json:
        _print_json(
            {
                "jurisdiction": args.jurisdiction,
                "on": on.isoformat() if on else None,
                "read": law.statutes.rules["version"],
                "counts": counts(found),
                "gaps": [gap.to_json(args.lang) for gap in found],
            }
        )
        return 0
    lines = [on.isoformat()] if on else []
    for group in GROUPS:
        chosen = [gap for gap in found if group in gap.groups]
        if chosen:
            lines += ["", f"{law.phrase(f'gap_{group}', lang)} ({len(chosen)})"]
            lines += [f"  {gap_line(law, gap, lang)}" for gap in chosen]
    print("\n".join(lines))
    return 0


def gap_line(law: Law, gap: Gap, lang: str) -> str:
    """One gap: its article, what it is about, its days and its own name."""
    cited = law.short_name(gap.basis, lang) if gap.basis else ""
    title = gap.title[lang] if gap.title else gap.reference
    start, end = (day.isoformat() if day else "..." for day in (gap.start, gap.end))
    span = f" [{start} - {end}]" if gap.start or gap.end else ""
    about = f"{cited}: {title}" if cited and title else cited or title or gap.id
    return f"{about}{span} ({gap.kind} {gap.id})"


def _law(args: argparse.Namespace) -> Law:
    try:
        return load(args.jurisdiction)
    except UnknownJurisdiction:
        fault = Fault(
            "--jurisdiction", f"has no law encoded for {args.jurisdiction!r}", "kz", None, "command line"
        )
        raise BadFacts([fault]) from None


def _on(args: argparse.Namespace) -> date:
    if args.on is None:
        return date.fromisoformat(args.machine_now().date().isoformat())
    try:
        day, _moment = read_moment(args.on, "--on")
    except BadFacts as error:
        raise type(error)(
            [Fault("--on", fault.problem, fault.allowed, None, "command line") for fault in error.faults]
        ) from None
    return day


def _print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


__all__ = ["gap_line", "register", "rule_lines"]
