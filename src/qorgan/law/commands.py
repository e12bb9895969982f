"""``qorgan law ...``: the engine on the command line, for people and for scripts.

Human text by default, one JSON document with ``--json``; faults go to standard error, one line each.
It must never show a traceback for a fault of the input, and never read a clock of its own: the caller
hands one in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from . import listings
from .clocks import events_from
from .comparison import command as of_states
from .dates import read_moment
from .factfile import FactFile, all_faults, parse
from .faults import BadFacts, Fault, LawError, UnknownJurisdiction
from .findings import APPLIES
from .impact import command as impact
from .law import Law, load
from .loader import jurisdictions, read_also
from .measures import MeasureRule
from .proof import command as proof
from .proof import mutants_command as mutants
from .tables import command as tables
from .texts import assessment_lines, clock_lines, fact_lines, measure_lines, provision_lines, question_lines
from .vocabulary import LANGUAGES

GOOD, NO, BAD = 0, 1, 2
# One situation is a page of text; more is a slip, or somebody's attempt to keep the machine busy.
MOST_BYTES = 1024 * 1024
Now = Callable[[], datetime]


def register(commands: argparse._SubParsersAction[Any], now: Now) -> None:
    """Add ``law`` and its sub-commands to the parser."""
    law = commands.add_parser("law", help="ask the law: facts in, findings out")
    law.add_argument(
        "--data", metavar="FOLDER", help="read the jurisdictions that lie in this folder as well"
    )
    inner = law.add_subparsers(dest="law_command", required=True, metavar="COMMAND")
    listed = _add(inner, "facts", facts, "the vocabulary of facts", file=False)
    listed.add_argument("--jurisdiction", default="kz", help="default kz")
    assess_parser = _add(inner, "assess", assess, "what the law says about a file of facts")
    assess_parser.add_argument("--all", action="store_true", help="also what does not apply, with the reason")
    for name, handler, about in (
        ("ask", ask, "the next question and what it would decide"),
        ("compare", compare, "the same facts on two days; without a file, the law of five states on a day"),
    ):
        parser = _add(inner, name, handler, about, file=name == "ask")
        if name == "ask":
            parser.add_argument("--audience", choices=("survivor", "officer"), default="officer")
        else:
            parser.add_argument("file", nargs="?", help="a YAML or JSON file, or - for standard input")
            parser.add_argument("--before", metavar="DATE", help="with a file: the one day")
            parser.add_argument("--after", metavar="DATE", help="with a file: the other day")
            of_states.options(parser)
            parser.set_defaults(machine_now=now)
    listed = _add(inner, "neighbours", compare, "the same as compare without a file", file=False)
    of_states.options(listed)
    listed.set_defaults(machine_now=now, file=None, before=None, after=None)
    shown = _add(inner, "show", show, "the text of a provision as encoded", file=False)
    shown.add_argument("provision", help="for example kz.cc.109-1 or kz.cao.461.1-1")
    shown.add_argument("--on", metavar="DATE", help="only what was in force on this day")
    timed = _add(inner, "clocks", clocks, "the clocks that events set")
    timed.add_argument("--now", metavar="TIME", help="as of this moment (default: now)")
    timed.set_defaults(machine_now=now)
    for more in (tables, impact, proof, mutants):
        more.register(inner, guarded)
    listings.register(partial(_add, inner), now)
    for name in ("assess", "ask", "clocks"):
        inner.choices[name].add_argument("--on", metavar="DATE", help="the day, in place of the file's")
    for name in ("assess", "ask", "compare"):
        inner.choices[name].add_argument(
            "--closed-world", action="store_true", help="absent facts are no or none"
        )


def _add(
    inner: argparse._SubParsersAction[Any],
    name: str,
    handler: Callable[[argparse.Namespace], int],
    about: str,
    file: bool = True,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = inner.add_parser(name, help=about, description=about)
    if file:
        parser.add_argument("file", help="a YAML or JSON file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--lang", choices=LANGUAGES, default=None, help="language of the text (default en)")
    parser.set_defaults(run=guarded(handler))
    return parser


def guarded(handler: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Faults of the input become lines on standard error and exit code 2."""

    def run(args: argparse.Namespace) -> int:
        try:
            if args.data is not None:
                read_also(Path(args.data))
            return handler(args)
        except BadFacts as error:
            for line in all_faults(error):
                print(line, file=sys.stderr)
        except LawError as error:
            print(str(error), file=sys.stderr)
        return BAD

    return run


