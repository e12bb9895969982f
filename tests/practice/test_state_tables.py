"""The state tables: properties that hold for every table, and the moves the field expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import START, MoveNotAllowed, UnknownMachine, UnknownState, allowed, possible
from qorgan.practice.danger import gravest
from qorgan.practice.diagrams import page
from qorgan.practice.states import Move, event_labels, machines, move, requirement_labels, table_of

ROLES = {
    "survivor", "witness", "line_operator", "caseworker", "supervisor", "inspector", "prosecutor",
    "court_clerk", "health", "education", "agency_administrator", "analyst", "librarian", "clock",
}  # fmt: skip
every_machine = pytest.mark.parametrize("name", machines())
ALL_MOVES = [(name, step) for name in machines() for step in table_of(name).moves]


def test_the_tables_are_those_of_the_design() -> None:
    assert set(machines()) == {"report", "case", "tip", "referral", "order", "task", "danger"}


@every_machine
def test_every_state_can_be_reached(name: str) -> None:
    table = table_of(name)
    reached, before = {START}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {step.target for step in table.moves if step.source in reached}
    assert reached == {START, *table.states}


@every_machine
def test_no_move_leads_out_of_a_final_state(name: str) -> None:
    table = table_of(name)
    assert all(step.target == step.source for final in table.final for step in table.from_state(final))


@every_machine
def test_every_state_that_is_not_final_has_a_way_on(name: str) -> None:
    table = table_of(name)
    for state in set(table.states) - set(table.final):
        assert any(step.target != state for step in table.from_state(state)), state


@every_machine
def test_one_event_leads_to_one_state(name: str) -> None:
    seen: dict[tuple[str, str], list[Move]] = {}
    for step in table_of(name).moves:
        seen.setdefault((step.source, step.event), []).append(step)
    for steps in seen.values():
        outcomes = [step.outcome for step in steps]
        assert len(set(outcomes)) == len(outcomes)
        assert len(steps) == 1 or None not in outcomes


@every_machine
def test_every_move_names_who_may_make_it_and_what_it_needs(name: str) -> None:
    for step in table_of(name).moves:
        assert step.who
        assert set(step.who) <= ROLES
        assert set(step.requires) <= set(requirement_labels())


def test_every_event_has_a_label_and_every_label_an_event() -> None:
    assert {step.event for _, step in ALL_MOVES} == set(event_labels())


@given(st.sampled_from(machines()), st.text(max_size=20), st.data())
def test_an_unknown_event_is_refused_in_every_state(name: str, event: str, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from([START, *table_of(name).states]))
    if event not in event_labels():
        with pytest.raises(MoveNotAllowed):
            allowed(name, state, event)


@given(st.sampled_from(machines()), st.data())
def test_every_event_not_in_the_table_is_refused(name: str, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from([START, *table_of(name).states]))
    event = data.draw(st.sampled_from(sorted(event_labels())))
    if event in possible(name, state):
        step = data.draw(st.sampled_from([m for m in table_of(name).from_state(state) if m.event == event]))
        assert allowed(name, state, event, step.outcome) in table_of(name).states
    else:
        with pytest.raises(MoveNotAllowed) as refused:
            allowed(name, state, event)
        assert all(refused.value.text[language] for language in ("en", "ru", "kk"))


def test_the_clock_only_escalates_raises_or_ends_a_term() -> None:
    by_clock = {step.event for _, step in ALL_MOVES if "clock" in step.who}
    assert by_clock == {
        "report.escalated", "referral.escalated", "order.check_missed", "order.expired", "task.raised",
    }  # fmt: skip


def test_a_lower_danger_level_always_needs_a_second_person_a_reason_and_time() -> None:
    for step in table_of("danger").moves:
        lowers = step.source != START and gravest(step.source, step.target) != step.target
        needs = {"second_person", "written_reason", "hours_since_critical"}
        assert (needs <= set(step.requires)) == lowers


def test_a_survivor_can_stop_a_referral_until_it_is_finished() -> None:
    table = table_of("referral")
    for state in set(table.states) - set(table.final):
        assert "referral.withdrawn" in possible("referral", state, "survivor")


def test_agreement_to_share_can_be_withdrawn_in_every_state_of_a_case() -> None:
    assert all("case.consent_withdrawn" in possible("case", s, "survivor") for s in table_of("case").states)


def test_a_no_to_sharing_still_leads_to_help() -> None:
    refused = walk("case", "case.opened", "case.consent_refused")
    assert refused == "consent_refused"
    assert allowed("case", refused, "case.danger_assessed") == "assessed"
    assert allowed("case", refused, "case.consent_given") == "consent_taken"


def test_nothing_closes_by_itself() -> None:
    assert not [step for _, step in ALL_MOVES if step.target == "closed" and "clock" in step.who]


def test_nothing_is_sent_before_she_agreed() -> None:
    assert {step.source for step in table_of("referral").moves if step.event == "referral.sent"} == {
        "consented"
    }


def walk(machine: str, *events: str | tuple[str, str]) -> str:
    state = START
    for event in events:
        name, outcome = event if isinstance(event, tuple) else (event, None)
        state = allowed(machine, state, name, outcome)
    return state


def test_the_path_of_an_order_from_draft_to_the_end_of_its_term() -> None:
    assert walk("order", "order.drafted", "order.issued") == "issued"
    served = ("order.drafted", "order.issued", "order.service_refused", "order.served")
    assert walk("order", *served) == "served"
    assert walk("order", *served, "order.copy_given", "order.checked", "order.check_missed") == "served"
    assert walk("order", *served, "order.breached") == "served"
    assert walk("order", *served, "order.expired") == "expired"


@pytest.mark.parametrize("state", ["drafted", "issued", "service_refused"])
def test_an_order_not_handed_over_is_not_in_force_and_cannot_be_breached(state: str) -> None:
    with pytest.raises(MoveNotAllowed):
        allowed("order", state, "order.breached")


def test_a_breach_found_after_the_term_can_still_be_recorded() -> None:
    assert allowed("order", "expired", "order.breached") == "expired"


def test_the_path_of_a_referral() -> None:
    sent = ("referral.drafted", "referral.consented", "referral.sent")
    assert walk("referral", *sent, "referral.escalated", "referral.acknowledged") == "acknowledged"
    assert walk("referral", *sent, "referral.declined") == "declined"
    whole = (
        "referral.acknowledged",
        "referral.accepted",
        "referral.first_contact",
        "referral.service_started",
    )
    assert walk("referral", *sent, *whole, "referral.outcome") == "outcome"


def test_the_path_of_a_report_nobody_opened() -> None:
    assert (
        walk("report", "report.received", "report.escalated", "report.escalated", "report.opened") == "opened"
    )


def test_a_call_outside_her_window_can_be_made_later() -> None:
    path = ("task.raised", "task.refused", "task.attempted", ("task.done", "not_reached"), "task.attempted")
    assert walk("task", *path, ("task.done", "reached")) == "reached"


def test_a_finished_call_must_say_how_it_ended() -> None:
    with pytest.raises(MoveNotAllowed):
        allowed("task", "attempted", "task.done")


def test_the_refusal_names_what_is_possible() -> None:
    with pytest.raises(MoveNotAllowed, match="Order handed over") as refused:
        allowed("order", "issued", "order.breached")
    assert "Предписание вручено" in refused.value.text.ru


def test_an_unknown_table_or_state_is_named() -> None:
    with pytest.raises(UnknownMachine, match="order"):
        allowed("warrant", START, "order.drafted")
    with pytest.raises(UnknownState, match="served"):
        allowed("order", "pending", "order.served")


def test_who_may_issue_an_order() -> None:
    assert move("order", "drafted", "order.issued").who == ("inspector", "supervisor")


def test_the_page_of_diagrams_is_the_one_made_from_the_tables() -> None:
    written = Path(__file__).parents[2] / "docs" / "states.md"
    assert written.read_text(encoding="utf-8") == page()
