"""An order from draft to its end: states, times, dues and what the clock raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from qorgan.practice.states import MoveNotAllowed
from qorgan.vault.context import Compartment
from qorgan.web import clock
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.casework import grants, next_step, opening, reading, recording, tick
from qorgan.web.casework.models import CallTask, Case, Report
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.ledger.verbs import entries
from qorgan.web.orders import address, conditions, verbs, view
from qorgan.web.orders.models import Order, TemplateApproval
from qorgan.web.orders.wording import wording
from tests.web import world as worlds

At = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DETAILS: dict[str, Any] = {
    "addressee_name": "Сынақбаев Сынақ", "addressee_birth_date": "1988-04-02", "addressee_address": "",
    "protected_name": "Үлгібаева Үлгі", "incident_at": "2026-03-09T22:40", "incident_place": "ортақ үй",
    "circumstances": "Ұрды және қорқытты.", "issue_place": "полиция бөлімі", "issuer_name": "Инспектор Үлгі",
    "issuer_post": "domestic_violence_inspector", "restrictions": list(wording()["restrictions"]),
}  # fmt: skip
ANSWERS = {code: conditions.Answer("yes", "паспорт") for code in conditions.asked("kz.l245.60")}
# Tuesday 10 March 2026, 14:05 in UTC+5: the law of 30 December 2025 has been in force since 2 March.
ISSUED = datetime(2026, 3, 10, 9, 5, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Sets the time of the record: `at(datetime)`; it begins at the time of issue."""
    with ExitStack() as times:

        def set_to(moment: datetime) -> None:
            times.close()
            times.enter_context(clock.pretend(moment))

        set_to(ISSUED)
        yield set_to


@pytest.fixture
def officer(world: worlds.World, at: At) -> Keyring:
    return world.keys("inspector")


@pytest.fixture
def case(world: worlds.World, officer: Keyring) -> Case:
    sent, _ = worlds.send(world, to="police")
    return opening.open_report(officer, Report.objects.get(pk=sent.report_id))


@pytest.fixture
def order(officer: Keyring, case: Case) -> Order:
    return verbs.draft(officer, case, DETAILS)


def state(order: Order) -> str:
    return Subject.objects.get(pk=order.pk).state


def due(order: Order) -> tuple[str, datetime | None]:
    row = Subject.objects.get(pk=order.pk)
    return row.due_code, row.due_at


def after(days: int) -> datetime:
    """So many times 24 hours from the handing over."""
    return ISSUED + days * DAY


MIDNIGHT = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)  # the end of 10 March in UTC+5


def test_an_order_is_drafted_issued_handed_over_and_in_force(officer: Keyring, order: Order) -> None:
    assert state(order) == "drafted"
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    assert state(order) == "issued"
    verbs.serve(officer, order, ISSUED, "signed")
    assert state(order) == "served"
    course = verbs.course_of(order)
    assert course.served_at == ISSUED
    assert course.valid_until == after(30)  # L245 art. 60(5): thirty times 24 hours from the handing over
    assert course.in_force(ISSUED) and not course.in_force(ISSUED - timedelta(minutes=1))


def test_a_refusal_to_sign_is_a_handing_over_and_a_refusal_to_take_is_none(
    officer: Keyring, order: Order, at: At
) -> None:
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    verbs.service_refused(officer, order, ISSUED, "Есікті ашпады.")
    assert state(order) == "service_refused" and verbs.course_of(order).valid_until is None
    at(ISSUED + HOUR)
    verbs.serve(officer, order, ISSUED + HOUR, "refused_to_sign", "куә бар")
    assert state(order) == "served" and verbs.course_of(order).in_force(ISSUED + HOUR)


def test_the_number_is_given_at_issue_and_counts_on_within_the_office(officer: Keyring, case: Case) -> None:
    numbers = []
    for _ in range(2):
        order = verbs.draft(officer, case, DETAILS)
        assert order.number == ""
        verbs.issue(officer, order, ANSWERS, at=ISSUED)
        order.refresh_from_db()
        numbers.append(order.number)
    assert numbers == ["2026-0001", "2026-0002"]


def test_an_open_condition_needs_a_written_reason_and_never_more(officer: Keyring, order: Order) -> None:
    open_ = ANSWERS | {"addressee_sane": conditions.Answer("not_established")}
    with pytest.raises(conditions.ReasonNeeded) as refused:
        verbs.issue(officer, order, open_, at=ISSUED)
    assert refused.value.codes == ("addressee_sane",)
    assert state(order) == "drafted"
    verbs.issue(officer, order, open_, reason="Дәрігер қорытындысы ертең болады.", at=ISSUED)
    assert state(order) == "issued"
    kept = [r for r in reading.rows(officer, order.case, "order_event") if r.subject == order.id][-1].value
    assert kept["reason"] == "Дәрігер қорытындысы ертең болады."
    assert kept["answers"]["addressee_sane"] == {"answer": "not_established", "by": ""}
    assert kept["basis"] == "kz.l245.60"


