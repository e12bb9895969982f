"""The result of a campaign: where it stands, and its figures as evidence that `grade.py` can judge.

The outcome that counts is the one named when the baseline was registered, whatever the plan says today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qorgan.catalogue.campaigns import data
from qorgan.catalogue.grade import wrong_way
from qorgan.catalogue.record import Effect, Evidence

LEAST_SHOWN = 10  # people: a share of fewer could tell who answered what
SMALL_CLUSTER = 5
FEW_CLUSTERS = 10
CHANCE = 0.05
DESIGNS = {"chance": "cluster_trial", "chosen": "comparison", "": "comparison"}


def stage(
    baseline: date | None, result: date | None, planned: date | None, today: date
) -> tuple[str, date | None]:
    """Where the measure stands and the day that the sentence names: a code of `stages` in the data.

    >>> stage(date(2026, 1, 5), None, date(2026, 3, 1), date(2026, 2, 1))
    ('waiting', datetime.date(2026, 3, 1))
    >>> stage(None, None, date(2026, 3, 1), date(2026, 2, 1))
    ('no_baseline', None)
    """
    if result is not None:
        return ("result" if baseline is not None else "result_alone"), result
    if baseline is None:
        return "no_baseline", None
    if planned is None:
        return "waiting_undated", None
    return ("overdue" if planned < today else "waiting"), planned


def effect_of(figure: Mapping[str, Any]) -> Effect | None:
    """An outcome of the survey as an effect in percentage points; None where it states none or may not count.

    A question of how many of ten is worth ten points a person.
    """
    known, change = data()["outcomes"].get(figure["name"]), figure["effect"]
    if known is None or change is None:
        return None
    points = 10.0 if known.get("of_ten") else 1.0

    def scaled(value: float | None) -> float | None:
        """Two decimals; but an end that is not zero does not become it."""
        return None if value is None else round(value * points, 2) or value * points

    return Effect(
        outcome={code: known[code] for code in ("en", "ru", "kk")},
        domain=known["domain"],
        measure="difference",
        estimate=scaled(change["estimate"]) or 0.0,
        low=scaled(change["low"]),
        high=scaled(change["high"]),
        better=known["better"],
    )


def evidence_of(figures: Mapping[str, Any], measure: Mapping[str, Any], citation: str) -> Evidence:
    """What is graded: the outcome that counts, and every other that is worse beyond chance after Holm.

    The other outcomes stand beside it and are not graded: of twenty without any effect one would miss zero.
    `measure` is that of the registered plan.
    """
    found: list[Effect] = []
    for figure in figures["outcomes"]:
        effect = effect_of(figure)
        if effect is None:
            continue
        if figure["name"] == measure.get("outcome"):
            found.insert(0, effect)
        elif figure["effect"]["p_holm"] < CHANCE and wrong_way(effect):
            found.append(_with_note(effect))
    return Evidence(
        design=DESIGNS[measure.get("allocation") or ""],
        effects=tuple(found),
        citation=citation,
        participants=figures["people"],
        clusters=figures["clusters"],
        certainty="primary",
    )


def _with_note(effect: Effect) -> Effect:
    words = data()["notes"]["harm_after_holm"]
    return Effect(
        effect.outcome, effect.domain, effect.measure, effect.estimate, effect.low, effect.high,
        effect.better, note={code: words[code] for code in ("en", "ru", "kk")},
    )  # fmt: skip


def notes(figures: Mapping[str, Any], language: str) -> Sequence[str]:
    """What a reader should know beside the figures: small places, few places, what is withheld."""
    words = data()["notes"]
    found = []
    if figures["smallest_cluster"] < SMALL_CLUSTER:
        found.append(words["small_clusters"][language].format(n=figures["smallest_cluster"]))
    if figures["fewest_clusters"] < FEW_CLUSTERS:
        found.append(words["few_clusters"][language].format(n=figures["fewest_clusters"]))
    if any(one["withheld"] for one in figures["outcomes"]):
        found.append(words["withheld"][language].format(n=LEAST_SHOWN))
    stated = sum(one["effect"] is not None for one in figures["outcomes"])
    if stated > 1:
        found.append(words["many"][language].format(n=stated))
    return (*found, str(words["not_reports"][language]))
