"""``qorgan link dedupe``, ``index`` and ``search``: tables of people compared on the command line.

Progress and faults go to standard error, one line each; results go to the file that was named, whole or not at
all. Exit code 0: done, whatever was found; 2: bad input.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from qorgan.identity.faults import LANGUAGES, Refused, Report

GOOD, BAD = 0, 2
MOST_SHOWN = 10


def register_linking(inner: Any, today: Callable[[], date]) -> None:
    """Add the sub-commands to those of ``qorgan link``; `today` is asked only where ages need a day."""
    dedupe = _add(inner, "dedupe", _dedupe, today, "which records of a table may be one person")
    dedupe.add_argument("people", metavar="PEOPLE", help="CSV or Parquet, or - for standard input")
    dedupe.add_argument(
        "out", metavar="OUT", help="unique_id, cluster_id, weight; Parquet or CSV by its name"
    )
    dedupe.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="where pairs are compared"
    )
    dedupe.add_argument("--threshold", metavar="W", type=float, help="bits from which a link counts")
    dedupe.add_argument("--pairs", metavar="FILE", help="also every pair that was kept, with its weight")
    dedupe.add_argument("--chunk", metavar="N", type=int, default=2_000_000, help="records in a chunk")
    index = _add(inner, "index", _index, today, "a live index of a table of people")
    index.add_argument("people", metavar="PEOPLE", help="CSV or Parquet, or - for standard input")
    index.add_argument("out", metavar="OUT.idx", help="a folder; an index that is there is replaced")
    search = _add(inner, "search", _search, today, "whom of an index the people of a table could be")
    search.add_argument("index", metavar="OUT.idx", help="what `qorgan link index` made")
    search.add_argument("queries", metavar="QUERIES", help="a table of people, or - for standard input")
    search.add_argument(
        "out", metavar="OUT", help="query_id, rank, unique_id, weight; Parquet or CSV by its name"
    )
    search.add_argument("--most", metavar="N", type=int, default=10, help="rows for each query (default 10)")
    search.add_argument("--threshold", metavar="W", type=float, help="bits from which a record is listed")
    search.add_argument("--explain", action="store_true", help="why, for each row, on standard output")


def _add(
    inner: Any,
    name: str,
    run: Callable[[argparse.Namespace, Callable[[], date]], int],
    today: Callable[[], date],
    about: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = inner.add_parser(name, help=about, description=about)
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the text (default en)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument(
        "--on", metavar="DATE", type=date.fromisoformat, help="the day on which ages were true"
    )
    parser.add_argument("--faults", metavar="FILE", help="every fault of the table, as CSV")
    parser.add_argument("--strict", action="store_true", help="stop where any row or field is at fault")
    parser.set_defaults(run=lambda args: _guarded(run, args, today))
    return parser


def _guarded(
    run: Callable[[argparse.Namespace, Callable[[], date]], int],
    args: argparse.Namespace,
    today: Callable[[], date],
) -> int:
    from qorgan.identity.linking.people import CannotWrite
    from qorgan.identity.live import LiveFault

    try:
        return run(args, today)
    except Refused as refused:
        _tell(refused.said(args.lang))
    except (CannotWrite, LiveFault) as error:
        _tell(str(error))
    return BAD


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class _Faults:
    """The report of a table, and the file that takes every fault of it."""

    def __init__(self, args: argparse.Namespace, source: str) -> None:
        self.args = args
        self.file = open(args.faults, "w", encoding="utf-8", newline="") if args.faults else None
        self.report = Report("<stdin>" if source == "-" else source, self.file, args.lang)

    def told(self) -> bool:
        """Tells them, and whether the command may go on."""
        for line in self.report.lines():
            _tell(line)
        if self.file is not None:
            self.file.close()
        wrong = self.report.of_kind("row") + self.report.of_kind("field")
        return not (self.args.strict and wrong)


def _dedupe(args: argparse.Namespace, today: Callable[[], date]) -> int:
    import pyarrow as pa

    from qorgan.identity.linking import batch, facing, people
    from qorgan.identity.linking.keys import table
    from qorgan.identity.linking.model import shipped

    for out in filter(None, (args.out, args.pairs)):
        if fault := people.writable(out):
            raise Refused(fault, out)
    on, faults = args.on or today(), _Faults(args, args.people)
    chunks = list(people.read(args.people, faults.report, on))
    if not faults.told():
        return BAD
    told = pa.concat_tables(chunks) if chunks else None
    if told is None:
        people.write(args.out, ("unique_id", "cluster_id", "weight"), ([], [], []))
        return GOOD
    model = shipped()
    work = None if args.out == "-" else Path(f"{args.out}.work")
    engine = _engine(args.engine, model, table(), work)
    try:
        found = batch.dedupe(
            facing.faces(told, on, os.cpu_count() or 1),
            told.num_rows,
            engine,
            model,
            table(),
            model.likely if args.threshold is None else args.threshold,
            work,
            lambda what, done, of: _tell(f"{what}: {done}/{of}"),
            args.chunk,
        )
    finally:
        engine.close()
    ids = told["unique_id"].combine_chunks()
    weights = pa.array(found.best, pa.float64(), mask=found.best != found.best)
    people.write(
        args.out, ("unique_id", "cluster_id", "weight"), (ids, ids.take(pa.array(found.clusters)), weights)
    )
    if args.pairs:
        sides = [ids.take(found.pairs[name].combine_chunks()) for name in ("record_l", "record_r")]
        people.write(args.pairs, ("unique_id_l", "unique_id_r", "weight"), (*sides, found.pairs["weight"]))
    if work is not None:
        shutil.rmtree(work, ignore_errors=True)
    sizes = pa.array(found.clusters).value_counts().field("counts").to_numpy()
    counts = {
        "records": told.num_rows,
        "left_out": faults.report.rows_left_out,
        "pairs": found.pairs.num_rows,
        "clusters_of_several": int((sizes > 1).sum()),
        "records_in_them": int(sizes[sizes > 1].sum()),
    }
    _summary(counts, args)
    return GOOD


def _engine(name: str, model: Any, table: Any, work: Path | None) -> Any:
    from qorgan.identity.linking import batch

    if name == "duckdb":
        return batch.DuckDB(model, table, folder=work)
    from qorgan.identity.linking import spark

    return spark.Spark(model, table)


def _index(args: argparse.Namespace, today: Callable[[], date]) -> int:
    from qorgan.identity import live
    from qorgan.identity.linking import people, searching

    on, faults = args.on or today(), _Faults(args, args.people)
    built = live.build(
        Path(args.out),
        people.batches(people.read(args.people, faults.report, on), on),
        searching.version(),
    )
    if not faults.told():
        return BAD
    _summary({"readings": built.rows, "keys": built.pairs, "bytes": built.bytes}, args)
    return GOOD


def _search(args: argparse.Namespace, today: Callable[[], date]) -> int:
    from qorgan.identity.linking import people, searching

    if fault := people.writable(args.out):
        raise Refused(fault, args.out)
    on, faults = args.on or today(), _Faults(args, args.queries)
    searcher = searching.Searcher(Path(args.index))
    least = searcher.model.review if args.threshold is None else args.threshold
    rows: list[tuple[str, int, str, float]] = []
    for chunk in people.read(args.queries, faults.report, on):
        for record in chunk.to_pylist():
            hits = [hit for hit in searcher.search(record, on, args.most) if hit.weight >= least]
            for rank, hit in enumerate(hits, start=1):
                rows.append((record["unique_id"], rank, hit.unique_id, hit.weight))
                if args.explain:
                    _explain(record["unique_id"], hit, searcher, args.lang)
    if not faults.told():
        return BAD
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    people.write(args.out, ("query_id", "rank", "unique_id", "weight"), [list(column) for column in columns])
    _summary({"rows": len(rows)}, args)
    return GOOD


def _explain(query: str, hit: Any, searcher: Any, lang: str) -> None:
    from qorgan.identity.explaining import explain

    print(f"{query} – {hit.unique_id}")
    print(explain(searcher.evidence(hit), lang).text(), end="\n\n")


def _summary(counts: dict[str, int], args: argparse.Namespace) -> None:
    text = json.dumps(counts) if args.json else ", ".join(f"{name} {count}" for name, count in counts.items())
    print(text, file=sys.stderr if args.out == "-" else sys.stdout)
