"""``qorgan index its SERIES.csv --break DAY``: a monthly series before and after a day."""

from __future__ import annotations

import argparse
from typing import Any

from qorgan.indicators import commands

HELP = "before and after: a monthly series at a date, with its interval"


def register(inner: argparse._SubParsersAction[Any]) -> None:
    parser = inner.add_parser("its", help=HELP)
    parser.add_argument(
        "series", metavar="SERIES", help="CSV or Parquet: month, value [exposure, comparison, days]"
    )
    parser.add_argument(
        "--break",
        dest="breaks",
        metavar="DAY",
        action="append",
        required=True,
        help="the day of the change, as 2024-06-16; may be given again",
    )
    parser.add_argument(
        "--counting-change",
        metavar="DAY",
        action="append",
        default=[],
        help="a day on which the way of counting changed; may be given again",
    )
    parser.add_argument(
        "--series",
        dest="counts",
        metavar="KIND",
        help="what is counted: administrative, criminal, reports, orders, services, deaths; "
        "known changes of its counting then forbid an effect",
    )
    parser.add_argument(
        "--country", choices=("kz", "none"), default="kz", help="whose known changes (default kz)"
    )
    parser.add_argument(
        "--kind", choices=("count", "rate"), help="default: counts where every value is whole"
    )
    parser.add_argument("--season", choices=("none", "harmonics", "months"), help="default: by length")
    parser.add_argument(
        "--break-month",
        choices=("exclude", "share"),
        default="exclude",
        help="a break after the first of a month: leave that month out (default), or its share of days",
    )
    parser.add_argument("--from", dest="start", metavar="MONTH", help="first month to use")
    parser.add_argument("--until", metavar="MONTH", help="last month to use")
    commands.add_common(parser)
    parser.set_defaults(run=commands.answering(run))


def run(args: argparse.Namespace) -> int:
    from qorgan.indicators.its import said
    from qorgan.indicators.its.changes import known_changes, told
    from qorgan.indicators.its.effect import Asked, measure
    from qorgan.indicators.its.series import day_of, month_asked, read_series

    _known_kind(args.counts)
    breaks = tuple(day_of(day, "--break") for day in args.breaks)
    changed = told(day_of(day, "--counting-change") for day in args.counting_change)
    start = month_asked(args.start, "--from") if args.start else None
    until = month_asked(args.until, "--until") if args.until else None
    series = read_series(args.series).between(start, until)
    known = known_changes() if args.country == "kz" else ()
    asked = Asked(breaks, (*known, *changed), args.kind, args.counts, args.break_month, args.season)
    measured = measure(series, asked)
    if args.chart:
        from qorgan.indicators.its.drawing import draw

        draw(measured, args.chart, args.lang)
    if args.json:
        commands.print_json(said.document(measured))
    else:
        print(said.text(measured, args.lang), end="")
    return 0


def _known_kind(counts: str | None) -> None:
    from qorgan.indicators.faults import BadInput, fault
    from qorgan.indicators.its.changes import kinds

    if counts is not None and counts not in kinds():
        raise BadInput(fault("--series", "no_kind", part="its", kinds=", ".join(kinds())))
