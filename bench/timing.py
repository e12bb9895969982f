"""Do right and wrong words take the same time? 2,000 visits at random against the real server, and one test.

    timing.py                               SQLite, 2,000 visits
    timing.py --database postgres --visits 500

Every visit is a browser of its own at the page that takes six words; only the POST is timed. Right words of
three languages, well-formed words that open nothing, words that are none, and words whose report was ended
come in random order. Who watches the clock knows right from wrong only if the two distributions differ: the
Mann-Whitney test says how often chance alone makes them differ as much. Fails below 5 in 100, which chance
alone does once in twenty runs.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.intake import django_for  # noqa: E402
from bench.sender import Failed, Sender, yesterday  # noqa: E402
from bench.server import DATABASES, Running, serving  # noqa: E402

VISITS, LEVEL, CODES = 2000, 0.05, 6
AT_ONCE = 2  # never more than find a turn in one worker
LANGUAGES = ("en", "ru", "kk")
HEAD = "words visits median_ms mean_ms p_against_right".split()
MALFORMED = ("one two", "qqqq wwww eeee rrrr tttt yyyy", "1 2 3 4 5 6", "x" * 399, "' OR 1=1 --")


def ranks(values: Sequence[float]) -> tuple[list[float], float]:
    """The rank of each value, ties sharing theirs, and the sum of t^3 - t over the ties.

    >>> ranks([30.0, 10.0, 10.0])
    ([3.0, 1.5, 1.5], 6.0)
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    found, ties, start = [0.0] * len(values), 0.0, 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            found[place] = (start + end) / 2 + 1
        count = end - start + 1
        ties += count**3 - count
        start = end + 1
    return found, ties


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided p of the Mann-Whitney U test, normal approximation with correction for ties and continuity
    (Mann and Whitney 1947; enough from about twenty values on each side).

    >>> round(mann_whitney(list(range(1, 21)), list(range(21, 41))), 8)
    7e-08
    >>> mann_whitney([1.0, 2.0] * 20, [1.0, 2.0] * 20)
    1.0
    """
    n, m = len(one), len(other)
    found, ties = ranks([*one, *other])
    u = sum(found[:n]) - n * (n + 1) / 2
    total = n + m
    spread = math.sqrt(n * m / 12 * ((total + 1) - ties / (total * (total - 1))))
    away = max(0.0, abs(u - n * m / 2) - 0.5)
    return math.erfc(away / spread / math.sqrt(2)) if spread else 1.0


def reports(running: Running, office: str, count: int) -> list[list[str]]:
    """The six words of this many reports, in each language in turn."""
    found = []
    for number in range(count):
        person = Sender(running.port, language=LANGUAGES[number % len(LANGUAGES)])
        person.to_review(office, yesterday(), questions=False)
        person.send()
        person.read()
        found.append(person.words())
        person.close()
    return found


def end(running: Running, words: Sequence[str]) -> None:
    """Ends these words at the door, as she can."""
    person = Sender(running.port)
    person.read()
    person.press(lang="en")
    person.press()
    person.come_back(words)
    person.press("end")
    person.press()
    person.close()


def visit(port: int, words: str) -> tuple[float, int]:
    """Seconds and status of one try in a browser of its own."""
    person = Sender(port)
    person.read()
    person.press(lang="en")
    person.press()
    person.press("words")
    took, status = person.timed("on", text=words)
    person.close()
    return took, status


def tries(running: Running, office: str, visits: int, chance: random.Random) -> list[tuple[str, str]]:
    """(kind, words), half of them right, in random order."""
    from qorgan.vault.words import word_list

    right, ended = reports(running, office, CODES), reports(running, office, 2)
    for words in ended:
        end(running, words)
    made = [("right", " ".join(right[number % CODES])) for number in range(visits // 2)]
    for number in range(visits - len(made)):
        kind = ("unknown", "malformed", "other_language", "ended")[number % 4]
        words = {
            "unknown": " ".join(chance.choices(word_list("en"), k=6)),
            "malformed": MALFORMED[number // 4 % len(MALFORMED)],
            "other_language": " ".join(chance.choices(word_list(chance.choice(("ru", "kk"))), k=6)),
            "ended": " ".join(ended[number // 4 % len(ended)]),
        }
        made.append((kind, words[kind]))
    chance.shuffle(made)
    return made


def measure(running: Running, visits: int, seed: int) -> bool:
    """Prints a row for each kind of words; whether none is told from right ones."""
    from qorgan.web.agencies.models import Agency

    office = str(Agency.objects.get(code="zhyly-uya").id)
    took: dict[str, list[float]] = defaultdict(list)
    made = tries(running, office, visits, random.Random(seed))
    with ThreadPoolExecutor(AT_ONCE) as people:
        answers = list(people.map(lambda one: visit(running.port, one[1]), made))
    for (kind, _), (seconds, status) in zip(made, answers, strict=True):
        if status != (303 if kind == "right" else 422):
            raise Failed(f"words that are {kind} answered {status}")
        took[kind].append(seconds)
    took["every wrong one"] = [s for kind, values in took.items() if kind != "right" for s in values]
    good = True
    for kind, values in took.items():
        p = mann_whitney(took["right"], values)
        # The verdict is one test, over all: five tests would find chance five times as often.
        good = good and (kind != "every wrong one" or p >= LEVEL)
        row = (kind, len(values), f"{statistics.median(values) * 1000:.2f}")
        print(*row, f"{statistics.fmean(values) * 1000:.2f}", f"{p:.3f}", sep="\t", flush=True)
    return good


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--database", choices=DATABASES, default="sqlite")
    given.add_argument("--visits", type=int, default=VISITS)
    given.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    asked = given.parse_args()
    with serving(asked.database) as running:
        django_for(running)
        print(f"seed {asked.seed}", file=sys.stderr)
        print(*HEAD, sep="\t", flush=True)
        return 0 if measure(running, asked.visits, asked.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
