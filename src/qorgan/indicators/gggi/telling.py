"""A country's moves and standings in words, as documents and as pictures."""

from __future__ import annotations

from typing import Any

from qorgan.indicators.gggi.countries import name_of
from qorgan.indicators.gggi.editions import UNIT, Entry
from qorgan.indicators.gggi.history import History
from qorgan.indicators.gggi.moves import Move, Range
from qorgan.indicators.gggi.report import columns
from qorgan.indicators.texts import number, spelled, texts

SHOWN = {
    "shapley": ("own", "others", "left", "entered"),
    "own_first": ("own", "rest"),
    "own_last": ("own", "rest"),
}


def words(language: str) -> dict[str, str]:
    return {name: text[language] for name, text in texts("gggi").items()}


def plain(value: float, language: str) -> str:
    """A number of places: a whole number without its decimal.

    >>> plain(3.0, "en"), plain(-0.5, "en"), plain(12.5, "kk")
    ('3', '−0.5', '12,5')
    """
    return spelled(f"{value:g}", language)


def ranged(one: Range, joint: str, language: str, signed: bool = False) -> str:
    """One number where both ends are the same, else both."""

    def said(value: float) -> str:
        return ("+" if signed and value > 0 else "") + plain(value, language)

    if one.low == one.high:
        return said(one.low)
    return f"{said(one.low)} {joint} {said(one.high)}" if joint else f"{said(one.low)}–{said(one.high)}"


def true_ends(entry: Entry, language: str) -> tuple[str, str]:
    """The lowest and the highest score before rounding, with one or two decimals more than are printed."""
    digits = entry.decimals + (1 if entry.decimals > 2 else 2)
    return number(entry.low / UNIT, language, digits), number(entry.high / UNIT, language, digits)


def move_document(move: Move, language: str) -> dict[str, Any]:
    """The whole decomposition; places gained are positive."""
    said, entries = words(language), move.entries

    def edition(number: int) -> dict[str, Any]:
        one, entry = (move.start, move.end)[number], entries[number]
        return {
            "edition": one.year,
            "rank": entry.rank,
            "countries": one.size,
            "in_table": len(one.entries),
            "score": entry.score,
            "decimals": entry.decimals,
            "score_low": entry.low / UNIT,
            "score_high": entry.high / UNIT,
            "sources": list(entry.sources),
        }

    def span(one: Range) -> dict[str, Any]:
        return {"low": one.low, "high": one.high, "reading": one.reading}

    return {
        "index": "gggi-moves",
        "iso3": move.iso3,
        "country": name_of(move.iso3)[language],
        "from": edition(0),
        "to": edition(1),
        "order": move.kind,
        "order_text": said[f"order_{move.kind}"],
        "unit": said["places"],
        "parts": {name: span(one) for name, one in move.parts.items()},
        "ranks": {name: span(one) for name, one in move.ranks.items()},
        "common": move.common or None,
        "left": list(move.left),
        "entered": list(move.entered),
        "must_not": said["must_not"],
        "copyright": said["copyright"],
    }


def move_told(move: Move, language: str) -> list[str]:
    """The lines a person reads."""
    said, joint = words(language), words(language)["to"]
    first, last = move.entries
    lines = [said["moves_title"].format(country=name_of(move.iso3)[language])]
    for edition, entry in ((move.start, first), (move.end, last)):
        text = said["moves_edition"] if entry.rank else said["moves_edition_unranked"]
        score, (low, high) = number(entry.score, language, entry.decimals), true_ends(entry, language)
        place = {"year": edition.year, "rank": entry.rank, "size": edition.size}
        lines.append(text.format(**place, score=score, low=low, high=high))
    rows = [_part(move, name, said, language) for name in (*SHOWN[move.kind], "total") if name in move.parts]
    head = [said["h_part"], said["h_places"], said["h_reading"]]
    lines += ["", *columns(head, rows, left=(0,)), "", said[f"order_{move.kind}"], said["reading_text"]]
    lines += _ranks(move, said, joint, language)
    lines += _sample(move, said, language)
    return [*lines, "", said["rounding"], said["must_not"], said["copyright"]]


