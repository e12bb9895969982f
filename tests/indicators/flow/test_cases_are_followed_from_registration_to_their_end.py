"""Tables small enough to count on one's fingers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.indicators.flow.tables import asked, row

from qorgan.indicators.flow.answer import Answer


def ten(folder: Path, **question: Any) -> Answer:
    """Ten cases of 10 January 2025: 4 charged (day 10), 2 of them convicted (day 100), 2 withdrawn (day 20),
    1 reconciled (day 30), 3 open; the table is known until 1 November 2026."""
    rows = [row(f"c{n}", "case.opened", "2025-01-10T06:00:00Z", state="new") for n in range(10)]
    rows += [row(f"c{n}", "case.charged", "2025-01-20T06:00:00Z") for n in range(4)]
    rows += [row(f"c{n}", "case.convicted", "2025-04-20T06:00:00Z") for n in range(2)]
    rows += [row(f"c{n}", "case.withdrawn", "2025-01-30T06:00:00Z") for n in (4, 5)]
    rows += [row("c6", "case.reconciled", "2025-02-09T06:00:00Z")]
    question.setdefault("observed", date(2026, 11, 1))
    return asked(folder, rows, **question)


def test_the_funnel_of_ten_cases_is_40_and_20_in_a_hundred(tmp_path: Path) -> None:
    found = ten(tmp_path)
    assert found.get("cases_registered").value == 10
    charged, convicted = found.get("charged"), found.get("convicted")
    assert (charged.numerator, charged.denominator) == (4, 10)
    assert charged.value == pytest.approx(40)
    assert convicted.value == pytest.approx(20)
    assert found.get("convicted_of_charged").value == pytest.approx(50)
    assert found.get("attrition").value == pytest.approx(80)
    assert found.get("withdrawn").value == pytest.approx(20)
    assert found.get("reconciled").value == pytest.approx(10)


def test_the_outcomes_add_up_to_a_hundred(tmp_path: Path) -> None:
    parts = ten(tmp_path).get("outcomes").parts
    assert parts["open"] == pytest.approx(50)
    assert sum(value or 0 for value in parts.values()) == pytest.approx(100)


def test_a_median_that_is_not_reached_is_null_and_never_a_number(tmp_path: Path) -> None:
    found = ten(tmp_path)
    decision = found.get("time_to_decision")
    assert (decision.median, decision.p90, decision.value) == (None, None, None)
    assert (decision.numerator, decision.denominator) == (2, 10)
    assert decision.reason is None
    assert decision.as_dict()["status"] == "computed"


def test_a_short_follow_up_sees_only_what_happened_in_it(tmp_path: Path) -> None:
    found = ten(tmp_path, follow_up=50)
    assert found.get("charged").value == pytest.approx(40)
    assert found.get("convicted").value == pytest.approx(0)


def test_cases_of_yesterday_do_not_pull_the_share_down(tmp_path: Path) -> None:
    """Two of old are charged on day 10; two of 5 days before the end have not had ten days: 100, not 50."""
    rows = [row(f"c{n}", "case.opened", "2025-01-01T06:00Z") for n in (1, 2)]
    rows += [row(f"c{n}", "case.charged", "2025-01-11T06:00Z") for n in (1, 2)]
    rows += [row(f"c{n}", "case.opened", "2025-06-01T06:00Z") for n in (3, 4)]
    found = asked(tmp_path, rows, observed=date(2025, 6, 5)).get("charged")
    assert found.value == pytest.approx(100)
    assert (found.numerator, found.denominator, found.censored) == (2, 4, 2)


def test_the_cohort_is_of_the_period_in_local_days(tmp_path: Path) -> None:
    """20:00 UTC on the last of January is the first of February in Kazakhstan."""
    rows = [row("a", "case.opened", "2025-01-31T20:00:00Z"), row("b", "case.opened", "2025-01-31T12:00:00Z")]
    assert asked(tmp_path, rows, until=date(2025, 1, 31)).get("cases_registered").value == 1
    assert asked(tmp_path, rows, start=date(2025, 2, 1)).get("cases_registered").value == 1
    months = {month["month"]: month["registered"] for month in asked(tmp_path, rows).months}
    assert months == {"2025-01": 1, "2025-02": 1}


def test_a_case_that_was_withdrawn_and_went_on_counts_by_what_it_came_to(tmp_path: Path) -> None:
    rows = [
        row("c", "case.opened", "2025-01-01T06:00Z"),
        row("c", "case.withdrawn", "2025-01-05T06:00Z"),
        row("c", "case.convicted", "2025-03-01T06:00Z"),
    ]
    found = asked(tmp_path, rows, observed=date(2026, 6, 1))
    assert found.get("convicted").value == pytest.approx(100)
    assert found.get("outcomes").parts["withdrawn"] == pytest.approx(0)


def test_a_closed_case_that_was_opened_again_is_open(tmp_path: Path) -> None:
    rows = [
        row("c", "case.opened", "2025-01-01T06:00Z"),
        row("c", "case.closed", "2025-01-05T06:00Z", state="closed"),
        row("c", "case.reopened", "2025-02-05T06:00Z", state="reopened"),
        row("d", "case.opened", "2025-01-01T06:00Z"),
        row("d", "case.convicted", "2025-02-01T06:00Z"),
    ]
    parts = asked(tmp_path, rows, observed=date(2026, 6, 1)).get("outcomes").parts
    assert (parts["closed"], parts["open"]) == (pytest.approx(0), pytest.approx(50))


def test_what_the_table_has_no_entry_or_column_for_cannot_be_computed_and_is_never_nought(
    tmp_path: Path,
) -> None:
    found = asked(tmp_path, [row("c", "case.opened", "2025-01-01T06:00Z")])
    for id_ in (
        "charged",
        "convicted",
        "withdrawn",
        "breach_rate",
        "referral_accepted",
        "repeat_victimisation",
        "eige_1",
        "kpi_case_load",
    ):
        measure = found.get(id_)
        shown = measure.as_dict()
        assert measure.value is None and shown["status"] == "cannot be computed"
        assert all(shown["reason"][language] for language in ("en", "ru", "kk"))
    assert "person_key" in found.get("repeat_victimisation").as_dict()["reason"]["en"]
    assert "case.charged" in found.get("charged").as_dict()["reason"]["en"]
    assert found.months[0]["charged"] is None


def test_an_empty_denominator_is_no_number_and_no_crash(tmp_path: Path) -> None:
    found = ten(tmp_path, start=date(2025, 6, 1), until=date(2025, 6, 2))
    assert found.get("cases_registered").value == 0
    assert found.get("charged").value is None and found.get("charged").reason


def test_a_report_and_its_case_name_each_other_and_are_one_case(tmp_path: Path) -> None:
    """So the ledger writes it: the report names the case it was given, the case the report it came from."""
    rows = [
        row("r", "report.received", "2025-01-01T06:00:00Z", "c", state="received"),
        row("c", "case.opened", "2025-01-01T09:00:00Z", "r", state="new"),
        row("t", "task.done", "2025-01-01T15:00:00Z", "c", state="reached"),
        row("o", "order.issued", "2025-01-02T09:00:00Z", "c"),
        row("o", "order.served", "2025-01-02T11:00:00Z", "c"),
    ]
    found = asked(tmp_path, rows)
    assert not found.notes
    assert found.get("report_to_registered").median == pytest.approx(3)
    assert found.get("registered_to_first_contact").median == pytest.approx(6)
    assert found.get("orders_per_case").value == 1


def test_a_call_that_was_not_answered_is_no_contact(tmp_path: Path) -> None:
    rows = [
        row("c", "case.opened", "2025-01-01T06:00Z"),
        row("t", "task.done", "2025-01-01T15:00Z", "c", state="not_reached"),
    ]
    assert asked(tmp_path, rows).get("registered_to_first_contact").reason


def test_the_change_of_the_law_inside_the_cohort_is_a_caution_and_a_break(tmp_path: Path) -> None:
    across = [row("a", "case.opened", "2024-06-10T06:00Z"), row("b", "case.opened", "2024-06-20T06:00Z")]
    found = asked(tmp_path, across)
    assert found.law_changed == (date(2024, 6, 16),)
    assert [change["day"] for change in found.breaks] == [date(2024, 6, 16)]
    assert [code for code, _ in found.warnings()] == ["trust", "exact", "law_changed"]
    after = asked(tmp_path, across, start=date(2024, 6, 16))
    assert after.law_changed == ()


def test_days_of_change_are_those_of_the_law() -> None:
    from qorgan.indicators.flow.roles import policy

    days = {change["day"] for change in policy()["law_changes"]}
    assert {date(2024, 6, 16), date(2025, 9, 16), date(2026, 3, 2)} <= days


def test_groups_are_counted_apart_and_who_is_not_known_is_a_group(tmp_path: Path) -> None:
    rows = [
        row("a", "case.opened", "2025-01-01T06:00Z", sex="f"),
        row("b", "case.opened", "2025-01-01T06:00Z", sex="m"),
        row("c", "case.opened", "2025-01-01T06:00Z"),
        row("a", "case.charged", "2025-01-05T06:00Z", sex="m"),
    ]
    found = asked(tmp_path, rows, "sex", by="sex", observed=date(2026, 6, 1))
    counts = {word: measures[0].value for word, measures in found.groups.items()}
    assert counts == {"f": 1, "m": 1, "": 1}, "the sex in the row of a charge is the suspect's"
    charged = {word: {m.id: m for m in measures}["charged"].value for word, measures in found.groups.items()}
    assert charged["f"] == pytest.approx(100) and charged["m"] == pytest.approx(0)


def test_a_table_of_others_brings_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "types.yaml"
    own.write_text("roles: {registered: [ЕРДР], charged: ['ход:обвинение']}\n", encoding="utf-8")
    rows = [
        row("1", "ЕРДР", "2025-01-01T06:00Z"),
        row("1", "ход", "2025-01-09T06:00Z", state="обвинение"),
        row("1", "ход", "2025-01-03T06:00Z", state="допрос"),
    ]
    found = asked(tmp_path, rows, types=str(own), observed=date(2026, 6, 1)).get("charged")
    assert found.value == pytest.approx(100)
    assert found.median == pytest.approx(8)
