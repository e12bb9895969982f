"""What a survey of norms shows, as text and as the document of ``--json``; zero and not zero alike."""

from __future__ import annotations

import math
from typing import Any

from qorgan.indicators.norms.analysis import FEW_CLUSTERS, Analysis, Change, Found, Kept, Share
from qorgan.indicators.norms.sample import Needed, Wanted
from qorgan.indicators.texts import LANGUAGES, UNKNOWN, Text, same, texts, written

PART = "norms"
ARMS = {0: "comparison", 1: "programme"}
TIMES = {0: "before", 1: "after"}


def number(value: float | None, digits: int = 1, sign: bool = False) -> Text:
    """
    >>> number(-0.04)["en"], number(2.25, 2, sign=True)["ru"], number(None)["kk"]
    ('0.0', '+2,25', '–')
    """
    if value is None:
        return same(UNKNOWN)
    if not math.isfinite(value):
        return texts(PART)["unbounded"]
    return written(value, digits, sign)


def sentence(found: Found) -> Text:
    """The one sentence of an outcome, in the same form whatever its interval holds."""
    said = texts(PART)
    change = found.change
    if change is None:
        assert found.reason is not None
        return said["no_effect"].filled(reason=found.reason)
    digits = 1 if found.outcome.unit == "percent" else 2
    return said["sentence"].filled(
        estimate=number(change.estimate, digits, sign=True),
        unit=said[f"unit_{found.outcome.unit}"],
        low=number(change.low, digits, sign=True),
        high=number(change.high, digits, sign=True),
        n=found.n,
        clusters=found.clusters,
        verdict=said["verdict_zero" if change.low <= 0 <= change.high else "verdict_not_zero"],
    )


def text(analysis: Analysis, language: str) -> str:
    said = texts(PART)
    waves = said["waves"].filled(before=analysis.before, after=analysis.after)
    lines = [f"{said['title'][language]}: {analysis.survey.file}", waves[language]]
    if analysis.others:
        lines.append(said["other_waves"].filled(waves=", ".join(map(str, analysis.others)))[language])
    lines += _again(analysis, language)
    for found in analysis.found:
        lines += ["", f"{found.outcome.name}: {found.outcome.label[language]}"]
        lines.append("  " + sentence(found)[language])
        lines.append("  " + _detail(found)[language])
        how = [_how(found.change)[language]] if found.change else []
        absent = analysis.survey.missing.get(found.outcome.name)
        how += [said["missing"].filled(n=absent)[language]] if absent else []
        lines += ["  " + "; ".join(how)] if how else []
    lines += ["", said["method"].filled(few=FEW_CLUSTERS)[language]]
    lines.append(said["many"].filled(count=len(analysis.found))[language])
    lines += [said[name][language] for name in ("not_prevalence", "not_gsni", "expected_reports")]
    return "\n".join(lines) + "\n"


def _again(analysis: Analysis, language: str) -> list[str]:
    said = texts(PART)
    if not analysis.panel:
        return [said["not_panel"][language]]
    one, other = analysis.kept
    words = {"c": one.again, "cn": one.before, "cs": number(one.share)}
    words |= {"p": other.again, "pn": other.before, "ps": number(other.share)}
    lines = [said["kept"].filled(**words)]
    if analysis.uneven is not None:
        ends = {"low": analysis.uneven.low, "high": analysis.uneven.high, "estimate": analysis.uneven.value}
        lines.append(
            said["uneven"].filled(**{name: number(value, sign=True) for name, value in ends.items()})
        )
    for story, cells in analysis.cells.items():
        counts = ", ".join(f"{cell.name} {cell.before}/{cell.again}" for cell in cells)
        lines.append(said["cells"].filled(story=story, cells=counts))
    return [line[language] for line in lines]


