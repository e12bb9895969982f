"""``qorgan index norms SURVEY.csv``, ``norms instrument`` and ``norms sample``."""

from __future__ import annotations

import argparse
from typing import Any

from qorgan.indicators import commands
from qorgan.indicators.faults import BadInput, fault, refuse

PART = "norms"
HELP = "surveys of norms: what changed against a comparison group; the questionnaire; the sample"
SAMPLE = (
    "baseline",
    "sd",
    "cv",
    "level",
    "cluster_again",
    "person_again",
    "attrition",
)


def register(inner: argparse._SubParsersAction[Any]) -> None:
    parser = inner.add_parser("norms", help=HELP)
    parser.add_argument(
        "what",
        metavar="SURVEY|instrument|sample",
        help="a CSV or Parquet of id, cluster, arm, wave and items; or the word instrument or sample",
    )
    parser.add_argument("--before", type=int, metavar="WAVE", help="the wave before (default: the first)")
    parser.add_argument("--after", type=int, metavar="WAVE", help="the wave after (default: the last)")
    parser.add_argument(
        "--seed", default="1", help="for the lot of the stories and the bootstrap (default 1)"
    )
    form = parser.add_argument_group("instrument")
    form.add_argument("--form", type=int, default=1, metavar="N", help="number of the form (default 1)")
    size = parser.add_argument_group("sample")
    size.add_argument(
        "--effect", type=float, help="difference of shares, 0.10 is ten points; of means with --sd"
    )
    size.add_argument("--icc", type=float, help="how alike people of a cluster answer, 0 to 1")
    size.add_argument("--cluster-size", type=float, help="people of a cluster, an arm and wave")
    size.add_argument("--power", type=float, default=0.8, help="default 0.8")
    size.add_argument("--level", type=float, default=0.05, help="two-sided, default 0.05")
    size.add_argument("--baseline", type=float, default=0.5, help="share before, default 0.5")
    size.add_argument("--sd", type=float, help="standard deviation, where the outcome is a mean")
    size.add_argument("--cv", type=float, default=0.0, help="spread of cluster sizes, sd over mean")
    size.add_argument("--cluster-again", type=float, default=0.0, help="correlation of a cluster over time")
    size.add_argument("--person-again", type=float, default=0.0, help="correlation of a person over time")
    size.add_argument("--attrition", type=float, default=0.0, help="share that will not be found again")
    commands.add_common(parser)
    parser.set_defaults(run=commands.answering(run))


def run(args: argparse.Namespace) -> int:
    if args.what in ("instrument", "sample"):
        if args.chart:
            raise BadInput(fault("--chart", "no_chart", part=PART))
        return _instrument(args) if args.what == "instrument" else _sample(args)
    return _survey(args)


def _survey(args: argparse.Namespace) -> int:
    from qorgan.indicators.norms import said
    from qorgan.indicators.norms.analysis import analyse
    from qorgan.indicators.norms.survey import read_survey

    seed = sum(byte << 8 * (place % 8) for place, byte in enumerate(args.seed.encode()))
    analysis = analyse(read_survey(args.what), args.before, args.after, seed)
    if args.chart:
        from qorgan.indicators.norms.drawing import draw

        draw(analysis, args.chart, args.lang)
    if args.json:
        commands.print_json(said.document(analysis))
    else:
        print(said.text(analysis, args.lang), end="")
    return 0


def _instrument(args: argparse.Namespace) -> int:
    from qorgan.indicators.norms.instrument import cell_of, instrument, printed

    if not 1 <= args.form <= 10**9:
        raise BadInput(fault("--form", "bad_number", part=PART, allowed="1 … 10^9"))
    if not args.json:
        print(printed(args.lang, args.seed, args.form), end="")
        return 0
    whole = instrument()
    commands.print_json(
        {
            "version": whole.version,
            "seed": args.seed,
            "form": args.form,
            "front": {name: said.as_dict() for name, said in whole.front.items()},
            "missing": {str(code): said.as_dict() for code, said in whole.missing.items()},
            "items": [
                {
                    "column": item.id,
                    "block": block.id,
                    "text": item.said.as_dict(),
                    "scale": item.scale.said.as_dict(),
                    "codes": [item.scale.low, item.scale.high],
                    "biased": list(item.biased),
                }
                for block in whole.blocks
                for item in block.items
            ],
            "stories": [
                {
                    "column": f"{one.id}_cell",
                    "cell": "/".join(cell_of(one, args.seed, args.form)),
                    "text": one.told(cell_of(one, args.seed, args.form)).as_dict(),
                    "questions": [item.id for item in whole.asked_of(one)],
                }
                for one in whole.vignettes
            ],
        }
    )
    return 0


def _sample(args: argparse.Namespace) -> int:
    from qorgan.indicators.norms import said
    from qorgan.indicators.norms.sample import Wanted, needed

    refuse(
        fault("--" + name.replace("_", "-"), "needs_option", part=PART)
        for name in ("effect", "icc", "cluster_size")
        if getattr(args, name) is None
    )
    options = {name: getattr(args, name) for name in SAMPLE}
    wanted = Wanted(args.effect, args.icc, args.cluster_size, args.power, **options)
    found = needed(wanted)
    if args.json:
        from dataclasses import asdict

        commands.print_json({"asked": asdict(wanted), "an_arm": found.as_dict()})
    else:
        print(said.sample_text(wanted, found, args.lang), end="")
    return 0