def _part(move: Move, name: str, said: dict[str, str], language: str) -> list[str]:
    one = move.parts[name]
    middle = "" if one.reading is None else f"{'+' if one.reading > 0 else ''}{plain(one.reading, language)}"
    return [said[f"part_{name}"], ranged(one, said["to"], language, signed=True), middle]


def _ranks(move: Move, said: dict[str, str], joint: str, language: str) -> list[str]:
    lines, years = [], {"from": move.start.year, "to": move.end.year}
    for name in ("new_score_in_old_field", "old_score_in_new_field"):
        if name in move.ranks:
            lines.append(said[name].format(rank=ranged(move.ranks[name], joint, language), **years))
    if "constant_from" in move.ranks:
        ranks = {name: ranged(move.ranks[f"constant_{name}"], joint, language) for name in ("from", "to")}
        lines.append(
            said["constant_move"].format(
                count=move.common,
                first=ranks["from"],
                last=ranks["to"],
                year=years["from"],
                later=years["to"],
            )
        )
    return ["", *lines]


def _sample(move: Move, said: dict[str, str], language: str) -> list[str]:
    lines = []
    for name, codes in (("sample_left", move.left), ("sample_entered", move.entered)):
        if codes:
            named = ", ".join(name_of(code)[language] for code in codes)
            lines.append(said[name].format(count=len(codes), names=named))
    return lines


def history_document(found: History, language: str) -> dict[str, Any]:
    said = words(language)

    def ends(one: Range | None) -> list[int] | None:
        return None if one is None else [int(one.low), int(one.high)]

    return {
        "index": "gggi-editions",
        "iso3": found.iso3,
        "country": name_of(found.iso3)[language],
        "constant_sample": list(found.sample),
        "no_edition": list(found.missing),
        "editions": [
            {
                "edition": one.edition.year,
                "rank": one.entry.rank,
                "countries": one.edition.size,
                "in_table": len(one.edition.entries),
                "rank_possible": ends(one.possible),
                "rank_constant": ends(one.constant),
                "score": one.entry.score,
                "decimals": one.entry.decimals,
                "score_low": one.entry.low / UNIT,
                "score_high": one.entry.high / UNIT,
                "sources": list(one.entry.sources),
            }
            for one in found.standings
        ],
        "must_not": said["must_not"],
        "copyright": said["copyright"],
    }


def history_told(found: History, language: str) -> list[str]:
    said = words(language)
    rows = []
    for one in found.standings:
        score = number(one.entry.score, language, one.entry.decimals)
        rows.append(
            [
                str(one.edition.year),
                str(one.entry.rank or "–"),
                str(one.edition.size),
                ranged(one.possible, "", language) if one.possible else "–",
                ranged(one.constant, "", language) if one.constant else "–",
                score,
                "–".join(true_ends(one.entry, language)),
            ]
        )
    head = [
        said[name] for name in ("h_edition", "h_rank", "h_of", "h_could", "h_constant", "h_score", "h_true")
    ]
    lines = [
        said["editions_title"].format(country=name_of(found.iso3)[language]),
        "",
        *columns(head, rows),
        "",
    ]
    last = found.standings[-1]
    if last.entry.rank:
        lines.append(
            said["last"].format(year=last.edition.year, rank=last.entry.rank, size=last.edition.size)
        )
    if found.sample:
        whole = [one.edition.year for one in found.standings if one.edition.whole]
        lines.append(
            said["constant_editions"].format(count=len(found.sample), first=whole[0], last=whole[-1])
        )
    partial = [str(one.edition.year) for one in found.standings if not one.edition.whole]
    if partial:
        lines.append(said["partial"].format(years=", ".join(partial)))
    if found.missing:
        lines.append(said["no_years"].format(years=", ".join(map(str, found.missing))))
    return [*lines, said["rounding"], said["must_not"], said["copyright"]]
