"""The live index alone: building, asking, inserting, removing and compacting, with invented rows.

    live.py                          10^5 and 10^6 people
    live.py --people 10000000        10^7, about 2 GB on the disk
    live.py --folder /srv/scratch    where the indexes are kept; one that is there is not built again

Rows and keys are random and shaped like real ones: names by Zipf's law, so that a few surnames are common;
for each person an IIN, a phone that some share, and ten keys, from one that is nobody else's to one that
thousands have. A query is a person of the index with some of the keys wrong or left out. Its time is that
of `candidates` and of the columns that a scorer reads; normalising and scoring are measured elsewhere. Prints
one row for each measurement: what, people, median and p95 in milliseconds by the clock and of the processor
alone (which is what remains where others use the machine), or one value with its unit.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from qorgan.identity import live  # noqa: E402

VERSION = "bench"
BATCH = 100_000
HEAD = "what people median_ms p95_ms median_cpu_ms p95_cpu_ms value unit".split()
Times = list[tuple[float, float]]
U64 = np.uint64
SYLLABLES = [a + b for a in "abdgjkmnrstz" for b in ("a", "e", "i", "o", "u", "an", "ul", "er")]
READ = ("surname", "given", "group", "father", "sex", "region", "street")


@dataclass(frozen=True)
class Face:
    surname: str = "bench"
    given: str = "bench"
    group: str = "bench"
    father: str = ""
    sex: str = "m"
    born_from: int | None = 7000
    born_to: int | None = 7000
    iin: str = ""
    phone: str = "+77010000000"
    region: str = "75"
    street: str = ""


def names(count: int, seed: int) -> pa.Array:
    chance = np.random.default_rng(seed)
    parts = chance.integers(len(SYLLABLES), size=(count, 4))
    return pa.array(["".join(SYLLABLES[i] for i in row) for row in parts.tolist()])


def zipf(chance: np.random.Generator, count: int, values: int, power: float = 0.9) -> np.ndarray:
    """Ranks whose share falls as a power, as surnames do: of 30,000 the first has about one in 200."""
    weights = np.cumsum(1 / np.arange(1, values + 1) ** power)
    return np.searchsorted(weights, chance.random(count) * weights[-1])


def hashed(kind: int, *parts: np.ndarray) -> np.ndarray:
    """A key of 64 bits from whole numbers (splitmix64)."""
    found = np.full(len(parts[0]), kind * 0x9E3779B97F4A7C15 % 2**64, U64)
    for part in parts:
        found = (found ^ part.astype(U64)) * U64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> U64(29))) * U64(0x94D049BB133111EB)
        found ^= found >> U64(32)
    return found


class People:
    """Batches of invented people; the same ones for the same number."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.surnames, self.givens, self.streets = names(30_000, 1), names(4_000, 2), names(20_000, 3)

    def keys(self, start: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
        chance = np.random.default_rng(start + 7)
        count = min(BATCH, self.people - start)
        of = {
            "surname": zipf(chance, count, 30_000),
            "given": zipf(chance, count, 4_000),
            "father": zipf(chance, count, 4_000),
            "day": chance.integers(-5000, 15000, count),
            "phone": (self.people * chance.random(count) ** chance.choice([1, 4], count)).astype(np.int64),
            "row": np.arange(start, start + count),
            "street": zipf(chance, count, 20_000),
            "region": chance.integers(0, 20, count),
        }  # fmt: skip
        s, g, f, d = of["surname"], of["given"], of["father"], of["day"]
        keys = np.stack([
            hashed(1, of["row"]), hashed(2, of["phone"]), hashed(3, s, g), hashed(4, s, d), hashed(5, g, d),
            hashed(6, g, f, d // 365), hashed(7, s, f, d // 365), hashed(8, s // 8, g, d // 365),
            hashed(9, s, g, f), hashed(10, s, of["region"], d // 3650),
        ], axis=1)  # fmt: skip
        return of, keys

    def batches(self) -> Iterator[live.Batch]:
        for start in range(0, self.people, BATCH):
            of, keys = self.keys(start)
            given = self.givens.take(of["given"])
            columns = {
                "unique_id": pa.array([f"{row:032x}" for row in of["row"].tolist()]),
                "surname": self.surnames.take(of["surname"]), "given": given, "group": given,
                "father": self.givens.take(of["father"]),
                "sex": pa.array(["m", "f"]).take(of["row"] % 2),
                "region": pa.array([str(10 + n) for n in range(20)]).take(of["region"]),
                "street": self.streets.take(of["street"]),
                "born_from": of["day"].astype(np.int32), "born_to": of["day"].astype(np.int32),
                "iin": pa.array([f"{row * 7919 % 10**12:012d}" for row in of["row"].tolist()]),
                "phone": pa.array([f"+7701{phone:09d}" for phone in of["phone"].tolist()]),
            }  # fmt: skip
            yield live.Batch(columns, keys.reshape(-1), np.arange(len(keys) + 1) * keys.shape[1])

    def queries(self, count: int) -> list[np.ndarray]:
        """Keys as of people of the index with three in ten of them wrong, and the IIN known of one in two."""
        found, chance = [], np.random.default_rng(11)
        for start in chance.integers(0, -(-self.people // BATCH), 20).tolist():
            _, keys = self.keys(start * BATCH)
            for row in chance.integers(0, len(keys), count // 20).tolist():
                asked = keys[row].copy()
                wrong = chance.random(len(asked)) < 0.3
                wrong[0] = chance.random() < 0.5
                asked[wrong] = chance.integers(0, 2**63, int(wrong.sum()), dtype=U64)
                found.append(asked)
        return found


def middle(times: list[float]) -> list[str]:
    """Median and p95 in milliseconds."""
    ordered = sorted(times)
    return [f"{t * 1000:.3f}" for t in (statistics.median(ordered), ordered[int(len(ordered) * 0.95)])]


def show(what: str, people: int, times: Times | None = None, value: float = 0, unit: str = "") -> None:
    taken = [*middle([wall for wall, _ in times]), *middle([cpu for _, cpu in times])] if times else [""] * 4
    print(what, people, *taken, f"{value:.2f}" if unit else "", unit, sep="\t", flush=True)


def once(what: str, people: int, took: tuple[float, float]) -> None:
    show(what, people, None, took[0], "s")
    show(f"{what}, processor", people, None, took[1], "s")


def timed(work: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds by the clock and seconds of the processor, and what it answered. On a machine that others use,
    the second is what the work itself costs."""
    start, busy = time.perf_counter(), time.thread_time()
    found = work()
    return (time.perf_counter() - start, time.thread_time() - busy), found


def used() -> float:
    """Peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ask(index: live.Index, keys: np.ndarray) -> live.Found:
    found = index.candidates(keys)
    columns = found.columns()
    for column in READ:
        columns.texts(column)
    for column in ("iin", "phone"):
        columns.numbers(column)
    return found


def asking(index: live.Index, people: int, queries: list[np.ndarray], what: str) -> None:
    times, sizes = [], []
    for keys in queries:
        took, found = timed(lambda keys=keys: ask(index, keys))  # type: ignore[misc]
        times.append(took)
        sizes.append(len(found))
    sizes.sort()
    show(what, people, times)
    show("candidates of a query, mean", people, None, statistics.fmean(sizes), "rows")
    show("candidates of a query, p95", people, None, sizes[int(len(sizes) * 0.95)], "rows")


def inserting(folder: Path, people: int, durable: bool, count: int) -> None:
    index = live.Index(folder, VERSION, durable)
    chance = np.random.default_rng(5 + durable)
    times = []
    for number in range(count):
        keys = chance.integers(0, 2**63, 10, dtype=U64)
        took, _ = timed(lambda n=number, k=keys: index.insert(f"new-{durable}-{n}", Face(), k))  # type: ignore[misc]
        times.append(took)
    kind = "durable" if durable else "not durable"
    show(f"insert, {kind}", people, times)
    show(f"insert, {kind}, mean", people, None, statistics.fmean(wall for wall, _ in times) * 1000, "ms")
    rows = [
        live.Row(f"many-{durable}-{n}", Face(), chance.integers(0, 2**63, 10, dtype=U64)) for n in range(100)
    ]
    took, _ = timed(lambda: index.insert_many(rows))
    show(f"insert a hundred at once, {kind}, each", people, None, took[0] * 10, "ms")


def measure(people: int, folder: Path, queries: int, inserts: int) -> None:
    made = People(people)
    if not folder.exists():
        took, built = timed(lambda: live.build(folder, made.batches(), VERSION))
        once("build, with inventing the rows", people, took)
        show("build, peak memory", people, None, used(), "MiB")
        show("size", people, None, built.bytes / 2**20, "MiB")
        show("postings", people, None, built.pairs / 1e6, "millions")
    took, index = timed(lambda: live.Index(folder, VERSION))
    show("open", people, None, took[0] * 1000, "ms")
    asked = made.queries(queries)
    asking(index, people, asked, "query, first time asked")
    asking(index, people, asked, "query")
    inserting(folder, people, False, inserts)
    inserting(folder, people, True, inserts)
    asking(index, people, asked, f"query with {index.state().inserted} rows since the base")
    took, _ = timed(lambda: live.Index(folder, VERSION))
    show("open with those rows", people, None, took[0] * 1000, "ms")
    times = [timed(lambda n=n: index.remove(f"new-True-{n}"))[0] for n in range(min(200, inserts))]  # type: ignore[misc]
    show("remove, durable", people, times)
    took, _ = timed(index.compact)
    once("compact", people, took)
    took, faults = timed(index.verify)
    once("verify", people, took)
    assert not faults, faults
    show("peak memory of all", people, None, used(), "MiB")


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    given.add_argument("--queries", type=int, default=2000)
    given.add_argument("--inserts", type=int, default=2000)
    given.add_argument("--folder", type=Path)
    asked = given.parse_args()
    print(*HEAD, sep="\t", flush=True)
    for people in asked.people:
        place = asked.folder or Path(tempfile.mkdtemp(prefix="live-"))
        child = os.fork()  # each size in a process of its own, so that its peak of memory is its own
        if not child:
            try:
                measure(people, place / f"people-{people}.idx", asked.queries, asked.inserts)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        failed = os.waitpid(child, 0)[1]
        if not asked.folder:
            shutil.rmtree(place)
        if failed:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