def _file(args: argparse.Namespace) -> FactFile:
    name = "<stdin>" if args.file == "-" else args.file
    try:
        raw = _stdin() if args.file == "-" else _start_of(Path(args.file))
        if len(raw) > MOST_BYTES:
            raise BadFacts([Fault("file", "is too long", f"at most {MOST_BYTES // 1024} KB", None, name)])
        content = raw.decode("utf-8-sig")
    except OSError as error:
        raise BadFacts(
            [Fault("file", error.strerror or "cannot be read", "a readable file, or -", None, name)]
        ) from None
    except UnicodeDecodeError:
        raise BadFacts([Fault("file", "is not UTF-8 text", "YAML or JSON in UTF-8", None, name)]) from None
    return parse(content, name)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise BadFacts([Fault("file", "nothing stands on standard input", "YAML or JSON", None, "<stdin>")])
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _law_of(file: FactFile) -> Law:
    try:
        return load(file.jurisdiction)
    except UnknownJurisdiction:
        fault = Fault(
            "jurisdiction", f"has no law encoded for {file.jurisdiction!r}", ", ".join(jurisdictions())
        )
        raise file.located(BadFacts([fault])) from None


def moment_of(written: str | None, option: str) -> date | datetime | None:
    if written is None:
        return None
    try:
        day, moment = read_moment(written, option)
    except BadFacts as error:
        raise type(error)(
            [Fault(option, fault.problem, fault.allowed, None, "command line") for fault in error.faults]
        ) from None
    return moment or day


def _on(args: argparse.Namespace, file: FactFile) -> date | datetime:
    on = moment_of(args.on, "--on") or file.on
    if on is None:
        raise BadFacts(
            [
                Fault(
                    "date",
                    "is missing: the law of which day?",
                    "date: YYYY-MM-DD, or --on DATE",
                    None,
                    file.name,
                )
            ]
        )
    return on


def _answer(law: Law, file: FactFile, on: date | datetime, closed: bool) -> Any:
    try:
        return law.assess(file.facts, on, file.history or (), closed_world=closed)
    except BadFacts as error:
        raise file.located(error) from None


def _print(lines: list[str]) -> None:
    if lines:
        print("\n".join(lines))


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def facts(args: argparse.Namespace) -> int:
    law = load(args.jurisdiction)
    if args.json:
        print_json(
            {
                "jurisdiction": args.jurisdiction,
                "version": law.statutes.vocabulary.version,
                "facts": [fact.to_json() for fact in law.facts],
            }
        )
    else:
        _print([line for fact in law.facts for line in fact_lines(law, fact, args.lang or "en")])
    return GOOD


def assess(args: argparse.Namespace) -> int:
    file = _file(args)
    law = _law_of(file)
    answer = _answer(law, file, _on(args, file), args.closed_world)
    if args.json:
        print_json(_in_language(answer.to_json(everything=args.all), args.lang))
    else:
        _print(assessment_lines(law, answer, args.lang or "en", args.all))
    return GOOD


def _in_language(document: dict[str, Any], lang: str | None) -> dict[str, Any]:
    """Titles stay in three languages; the plain strings follow ``--lang``."""
    if lang:
        document["rights"] = [item["text"][lang] for item in document["rights_detail"]]
        for duty in document["duties"]:
            duty["duty"] = duty["text"][lang]
    return document


def ask(args: argparse.Namespace) -> int:
    file = _file(args)
    law = _law_of(file)
    on = _on(args, file)
    answer = _answer(law, file, on, args.closed_world)
    question = law.next_question(file.facts, on, file.history or (), audience=args.audience)
    if args.closed_world:
        question = answer.next_question
    decides = [
        {"provision": finding.id, **item.to_json()}
        for finding in answer.findings
        if finding.verdict != APPLIES
        for item in finding.decisive
        if item.fact == question
    ]
    if args.json:
        print_json(
            {
                "jurisdiction": answer.jurisdiction,
                "on": answer.on.isoformat(),
                "next_question": question,
                "status": dict(answer.status) if answer.status else None,
                "fact": law.fact(question).to_json() if question else None,
                "decides": decides,
            }
        )
    else:
        lang = args.lang or "en"
        _print([answer.status[lang]] if answer.status else [])
        _print(question_lines(law, question, decides, lang))
    return GOOD


