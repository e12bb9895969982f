"""The pictures of this part. A line is broken where an edition is missing or its decimals differ."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from qorgan.indicators.gggi.countries import name_of
from qorgan.indicators.gggi.history import History, Standing
from qorgan.indicators.gggi.method import SUBINDEXES
from qorgan.indicators.gggi.moves import Move
from qorgan.indicators.gggi.result import Country, Index
from qorgan.indicators.gggi.telling import SHOWN, ranged, words
from qorgan.indicators.texts import number, spelled

if TYPE_CHECKING:
    from qorgan.indicators.charts import Picture, Point

MOST_COUNTRIES = 25
UNIT = 1e8


def scores_picture(index: Index, language: str, only: str | None) -> Picture:
    """One country's ratios by sub-index, or the countries with the highest scores."""
    country = index.of(only) if only else None
    return _country_picture(index, country, language) if country else _highest_picture(index, language)


def _country_picture(index: Index, country: Country, language: str) -> Picture:
    from qorgan.indicators.charts import Bar, Words, bars

    said = words(language)
    drawn = [
        Bar(said[one.column], country.ratios[one.column], group=said[one.subindex])
        for one in index.method.indicators
    ]
    title = f"{said['name']}: {country.name[language]}"
    parts = ", ".join(f"{said[name]} {number(country.values[name], language, 3)}" for name in SUBINDEXES)
    method = said["picture_country"].format(score=number(country.values["score"], language, 3), parts=parts)
    around = Words(title, method, *_ratios_words(index, said, language), f"{title}. {method}", language)
    return bars(drawn, around, said["h_ratio"])


def _highest_picture(index: Index, language: str) -> Picture:
    from qorgan.indicators.charts import Bar, Words, bars

    said, tolerance, drawn = words(language), index.method.tolerance, []
    for one in index.eligible[:MOST_COUNTRIES]:
        score = one.values["score"]
        ends = (None, None) if score is None else (score - tolerance, score + tolerance)
        drawn.append(Bar(f"{one.rank}. {one.name[language]}", score, *ends))
    method = said["picture_all"].format(shown=len(drawn), ranked=len(index.eligible))
    shown = "; ".join(f"{bar.label} {number(bar.value, language, 3)}" for bar in drawn)
    alt = f"{said['name']}. {method} {shown}"
    return bars(
        drawn,
        Words(said["name"], method, *_ratios_words(index, said, language), alt, language),
        said["h_score"],
    )


def _ratios_words(index: Index, said: dict[str, str], language: str) -> tuple[str, str]:
    """Source and uncertainty of scores made from a table of ratios."""
    note = said["uncertain_short"].format(tolerance=spelled(f"{index.method.tolerance:g}", language))
    return f"{Path(index.file).name}; {index.method.source}. {said['copyright']}", note


def _source(file: str, said: dict[str, str]) -> str:
    return f"{said['table'].format(file=Path(file).name)} {said['copyright']}"


def move_picture(move: Move, language: str, file: str) -> Picture:
    """The parts of a move, one reading drawn, the range of each part in its label."""
    from qorgan.indicators.charts import Step, Words, parts

    said = words(language)
    names = [name for name in (*SHOWN[move.kind], "total") if name in move.parts]
    ranges = {name: ranged(move.parts[name], said["to"], language, signed=True) for name in names}
    steps = [Step(f"{said[f'part_{name}']} ({ranges[name]})", move.parts[name].reading) for name in names]
    first, last = move.entries
    title = said["moves_title"].format(country=name_of(move.iso3)[language])
    years = "; ".join(
        f"{edition.year}: {entry.rank or '–'}/{edition.size}"
        for edition, entry in ((move.start, first), (move.end, last))
    )
    alt = f"{title}. {years}. " + "; ".join(f"{said[f'part_{name}']}: {ranges[name]}" for name in names)
    note = f"{said['reading_text']} {said['rounding']}"
    method = f"{years}. {said[f'order_{move.kind}']}"
    return parts(steps, Words(title, method, _source(file, said), note, alt, language), said["places"])


def editions_picture(found: History, language: str, of: str, file: str) -> Picture:
    """Score or rank over the editions."""
    from qorgan.indicators.charts import Break, Words, lines

    said = words(language)
    points, unit = (
        (_scores(found, said), said["h_score"])
        if of == "score"
        else (_ranks(found, said), said["h_rank_best"])
    )
    # The first year of each run of years without a figure.
    runs = [year for year in found.missing if year - 1 not in found.missing]
    breaks = [Break(str(year), said["no_edition_short"]) for year in runs]
    title = said["editions_title"].format(country=name_of(found.iso3)[language])
    last = found.standings[-1]
    rank, score = (
        f"{last.entry.rank or '–'}/{last.edition.size}",
        number(last.entry.score, language, last.entry.decimals),
    )
    alt = f"{title}. {last.edition.year}: {said['h_rank']} {rank}, {said['h_score']} {score}."
    method = said[f"picture_{of}"].format(count=len(found.sample))
    return lines(
        points, Words(title, method, _source(file, said), said["rounding"], alt, language), unit, breaks
    )


def _scores(found: History, said: dict[str, str]) -> list[Point]:
    """A series for each number of decimals; empty where the next edition has another number or is missing."""
    from qorgan.indicators.charts import Point

    points = []
    for one in found.standings:
        entry, series = one.entry, said["decimals"].format(count=one.entry.decimals)
        low, high = entry.low / UNIT, entry.high / UNIT
        points.append(Point(str(one.edition.year), min(max(entry.score, low), high), low, high, series))
    for before, after in pairwise(found.standings):
        if _apart(before, after):
            points.append(_empty(before, said))
    return points


def _apart(before: Standing, after: Standing) -> bool:
    return before.entry.decimals != after.entry.decimals or after.edition.year - before.edition.year > 1


def _empty(before: Standing, said: dict[str, str]) -> Point:
    """Nothing in the year after an edition, in the series of that edition."""
    from qorgan.indicators.charts import Point

    return Point(
        str(before.edition.year + 1), None, series=said["decimals"].format(count=before.entry.decimals)
    )


def _ranks(found: History, said: dict[str, str]) -> list[Point]:
    from qorgan.indicators.charts import Point

    points = []
    for one in found.standings:
        year = str(one.edition.year)
        for name, span in (("series_rank", one.possible), ("series_constant", one.constant)):
            if span is None:
                points.append(Point(year, None, series=said[name]))
            else:
                points.append(Point(year, (span.low + span.high) / 2, span.low, span.high, said[name]))
    points += [
        Point(str(year), None, series=said[name])
        for year in found.missing
        for name in ("series_rank", "series_constant")
    ]
    return points
