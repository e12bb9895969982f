"""Consent opens and closes what another agency sees; a referral leaves only after she agreed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from qorgan.web.casework import tick
from qorgan.web.casework.models import Referral
from qorgan.web.clock import now
from tests.web.desk.signing_in import SAFE_ANY_TIME, opened_case, page, send, sign_in, text
from tests.web.world import World

pytestmark = pytest.mark.django_db


def _share(client, world: World, case: str, to: str, *bundles: str, **more: str):
    data = {
        "agency": str(world.agencies[to].pk),
        "bundles": list(bundles),
        "how": "verbal",
        "told": "on",
        **more,
    }
    return send(client, reverse("desk:case_consent", args=[case]), data)


def _drafted(client, world: World, case: str, urgency: str = "high") -> str:
    data = {
        "to_agency": str(world.agencies["centre2"].pk),
        "service": "safehouse_service",
        "urgency": urgency,
        "bundles": ["what_happened", "reach_me"],
        "summary": "SYNTHETIC a place for tonight",
    }
    answer = send(client, reverse("desk:referral_new", args=[case]), data)
    assert answer.status_code == 302, text(answer)
    return str(Referral.objects.get(case=case).pk)


def _move(client, referral: str, event: str, **data: str):
    address = reverse("desk:referral_move", args=[referral])
    return send(
        client, address, {"move": f"referral.{event}", **data}, at=reverse("desk:referral", args=[referral])
    )


def test_consent_opens_the_case_to_the_named_agency(world: World) -> None:
    client, inspector = sign_in(world, "worker"), sign_in(world, "inspector")
    case = opened_case(world, client)
    assert inspector.get(reverse("desk:case", args=[case])).status_code == 404
    assert _share(client, world, case, "police", "what_happened").status_code == 302
    assert "What the law says" in page(inspector, "case", case)


def test_what_was_not_agreed_to_is_said_plainly_as_not_shared(world: World) -> None:
    client, inspector = sign_in(world, "worker"), sign_in(world, "inspector")
    case = opened_case(world, client, safe_contact=SAFE_ANY_TIME)
    _share(client, world, case, "police", "what_happened")
    shown = page(inspector, "case_contact", case)
    assert "Not shared with your agency." in shown
    assert "+7 700" not in shown


def test_consent_names_at_least_one_part_and_that_she_was_told(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    refused = _share(client, world, case, "police", told="")
    assert refused.status_code == 422
    assert "Choose at least one part, as she said it." in text(refused)
    assert "Tell her this first, then tick it." in text(refused)


def test_stopping_closes_the_case_to_that_agency_at_once(world: World) -> None:
    client, inspector = sign_in(world, "worker"), sign_in(world, "inspector")
    case = opened_case(world, client)
    _share(client, world, case, "police", "what_happened")
    stop = reverse("desk:case_consent_stop", args=[case, world.agencies["police"].pk])
    asked = send(client, stop, at=reverse("desk:case_consent", args=[case]))
    assert "cannot be taken back" in text(asked)
    assert "What the law says" in page(inspector, "case", case)
    key = text(asked).split('name="once" value="')[1].split('"')[0]
    assert client.post(stop, {"once": key, "sure": "1"}).status_code == 302
    assert inspector.get(reverse("desk:case", args=[case])).status_code == 404


def test_a_draft_is_not_seen_by_the_other_agency_before_she_agrees(world: World) -> None:
    client, receiver = sign_in(world, "worker"), sign_in(world, "far_worker")
    case = opened_case(world, client)
    referral = _drafted(client, world, case)
    assert receiver.get(reverse("desk:referral", args=[referral])).status_code == 404
    assert (
        _move(client, referral, "consented", how="verbal", text="SYNTHETIC yes, in Kazakh").status_code == 302
    )
    assert "SYNTHETIC a place for tonight" in page(receiver, "referral", referral)
    assert "What the law says" in page(receiver, "case", case)


def test_a_referral_shows_when_it_must_be_answered(world: World) -> None:
    client, receiver = sign_in(world, "worker"), sign_in(world, "far_worker")
    referral = _drafted(client, world, opened_case(world, client))
    _move(client, referral, "consented", how="verbal", text="")
    assert "Answer the referral" in page(receiver, "referral", referral)
    assert Referral.objects.get(pk=referral).status.due_at is not None


def test_a_referral_walks_from_seen_to_its_outcome(world: World) -> None:
    client, receiver = sign_in(world, "worker"), sign_in(world, "far_worker")
    referral = _drafted(client, world, opened_case(world, client, safe_contact=SAFE_ANY_TIME))
    _move(client, referral, "consented", how="verbal", text="")
    steps = [
        ("acknowledged", {}),
        ("accepted", {}),
        ("first_contact", {"text": ""}),
        ("service_started", {"text": "SYNTHETIC a room"}),
        ("outcome", {"choice": "service_given", "text": "SYNTHETIC she is well"}),
    ]
    for state, data in steps:
        assert _move(receiver, referral, state, **data).status_code == 302
        assert Referral.objects.get(pk=referral).status.state == state
    assert "SYNTHETIC she is well" in page(client, "referral", referral)


def test_declining_needs_a_reason_and_closes_what_was_shared_for_it(world: World) -> None:
    client, receiver = sign_in(world, "worker"), sign_in(world, "far_worker")
    case = opened_case(world, client)
    referral = _drafted(client, world, case)
    _move(client, referral, "consented", how="verbal", text="")
    refused = _move(receiver, referral, "declined", text="SYNTHETIC full")
    assert refused.status_code == 422
    assert "Choose one of these." in text(refused)
    _move(receiver, referral, "declined", choice="no_capacity", text="")
    assert Referral.objects.get(pk=referral).status.state == "declined"
    assert receiver.get(reverse("desk:case", args=[case])).status_code == 404


def test_the_sender_cannot_answer_in_the_receivers_place(world: World) -> None:
    client = sign_in(world, "worker")
    referral = _drafted(client, world, opened_case(world, client))
    _move(client, referral, "consented", how="verbal", text="")
    answer = client.post(
        reverse("desk:referral_move", args=[referral]), {"once": "k" * 22, "move": "referral.accepted"}
    )
    assert answer.status_code == 404
    assert Referral.objects.get(pk=referral).status.state == "sent"


def test_the_urgency_is_proposed_from_the_danger_level(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    send(client, reverse("desk:case_danger", args=[case]), {"weapon": "yes"})
    critical = page(client, "referral_new", case).split('value="critical"')[1].split(">")[0]
    assert "checked" in critical


def test_an_unanswered_referral_is_marked_overdue_and_as_passed_higher(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    referral = _drafted(client, world, case, urgency="critical")
    _move(client, referral, "consented", how="verbal", text="")
    tick.run(now() + timedelta(hours=1, minutes=1))  # critical: answered within the hour
    assert Referral.objects.get(pk=referral).status.state == "escalated"
    assert "passed higher" in page(client, "worklist")
    assert "Not done in time, passed higher" in page(client, "referral", referral)


def test_on_a_telephone_each_cell_of_the_list_of_referrals_says_what_it_is(world: World) -> None:
    """Narrow screens have no heads of columns: a date alone does not say that it is a deadline."""
    client = sign_in(world, "worker")
    _drafted(client, world, opened_case(world, client))
    listed = client.get(reverse("desk:referrals")).content.decode()
    cells = re.findall(r"<td[^>]*>", listed)
    assert len(cells) >= 4
    assert [cell for cell in cells if 'data-label="' not in cell] == []
