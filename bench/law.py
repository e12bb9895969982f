"""How fast the law answers: one situation, a table of a million, tables of growing size, and other engines.

    law.py                          everything but ten million rows
    law.py --rows 10000000          and how memory stands with so many (a file of about 1 GB)
    law.py --only one,table,grow,peers

Other people may use the machine: start it as `chrt -r 5 python bench/law.py`. Times in milliseconds or
seconds, of this run and this machine. Fails when a figure misses its target.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.csv  # noqa: E402
import pyarrow.parquet  # noqa: E402

from bench import law_peers  # noqa: E402
from qorgan import law  # noqa: E402
from qorgan.law.faults import BadFacts  # noqa: E402
from qorgan.law.proof.random_facts import Maker  # noqa: E402
from qorgan.law.tables.answering import answer_table  # noqa: E402
from qorgan.law.tables.columns import Cases  # noqa: E402
from qorgan.law.tables.files import Source  # noqa: E402
from qorgan.law.tables.gathering import small  # noqa: E402
from qorgan.law.tables.judging import Table  # noqa: E402

ONE_P95, MILLION, WORKERS, RUN = 2.0, 3.0, 2, 65536
ON = date(2026, 4, 1)
PARTS = ("one", "table", "grow", "peers")


def full_sets(count: int) -> list[dict[str, Any]]:
    """Sets with a value for every fact of the vocabulary that the engine takes."""
    kz, chance = law.load(), random.Random(20261126)
    maker, found = Maker(kz.statutes, chance), []
    while len(found) < count:
        facts = maker.case().facts
        for fact in kz.facts:
            if fact.id not in facts or facts[fact.id] == "unknown":
                facts[fact.id] = _plain(fact)
        facts.pop("acts_unknown", None)
        try:
            kz.assess(facts, ON, guide=False)
        except BadFacts:
            continue
        found.append(facts)
    return found


def _plain(fact: Any) -> Any:
    if fact.type == "boolean":
        return False
    if fact.type == "number":
        return {"victim_age": 34, "offender_age": 38}.get(fact.id, int(fact.min or 0))
    if fact.type == "date":
        return None
    return "none" if fact.type == "choice" and "none" in fact.words else next(iter(fact.words))


def one() -> bool:
    """One situation against the whole statute, with the reasons of every finding."""
    kz, sets = law.load(), full_sets(300)
    little = {"relation": "spouse", "acts": ["slap"]}
    rows: dict[str, Callable[[int], Any]] = {
        "full facts, reasons": lambda n: [x.because for x in kz.assess(sets[n % 300], ON).findings],
        "full facts, all reasons": lambda n: _all_reasons(kz.assess(sets[n % 300], ON)),
        "two facts, reasons": lambda n: [x.because for x in kz.assess(little, ON).findings],
        "next question": lambda n: kz.next_question(little, ON),
    }
    in_force = len(kz.statutes.on(ON))
    encoded = len(kz.statutes.provisions)
    print(f"one situation: {in_force} parts in force, {encoded} encoded, {len(kz.facts)} facts")
    good = True
    for name, act in rows.items():
        took = sorted(_timed(act, number) for number in range(900))[:]
        p50, p95, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        print(f"  {name:<26} p50 {p50:6.2f} ms   p95 {p95:6.2f} ms   p99 {p99:6.2f} ms", flush=True)
        good = good and (name != "full facts, reasons" or p95 < ONE_P95)
    return good


def _all_reasons(answer: Any) -> Any:
    return [item.because for item in (*answer.findings, *answer.others)]


def _timed(act: Callable[[int], Any], number: int) -> float:
    began = time.perf_counter()
    act(number)
    return time.perf_counter() - began


def columns(table: Table, count: int, seed: int) -> dict[str, Any]:
    """Codes at random for every fact but dates; a fifth of the cases knows nothing of each fact."""
    chance, found = np.random.default_rng(seed), {}
    words = random.Random(seed)
    for fact in table.statutes.vocabulary.facts.values():
        if fact.type == "date" or fact.id == "acts_unknown":
            continue
        if fact.type == "boolean":
            values: list[Any] = [False, False, True]
        elif fact.type == "number":
            values = list(range(int(fact.min or 0), int(min(fact.max or 100, 100))))
        elif fact.type == "set":
            some = [word for word in fact.words if word != "none"]
            values = [words.sample(some, min(len(some), words.choice((1, 1, 2)))) for _ in range(200)]
        else:
            values = list(fact.words)
        codes = np.array([*(table.dictionaries[fact.id].code(value) for value in values)])
        column = codes[chance.integers(0, len(codes), count)]
        column[chance.random(count) < 0.2] = 0
        found[fact.id] = small(column, len(table.dictionaries[fact.id].values))
    return _possible(table, count, found)


def _possible(table: Table, count: int, codes: dict[str, Any]) -> dict[str, Any]:
    """Where facts contradict one another, one of the two is left out: chance does so oftener than people."""
    cases = Cases(count, table.dictionaries, codes, np.full(count, np.datetime64(ON, "D")))
    refused = table.judge(cases).refused | table.judge(cases, closed_world=True).refused
    ages = {"victim_age", "offender_youngest_child_age"}
    for fact in {item.facts[0] for item in table.statutes.contradictions} | ages:
        if fact in codes:
            codes[fact][refused] = 0
    return codes


def runs(table: Table, count: int, codes: dict[str, Any], days: Any) -> list[Cases]:
    return [
        Cases(
            min(RUN, count - start),
            table.dictionaries,
            {name: column[start : start + RUN] for name, column in codes.items()},
            days[start : start + RUN],
        )
        for start in range(0, count, RUN)
    ]


def judged(table: Table, count: int, codes: dict[str, Any], days: Any, closed: bool) -> float:
    """Seconds for a verdict of every provision for every case, on two threads."""
    cases = runs(table, count, codes, days)
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as people:
        for answer in people.map(lambda one: table.judge(one, closed), cases):
            assert answer.count
    return time.perf_counter() - began


def in_memory() -> bool:
    table, good = Table(law.load().statutes), True
    count = 1_000_000
    codes = columns(table, count, 1)
    chance = np.random.default_rng(2)
    one_day = np.full(count, np.datetime64(ON, "D"))
    many = np.datetime64("2023-01-01") + chance.integers(0, 1200, count)
    shape = f"{len(codes)} facts, {len(table.columns)} provisions"
    print(f"a table in memory: {count} incidents, {shape}, {WORKERS} threads")
    for name, days, closed in (
        ("one day, open world", one_day, False),
        ("one day, closed world", one_day, True),
        ("days of four years, open world", many, False),
    ):
        took = min(judged(table, count, codes, days, closed) for _ in range(3))
        print(f"  {name:<34}{took:7.2f} s   {count / took:>12,.0f} incidents/s", flush=True)
        good = good and took < MILLION
    return good


def grow(most: int) -> bool:
    """Files of growing size: reading, judging and writing, with the most memory held so far."""
    print("files, streamed (Parquet in, Parquet out; each in a process of its own)")
    print(f"  {'incidents':>10} {'in all':>10} {'reading':>10} {'each':>10} {'memory':>9}")
    held: dict[int, float] = {}
    for count in [10**power for power in range(4, 8) if 10**power <= most]:
        read, whole, memory = _in_process(count)
        held[count] = memory
        print(
            f"  {count:>10} {whole:>8.2f} s {read:>8.2f} s {whole / count * 1e6:>7.2f} us {memory:>6.0f} MB",
            flush=True,
        )
    csv = _in_process(min(most, 10**6), ".csv")
    print(f"  {min(most, 10**6):>10} {csv[1]:>8.2f} s {csv[0]:>8.2f} s   from CSV {csv[2]:>6.0f} MB")
    return 10**7 not in held or held[10**7] < 1.25 * held[10**6]


def _in_process(count: int, suffix: str = ".parquet") -> tuple[float, float, float]:
    """(seconds of reading alone, seconds of the whole, most MB) for a file of so many incidents."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"in{suffix}"
        _forked(lambda: (_write(path, count), 0.0, 0.0)[1:])
        read, _ = _forked(lambda: _read(path))
        whole, memory = _forked(lambda: _answer(path, Path(folder) / "out.parquet"))
    return read, whole, memory


