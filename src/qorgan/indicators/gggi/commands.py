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
    moves = inner.add_parser(
        "gggi-moves", help="what moved a country's rank: own score, other countries, sample"
    )
    _of_a_country(moves)
    moves.add_argument(
        "--from", dest="start", type=int, required=True, metavar="YEAR", help="the earlier edition"
    )
    moves.add_argument("--to", dest="end", type=int, required=True, metavar="YEAR", help="the later edition")
    moves.add_argument(
        "--score", action="append", default=[], metavar="YEAR=SCORE",
        help="the country's score in an edition to more decimals than the table has",
    )  # fmt: skip
    moves.set_defaults(run=answering(_moves))
    editions = inner.add_parser(
        "gggi-editions", help="where a country stands in every edition, constant sample too"
    )
    _of_a_country(editions)
    editions.add_argument("--from", dest="start", type=int, metavar="YEAR", help="the first edition to show")
    editions.add_argument("--to", dest="end", type=int, metavar="YEAR", help="the last edition to show")
    editions.add_argument(
        "--of", choices=("score", "rank"), default="score", help="what --chart draws (default score)"
    )
    editions.set_defaults(run=answering(_editions))


def _of_a_country(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "published", nargs="?", metavar="PUBLISHED.csv",
        help="scores and ranks by edition (default: those that come with the product)",
    )  # fmt: skip
    parser.add_argument("--country", default="KAZ", metavar="ISO3", help="default KAZ")
    add_common(parser)


def _letters(code: str | None) -> str | None:
    return code.strip().upper() if code else None


def _index(args: argparse.Namespace) -> int:
    from qorgan.indicators.gggi import report
    from qorgan.indicators.gggi.method import method_of
    from qorgan.indicators.gggi.ratios import codes_in, read_ratios
    from qorgan.indicators.gggi.result import index_of

    year = int(args.edition) if args.edition and _is_year(args.edition) else None
    method = method_of(year)
    if year and year < method.from_edition:
        raise BadInput(fault("--edition", "no_weights", part="gggi", first=method.from_edition))
    ratios = read_ratios(args.ratios, method, args.edition)
    constant = codes_in(args.constant) if args.constant else None
    only = _letters(args.country)
    if only and only not in ratios.iso3:
        codes = ", ".join(sorted(ratios.iso3))
        raise BadInput(
            fault(ratios.file, "not_there", part="gggi", field="--country", iso3=only, codes=codes)
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


PACKAGED = "data/published/gggi.csv"


def _moves(args: argparse.Namespace) -> int:
    from qorgan.indicators.gggi import telling
    from qorgan.indicators.gggi.editions import read_editions, taking
    from qorgan.indicators.gggi.moves import move

    editions, file, iso3 = (
        dict(read_editions(args.published)),
        args.published or PACKAGED,
        _letters(args.country),
    )
    if args.start >= args.end:
        raise BadInput(fault("--to", "not_later", part="gggi", start=args.start))
    for given in args.score:
        year, _, score = given.partition("=")
        known = editions.get(int(year)) if _is_year(year) else None
        if known is None or known.year not in (args.start, args.end) or not _is_score(score):
            raise BadInput(fault("--score", "bad_score", part="gggi"))
        if iso3 in known.entries:
            editions[known.year] = taking(file, known, iso3 or "", score)
    found = move(file, editions, iso3 or "", (args.start, args.end))
    if args.chart:
        from qorgan.indicators.gggi.pictures import move_picture

        move_picture(found, args.lang, file).write(args.chart)
    if args.json:
        print_json(telling.move_document(found, args.lang))
    else:
        print("\n".join(telling.move_told(found, args.lang)))
    return 0


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _is_score(text: str) -> bool:
    whole, _, digits = text.partition(".")
    return whole in ("0", "1") and digits.isascii() and digits.isdigit() and float(text) <= 1


def _editions(args: argparse.Namespace) -> int:
    from qorgan.indicators.gggi import telling
    from qorgan.indicators.gggi.editions import read_editions
    from qorgan.indicators.gggi.history import history

    file, iso3 = args.published or PACKAGED, _letters(args.country) or ""
    found = history(file, read_editions(args.published), iso3, args.start, args.end)
    if args.chart:
        from qorgan.indicators.gggi.pictures import editions_picture

        editions_picture(found, args.lang, args.of, file).write(args.chart)
    if args.json:
        print_json(telling.history_document(found, args.lang))
    else:
        print("\n".join(telling.history_told(found, args.lang)))
    return 0
