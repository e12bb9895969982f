"""``qorgan index gggi``, ``gggi-moves`` and ``gggi-editions``."""

from __future__ import annotations

import argparse
from typing import Any

from qorgan.indicators.commands import add_common, answering, print_json
from qorgan.indicators.faults import BadInput, fault


def register(inner: argparse._SubParsersAction[Any]) -> None:
    """Add the commands of this part."""
    index = inner.add_parser("gggi", help="the gender gap index from its ratios: sub-indexes, score, rank")
    index.add_argument(
        "ratios", metavar="RATIOS.csv", help="a row a country, ratios of women to men; - reads standard input"
    )
    index.add_argument("--country", metavar="ISO3", help="one country, with each of its indicators")
    index.add_argument(
        "--edition", metavar="YEAR", help="the edition whose rows (profiles) and weights to use"
    )
    index.add_argument(
        "--constant", metavar="OTHER.csv", help="also rank among the countries of another table only"
    )
    add_common(index)
    index.set_defaults(run=answering(_index))


def _letters(code: str | None) -> str | None:
    return code.strip().upper() if code else None


def _index(args: argparse.Namespace) -> int:
    from qorgan.indicators.gggi import report
    from qorgan.indicators.gggi.method import method_of
    from qorgan.indicators.gggi.ratios import codes_in, read_ratios
    from qorgan.indicators.gggi.result import index_of

    year = args.edition if args.edition and args.edition.isdigit() else None
    method = method_of(int(year) if year else None)
    ratios = read_ratios(args.ratios, method, args.edition)
    constant = codes_in(args.constant) if args.constant else None
    only = _letters(args.country)
    if only and only not in ratios.iso3:
        codes = ", ".join(sorted(ratios.iso3))
        raise BadInput(
            fault(ratios.file, "not_there", part="gggi", field="--country", code=only, codes=codes)
        )
    index = index_of(ratios, method, constant)
    if args.chart:
        from qorgan.indicators.gggi.pictures import scores_picture

        scores_picture(index, args.lang, only).write(args.chart)
    if args.json:
        print_json(report.document(index, args.lang, only))
    else:
        print("\n".join(report.told(index, args.lang, only)))
    return 0
