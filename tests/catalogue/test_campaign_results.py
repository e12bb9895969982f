"""Where a result stands, and what of a survey's figures is graded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qorgan.catalogue.campaigns_result import LEAST_SHOWN, effect_of, evidence_of, notes, stage
from qorgan.catalogue.grade import grade_of

BEFORE, PLANNED, TODAY = date(2026, 1, 5), date(2027, 3, 1), date(2026, 6, 1)


def figure(
    name: str, estimate: float, low: float | None, high: float | None, p_holm: float = 0.5
) -> dict[str, Any]:
    effect = {"estimate": estimate, "low": low, "high": high, "p_holm": p_holm}
    return {"name": name, "effect": effect, "withheld": False}


def figures(*outcomes: dict[str, Any]) -> dict[str, Any]:
    return {
        "outcomes": list(outcomes),
        "people": 480,
        "clusters": 24,
        "fewest_clusters": 12,
        "smallest_cluster": 20,
    }


@pytest.mark.parametrize(
    ("baseline", "result", "planned", "today", "code"),
    [
        (None, None, PLANNED, TODAY, "no_baseline"),
        (BEFORE, None, PLANNED, TODAY, "waiting"),
        (BEFORE, None, PLANNED, PLANNED, "waiting"),  # the day itself has not passed
        (BEFORE, None, PLANNED, date(2027, 3, 2), "overdue"),
        (BEFORE, None, None, TODAY, "waiting_undated"),
        (BEFORE, PLANNED, PLANNED, TODAY, "result"),
        (None, PLANNED, PLANNED, TODAY, "result_alone"),
    ],
)
def test_where_the_result_stands(
    baseline: date | None, result: date | None, planned: date | None, today: date, code: str
) -> None:
    assert stage(baseline, result, planned, today)[0] == code


def test_how_many_of_ten_is_worth_ten_points_a_person() -> None:
    effect = effect_of(figure("hitting_approve", -0.5, -0.9, -0.1))
    assert effect is not None
    assert (effect.estimate, effect.low, effect.high) == (-5.0, -9.0, -1.0)
    assert (effect.domain, effect.better, effect.measure) == ("norm", "lower", "difference")


def test_calling_for_help_is_hoped_to_rise() -> None:
    effect = effect_of(figure("quarrel_help", 8.0, 2.0, 14.0))
    assert effect is not None and effect.better == "higher"


def test_an_end_beside_zero_does_not_become_zero_by_rounding() -> None:
    effect = effect_of(figure("scenes_any", -4.0, -8.0, -0.001))
    assert effect is not None and effect.high is not None and effect.high < 0


def test_only_the_outcome_named_beforehand_is_graded() -> None:
    found = figures(figure("hitting_own", -20, -30, -10, 0.001), figure("scenes_any", -1, -9, 7))
    evidence = evidence_of(found, {"outcome": "scenes_any", "allocation": "chance"}, "x")
    assert [one.outcome["en"] for one in evidence.effects] == [
        "Finds hitting right in at least one of five moments"
    ]
    assert grade_of(evidence).code == "no_effect_shown"


def test_a_harm_beyond_chance_elsewhere_is_graded_too() -> None:
    found = figures(figure("scenes_any", -20, -30, -10, 0.001), figure("silence_own", 15, 8, 22, 0.01))
    evidence = evidence_of(found, {"outcome": "scenes_any", "allocation": "chance"}, "x")
    grade = grade_of(evidence)
    assert grade.code == "harm_shown"
    assert [one.outcome["en"] for one in grade.harms] == ["Own view: it should stay within the family"]


def test_a_worse_outcome_that_chance_explains_after_holm_is_not() -> None:
    found = figures(figure("scenes_any", -20, -30, -10, 0.001), figure("silence_own", 15, 1, 29, 0.3))
    evidence = evidence_of(found, {"outcome": "scenes_any", "allocation": "chance"}, "x")
    # Divided by chance, thoughts only: strong less one step (docs/library-grades.md, rule 5).
    assert grade_of(evidence).code == "moderate"


def test_places_that_were_chosen_make_a_weaker_design() -> None:
    found = figures(figure("scenes_any", -20, -30, -10, 0.001))
    evidence = evidence_of(found, {"outcome": "scenes_any", "allocation": "chosen"}, "x")
    assert evidence.design == "comparison"
    assert grade_of(evidence).code == "promising"


def test_a_result_without_an_effect_is_not_evaluated() -> None:
    found = figures({"name": "scenes_any", "effect": None, "withheld": True})
    evidence = evidence_of(found, {"outcome": "scenes_any", "allocation": "chance"}, "x")
    assert grade_of(evidence).code == "not_evaluated"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_small_places_few_places_and_what_is_withheld_are_said(language: str) -> None:
    whole = figures({"name": "scenes_any", "effect": None, "withheld": True})
    said = notes(whole | {"smallest_cluster": 4, "fewest_clusters": 9}, language)
    assert len(said) == 4
    assert "4" in said[0] and "9" in said[1] and str(LEAST_SHOWN) in said[2]
    assert len(notes(figures(figure("scenes_any", 1, -1, 3)), language)) == 1
