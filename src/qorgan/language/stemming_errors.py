"""How often a stemmer keeps forms of one word apart, and lets different words meet.

Paice's indices over groups of words (C. D. Paice, "An evaluation method for stemming algorithms", SIGIR
1994): UI, the share of pairs of one group that do not share a stem; OI, the share of pairs of different
groups that do; SW = OI / UI, how heavy the stemmer is. ERRT sets the distance from the origin beside that of
cutting words at a fixed length: below 1 is better than any such cut.

    python -m qorgan.language.stemming_errors GROUPS...

Each line of a file is a group; one that begins with # is none.
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qorgan.language.folding import fold
from qorgan.language.kazakh import stem

Groups = Sequence[Sequence[str]]
CUTS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Errors:
    """UI, OI; `missed` and `met` are the pairs they count."""

    ui: float
    oi: float
    missed: int
    met: int

    @property
    def weight(self) -> float:
        """SW; infinite when no pair of one group was kept apart."""
        return self.oi / self.ui if self.ui else math.inf


def read(text: str) -> list[list[str]]:
    """The groups of a file: words of one line belong together."""
    lines = (line.strip() for line in text.splitlines())
    return [line.split() for line in lines if line and not line.startswith("#")]


def _pairs(count: int) -> float:
    return count * (count - 1) / 2


def errors(groups: Groups, stemmer: Callable[[str], str]) -> Errors:
    """Paice's indices of a stemmer over these groups.

    >>> found = errors([["cat", "cats"], ["car", "cars"]], lambda word: word[:2])
    >>> found.ui, found.oi
    (0.0, 1.0)
    """
    total = sum(map(len, groups))
    wanted = sum(_pairs(len(group)) for group in groups)
    apart = _pairs(total) - wanted
    everywhere: Counter[str] = Counter()
    joined = 0.0
    for group in groups:
        here = Counter(map(stemmer, group))
        joined += sum(map(_pairs, here.values()))
        everywhere += here
    met = sum(map(_pairs, everywhere.values())) - joined
    missed = wanted - joined
    return Errors(missed / wanted if wanted else 0.0, met / apart if apart else 0.0, int(missed), int(met))


def against_cutting(groups: Groups, found: Errors) -> float:
    """ERRT: how far (OI, UI) is from no error, as a share of how far the line of cuts is that way."""
    cuts = [errors(groups, lambda word, size=size: fold(word)[:size]) for size in CUTS]  # type: ignore[misc]
    line = sorted((one.oi, one.ui) for one in cuts)
    for (x1, y1), (x2, y2) in zip(line, line[1:], strict=False):
        # The ray from the origin through the stemmer's point meets this piece of the line of cuts.
        a, b = found.ui * x1 - found.oi * y1, found.ui * x2 - found.oi * y2
        if a * b <= 0 and a != b:
            share = a / (a - b)
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
            reach = math.hypot(x, y)
            return math.hypot(found.oi, found.ui) / reach if reach else math.inf
    return math.nan


def half(groups: Groups, which: str) -> list[Sequence[str]]:
    """ "even": the half rules and exceptions were tuned on; "odd": the half they were not. By SHA-256 of the
    group's first word."""
    even = [g for g in groups if hashlib.sha256(g[0].encode()).digest()[0] % 2 == 0]
    return even if which == "even" else [g for g in groups if g not in even]


def _stem(word: str) -> str:
    return stem(fold(word))


def _report(groups: Groups) -> Iterable[str]:
    yield "groups\twords\tUI\tOI\tSW\tERRT\tmissed\tmet\tof"
    for name, these in (("all", groups), ("even", half(groups, "even")), ("odd", half(groups, "odd"))):
        for which, stemmer in (("stem", _stem), ("fold", fold)):
            found = errors(these, stemmer)
            errt = against_cutting(these, found)
            yield (
                f"{len(these)}\t{sum(map(len, these))}\t{found.ui:.4f}\t{found.oi:.7f}\t{found.weight:.6f}"
                f"\t{errt:.3f}\t{found.missed}\t{found.met}\t{name} {which}"
            )


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    groups = [group for name in arguments for group in read(Path(name).read_text("utf-8"))]
    print(*_report(groups), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
