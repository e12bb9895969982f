"""People of an agency (vault.md rules 3 and 13): accounts without keys, six words in person, leaving."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from qorgan.web.agencies.models import AgencyKeyWrap, Member
from qorgan.web.casework import leaving
from qorgan.web.casework.models import Grant
from tests.web.desk.signing_in import opened_case, page, send, sign_in, sign_in_with, text
from tests.web.world import PASSWORD, World

pytestmark = pytest.mark.django_db
OWN = "four calm words here"
NEW = {"display_name": "Synthetic Newcomer", "username": "newcomer", "role": "caseworker", "language": "en"}


def _created(world: World) -> tuple[Client, str, str]:
    """(the administrator's client, the member's id, the start password)."""
    admin = sign_in(world, "admin")
    answer = send(admin, reverse("desk:member_new"), NEW)
    shown = text(admin.get(answer["Location"]))
    found = re.search(r"Start password</dt><dd>([^<]+)<", shown)
    assert found
    return admin, str(Member.objects.get(username="newcomer").pk), found[1]


def _begun(start: str, own: str = OWN) -> tuple[Client, str]:
    """(the newcomer's client, the page that follows the new password)."""
    client = Client()
    client.post(reverse("account_login"), {"login": "newcomer", "password": start})
    answer = send(client, reverse("desk:begin"), {"start": start, "new": own, "again": own})
    return client, text(client.get(answer["Location"])) if answer.status_code == 302 else text(answer)


def _secret(shown: str) -> str:
    found = re.search(r"<b>([A-Z2-7 ]+)</b>", shown)
    assert found
    return found[1].replace(" ", "")


def _words(shown: str) -> list[str]:
    return re.findall(r"<li><span>\d</span>([^<]+)</li>", shown)


def test_an_administrator_lands_at_the_members_and_opens_no_page_of_a_case(world: World) -> None:
    case = opened_case(world, sign_in(world, "worker"))
    admin = sign_in(world, "admin")
    assert admin.get(reverse("desk:worklist"))["Location"] == reverse("desk:members")
    for name in ("case", "case_account", "case_consent", "case_facts"):
        assert admin.get(reverse(f"desk:{name}", args=[case])).status_code in (403, 404), name


def test_the_start_password_is_shown_once(world: World) -> None:
    admin, member, start = _created(world)
    assert start not in page(admin, "member_start", member)


def test_a_new_account_opens_nothing_before_its_owner_has_begun_and_was_admitted(world: World) -> None:
    _admin, member, start = _created(world)
    client, shown = _begun(start)
    assert AgencyKeyWrap.objects.filter(member=member).count() == 0
    waiting = sign_in_with("newcomer", OWN, _secret(shown))
    assert "Waiting to be admitted" in page(waiting, "worklist")
    assert waiting.get(reverse("desk:inbox")).status_code in (200, 302, 403)


def test_the_supervisor_sees_the_same_six_words_as_the_newcomer(world: World) -> None:
    _admin, member, start = _created(world)
    _client, shown = _begun(start)
    words = _words(shown)
    assert len(words) == 6
    assert _words(page(sign_in(world, "boss_centre"), "member", member)) == words


def test_admission_needs_the_words_to_have_been_compared(world: World) -> None:
    _admin, member, start = _created(world)
    _begun(start)
    boss = sign_in(world, "boss_centre")
    address = reverse("desk:member_admit", args=[member])
    refused = send(boss, address, at=reverse("desk:member", args=[member]))
    assert refused.status_code == 422
    assert "Compare the words face to face first" in text(refused)
    assert Member.objects.get(pk=member).admitted_at is None


def test_with_three_key_holders_one_signature_does_not_admit(world: World) -> None:
    _admin, member, start = _created(world)
    _begun(start)
    boss = sign_in(world, "boss_centre")
    send(
        boss,
        reverse("desk:member_admit", args=[member]),
        {"same": "on"},
        at=reverse("desk:member", args=[member]),
    )
    assert Member.objects.get(pk=member).admitted_at is None
    assert "A second supervisor compares the words and signs too." in page(boss, "member", member)


def test_an_administrator_cannot_admit(world: World) -> None:
    admin, member, start = _created(world)
    _begun(start)
    answer = admin.post(reverse("desk:member_admit", args=[member]), {"once": "k" * 22, "same": "on"})
    assert answer.status_code == 403


@pytest.mark.parametrize("weak", ["short", "12345678901234567890", "passwordpassword"[:13]])
def test_a_weak_password_is_refused_when_beginning(world: World, weak: str) -> None:
    _admin, member, start = _created(world)
    _begun(start, weak)
    assert Member.objects.get(pk=member).must_begin


def test_the_start_password_opens_nothing_after_beginning(world: World) -> None:
    _admin, _member, start = _created(world)
    _begun(start)
    again = Client().post(reverse("account_login"), {"login": "newcomer", "password": start})
    assert again.status_code == 200  # the form again, with its one neutral sentence


def test_someone_who_left_cannot_sign_in_and_an_open_session_ends(world: World) -> None:
    leaver, admin = sign_in(world, "other_worker"), sign_in(world, "admin")
    member = str(world.members["other_worker"].pk)
    send(admin, reverse("desk:member_leave", args=[member]), at=reverse("desk:member", args=[member]))
    assert leaver.get(reverse("desk:worklist")).status_code == 302
    again = Client().post(reverse("account_login"), {"login": "other_worker", "password": PASSWORD})
    assert again.status_code != 302 or again["Location"] != reverse("mfa_authenticate")


def test_after_a_leaving_the_administrator_reads_that_keys_are_due_and_a_supervisor_changes_them(
    world: World,
) -> None:
    case = opened_case(world, sign_in(world, "worker"))
    admin = sign_in(world, "admin")
    assert "the agency's keys change" not in page(admin, "members")
    left = reverse("desk:member_leave", args=[world.members["other_worker"].pk])
    send(admin, left, at=reverse("desk:member", args=[world.members["other_worker"].pk]))
    told = page(admin, "members")
    assert "New keys are made when a supervisor next signs in." in told and "Go on now" not in told
    boss = sign_in(world, "boss_centre")
    assert "Go on now" in page(boss, "members")
    answer = send(boss, reverse("desk:members_keys"), at=reverse("desk:members"))
    shown = text(boss.get(answer["Location"]))
    assert "Done. Everything that is shared lies under the new keys." in shown and "Go on now" not in shown
    assert {grant.agency_key_version for grant in Grant.objects.filter(case=case, member=None)} == {2}


def test_a_supervisor_who_only_looks_at_her_worklist_does_the_work(world: World) -> None:
    opened_case(world, sign_in(world, "worker"))
    leaving.leave(world.members["admin"], world.members["other_worker"])
    page(sign_in(world, "boss_centre"), "worklist")
    assert "the agency's keys change" not in page(sign_in(world, "admin"), "members")


def test_what_does_not_open_is_said_when_a_supervisor_goes_on(world: World) -> None:
    case = opened_case(world, sign_in(world, "worker"))
    planted = Grant.objects.filter(case=case).order_by("pk").first()
    assert planted is not None
    Grant.objects.filter(pk=planted.pk).update(signature=b"\0" * 64)
    leaving.leave(world.members["admin"], world.members["other_worker"])
    boss = sign_in(world, "boss_centre")
    page(boss, "worklist")
    assert "1 shared key still lies under the older ones" in page(boss, "members")
    answer = send(boss, reverse("desk:members_keys"), at=reverse("desk:members"))
    assert "What is left does not open with your keys." in text(boss.get(answer["Location"]))


def test_members_of_another_agency_are_not_shown(world: World) -> None:
    shown = page(sign_in(world, "admin"), "members")
    assert "other_worker" in shown
    assert "inspector" not in shown


def test_a_taken_user_name_is_refused_and_the_form_keeps_its_input(world: World) -> None:
    admin = sign_in(world, "admin")
    answer = send(admin, reverse("desk:member_new"), NEW | {"username": "worker"})
    assert answer.status_code == 422
    assert "Synthetic Newcomer" in text(answer)