def test_a_yes_needs_who_established_it(officer: Keyring, order: Order) -> None:
    with pytest.raises(conditions.ConditionsUnclear) as refused:
        verbs.issue(officer, order, ANSWERS | {"addressee_16": conditions.Answer("yes", "")}, at=ISSUED)
    assert refused.value.codes == ("addressee_16",)


def test_empty_particulars_stop_the_issue_and_are_named(officer: Keyring, case: Case) -> None:
    order = verbs.draft(officer, case, DETAILS | {"circumstances": "", "restrictions": []})
    with pytest.raises(verbs.ParticularsMissing) as refused:
        verbs.issue(officer, order, ANSWERS, at=ISSUED)
    assert refused.value.fields == ("circumstances", "restrictions")


def test_times_in_the_future_or_before_what_comes_first_are_refused(
    officer: Keyring, order: Order, at: At
) -> None:
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    for moment, code in ((ISSUED + HOUR, "future"), (ISSUED - HOUR, "before_issue")):
        with pytest.raises(verbs.BadTime) as refused:
            verbs.serve(officer, order, moment, "signed")
        assert refused.value.code == code
    at(ISSUED + 2 * HOUR)
    verbs.serve(officer, order, ISSUED + HOUR, "signed")
    with pytest.raises(verbs.BadTime) as refused:
        verbs.breach(officer, order, ISSUED, "Қоңырау шалды.")
    assert refused.value.code == "before_handing_over"
    assert state(order) == "served"


def test_steps_out_of_order_are_refused(officer: Keyring, order: Order) -> None:
    for step in (
        lambda: verbs.serve(officer, order, ISSUED, "signed"),
        lambda: verbs.check(officer, order, ISSUED, "kept"),
        lambda: verbs.breach(officer, order, ISSUED, "Келді."),
    ):
        with pytest.raises(MoveNotAllowed):
            step()
    assert [e.type for e in entries(order.id)] == ["order.drafted"]


def test_her_copy_is_due_on_the_day_of_issue_and_then_the_check_is(
    officer: Keyring, order: Order, at: At
) -> None:
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    assert due(order) == ("order_copy", MIDNIGHT)
    verbs.serve(officer, order, ISSUED, "signed")
    assert due(order) == ("order_copy", MIDNIGHT)
    verbs.copy_given(officer, order, ISSUED)
    assert due(order) == ("order_check", after(7))


def served(officer: Keyring, order: Order) -> None:
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    verbs.serve(officer, order, ISSUED, "signed")
    verbs.copy_given(officer, order, ISSUED)


def test_a_check_moves_the_next_one_seven_days_on(officer: Keyring, order: Order, at: At) -> None:
    served(officer, order)
    at(ISSUED + 5 * DAY)
    verbs.check(officer, order, ISSUED + 5 * DAY, "kept")
    assert due(order) == ("order_check", after(12))


def test_a_missed_check_is_raised_once_and_stays_due_until_someone_checks(
    officer: Keyring, order: Order, at: At
) -> None:
    served(officer, order)
    tick.run(ISSUED + 7 * DAY)
    assert Entry.objects.filter(subject=order.id, type="order.check_missed").count() == 0
    at(ISSUED + 8 * DAY)
    for _ in range(3):
        tick.run(ISSUED + 8 * DAY)
    missed = Entry.objects.get(subject=order.id, type="order.check_missed")
    assert (missed.actor_role, missed.party) == ("clock", order.agency_id)
    assert due(order) == ("order_check_missed", after(7))
    verbs.check(officer, order, ISSUED + 8 * DAY, "kept")
    assert due(order) == ("order_check", after(15))


def test_every_check_that_was_owed_is_raised_under_its_own_day(
    officer: Keyring, order: Order, at: At
) -> None:
    served(officer, order)
    at(ISSUED + 20 * DAY)
    tick.run(ISSUED + 20 * DAY)
    tick.run(ISSUED + 20 * DAY)
    assert list(verbs.course_of(order).missed) == [after(7), after(14)]


def test_a_check_written_down_late_counts_for_the_day_it_was_made(
    officer: Keyring, order: Order, at: At
) -> None:
    served(officer, order)
    at(ISSUED + 8 * DAY)
    tick.run(ISSUED + 8 * DAY)
    verbs.check(officer, order, ISSUED + 6 * DAY, "kept", "жазуды ұмытқан")
    assert due(order) == ("order_check", after(13))


def test_the_end_of_the_term_is_recorded_once_and_opens_one_call(
    officer: Keyring, order: Order, at: At
) -> None:
    served(officer, order)
    late = ISSUED + 31 * DAY
    at(late)
    tick.run(late)
    tick.run(late)
    assert state(order) == "expired" and due(order) == ("", None)
    assert Entry.objects.filter(subject=order.id, type="order.expired").count() == 1
    call = CallTask.objects.get(case=order.case, reason="order_expired")
    assert call.status.state == "due"
    with pytest.raises(MoveNotAllowed):
        verbs.check(officer, order, ISSUED + 29 * DAY, "kept")


