"""The course of a case at the desk: plan, help, closing by two people, reopening, named members."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from qorgan.web.casework import visits
from qorgan.web.casework.models import CallTask, Case, Report
from qorgan.web.door import said
from qorgan.web.ledger.models import Entry, Subject
from tests.web.desk.signing_in import SAFE_ANY_TIME, checked_now, once, opened_case, page, send, sign_in, text
from tests.web.world import World
from tests.web.world import send as send_report

pytestmark = pytest.mark.django_db
CLOSING = {
    "move": "case.closing_proposed",
    "reason": "goals_met",
    "text": "SYNTHETIC she lives with her sister",
    "stays_open": "SYNTHETIC she knows whom to call",
}


def state(case: str) -> str:
    return Subject.objects.get(pk=case).state


def move(client, case: str, event: str, **data: object):
    url = reverse("desk:case_course_move", args=[case])
    return send(client, url, {"move": event, **data}, at=reverse("desk:case_course", args=[case]))


def assessed(client, case: str) -> None:
    send(client, reverse("desk:case_danger", args=[case]), {"strangulation": "yes"})


def closed(world: World, client, case: str):
    """Closes the case by both people; the supervisor's client."""
    assert move(client, case, **CLOSING | {"event": CLOSING["move"]}).status_code == 302
    boss = sign_in(world, "boss_centre")
    assert move(boss, case, "case.closed", text="SYNTHETIC read it").status_code == 302
    assert state(case) == "closed"
    return boss


