"""Clocks of a protective order (L245 art. 60, order 163) and how days and hours are counted.

Expected times are counted by hand: the day of the event does not count, a term in days ends with its last
day (a marked assumption), hours run from the minute, local time is UTC+5 since 1 March 2024.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.law import BadFacts, Clock, Event, load
from qorgan.law.clocks import due_after, events_from

LAW = load("kz")
SERVED = datetime(2026, 4, 1, 10, 0)


def clocks(events: list[Event], now: datetime, name: str) -> list[Clock]:
    return [clock for clock in LAW.clocks(events, now) if clock.id == name]


def test_an_order_is_valid_thirty_days_from_handing_over() -> None:
    (clock,) = clocks([Event("order_served", SERVED)], datetime(2026, 4, 2, 9, 0), "protective_order_valid")
    assert clock.due.isoformat() == "2026-05-01T23:59:59+05:00"
    assert (clock.state, clock.body, clock.basis, clock.certainty) == (
        "running",
        "police",
        "kz.l245.60",
        "certain",
    )


def test_an_order_written_and_not_handed_over_is_not_in_force() -> None:
    assert clocks([Event("order_issued", SERVED)], datetime(2026, 4, 2), "protective_order_valid") == []


def test_an_order_he_will_not_take_is_not_handed_over_and_starts_no_term() -> None:
    """L245 art. 60: thirty days run from handing over; that a refusal to take it counts was not found."""
    assert LAW.clocks([Event("order_service_refused", SERVED)], datetime(2026, 4, 2)) == ()


def test_after_thirty_days_the_order_has_run_its_course() -> None:
    served = [Event("order_served", SERVED)]
    assert clocks(served, datetime(2026, 5, 1, 23, 59), "protective_order_valid")[0].state == "running"
    assert clocks(served, datetime(2026, 5, 2, 0, 0), "protective_order_valid")[0].state == "met"


def test_a_withdrawn_order_ends() -> None:
    events = [Event("order_served", SERVED), Event("order_withdrawn", datetime(2026, 4, 5, 9, 0))]
    (clock,) = clocks(events, datetime(2026, 4, 6), "protective_order_valid")
    assert clock.ended and clock.state == "met"
    assert clocks(events, datetime(2026, 4, 20), "protective_order_check") == []


@pytest.mark.parametrize(
    ("given_at", "now", "state"),
    [
        (datetime(2026, 4, 1, 23, 0), datetime(2026, 4, 2), "met"),
        (None, datetime(2026, 4, 1, 23, 0), "running"),
        (None, datetime(2026, 4, 2, 0, 0), "missed"),
        (datetime(2026, 4, 2, 0, 1), datetime(2026, 4, 3), "missed"),
    ],
)
def test_her_copy_is_due_the_same_day(given_at: datetime | None, now: datetime, state: str) -> None:
    events = [Event("order_served", SERVED)] + ([Event("order_copy_given", given_at)] if given_at else [])
    (clock,) = clocks(events, now, "protective_order_copy")
    assert clock.due.date() == date(2026, 4, 1)
    assert clock.state == state


def test_a_check_every_seven_days_and_a_missed_one_stays_missed() -> None:
    events = [
        Event("order_served", SERVED),
        Event("order_check_done", datetime(2026, 4, 7, 15, 0)),  # in time: due by 8 April
        # Nothing by 14 April; a late one on 16 April belongs to the next term.
        Event("order_check_done", datetime(2026, 4, 16, 15, 0)),
    ]
    found = clocks(events, datetime(2026, 4, 18), "protective_order_check")
    assert [(clock.number, clock.due.date().isoformat(), clock.state) for clock in found] == [
        (1, "2026-04-08", "met"),
        (2, "2026-04-14", "missed"),
        (3, "2026-04-21", "met"),
        (4, "2026-04-23", "running"),
    ]


def test_without_checks_four_are_missed_in_thirty_days() -> None:
    found = clocks([Event("order_served", SERVED)], datetime(2026, 6, 1), "protective_order_check")
    assert [clock.due.date().isoformat() for clock in found] == [
        "2026-04-08",
        "2026-04-15",
        "2026-04-22",
        "2026-04-29",
    ]
    assert {clock.state for clock in found} == {"missed"}


def test_the_register_skips_the_weekend() -> None:
    # Friday 3 April 2026: Monday, Tuesday, Wednesday are the three working days.
    events = [Event("order_issued", datetime(2026, 4, 3, 9, 0))]
    (clock,) = clocks(events, datetime(2026, 4, 3, 10, 0), "protective_order_register")
    assert clock.due.date() == date(2026, 4, 8)
    (officer,) = clocks(events, datetime(2026, 4, 3, 10, 0), "protective_order_officer")
    assert officer.due.date() == date(2026, 4, 4)


def test_one_order_sets_the_officer_clock_once() -> None:
    events = [Event("order_issued", SERVED), Event("order_served", SERVED + timedelta(hours=2))]
    assert len(clocks(events, datetime(2026, 4, 2), "protective_order_officer")) == 1


def test_an_order_under_the_2009_law_has_its_basis_and_no_invented_checks() -> None:
    events = [Event("order_served", datetime(2025, 10, 1, 10, 0))]
    found = LAW.clocks(events, datetime(2025, 10, 3))
    assert [(clock.id, clock.basis, clock.certainty) for clock in found] == [
        ("protective_order_valid", "kz.l214.20", "secondary")
    ]


def test_prevention_bodies_are_told_within_twenty_four_hours_of_a_report_to_the_police() -> None:
    at = datetime(2026, 4, 1, 10, 30)
    (clock,) = clocks([Event("report_received", at, "police")], at, "prevention_bodies_notified")
    assert clock.due.isoformat() == "2026-04-02T10:30:00+05:00"
    assert clocks([Event("report_received", at, "crisis_centre")], at, "prevention_bodies_notified") == []


def test_a_moment_in_another_zone_is_counted_in_local_time() -> None:
    # 20:30 UTC on 31 March is 01:30 on 1 April in Kazakhstan.
    (clock,) = clocks(
        [Event("order_served", datetime(2026, 3, 31, 20, 30, tzinfo=UTC))],
        datetime(2026, 4, 2),
        "protective_order_valid",
    )
    assert clock.due.date() == date(2026, 5, 1)


def test_events_that_have_not_happened_set_nothing() -> None:
    assert LAW.clocks([Event("order_served", SERVED)], SERVED - timedelta(minutes=1)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 40 * 24), max_size=8),
    st.integers(0, 45 * 24),
    st.integers(0, 10 * 24),
)
def test_a_missed_check_never_becomes_met_later(hours: list[int], now: int, more: int) -> None:
    """As time goes on with no new entries, a clock leaves running and never returns."""
    events = [Event("order_served", SERVED)]
    events += [
        Event("order_check_done", SERVED + timedelta(hours=hour)) for hour in sorted(hours) if hour <= now
    ]
    early = clocks(events, SERVED + timedelta(hours=now), "protective_order_check")
    late = clocks(events, SERVED + timedelta(hours=now + more), "protective_order_check")
    for before, after in zip(early, late, strict=False):
        assert before.due == after.due
        assert before.state in ("running", after.state)


@pytest.mark.parametrize(
    ("events", "field"),
    [
        ("order_served", "events"),
        ([{"type": "order_handed", "at": "2026-04-01"}], "events[0].type"),
        ([{"type": "order_served", "at": "2026-04-31"}], "events[0].at"),
        ([{"type": "order_served"}], "events[0].at"),
        ([3], "events[0]"),
    ],
)
def test_bad_events_are_refused_naming_the_field(events: Any, field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        events_from(events, LAW.clock_rules)
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": ["order_served"], "at": "2026-04-01"}, "events[0].type"),
        ({"type": "order_served", "at": "2026-04-01", "who": "x"}, "events[0].who"),
        ({"type": "order_served", "at": "2026-04-01", "body": ["police"]}, "events[0].body"),
        ({"type": "order_served", "at": "9999-12-31"}, "events[0].at"),
    ],
)
def test_an_event_of_another_shape_is_refused_and_never_a_traceback(event: Any, field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        events_from([event], LAW.clock_rules)
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (
            datetime(2026, 5, 7, 9, 0),
            date(2026, 5, 13),
        ),  # 8, 12, 13: 9 May is a Saturday, 11 May is off for it
        (datetime(2026, 5, 25, 9, 0), date(2026, 5, 29)),  # 26, 28, 29: 27 May is Kurban Ait
        (datetime(2026, 3, 20, 9, 0), date(2026, 3, 30)),  # 26, 27, 30: Nauryz with 24 and 25 March
    ],
)
def test_moved_days_off_and_kurban_ait_are_not_working_days(issued: datetime, due: date) -> None:
    """Order 163: three working days; days off of 2026 as published on 2 January 2026."""
    (clock,) = clocks([Event("order_issued", issued)], issued, "protective_order_register")
    assert clock.due.date() == due


def test_an_official_warning_runs_thirty_days_and_its_copy_is_due_in_24_hours() -> None:
    """L245 art. 51: valid 30 days from handing over; copy to the prosecutor within 24 hours (51(3))."""
    given = [Event("official_warning_given", SERVED)]
    (valid,) = clocks(given, SERVED, "official_warning_valid")
    (copy,) = clocks(given, SERVED + timedelta(hours=24), "official_warning_copy_to_prosecutor")
    assert (valid.due.date(), valid.basis) == (date(2026, 5, 1), "kz.l245.51")
    assert (copy.due.isoformat(), copy.state) == ("2026-04-02T10:00:00+05:00", "running")
    (late,) = clocks(given, SERVED + timedelta(hours=24, minutes=1), "official_warning_copy_to_prosecutor")
    assert late.state == "missed"


def test_hours_that_cross_the_change_of_the_clock_are_hours() -> None:
    """Noon of 29 February 2024 in UTC+6 is 11:00 in UTC+5: a day later the wall shows 11:00."""
    start = LAW.clock_rules.local(datetime(2024, 2, 29, 12, 0))
    due = due_after(LAW.clock_rules, start, "hours", 24)
    assert due.isoformat() == "2024-03-01T11:00:00+05:00"