def test_a_breach_can_be_written_down_after_the_end_for_a_time_while_it_was_in_force(
    officer: Keyring, order: Order, at: At
) -> None:
    served(officer, order)
    at(ISSUED + 31 * DAY)
    tick.run(ISSUED + 31 * DAY)
    verbs.breach(officer, order, ISSUED + 29 * DAY, "Есік қақты.", ("came",))
    assert state(order) == "expired"
    with pytest.raises(verbs.BadTime) as refused:
        verbs.breach(officer, order, ISSUED + 31 * DAY, "Есік қақты.", ("came",))
    assert refused.value.code == "after_end"


def test_a_withdrawn_order_ends_and_owes_nothing(officer: Keyring, order: Order) -> None:
    served(officer, order)
    with pytest.raises(verbs.NoteNeeded):
        verbs.withdraw(officer, order, " ")
    verbs.withdraw(officer, order, "Ұстап алынды.")
    assert state(order) == "withdrawn" and due(order) == ("", None)


def test_her_address_in_the_order_or_in_a_breach_is_refused(officer: Keyring, case: Case) -> None:
    new = recording.entry(officer, case.id, "case.entry_added")
    recording.write(officer, case, new, {"identity_person": {"address": "Жасырын көшесі, 7-үй, 12 пәтер"}})
    with pytest.raises(address.AddressInText) as refused:
        verbs.draft(
            officer, case, DETAILS | {"circumstances": "Ол «жасырын көшесі 7 үй 12-пәтер» жанына келді."}
        )
    assert refused.value.field == "circumstances"
    order = verbs.draft(officer, case, DETAILS)
    served(officer, order)
    with pytest.raises(address.AddressInText):
        verbs.breach(officer, order, ISSUED, "Жасырын көшесі 7-үй 12 пәтерге келді.")


def test_what_was_said_is_sealed_and_the_ledger_shows_steps_and_times_only(
    officer: Keyring, order: Order
) -> None:
    served(officer, order)
    verbs.breach(officer, order, ISSUED, "Қоңырау шалды.", ("called",))
    rows = Entry.objects.filter(subject=order.id)
    assert {e.occurred_at for e in rows if e.type == "order.breached"} == {"2026-03-10T09:05Z"}
    assert all(bytes(e.signature) for e in rows)
    for row in Entry.objects.get(subject=order.id, type="order.breached").rows.all():
        assert row.compartment == Compartment.LEGAL
        assert "Қоңырау".encode() not in bytes(row.ciphertext)


def test_only_a_supervisor_signs_for_the_lawyer_and_only_for_this_wording(
    world: worlds.World, officer: Keyring
) -> None:
    with pytest.raises(verbs.NotASupervisor):
        verbs.approve_wording(officer)
    agency = world.agencies["police"]
    assert verbs.approval(agency) is None
    given = verbs.approve_wording(world.keys("boss_police"))
    assert verbs.approval(agency) == given
    TemplateApproval.objects.update(wording=b"\0" * 8)
    assert verbs.approval(agency) is None


def test_another_office_cannot_open_what_the_order_says(
    world: worlds.World, officer: Keyring, order: Order
) -> None:
    with pytest.raises(grants.NoGrant):
        verbs.latest_details(world.keys("worker"), order)


def test_the_clocks_name_their_article_and_who_must_act(officer: Keyring, order: Order, at: At) -> None:
    served(officer, order)
    with translation.override("en"):
        found = view.clocks(order, ISSUED + 8 * DAY)
        named = {(c.basis, str(c.authority)) for c in found}
    assert [(c.code, c.state, c.at) for c in found] == [
        ("protective_order_copy", "met", MIDNIGHT),
        ("protective_order_check", "missed", after(7)),
        ("protective_order_check", "running", after(14)),
        ("protective_order_valid", "running", after(30)),
    ]
    assert named == {("Law 245-VIII 60", "police")}


def test_the_list_of_checks_shows_kept_missed_and_next(officer: Keyring, order: Order, at: At) -> None:
    served(officer, order)
    at(ISSUED + 17 * DAY)
    verbs.check(officer, order, ISSUED + 6 * DAY, "kept")
    rows = view.checks(verbs.course_of(order), ISSUED + 17 * DAY)
    assert [(r.due, r.state) for r in rows] == [
        (after(7), "met"), (after(13), "missed"), (after(20), "running"),
    ]  # fmt: skip


def test_the_next_step_of_an_order_is_her_copy_then_keeping_it_and_then_the_check_that_is_due(
    officer: Keyring, order: Order, case: Case, at: At
) -> None:
    def step() -> str:
        return next_step.of_case(Case.objects.get(pk=case.pk), officer.member).code

    recording.record_danger(officer, case, {"strangulation": "yes"})
    assert step() == "issue_order"
    verbs.issue(officer, order, ANSWERS, at=ISSUED)
    assert step() == "serve_order"
    verbs.serve(officer, order, ISSUED, "signed")
    assert step() == "give_copy"
    verbs.copy_given(officer, order, ISSUED)
    assert step() == "keep_order"
    at(after(7) + HOUR)
    recording.record_danger(officer, case, {"strangulation": "yes"})
    assert step() == "check_order"