def test_after_the_danger_the_next_step_leads_to_the_plan_and_on_to_follow_up(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assessed(client, case)
    assert "Agree with her on a plan of help" in page(client, "case", case)
    assert move(client, case, "case.plan_agreed", text="SYNTHETIC a lawyer", with_her="on").status_code == 302
    assert move(client, case, "case.service_started", text="").status_code == 302
    assert move(client, case, "case.follow_up", text="SYNTHETIC better").status_code == 302
    assert state(case) == "follow_up"
    assert "SYNTHETIC a lawyer" in page(client, "case_account", case)


def test_a_plan_without_her_is_refused_and_keeps_what_was_typed(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assessed(client, case)
    answer = move(client, case, "case.plan_agreed", text="SYNTHETIC typed with care")
    assert answer.status_code == 422
    assert "SYNTHETIC typed with care" in text(answer) and "Go through it together first" in text(answer)
    assert state(case) == "assessed"


def test_a_step_that_the_state_does_not_allow_says_what_is_possible(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = move(client, case, "case.follow_up", text="SYNTHETIC too early")
    assert answer.status_code == 409
    assert "is not possible" in text(answer) and "SYNTHETIC too early" in text(answer)
    assert state(case) == "new"


def test_a_form_sent_twice_is_one_step(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    url = reverse("desk:case_course_move", args=[case])
    data = {"once": once(client, reverse("desk:case_course", args=[case])), **CLOSING}
    assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Entry.objects.filter(subject=case, type="case.closing_proposed").count() == 1


def test_a_closing_is_proposed_reviewed_on_the_supervisors_worklist_and_done(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assessed(client, case)
    move(client, case, **CLOSING | {"event": CLOSING["move"]})
    boss = sign_in(world, "boss_centre")
    assert "Review the closing" in page(boss, "worklist")
    shown = page(boss, "case_course", case)
    assert "SYNTHETIC she lives with her sister" in shown and "What she wanted is done" in shown
    assert "Close the case" in shown
    assert "Close the case</button>" not in page(client, "case_course", case)
    move(boss, case, "case.closed", text="SYNTHETIC read it")
    assert state(case) == "closed"


def test_the_worker_cannot_send_the_supervisors_form(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    move(client, case, **CLOSING | {"event": CLOSING["move"]})
    answer = move(client, case, "case.closed", text="SYNTHETIC myself")
    assert answer.status_code == 422 and "Ask a supervisor" in text(answer)
    assert state(case) == "new"


def test_a_supervisor_who_works_on_the_case_reads_who_can_close_it(world: World) -> None:
    client, boss = sign_in(world, "worker"), sign_in(world, "boss_centre")
    case = opened_case(world, client)
    send(
        boss, reverse("desk:case_note", args=[case]), {"text": "SYNTHETIC", "compartment": "services"},
        at=reverse("desk:case", args=[case]),
    )  # fmt: skip
    move(client, case, **CLOSING | {"event": CLOSING["move"]})
    assert "has no supervisor who does not work on this case" in page(boss, "case_course", case)
    answer = move(boss, case, "case.closed", text="SYNTHETIC")
    assert answer.status_code == 422 and "A supervisor who does not work on this case" in text(answer)


def test_no_contact_before_three_safe_attempts_is_refused_in_words(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = move(client, case, **CLOSING | {"event": CLOSING["move"], "reason": "no_contact"})
    assert answer.status_code == 422
    assert "Only 0 of 3 safe attempts were made" in text(answer)
    assert "SYNTHETIC she lives with her sister" in text(answer)


def test_what_stays_open_needs_a_reason(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = move(client, case, **CLOSING | {"event": CLOSING["move"], "stays_open": ""})
    assert answer.status_code == 422 and "does not stand in the way" in text(answer)


def test_a_closed_case_leaves_the_worklist_and_its_working_pages_until_it_is_opened_again(
    world: World,
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    closed(world, client, case)
    number = str(Case.objects.get(pk=case))
    assert number not in page(client, "worklist")
    assert number in page(client, "worklist", query="?show=closed")
    for name in ("case_danger", "case_facts", "referral_new", "call_new"):
        assert client.get(reverse(f"desk:{name}", args=[case])).status_code == 404
    consent_page = page(client, "case_consent", case)
    assert "In force now" in consent_page and "Sign and share" not in consent_page
    shown = page(client, "case", case)
    assert "It can be opened again at any time" in shown
    assert move(client, case, "case.reopened", text="SYNTHETIC she called").status_code == 302
    assert state(case) == "reopened"
    assert "Go through the signs of danger" in page(client, "case", case)


def test_her_message_to_a_closed_case_brings_it_back_to_the_worklist(world: World) -> None:
    client = sign_in(world, "worker")
    sent, _ = send_report(world)
    send(client, reverse("desk:report_open", args=[sent.report_id]), at=reverse("desk:inbox"))
    case = str(sent.case_id)
    closed(world, client, case)
    visit = visits.open_visit(" ".join(sent.words or ()))
    assert visit is not None
    visits.post_message(visit, "SYNTHETIC it began again")
    assert "She wrote after the case was closed" in page(client, "worklist")
    assert "Read her message" in page(client, "case_course", case)
    assert "SYNTHETIC it began again" in page(client, "case_messages", case)


def test_a_closing_that_an_open_call_forbids_says_so_and_keeps_what_was_typed(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    send(client, reverse("desk:call_new", args=[case]), {"reason": "follow_up", "channel": "call"})
    course_page = reverse("desk:case_course", args=[case])
    key = once(client, course_page)
    call = reverse("desk:call", args=[CallTask.objects.get(case=case).pk])
    send(client, call, {"step": "attempt"})
    answer = client.post(reverse("desk:case_course_move", args=[case]), {"once": key, **CLOSING})
    assert answer.status_code == 422
    assert "A call is being made" in text(answer) and "SYNTHETIC she knows whom to call" in text(answer)


def test_a_case_is_handed_to_a_colleague_and_stands_among_hers(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    other = world.members["other_worker"]
    assert move(client, case, "case.assigned", member=str(other.pk)).status_code == 302
    number = str(Case.objects.get(pk=case))
    assert number in page(sign_in(world, "other_worker"), "worklist", query="?show=mine")
    assert number not in page(client, "worklist", query="?show=mine").partition("<tbody>")[2]
    far = str(world.members["far_worker"].pk)
    assert move(client, case, "case.assigned", member=far).status_code == 422


def named(client, case: str, **data: object):
    return send(client, reverse("desk:case_named", args=[case]), data)


def remove(client, case: str, member, **data: object):
    url = reverse("desk:case_named_remove", args=[case, member.pk])
    return send(client, url, data, at=reverse("desk:case_named", args=[case]))


def test_a_restricted_case_opens_to_the_named_and_to_nobody_else_at_the_next_request(world: World) -> None:
    client, colleague = sign_in(world, "worker"), sign_in(world, "other_worker")
    case = opened_case(world, client)
    assert colleague.get(reverse("desk:case", args=[case])).status_code == 200
    boss = world.members["boss_centre"]
    assert named(client, case, members=[str(boss.pk)], text="SYNTHETIC a cousin").status_code == 302
    assert colleague.get(reverse("desk:case", args=[case])).status_code == 404
    assert str(Case.objects.get(pk=case)) not in page(colleague, "worklist")
    other = world.members["other_worker"]
    assert named(client, case, member=str(other.pk)).status_code == 302
    assert "SYNTHETIC. He hit me" in page(colleague, "case_account", case)
    assert "Remove Other_Worker" in text(remove(client, case, other))
    assert colleague.get(reverse("desk:case", args=[case])).status_code == 200  # the page asks first
    assert remove(client, case, other, sure="1", text="SYNTHETIC").status_code == 302
    assert colleague.get(reverse("desk:case", args=[case])).status_code == 404
    assert page(sign_in(world, "boss_centre"), "case", case)


def test_restricting_without_a_reason_is_refused_and_keeps_the_choice(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = named(client, case, members=[str(world.members["boss_centre"].pk)], text="")
    assert answer.status_code == 422 and "checked" in text(answer)
    assert not Case.objects.get(pk=case).restricted


def test_the_last_named_member_is_not_removed_and_cannot_be_made_to_leave(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    named(client, case, text="SYNTHETIC her wish")
    worker = world.members["worker"]
    answer = remove(client, case, worker, sure="1", text="SYNTHETIC")
    assert answer.status_code == 422 and "Name a colleague first" in text(answer)
    boss = sign_in(world, "boss_centre")
    url = reverse("desk:member_leave", args=[worker.pk])
    send(boss, url, {"sure": "on"}, at=reverse("desk:member", args=[worker.pk]))
    worker.refresh_from_db()
    assert worker.is_active
    assert "the only one who can open a restricted case" in page(boss, "member", worker.pk)


def test_a_closing_in_a_restricted_case_asks_to_name_a_supervisor(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    named(client, case, text="SYNTHETIC her wish")
    move(client, case, **CLOSING | {"event": CLOSING["move"]})
    assert "Name one first" in page(client, "case_course", case)


def test_a_call_no_longer_needed_is_put_away_with_a_reason(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    send(client, reverse("desk:call_new", args=[case]), {"reason": "follow_up", "channel": "call"})
    task = CallTask.objects.get(case=case).pk
    url = reverse("desk:call", args=[task])
    assert send(client, url, {"step": "cancel", "text": " "}).status_code == 422
    assert send(client, url, {"step": "cancel", "text": "SYNTHETIC she came in"}).status_code == 302
    assert CallTask.objects.get(pk=task).status.state == "cancelled"
    assert "The call is no longer needed" not in page(client, "call", task)


@pytest.mark.parametrize("words", ["en", "ru", "kk"])
def test_the_pages_speak_three_languages(world: World, words: str) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    client.post(reverse("desk:language"), {"language": words, "next": "/desk/"})
    heading = {"en": "Course", "ru": "Ход дела", "kk": "Істің барысы"}[words]
    assert heading in page(client, "case_course", case)
    assert {"en": "Who may open it", "ru": "Кто может открыть", "kk": "Кім аша алады"}[words] in page(
        client, "case_named", case
    )


def test_her_page_says_it_in_her_language_and_never_that_a_case_was_closed(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    closed(world, client, case)
    with translation.override("en"):
        line = str(said.STEPS["case.closed"])
    assert "finished its work for now" in line and "case" not in line.lower()
    assert Report.objects.get(case=case).status.state == "opened"
