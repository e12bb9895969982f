"""What is somebody else's: a second office's case with all that hangs on it, and what is stored of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from qorgan.web.agencies.models import AgencyKeyWrap, Member, SecretWrap
from qorgan.web.casework import contact, opening, referrals, tips
from qorgan.web.casework.models import Grant, Report, SearchToken
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from qorgan.web.orders import verbs as orders
from tests.web import world as worlds
from tests.web.orders.test_course import DETAILS
from tests.web.policy.test_every_url import BUNDLES
from tests.web.world import World

URLENCODED = "application/x-www-form-urlencoded"
# What only the second centre and the second police hold; everyone else is a stranger to it.
HOLDERS = ("far_worker", "boss_centre2", "inspector2", "boss_police2")


@dataclass(frozen=True)
class Others:
    """Ids by the names they have in addresses; `words` open the survivor's own view of that case."""

    ids: Mapping[str, UUID]
    words: str

    def stored(self) -> list[Any]:
        """All that is stored of it: a change anywhere makes another value."""
        case, report, tip = self.ids["case"], self.ids["report"], self.ids["tip"]
        subjects = Subject.objects.filter(pk__in=self.ids.values()) | Subject.objects.filter(
            parent__in=(case, report)
        )
        offices = [self.ids["agency"], Member.objects.get(pk=self.ids["member"]).agency_id]
        return [
            sorted((str(s.id), s.seq, bytes(s.head_hash)) for s in subjects),
            Entry.objects.filter(subject__in=(case, report, tip)).count(),
            Entry.objects.filter(parent__in=(case, report, tip)).count(),
            sorted(map(str, SealedRow.objects.filter(case__in=(case, tip)).values_list("pk", flat=True))),
            sorted(map(str, Grant.objects.filter(case__in=(case, tip)).values_list("pk", flat=True))),
            SearchToken.objects.filter(case__in=(case, tip)).count(),
            list(Report.objects.filter(pk=report).values()),
            list(Member.objects.filter(agency__in=offices).order_by("pk").values()),
            AgencyKeyWrap.objects.filter(member__agency__in=offices).count(),
            SecretWrap.objects.filter(member__agency__in=offices).count(),
        ]


def build(world: World) -> Others:
    """A case of the second centre, referred to the second police, with a call, an order, a waiting report."""
    far, inspector = world.keys("far_worker"), world.keys("inspector2")
    sent, _ = worlds.send(world, "centre2")
    case = opening.open_report(far, Report.objects.get(pk=sent.report_id))
    referral = referrals.draft(
        far, case, world.agencies["police2"], "police_other_service", "high", BUNDLES, "synthetic"
    )
    referrals.consent_recorded(far, referral, "verbal")
    referrals.accept(inspector, referral)
    waiting, _ = worlds.send(world, "centre2")
    told, _ = worlds.send(world, "centre2", told_by="witness", told={"seen": ["blows"], "when": "today"})
    tip = tips.open_tip(far, Report.objects.get(pk=told.report_id))
    ids = {
        "case": case.id,
        "referral": referral.id,
        "task": contact.raise_call(far, case, "follow_up", "call").id,
        "order": orders.draft(inspector, case, DETAILS).id,
        "report": waiting.report_id,
        "tip": tip.id,
        "member": world.members["far_worker"].id,
        "agency": world.agencies["police2"].id,
    }
    return Others(ids, " ".join(sent.words or ()))


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever a request did, it is as it was: database and cookies."""
    kept = dict(client.cookies)
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]  # stands for the test's own database
    try:
        with whole:
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies.clear()
        client.cookies.update(kept)


def posted(client: Client, url: str, data: Sequence[tuple[str, str]]) -> HttpResponse:
    """As a browser sends a form; halves of surrogate pairs go as the bytes that they are."""
    body = urlencode(data, errors="surrogatepass")
    return client.generic("POST", url, body, content_type=URLENCODED, secure=True)
