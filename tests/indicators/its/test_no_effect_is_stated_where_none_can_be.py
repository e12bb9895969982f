"""Too few points, holes, a change of counting: the reason instead of an effect, never both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qorgan.indicators.faults import BadInput
from qorgan.indicators.flow.roles import policy
from qorgan.indicators.its.changes import inside, kinds, known_changes, told
from qorgan.indicators.its.effect import Asked, Measured, measure
from qorgan.indicators.its.months import month_of, written
from qorgan.indicators.its.series import read_series

JUNE = date(2024, 6, 16)


def series_of(folder: Path, n: int = 72, start: int = 2021 * 12, without: tuple[int, ...] = ()) -> str:
    chance = np.random.default_rng(7)
    rows = ["month,value"]
    for place in range(n):
        mean = 300 * np.exp(0.1 * np.sin(place / 2) - 0.3 * (start + place >= 2024 * 12 + 6))
        if place not in without:
            rows.append(f"{written(start + place)},{chance.poisson(mean)}")
    path = folder / "series.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def codes(measured: Measured) -> list[str]:
    assert bool(measured.reasons) == all(one.effect is None for one in measured.breaks)
    return [reason.code for reason in measured.reasons]


def test_a_long_series_without_a_change_of_counting_has_an_effect(tmp_path: Path) -> None:
    measured = measure(read_series(series_of(tmp_path)), Asked((JUNE,)))
    assert codes(measured) == []
    effect = measured.breaks[0].effect
    assert effect is not None
    assert effect.level.low < np.log(0.74) < effect.level.high < 0
    assert (measured.breaks[0].before, measured.breaks[0].after) == (41, 30)


def test_twenty_three_months_on_a_side_are_too_few_and_twenty_four_are_not(tmp_path: Path) -> None:
    series = read_series(series_of(tmp_path))
    for last, expected in (("2026-05", ["too_few_points"]), ("2026-06", [])):
        cut = series.between(None, month_of(last))
        assert codes(measure(cut, Asked((JUNE,)))) == expected
    early = series.between(month_of("2022-07"), None)  # 23 whole months before June 2024
    assert codes(measure(early, Asked((JUNE,)))) == ["too_few_points"]


def test_a_missing_month_is_named(tmp_path: Path) -> None:
    measured = measure(read_series(series_of(tmp_path, without=(3, 20))), Asked((JUNE,)))
    assert codes(measured) == ["missing_months"]
    assert "2021-04, 2022-09" in measured.reasons[0].text.en


def test_the_month_of_the_break_may_be_missing_since_it_is_left_out(tmp_path: Path) -> None:
    measured = measure(read_series(series_of(tmp_path, without=(41,))), Asked((JUNE,)))
    assert codes(measured) == []
    first = measure(read_series(series_of(tmp_path, without=(41,))), Asked((JUNE,), month_rule="share"))
    assert codes(first) == ["missing_months"]


@pytest.mark.parametrize("day", [date(2021, 1, 2), date(2022, 3, 1), date(2024, 6, 16), date(2026, 12, 31)])
def test_a_told_change_of_counting_anywhere_inside_forbids_an_effect(tmp_path: Path, day: date) -> None:
    measured = measure(read_series(series_of(tmp_path)), Asked((JUNE,), told([day])))
    assert codes(measured) == ["counting_change"]
    assert day.isoformat() in measured.reasons[0].text.kk


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2020, 6, 1), date(2027, 1, 1)])
def test_a_change_at_the_edge_or_outside_does_not(tmp_path: Path, day: date) -> None:
    assert codes(measure(read_series(series_of(tmp_path)), Asked((JUNE,), told([day])))) == []


@pytest.mark.parametrize(
    ("counts", "days"),
    [
        ("administrative", ["2023-07-01", "2024-06-16"]),  # laws 227-VII and 73-VIII
        ("criminal", ["2024-06-16", "2025-09-16"]),  # laws 72-VIII and 210-VIII
        ("orders", []),
        (None, []),
    ],
)
def test_known_changes_forbid_it_for_what_they_recount(
    tmp_path: Path, counts: str | None, days: list[str]
) -> None:
    asked = Asked((JUNE,), known_changes(), counts=counts)
    measured = measure(read_series(series_of(tmp_path)), asked)
    assert [reason.code for reason in measured.reasons] == ["counting_change"] * len(days)
    assert all(day in reason.text.en for day, reason in zip(days, measured.reasons, strict=True))
    assert len(measured.changes) == 6  # named beside the result in any case


def test_every_known_change_has_a_source_and_known_kinds() -> None:
    changes = known_changes()
    assert [one.day for one in changes] == sorted(one.day for one in changes)
    assert {date(2023, 7, 1), date(2024, 6, 16), date(2025, 9, 16), date(2026, 3, 2)} <= {
        one.day for one in changes
    }
    for one in changes:
        assert one.source and one.law and one.status in ("certain", "secondary", "conflicting", "unverified")
        assert set(one.counts) <= set(kinds())


def test_a_change_whose_day_was_not_read_or_is_disputed_is_marked_so() -> None:
    certainty = {one.day: one.status for one in known_changes()}
    assert certainty[date(2015, 1, 1)] == certainty[date(2017, 7, 15)] == "unverified"
    assert certainty[date(2025, 9, 16)] == "conflicting"


def test_the_flow_of_cases_tells_the_same_changes_with_the_same_certainty() -> None:
    here = {one.day: one.status for one in known_changes()}
    there = {row["day"]: row["certainty"] for row in policy()["law_changes"]}
    assert there.items() <= here.items()


@pytest.mark.parametrize(("value", "code"), [("5", "constant"), ("0", "constant"), ("2.5", "constant")])
def test_a_constant_series_has_nothing_to_compare(tmp_path: Path, value: str, code: str) -> None:
    path = tmp_path / "flat.csv"
    path.write_text("month,value\n" + "".join(f"{written(2021 * 12 + k)},{value}\n" for k in range(72)))
    assert codes(measure(read_series(str(path)), Asked((JUNE,)))) == [code]


def test_no_events_before_are_no_ground_to_compare_with(tmp_path: Path) -> None:
    path = tmp_path / "zeros.csv"
    rows = [f"{written(2021 * 12 + k)},{0 if k < 42 else 5 + k % 3}\n" for k in range(72)]
    path.write_text("month,value\n" + "".join(rows))
    assert codes(measure(read_series(str(path)), Asked((JUNE,)))) == ["too_few_events"]


def test_values_that_follow_a_formula_are_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    rows = [f"{written(2021 * 12 + k)},{0.5 + k * 0.25}\n" for k in range(72)]
    path.write_text("month,value\n" + "".join(rows))
    assert codes(measure(read_series(str(path)), Asked((JUNE,)))) == ["not_fitted"]


def test_two_breaks_each_need_their_own_points(tmp_path: Path) -> None:
    series = read_series(series_of(tmp_path, n=96))
    near = measure(series, Asked((date(2024, 1, 1), date(2025, 1, 1))))
    assert codes(near) == ["too_few_points", "too_few_points"]
    apart = measure(series, Asked((date(2026, 7, 1), date(2024, 6, 16))))
    assert codes(apart) == []
    assert [(one.before, one.after) for one in apart.breaks] == [(41, 24), (24, 30)]


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2020, 1, 5), date(2026, 12, 2), date(2030, 1, 1)])
def test_a_break_outside_the_series_is_refused(tmp_path: Path, day: date) -> None:
    with pytest.raises(BadInput, match="outside"):
        measure(read_series(series_of(tmp_path)), Asked((day,)))


def test_a_change_on_the_first_day_of_the_window_is_at_its_edge(tmp_path: Path) -> None:
    series = read_series(series_of(tmp_path)).between(month_of("2023-07"), None)
    days = [one.day for one in inside(known_changes(), series)]
    assert date(2023, 7, 1) not in days
    assert days[0] == date(2024, 6, 16)
