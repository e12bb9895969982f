"""The desk asks as little of the database for many cases as for few; what presses is on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from qorgan.web.casework import opening, recording, referrals, worklist
from qorgan.web.casework.models import Case, Report
from qorgan.web.clock import pretend, real_now
from tests.web.desk.signing_in import once, opened_case, page, sign_in
from tests.web.world import World
from tests.web.world import send as send_report

FEW, MANY = 5, 25
MOST = {"worklist": 14, "inbox": 6, "case": 29}  # queries of a page, session and member among them


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every query of what runs inside."""
    asked: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "ledger_installation" not in sql:  # the demo clock's offset, read four times a second
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield asked


def open_more(world: World, until: int) -> None:
    """Cases of the centre at the stages of a worklist: new, assessed, referred."""
    worker = world.keys("worker")
    while (count := Case.objects.count()) < until:
        sent, _ = send_report(world)
        case = opening.open_report(worker, Report.objects.get(pk=sent.report_id))
        if count % 3:
            recording.record_danger(worker, case, {"strangulation": "yes"})
        if count % 5 == 4:
            police = world.agencies["police"]
            referral = referrals.draft(
                worker, case, police, "police_other_service", "other", ["reach_me"], "x"
            )
            referrals.consent_recorded(worker, referral, "verbal")


def test_pages_and_an_entry_cost_as_many_queries_with_many_cases_as_with_few(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    found: list[dict[str, int]] = []
    for cases in (FEW, MANY):
        open_more(world, cases)
        page(client, "case", case)  # the reading is recorded once in a quarter of an hour
        costs = {}
        for name, args in (("worklist", []), ("inbox", []), ("case", [case])):
            with counted() as asked:
                page(client, name, *args)
            costs[name] = len(asked)
        key = once(client, reverse("desk:case_account", args=[case]))
        with counted() as asked:
            answer = client.post(
                reverse("desk:case_note", args=[case]),
                {"once": key, "text": "SYNTHETIC", "compartment": "services"},
            )
        assert answer.status_code == 302
        costs["entry"] = len(asked)
        found.append(costs)
    few, many = found
    assert few == many, "something asks once for each case"
    assert all(few[name] <= most for name, most in MOST.items()), f"{few} is more than {MOST}"


def test_what_presses_is_on_the_first_page_and_the_rest_is_a_link_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of six cases the two that press are the last opened and in no known danger; a page holds two."""
    monkeypatch.setattr(worklist, "PAGE", 2)
    worker, client = world.keys("worker"), sign_in(world, "worker")
    for _ in range(4):
        sent, _code = send_report(world)
        case = opening.open_report(worker, Report.objects.get(pk=sent.report_id))
        recording.record_danger(worker, case, {"strangulation": "yes"})
    with pretend(real_now() - timedelta(days=20)):
        late = opening.open_report(worker, Report.objects.get(pk=send_report(world)[0].report_id))
    with pretend(real_now() - timedelta(days=1)):
        asked = opening.open_report(
            world.keys("far_worker"), Report.objects.get(pk=send_report(world, to="centre2")[0].report_id)
        )
        to = world.agencies["centre"]
        referral = referrals.draft(
            world.keys("far_worker"), asked, to, "crisis_shelter", "other", ["reach_me"], "x"
        )
        referrals.consent_recorded(world.keys("far_worker"), referral, "verbal")
    first = worklist.page(worker.member)
    assert {row.case for row in first.rows} == {late, asked}
    assert (first.pages, first.pressing, first.counts["all"], first.counts["at_once"]) == (3, 2, 6, 1)
    seen = [row.case.pk for number in (1, 2, 3) for row in worklist.page(worker.member, "all", number).rows]
    assert len(seen) == len(set(seen)) == 6, "every case is on one page"
    assert worklist.page(worker.member, "all", 99).number == 3
    shown = page(client, "worklist")
    assert "?show=all&amp;page=2" in shown and "Page 1 of 3" in shown
    last = page(client, "worklist", query="?show=all&page=3")
    assert "page=2" in last and "page=4" not in last


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, ""])
def test_a_page_that_there_is_not_is_the_first_or_the_last_one(world: World, number: str) -> None:
    assert "<h1>" in page(sign_in(world, "worker"), "worklist", query=f"?page={number}")
