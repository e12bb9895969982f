"""How many attested spellings of one name fall together, and how many of different names do.

    names.py FOLDER [--half even]           the dictionary half: what the tables may be made with
    names.py FOLDER --half odd              the half nobody tunes on

FOLDER holds the clusters of name spellings taken from Wikidata (CC0): `kz_token_clusters_dev.tsv` (id, Kazakh
Cyrillic, Russian Cyrillic, Latin) and `cyr_lat_clusters_dev.tsv` (id, Cyrillic, Latin), alternatives between
bars. Halves by the first byte of the SHA-256 of the id. Peer in the same run: ASCII folding as ICU does it
(Any-Latin, Latin-ASCII). `false` counts random pairs of words from two clusters that fall together.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from rapidfuzz.distance import Levenshtein  # noqa: E402

from qorgan.identity.names import group, skeleton, word  # noqa: E402

RANDOM_PAIRS = 400_000
HEAD = "set half method pairs exact near1 near2 false false_near1 words_a_second".split()
Cluster = tuple[tuple[str, ...], tuple[str, ...]]
_ICU = str.maketrans(
    {
        **dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "abvgdeezzijklmnoprstufhccss\0y\0eua", strict=True)),
        **dict(zip("әғқңөұүһіўҳїєґ", "agknouuhiuhieg", strict=True)),
        **{"ı": "i", "ə": "a", "ø": "o", "ł": "l", "đ": "d", "ŋ": "n", "ß": "ss", "æ": "ae"},
    }
)


def ascii_folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ICU))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def canonical(text: str) -> str:
    return word(text).canonical


METHODS: dict[str, Callable[[str], str]] = {
    "ascii": ascii_folded,
    "canonical": canonical,
    "skeleton": lambda text: skeleton(canonical(text)),
    "group": lambda text: group(canonical(text)),
}


def clusters(path: Path, half: str, left: int) -> list[Cluster]:
    """The clusters of one half, as words of the first `left` columns and words of the others."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        name, *columns = line.split("\t")
        even = hashlib.sha256(name.encode()).digest()[0] % 2 == 0
        if even == (half == "even"):
            one = tuple(w for column in columns[:left] for w in column.split("|") if w)
            two = tuple(w for column in columns[left:] for w in column.split("|") if w)
            if one and two:
                found.append((one, two))
    return found


def row(name: str, half: str, method: str, found: list[Cluster]) -> list[object]:
    fold = METHODS[method]
    words = list({w for one, two in found for w in (*one, *two)})
    began = time.perf_counter()
    folded = {w: fold(w) for w in words}
    took = time.perf_counter() - began
    pairs = [(folded[a], folded[b]) for one, two in found for a in one for b in two]
    chance = random.Random(20261126)
    across = []
    while len(across) < RANDOM_PAIRS:
        one, two = chance.sample(found, 2)
        across.append((folded[chance.choice(one[0])], folded[chance.choice(two[1])]))

    def share(both: list[tuple[str, str]], most: int) -> str:
        same = sum(1 for a, b in both if a and b and Levenshtein.distance(a, b, score_cutoff=most) <= most)
        return f"{same / len(both):.4f}"

    near = [share(pairs, most) for most in (0, 1, 2)]
    return [
        name,
        half,
        method,
        len(pairs),
        *near,
        share(across, 0),
        share(across, 1),
        round(len(words) / took),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("even", "odd"), default="even")
    asked = parser.parse_args()
    word("а")
    print("\t".join(HEAD))
    for name, file, left in (
        ("kazakh", "kz_token_clusters_dev.tsv", 1),
        ("cyrillic-latin", "cyr_lat_clusters_dev.tsv", 1),
    ):
        found = clusters(asked.folder / file, asked.half, left)
        for method in METHODS:
            print("\t".join(str(cell) for cell in row(name, asked.half, method, found)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