def _forked(act: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """The act in a process of its own, so that memory is its own too."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = act()
            os.write(into, f"{answer[0]} {answer[1]}".encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  # the parent tells it
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
    os.close(into)
    _, status = os.waitpid(child, 0)
    with os.fdopen(out) as pipe:
        said = pipe.read().split()
    if status:
        raise SystemExit("a run of the benchmark failed")
    return float(said[0]), float(said[1])


def _write(path: Path, count: int) -> None:
    table, writer = Table(law.load().statutes), None
    for start in range(0, count, 250_000):
        here = min(250_000, count - start)
        codes = columns(table, here, 3 + start)
        arrays = {"date": pa.array([ON.isoformat()] * here).dictionary_encode()}
        for name, column in codes.items():
            values = [None if given is None else _cell(given) for given in table.dictionaries[name].given]
            arrays[name] = (
                pa.array(values, pa.string()).take(pa.array(column.astype(np.int32))).dictionary_encode()
            )
        batch = pa.table(arrays)
        if path.suffix == ".csv":
            batch = pa.table({name: batch[name].cast(pa.string()) for name in batch.column_names})
        if writer is None:
            writer = (
                pyarrow.csv.CSVWriter(path, batch.schema)
                if path.suffix == ".csv"
                else pyarrow.parquet.ParquetWriter(path, batch.schema, compression="zstd")
            )
        writer.write_table(batch)
    assert writer is not None
    writer.close()


def _cell(given: Any) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    return ";".join(sorted(given)) if isinstance(given, frozenset) else str(given)


def _source(path: Path, table: Table) -> Source:
    statutes = table.statutes
    return Source(path, statutes.vocabulary, table.dictionaries, statutes.settings["local"])


def _read(path: Path) -> tuple[float, float]:
    table = Table(law.load().statutes)
    began = time.perf_counter()
    seen = sum(run.cases.count for run in _source(path, table).runs())
    assert seen
    return time.perf_counter() - began, _memory()


def _answer(path: Path, out: Path) -> tuple[float, float]:
    table = Table(law.load().statutes)
    told: list[str] = []
    began = time.perf_counter()
    done = answer_table(_source(path, table), out, table, False, False, told.append, WORKERS)
    if done.refused:
        raise AssertionError(f"{done.refused} rows refused: {told[0]}")
    return time.perf_counter() - began, _memory()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def parts(asked: Any) -> Iterator[bool]:
    if "one" in asked.only:
        yield one()
    if "table" in asked.only:
        yield in_memory()
    if "grow" in asked.only:
        yield grow(asked.rows)
    if "peers" in asked.only:
        yield law_peers.run(100_000)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=10**6)
    given.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS))
    return 0 if all(list(parts(given.parse_args()))) else 1


if __name__ == "__main__":
    sys.exit(main())
