"""How long feeds, site map and harvests take among ten and a hundred thousand records.

    python bench/library/harvest.py                          10,000 and 100,000 records
    python bench/library/harvest.py --records 10000

A part of the first collection is brought in as the library does it; its rows are then copied in the database
under numbers of their own, each a second later than the one before. SQLite. Each row is the whole answer of
the server's code, asked for anew each time. "harvest": every page that a harvester asks for, one after the
other, to the last. Beside the clock stands what the process itself worked, since the machine may be shared.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent.parent)]

from bench.library.ground import LANGUAGES, ready  # noqa: E402
from bench.library.search import row, timed  # noqa: E402

SIZES = (10_000, 100_000)
FIRST_NUMBER, EVERY = 20_000, 5
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")
RECORD = re.compile(rb"<header>")


def fill(count: int) -> float:
    """Copies of what is there until the public reads `count` records more."""
    from django.db import connection

    from qorgan.catalogue.identifiers import identifier
    from qorgan.web.library.models import Record
    from qorgan.web.library.share.models import Holding

    start = time.perf_counter()
    kept = list(Holding.objects.filter(gone=False).values("identifier", "kind", "countries"))
    columns = [field.column for field in Record._meta.concrete_fields if not field.primary_key]
    own = {
        "identifier": "m.name",
        "translation_key": "m.key",
        "first_published_at": "m.at",
        "live_revision_id": "NULL",
        "latest_revision_id": "NULL",
    }
    table, listed = Record._meta.db_table, ", ".join(f'"{one}"' for one in columns)
    chosen = ", ".join(own.get(one, f'r."{one}"') for one in columns)
    new = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE made (old TEXT, name TEXT, key TEXT, at TEXT)")
        for number in range(count):
            one, at = kept[number % len(kept)], FIRST_DAY + timedelta(seconds=number)
            name = identifier(FIRST_NUMBER + number)
            new.append(Holding(identifier=name, stamp=at, kind=one["kind"], countries=one["countries"]))
            cursor.execute(
                "INSERT INTO made VALUES (%s, %s, %s, %s)",
                [one["identifier"], name, uuid.uuid4().hex, at.strftime("%Y-%m-%d %H:%M:%S")],
            )
        cursor.execute("CREATE INDEX made_old ON made (old)")
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table} r "
            "JOIN made m ON m.old = r.identifier WHERE r.live"
        )
        cursor.execute("DROP TABLE made")
        Holding.objects.bulk_create(new, batch_size=2000)
        cursor.execute("ANALYZE")
    return time.perf_counter() - start


def asked(count: int) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """What is timed, each with the addresses that are asked for."""
    from qorgan.catalogue.identifiers import identifier

    middle, last = identifier(FIRST_NUMBER + count // 2), FIRST_NUMBER + count - 1
    parts = sorted({FIRST_NUMBER // 1000, (FIRST_NUMBER + count // 2) // 1000, last // 1000})
    oai, late = "/library/oai", f"{FIRST_DAY + timedelta(seconds=count * 9 // 10):%Y-%m-%dT%H:%M:%SZ}"
    yield "feed.xml, in each language", [("/library/feed.xml", {"lang": one}) for one in LANGUAGES]
    yield "feed of one kind", [("/library/feed/evaluation.xml", {"lang": one}) for one in LANGUAGES]
    yield "sitemap.xml", [("/library/sitemap.xml", {})]
    yield "sitemap, a thousand records", [(f"/library/sitemap-{part:03}.xml", {}) for part in parts]
    yield "records.json, 50 of them", [("/library/records.json", {"after": middle})]
    for verb in ("Identify", "ListSets"):
        yield f"OAI {verb}", [(oai, {"verb": verb})]
    for verb in ("ListIdentifiers", "ListRecords"):
        listed = {"verb": verb, "metadataPrefix": "oai_dc"}
        yield f"OAI {verb}, first page", [(oai, listed)]
        yield f"OAI {verb}, from a later day", [(oai, listed | {"from": late})]
        yield f"OAI {verb}, one set", [(oai, listed | {"set": "kind-evaluation"})]


def harvest(client: Any, verb: str, most: int) -> tuple[list[tuple[float, float]], int]:
    """Asks for every page as a harvester does, `most` at most. Gives the times and how many records came."""
    took, came, given = [], 0, {"verb": verb, "metadataPrefix": "oai_dc"}
    while given and len(took) < most:
        start, worked = time.perf_counter(), time.process_time()
        answer = client.get("/library/oai", given).content
        took.append((time.perf_counter() - start, time.process_time() - worked))
        came += len(RECORD.findall(answer))
        token = TOKEN.search(answer)
        given = {"verb": verb, "resumptionToken": token[1].decode()} if token else {}
    return took, came


def measure(records: int, rounds: int, most: int) -> None:
    ready()
    from django.core.management import call_command
    from django.test import Client

    from qorgan.catalogue.collection import first_collection
    from qorgan.web.library import founding

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    founding.found(first_collection()[::EVERY])
    took, client = fill(records), Client()
    print(f"{records} records in {took:.0f} s; load of the machine {os.getloadavg()[0]:.1f}")
    head = f"{'median':>9}{'p95':>9}{'max':>9}" * 2
    print(f"  {'':44}{'n':>5}{head}   ms: by the clock, then of own work")
    for what, addresses in asked(records):
        sizes = []
        for path, given in addresses:
            answer = client.get(path, given)
            assert answer.status_code == 200 and b"<error" not in answer.content, (path, given)
            sizes.append(len(answer.content))
        times = [
            timed(lambda path=path, given=given: client.get(path, given))
            for _ in range(rounds)
            for path, given in addresses
        ]
        row(f"{what} ({max(sizes) // 1000} KB)", times)
    for verb in ("ListIdentifiers", "ListRecords"):
        times, came = harvest(client, verb, most)
        row(f"OAI {verb}, harvest ({came} records)", times)
    print(f"  memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--records", type=int, help="one size instead of both")
    given.add_argument("--rounds", type=int, default=10)
    given.add_argument("--pages", type=int, default=10_000, help="of a harvest, at most")
    chosen = given.parse_args()
    if chosen.records is None:  # each on a database of its own, which Django keeps for the life of a process
        again = [sys.executable, __file__, *sys.argv[1:], "--records"]
        return max(subprocess.run([*again, str(one)], check=False).returncode for one in SIZES)
    measure(chosen.records, chosen.rounds, chosen.pages)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
