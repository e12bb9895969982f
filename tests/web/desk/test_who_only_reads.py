"""Whoever only reads a case is led to what was shared, and no button leads to the page it stands on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.web.casework import consent, opening
from qorgan.web.casework.models import Case, Report
from tests.web import world as worlds
from tests.web.desk.signing_in import page, sign_in, text
from tests.web.world import World, send

pytestmark = pytest.mark.django_db
PEOPLE = worlds.PEOPLE | {
    "office": ("prosecutor", [("prosecutor", "prosecutor"), ("clerk", "court_clerk")]),
    "hospital": ("hospital", [("doctor", "health")]),
}


@pytest.fixture
def shared(db: None) -> tuple[World, Case]:
    world = worlds.build(people=PEOPLE)
    sent, _ = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    for code in ("office", "hospital"):
        consent.give(world.keys("worker"), case, world.agencies[code], ["what_happened"], "verbal")
    return world, case


def test_a_prosecutor_is_led_to_her_words(shared: tuple[World, Case]) -> None:
    world, case = shared
    client = sign_in(world, "prosecutor")
    assert reverse("desk:case_account", args=[case.pk]) in page(client, "worklist")
    own = page(client, "case", case.pk).split('class="next"', 1)[1].split("</section>", 1)[0]
    assert reverse("desk:case_account", args=[case.pk]) in own


def test_a_prosecutor_is_offered_no_page_that_could_only_say_not_shared(shared: tuple[World, Case]) -> None:
    world, case = shared
    shown = page(sign_in(world, "prosecutor"), "case", case.pk)
    for name in ("case_plan", "case_messages", "case_contact", "case_identity"):
        assert reverse(f"desk:{name}", args=[case.pk]) not in shown, name
    assert reverse("desk:case_account", args=[case.pk]) in shown
    consent.give(world.keys("worker"), case, world.agencies["office"], ["reach_me"], "verbal")
    assert reverse("desk:case_contact", args=[case.pk]) in page(
        sign_in(world, "boss_office"), "case", case.pk
    )


def test_a_hospital_with_nothing_to_do_is_told_so_without_a_button_to_the_same_page(
    shared: tuple[World, Case],
) -> None:
    world, case = shared
    client = sign_in(world, "doctor")
    own = page(client, "case", case.pk).split('class="next"', 1)[1].split("</section>", 1)[0]
    assert "Nothing in it waits for you now" in own and "button" not in own


def test_a_role_without_pages_is_told_so_and_promised_nothing(shared: tuple[World, Case]) -> None:
    world, _case = shared
    client = sign_in(world, "clerk")
    said = text(client.get(reverse("desk:worklist")))
    assert "this version has no page of its own for it" in said and "later" not in said
