"""The editions of the index as published: for each country a rank, where one is known, and a score as
rounded.

A printed score is an interval: all scores that round to it. Two rows of one country in one edition (a
rounding to two and one to three decimals) narrow each other; where they cannot both be true the table is
refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files

import yaml

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.gggi.columns import numbers_in, words_in
from qorgan.indicators.gggi.countries import countries, iso3_of
from qorgan.indicators.reading import Table, read_table

COLUMNS = ("country", "iso3", "report_year", "rank", "score", "decimals", "source")
DIGITS = 8
UNIT: int = 10**DIGITS  # scores are counted in whole units, so that no boundary is a floating-point accident
YEARS = (2000, 2100)
MOST_RANK = 300  # there are fewer countries


@dataclass(frozen=True, slots=True)
class Entry:
    """One country in one edition: the true score lies from `low` to `high` units; `rank` None: not known."""

    iso3: str
    rank: int | None
    low: int
    high: int
    decimals: int
    printed: int
    sources: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The printed score, of the finest rounding there is."""
        return float(self.printed / UNIT)


@dataclass(frozen=True, slots=True)
class Edition:
    """`size`: how many countries the edition ranked; the table may have fewer of them."""

    year: int
    entries: Mapping[str, Entry]
    size: int

    @property
    def whole(self) -> bool:
        return len(self.entries) >= self.size


def read_editions(path: str | None = None) -> Mapping[int, Edition]:
    """The editions of a table, or of the packaged one, by year. Raises BadInput naming each cell."""
    if path is not None:
        return _editions(read_table(path, COLUMNS), {})
    return packaged()


@cache
def packaged() -> Mapping[int, Edition]:
    """The editions that come with the product, with the sizes of their samples as published."""
    with as_file(files("qorgan.indicators").joinpath("data", "published", "gggi.csv")) as file:
        return _editions(
            read_table(str(file), COLUMNS), {year: int(str(one["size"])) for year, one in sizes().items()}
        )


@cache
def sizes() -> Mapping[int, Mapping[str, object]]:
    """How many countries each edition ranked, with source and date."""
    text = files("qorgan.indicators").joinpath("data", "gggi", "editions.yaml").read_text("utf-8")
    found: Mapping[int, Mapping[str, object]] = yaml.safe_load(text)
    return found


def _editions(table: Table, known: Mapping[int, int]) -> Mapping[int, Edition]:
    table.need("report_year", "score")
    if "iso3" not in table.frame.columns:
        table.need("country")
    faults: list[Fault] = []
    years = _whole(table, "report_year", YEARS, faults)
    ranks = _whole(table, "rank", (1, MOST_RANK), faults)
    codes = _codes(table, faults)
    scores = _scores(table, years, faults)
    refuse(sorted(faults, key=lambda one: (one.line or 0, one.field)))
    sources = words_in(table, "source")
    found: dict[int, dict[str, Entry]] = {}
    for row, (year, code) in enumerate(zip(years, codes, strict=True)):
        if year is None or scores[row] is None:
            continue
        value, decimals = scores[row] or (0, 0)
        entry = _entry(code, ranks[row], value, decimals, year, sources[row])
        before = found.setdefault(year, {}).get(code)
        found[year][code] = entry if before is None else _both(table, row, before, entry)
    if not found:
        raise BadInput(fault(table.file, "no_scores", part="gggi", field="score"))
    return {year: _edition(year, found[year], known.get(year, 0)) for year in sorted(found)}


def _entry(code: str, rank: int | None, value: int, decimals: int, year: int, source: str) -> Entry:
    """All scores that round to `value`; twice, where the edition was printed with more decimals."""
    printed = int(str(sizes()[year]["decimals"])) if year in sizes() else decimals
    half = 5 * 10 ** (DIGITS - decimals - 1)
    if decimals < printed:
        half += 5 * 10 ** (DIGITS - printed - 1)
    return Entry(code, rank, value - half, value + half, decimals, value, (source,))


