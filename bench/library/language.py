"""How fast words are found: words a second of indexing, and how long a query takes to be read.

    language.py                             60,000 words of the product's own texts, cold and warm

Text: messages and laws of this repository, which hold all three languages. "cold"
is the first time a word is seen, "warm" any later time; an index of a library is mostly warm, for a few
thousand words make up most of any text. Peer in the same run: the plain folding of PostgreSQL's `simple` and
FTS5's unicode61 (lower case, no stems), as a regular expression makes it. Times are of the processor, since
nothing here waits for anything.
"""

from __future__ import annotations

import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from qorgan.language import analyse, parse, prepare, snippet  # noqa: E402
from qorgan.language.analysis import _term, readings  # noqa: E402
from qorgan.language.folding import fold  # noqa: E402
from qorgan.language.kazakh import stem as kazakh_stem  # noqa: E402
from qorgan.language.languages import stem  # noqa: E402

WORDS, ROUNDS = 60_000, 5
HEAD = "what language words words_a_second".split()
QUERIES = (
    "protective order",
    "защитное предписание",
    "қорғау нұсқамасы",
    "коргау нускамасы",
    "rjhufe yecrfvfcs",
    "qorgau nusqamasy",
    "муж меня бьет что делать",
    "my husband beats me what should I do",
    "күйеуім мені ұрады не істеу керек",
    "ст. 109-1 УК РК",
    '"домашнее насилие" дети Алматы',
    "a,b;c." * 1700,
)
_LETTERS = {"kk": re.compile("[әғқңөұүһі]"), "ru": re.compile("[а-яё]"), "en": re.compile("[a-z]")}
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|^\s+(?:kk|ru|en): (.+)$', re.MULTILINE)


def texts() -> dict[str, str]:
    """About WORDS words of each language, of the strings of this repository."""
    found: dict[str, list[str]] = {language: [] for language in _LETTERS}
    paths = [*ROOT.glob("src/qorgan/web/locale/*/LC_MESSAGES/*.po"), *ROOT.glob("src/qorgan/**/*.yaml")]
    for path in sorted(paths):
        for match in _STRING.finditer(path.read_text("utf-8")):
            line = (match[1] or match[2] or "").lower()
            for language, letters in _LETTERS.items():
                if letters.search(line):
                    found[language].append(line)
                    break
    made = {}
    for language, lines in found.items():
        words = " ".join(lines).split()
        while len(words) < WORDS:
            words += words
        made[language] = " ".join(words[:WORDS])
    return made


def _forget() -> None:
    for cached in (_term, readings, fold, kazakh_stem, stem):
        cached.cache_clear()


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _simple(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def main() -> int:
    prepare()
    print(*HEAD, sep="\t")
    for language, text in texts().items():
        count = len(analyse(text, language))
        _forget()
        cold = _timed(lambda text=text, language=language: analyse(text, language))  # type: ignore[misc]
        warm = min(
            _timed(lambda text=text, language=language: analyse(text, language))  # type: ignore[misc]
            for _ in range(ROUNDS)
        )
        plain = min(_timed(lambda text=text: _simple(text)) for _ in range(ROUNDS))  # type: ignore[misc]
        for what, took in (("cold", cold), ("warm", warm), ("unicode61", plain)):
            print(what, language, count, round(count / took), sep="\t", flush=True)
    times: list[float] = []
    for query in QUERIES * 40:
        times.append(_timed(lambda query=query: parse(query)) * 1000)  # type: ignore[misc]
    times.sort()
    print("what", "queries", "median_ms", "p95_ms", "worst_ms", sep="\t")
    shown = f"{statistics.median(times):.2f}\t{times[int(len(times) * 0.95)]:.2f}\t{times[-1]:.2f}"
    print("parse", len(times), shown, sep="\t")
    page = texts()["kk"][:4000]
    marks = sorted(
        _timed(lambda: snippet(page, parse("қорғау нұсқамасы"), 240, "kk")) * 1000 for _ in range(50)
    )
    shown = f"{statistics.median(marks):.2f}\t{marks[47]:.2f}\t{marks[-1]:.2f}"
    print("snippet of 4,000 letters", len(marks), shown, sep="\t")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
