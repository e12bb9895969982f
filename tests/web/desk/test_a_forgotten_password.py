"""A forgotten password, a lost second factor (vault.md rules 3, 12, 13): a new beginning, never a way in."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from qorgan.web.agencies import admission
from qorgan.web.agencies.models import AgencyKeyWrap, Member, SecretWrap
from qorgan.web.casework import restriction
from qorgan.web.casework.models import Case, Grant, SearchToken
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import opened_case, page, send, sign_in_with, text
from tests.web.world import PASSWORD, World

pytestmark = pytest.mark.django_db
OWN = "four calm words here"
GIVEN = re.compile(r"Start password</dt><dd>([^<]+)<")


def give(world: World, by: str, name: str, reason: str = "password") -> str:
    """The start password that `by` draws for `name` on the pages."""
    client = anew(by, PASSWORD, world.totp[by])
    address = reverse("desk:member_reset", args=[world.members[name].pk])
    answer = send(client, address, {"reason": reason, "sure": "on"})
    assert answer.status_code == 302, text(answer)
    found = GIVEN.search(text(client.get(answer["Location"])))
    assert found
    return found[1]


def begin(name: str, start: str, old: str = "", own: str = OWN) -> tuple[Client, str]:
    """(the client, the page that follows): what the owner of the start password does."""
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": start})
    data = {"start": start, "new": own, "again": own, "old": old}
    answer = send(client, reverse("desk:begin"), data)
    return client, text(client.get(answer["Location"]) if answer.status_code == 302 else answer)


def seed(shown: str) -> str:
    found = re.search(r"<b>([A-Z2-7 ]+)</b>", shown)
    assert found, shown
    return found[1].replace(" ", "")


def anew(name: str, password: str, secret: str) -> Client:
    """A sign-in; a code works once, and here no half minute passes between two."""
    cache.clear()
    return sign_in_with(name, password, secret)


def admit(world: World, by: str, name: str) -> bool:
    return admission.admit(world.keys(by), Member.objects.get(pk=world.members[name].pk))


def restricted(world: World, *colleagues: str) -> str:
    """A case that opens to the worker, and to these colleagues, only."""
    case = opened_case(world, anew("worker", PASSWORD, world.totp["worker"]))
    named = [world.members[name] for name in colleagues]
    restriction.restrict(world.keys("worker"), Case.objects.get(pk=case), named, "SYNTHETIC reason")
    return case


def test_new_keys_are_admitted_anew_and_then_the_agency_s_cases_open_again(world: World) -> None:
    case = opened_case(world, anew("worker", PASSWORD, world.totp["worker"]))
    before = world.keys("worker").secret.box_sk
    _, shown = begin("worker", give(world, "admin", "worker"))
    assert not AgencyKeyWrap.objects.filter(member=world.members["worker"]).exists()
    waiting = anew("worker", OWN, seed(shown))
    assert "Waiting to be admitted" in page(waiting, "worklist")
    assert waiting.get(reverse("desk:case_account", args=[case])).status_code == 404
    assert admit(world, "boss_centre", "worker")
    again = anew("worker", OWN, seed(shown))
    assert "He hit me in the kitchen" in page(again, "case_account", case)
    assert bytes(Member.objects.get(username="worker").box_pk or b"") != bytes(before)


def test_from_the_start_password_on_the_old_password_code_and_open_sessions_are_over(world: World) -> None:
    open_session = anew("worker", PASSWORD, world.totp["worker"])
    give(world, "admin", "worker")
    assert open_session.get(reverse("desk:worklist"))["Location"] == reverse("account_login")
    old = anew("worker", PASSWORD, world.totp["worker"])
    assert old.get(reverse("desk:worklist"))["Location"] == reverse("account_login")


def test_an_administrator_who_uses_the_start_password_reads_nothing(world: World) -> None:
    case = opened_case(world, anew("worker", PASSWORD, world.totp["worker"]))
    _, shown = begin("worker", give(world, "admin", "worker"))
    taken = anew("worker", OWN, seed(shown))
    for name in ("case", "case_account", "case_identity", "case_contact"):
        assert taken.get(reverse(f"desk:{name}", args=[case])).status_code == 404, name
    assert anew("admin", PASSWORD, world.totp["admin"]).get(
        reverse("desk:case", args=[case])
    ).status_code in (403, 404)


def test_an_administrator_who_also_knows_the_old_password_reads_nothing(world: World) -> None:
    case = restricted(world, "other_worker")
    _, shown = begin("worker", give(world, "admin", "worker", "factor"), old=PASSWORD)
    assert not AgencyKeyWrap.objects.filter(member=world.members["worker"]).exists()
    taken = anew("worker", OWN, seed(shown))
    for name in ("case", "case_account", "case_identity", "case_contact"):
        assert taken.get(reverse(f"desk:{name}", args=[case])).status_code == 404, name


def test_a_lost_second_factor_with_a_known_password_loses_nothing(world: World) -> None:
    case = restricted(world)
    keys = world.keys("worker").secret
    _, shown = begin("worker", give(world, "admin", "worker", "factor"), old=PASSWORD)
    assert admit(world, "boss_centre", "worker")
    again = anew("worker", OWN, seed(shown))
    assert "He hit me in the kitchen" in page(again, "case_account", case)
    assert bytes(Member.objects.get(username="worker").box_pk or b"") == bytes(keys.box_pk)


def test_without_the_old_password_a_restricted_case_goes_to_the_others_and_may_name_her_again(
    world: World,
) -> None:
    case = restricted(world, "other_worker")
    page(anew("worker", PASSWORD, world.totp["worker"]), "case_account", case)  # her own index of it
    begin("worker", give(world, "admin", "worker"))
    assert not Grant.objects.filter(member=world.members["worker"]).exists()
    assert not SearchToken.objects.filter(member=world.members["worker"]).exists()
    assert admit(world, "boss_centre", "worker")
    found = Case.objects.get(pk=case)
    assert found.rotate_before_write
    restriction.name(world.keys("other_worker"), found, Member.objects.get(pk=world.members["worker"].pk))
    assert Grant.objects.filter(case=case, member=world.members["worker"]).exists()


def test_what_only_her_keys_open_is_not_thrown_away_at_a_desk(world: World) -> None:
    restricted(world)
    _, shown = begin("worker", give(world, "admin", "worker"))
    assert "would be lost to everybody" in shown
    assert SecretWrap.objects.filter(member=world.members["worker"]).exists()
    assert Grant.objects.filter(member=world.members["worker"]).exists()
    out = StringIO()
    call_command("reset_member", "worker", "--reason", "password", "--lose", stdout=out)
    start = re.search(r"start password (\S+)\.", out.getvalue())
    assert start and "nobody opens any more: 1" in out.getvalue()
    assert seed(begin("worker", start[1])[1])


def test_tries_at_the_old_password_are_counted(world: World) -> None:
    start = give(world, "admin", "worker")
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": "worker", "password": start})
    data = {"start": start, "new": OWN, "again": OWN}
    for number in range(8):
        answer = send(client, reverse("desk:begin"), data | {"old": f"wrong password number {number}"})
        assert answer.status_code == 422 and "not the password you had" in text(answer)
    answer = send(client, reverse("desk:begin"), data | {"old": PASSWORD})
    assert answer.status_code == 422
    assert Member.objects.get(username="worker").must_begin


def test_who_gave_the_start_password_does_not_admit_as_well(world: World) -> None:
    client = anew("boss_centre", PASSWORD, world.totp["boss_centre"])
    address = reverse("desk:member_reset", args=[world.members["worker"].pk])
    answer = send(client, address, {"reason": "password", "sure": "on"})
    assert answer.status_code == 422 and "Ask your administrator to start it" in text(answer)
    assert not Member.objects.get(username="worker").must_begin
    begin("worker", give(world, "admin", "worker"))
    Entry.objects.filter(type="member.reset_password").update(actor=world.members["boss_centre"].pk)
    with pytest.raises(admission.StartedIt):
        admit(world, "boss_centre", "worker")


def test_the_only_supervisor_and_an_administrator_are_not_for_this_page(world: World) -> None:
    admin, boss = (
        anew("admin", PASSWORD, world.totp["admin"]),
        anew("boss_centre", PASSWORD, world.totp["boss_centre"]),
    )
    own_boss = reverse("desk:member_reset", args=[world.members["boss_centre"].pk])
    answer = send(admin, own_boss, {"reason": "factor", "sure": "on"})
    assert answer.status_code == 422 and "recovery cards" in text(answer)
    assert boss.get(reverse("desk:member_reset", args=[world.members["admin"].pk])).status_code == 404
    assert not Member.objects.get(username="boss_centre").must_begin


def test_an_only_supervisor_with_her_old_password_goes_on_without_cards(world: World) -> None:
    out = StringIO()
    call_command("reset_member", "boss_centre", "--reason", "factor", stdout=out)
    start = re.search(r"start password (\S+)\.", out.getvalue())
    assert start and "Only with the old password" in out.getvalue()
    assert "would be lost to everybody" in begin("boss_centre", start[1])[1]
    _, shown = begin("boss_centre", start[1], old=PASSWORD)
    assert "Inbox" in page(anew("boss_centre", OWN, seed(shown)), "inbox")


def test_it_is_on_the_record_with_its_reason_and_everybody_is_told(world: World) -> None:
    anew("boss_centre", PASSWORD, world.totp["boss_centre"])  # signed in once before, as people are
    start = give(world, "admin", "worker", "factor")
    entry = Entry.objects.get(type="member.reset_factor")
    assert (entry.actor, entry.subject) == (world.members["admin"].pk, world.members["worker"].pk)
    boss = anew("boss_centre", PASSWORD, world.totp["boss_centre"])
    said = page(boss, "worklist")
    assert "Worker was given a start password by Admin (the second factor was lost)" in said
    assert "was given a start password" not in page(boss, "worklist")
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": "worker", "password": start})
    assert "you were given a start password by Admin" in page(client, "begin")
    assert "was given a start password" not in page(
        anew("other_worker", PASSWORD, world.totp["other_worker"]), "worklist"
    )


def test_a_member_changes_her_own_password_and_keeps_her_keys(world: World) -> None:
    case = restricted(world)
    here, elsewhere = (
        anew("worker", PASSWORD, world.totp["worker"]),
        anew("worker", PASSWORD, world.totp["worker"]),
    )
    data = {"current": PASSWORD, "new": OWN, "again": OWN}
    refused = send(here, reverse("desk:password"), data | {"current": "not the one she has"})
    assert refused.status_code == 422 and "not your password" in text(refused)
    assert send(here, reverse("desk:password"), data).status_code == 302
    assert "He hit me in the kitchen" in page(here, "case_account", case)
    assert elsewhere.get(reverse("desk:worklist"))["Location"] == reverse("account_login")
    old = Client().post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert old.status_code == 200
    again = anew("worker", OWN, world.totp["worker"])
    assert "your password was changed on your own page" in page(again, "worklist")
    assert "He hit me in the kitchen" in page(again, "case_account", case)


def test_tries_at_the_password_of_an_open_desk_are_counted(world: World) -> None:
    client = anew("worker", PASSWORD, world.totp["worker"])
    for number in range(8):
        send(client, reverse("desk:password"), {"current": f"wrong {number}", "new": OWN, "again": OWN})
    answer = send(client, reverse("desk:password"), {"current": PASSWORD, "new": OWN, "again": OWN})
    assert answer.status_code == 422
    assert Member.objects.get(username="worker").check_password(PASSWORD)
