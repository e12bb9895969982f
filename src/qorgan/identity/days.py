"""Days, months and years of birth as people and machines write them, in Kazakh, Russian and English.

For `births`, which joins them with ages. Day before month, as the country writes; a month before the day only
where nothing else is possible. Returns ordinals of `date`; never raises for what was written.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml


class Span(NamedTuple):
    """First and last day as ordinals, both or neither, and a code."""

    first: int | None = None
    last: int | None = None
    fault: str = ""


@dataclass(frozen=True)
class Rules:
    """`data/dates.yaml`, with its words folded."""

    oldest: int
    earliest_year: int
    latest_year: int
    about_years: int
    about_days: int
    age_slack_years: int
    months: tuple[tuple[str, int], ...]
    words: dict[str, frozenset[str]]
    nothing: frozenset[str]
    placeholders: frozenset[int]


_LETTERS = str.maketrans("әғқңөұүһіёáäğıñöşúüū", "агкноуухиеaaginosuuu")
_DASHES = re.compile("[‐-―−]")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PLAIN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: г\.?)?", re.ASCII)
_TIME = re.compile(r"(?<=\d)[t ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(z|utc|[+-]\d{2}:?\d{2})?$")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = re.compile(r"\s*([./-])\s*")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_YMD = re.compile(r"(\d{4})([./ -])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DMY = re.compile(r"(\d{1,2})([./ -])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MY = re.compile(r"(\d{1,2})[./ -](\d{4})", re.ASCII)
_YM = re.compile(r"(\d{4})[./ -](\d{1,2})", re.ASCII)
_YEARS = re.compile(r"((?:19|20)\d\d)[/ -]+((?:19|20)?\d\d)", re.ASCII)
_DECADE = re.compile(r"(19|20)?([0-9]0)\s*-?\s*(?:е|х|ые|ых|s|ши|шы)\b")
_WHOLE = re.compile(r"(\d{5})[.,]\d+|(\d+)(?:[.,]0*)?", re.ASCII)
_BLANK = re.compile(r"(?<![^\W_])[x?_*х]{1,2}(?=[./-])")
EXCEL_EPOCH = date(1899, 12, 30).toordinal()
LONGEST = 100


def fold(text: str) -> str:
    """Lower case, one kind of dash and of space, Kazakh letters as a Russian keyboard writes them."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).lower()
    return " ".join(unicodedata.normalize("NFC", plain).translate(_LETTERS).split())


@cache
def rules() -> Rules:
    raw = yaml.safe_load(files(__package__).joinpath("data", "dates.yaml").read_text("utf-8"))
    lists = (
        "about",
        "over",
        "under",
        "year",
        "born",
        "age",
        "age_or_year",
        "months_of_age",
        "ordinal",
        "between",
        "skip",
        "age_endings",
    )
    stems = [(fold(stem), number) for number, row in enumerate(raw["months"], 1) for stem in row]
    return Rules(
        **raw["limits"],
        months=tuple(sorted(stems, key=lambda pair: -len(pair[0]))),
        words={name: frozenset(fold(word) for word in raw[name]) for name in lists},
        nothing=frozenset(fold(word) for word in raw["nothing"]),
        placeholders=frozenset(date.fromisoformat(day).toordinal() for day in raw["placeholders"]),
    )


@cache
def month_of(word: str) -> int:
    """The number of the month that a folded word names, 0 where it names none."""
    return next((number for stem, number in rules().months if word.startswith(stem)), 0)


def quick(text: str, on: date | None) -> Span | None:
    """The usual ways of writing a day, which most of a million rows have; None for all others."""
    if (found := _ISO.fullmatch(text)) and found[2] != "00" != found[3]:
        return _parts(int(found[1]), int(found[2]), int(found[3]), on)
    if (found := _PLAIN.fullmatch(text)) and int(found[1]) and int(found[2]):
        return _day_first(int(found[1]), int(found[2]), found[3], ".", on)
    return None


