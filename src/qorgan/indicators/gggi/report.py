"""The index of a table in words and columns, as one document, and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qorgan.indicators.gggi.method import SUBINDEXES
from qorgan.indicators.gggi.result import Country, Index
from qorgan.indicators.texts import number, spelled, texts

MOST_BARS = 25


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = ()) -> list[str]:
    """Lines with columns set under their heads; numbers to the right, the columns `left` to the left."""
    table = [list(header), *(list(row) for row in rows)]
    wide = [max(len(row[place]) for row in table) for place in range(len(header))]
    return [
        "  ".join(
            cell.ljust(wide[place]) if place in left else cell.rjust(wide[place])
            for place, cell in enumerate(row)
        ).rstrip()
        for row in table
    ]


def span(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def document(index: Index, language: str, only: str | None = None) -> dict[str, Any]:
    """The whole result at full precision; what is not known is null."""
    said, method = texts("gggi"), index.method
    shown = [one for one in index.countries if only in (None, one.iso3)]
    return {
        "index": "gggi",
        "file": index.file,
        "method": {
            "source": method.source,
            "address": method.address,
            "date": method.date,
            "status": method.status,
            "unit": method.unit,
            "editions": [method.from_edition, method.to_edition],
            "needed": method.needed,
            "tolerance": method.tolerance,
        },
        "given": len(index.countries),
        "ranked": len(index.eligible),
        "not_eligible": [
            {"iso3": one.iso3, "reason": why(one, index)[language]}
            for one in index.countries
            if not one.eligible
        ],
        "constant_sample": index.constant,
        "largest_difference": index.largest(),
        "compared": index.compared(),
        "derived": list(index.derived),
        "countries": [one.as_dict(language) | ({"ratios": one.ratios} if only else {}) for one in shown],
        "must_not": said["must_not"][language],
        "copyright": said["copyright"][language],
    }


def why(country: Country, index: Index) -> Any:
    """Why a country is not eligible, as a `Text`."""
    said, needed = texts("gggi"), index.method.needed
    if country.indicators < needed:
        return said["few"].filled(count=country.indicators, needed=needed)
    return said["hollow"]


def told(index: Index, language: str, only: str | None = None) -> list[str]:
    """The lines a person reads."""
    said = {name: text[language] for name, text in texts("gggi").items()}
    ranked = len(index.eligible)
    left = len(index.countries) - ranked
    lines = [said["name"], said["scored"].format(ranked=ranked, given=len(index.countries), left=left)]
    lines += [said["method"].format(source=index.method.source), ""]
    country = index.of(only) if only else None
    lines += _one(country, index, said, language) if country else _all(index, said, language)
    refused = [one for one in index.countries if not one.eligible and only in (None, one.iso3)]
    lines += [f"{one.iso3} {one.name[language]}: {why(one, index)[language]}" for one in refused]
    lines += ["", said["uncertain"].format(tolerance=spelled(f"{index.method.tolerance:g}", language))]
    if any(one.tied > 1 for one in index.eligible):
        lines.append(said["ties"])
    if index.constant is not None:
        lines.append(said["constant"].format(count=index.constant))
    largest = index.largest()
    if largest:
        parts = ", ".join(f"{said[name]} {number(value, language, 5)}" for name, value in largest.items())
        lines.append(said["differs"].format(parts=parts, count=index.compared()))
    if index.derived:
        lines.append(said["derived"].format(parts=", ".join(index.derived)))
    return [*lines, said["must_not"], said["copyright"]]


def _row(one: Country, index: Index, language: str) -> list[str]:
    rank = f"{one.rank}{'=' if one.tied > 1 else ''}"
    row = [rank, span(one.rank_best, one.rank_worst), f"{one.iso3} {one.name[language]}"]
    row += [number(one.values[name], language, 4) for name in ("score", *SUBINDEXES)] + [str(one.indicators)]
    if index.constant is not None:
        row.append(str(one.rank_constant or "–"))
    if index.compared():
        row.append(number((one.published or {}).get("score"), language, 3))
    return row


def _head(index: Index, said: dict[str, str]) -> list[str]:
    head = [said["h_rank"], said["h_could"], said["h_country"], said["h_score"]]
    head += [said[name] for name in SUBINDEXES] + [said["h_indicators"]]
    head += [said["h_constant"]] if index.constant is not None else []
    return head + ([said["h_published"]] if index.compared() else [])


def _all(index: Index, said: dict[str, str], language: str) -> list[str]:
    if not index.eligible:
        return []
    rows = [_row(one, index, language) for one in index.eligible]
    return columns(_head(index, said), rows, left=(2,))


def _one(country: Country, index: Index, said: dict[str, str], language: str) -> list[str]:
    """One country: its row, and below it every indicator with weight, ratio and what was done to it."""
    lines = (
        columns(_head(index, said), [_row(country, index, language)], left=(2,)) if country.eligible else []
    )
    rows = []
    for one in index.method.indicators:
        note = said["missing"] if one.column in country.missing else ""
        if one.column in country.cut:
            note = said["cut"].format(cap=spelled(f"{one.cap:g}", language))
        ratio = number(country.ratios[one.column], language, 4)
        rows.append([said[one.subindex], said[one.column], number(one.weight, language, 3), ratio, note])
    head = ["", said["h_indicator"], said["h_weight"], said["h_ratio"], ""]
    return [*lines, "", *columns(head, rows, left=(0, 1, 4))]
