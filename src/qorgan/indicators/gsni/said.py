"""The result as text for a person: what was measured, from how many, how sure, what it must not be used
for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qorgan.indicators.gsni.change import Change
from qorgan.indicators.gsni.design import Designed, Estimate
from qorgan.indicators.gsni.items import MEASURES, countries, published
from qorgan.indicators.gsni.measure import Value
from qorgan.indicators.gsni.study import Study
from qorgan.indicators.texts import UNKNOWN, number, texts

WIDTH, NAME, LINE = 9, 30, 110
NEAR = 0.005  # two published decimals
SHOWN = 12  # warnings of one file in the text; all stand in the JSON


def said(studies: Sequence[Study], moved: Sequence[Change], by_sex: bool, language: str) -> str:
    """The whole answer."""
    words = texts("gsni")
    lines = [words["title"][language], *_wrapped(words["method"][language]), ""]
    for study in studies:
        lines += _study(study, by_sex, language)
    for change in moved:
        lines += _change(change, language)
    every = [warning[language] for study in studies for warning in study.warnings]
    lines += [piece for warning in every[:SHOWN] for piece in _wrapped("! " + warning)]
    if len(every) > SHOWN:
        lines.append("! " + words["more_warnings"][language].format(count=len(every) - SHOWN))
    lines += [
        *([""] if every else []),
        *_wrapped(words["not_for"][language]),
        *_wrapped(words["source"][language]),
    ]
    return "\n".join(lines)


def name_of(code: str, language: str) -> str:
    known = countries().get(code)
    return known[1][language] if known else code


def _study(study: Study, by_sex: bool, language: str) -> list[str]:
    words = texts("gsni")
    lines = [words["file"][language].format(file=study.file, format=study.format, layout=study.layout)]
    if study.versions:
        lines.append(words["versions"][language].format(versions=", ".join(study.versions)))
    if study.sha256:
        lines.append(f"SHA-256 {study.sha256}")
    if study.accepted:
        lines.append(words["accepted"][language].format(checks=", ".join(study.accepted)))
    heads = [words[name][language] for name in MEASURES]
    lines += ["", _row(words["head"][language], "n", *heads)]
    for at in range(len(study.countries)):
        lines += _country(study, at, by_sex, language)
    return [*lines, ""]


def _country(study: Study, at: int, by_sex: bool, language: str) -> list[str]:
    words, row, years = texts("gsni"), study.countries[at], study.years[at]
    when = "" if years is None else f" ({years[0]}" + (f"–{years[1]})" if years[1] > years[0] else ")")
    lines = [_values(f"{name_of(row.group.country, language)}, {row.group.wave}{when}", row.pooled, language)]
    lines.append(_of(words["of"][language], row.pooled, language))
    if by_sex:
        for sex, values in row.by_sex.items():
            lines += [
                _values("  " + words[sex][language], values, language),
                _of(words["of"][language], values, language),
            ]
    cells = published().get((row.group.country, row.group.wave))
    if cells:
        lines.append(
            _row("  " + words["undp"][language], "", *(number(cells[name], language, 2) for name in MEASURES))
        )
    lines.append(
        "  "
        + words["dropped"][language].format(
            respondents=number(row.respondents, language),
            complete=number(row.complete, language),
            percent=number(row.dropped, language, 1),
        )
    )
    if row.lacking:
        key = "six_used" if row.six else "why_not"
        items = ", ".join(words[f"item_{name}"][language] for name in row.lacking)
        lines += _wrapped("  " + words[key][language].format(items=items))
    design = study.design_of(at)
    if design:
        lines += _design(design, by_sex, language)
    return lines


def _design(design: Designed, by_sex: bool, language: str) -> list[str]:
    words = texts("gsni")
    key = "by_design" if design.clustered else "weights_only"
    about = words[key][language].format(
        units=design.units, strata=design.strata, effective=number(design.effective, language)
    )
    lines = _wrapped("  " + about)
    if design.unweighted:
        lines.append("  " + words["without_weight"][language].format(count=design.unweighted))
    if design.alone:
        lines.append("  " + words["alone"][language].format(count=design.alone))
    lines += _estimates(words["weighted"][language], design.pooled, language)
    if by_sex:
        for sex, values in design.by_sex.items():
            lines += _estimates(words[sex][language], values, language)
    return lines


def _estimates(label: str, values: Mapping[str, Estimate | None], language: str) -> list[str]:
    found = [values[name] for name in MEASURES]
    return [
        _row("  " + label, "", *(number(one.percent if one else None, language, 2) for one in found)),
        _row("  " + texts("gsni")["interval"][language], "", *(_span(one, language) for one in found)),
    ]


def _span(one: Estimate | None, language: str) -> str:
    return f"{number(one.low, language, 1)}–{number(one.high, language, 1)}" if one else UNKNOWN


def _change(change: Change, language: str) -> list[str]:
    words = texts("gsni")
    lines = [
        words["change"][language].format(
            country=name_of(change.country, language), earlier=change.earlier, later=change.later
        ),
        _row("", "", *(words[name][language] for name in MEASURES)),
    ]
    moves = [change.moves[name] for name in MEASURES]
    points = [number(one.points, language, 2, sign=True) for one in moves]
    lows = [number(one.low, language, 1, sign=True) for one in moves]
    highs = [number(one.high, language, 1, sign=True) for one in moves]
    for name, cells in (("points", points), ("low", lows), ("high", highs)):
        lines.append(_row("  " + words[name][language], "", *cells))
    lines += _wrapped("  " + words["interval_design" if change.by_design else "interval_simple"][language])
    one, two = (number(percent, language, 1) for percent in change.dropped)
    lines += _wrapped("  " + words["drop_out"][language].format(earlier=one, later=two))
    if change.differs:
        lines += _wrapped("! " + words["drop_out_differs"][language])
    if change.before_law:
        lines += _wrapped("! " + words["before_law"][language])
    return [*lines, ""]


def _values(label: str, values: Mapping[str, Value], language: str) -> str:
    cells = (number(values[name].percent, language, 2) for name in MEASURES)
    return _row(label, number(values["gsni"].of, language), *cells)


def _of(label: str, values: Mapping[str, Value], language: str) -> str:
    return _row("  " + label, "", *(number(values[name].of, language) for name in MEASURES))


def _row(label: str, count: str, *cells: str) -> str:
    room = max(NAME, len(label) + 1)
    return (f"{label:<{room}}{count:>7} " + " ".join(f"{cell:>{WIDTH}}" for cell in cells)).rstrip()


def _wrapped(text: str) -> list[str]:
    """Lines of at most 110 characters, the next ones under the first."""
    import textwrap

    indent = " " * (len(text) - len(text.lstrip(" !")))
    return textwrap.wrap(text, LINE, subsequent_indent=indent or "")
