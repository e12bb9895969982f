"""``qorgan index gsni``: the Gender Social Norms Index of a file of the World Values Survey."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from qorgan.indicators.commands import add_common, answering, print_json
from qorgan.indicators.faults import BadInput, fault

ACCEPTED = ("inverted", "repeats", "points")
MANY = "\0"  # --change without a second file


def register(inner: argparse._SubParsersAction[Any]) -> None:
    parser = inner.add_parser("gsni", help="Gender Social Norms Index from World Values Survey microdata")
    parser.add_argument("file", metavar="FILE", help="CSV, Parquet, SPSS (.sav, .zsav) or Stata (.dta)")
    parser.add_argument(
        "--wave", type=int, choices=(5, 6, 7), help="which wave, where the columns do not say"
    )
    parser.add_argument("--by", choices=("sex",), help="also women and men")
    parser.add_argument("--design", action="store_true", help="also weighted, with intervals")
    parser.add_argument("--psu", metavar="COLUMN", help="primary sampling units (wave 7: I_PSU by itself)")
    parser.add_argument("--strata", metavar="COLUMN", help="strata of the sample")
    parser.add_argument("--columns", metavar="ITEMS.yaml", help="items and the columns they stand in")
    parser.add_argument("--country", metavar="CODE", help="whose file it is, where no column says so")
    parser.add_argument("--six-items", action="store_true", help="count six items where one is lacking")
    parser.add_argument(
        "--change",
        nargs="?",
        const=MANY,
        metavar="OTHERFILE",
        help="what changed since OTHERFILE, or between the waves of FILE",
    )
    parser.add_argument(
        "--accept",
        action="append",
        choices=ACCEPTED,
        default=[],
        help="a check that was looked into and is no fault of this file",
    )
    parser.add_argument("--sha256", action="store_true", help="also which file it was, by its digest")
    add_common(parser)
    parser.set_defaults(run=answering(_run))


def _run(args: argparse.Namespace) -> int:
    from qorgan.indicators.gsni.change import changes
    from qorgan.indicators.gsni.document import document
    from qorgan.indicators.gsni.said import said
    from qorgan.indicators.gsni.study import Study

    studies = _studies(args)
    moved = []
    if args.change:
        moved = changes(
            [
                (country, study.design_of(at), _last(study, at))
                for study in studies
                for at, country in enumerate(study.countries)
            ]
        )
        if not moved:
            raise BadInput(fault(args.file, "no_change", field="--change", part="gsni"))
    if args.by and not all(study.has_sex for study in studies):
        lacking: Study = next(study for study in studies if not study.has_sex)
        raise BadInput(fault(lacking.file, "no_sex", field="--by", part="gsni"))
    if args.chart:
        from qorgan.indicators.gsni.drawing import draw

        draw(args.chart, studies, moved, args.lang)
    if args.json:
        print_json(document(studies, moved, bool(args.by), args.lang))
    else:
        print(said(studies, moved, bool(args.by), args.lang))
    return 0


def _last(study: Any, at: int) -> int | None:
    years = study.years[at]
    return years[1] if years else None


def _studies(args: argparse.Namespace) -> list[Any]:
    """Both files of a change; the wave that was asked for is that of FILE."""
    from qorgan.indicators.gsni.layout import Asked
    from qorgan.indicators.gsni.study import study

    named = _columns(args.columns)
    asked = Asked(args.wave, named, _upper(args.psu), _upper(args.strata), args.country)
    options: dict[str, Any] = {
        "six": args.six_items,
        "design": args.design,
        "digest": args.sha256,
        "accepted": args.accept,
    }
    found = [study(args.file, asked, **options)]
    if args.change and args.change != MANY:
        other = Asked(None, named, asked.psu, asked.strata, args.country)
        found.insert(0, study(args.change, other, **options))
    return found


def _upper(column: str | None) -> str | None:
    return column.strip().upper() if column else None


def _columns(path: str | None) -> Mapping[str, str] | None:
    """Item names and their columns. Raises BadInput where the file is not that."""
    if path is None:
        return None
    import yaml

    from qorgan.indicators.gsni.items import ITEMS

    wanted = ", ".join(ITEMS)
    try:
        with open(path, encoding="utf-8") as file:
            said = yaml.safe_load(file)
    except OSError as error:
        raise BadInput(fault(path, "no_file")) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(fault(path, "columns_file", part="gsni", items=wanted)) from error
    if not isinstance(said, dict) or not said or not all(name in ITEMS for name in said):
        raise BadInput(fault(path, "columns_file", part="gsni", items=wanted))
    if not all(isinstance(column, str) and column.strip() for column in said.values()):
        raise BadInput(fault(path, "columns_file", part="gsni", items=wanted))
    return {name: column.strip().upper() for name, column in said.items()}