def compare(args: argparse.Namespace) -> int:
    """The same facts on two days; without a file, the states side by side."""
    of_states.refuse_a_mixture(args)
    if args.file is None:
        on = moment_of(args.on, "--on") or args.machine_now()
        return of_states.run(args, on.date() if isinstance(on, datetime) else on)
    file = _file(args)
    law = _law_of(file)
    days: dict[str, date | datetime] = {}
    for name in ("before", "after"):
        day = moment_of(getattr(args, name), f"--{name}")
        assert day is not None
        days[name] = day
    answers = {name: _answer(law, file, day, args.closed_world) for name, day in days.items()}
    ids: dict[str, set[str]] = {
        name: {item.id for item in answer.findings if item.verdict == APPLIES}
        for name, answer in answers.items()
    }
    if args.json:
        print_json(
            {
                "before": answers["before"].to_json(),
                "after": answers["after"].to_json(),
                "only_before": sorted(ids["before"] - ids["after"]),
                "only_after": sorted(ids["after"] - ids["before"]),
            }
        )
    else:
        for answer in answers.values():
            _print(assessment_lines(law, answer, args.lang or "en", False) + [""])
    return GOOD


def show(args: argparse.Namespace) -> int:
    law = load(args.provision.split(".")[0] if "." in args.provision else "kz")
    on = moment_of(args.on, "--on")
    day = on.date() if isinstance(on, datetime) else on
    measures = law.show_measures(args.provision, day)
    found = () if measures else law.show(args.provision, day)
    if args.json:
        print_json(
            {
                "provisions": [_provision_json(law, item) for item in found],
                "measures": [_measure_json(item) for item in measures],
            }
        )
    else:
        lang = args.lang or "en"
        _print([line for item in found for line in provision_lines(law, item, lang)])
        _print([line for rule in measures for line in measure_lines(law, rule, lang)])
    return GOOD


def _measure_json(rule: MeasureRule) -> Mapping[str, Any]:
    return {
        "measure": rule.id,
        "basis": rule.basis,
        "by": rule.by,
        "days": rule.days,
        "title": dict(rule.title),
        "plain": dict(rule.plain),
        "still_needed": {name: dict(label) for name, label in rule.still_needed.items()},
        "in_force": [rule.start.isoformat(), rule.end.isoformat() if rule.end else None],
        "reference": rule.reference,
        "source": rule.source,
        "certainty": rule.certainty,
        "text": "found" if rule.text_found else "not found",
        **rule.terms.to_json(),
    }


def _provision_json(law: Law, item: Any) -> Mapping[str, Any]:
    return {
        "provision": item.id,
        "stage": item.stage,
        "title": dict(item.title),
        "plain": dict(item.plain),
        "points": [{"point": point.number, "label": dict(point.label)} for point in item.points],
        "category": law.statutes.category(item),
        "prosecution": item.prosecution,
        "sanctions": [sanction.to_json(None) for sanction in item.sanctions],
        "in_force": [item.start.isoformat(), item.end.isoformat() if item.end else None],
        "reference": item.reference,
        "source": item.source,
        "certainty": item.certainty,
        "text": "found" if item.text_found else "not found",
        "note": dict(item.note) if item.note else None,
    }


def clocks(args: argparse.Namespace) -> int:
    file = _file(args)
    law = _law_of(file)
    try:
        events = events_from(file.events, law.clock_rules)
    except BadFacts as error:
        raise file.located(error) from None
    stated = moment_of(args.now, "--now")
    moment = (
        stated
        if isinstance(stated, datetime)
        else datetime.combine(stated, datetime.min.time())
        if stated
        else None
    )
    on = moment_of(args.on, "--on")
    notes = ["service_refused"] if any(event.type == "order_service_refused" for event in events) else []
    found = law.clocks(
        events, moment or file.now or args.machine_now(), on.date() if isinstance(on, datetime) else on
    )
    if args.json:
        print_json(
            {
                "jurisdiction": file.jurisdiction,
                "clocks": [clock.to_json() for clock in found],
                "notes": [dict(law.phrases[note]) for note in notes],
            }
        )
    else:
        lines = [line for clock in found for line in clock_lines(law, clock, args.lang or "en")] or ["-"]
        _print(lines + [law.phrase(note, args.lang or "en") for note in notes])
    return NO if any(clock.state == "missed" for clock in found) else GOOD
