"""``qorgan link dedupe``, ``index`` and ``search``: tables of people compared on the command line.

Progress and faults go to standard error, one line each; results go to the file that was named, whole or not
at all. Exit code 0: done, whatever was found; 2: bad input.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from qorgan.identity.faults import LANGUAGES, Fault, Refused, Report
from qorgan.identity.linking import asked
from qorgan.identity.saying import Message, counted

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
        "--engine", choices=("arrays", "duckdb", "spark"), default="arrays", help="where pairs are compared"
    )
    dedupe.add_argument("--threshold", metavar="W", type=asked.bits, help="bits from which a link counts")
    dedupe.add_argument("--pairs", metavar="FILE", help="also every pair that was kept, with its weight")
    dedupe.add_argument(
        "--chunk", metavar="N", type=asked.count, default=2_000_000, help="readings in a chunk"
    )
    index = _add(inner, "index", _index, today, "a live index of a table of people")
    index.add_argument("people", metavar="PEOPLE", help="CSV or Parquet, or - for standard input")
    index.add_argument("out", metavar="OUT.idx", help="a folder; an index that is there is replaced")
    search = _add(inner, "search", _search, today, "whom of an index the people of a table could be")
    search.add_argument("index", metavar="OUT.idx", help="what `qorgan link index` made")
    search.add_argument("queries", metavar="QUERIES", help="a table of people, or - for standard input")
    search.add_argument(
        "out", metavar="OUT", help="query_id, rank, unique_id, weight; Parquet or CSV by its name"
    )
    search.add_argument(
        "--most", metavar="N", type=asked.count, default=10, help="rows for each query (default 10)"
    )
    search.add_argument(
        "--threshold", metavar="W", type=asked.bits, help="bits from which a record is listed"
    )
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
    parser.add_argument("--on", metavar="DATE", type=asked.day, help="the day on which ages were true")
    parser.add_argument("--faults", metavar="FILE", help="every fault of the table, as CSV")
    parser.add_argument("--strict", action="store_true", help="stop where any row or field is at fault")
    parser.set_defaults(run=lambda args: _guarded(run, args, today))
    return parser


def _guarded(
    run: Callable[[argparse.Namespace, Callable[[], date]], int],
    args: argparse.Namespace,
    today: Callable[[], date],
) -> int:
    from qorgan.identity.linking.kept import CannotKeep
    from qorgan.identity.linking.people import CannotWrite
    from qorgan.identity.live import LiveFault

    try:
        return run(args, today)
    except _AtFault:
        pass
    except Refused as refused:
        _tell(refused.said(args.lang))
    except (CannotKeep, CannotWrite, LiveFault) as error:
        _tell(error.said(args.lang))
    except BrokenPipeError:
        raise
    except OSError as error:
        place, why = error.filename or "files", error.strerror or str(error)
        _tell(Message("{place}: {why}", place=place, why=why).said(args.lang))
    return BAD


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _progress(language: str) -> Callable[[str, int, int], None]:
    """Says how far a step has come, in a language; a step of Spark has its number behind its name."""

    def progress(what: str, done: int, of: int) -> None:
        step, _, number = what.partition(" step ")
        said = Message(step).said(language) + (f" {number}" if number else "")
        _tell(f"{said}: {done}/{of}")

    return progress


class _AtFault(Exception):
    """Under --strict, a row or a field was at fault; every fault has been told."""


class _Faults:
    """The report of a table, and the file that takes every fault of it."""

    def __init__(self, args: argparse.Namespace, source: str) -> None:
        self.args = args
        self.file = open(args.faults, "w", encoding="utf-8", newline="") if args.faults else None
        self.report = Report("<stdin>" if source == "-" else source, self.file, args.lang)

    def of(self, chunks: Iterable[Any]) -> Iterator[Any]:
        """The chunks, and after the last one every fault. Raises _AtFault."""
        try:
            yield from chunks
        finally:
            for line in self.report.lines():
                _tell(line)
            if self.file is not None:
                self.file.close()
        if self.args.strict and (self.report.of_kind("row") or self.report.of_kind("field")):
            raise _AtFault


def _dedupe(args: argparse.Namespace, today: Callable[[], date]) -> int:
    import pyarrow as pa

    from qorgan.identity.linking import batch, facing, kept, people
    from qorgan.identity.linking.keys import table
    from qorgan.identity.linking.model import shipped

    asked.files(args.people, (args.out, args.pairs, args.faults))
    if args.engine == "spark":
        from qorgan.identity.linking.spark_session import check

        check()
    on, faults = args.on or today(), _Faults(args, args.people)
    chunks = list(faults.of(people.read(args.people, faults.report, on)))
    told = pa.concat_tables(chunks) if chunks else people.nobody()
    faces = facing.faces(told, on, os.cpu_count() or 1)
    model = shipped().of_size(faces.num_rows)
    # Where the result is no file, there is no place beside it.
    work = Path(f"{args.out}.work") if people.is_file(args.out) and told.num_rows else None
    progress = _progress(args.lang)
    engine = _engine(args.engine, model, table(), work, progress)
    try:
        found = batch.dedupe(
            faces,
            told.num_rows,
            engine,
            model,
            table(),
            model.likely if args.threshold is None else args.threshold,
            work,
            progress,
            args.chunk,
        )
    finally:
        engine.close()
    _write_found(args, told, found)
    if work is not None:
        kept.throw_away(work)
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


def _write_found(args: argparse.Namespace, told: Any, found: Any) -> None:
    """The clusters, and the pairs where they were asked for."""
    import pyarrow as pa

    from qorgan.identity.linking import people

    ids = told["unique_id"].combine_chunks()
    weights = pa.array(found.best, pa.float64(), mask=found.best != found.best)
    people.write(args.out, people.CLUSTERS, (ids, ids.take(pa.array(found.clusters)), weights))
    if args.pairs:
        sides = [ids.take(found.pairs[name].combine_chunks()) for name in ("record_l", "record_r")]
        people.write(args.pairs, people.PAIRS, (*sides, found.pairs["weight"]))


def _engine(
    name: str, model: Any, table: Any, work: Path | None, progress: Callable[[str, int, int], None]
) -> Any:
    from qorgan.identity.linking import arrays, batch

    if name == "arrays":
        return arrays.Arrays(model, table)
    if name == "duckdb":
        return batch.DuckDB(model, table, folder=work)
    from qorgan.identity.linking import spark

    return spark.Spark(model, table, work, progress)


def _index(args: argparse.Namespace, today: Callable[[], date]) -> int:
    from qorgan.identity import live
    from qorgan.identity.linking import people, searching

    if not args.out:
        raise Refused(Fault("out_folder"), "OUT.idx")
    asked.files(args.people, (args.faults,))
    on, faults = args.on or today(), _Faults(args, args.people)
    built = live.build(
        Path(args.out),
        people.batches(faults.of(people.read(args.people, faults.report, on)), on),
        searching.version(),
    )
    left_out = faults.report.rows_left_out
    _summary({"readings": built.rows, "left_out": left_out, "keys": built.pairs, "bytes": built.bytes}, args)
    return GOOD


def _search(args: argparse.Namespace, today: Callable[[], date]) -> int:
    from qorgan.identity.linking import people, searching

    asked.files(args.queries, (args.out, args.faults))
    searcher = searching.Searcher(Path(args.index))
    on, faults = args.on or today(), _Faults(args, args.queries)
    least = searcher.model.review if args.threshold is None else args.threshold
    rows: list[tuple[str, int, str, float]] = []
    why: list[Any] = []
    for chunk in faults.of(people.read(args.queries, faults.report, on)):
        for record in chunk.to_pylist():
            hits = [hit for hit in searcher.search(record, on, args.most) if hit.weight >= least]
            for rank, hit in enumerate(hits, start=1):
                rows.append((record["unique_id"], rank, hit.unique_id, hit.weight))
                if args.explain:
                    why.append(_explained(rows[-1], hit, searcher, args))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    people.write(args.out, people.HITS, [list(column) for column in columns])
    counts = {"queries": faults.report.rows_read - faults.report.rows_left_out, "rows": len(rows)}
    _summary(counts | ({"explanations": why} if args.explain and args.json else {}), args)
    return GOOD


def _explained(row: tuple[str, int, str, float], hit: Any, searcher: Any, args: argparse.Namespace) -> Any:
    """Why a row is there: for the document, or told at once, each row as it is found."""
    from qorgan.identity.explaining import explain

    found = explain(searcher.evidence(hit), args.lang)
    if args.json:
        return {"query_id": row[0], "rank": row[1], "unique_id": row[2], **found.document}
    print(f"{row[0]} – {row[2]}", found.text(), "", sep="\n", file=_beside(args))
    return None


def _beside(args: argparse.Namespace) -> Any:
    """Where words go: not into a result on standard output."""
    return sys.stderr if "-" in (args.out, getattr(args, "pairs", None)) else sys.stdout


def _summary(counts: dict[str, Any], args: argparse.Namespace) -> None:
    said = json.dumps(counts, ensure_ascii=False) if args.json else counted(counts, args.lang)
    print(said, file=_beside(args))
