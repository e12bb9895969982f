"""Are the right records at the top? nDCG@10 and success@3 beside plain FTS and with parts left out.

    python bench/library/quality.py                  the table
    python bench/library/quality.py --each           and every query, ours beside plain FTS
    python bench/library/quality.py --pool           what the ways put among the first ten and nobody judged
    python bench/library/quality.py --set life       of what people type about their own lives, before
    and after
                                                     the table of life's words
    python bench/library/quality.py --half odd       one half only, so that the other is not seen while tuning

Queries: tests/library/data/queries.yaml, or life.yaml. Judgements, 0 to 3: beside it. nDCG with gains
2^g - 1 and discount log2(1 + rank), the ideal order from the judgements. success@3: a record judged 3 (2
where none is) among the first three. Plain FTS: FTS5 with unicode61 on the texts as they stand, any of
the words, bm25 with weights 3, 2, 1 of title, keywords and summary, the best language of a record. 95%
intervals by resampling.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent.parent)]

from bench.library.ground import LANGUAGES, SETS, judgements, queries, ready  # noqa: E402

TOP, RESAMPLES = 10, 2000
Way = Callable[[str, str], list[str]]


def ndcg(ranked: Sequence[str], judged: Mapping[str, int]) -> float:
    """nDCG@10.

    >>> ndcg(["a", "b"], {"a": 3, "b": 1}), round(ndcg(["b", "a"], {"a": 3, "b": 1}), 3)
    (1.0, 0.71)
    """

    def gain(grades: Sequence[int]) -> float:
        return sum((2**grade - 1) / math.log2(2 + at) for at, grade in enumerate(grades[:TOP]))

    best = gain(sorted(judged.values(), reverse=True))
    return gain([judged.get(one, 0) for one in ranked]) / best if best else 0.0


def success(ranked: Sequence[str], judged: Mapping[str, int]) -> float:
    """1 when a record of the best grade that there is, 2 at least, stands among the first three."""
    wanted = max(2, max(judged.values(), default=0))
    return float(any(judged.get(one, 0) >= wanted for one in ranked[:3]))


def plain() -> Way:
    """FTS5 as it comes."""
    from django.db import connection

    from qorgan.catalogue.collection import first_collection

    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE plain USING fts5(identifier UNINDEXED, title, words, summary)")
        for one in first_collection():
            for code, title in one.title.items():
                words = " ".join([*one.keywords, one.original_title, *one.authors, one.publisher, one.issued])
                row = [one.identifier, title, words, one.summary.get(code, "")]
                cursor.execute("INSERT INTO plain VALUES (%s, %s, %s, %s)", row)

    def find(text: str, language: str) -> list[str]:
        words = re.findall(r"\w+", text)
        asked = " OR ".join(f'"{word}"' for word in words)
        with connection.cursor() as cursor:
            sql = "SELECT identifier FROM plain WHERE plain MATCH %s ORDER BY bm25(plain, 0, 3, 2, 1)"
            cursor.execute(sql, [asked])
            return list(dict.fromkeys(row[0] for row in cursor.fetchall()))[:TOP]

    return find


def ours(change: Callable[[Any], Any] = lambda query: query, **settings: Any) -> Way:
    """The library's own search, with a change of the query or with other settings of `searching`."""
    from qorgan.web.library.finding import searching
    from qorgan.web.library.finding.asked import Asked
    from qorgan.web.library.finding.memory import memory

    def find(text: str, language: str) -> list[str]:
        before = {name: getattr(searching, name) for name in settings}
        parse = searching.parse
        try:
            for name, value in settings.items():
                setattr(searching, name, value)
            memory.forget_met()
            searching.parse = lambda typed: change(parse(typed))
            return list(searching.search(Asked(words=text), language, per_page=TOP).identifiers)
        finally:
            searching.parse = parse
            for name, value in before.items():
                setattr(searching, name, value)

    return find


def _without(*kinds: str) -> Callable[[Any], Any]:
    def change(query: Any) -> Any:
        groups = []
        for group in query.groups:
            left = tuple(one for one in group.alternatives if one.kind not in kinds)
            groups.append(replace(group, alternatives=left))
        return replace(query, groups=tuple(groups))

    return change


def _without_life(query: Any) -> Any:
    """The query as it was read before there were words of life."""
    from qorgan.language import life, parsing

    told = life.told
    try:
        life.told = lambda forms: []
        return parsing.parse(query.text)
    finally:
        life.told = told


def _forms_only(query: Any) -> Any:
    """Nothing but the folded words as typed, wherever they stand."""
    from qorgan.language import Alternative, Group, Kind, Query, forms

    groups = [Group(form, (Alternative((form,), Kind.EXACT, 1.0),)) for form in forms(query.text)]
    return Query(query.text, tuple(groups))


