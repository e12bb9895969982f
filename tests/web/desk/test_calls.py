"""Calls are begun inside the time she marked as safe; outside it they are refused and the refusal is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from qorgan.practice.local_time import DAYS, local
from qorgan.web.casework.models import CallTask
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import SAFE_ANY_TIME, checked_now, opened_case, page, send, sign_in
from tests.web.world import World

pytestmark = pytest.mark.django_db


def _in_three_days() -> str:
    return DAYS[(local(now()) + timedelta(days=3)).weekday()]


def _planned(client, case: str, channel: str = "call") -> str:
    send(client, reverse("desk:call_new", args=[case]), {"reason": "follow_up", "channel": channel})
    return str(CallTask.objects.get(case=case).pk)


def _begin(client, task: str):
    return send(client, reverse("desk:call", args=[task]), {"step": "attempt"})


def test_inside_her_safe_time_a_call_is_begun_and_its_outcome_recorded(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    task = _planned(client, case)
    _begin(client, task)
    assert "The call is being made" in page(client, "call", task)
    send(
        client,
        reverse("desk:call", args=[task]),
        {"step": "finish", "outcome": "reached", "note": "SYNTHETIC fine"},
    )
    assert CallTask.objects.get(pk=task).status.state == "reached"


def test_outside_her_safe_time_a_call_is_refused_with_the_next_window_and_this_is_kept(
    world: World,
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(
        world, client, safe_contact=checked_now(SAFE_ANY_TIME | {"safe_days": [_in_three_days()]})
    )
    task = _planned(client, case)
    _begin(client, task)
    shown = page(client, "call", task)
    assert "Not now" in shown
    assert (local(now()) + timedelta(days=3)).strftime("%d.%m.%Y") in shown
    assert "The call is being made" not in shown
    assert Entry.objects.filter(subject=task, type="task.refused").count() == 1


def test_a_way_she_did_not_mark_is_refused(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    task = _planned(client, case, channel="text")
    _begin(client, task)
    assert CallTask.objects.get(pk=task).status.state == "refused_outside_window"


def test_someone_who_comes_back_herself_is_not_called(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact={"contact_wanted": "i_will_return"})
    task = _planned(client, case)
    _begin(client, task)
    assert CallTask.objects.get(pk=task).status.state == "refused_outside_window"
    assert "She will come back herself" in page(client, "call", task)


def test_an_outcome_cannot_be_written_for_a_call_that_was_not_begun(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    task = _planned(client, case)
    send(client, reverse("desk:call", args=[task]), {"step": "finish", "outcome": "reached", "note": ""})
    assert CallTask.objects.get(pk=task).status.state == "due"


def test_rules_checked_with_her_count_from_then_on(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact={"contact_wanted": "i_will_return"})
    rules = SAFE_ANY_TIME | {
        "value": "+7 701 000 00 00",
        "do_not_contact": "SYNTHETIC his aunt\nSYNTHETIC his brother",
    }
    assert send(client, reverse("desk:case_contact", args=[case]), rules).status_code == 302
    shown = page(client, "case_contact", case)
    assert "+7 701 000 00 00" in shown
    assert "SYNTHETIC his aunt; SYNTHETIC his brother" in shown


def test_rules_without_hours_are_refused_and_keep_what_was_typed(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    wrong = SAFE_ANY_TIME | {"value": "+7 702 000 00 00", "safe_from": ""}
    answer = send(client, reverse("desk:case_contact", args=[case]), wrong)
    assert answer.status_code == 422
    assert "+7 702 000 00 00" in answer.content.decode()
