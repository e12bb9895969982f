"""What was measured, as text for people and as the document of ``--json``."""

from __future__ import annotations

import math
from typing import Any

from qorgan.indicators.its.changes import said_kinds
from qorgan.indicators.its.effect import AtBreak, Effect, Measured
from qorgan.indicators.its.model import Estimate
from qorgan.indicators.its.months import written
from qorgan.indicators.texts import LANGUAGES, Text, percent_sign, spelled, texts

PART = "its"


def percent(log_ratio: float) -> float:
    """
    >>> round(percent(math.log(0.8)), 6)
    -20.0
    """
    return math.expm1(min(log_ratio, 700.0)) * 100


def number(value: float, digits: int | None = 1, sign: bool = True) -> Text:
    """A figure as each language writes it; `digits` None: three that count.

    >>> number(-12.345)["ru"], number(0.04567, None, sign=False)["en"]
    ('−12,3', '0.0457')
    """
    plain = f"{value:.{digits}f}" if digits is not None else f"{value:.3g}"
    if abs(value) >= 1000:
        plain = f"{value:,.{digits or 0}f}"
    if not any(digit in "123456789" for digit in plain):
        plain = plain.lstrip("-")
    elif sign and value > 0:
        plain = "+" + plain
    return Text(*(spelled(plain, language) for language in LANGUAGES))


def _figures(one: Estimate, counts: bool) -> dict[str, float]:
    return one.through(percent if counts else float)


def _shown(one: Estimate, counts: bool) -> tuple[Text, Text, Text]:
    figures = _figures(one, counts)
    digits = (1 if abs(figures["high"] - figures["low"]) >= 1 else 2) if counts else None
    return (
        number(figures["estimate"], digits),
        number(figures["low"], digits),
        number(figures["high"], digits),
    )


def sentence(measured: Measured, at: AtBreak) -> Text:
    """The one plain sentence of a break; the same form whether or not the interval holds zero."""
    assert at.effect is not None
    said = texts(PART)
    level, low, high = _shown(at.effect.level, measured.percent)
    slope, slope_low, slope_high = _shown(at.effect.slope, measured.percent)
    holds_zero = at.effect.level.low <= 0 <= at.effect.level.high
    return said[f"sentence_{measured.kind}"].filled(
        day=at.day.isoformat(),
        level=level,
        low=low,
        high=high,
        slope=slope,
        slope_low=slope_low,
        slope_high=slope_high,
        verdict=said["verdict_zero" if holds_zero else "verdict_not_zero"],
    )


def conclusion(measured: Measured) -> Text:
    """The sentences of every break, or why no effect is stated."""
    said = texts(PART)
    if measured.reasons:
        parts = [said["no_effect"], *(reason.text for reason in measured.reasons)]
    else:
        parts = [sentence(measured, at) for at in measured.breaks]
    return Text(*(" ".join(part[language] for part in parts) for language in LANGUAGES))


def text(measured: Measured, language: str) -> str:
    said = texts(PART)
    lines = [f"{said['title'][language]}: {measured.series.file}", *_data(measured, language), ""]
    if measured.reasons:
        lines.append(said["no_effect"][language])
        lines += [f"  - {reason.text[language]}" for reason in measured.reasons]
    else:
        lines += _effects(measured, language)
    lines += ["", *_changes(measured, language)]
    lines += [said["trust"][language], said["not_cause"][language]]
    return "\n".join(lines) + "\n"


def _data(measured: Measured, language: str) -> list[str]:
    said, series = texts(PART), measured.series
    lines = [said["window"].filled(months=series.said_months(), used=measured.used)]
    for at in measured.breaks:
        lines.append(said["around"].filled(day=at.day.isoformat(), before=at.before, after=at.after))
        if at.share is not None:
            share = number(at.share * 100, 0, sign=False)
            lines.append(said["by_share"].filled(month=written(at.start - 1), share=share))
    if measured.excluded:
        lines.append(said["left_out"].filled(months=", ".join(map(written, measured.excluded))))
    if series.partial:
        lines.append(said["partial"].filled(months=", ".join(map(written, series.partial))))
    else:
        lines.append(said["ends"])
    exposed = measured.kind == "count" and series.exposure is not None
    lines.append(said["kind_count_exposure" if exposed else f"kind_{measured.kind}"])
    return [line[language] for line in lines]


