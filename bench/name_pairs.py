"""How fast and how well two names are compared, beside rapidfuzz on raw names and on ASCII, in one run.

    name_pairs.py                            10,000 invented people, 200,000 pairs
    name_pairs.py --people 50000 --pairs 1000000

One row for each way: pairs a second on one core when every name is new, and when names have been seen before
(a table of pairs repeats its names), AUC, recall at precision .99 and .999. A third of the pairs are two
spellings of one invented person's name; a third are two people whose names begin with the same letters in
some word, as those of relatives do; a third are any two people. Two people of one and the same name are left
out: no comparison of names can tell them apart.
Start it as `chrt -r 5 taskset -c 1 python bench/name_pairs.py`: other people may use the machine. The time is
that of the processor. Fails below 100,000 pairs a second of names seen before.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from rapidfuzz import fuzz  # noqa: E402
from rapidfuzz.distance import JaroWinkler  # noqa: E402
from rapidfuzz.process import cpdist  # noqa: E402

from qorgan.identity.comparing import Names, scores  # noqa: E402
from qorgan.identity.synthetic import people  # noqa: E402

TARGET, RUN = 100_000, 65536
HEAD = "way pairs new_per_s seen_per_s auc recall_at_p99 recall_at_p999".split()
# A transliteration of nobody's habit in particular: letters to ASCII, as a tool for every language does it.
_ASCII = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia"
        " a g q n o u u h i".split(),
        strict=True,
    )
)
Floats = NDArray[np.float64]
Score = Callable[[Sequence[str], Sequence[str]], Floats]


def ascii_of(name: str) -> str:
    plain = "".join(_ASCII.get(letter, letter) for letter in name.lower()).replace("_", "")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def raw(left: Sequence[str], right: Sequence[str]) -> Floats:
    return np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity), dtype=np.float64)


def token_set(left: Sequence[str], right: Sequence[str]) -> Floats:
    one, other = ([ascii_of(name) for name in side] for side in (left, right))
    return np.asarray(cpdist(one, other, scorer=fuzz.token_set_ratio), dtype=np.float64)


def full_names(count: int, seed: int) -> dict[str, list[str]]:
    """The names of each invented person, as its records have them."""
    table = people(count, seed)
    found: dict[str, list[str]] = defaultdict(list)
    columns = ("surname", "first_name", "patronymic", "full_name", "person")
    for *parts, whole, person in zip(*(table.column(name).to_pylist() for name in columns), strict=True):
        name = whole or " ".join(part for part in parts if part)
        if name:
            found[person].append(name)
    return found


def namesakes(one: list[str], other: list[str]) -> bool:
    """Whether some spelling of one name says nothing that some spelling of the other does not say."""
    ours, theirs = ([set(name.lower().split()) for name in names] for names in (one, other))
    return any(a <= b or b <= a for a in ours for b in theirs)


def pairs_of(names: dict[str, list[str]], count: int, chance: random.Random) -> list[tuple[str, str, bool]]:
    """One person; two who share the beginning of a word; any two. Each name in the spelling that came up."""
    several = [spellings for spellings in names.values() if len(set(spellings)) > 1]
    every = list(names.values())
    alike: dict[str, set[int]] = defaultdict(set)
    for number, spellings in enumerate(every):
        for word in spellings[0].lower().split():
            alike[word[:5]].add(number)
    shared = [sorted(group) for group in alike.values() if len(group) > 1]
    made: list[tuple[str, str, bool]] = []
    for _ in range(count // 3):
        made.append((*chance.sample(chance.choice(several), 2), True))
        near = (every[number] for number in chance.sample(chance.choice(shared), 2))
        for one, other in (tuple(near), chance.sample(every, 2)):
            if not namesakes(one, other):
                made.append((chance.choice(one), chance.choice(other), False))
    chance.shuffle(made)
    return made


def auc(positive: Floats, negative: Floats) -> float:
    """How often a pair of one person scores above a pair of two, ties counting half.

    >>> auc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    every = np.concatenate([positive, negative])
    _, place, count = np.unique(every, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place][: len(positive)]
    least = len(positive) * (len(positive) + 1) / 2
    return float((ranks.sum() - least) / (len(positive) * len(negative)))


def recall_at(positive: Floats, negative: Floats, precision: float) -> float:
    """The greatest recall of any threshold with at least this precision.

    >>> recall_at(np.array([0.9, 0.8, 0.2]), np.array([0.5]), 0.99)
    0.6666666666666666
    """
    thresholds = np.unique(positive)
    right = len(positive) - np.searchsorted(np.sort(positive), thresholds)
    wrong = len(negative) - np.searchsorted(np.sort(negative), thresholds)
    good = right / (right + wrong) >= precision
    return float(right[good].max() / len(positive)) if good.any() else 0.0


def timed(score: Score, left: Sequence[str], right: Sequence[str]) -> tuple[float, Floats]:
    """Processor seconds, and the scores; in runs, as a table is read."""
    found, began = [], time.process_time()
    for start in range(0, len(left), RUN):
        found.append(score(left[start : start + RUN], right[start : start + RUN]))
    return time.process_time() - began, np.concatenate(found)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=10_000)
    given.add_argument("--pairs", type=int, default=200_000)
    given.add_argument("--seed", type=int, default=20261126)
    asked = given.parse_args()
    chance = random.Random(asked.seed)
    made = pairs_of(full_names(asked.people, asked.seed), asked.pairs, chance)
    left, right = [one for one, _, _ in made], [other for _, other, _ in made]
    truth = np.array([same for _, _, same in made])
    kept = Names()
    ways: dict[str, Score] = {
        "qorgan": lambda one, other: scores(one, other, kept),
        "rapidfuzz_jaro_winkler_raw": raw,
        "rapidfuzz_token_set_ascii": token_set,
    }
    print(*HEAD, sep="\t", flush=True)
    speed = {}
    for way, score in ways.items():
        new, found = timed(score, left, right)
        seen, _ = timed(score, left, right)
        speed[way] = len(left) / seen
        yes, no = found[truth], found[~truth]
        figures = [auc(yes, no), recall_at(yes, no, 0.99), recall_at(yes, no, 0.999)]
        rates = (f"{len(left) / took:.0f}" for took in (new, seen))
        print(way, len(left), *rates, *(f"{figure:.4f}" for figure in figures), sep="\t", flush=True)
    return 0 if speed["qorgan"] >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