def _detail(found: Found) -> Text:
    digits = 1 if found.outcome.unit == "percent" else 2
    words: dict[str, object] = {"icc": number(found.icc, 3)}
    for (arm, time), share in found.shares.items():
        letter = ARMS[arm][0]
        words[f"{letter}{time}"] = number(share.value, digits)
        words[f"{letter}n{time}"] = share.n
    return texts(PART)["detail"].filled(**words)


def _how(change: Change) -> Text:
    return texts(PART)["how"].filled(
        method=texts(PART)["method_cr2" if change.method == "CR2" else "method_wild"],
        freedom=number(change.freedom),
        p=number(change.p, 3),
        p_holm=number(change.p_holm, 3),
    )


def document(analysis: Analysis) -> dict[str, Any]:
    said = texts(PART)
    return {
        "file": analysis.survey.file,
        "waves": {"before": analysis.before, "after": analysis.after, "other": list(analysis.others)},
        "outcomes": [_outcome(found, analysis) for found in analysis.found],
        "panel": {
            "is_panel": analysis.panel,
            **{one.name: _kept(one) for one in analysis.kept},
            "difference": None
            if analysis.uneven is None
            else {
                "estimate": analysis.uneven.value,
                "low": analysis.uneven.low,
                "high": analysis.uneven.high,
            },
        },
        "cells": {
            story: [{"cell": one.name, **_kept(one)} for one in cells]
            for story, cells in analysis.cells.items()
        },
        "method": said["method"].filled(few=FEW_CLUSTERS).as_dict(),
        "warnings": [said[name].as_dict() for name in ("not_prevalence", "not_gsni", "expected_reports")],
    }


def _kept(one: Kept) -> dict[str, Any]:
    return {"before": one.before, "again": one.again, "percent": one.share}


def _outcome(found: Found, analysis: Analysis) -> dict[str, Any]:
    change = found.change
    shares: dict[str, dict[str, Any]] = {arm: {} for arm in ARMS.values()}
    for (arm, time), share in found.shares.items():
        shares[ARMS[arm]][TIMES[time]] = _share(share)
    return {
        "name": found.outcome.name,
        "label": found.outcome.label.as_dict(),
        "unit": found.outcome.unit,
        "n": found.n,
        "clusters": found.clusters,
        "no_answer": analysis.survey.missing.get(found.outcome.name),
        **shares,
        "icc": found.icc,
        "effect": None if change is None else _change(change),
        "reason": None if found.reason is None else found.reason.as_dict(),
        "sentence": sentence(found).as_dict(),
    }


def _share(share: Share) -> dict[str, Any]:
    return {"n": share.n, "clusters": share.clusters, "value": share.value}


def _change(change: Change) -> dict[str, Any]:
    return {
        "estimate": change.estimate,
        "low": change.low if math.isfinite(change.low) else None,
        "high": change.high if math.isfinite(change.high) else None,
        "error": change.error,
        "freedom": change.freedom,
        "p": change.p,
        "p_holm": change.p_holm,
        "method": change.method,
    }


def sample_text(wanted: Wanted, found: Needed, language: str) -> str:
    said = texts(PART)
    post = {"persons": found.persons, "clusters": found.clusters, "clusters_t": found.clusters_t}
    did = {"persons": found.did_persons, "clusters": found.did_clusters, "clusters_t": found.did_clusters_t}
    lines = [
        said["sample_title"],
        said["sample_simple"].filled(simple=found.simple),
        said["sample_design"].filled(design=number(found.design_effect, 3)),
        said["sample_post"].filled(**post),
        said["sample_did"].filled(factor=number(found.did_factor, 2), **did),
        said["sample_asked"].filled(
            clusters_t=found.did_clusters_t,
            attrition=number(100 * wanted.attrition, 0),
            asked=found.did_asked,
        ),
        said["sample_note"],
    ]
    return "\n".join(line[language] for line in lines) + "\n"


def all_sentences(analysis: Analysis) -> Text:
    parts = [(found.outcome.label, sentence(found)) for found in analysis.found]
    return Text(*(" ".join(f"{a[lang]}: {b[lang]}" for a, b in parts) for lang in LANGUAGES))