def read(text: str, on: date | None) -> Span:
    """The days that a written date of birth leaves open."""
    if usual := quick(text, on):
        return usual
    plain = _TIME.sub("", fold(text[: LONGEST + 1]).strip(" .,;'\"()[]"))
    if plain in rules().nothing or fold(text[: LONGEST + 1]) in rules().nothing:
        return Span()
    if len(plain) > LONGEST:
        return Span(fault="date_unreadable")
    if decade := _DECADE.match(plain):
        return _decade(decade[1] or "", int(decade[2]), on)
    about, known, rest = _undressed(plain)
    found = _numeric(rest, known, on) or _named(rest, on) or Span(fault="date_unreadable")
    return _about(found, on) if about else found


def _decade(century: str, start: int, on: date | None) -> Span:
    """The eighties; where the century is not said, the last one, or both with a note."""
    if century:
        return _years(int(century) * 100 + start, int(century) * 100 + start + 9, on)
    found = [span for c in (1900, 2000) if (span := _years(c + start, c + start + 9, on)).first is not None]
    if len(found) == 2:
        return Span(found[0].first, found[1].last, "date_century")
    return found[0] if found else Span(fault="date_future")


def _undressed(plain: str) -> tuple[bool, bool, str]:
    """Whether it says "about", whether it says that a year is meant, and the rest without such words."""
    words, known = rules().words, False
    plain = _BLANK.sub("00", plain)
    about = any(mark in plain for mark in "~≈?")

    def dropped(match: re.Match[str]) -> str:
        nonlocal about, known
        word, start = match[0], match.start()
        about = about or word in words["about"]
        known = known or word in words["year"] or word in words["born"] or word in words["age_or_year"]
        if word in words["between"]:
            return "-"
        if start and plain[start - 1] in "0123456789-" and word in words["ordinal"]:
            return " "
        drop = any(word in words[name] for name in ("about", "year", "born", "age_or_year", "skip"))
        return " " if drop else word

    rest = _WORD.sub(dropped, plain)
    rest = _AROUND.sub(r"\1", " ".join(re.sub(r"[~≈?,;:()]|\.(?!\d)", " ", rest).split()))
    return about, known, rest.strip(" .-/")


def _numeric(rest: str, known: bool, on: date | None) -> Span | None:
    """What is written in digits alone."""
    if found := _YMD.fullmatch(rest):
        return _in_part(_parts(int(found[1]), int(found[3]), int(found[4]), on), found[3], found[4])
    if found := _DMY.fullmatch(rest):
        day = _day_first(int(found[1]), int(found[3]), found[4], found[2], on)
        return _in_part(day, found[1], found[3])
    if (found := _MY.fullmatch(rest)) and int(found[1]) <= 12:
        return _parts(int(found[2]), int(found[1]), 0, on)
    if (found := _YM.fullmatch(rest)) and int(found[2]) <= 12:
        return _parts(int(found[1]), int(found[2]), 0, on)
    if found := _YEARS.fullmatch(rest):
        end = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        return _years(int(found[1]), int(end), on)
    if found := _WHOLE.fullmatch(rest):
        return _one_number(found[1] or found[2], known, on)
    return None


def _in_part(found: Span, *figures: str) -> Span:
    """With a note where zeros stand for a day or a month."""
    zeros = found.first is not None and not all(int(written) for written in figures)
    return found._replace(fault=found.fault or "date_in_part") if zeros else found


def _one_number(digits: str, known: bool, on: date | None) -> Span | None:
    """A year, a day in eight digits, or the count of days that a spreadsheet keeps."""
    number = int(digits)
    if len(digits) == 4:
        return _parts(number, 0, 0, on) if number else Span()
    if len(digits) == 5:
        return within(EXCEL_EPOCH + number, EXCEL_EPOCH + number, on)
    if len(digits) == 8:
        year_first = _parts(int(digits[:4]), int(digits[4:6]), int(digits[6:]), on)
        if digits[:2] in ("19", "20") and year_first.first is not None:
            return year_first
        return _parts(int(digits[4:]), int(digits[2:4]), int(digits[:2]), on)
    if len(digits) == 2:
        return _century(digits, 0, 0, on) if known else Span(fault="date_year_or_age")
    return None


