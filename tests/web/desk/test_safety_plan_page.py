"""The page of the safety plan: written with her, kept in versions, and honest about who can read it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from qorgan.web.casework import consent, safety_plan, visits
from qorgan.web.casework.models import Case
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import once, opened_case, page, send, sign_in, text
from tests.web.door.walker import Page
from tests.web.world import World
from tests.web.world import send as send_report

pytestmark = pytest.mark.django_db
PEOPLE = "SYNTHETIC the neighbour upstairs"


def address(case: str) -> str:
    return reverse("desk:case_plan", args=[case])


def seen(client: Client, case: str) -> str:
    return Page(text(client.get(address(case)))).hidden.get("seen", "")


def test_a_plan_written_with_her_is_shown_with_who_wrote_it_and_when(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    assert "There is no safety plan yet." in page(client, "case_plan", case)
    answer = send(client, address(case), {"people": PEOPLE})
    assert answer.status_code == 302
    shown = page(client, "case_plan", case)
    assert PEOPLE in shown and "Her code opens it." in shown
    assert "Caseworker, centre (synthetic)" in shown
    assert all(number in shown for number in ("102", "103", "111"))


def test_the_page_says_before_anything_is_written_that_her_code_opens_it(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    shown = page(client, "case_plan", case)
    assert shown.index("Whoever holds the code can read it.") < shown.index("<textarea")


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ({"scope": "messages"}, "She chose that it opens less."),
        ({"scope": "status"}, "She chose that it opens less."),
        ({"scope": "status", "keep_code": False}, "She took no code, or ended it."),
    ],
)
def test_where_her_code_does_not_open_it_the_page_says_so_and_the_plan_can_be_kept(
    world: World, report: dict[str, object], why: str
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, **report)
    shown = page(client, "case_plan", case)
    assert "Her code does not open the plan." in shown and why in shown
    assert send(client, address(case), {"people": PEOPLE}).status_code == 302
    assert PEOPLE in page(client, "case_plan", case)


def test_a_part_that_is_too_long_is_refused_and_everything_typed_is_still_there(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    long = "я" * 601
    answer = send(client, address(case), {"people": long, "sign": "SYNTHETIC two rings"})
    assert answer.status_code == 422
    assert "Characters too many: 1." in text(answer)
    assert long in text(answer) and "SYNTHETIC two rings" in text(answer)
    assert not Entry.objects.filter(type="case.safety_plan_recorded").exists()


def test_an_empty_plan_is_not_written(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    answer = send(client, address(case), {"people": "  "})
    assert answer.status_code == 422 and "Write in at least one part." in text(answer)


def test_the_same_form_sent_twice_is_one_version(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    data = {"once": once(client, address(case)), "people": PEOPLE}
    first, second = client.post(address(case), data), client.post(address(case), data)
    assert first["Location"] == second["Location"] == address(case)
    assert Entry.objects.filter(type="case.safety_plan_recorded").count() == 1


def test_a_new_version_begins_with_what_stands_and_the_earlier_one_can_still_be_read(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan")
    send(client, address(case), {"people": PEOPLE})
    form = page(client, "case_plan", case)
    assert form.count(PEOPLE) == 2, "it is shown, and stands in the form"
    send(client, address(case), {"people": "SYNTHETIC my aunt", "seen": seen(client, case)})
    shown = page(client, "case_plan", case)
    assert "SYNTHETIC my aunt" in shown and PEOPLE in shown and "1 earlier version" in shown


def test_a_version_that_was_written_meanwhile_is_shown_and_nothing_typed_is_lost(world: World) -> None:
    first, second = sign_in(world, "worker"), sign_in(world, "other_worker")
    case = opened_case(world, first, scope="plan")
    stale = {"once": once(second, address(case)), "seen": seen(second, case), "sign": "SYNTHETIC mine"}
    send(first, address(case), {"people": PEOPLE})
    answer = second.post(address(case), stale)
    assert answer.status_code == 409
    assert "Somebody wrote a newer version" in text(answer)
    assert PEOPLE in text(answer) and "SYNTHETIC mine" in text(answer)
    again = {"once": once(second, address(case)), "seen": seen(second, case), "sign": "SYNTHETIC mine"}
    assert second.post(address(case), again).status_code == 302


def test_her_own_notes_stand_on_the_page_and_are_not_in_the_form(world: World) -> None:
    client = sign_in(world, "worker")
    sent, _ = send_report(world, scope="plan")
    send(client, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    visit = visits.open_visit(" ".join(sent.words or ()))
    assert visit is not None
    visits.keep_notes(visit, "SYNTHETIC note of hers")
    shown = page(client, "case_plan", str(sent.case_id))
    assert shown.count("SYNTHETIC note of hers") == 1 and "she herself" in shown
    assert "Her own notes:" in page(client, "case", str(sent.case_id))


def test_an_office_that_does_not_lead_reads_and_writes_nothing(world: World) -> None:
    client, police = sign_in(world, "worker"), sign_in(world, "inspector")
    case = opened_case(world, client, scope="plan")
    send(client, address(case), {"people": PEOPLE})
    found = Case.objects.get(pk=case)
    consent.give(world.keys("worker"), found, world.agencies["police"], ["reach_me", "what_happened"])
    shown = page(police, "case_plan", case)
    assert "Not shared with your agency." in shown and PEOPLE not in shown and "<textarea" not in shown
    police.post(address(case), {"once": "x" * 20, "people": "SYNTHETIC from the police"})
    assert Entry.objects.filter(type="case.safety_plan_recorded").count() == 1
    assert PEOPLE not in page(police, "case", case)


def test_a_plan_that_is_no_longer_shared_is_not_written_and_what_was_typed_stays(world: World) -> None:
    client = sign_in(world, "worker")
    sent, _ = send_report(world, scope="plan")
    send(client, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    case = str(sent.case_id)
    data = {"once": once(client, address(case)), "people": PEOPLE}
    visit = visits.open_visit(" ".join(sent.words or ()))
    assert visit is not None
    visits.stop_sharing(visit, world.agencies["centre"].id)
    answer = client.post(address(case), data)
    assert answer.status_code == 409
    assert "no longer shared with your agency" in text(answer) and PEOPLE in text(answer)
    assert not Entry.objects.filter(type="case.safety_plan_recorded").exists()


def test_the_case_says_that_there_is_no_plan_when_danger_is_high_until_there_is_one(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, scope="plan", facts={"acts": ["strangulation"]})
    assert "no safety plan yet" in page(client, "case", case)
    send(client, address(case), {"people": PEOPLE})
    shown = page(client, "case", case)
    assert "no safety plan yet" not in shown and "Safety plan written with her" in shown
    assert PEOPLE not in shown, "the overview opens no plan"
    assert safety_plan.missing(Case.objects.get(pk=case), world.members["worker"]) is False