def _effects(measured: Measured, language: str) -> list[str]:
    said = texts(PART)
    lines = []
    for at in measured.breaks:
        assert at.effect is not None
        lines += [sentence(measured, at)[language], ""]
        lines += _table(measured, at.effect, language)
        if at.effect.controlled is not None:
            level, low, high = _shown(at.effect.controlled, measured.percent)
            words = {"day": at.day.isoformat(), "level": level, "low": low, "high": high}
            lines.append(said[f"controlled_{measured.kind}"].filled(**words)[language])
        lines.append("")
    assert measured.found is not None and measured.breaks[0].effect is not None
    found = measured.found
    method = said["method"].filled(
        season=said[f"season_{measured.season}"],
        lag=found.lag,
        rho=number(found.autocorrelation, 2, sign=False),
        widest=said[f"widest_{measured.breaks[0].effect.level.widest}"],
        dispersion=number(found.dispersion, None, sign=False),
    )
    return [*lines, method[language]]


def _table(measured: Measured, effect: Effect, language: str) -> list[str]:
    said = texts(PART)
    sign = percent_sign(language) if measured.percent else ""
    rows = [("", "", said["interval"][language])]
    for name in ("level", "slope", "average", "at_end"):
        value, low, high = _shown(getattr(effect, name), measured.percent)
        rows.append(
            (
                said[f"row_{name}"][language],
                value[language] + sign,
                f"{low[language]} … {high[language]}{sign}",
            )
        )
    wide = [max(len(row[place]) for row in rows) for place in range(3)]
    return [f"  {name:<{wide[0]}}  {value:>{wide[1]}}  {span}".rstrip() for name, value, span in rows]


def _changes(measured: Measured, language: str) -> list[str]:
    listed = [one for one in measured.changes if not one.told]
    if not listed:
        return []
    said = texts(PART)
    lines = [said["changes"][language]]
    for one in listed:
        mark = "" if one.status == "certain" else f" [{said[one.status][language]}]"
        lines.append(f"  {one.day.isoformat()}  {one.what[language]} ({one.law}){mark}")
        if one.counts and measured.counts is None:
            lines.append(f"    {said['change_counts'].filled(kinds=said_kinds(one))[language]}")
    return [*lines, ""]


def document(measured: Measured) -> dict[str, Any]:
    said, series = texts(PART), measured.series
    breaks = [_break(measured, at) for at in measured.breaks]
    reasons = [{"code": reason.code, **reason.text.as_dict()} for reason in measured.reasons]
    return {
        "file": series.file,
        "window": {"from": written(series.first), "to": written(series.last), "used": measured.used},
        "missing": [written(month) for month in series.missing],
        "excluded": [written(month) for month in measured.excluded],
        "partial": [written(month) for month in series.partial],
        "kind": measured.kind,
        "scale": "percent" if measured.percent else "unit of the series",
        "effect": breaks[0]["effect"],
        "reason": reasons[0] if reasons else None,
        "reasons": reasons,
        "breaks": breaks,
        "model": _model(measured),
        "changes": [change.as_dict(measured.counts) for change in measured.changes],
        "sentence": conclusion(measured).as_dict(),
        "warning": said["trust"].as_dict(),
        "not_cause": said["not_cause"].as_dict(),
        "months": [
            {
                "month": written(one.month),
                "observed": one.observed,
                "fitted": one.fitted,
                "without": one.without,
                "low": one.low,
                "high": one.high,
            }
            for one in measured.expected
        ],
    }


def _model(measured: Measured) -> dict[str, Any] | None:
    found = measured.found
    if found is None:
        return None
    return {
        "family": "quasi-poisson" if measured.percent else "least squares",
        "season": measured.season,
        "coefficients": int(found.x.shape[1]),
        "freedom": found.freedom,
        "newey_west_lag": found.lag,
        "autocorrelation": found.autocorrelation,
        "dispersion": found.dispersion,
        "interval": "widest of the model's own, Newey-West and first-order autocorrelation; Student's t",
    }


def _break(measured: Measured, at: AtBreak) -> dict[str, Any]:
    effect = at.effect
    return {
        "date": at.day.isoformat(),
        "first_month_after": written(at.start),
        "share_of_month": at.share,
        "points_before": at.before,
        "points_after": at.after,
        "effect": None
        if effect is None
        else {
            name: None if one is None else _interval(one, measured.percent)
            for name, one in (
                ("level", effect.level),
                ("slope", effect.slope),
                ("average", effect.average),
                ("at_end", effect.at_end),
                ("controlled", effect.controlled),
            )
        },
    }


def _interval(one: Estimate, counts: bool) -> dict[str, Any]:
    found: dict[str, Any] = {**_figures(one, counts), "widest": one.widest}
    found["ratio" if counts else "error"] = math.exp(min(one.value, 700.0)) if counts else one.error
    if counts:
        found["error_of_log"] = one.error
    return found