def _day_first(day: int, month: int, year: str, between: str, on: date | None) -> Span:
    note = (
        "date_day_or_month"
        if between == "/" and 0 < day != month and 0 < day <= 12 and 0 < month <= 12
        else ""
    )
    if month > 12 >= day > 0:
        day, month, note = month, day, "date_month_first"
    found = _century(year, month, day, on) if len(year) == 2 else _parts(int(year), month, day, on)
    return found if found.fault else found._replace(fault=note)


def _named(rest: str, on: date | None) -> Span | None:
    """A month in letters, or in Roman figures, with a year and perhaps a day in either order."""
    words = _WORD.findall(rest)
    numbers = re.findall(r"\d+", rest, re.ASCII)
    if len(words) != 1 or not 1 <= len(numbers) <= 2 or re.sub(r"[\w ./-]", "", rest):
        return Span(fault="date_no_year") if re.fullmatch(r"\d{1,2}[./]\d{1,2}", rest, re.ASCII) else None
    month = _ROMAN.index(words[0]) + 1 if words[0] in _ROMAN else month_of(words[0])
    if not month:
        return None
    year = next((n for n in numbers if len(n) == 4), "")
    others = [n for n in numbers if n != year]
    if any(len(n) > 2 for n in others):
        return None
    if year:
        return _parts(int(year), month, int(others[0]) if others else 0, on)
    if len(numbers) == 2 and len(numbers[1]) == 2:
        return _century(numbers[1], month, int(numbers[0]), on)
    if len(numbers) == 1 and int(numbers[0]) > 31:
        return _century(numbers[0], month, 0, on)
    return Span(fault="date_no_year")


def _century(year: str, month: int, day: int, on: date | None) -> Span:
    """A year of two digits: the century that is possible, or both with a note."""
    found = [_parts(century + int(year), month, day, on) for century in (1900, 2000)]
    possible = [span for span in found if span.first is not None]
    if len(possible) == 2:
        return Span(possible[0].first, possible[1].last, "date_century")
    return possible[0] if possible else found[0]


def _parts(year: int, month: int, day: int, on: date | None) -> Span:
    """A day; a month where the day is 0; a year where the month is."""
    if not 1 <= year <= 9999:
        return Span() if not (month or day) else Span(fault="date_no_year")
    if not month:
        return _years(year, year, on)
    try:
        first = date(year, month, day or 1).toordinal()
    except ValueError:
        return Span(fault="date_impossible")
    if day:
        return Span(fault="date_placeholder") if first in rules().placeholders else within(first, first, on)
    return within(first, first + monthrange(year, month)[1] - 1, on)


def _years(first: int, last: int, on: date | None) -> Span:
    if not 1 <= first <= last <= 9999:
        return Span(fault="date_impossible")
    return within(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal(), on)


def _about(found: Span, on: date | None) -> Span:
    if found.first is None or found.last is None:
        return found
    limits = rules()
    reach = limits.about_years * 365 if found.last - found.first > 300 else limits.about_days
    return within(found.first - reach, found.last + reach, on, found.fault)


def within(first: int, last: int, on: date | None, fault: str = "") -> Span:
    """The interval as far as somebody can have been born in it."""
    lowest, highest = limits_of(on)
    if first > highest:
        return Span(fault="date_future")
    if last < lowest:
        return Span(fault="date_too_early")
    return Span(max(first, lowest), min(last, highest), fault)


@lru_cache(maxsize=4096)
def limits_of(on: date | None) -> tuple[int, int]:
    """The first and the last day on which somebody in a record of the day `on` can have been born."""
    limits = rules()
    if on is None:
        return date(limits.earliest_year, 1, 1).toordinal(), date(limits.latest_year, 12, 31).toordinal()
    return before(on, limits.oldest + 1).toordinal() + 1, on.toordinal()


def before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where there is no 29th."""
    year = max(day.year - years, 1)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
