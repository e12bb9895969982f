"""How long a search takes among 100,000 records: words, facets, counts, order and a page of twenty.

    python bench/library/search.py                                     both databases, 100,000 records
    python bench/library/search.py --records 10000 --database sqlite

8,191 records are made up by drawing words anew from the first collection, each language from its own, and
are copied in the database; so every word is about as frequent as there, which is harder than real growth,
where most words become rare. "first": each query for the first time in a process that has read at its start
what every process of the library reads then. "again": terms kept, and whole wishes too. "page": the whole
answer of the server's code, template and all. Beside the clock stands what the process itself worked, since
the machine may be shared.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent.parent)]

from bench.library.ground import DATABASES, queries, ready  # noqa: E402

ADDED = datetime(2026, 11, 26, tzinfo=UTC)
RECORDS, BATCH, FIRST_NUMBER, FRESH_NUMBER = 100_000, 1000, 10_000, 900_000
DRAWN = 8191  # the numbers of a block of the index, which can be copied as it lies


def made_up(count: int, chance: random.Random, first: int = FIRST_NUMBER) -> Iterator[tuple[str, Any]]:
    """What the index would hold of records whose words are those of the first collection, drawn anew. Each
    word comes with the terms that the index gives it, so no text need be read word by word again."""
    from qorgan.catalogue.collection import first_collection
    from qorgan.catalogue.identifiers import identifier
    from qorgan.language import analyse, forms
    from qorgan.web.library.finding.documents import Found, Written, found_by
    from qorgan.web.library.finding.store import Terms

    real = [(one, found_by(one)) for one in first_collection()]
    words = {
        (part, code): [
            (word, analyse(word, code), forms(word))
            for one, _ in real
            for word in getattr(one, part).get(code, "").split()
        ]
        for part in ("title", "summary")
        for code in ("en", "ru", "kk")
    }

    def text(part: str, code: str, length: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        drawn = chance.choices(words[part, code], k=length)
        terms = tuple(term for _, several, _ in drawn for term in several)
        return (
            " ".join(word for word, _, _ in drawn),
            terms,
            tuple(f for _, _, several in drawn for f in several),
        )

    for number in range(first, first + count):
        (_, one), (_, other) = chance.choice(real), chance.choice(real)
        documents = []
        for written in one.documents[:3]:
            title, summary = (text(part, written.language, n) for part, n in (("title", 9), ("summary", 65)))
            parts = {**written.terms.parts, "title": title[1], "summary": summary[1]}
            terms = Terms(parts, (*title[2], *summary[2]))
            documents.append(Written(written.language, title[0][:300], summary[0], terms))
        topics = tuple(dict.fromkeys((*one.values["topic"][:2], *other.values["topic"][:1])))
        values = {**one.values, "topic": topics, "year": (str(chance.randrange(1998, 2027)),)}
        yield identifier(number), Found(values, values["year"][0], tuple(documents))


def fill(count: int) -> float:
    """Writes a block of records as the library does, and copies of it until there are `count`."""
    from django.db import connection, transaction

    from qorgan.web.library.finding import indexing, store
    from qorgan.web.library.finding.models import State

    start, batch, drawn = time.perf_counter(), dict[str, Any](), min(count, DRAWN)
    for name, one in made_up(drawn, random.Random(11)):
        batch[name] = (one, ADDED)
        if len(batch) == BATCH:
            indexing.write_found(batch)
            batch = {}
    indexing.write_found(batch)
    store.merge()
    name = (
        "'k' || printf('%%07d', {0})" if connection.vendor == "sqlite" else "'k' || lpad(({0})::text, 7, '0')"
    )
    size, copies = store.IN_BLOCK, -(-count // drawn)
    for copy in range(1, copies):
        by = copy * size
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO finding_posting (key, block, data) SELECT key, block + %s, data "
                "FROM finding_posting WHERE block = 0",
                [copy],
            )
            cursor.execute(
                "INSERT INTO finding_document (id, identifier, language, title, summary) SELECT id + %s, "
                f"{name.format('id / 8 + %s')}, language, title, summary FROM finding_document WHERE id < %s",
                [by * 8, by, size * 8],
            )
            entry = 'version, live, digest, "values", lengths, issued, added'
            cursor.execute(
                f"INSERT INTO finding_entry (identifier, number, {entry}) "
                f"SELECT {name.format('number + %s')}, "
                f"number + %s, {entry} FROM finding_entry WHERE number < %s",
                [by, by, size],
            )
    State.objects.update(number=(copies - 1) * size + drawn)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return time.perf_counter() - start


def memory_now() -> str:
    lines = Path("/proc/self/status").read_text().splitlines()
    told = {
        line.split(":")[0]: int(line.split()[1]) // 1024
        for line in lines
        if line.startswith(("VmRSS", "VmHWM"))
    }
    return f"{told['VmRSS']} MB, at most {told['VmHWM']} MB"


Took = tuple[float, float]  # seconds by the clock, and of this process's own work


def row(what: str, took: Sequence[Took]) -> None:
    cells = ""
    for column in zip(*took, strict=True):
        times = sorted(one * 1000 for one in column)
        p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
        cells += f"{statistics.median(times):9.1f}{p95:9.1f}{times[-1]:9.1f}"
    print(f"  {what:44}{len(took):5}{cells}", flush=True)


def timed(call: Callable[[], object]) -> Took:
    start, worked = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - worked


def measure(database: str, records: int, rounds: int) -> None:
    """Filling is done by a process of its own, so that this one holds what a server's would."""
    ready(database)
    from django.test import Client

    from qorgan.language import prepare
    from qorgan.web.library.finding import indexing
    from qorgan.web.library.finding.asked import Asked
    from qorgan.web.library.finding.memory import memory
    from qorgan.web.library.finding.models import Entry, Fresh
    from qorgan.web.library.finding.searching import search
    from qorgan.web.library.finding.warming import read_ahead

    own = [sys.executable, __file__, "--records", str(records), "--fill"]
    took = float(subprocess.run(own, check=True, capture_output=True, text=True).stdout)
    there = Entry.objects.count()
    print(f"{database}, {there} records in {took:.0f} s; load of the machine {os.getloadavg()[0]:.1f}")
    print(
        f"  {'':44}{'n':>5}"
        + f"{'median':>9}{'p95':>9}{'max':>9}" * 2
        + "   ms: by the clock, then of own work"
    )
    client = Client()
    pages = [{"q": one["q"], "lang": one["language"]} for one in queries()]
    fresh = list(made_up(2 * len(pages), random.Random(5), FRESH_NUMBER))
    prepare()
    print(f"  memory before the first search: {memory_now()}")
    row("the first board of a process", [timed(memory.board)])
    row("what is asked for most, read at the start", [timed(read_ahead)])
    print(f"  memory after the start: {memory_now()}")
    asked = [(Asked(words=one["q"]), one["language"]) for one in queries()]
    row("first", [timed(lambda one=one: search(*one)) for one in asked])
    row("again", [timed(lambda one=one: search(*one)) for _ in range(rounds) for one in asked])
    facets = {
        "topic": ("domestic_violence", "shelter"),
        "kind": ("evaluation", "protocol"),
        "country": ("KZ",),
    }
    with_facets = [(replace(one, chosen=facets), code) for one, code in asked]
    row(
        "again, with three facets",
        [timed(lambda one=one: search(*one)) for _ in range(rounds) for one in with_facets],
    )
    row("no words, three facets", [timed(lambda: search(Asked(chosen=facets), "ru")) for _ in range(40)])
    client.get("/library/search/", pages[0])
    row("page", [timed(lambda one=one: client.get("/library/search/", one)) for one in pages])
    memory.forget()
    read_ahead()
    row(
        "page, each term for the first time",
        [timed(lambda one=one: client.get("/library/search/", one)) for one in pages],
    )
    after, publishing = [], []
    for one, (name, new) in zip(asked, fresh, strict=False):
        publishing.append(timed(lambda found={name: (new, None)}: indexing.write_found(found)))
        after.append(timed(lambda one=one: search(*one)))
    row("again, each after a record was published", after)
    after = []
    for one, (name, new) in zip(pages, fresh[len(pages) :], strict=True):
        publishing.append(timed(lambda found={name: (new, None)}: indexing.write_found(found)))
        after.append(timed(lambda one=one: client.get("/library/search/", one)))
    row("page, each after a record was published", after)
    row("a publication, its index alone", publishing)
    print(f"  memory at the end: {memory_now()}")
    print(f"  {Fresh.objects.count()} records into postings:", end="")
    row("", [timed(indexing.store.merge)])


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES)
    given.add_argument("--records", type=int, default=RECORDS)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.fill:
        import django

        django.setup()
        print(fill(asked.records))
        return 0
    if asked.database is None:  # Django keeps one database for the life of a process
        own = [sys.executable, __file__, *sys.argv[1:], "--database"]
        return max(os.spawnv(os.P_WAIT, sys.executable, [*own, one]) for one in DATABASES)
    measure(asked.database, asked.records, asked.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
