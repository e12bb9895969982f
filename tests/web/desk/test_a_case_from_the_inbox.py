"""From a report in the inbox to its case, as a caseworker walks it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.web.casework.models import Case
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import opened_case, page, send, sign_in, text
from tests.web.world import World
from tests.web.world import send as send_report

pytestmark = pytest.mark.django_db
NARRATIVE = "SYNTHETIC. He hit me in the kitchen."


def test_the_inbox_shows_a_waiting_report_and_nothing_of_what_is_in_it(world: World) -> None:
    send_report(world)
    shown = page(sign_in(world, "worker"), "inbox")
    assert "not known until opened" in shown
    assert "kitchen" not in shown


def test_the_inbox_of_another_agency_stays_empty(world: World) -> None:
    send_report(world)
    assert "Nothing is waiting" in page(sign_in(world, "far_worker"), "inbox")


def test_a_report_with_a_conflict_is_not_in_a_caseworkers_inbox(world: World) -> None:
    send_report(world, conflict=True, conflict_who="SYNTHETIC his aunt works there")
    assert "Nothing is waiting" in page(sign_in(world, "worker"), "inbox")


def test_opening_a_report_leads_to_its_case_with_the_law_and_a_next_step(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    shown = page(client, "case", case)
    assert str(Case.objects.get(pk=case)) in shown
    assert "Next step" in shown
    assert "Go through the signs" in shown
    assert "What the law says" in shown


def test_a_report_is_opened_by_a_post_only(world: World) -> None:
    sent, _code = send_report(world)
    client = sign_in(world, "worker")
    assert client.get(reverse("desk:report_open", args=[sent.report_id])).status_code == 405
    assert not Case.objects.exists()


def test_a_colleague_who_opens_the_same_report_lands_in_the_same_case(world: World) -> None:
    sent, _code = send_report(world)
    first, second = sign_in(world, "worker"), sign_in(world, "other_worker")
    waiting = text(second.get(reverse("desk:inbox")))
    address = reverse("desk:report_open", args=[sent.report_id])
    send(first, address, at=reverse("desk:inbox"))
    key = waiting.split('name="once" value="')[1].split('"')[0]
    answer = second.post(address, {"once": key})
    assert answer["Location"] == reverse("desk:case", args=[sent.case_id])
    assert Case.objects.count() == 1


def test_her_words_stand_on_their_own_page_and_not_on_the_overview(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assert NARRATIVE not in page(client, "case", case)
    assert NARRATIVE in page(client, "case_account", case)


def test_reading_a_part_is_on_the_record_before_it_is_shown(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    page(client, "case_contact", case)
    worker = world.members["worker"].pk
    assert Entry.objects.filter(subject=case, type="case.read", compartment=2, actor=worker).count() == 1


def test_lists_open_nothing(world: World) -> None:
    client = sign_in(world, "worker")
    opened_case(world, client)
    before = Entry.objects.filter(type="case.read").count()
    for name in ("worklist", "inbox", "referrals", "calls"):
        assert "kitchen" not in page(client, name)
    assert Entry.objects.filter(type="case.read").count() == before


def test_a_case_of_another_agency_is_answered_as_if_it_did_not_exist(world: World) -> None:
    case = opened_case(world, sign_in(world, "worker"))
    stranger = sign_in(world, "inspector")
    for name in (
        "case",
        "case_account",
        "case_facts",
        "case_danger",
        "case_contact",
        "case_messages",
        "case_consent",
    ):
        assert stranger.get(reverse(f"desk:{name}", args=[case])).status_code == 404, name


def test_the_worklist_names_the_next_step_of_each_case(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    shown = page(client, "worklist")
    assert reverse("desk:case", args=[case]) in shown
    assert reverse("desk:case_danger", args=[case]) in shown


def test_an_empty_worklist_says_what_brings_a_case_here(world: World) -> None:
    assert "A case appears here when a report is opened" in page(sign_in(world, "worker"), "worklist")


def test_a_conflict_goes_to_the_supervisor_and_stays_with_named_members(world: World) -> None:
    boss, worker = sign_in(world, "boss_centre"), sign_in(world, "worker")
    case = opened_case(world, boss, conflict=True, conflict_who="SYNTHETIC his aunt works there")
    assert "named members only" in page(boss, "case", case)
    assert "SYNTHETIC his aunt works there" in page(boss, "case_contact", case)
    assert worker.get(reverse("desk:case", args=[case])).status_code == 404
    assert str(Case.objects.get(pk=case)) not in page(worker, "worklist")


def test_the_name_she_gave_for_herself_stands_beside_her_words(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, identity={"call_me": "SYNTHETIC Aru"})
    shown = page(client, "case_account", case)
    assert "What she wants to be called" in shown
    assert "SYNTHETIC Aru" in shown
    assert "SYNTHETIC Aru" not in page(client, "case", case)
