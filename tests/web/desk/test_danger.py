"""The signs of danger at the desk (our rule in practice: any critical sign is high; nobody lowers alone)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from qorgan.web.casework.models import Case
from tests.web.desk.signing_in import opened_case, page, send, sign_in, text
from tests.web.world import World

pytestmark = pytest.mark.django_db


def _answer(client, case: str, **answers: str):
    return send(client, reverse("desk:case_danger", args=[case]), answers)


def test_one_critical_sign_is_high_and_says_to_act_now(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assert _answer(client, case, strangulation="yes").status_code == 302
    assert Case.objects.get(pk=case).status.danger_band == "high"
    shown = page(client, "case", case)
    assert "High - act now" in shown
    assert "After strangulation: a doctor now" in shown


def test_a_concern_alone_is_enough_and_needs_a_line_of_reason(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    refused = _answer(client, case, concern="on")
    assert refused.status_code == 422
    assert "Write in one line what the concern is." in text(refused)
    assert _answer(client, case, concern="on", reason="SYNTHETIC she is afraid to go home").status_code == 302
    assert Case.objects.get(pk=case).status.danger_band == "high"


def test_questions_left_open_are_counted_and_never_read_as_no(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    _answer(client, case, weapon="no")
    assert Case.objects.get(pk=case).status.danger_band == "insufficient"
    assert "Insufficient information, treat as high" in page(client, "case", case)


def test_the_one_who_assessed_does_not_lower_the_level(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    _answer(client, case, strangulation="yes")
    refused = _answer(client, case, strangulation="no", reason="SYNTHETIC she said it was long ago")
    assert refused.status_code == 409
    assert "A second person must lower the level" in text(refused)
    assert Case.objects.get(pk=case).status.danger_band == "high"


def test_a_second_person_does_not_lower_it_within_72_hours_of_a_critical_sign(world: World) -> None:
    client, second = sign_in(world, "worker"), sign_in(world, "boss_centre")
    case = opened_case(world, client)
    _answer(client, case, strangulation="yes")
    refused = _answer(second, case, strangulation="no", reason="SYNTHETIC misunderstood")
    assert refused.status_code == 409
    assert "less than 72 hours ago" in text(refused)
    assert Case.objects.get(pk=case).status.danger_band == "high"


def test_a_refused_answer_keeps_what_was_chosen(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    shown = text(_answer(client, case, firearm="yes", concern="on"))
    assert re.search(r'name="firearm" value="yes"[^>]*checked', shown)


def test_what_the_facts_already_say_is_filled_in_for_the_worker_to_confirm(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, facts={"acts": ["strangulation"]}, answers={"acts": "known"})
    shown = page(client, "case_danger", case)
    assert re.search(r'name="strangulation" value="yes"[^>]*checked', shown)
    assert "Confirm each" in shown


def test_no_page_of_the_desk_says_low_risk(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    for name, args in (("worklist", []), ("inbox", []), ("case", [case]), ("case_danger", [case])):
        assert "low risk" not in page(client, name, *args).lower()
