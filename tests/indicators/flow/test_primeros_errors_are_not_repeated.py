"""Bands, goals, ties, nobody to divide by and a period that is honoured: what reading its code showed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.indicators.flow.tables import asked, row


def test_day_4_is_not_0_to_3_days(tmp_path: Path) -> None:
    days = {
        "2025-03-10": 0,
        "2025-03-07": 3,
        "2025-03-06": 4,
        "2025-03-05": 5,
        "2025-03-04": 6,
        "2025-02-24": 14,
        "2025-02-23": 15,
        "2025-02-08": 30,
        "2025-02-07": 31,
        "2024-12-10": 90,
        "2024-12-09": 91,
    }
    rows = [
        row(f"r{n}", "report.received", "2025-03-10T10:00:00Z", occurred_at=day) for n, day in enumerate(days)
    ]
    found = asked(tmp_path, rows).get("kpi_reporting_delay")
    assert found.parts == {"0-3": 2, "4-5": 2, "6-14": 2, "15-30": 2, "31-90": 2, "91+": 1}
    assert found.median == 14


def test_a_goal_in_progress_is_not_met_and_one_that_does_not_apply_is_not_counted(tmp_path: Path) -> None:
    rows = [row("c", "case.opened", "2025-01-01T06:00Z")]
    rows += [
        row("g1", "goal.recorded", "2025-01-02T06:00Z", "c", state="in_progress", service="safety"),
        row("g1", "goal.recorded", "2025-02-02T06:00Z", "c", state="met", service="safety"),
        row("g2", "goal.recorded", "2025-01-02T06:00Z", "c", state="in_progress", service="health"),
        row("g3", "goal.recorded", "2025-01-02T06:00Z", "c", state="n_a", service="justice"),
    ]
    found = asked(tmp_path, rows, "service").get("kpi_goals")
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.value == pytest.approx(50)
    assert found.parts == {"safety": 100, "health": 0, "in_progress": 1}


def test_a_tie_is_not_satisfied(tmp_path: Path) -> None:
    rows = [row("a", "feedback.given", "2025-01-01T06:00Z", state="satisfied")]
    rows += [
        row("b", "feedback.given", f"2025-01-01T0{n}:00Z", state=said)
        for n, said in enumerate(("satisfied", "unsatisfied"))
    ]
    found = asked(tmp_path, rows).get("kpi_satisfaction")
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.parts == {"satisfied": 1, "unsatisfied": 0, "tie": 1}


def test_supervisors_without_a_caseworker_are_null_and_no_crash(tmp_path: Path) -> None:
    rows = [row("m", "staff.supervisor", "2025-01-01T06:00Z")]
    found = asked(tmp_path, rows).get("kpi_supervisors")
    assert found.value is None and found.reason is not None
    both = [*rows, *(row(f"w{n}", "staff.caseworker", "2025-01-01T06:00Z") for n in range(4))]
    assert asked(tmp_path, both).get("kpi_supervisors").value == pytest.approx(0.25)


def test_the_case_load_is_of_the_period_that_was_asked_for(tmp_path: Path) -> None:
    rows = [row(f"c{n}", "case.opened", "2025-01-01T06:00Z", owner="w") for n in range(12)]
    rows += [row(f"c{n}", "case.closed", "2025-02-01T06:00Z", owner="w", state="closed") for n in range(7)]
    early = asked(tmp_path, rows, "owner", start=date(2025, 1, 1), until=date(2025, 1, 31)).get(
        "kpi_case_load"
    )
    late = asked(tmp_path, rows, "owner", start=date(2025, 3, 1), until=date(2025, 3, 31)).get(
        "kpi_case_load"
    )
    assert (early.numerator, early.parts["10-19"]) == (12, 100)
    assert (late.numerator, late.parts["0-9"]) == (5, 100)


def test_a_case_is_held_by_whom_it_was_given_to_last(tmp_path: Path) -> None:
    rows = [
        row("c", "case.opened", "2025-01-01T06:00Z", owner="old"),
        row("c", "case.assigned", "2025-01-02T06:00Z", owner="new"),
        row("d", "case.opened", "2025-01-01T06:00Z", owner="new"),
    ]
    found = asked(tmp_path, rows, "owner").get("kpi_case_load")
    assert (found.numerator, found.denominator) == (2, 1)


def test_days_to_closing_are_in_their_bands(tmp_path: Path) -> None:
    rows = []
    for n, closed in enumerate(("2025-01-31", "2025-02-01", "2025-04-01", "2025-07-01")):
        rows += [
            row(f"c{n}", "case.opened", "2025-01-01T06:00Z"),
            row(f"c{n}", "case.closed", f"{closed}T06:00Z", state="closed"),
        ]
    assert asked(tmp_path, rows).get("kpi_open_to_close").parts == {
        "0-30": 1,
        "31-90": 2,
        "91-180": 0,
        "181+": 1,
    }


def test_a_plan_needs_its_approval_to_be_an_approved_plan(tmp_path: Path) -> None:
    rows = [row(c, "case.opened", "2025-01-01T06:00Z") for c in "abcd"]
    rows += [row(c, "case.plan_agreed", "2025-01-02T06:00Z") for c in "ab"] + [
        row(c, "case.plan_approved", "2025-01-03T06:00Z") for c in "ac"
    ]
    found = asked(tmp_path, rows)
    assert found.get("kpi_action_plans").value == pytest.approx(50)
    assert found.get("kpi_approved_plans").value == pytest.approx(25)


def test_there_are_sixteen_of_gbvims_and_thirteen_of_eige() -> None:
    from qorgan.indicators.flow.measures import definitions

    families = [known.family for known in definitions().values()]
    assert (families.count("gbvims"), families.count("eige")) == (16, 13)


def people() -> list[dict[str, str]]:
    rows = []
    for n, (person, sex, relation, provision) in enumerate(
        [
            ("p1", "f", "spouse", "kz.cc.109-1.1"),
            ("p1", "f", "spouse", "kz.cc.115-1.1"),
            ("p2", "f", "former_partner", "kz.cc.120.1"),
            ("p3", "f", "stranger", "kz.cc.120.1"),
            ("p4", "m", "spouse", "kz.cc.109-1.1"),
            ("p5", "f", "spouse", "kz.cc.99.2"),
            ("p6", "f", "parent", "kz.cc.99.1"),
        ]
    ):
        rows.append(
            row(
                f"c{n}",
                "case.opened",
                "2025-01-01T06:00Z",
                person_key=person,
                sex=sex,
                relation=relation,
                provision=provision,
            )
        )
    return rows + [row("c0", "case.charged", "2025-02-01T06:00Z", person_key="o1", sex="m")]


COLUMNS = ("person_key", "sex", "relation", "provision")
EIGE = {
    "eige_1": 3,
    "eige_2": 4,
    "eige_3": 1,
    "eige_4": 1,
    "eige_5": 1,
    "eige_6": 1,
    "eige_7": 0,
    "eige_8": 2,
    "eige_9": 1,
    "eige_11": 1,
}


def test_eige_counts_women_once_and_offences_each(tmp_path: Path) -> None:
    found = asked(tmp_path, people(), *COLUMNS)
    assert {id_: found.get(id_).value for id_ in EIGE} == EIGE
    assert found.get("eige_9").parts == {"share_of_killed_women": 50}
    assert found.get("eige_12").reason and found.get("eige_13").reason and found.get("eige_10").reason


def test_without_a_key_of_the_person_cases_are_never_counted_as_victims(tmp_path: Path) -> None:
    rows = [{name: value for name, value in one.items() if name != "person_key"} for one in people()]
    found = asked(tmp_path, rows, "sex", "relation", "provision")
    assert found.get("eige_2").value == 4
    assert all(found.get(f"eige_{n}").reason for n in (1, 3, 4, 5, 6, 7, 8, 9, 11))


def test_classes_come_from_the_column_or_else_from_the_provision(tmp_path: Path) -> None:
    rows = [
        row("a", "case.opened", "2025-01-01T06:00Z", iccs="0301", provision="kz.cc.109-1.1"),
        row("b", "case.opened", "2025-01-01T06:00Z", provision="kz.cc.115.1"),
        row("d", "case.opened", "2025-01-01T06:00Z", provision="kz.cc.115-1.1"),
        row("e", "case.opened", "2025-01-01T06:00Z", provision="kz.cao.73-2.1"),
        row("f", "case.opened", "2025-01-01T06:00Z"),
    ]
    found = asked(tmp_path, rows, "iccs", "provision").get("iccs")
    assert found.parts == {"0301": 1, "02012": 1, "02082": 1, "administrative:020112": 1, "not_classified": 1}
