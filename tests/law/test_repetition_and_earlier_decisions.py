"""Repetition (CC 12; CAO 61, 73, 461), orders in force and reconciliation (CC 68, CAO 64), by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from qorgan.law import BadFacts, load

LAW = load("kz")
ON = date(2025, 10, 3)
BATTERY: dict[str, Any] = {"relation": "spouse", "acts": ["blows"], "harm": "pain"}
LIGHT: dict[str, Any] = BATTERY | {"harm": "light"}
SERVED = {"kind": "order_served", "provision": "kz.l214.20", "at": "2025-10-01T10:00"}


def verdict(
    provision: str, facts: dict[str, Any], history: Any = (), on: date | datetime = ON, closed: bool = False
) -> str:
    found = LAW.assess(facts, on, history, closed).finding(provision)
    assert found is not None
    return found.verdict


def test_an_earlier_unpunished_battery_makes_it_repeated() -> None:
    history = [{"kind": "act", "provision": "kz.cc.109-1.1", "on": "2025-06-01"}]
    found = LAW.assess(BATTERY, ON, history).finding("kz.cc.109-1.2")
    assert found is not None and (found.verdict, found.points) == ("applies", ("7",))


def test_an_earlier_conviction_does_not_make_it_repeated() -> None:
    history = [
        {"kind": "penalty", "provision": "kz.cc.109-1.1", "imposed": "2025-06-01", "executed": "2025-06-20"}
    ]
    assert (
        verdict("kz.cc.109-1.2", BATTERY | {"earlier_same_article": "punished"}, history, closed=True)
        == "does_not_apply"
    )


def test_an_earlier_release_by_reconciliation_does_not_make_it_repeated() -> None:
    history = [{"kind": "reconciliation", "provision": "kz.cc.109-1.1", "on": "2025-06-01"}]
    assert verdict("kz.cc.109-1.2", BATTERY, history, closed=True) == "does_not_apply"


def test_a_crime_and_a_misdemeanour_never_combine() -> None:
    crime = [{"kind": "act", "provision": "kz.cc.108-1.2", "on": "2025-06-01"}]
    misdemeanour = [{"kind": "act", "provision": "kz.cc.108-1.1", "on": "2025-06-01"}]
    assert verdict("kz.cc.108-1.2", LIGHT, crime, closed=True) == "does_not_apply"
    assert verdict("kz.cc.108-1.2", LIGHT, misdemeanour, closed=True) == "applies"
    other = LIGHT | {"earlier_same_article": "unpunished_other_category"}
    assert verdict("kz.cc.108-1.2", other, closed=True) == "does_not_apply"


def test_when_the_part_of_the_earlier_act_is_not_known_the_repetition_is_open() -> None:
    history = [{"kind": "act", "provision": "kz.cc.108-1", "on": "2025-06-01"}]
    assert verdict("kz.cc.108-1.2", LIGHT | {"dependence": False}, history) == "undecided"


def test_an_act_of_another_article_does_not_count() -> None:
    history = [{"kind": "act", "provision": "kz.cc.108-1.1", "on": "2025-06-01"}]
    assert verdict("kz.cc.109-1.2", BATTERY, history, closed=True) == "does_not_apply"


def test_several_acts_with_one_intent_are_one_act() -> None:
    several = BATTERY | {"acts_count": 3}
    assert verdict("kz.cc.109-1.2", several | {"one_intent": True}, closed=True) == "does_not_apply"
    assert verdict("kz.cc.109-1.2", several | {"one_intent": False}, closed=True) == "applies"


INSULT: dict[str, Any] = {"relation": "spouse", "place": "dwelling", "acts": ["insult"]}
PENALTY = {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-09-10", "executed": "2025-09-15"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 10), "applies"),  # within a year after imposition
        (date(2026, 9, 11), "undecided"),  # art. 73(2) says no more, art. 61 still counts
        (date(2026, 9, 15), "undecided"),
        (date(2026, 9, 16), "does_not_apply"),  # both years are over
    ],
)
def test_the_year_after_a_penalty_is_open_between_imposition_and_execution(day: date, expected: str) -> None:
    assert verdict("kz.cao.73.2", INSULT, [PENALTY], day, closed=True) == expected


def test_a_penalty_under_another_article_does_not_make_a_repeat() -> None:
    other = PENALTY | {"provision": "kz.cao.73-1"}
    assert verdict("kz.cao.73.2", INSULT, [other], date(2026, 4, 1), closed=True) == "does_not_apply"


def test_a_penalty_after_the_act_does_not_make_a_repeat() -> None:
    later = PENALTY | {"imposed": "2026-05-01", "executed": "2026-05-06"}
    assert verdict("kz.cao.73.2", INSULT, [later], date(2026, 4, 1), closed=True) == "does_not_apply"


def test_a_minor_is_counted_as_penalised_for_six_months_so_the_rest_of_the_year_is_open() -> None:
    minor = INSULT | {"offender_age": 17}
    assert verdict("kz.cao.73.3", minor, [PENALTY], date(2026, 3, 15), closed=True) == "applies"
    assert verdict("kz.cao.73.3", minor, [PENALTY], date(2026, 3, 16), closed=True) == "undecided"


def test_a_breach_of_an_order_handed_over_two_days_before() -> None:
    history = [
        SERVED,
        {"kind": "penalty", "provision": "kz.cao.461.1", "imposed": "2025-04-03", "executed": "2025-04-13"},
    ]
    answer = LAW.assess(BATTERY, ON, history)
    assert {finding.id for finding in answer.applying} == {"kz.cc.109-1.1", "kz.cao.461.1-1"}
    breach = answer.finding("kz.cao.461.1-1")
    assert breach is not None
    assert breach.provision.sanctions[0].to_json(None) == {"kind": "arrest", "min_days": 20, "max_days": 20}
    assert breach.limitation_until == date(2025, 12, 3)


def test_an_order_written_and_not_handed_over_is_never_in_force() -> None:
    issued = [{"kind": "order_issued", "provision": "kz.l214.20", "at": "2025-10-01T10:00"}]
    assert verdict("kz.cao.461.1", BATTERY, issued) == "does_not_apply"


def test_the_last_day_of_an_order_is_the_thirtieth_after_handing_over() -> None:
    assert verdict("kz.cao.461.1", BATTERY, [SERVED], date(2025, 10, 31)) == "applies"
    assert verdict("kz.cao.461.1", BATTERY, [SERVED], date(2025, 11, 1)) == "does_not_apply"


def test_on_the_day_of_handing_over_the_hour_decides() -> None:
    assert verdict("kz.cao.461.1", BATTERY, [SERVED], date(2025, 10, 1)) == "undecided"
    assert verdict("kz.cao.461.1", BATTERY, [SERVED], datetime(2025, 10, 1, 9, 59)) == "does_not_apply"
    assert verdict("kz.cao.461.1", BATTERY, [SERVED], datetime(2025, 10, 1, 22, 0)) == "applies"


def test_a_dated_handing_over_wins_over_the_bare_statement_and_the_conflict_is_reported() -> None:
    answer = LAW.assess(BATTERY | {"order_in_force": False}, ON, [SERVED])
    breach = answer.finding("kz.cao.461.1")
    assert breach is not None and breach.verdict == "applies"
    assert answer.conflicts == ({"fact": "order_in_force", "value": "false", "history": "order_served"},)


def test_a_fact_and_a_history_that_disagree_are_reported_and_none_is_chosen() -> None:
    history = [{"kind": "act", "provision": "kz.cc.109-1.1", "on": "2025-06-01"}]
    answer = LAW.assess(BATTERY | {"earlier_same_article": "none", "dependence": False}, ON, history)
    found = answer.finding("kz.cc.109-1.2")
    assert found is not None and found.verdict == "undecided"
    assert answer.conflicts[0]["fact"] == "earlier_same_article"


def test_a_call_breaks_the_order_when_it_was_against_her_will_and_not_when_she_asked_for_it() -> None:
    call: dict[str, Any] = {"relation": "spouse", "acts": ["calls"]}
    assert verdict("kz.cao.461.1", call | {"against_will": True}, [SERVED]) == "applies"
    assert (
        verdict("kz.cao.461.1", call | {"against_will": False, "invited": True}, [SERVED]) == "does_not_apply"
    )


def test_a_release_within_the_limitation_period_bars_another_for_battery() -> None:
    release = [{"kind": "reconciliation", "provision": "kz.cc.108-1.1", "on": "2024-12-20"}]
    found = LAW.assess(BATTERY, ON, release).finding("kz.cc.109-1.1")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is False
    assert found.reconciliation.basis == ("kz.cc.68.4.9",)


def test_a_release_more_than_a_year_ago_no_longer_bars_a_misdemeanour() -> None:
    release = [{"kind": "reconciliation", "provision": "kz.cc.108-1.1", "on": "2024-09-20"}]
    found = LAW.assess(BATTERY, ON, release).finding("kz.cc.109-1.1")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is True
    assert found.reconciliation.kind == "mandatory_release"
    assert found.reconciliation.still_needed == ("reconciled", "harm_repaired")


def test_where_the_two_readings_of_the_period_differ_the_bar_is_open() -> None:
    # Released for a minor crime (two years) a year and a half ago; the new misdemeanour has one year.
    release = [{"kind": "reconciliation", "provision": "kz.cc.108-1.2", "on": "2024-08-01"}]
    found = LAW.assess(BATTERY, date(2026, 2, 1), release).finding("kz.cc.109-1.1")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is None


def test_an_administrative_release_does_not_block_a_criminal_one() -> None:
    release = [{"kind": "reconciliation", "provision": "kz.cao.73.1", "on": "2025-09-20"}]
    found = LAW.assess(BATTERY, ON, release).finding("kz.cc.109-1.1")
    assert found is not None and found.reconciliation is not None and found.reconciliation.possible is True


def test_art_73_allows_one_release_a_year_at_the_discretion_of_the_court() -> None:
    release = [{"kind": "reconciliation", "provision": "kz.cao.73.1", "on": "2025-09-20"}]
    first = LAW.assess(INSULT, ON).finding("kz.cao.73.1")
    second = LAW.assess(INSULT, ON, release).finding("kz.cao.73.1")
    later = LAW.assess(INSULT, date(2026, 9, 21), release).finding("kz.cao.73.1")
    assert first is not None and second is not None and later is not None
    assert first.reconciliation is not None and first.reconciliation.kind == "discretionary_release"
    assert second.reconciliation is not None and second.reconciliation.possible is False
    assert later.reconciliation is not None and later.reconciliation.possible is True


def test_a_breach_of_an_order_cannot_be_reconciled() -> None:
    found = LAW.assess(BATTERY, ON, [SERVED]).finding("kz.cao.461.1")
    assert found is not None and found.reconciliation is not None and found.reconciliation.possible is False


def test_an_approximate_day_is_accepted_and_said() -> None:
    answer = LAW.assess(INSULT, ON, [PENALTY | {"approximate": True}])
    assert answer.approximate is True


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"kind": "verdict", "provision": "kz.cao.73.1", "on": "2025-01-01"}, "history[0].kind"),
        ({"kind": "penalty", "provision": "kz.cao.73.1"}, "history[0].imposed"),
        ({"kind": "penalty", "provision": "kz.cao.73.1", "imposed": "2025-02-30"}, "history[0].imposed"),
        (
            {
                "kind": "penalty",
                "provision": "kz.cao.73.1",
                "imposed": "2025-03-01",
                "executed": "2025-02-01",
            },
            "history[0].executed",
        ),
        ({"kind": "act", "provision": "battery", "on": "2025-03-01"}, "history[0].provision"),
        ({"kind": "act", "provision": "kz.cc.109-1", "on": "2025-03-01", "when": "x"}, "history[0].when"),
    ],
)
def test_a_bad_entry_is_refused_naming_the_field(entry: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        LAW.assess(BATTERY, ON, [entry])
    assert [fault.field for fault in refused.value.faults] == [field]
