"""The pictures of this part. A line is broken where an edition is missing or its decimals differ."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qorgan.indicators.gggi.countries import name_of
from qorgan.indicators.gggi.history import History, Standing
from qorgan.indicators.gggi.method import SUBINDEXES
from qorgan.indicators.gggi.moves import Move
from qorgan.indicators.gggi.result import Index
from qorgan.indicators.gggi.telling import SHOWN, ranged, words

if TYPE_CHECKING:
    from qorgan.indicators.charts import Picture, Point

MOST_COUNTRIES = 25
UNIT = 1e8


def scores_picture(index: Index, language: str, only: str | None) -> Picture:
    """One country's ratios by sub-index, or the countries with the highest scores."""
    from qorgan.indicators.charts import Bar, Words, bars

    said, tolerance = words(language), index.method.tolerance
    source = f"{index.file}; {index.method.source}"
    note = said["uncertain_short"].format(tolerance=tolerance)
    country = index.of(only) if only else None
    if country:
        drawn = [
            Bar(said[one.column], country.ratios[one.column], group=said[one.subindex])
            for one in index.method.indicators
        ]
        title = f"{said['name']}: {country.name[language]}"
        score = "–" if country.values["score"] is None else f"{country.values['score']:.3f}"
        parts = ", ".join(
            f"{said[name]} {'–' if country.values[name] is None else format(country.values[name], '.3f')}"
            for name in SUBINDEXES
        )
        method = said["picture_country"].format(score=score, parts=parts)
        return bars(
            drawn, Words(title, method, source, note, f"{title}. {method}", language), said["h_ratio"]
        )
    shown = index.eligible[:MOST_COUNTRIES]
    drawn = [_score_bar(f"{one.rank}. {one.name[language]}", one.values["score"], tolerance) for one in shown]
    method = said["picture_all"].format(shown=len(shown), ranked=len(index.eligible))
    edges = f"{shown[0].name[language]} {shown[0].values['score']:.3f}" if shown else ""
    return bars(
        drawn,
        Words(said["name"], method, source, note, f"{said['name']}. {method} {edges}", language),
        said["h_score"],
    )


def _score_bar(label: str, score: float | None, tolerance: float) -> object:
    from qorgan.indicators.charts import Bar

    if score is None:
        return Bar(label, None)
    return Bar(label, score, score - tolerance, score + tolerance)


def _source(file: str, said: dict[str, str]) -> str:
    return f"{said['table'].format(file=file)} {said['copyright']}"


def move_picture(move: Move, language: str, file: str) -> Picture:
    """The parts of a move, one reading drawn, the range of each part in its label."""
    from qorgan.indicators.charts import Step, Words, parts

    said = words(language)
    names = [name for name in (*SHOWN[move.kind], "total") if name in move.parts]
    ranges = {name: ranged(move.parts[name], said["to"], signed=True) for name in names}
    steps = [Step(f"{said[f'part_{name}']} ({ranges[name]})", move.parts[name].reading) for name in names]
    first, last = move.entries
    title = said["moves_title"].format(country=name_of(move.iso3)[language])
    years = f"{move.start.year}: {first.rank or '–'}/{move.start.size}; {move.end.year}: {last.rank or '–'}/{move.end.size}"
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
    breaks = [Break(str(year), said["no_edition_short"]) for year in found.missing]
    title = said["editions_title"].format(country=name_of(found.iso3)[language])
    last = found.standings[-1]
    alt = f"{title}. {last.edition.year}: {said['h_rank']} {last.entry.rank or '–'}/{last.edition.size}, {said['h_score']} {last.entry.score:.{last.entry.decimals}f}."
    method = said[f"picture_{of}"].format(count=len(found.sample))
    return lines(
        points, Words(title, method, _source(file, said), said["rounding"], alt, language), unit, breaks
    )


def _scores(found: History, said: dict[str, str]) -> list[Point]:
    """A series for each number of decimals; an empty point where the next edition has another or is missing."""
    from qorgan.indicators.charts import Point

    points = []
    for one in found.standings:
        entry, series = one.entry, said["decimals"].format(count=one.entry.decimals)
        low, high = entry.low / UNIT, entry.high / UNIT
        points.append(Point(str(one.edition.year), min(max(entry.score, low), high), low, high, series))
    for before, after in pairwise(found.standings):
        if _apart(before, after):
            points.append(_empty(before, found, said))
    return points


def _apart(before: Standing, after: Standing) -> bool:
    return before.entry.decimals != after.entry.decimals or after.edition.year - before.edition.year > 1


def _empty(before: Standing, found: History, said: dict[str, str]) -> Point:
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
