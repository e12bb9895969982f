"""Someone must be there: an unopened report goes to the supervisor, then, only if she ticked it, to 111."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qorgan.web.casework import grants, opening, tick, worklist
from qorgan.web.casework.models import Report
from qorgan.web.clock import forget_offset, now
from qorgan.web.ledger.models import Entry, Installation, Subject
from tests.web.world import World, send


def later(by: timedelta) -> datetime:
    Installation.objects.filter(pk=1).update(demo_offset_seconds=int(by.total_seconds()))
    forget_offset()
    return now()


def test_an_unopened_report_is_raised_to_the_supervisor_once(world: World) -> None:
    sent, _ = send(world)
    at = later(timedelta(hours=1, minutes=1))  # an office that reads round the clock opens within the hour
    assert len(tick.run(at)) == 1
    assert tick.run(at) == []
    assert Subject.objects.get(pk=sent.report_id).state == "unopened_escalated"
    raised = Entry.objects.get(subject=sent.report_id, type="report.escalated")
    assert raised.party == world.agencies["centre"].id


def test_line_111_cannot_use_its_key_before_its_time_and_can_afterwards(world: World) -> None:
    sent, _ = send(world, fallback_111=True)
    report = Report.objects.get(pk=sent.report_id)
    assert worklist.inbox(world.members["operator"]) == []
    with pytest.raises(grants.NoGrant):
        opening.open_report(world.keys("operator"), report)
    tick.run(later(timedelta(hours=1, minutes=1)))
    assert worklist.inbox(world.members["operator"]) == []
    tick.run(later(timedelta(hours=2, minutes=1)))
    assert [row.report for row in worklist.inbox(world.members["operator"])] == [report]
    assert opening.open_report(world.keys("operator"), report).agency == world.agencies["line"]


def test_without_her_tick_line_111_never_receives_it(world: World) -> None:
    send(world, fallback_111=False)
    tick.run(later(timedelta(days=3)))
    assert worklist.inbox(world.members["operator"]) == []


def test_an_opened_report_is_not_raised(world: World) -> None:
    sent, _ = send(world)
    opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    tick.run(later(timedelta(days=3)))
    assert not Entry.objects.filter(subject=sent.report_id, type="report.escalated").exists()


def test_without_words_the_lookup_id_goes_after_a_day(world: World) -> None:
    sent, code = send(world, keep_code=False)
    assert sent.words is None
    tick.run(later(timedelta(hours=23)))
    again, _ = send(world, keep_code=False, code=code)
    assert again.report_id == sent.report_id
    tick.run(later(timedelta(hours=25)))
    assert Report.objects.get(pk=sent.report_id).lookup_id is None


def test_what_she_marked_as_dangerous_stands_first_in_the_inbox(world: World) -> None:
    calm, _ = send(world)
    grave, _ = send(world, facts={"acts": ["strangulation"]})
    rows = worklist.inbox(world.members["worker"])
    assert [(r.report.id, r.danger_band) for r in rows] == [
        (grave.report_id, "high"),
        (calm.report_id, "insufficient"),
    ]
