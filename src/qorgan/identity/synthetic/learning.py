"""Learns `data/channel.tsv`: into which Latin letters people turn a Cyrillic letter, how often, by context.

Letters are aligned by Viterbi training: each Cyrillic letter gives none to four Latin letters, and the odds
of the best alignments of one round are the odds of the next.  Sources, both CC0 and both by their odd half
(first byte of a SHA-256) only: our `data/clusters.tsv` (Wikidata names) and, where the file is given, the
English-Russian single names of NETransliteration-COLING2018 (halved by its lines):

    python -m qorgan.identity.synthetic.learning [wd_russian_80.tsv]
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from qorgan.identity.synthetic import attested
from qorgan.identity.synthetic.channel import END, START

Pairs = list[tuple[str, str, float]]
Odds = Mapping[tuple[str, str], float]
WIDEST, ROUNDS, FLOOR = 4, 6, -12.0
CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]{3,16}")
LATIN = re.compile(r"[^\W\d_]{2,24}")
KAZAKH = set("әғқңөұүһі")
LEAST = {3: 25, 2: 12, 1: 1}  # a context is kept with as many observations
RAREST, WORST = 0.03, -1.5  # shares below are dropped; so are pairs whose letters fit worse on average


def odd_half(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def from_clusters() -> Pairs:
    found = []
    for _, cyrillic, latin in attested.rows():
        for source in filter(CYRILLIC.fullmatch, cyrillic):
            weight = 4.0 if KAZAKH & set(source) else 1.0
            found += [(source, t, weight) for t in latin if LATIN.fullmatch(t) and len(t) <= 2 * len(source)]
    return found


def from_netrans(lines: Iterable[str]) -> Pairs:
    found = []
    for line in lines:
        text = line.rstrip("\n")
        if odd_half(text):
            latin, spaced, count = text.split("\t")
            source = spaced.replace(" ", "")
            if int(count) >= 2 and CYRILLIC.fullmatch(source) and LATIN.fullmatch(latin):
                found.append((source, latin, 0.3))
    return found


def align(source: str, target: str, odds: Odds) -> tuple[float, list[str]]:
    """The best split of `target` into a part for each letter of `source`, and its log odds."""
    rows, columns = len(source), len(target)
    best = [[-math.inf] * (columns + 1) for _ in range(rows + 1)]
    back = [[0] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for i in range(rows):
        letter, here, below = source[i], best[i], best[i + 1]
        for j in range(columns + 1):
            if here[j] == -math.inf:
                continue
            for size in range(min(WIDEST, columns - j) + 1):
                score = here[j] + odds.get((letter, target[j : j + size]), FLOOR - 2 * size)
                if score > below[j + size]:
                    below[j + size] = score
                    back[i + 1][j + size] = size
    parts, j = [], columns
    for i in range(rows, 0, -1):
        parts.append(target[j - back[i][j] : j])
        j -= back[i][j]
    return best[rows][columns], parts[::-1]


def first_odds(pairs: Pairs) -> Odds:
    """Letters that stand at about the same place of both words."""
    counts: defaultdict[tuple[str, str], float] = defaultdict(float)
    for source, target, weight in pairs:
        ratio = len(target) / len(source)
        for i, letter in enumerate(source):
            for j in {int(i * ratio), int((i + 1) * ratio - 1e-9)}:
                counts[letter, target[j : j + 1]] += weight
            counts[letter, target[int(i * ratio) : int(i * ratio) + 2]] += weight * 0.2
            counts[letter, ""] += weight * 0.05
    return _logs(counts)


def _logs(counts: Mapping[tuple[str, str], float]) -> Odds:
    totals: defaultdict[str, float] = defaultdict(float)
    for (letter, _), count in counts.items():
        totals[letter] += count
    return {key: math.log(count / totals[key[0]]) for key, count in counts.items()}


def learn(pairs: Pairs) -> list[tuple[str, str, float]]:
    """Rows of context, Latin letters and share."""
    odds = first_odds(pairs)
    for _ in range(ROUNDS):
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for source, target, weight in pairs:
            for letter, part in zip(source, align(source, target, odds)[1], strict=True):
                counts[letter, part] += weight
        odds = _logs({key: count for key, count in counts.items() if count >= 1})
    seen: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for source, target, weight in pairs:
        score, parts = align(source, target, odds)
        if score / len(source) < WORST:
            continue
        padded = START + source + END
        for i, part in enumerate(parts, 1):
            for context in (padded[i], padded[i - 1 : i + 1], padded[i - 1 : i + 2]):
                seen[context][part] += weight
    return [row for context in sorted(seen) for row in _rows(context, seen[context])]


def _rows(context: str, parts: Mapping[str, float]) -> list[tuple[str, str, float]]:
    total = sum(parts.values())
    if total < LEAST[len(context)]:
        return []
    return [
        (context, part, round(count / total, 3))
        for part, count in sorted(parts.items(), key=lambda item: (-item[1], item[0]))
        if count / total >= RAREST
    ]


def main(arguments: list[str]) -> int:
    pairs = from_clusters()
    for path in arguments:
        with Path(path).open(encoding="utf-8") as lines:
            pairs += from_netrans(lines)
    rows = learn(pairs)
    written = Path(__file__).parent / "data" / "channel.tsv"
    with written.open("w", encoding="utf-8") as out:
        out.write(
            "# context (^ start, $ end; the letter is the middle, or the last, of it), Latin letters, share\n"
        )
        out.writelines(f"{context}\t{part}\t{share}\n" for context, part, share in rows)
    print(f"{len(pairs):,} pairs, {len(rows):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
