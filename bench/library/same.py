"""Do SQLite and PostgreSQL find the same? The first twenty of every query on each, and their order.

python bench/library/same.py
python bench/library/same.py --database postgres      one of them, as JSON
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent.parent)]

from bench.library.ground import DATABASES, queries, ready  # noqa: E402

Lists = dict[str, tuple[int, list[str]]]


def found_on(database: str) -> Lists:
    """Asks a process of its own: Django keeps one database for the life of a process."""
    own = [sys.executable, __file__, "--database", database]
    told: Lists = json.loads(subprocess.run(own, check=True, capture_output=True, text=True).stdout)
    return told


def _here(database: str) -> Lists:
    ready(database)
    from qorgan.catalogue.collection import first_collection
    from qorgan.web.library.finding import indexing
    from qorgan.web.library.finding.asked import Asked
    from qorgan.web.library.finding.searching import search

    indexing.write([(one, None) for one in first_collection()])
    answers = {one["id"]: search(Asked(words=one["q"]), one["language"]) for one in queries()}
    return {name: (answer.total, list(answer.identifiers)) for name, answer in answers.items()}


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES)
    asked = given.parse_args()
    if asked.database:
        print(json.dumps(_here(asked.database)))
        return 0
    one, other = (found_on(database) for database in DATABASES)
    hits = sum(set(one[name][1]) == set(other[name][1]) and one[name][0] == other[name][0] for name in one)
    order = sum(one[name] == other[name] for name in one)
    print(f"{len(one)} queries: the same hits {hits}, in the same order {order}")
    for name in one:
        if one[name] != other[name]:
            print(name, one[name], other[name])
    return 0 if hits == len(one) else 1


if __name__ == "__main__":
    raise SystemExit(main())
