"""``qorgan index flow EVENTS``: how far cases come and how long it takes, from a table of ledger headers."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from qorgan.indicators.commands import add_common, answering, print_json
from qorgan.indicators.faults import BadInput, fault

GROUPS = ("sex", "age_band", "relation", "region", "service", "agency")
MOST_DAYS = 36_500
FIRST_YEAR, LAST_YEAR = 1900, 2199


def register(inner: argparse._SubParsersAction[Any]) -> None:
    flow = inner.add_parser(
        "flow",
        help="the flow of cases: cohort funnel, orders, repeats, referrals, EIGE, ICCS, GBVIMS",
        description="Columns: subject, parent, type, recorded_at, occurred_at, agency, state; optionally sex,"
        " age_band, relation, region, provision, iccs, service, owner, person_key.",
    )
    flow.add_argument(
        "events", metavar="EVENTS", help="a .csv or .parquet file, or - for CSV on standard input"
    )
    flow.add_argument("--from", dest="start", metavar="DAY", help="first day of the cohort (local)")
    flow.add_argument("--until", metavar="DAY", help="last day of the cohort, included")
    flow.add_argument("--by", choices=GROUPS, help="also for each group")
    flow.add_argument(
        "--follow-up", metavar="DAYS", default="365", help="how long each case is followed (default 365)"
    )
    flow.add_argument("--types", metavar="FILE.yaml", help="which types of entries stand for which step")
    flow.add_argument(
        "--observed-until", metavar="DAY", help="last day the table knows (default: its last row)"
    )
    flow.add_argument("--today", metavar="DAY", help="rows dated later are not counted (default: today)")
    add_common(flow)
    flow.set_defaults(run=answering(_run))


def _day(field: str, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise BadInput(fault("command line", "bad_day", part="flow", field=field)) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(fault("command line", "bad_day", part="flow", field=field))
    return day


def _run(args: argparse.Namespace) -> int:
    from qorgan.indicators.flow.answer import Question, answer, as_dict
    from qorgan.indicators.flow.human import written

    start, until = _day("--from", args.start), _day("--until", args.until)
    if start and until and until < start:
        raise BadInput(fault("command line", "bad_period", part="flow", field="--until"))
    days = args.follow_up
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= MOST_DAYS):
        raise BadInput(fault("command line", "bad_days", part="flow", field="--follow-up"))
    today = _day("--today", args.today) or args.machine_today()
    observed = _day("--observed-until", args.observed_until)
    found = answer(args.events, Question(start, until, int(days), args.by, args.types, today, observed))
    if args.chart:
        from qorgan.indicators.flow.drawing import draw

        draw(found, args.chart, args.lang)
    if args.json:
        print_json(as_dict(found))
    else:
        print(written(found, args.lang))
    return 0
