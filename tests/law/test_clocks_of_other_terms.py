"""Clocks beside those of a protective order: detention, investigation, courts, services, children.

Expected times are counted by hand from the article named; local time is UTC+5 since 1 March 2024."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qorgan.law import Clock, Event, load

LAW = load("kz")
AT = datetime(2026, 8, 3, 10, 0)  # a Monday


def clock(name: str, *events: Event, now: datetime = AT) -> Clock:
    (found,) = (item for item in LAW.clocks(events, now) if item.id == name)
    return found


@pytest.mark.parametrize(
    ("event", "name", "due", "body", "basis"),
    [
        ("delivered", "delivery_limit", "2026-08-03T13:00:00", "police", "kz.cpc.129.1"),  # 3 hours
        ("detained", "detention_limit_adult", "2026-08-05T10:00:00", "police", "kz.cpc.131.4"),  # 48 hours
        ("minor_detained", "detention_limit_minor", "2026-08-04T10:00:00", "police", "kz.cpc.131.4"),  # 24
        ("detained_in_a_named_case", "detention_limit_72", "2026-08-06T10:00:00", "police", "kz.cpc.131.4"),
        (
            "detention_recorded",
            "prosecutor_told_of_detention",
            "2026-08-03T22:00:00",
            "police",
            "kz.cpc.131.3",
        ),
        (
            "administrative_detention",
            "administrative_detention_limit",
            "2026-08-04T10:00:00",
            "police",
            "kz.cao.789",
        ),
        ("protection_requested", "protection_decided", "2026-08-04T10:00:00", "police", "kz.cpc.96.4"),
        (
            "deposit_petitioned",
            "testimony_deposit_decided",
            "2026-08-04T10:00:00",
            "investigating_judge",
            "kz.cpc.217",
        ),
        ("motion_made", "motion_decided", "2026-08-06T23:59:59", "police", "kz.cpc.99.4"),  # three days
        (
            "complaint_of_investigation",
            "complaint_of_investigation_decided",
            "2026-08-10T23:59:59",
            "prosecutor",
            "kz.cpc.105.2",
        ),  # seven days
        ("inquiry_registered", "inquiry_finished", "2026-09-03T23:59:59", "police", "kz.cpc.192.2"),
        (
            "investigation_registered",
            "investigation_finished",
            "2026-10-03T23:59:59",
            "police",
            "kz.cpc.192.2",
        ),
        ("accelerated_began", "accelerated_finished", "2026-08-18T23:59:59", "police", "kz.cpc.190"),
        ("protocol_suspect_questioned", "protocol_finished", "2026-08-13T23:59:59", "police", "kz.cpc.526"),
        (
            "protocol_to_prosecutor",
            "protocol_at_prosecutor",
            "2026-08-04T23:59:59",
            "prosecutor",
            "kz.cpc.528",
        ),
        ("protocol_to_court", "protocol_judged", "2026-08-18T23:59:59", "court", "kz.cpc.529"),
        ("case_dropped", "dropped_case_passed_on", "2026-08-13T23:59:59", "police", "kz.cpc.35.9"),
        ("child_removed", "removal_suit_filed", "2026-08-10T23:59:59", "guardianship", "kz.mfc.82.2"),
        (
            "parental_rights_restricted",
            "restriction_reviewed",
            "2027-02-03T23:59:59",
            "guardianship",
            "kz.mfc.79.2",
        ),
        ("deprivation_in_force", "deprivation_extract_sent", "2026-08-06T23:59:59", "court", "kz.mfc.76.5"),
        (
            "temporary_stay_began",
            "temporary_stay_longest",
            "2026-09-03T23:59:59",
            "family_support_centre",
            "kz.l245.72.2",
        ),
        ("living_apart_ordered", "living_apart_longest", "2026-09-02T23:59:59", "court", "kz.cao.54.2"),
        (
            "special_requirements_set",
            "special_requirements_longest",
            "2027-08-03T23:59:59",
            "court",
            "kz.cao.54",
        ),
        (
            "special_requirements_received",
            "special_requirements_registered",
            "2026-08-06T23:59:59",
            "police",
            "kz.o163.11",
        ),
        (
            "official_warning_given",
            "official_warning_to_precinct",
            "2026-08-04T23:59:59",
            "police",
            "kz.o163.14",
        ),
        ("early_end_requested", "early_end_checked", "2026-08-10T23:59:59", "police", "kz.o163.19"),
        ("early_end_granted", "early_end_to_court", "2026-08-06T23:59:59", "police", "kz.o163.21"),
        (
            "breach_record_received",
            "no_approach_breach_decided",
            "2026-08-04T23:59:59",
            "investigating_judge",
            "kz.cpc.160.3",
        ),
    ],
)
def test_a_term_ends_when_the_article_says(event: str, name: str, due: str, body: str, basis: str) -> None:
    found = clock(name, Event(event, AT))
    assert (found.due.isoformat(), found.body, found.basis) == (f"{due}+05:00", body, basis)
    assert found.state == "running"


def test_release_within_the_limit_meets_it_and_later_misses_it() -> None:
    """CPC 133(2): let go at once when no decision of a judge came in time."""
    held = Event("detained", AT)
    in_time = Event("released", datetime(2026, 8, 5, 9, 59))
    late = Event("released", datetime(2026, 8, 5, 10, 1))
    assert clock("detention_limit_adult", held, in_time, now=datetime(2026, 8, 6)).state == "met"
    assert clock("detention_limit_adult", held, late, now=datetime(2026, 8, 6)).state == "missed"


def test_detention_before_1_july_2026_rests_on_an_edition_that_was_inferred() -> None:
    """CPC 131 was amended by Law 307-VIII, in force since 1 July 2026."""
    day = datetime(2026, 6, 30, 10, 0)
    assert clock("detention_limit_adult", Event("detained", day), now=day).certainty == "inferred"
    assert clock("detention_limit_adult", Event("detained", AT)).certainty == "certain"


def test_her_copy_is_counted_from_the_day_the_order_was_made() -> None:
    """L245 60(1): on the day of issue, even where it is handed over to the person later."""
    events = [
        Event("order_issued", datetime(2026, 8, 3, 23, 0)),
        Event("order_served", datetime(2026, 8, 5, 9, 0)),
    ]
    found = clock("protective_order_copy", *events, now=datetime(2026, 8, 5, 12, 0))
    assert found.due.date() == date(2026, 8, 3) and found.state == "missed"


def test_special_requirements_are_checked_until_they_end() -> None:
    """Order 163 para 23: at least once in seven calendar days; a court sets three months to a year."""
    set_on = Event("special_requirements_received", datetime(2026, 8, 3, 10, 0))
    checks = [Event("special_requirements_check_done", datetime(2026, 8, 9, 10, 0))]
    ended = Event("special_requirements_ended", datetime(2026, 8, 20, 10, 0))
    found = [
        (item.number, item.due.date().isoformat(), item.state)
        for item in LAW.clocks([set_on, *checks, ended], datetime(2026, 12, 1))
        if item.id == "special_requirements_check"
    ]
    assert found == [(1, "2026-08-10", "met"), (2, "2026-08-16", "missed")]
    going_on = LAW.clocks([set_on, *checks], datetime(2026, 8, 12))
    running = [
        item for item in going_on if item.id == "special_requirements_check" and item.state == "running"
    ]
    assert [item.due.date() for item in running] == [date(2026, 8, 16)]


def test_a_term_in_months_ends_with_the_last_day_of_a_shorter_month() -> None:
    at = datetime(2026, 8, 31, 10, 0)
    assert clock("inquiry_finished", Event("inquiry_registered", at), now=at).due.date() == date(2026, 9, 30)