def taking(file: str, edition: Edition, iso3: str, score: str) -> Edition:
    """The edition with the score of one country as `score` says, beside what the table says.

    Raises BadInput where the two cannot both be true.
    """
    digits = min(len(score.partition(".")[2]), DIGITS - 1)
    given = _entry(iso3, None, round(float(score) * UNIT), digits, edition.year, "--score")
    before = edition.entries[iso3]
    low, high = max(before.low, given.low), min(before.high, given.high)
    if low >= high:
        raise BadInput(fault(file, "two_truths", part="gggi", field="--score", iso3=iso3))
    finer = given if digits >= before.decimals else before
    entry = replace(before, low=low, high=high, decimals=finer.decimals, printed=finer.printed)
    return replace(
        edition, entries={**edition.entries, iso3: replace(entry, sources=(*before.sources, "--score"))}
    )


def _edition(year: int, entries: dict[str, Entry], known: int) -> Edition:
    ranks = [one.rank for one in entries.values() if one.rank]
    return Edition(year, entries, max(known, len(entries), *ranks, 0))


def _both(table: Table, row: int, before: Entry, entry: Entry) -> Entry:
    low, high = max(before.low, entry.low), min(before.high, entry.high)
    ranks = {one.rank for one in (before, entry) if one.rank}
    if low >= high or len(ranks) > 1:
        raise BadInput(
            fault(table.file, "two_truths", part="gggi", field="score", line=table.line(row), iso3=entry.iso3)
        )
    finer = max(before, entry, key=lambda one: one.decimals)
    rank = ranks.pop() if ranks else None
    return replace(finer, rank=rank, low=low, high=high, sources=before.sources + entry.sources)


def _whole(table: Table, column: str, within: tuple[int, int], faults: list[Fault]) -> list[int | None]:
    """The whole numbers of a column, None where empty."""
    if column not in table.frame.columns:
        return [None] * table.frame.height
    allowed = f"{within[0]} … {within[1]}"
    found: list[int | None] = []
    for row, text in enumerate(words_in(table, column)):
        plain = text.removesuffix(".0")
        good = plain.isascii() and plain.isdigit() and within[0] <= int(plain[:9]) <= within[1]
        if (text or column == "report_year") and not good:
            faults.append(fault(table.file, "not_number", field=column, line=table.line(row), range=allowed))
        found.append(int(plain[:9]) if text and good else None)
    return found


def _codes(table: Table, faults: list[Fault]) -> list[str]:
    """The letters of each row's country; by its name where they are not given."""
    found = []
    for row, (code, name) in enumerate(zip(words_in(table, "iso3"), words_in(table, "country"), strict=True)):
        letters = code.upper() or iso3_of(name) or ""
        if letters not in countries():
            kind, column = ("no_country", "iso3") if code else ("no_name", "country")
            faults.append(fault(table.file, kind, part="gggi", field=column, line=table.line(row)))
        found.append(letters)
    return found


def _scores(table: Table, years: list[int | None], faults: list[Fault]) -> list[tuple[int, int] | None]:
    """Units and decimals of each score; trailing zeros get lost, so an edition's cells share decimals."""
    text = words_in(table, "score")
    try:
        numbers = numbers_in(table, "score", "0 … 1").to_list()
    except BadInput as refused:
        faults.extend(refused.faults)
        return [None] * len(text)
    stated = _whole(table, "decimals", (1, DIGITS - 1), faults)
    written = [len(cell.partition(".")[2]) for cell in text]
    most: dict[int | None, int] = {}
    for year, digits in zip(years, written, strict=True):
        most[year] = max(most.get(year, 1), digits)
    found: list[tuple[int, int] | None] = []
    for row, number in enumerate(numbers):
        if number is None:
            found.append(None)
            continue
        if not 0 <= number <= 1:
            faults.append(fault(table.file, "not_score", part="gggi", field="score", line=table.line(row)))
            number = 0.0
        decimals = min(max(stated[row] or most[years[row]], written[row]), DIGITS - 1)
        found.append((round(number * UNIT), decimals))
    return found
