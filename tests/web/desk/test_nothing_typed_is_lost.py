"""A form that was open while the case was closed, stopped or taken on gives back what was typed into it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.web.casework import closing, consent, contact, course, recording, referrals
from qorgan.web.casework.models import Case
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import SAFE_ANY_TIME, checked_now, once, opened_case, send, sign_in, text
from tests.web.world import World

pytestmark = pytest.mark.django_db
TYPED = "SYNTHETIC typed for ten minutes"


def close(world: World, case: str) -> None:
    """Both people close the case, while someone else still has a form of it open."""
    found = Case.objects.get(pk=case)
    closing.propose(
        world.keys("worker"), found, "survivor_asked", "SYNTHETIC she asked", "SYNTHETIC she knows"
    )
    closing.close(world.keys("boss_centre"), found, "SYNTHETIC read it")


FORMS = [
    ("case_note", "case_account", {"compartment": "services", "text": TYPED}),
    ("case_messages", "case_messages", {"text": TYPED}),
    ("case_danger", "case_danger", {"concern": "on", "reason": TYPED}),
    ("case_plan", "case_plan", {"people": TYPED}),
    ("case_identity", "case_identity", {"call_me": TYPED}),
    ("case_consent", "case_consent", {"statement": TYPED}),
    ("referral_new", "referral_new", {"summary": TYPED}),
    ("case_contact", "case_contact", {"value": TYPED}),
]


@pytest.mark.parametrize(("name", "shown_at", "data"), FORMS)
def test_a_form_open_while_the_case_was_closed_gives_the_words_back(
    world: World, name: str, shown_at: str, data: dict[str, str]
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    key = once(client, reverse(f"desk:{shown_at}", args=[case]))
    close(world, case)
    before = Entry.objects.count()
    answer = client.post(reverse(f"desk:{name}", args=[case]), {"once": key, **data})
    assert answer.status_code == 409
    said = text(answer)
    assert TYPED in said and "was closed while you were writing" in said and "Nothing was saved" in said
    assert reverse("desk:case_course", args=[case]) in said
    assert Entry.objects.count() == before


def test_a_form_open_while_sharing_was_stopped_gives_the_words_back_and_says_no_more(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    found, worker = Case.objects.get(pk=case), world.keys("worker")
    consent.give(worker, found, world.agencies["police"], ["what_happened"], "verbal")
    officer = sign_in(world, "inspector")
    key = once(officer, reverse("desk:case_account", args=[case]))
    consent.withdraw(worker, found, world.agencies["police"])
    answer = officer.post(
        reverse("desk:case_note", args=[case]), {"once": key, "compartment": "account", "text": TYPED}
    )
    assert answer.status_code == 404
    assert TYPED in text(answer) and str(found) not in text(answer)


def test_a_case_that_is_not_there_is_answered_like_one_that_is_not_open(world: World) -> None:
    client, other = sign_in(world, "worker"), sign_in(world, "far_worker")
    case = opened_case(world, client)
    mine = opened_case(world, other, to="centre2")
    key = once(other, reverse("desk:case_account", args=[mine]))
    answers = [
        other.post(
            reverse("desk:case_note", args=[pk]), {"once": key, "compartment": "services", "text": TYPED}
        )
        for pk in (case, "00000000-0000-4000-8000-000000000000")
    ]
    assert [a.status_code for a in answers] == [404, 404]
    first, second = (text(a).replace(case, "").split("<main", 1)[1] for a in answers)
    assert first == second and TYPED in first


def test_what_was_written_of_a_call_that_was_put_away_meanwhile_comes_back(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, safe_contact=checked_now(SAFE_ANY_TIME))
    task = contact.raise_call(world.keys("worker"), Case.objects.get(pk=case), "follow_up", "call")
    url = reverse("desk:call", args=[task.pk])
    send(client, url, {"step": "attempt"})
    key = once(client, url)
    contact.finish(world.keys("boss_centre"), task, "reached", "SYNTHETIC spoke with her")
    answer = client.post(url, {"once": key, "step": "finish", "outcome": "reached", "note": TYPED})
    assert answer.status_code == 409 and TYPED in text(answer)


def test_an_answer_written_to_a_referral_that_was_taken_back_comes_back(world: World) -> None:
    client = sign_in(world, "worker")
    case, worker = opened_case(world, client), world.keys("worker")
    referral = referrals.draft(
        worker, Case.objects.get(pk=case), world.agencies["police"], "police_other_service", "high",
        ["what_happened"], "x",
    )  # fmt: skip
    referrals.consent_recorded(worker, referral, "verbal")
    officer = sign_in(world, "inspector")
    url = reverse("desk:referral", args=[referral.pk])
    key = once(officer, url)
    referrals.accept(world.keys("boss_police"), referral)
    referrals.first_contact(world.keys("boss_police"), referral, "SYNTHETIC spoke with her")
    answer = officer.post(
        reverse("desk:referral_move", args=[referral.pk]),
        {"once": key, "move": "referral.first_contact", "text": TYPED},
    )
    assert answer.status_code == 409 and TYPED in text(answer)


def test_a_step_of_the_course_that_a_colleague_took_first_gives_the_words_back(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    found = Case.objects.get(pk=case)
    recording.record_danger(world.keys("worker"), found, {"strangulation": "yes"})
    key = once(client, reverse("desk:case_course", args=[case]))
    course.agree_plan(world.keys("other_worker"), found, "SYNTHETIC a lawyer", with_her=True)
    answer = client.post(
        reverse("desk:case_course_move", args=[case]),
        {"once": key, "move": "case.plan_agreed", "with_her": "on", "text": TYPED},
    )
    assert answer.status_code == 409
    assert TYPED in text(answer) and "is not possible" in text(answer)
