"""From a report in the inbox to its case, as a caseworker walks it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.web.casework.models import Case
from tests.web.desk.signing_in import send, sign_in, text
from tests.web.world import World
from tests.web.world import send as send_report

pytestmark = pytest.mark.django_db


def opened(world: World, client) -> str:
    sent, _code = send_report(world)
    answer = send(client, reverse("desk:report_open", args=[sent.report_id]), page=reverse("desk:inbox"))
    assert answer.status_code == 302, text(answer)
    return str(sent.case_id)


def test_the_inbox_shows_a_waiting_report_and_nothing_of_what_is_in_it(world: World) -> None:
    send_report(world)
    page = text(sign_in(world, "worker").get(reverse("desk:inbox")))
    assert "not known until opened" in page
    assert "kitchen" not in page


def test_opening_a_report_leads_to_its_case(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened(world, client)
    page = text(client.get(reverse("desk:case", args=[case])))
    assert "What the law says" in page
    assert str(Case.objects.get(pk=case)) in page