def ways() -> dict[str, Way]:
    import numpy as np

    return {
        "plain FTS": plain(),
        "ours": ours(),
        "without words of life": ours(_without_life),
        "without synonyms": ours(_without("synonym")),
        "without stems": ours(_forms_only, EXACT_ALONE=True),
        "without other keyboards": ours(_without("reading")),
        "without typing errors": ours(SPELLING=False),
        "without weights of parts": ours(OF_PARTS=np.array([0, *[1] * 15], np.float32)),
        "without labels": ours(OF_PARTS=_of_parts(labels=0)),
        "without the reader's language first": ours(OTHER_LANGUAGE=1.0),
        "only records that fit fully": ours(MOST=1.01),
    }


def _of_parts(labels: float) -> Any:
    from qorgan.web.library.finding import searching

    return searching.of_parts((*searching.WEIGHTS[:3], labels))


def interval(values: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(7)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)]


def _asked() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--set", choices=SETS, default="library")
    given.add_argument("--half", choices=("odd", "even"))
    given.add_argument("--each", action="store_true")
    given.add_argument("--pool", action="store_true")
    return given.parse_args()


def _odd(one: Mapping[str, Any]) -> bool:
    return int(one["id"][2:]) % 2 == 1


def main() -> int:
    asked = _asked()
    ready()
    from qorgan.catalogue.collection import first_collection
    from qorgan.web.library.finding import indexing

    collection = first_collection()
    indexing.write([(one, None) for one in collection])
    there = {one.identifier for one in collection}
    judged = {
        name: {one: grade for one, grade in all_.items() if one in there}
        for name, all_ in judgements(asked.set).items()
    }
    these = [one for one in queries(asked.set) if not asked.half or _odd(one) == (asked.half == "odd")]
    ranked = {
        name: {one["id"]: way(one["q"], one["language"]) for one in these} for name, way in ways().items()
    }
    if asked.pool:
        _pool(these, ranked, judged, {one.identifier: one.title["en"] for one in collection})
    count = sum(len(judged[one["id"]]) for one in these)
    print(f"{len(these)} queries, {len(collection)} records, {count} judgements")
    print(f"{'':36}" + "".join(f"{code:>16}" for code in (*LANGUAGES, "all")) + "   95% of nDCG, all")
    for name, lists in ranked.items():
        _row(name, [(one, ndcg(lists[one["id"]], judged[one["id"]])) for one in these], lists, judged)
    for name, odd in (("odd (tuned on)", True), ("even (not looked at)", False)):
        half = [one["id"] for one in these if _odd(one) == odd]
        for way in ("plain FTS", *(name for name in ranked if name.startswith("without words")), "ours"):
            scores = [ndcg(ranked[way][one], judged[one]) for one in half]
            hits = [success(ranked[way][one], judged[one]) for one in half]
            if half:
                print(f"{way + ', ' + name:48}{sum(scores) / len(half):9.3f} {sum(hits) / len(half):6.2f}")
    if asked.each:
        for one in these:
            scores = [ndcg(ranked[name][one["id"]], judged[one["id"]]) for name in ("ours", "plain FTS")]
            print(f"{one['id']} {scores[0]:.2f} {scores[1]:.2f} {one.get('sort', ''):10} {one['q']}")
    return 0


def _row(
    name: str,
    scored: Sequence[tuple[Mapping[str, Any], float]],
    lists: Mapping[str, Sequence[str]],
    judged: Mapping[str, Mapping[str, int]],
) -> None:
    """One way's line of the table: each language, then all of them."""
    cells, every = [], []
    for code in LANGUAGES:
        here = [
            (score, success(lists[one["id"]], judged[one["id"]]))
            for one, score in scored
            if one["language"] == code
        ]
        every += here
        mean, top = (sum(column) / len(here) for column in zip(*here, strict=True))
        cells.append(f"{mean:9.3f} {top:6.2f}")
    mean, top = (sum(column) / len(every) for column in zip(*every, strict=True))
    low, high = interval([score for score, _ in every])
    print(f"{name:36}" + "".join(cells) + f"{mean:9.3f} {top:6.2f}   {low:.3f} to {high:.3f}")


def _pool(
    these: Sequence[Mapping[str, Any]],
    ranked: Mapping[str, Mapping[str, Sequence[str]]],
    judged: Any,
    titles: Mapping[str, str],
) -> None:
    for one in these:
        seen = {name for lists in ranked.values() for name in lists[one["id"]][:5]} - set(judged[one["id"]])
        for name in sorted(seen):
            print(f"{one['id']} {one['q'][:34]:34} {name} {titles[name][:90]}")


if __name__ == "__main__":
    raise SystemExit(main())
