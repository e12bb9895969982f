"""Two names compared: attested spellings nobody tuned on, invented people, a public set; and other comparers.

Attested spellings are of the odd half (`bench/names.py`), which the normaliser's tables are not made with.
Negatives are other names, half of them beginning with the same letters.
"""

from __future__ import annotations

import csv
import random
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import name_pairs
from bench import names as attested
from bench.link.apart import Asked
from bench.link.report import Row, named, share
from qorgan.identity.comparing import Names, scores
from qorgan.identity.comparing.levels import weights

MOST = 3000  # pairs of a set that every comparer gets; one of them takes a millisecond and more for each
FAST = 200_000
CLUSTERS = {"kazakh": "kz_token_clusters_dev.tsv", "cyrillic_latin": "cyr_lat_clusters_dev.tsv"}
CASES = "os_name_bench_cases.csv"
Pair = tuple[str, str, bool]
Score = Callable[[Sequence[str], Sequence[str]], name_pairs.Floats]


def run(asked: Asked) -> Iterator[Row]:
    chance = random.Random(asked.seed)
    count = min(MOST, max(300, asked.people // 10))
    yield from _words(asked)
    sets: dict[str, list[Pair]] = {}
    for name, file in CLUSTERS.items():
        if clusters := held_out(asked.data / file):
            sets[name] = tokens(clusters, count, chance)
    if clusters := held_out(asked.data / CLUSTERS["cyrillic_latin"]):
        sets["composed"] = composed(clusters, count, chance)
    people = name_pairs.full_names(min(asked.people, 20_000), asked.seed)
    invented = name_pairs.pairs_of(people, min(FAST, 10 * asked.people), chance)
    sets["invented"] = invented[:count]
    if (asked.data / CASES).exists():
        sets["os_name_bench"] = cases(asked.data / CASES)
    ways = comparers(asked.peers)
    for name, pairs in sets.items():
        for way, score in ways.items():
            yield from named(_figures(score, pairs), f"{name}.{way}")
    yield from named(_speed(invented), "invented.qorgan")
    if "os_name_bench" in sets:
        table = weights()
        for way, least in (("qorgan", table.review), ("qorgan", table.same), ("logic_v2", 0.7)):
            if way in ways:
                yield from named(
                    _decided(ways[way], sets["os_name_bench"], least), f"os_name_bench.{way} from {least:g}"
                )


def held_out(path: Path) -> list[attested.Cluster]:
    if not path.exists():
        print(f"{path.name} is not in {path.parent}: --data", flush=True)
        return []
    return attested.clusters(path, "odd", 1)


def _words(asked: Asked) -> Iterator[Row]:
    """Attested spellings that come to one form, and random words of two names that do."""
    attested.RANDOM_PAIRS = min(attested.RANDOM_PAIRS, 20 * asked.people)
    for name, file in CLUSTERS.items():
        if not (clusters := held_out(asked.data / file)):
            continue
        for method in attested.METHODS:
            told = dict(zip(attested.HEAD, attested.row(name, "odd", method, clusters), strict=True))
            form = f"{name}.one_form.{method}"
            yield Row(form, float(str(told["exact"])), note=f"{told['pairs']} pairs; false {told['false']}")


def tokens(clusters: list[attested.Cluster], count: int, chance: random.Random) -> list[Pair]:
    """Pairs of single words: a third are spellings of one name, across the scripts."""
    alike = _by_beginning(clusters)
    made: list[Pair] = []
    for _ in range(count // 3):
        one, other = chance.choice(clusters)
        made.append((chance.choice(one), chance.choice(other), True))
        near = chance.sample(chance.choice(alike), 2)
        for first, second in (near, chance.sample(clusters, 2)):
            made.append((chance.choice(first[0]), chance.choice(second[1]), False))
    return made


def composed(clusters: list[attested.Cluster], count: int, chance: random.Random) -> list[Pair]:
    """Full names of two or three words, in Cyrillic on the left and in Latin letters on the right.

    Of those that are different names, half differ in one word only.
    """
    alike, made = _by_beginning(clusters), list[Pair]()
    for at in range(count // 3):
        name = chance.sample(clusters, 2 + at % 2)
        made.append((_spelled(name, 0, chance), _spelled(name, 1, chance), True))
        other = list(name)
        other[chance.randrange(len(other))] = chance.choice(clusters)
        made.append((_spelled(name, 0, chance), _spelled(other, 1, chance), False))
        pairs = [chance.sample(chance.choice(alike), 2) for _ in name]
        left, right = ([pair[side] for pair in pairs] for side in (0, 1))
        made.append((_spelled(left, 0, chance), _spelled(right, 1, chance), False))
    return made


def _spelled(name: list[attested.Cluster], side: int, chance: random.Random) -> str:
    return " ".join(chance.choice(one[side]) for one in name)


def _by_beginning(clusters: list[attested.Cluster]) -> list[list[attested.Cluster]]:
    found: dict[str, list[attested.Cluster]] = defaultdict(list)
    for cluster in clusters:
        found[name_pairs.ascii_of(cluster[0][0])[:3]].append(cluster)
    return [group for group in found.values() if len(group) > 1] or [clusters]


def cases(path: Path) -> list[Pair]:
    """The people of the public set of name pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    return [(row["name1"], row["name2"], row["is_match"] == "true") for row in rows]


def comparers(peers: bool) -> dict[str, Score]:
    ways: dict[str, Score] = {"qorgan": scores}
    if not peers:
        return ways
    ways |= {"rapidfuzz_raw": name_pairs.raw, "token_set_ascii": name_pairs.token_set}
    if logic := logic_v2():
        ways["logic_v2"] = logic
    return ways


def logic_v2() -> Score | None:
    """nomenklatura's matcher. It keeps answers by the id of an entity, so each name gets an id of its own."""
    try:
        from followthemoney import model  # type: ignore[import-not-found]
        from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]
    except ImportError as error:
        print(f"nomenklatura is not installed here ({error}): bench/link_peers.lock", flush=True)
        return None
    algorithm = get_algorithm("logic-v2")
    assert algorithm is not None
    settings = algorithm.default_config()

    def person(name: str) -> Any:
        entity = model.make_entity("Person")
        entity.id = uuid.uuid4().hex
        entity.add("name", name)
        return entity

    def score(left: Sequence[str], right: Sequence[str]) -> name_pairs.Floats:
        pairs = zip(left, right, strict=True)
        return np.array([algorithm.compare(person(a), person(b), settings).score for a, b in pairs])

    score(["warm up"], ["warm"])
    return score


def _split(pairs: list[Pair]) -> tuple[list[str], list[str], np.ndarray]:
    left, right, same = zip(*pairs, strict=True)
    return list(left), list(right), np.array(same)


def _figures(score: Score, pairs: list[Pair]) -> list[Row]:
    left, right, same = _split(pairs)
    began = time.process_time()
    found = score(left, right)
    took = time.process_time() - began
    yes, no = found[same], found[~same]
    note = f"{len(yes):,} of one name, {len(no):,} of two"
    return [
        Row("auc", name_pairs.auc(yes, no), note=note),
        Row("recall_at_p99", name_pairs.recall_at(yes, no, 0.99)),
        Row("pairs_per_s", len(left) / took, "pairs/s", note="one processor, new names"),
    ]


def _speed(pairs: list[Pair]) -> list[Row]:
    left, right, _ = _split(pairs)
    kept = Names()
    rows = []
    for name in ("new_per_s", "seen_per_s"):
        took, _ = name_pairs.timed(lambda one, other: scores(one, other, kept), left, right)
        rows.append(Row(name, len(left) / took, "pairs/s", note=f"{len(left):,} pairs, one processor"))
    return rows


def _decided(score: Score, pairs: list[Pair], least: float) -> list[Row]:
    left, right, same = _split(pairs)
    taken = score(left, right) >= least
    hits = int((taken & same).sum())
    return [
        Row("f1", 2 * hits / (int(taken.sum()) + int(same.sum()))),
        share("precision", hits, int(taken.sum())),
        share("recall", hits, int(same.sum())),
    ]
