"""Every address, every role, every relation to a case, compared with a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from qorgan.web.agencies import passkeys
from qorgan.web.casework import consent, contact, opening, referrals, tips
from qorgan.web.casework.models import Case, Grant, Report
from qorgan.web.clock import forget_offset
from qorgan.web.ledger.models import Installation
from qorgan.web.orders import verbs as orders
from tests.web import world as worlds
from tests.web.desk.signing_in import sign_in
from tests.web.orders.test_course import DETAILS
from tests.web.soft_key import SoftKey
from tests.web.world import World

TABLE = yaml.safe_load((Path(__file__).parent / "url_table.yaml").read_text(encoding="utf-8"))
PEOPLE: dict[str, Any] = worlds.PEOPLE | {
    "police2": ("police", [("inspector2", "inspector")]),
    "hospital": ("hospital", [("nurse", "health"), ("analyst", "analyst"), ("librarian", "librarian")]),
    "office": ("prosecutor", [("prosecutor", "prosecutor"), ("clerk", "court_clerk")]),
}
BUNDLES = ["reach_me", "what_happened"]
# Where somebody is sent who may not be there: to sign in, or back to a page of her own.
AWAY = ("/desk/sign-in/", "/desk/begin/", "/desk/members/", "/desk/")


class SignedIn(dict[str, Client]):
    """Clients by name, each signed in when first asked for; `nobody` is not."""

    def __init__(self, world: World) -> None:
        super().__init__(nobody=Client())
        self.world = world

    def __missing__(self, name: str) -> Client:
        self[name] = sign_in(self.world, name)
        return self[name]


@dataclass
class Scene:
    """Who is signed in, and the ids that stand in the addresses."""

    world: World
    clients: SignedIn
    ids: dict[str, Any]


def names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from names(entry.url_patterns, prefix + space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield prefix + entry.name


def allowed(name: str) -> set[str]:
    found: set[str] = set()
    for who in TABLE["urls"][name]["open_to"]:
        found |= set(TABLE["groups"].get(who, [who]))
    return found


@pytest.fixture
def scene(db: None) -> Scene:
    world = worlds.build(people=PEOPLE)
    worker, inspector = world.keys("worker"), world.keys("inspector")
    sent, _ = worlds.send(world)
    case = opening.open_report(worker, Report.objects.get(pk=sent.report_id))
    referral = referrals.draft(
        worker, case, world.agencies["police"], "police_other_service", "high", BUNDLES, "synthetic"
    )
    referrals.consent_recorded(worker, referral, "verbal")
    referrals.accept(inspector, referral)
    task = contact.raise_call(worker, case, "follow_up", "call")
    order = orders.draft(inspector, case, DETAILS)
    waiting, _ = worlds.send(world)
    told, _ = worlds.send(world, told_by="witness", told={"seen": ["blows"], "when": "today"})
    tip = tips.open_tip(worker, Report.objects.get(pk=told.report_id))
    made = SoftKey().made({"publicKey": {"challenge": "AAAA"}})
    passkey = passkeys.SealedPasskey.add(world.members["worker"], "key ring", made).instance
    ids = {
        "case": case.id, "referral": referral.id, "task": task.id, "order": order.id,
        "report": waiting.report_id, "member": world.members["other_worker"].id,
        "agency": world.agencies["police"].id, "kind": "order", "language": "kk",
        "tip": tip.id,
        "passkey": passkey.pk,
        "act": "cc", "number": "109-1", "day": "2025-10-03", "paper": "complaint",
    }  # fmt: skip
    return Scene(world, SignedIn(world), ids)


def address(name: str, ids: dict[str, Any]) -> str:
    space, _, short = name.rpartition(":")
    resolver = get_resolver().namespace_dict[space][1] if space else get_resolver()
    parameters = resolver.reverse_dict.getlist(short)[0][0][0][1]
    return reverse(name, kwargs={key: ids[key] for key in parameters})


def let_in(response: HttpResponse, done_at: str = "") -> bool:
    """Whether the page, or the action behind it, opened: not refused, not sent to sign in or away."""
    if response.status_code in (403, 404):
        return False
    if response.status_code not in (301, 302, 303):
        return True
    place = response.headers["Location"].partition("?")[0]
    return place == done_at or place not in AWAY


def tried(client: Client, method: str, url: str, row: dict[str, Any] | None = None) -> bool | None:
    """One request that leaves nothing behind; None when the address does not take the method."""
    row = row or {}
    kept = dict(client.cookies)
    try:
        whole = transaction.atomic()
        whole._from_testcase = True  # type: ignore[attr-defined]  # stands for the test's own database
        with whole:
            # a fresh key, as a form of ours carries it, so that the view itself is reached
            data = {"once": uuid4().hex} | row.get("post", {})
            response = client.get(url) if method == "GET" else client.post(url, data)
            transaction.set_rollback(True)
    finally:
        client.cookies.clear()
        client.cookies.update(kept)
    return None if response.status_code == 405 else let_in(response, row.get("done_at", ""))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(TABLE["urls"]) == set(names(get_resolver().url_patterns))


def test_every_address_opens_to_those_in_the_table_and_to_nobody_else(scene: Scene) -> None:
    wrong = []
    for name in TABLE["urls"]:
        if TABLE["urls"][name]["open_to"] == ["anyone"]:
            continue
        url, expected = address(name, scene.ids), allowed(name)
        for who in ("nobody", *scene.world.members):
            client = scene.clients[who]
            answers = {m: tried(client, m, url, TABLE["urls"][name]) for m in ("GET", "POST")}
            given = {a for a in answers.values() if a is not None}
            if given != {who in expected}:
                wrong.append(f"{name}: {who} {answers}, {'expected' if who in expected else 'not expected'}")
    assert wrong == [], "\n".join(wrong)


CASE_URLS = [n for n in TABLE["urls"] if n.startswith(("desk:case", "desk:referral_new", "desk:call_new"))]


def test_after_her_withdrawal_no_address_of_the_case_opens_to_the_police(scene: Scene) -> None:
    case = Case.objects.get(pk=scene.ids["case"])
    consent.withdraw(scene.world.keys("worker"), case, scene.world.agencies["police"])
    # What the police wrote themselves stays theirs (basis: own case); what was shared is gone.
    Grant.objects.filter(case=case.id, agency=scene.world.agencies["police"]).delete()
    for name in [*CASE_URLS, "desk:order", "desk:order_issue"]:
        assert not tried(scene.clients["inspector"], "GET", address(name, scene.ids)), name


def test_a_case_with_a_conflict_opens_to_who_opened_it_and_to_nobody_else(
    scene: Scene,
) -> None:
    sent, _ = worlds.send(scene.world, conflict=True)
    report = Report.objects.get(pk=sent.report_id)
    ids = scene.ids | {"report": report.id}
    assert not tried(scene.clients["worker"], "POST", address("desk:report_open", ids))
    case = opening.open_report(scene.world.keys("boss_centre"), report)
    ids |= {"case": case.id}
    for name in CASE_URLS:
        for who in ("worker", "other_worker", "inspector", "operator", "admin"):
            assert not tried(scene.clients[who], "GET", address(name, ids)), (name, who)
    assert tried(scene.clients["boss_centre"], "GET", address("desk:case", ids))


def test_line_111_opens_a_report_only_after_its_time(scene: Scene) -> None:
    sent, _ = worlds.send(scene.world, fallback_111=True)
    url = address("desk:report_open", scene.ids | {"report": sent.report_id})
    assert not tried(scene.clients["operator"], "POST", url)
    Installation.objects.update(demo_offset_seconds=int(timedelta(hours=2, minutes=5).total_seconds()))
    forget_offset()
    assert tried(scene.clients["operator"], "POST", url)
