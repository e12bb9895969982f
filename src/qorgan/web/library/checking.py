"""Who checks what: records whose last check is missing or old, and addresses that do not open.

A check never takes a record away: it tells an editor, and an editor decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from qorgan.web.clock import real_now
from qorgan.web.library.link_check import TO_LOOK_AT, Opener
from qorgan.web.library.models import AddressCheck, CheckDuty, Record

MONTHS = 12
KEPT_PER_ADDRESS = 20


@dataclass(frozen=True)
class Due:
    """A record to be compared with its source, and who does it (None: nobody has taken it)."""

    record: Record
    last: date | None
    owner: Any


def today() -> date:
    return real_now().date()


def oldest_allowed(day: date) -> date:
    """The day twelve months before; the 29 of February counts as the 28th.

    >>> oldest_allowed(date(2026, 11, 26)), oldest_allowed(date(2024, 2, 29))
    (datetime.date(2025, 11, 26), datetime.date(2023, 2, 28))
    """
    try:
        return day.replace(year=day.year - MONTHS // 12)
    except ValueError:
        return day.replace(year=day.year - MONTHS // 12, day=28)


def due(day: date | None = None) -> list[Due]:
    """The published records to be checked, never checked first, then the oldest check; each in the language
    of the page where it has that."""
    limit = oldest_allowed(day or today())
    rows = (
        Record.objects.filter(live=True)
        .filter(Q(last_checked__isnull=True) | Q(last_checked__lt=limit))
        .select_related("locale")
        .order_by(F("last_checked").asc(nulls_first=True), "identifier", "pk")
    )
    owners = {one.identifier: one.owner for one in CheckDuty.objects.select_related("owner")}
    first: dict[str, Record] = {}
    spoken = (get_language() or "")[:2]
    for row in rows:
        before = first.setdefault(row.identifier, row)
        if row.locale.language_code == spoken and row.last_checked == before.last_checked:
            first[row.identifier] = row
    return [Due(row, row.last_checked, owners.get(row.identifier)) for row in first.values()]


def take(identifier: str, editor: Any) -> None:
    """The editor takes it on to check this record."""
    CheckDuty.objects.update_or_create(
        identifier=identifier, defaults={"owner": editor, "taken_at": real_now()}
    )


@transaction.atomic
def checked_today(record: Record, editor: Any) -> None:
    """Writes today into the record and its languages. Raises ValidationError for one not fit to be read.

    What somebody is writing stays a draft: the day is written into the published text and into the draft."""
    for row in Record.objects.filter(identifier=record.identifier):
        if row.has_unpublished_changes:
            draft = row.get_latest_revision_as_object()
            draft.last_checked = today()
            draft.save_revision(user=editor, clean=False)
            Record.objects.filter(pk=row.pk).update(last_checked=today())
        else:
            row.last_checked = today()
            revision = row.save_revision(user=editor, clean=False)
            if row.live:
                revision.publish(user=editor, skip_permission_checks=True)
            else:
                Record.objects.filter(pk=row.pk).update(last_checked=today())
        log(instance=row, action="library.check", user=editor)
    CheckDuty.objects.filter(identifier=record.identifier).delete()


def addresses() -> dict[str, list[str]]:
    """Every address of a published record, its studies and its sources, with the identifiers that give it."""
    found: dict[str, set[str]] = {}
    for row in Record.objects.filter(live=True):
        for one in addresses_of(row):
            found.setdefault(one, set()).add(row.identifier)
    return {one: sorted(found[one]) for one in sorted(found)}


def addresses_of(row: Record) -> Iterator[str]:
    if row.address:
        yield row.address
    for source in row.sources:
        if source.value.get("address"):
            yield source.value["address"]
    for study in row.evidence:
        if study.value.get("source"):
            yield study.value["source"]


def check_addresses(
    opener: Opener, only: Iterable[str] = (), most: int | None = None
) -> Iterator[AddressCheck]:
    """Opens addresses, those not tried for the longest time first, and keeps what came of each."""
    wanted = set(only)
    known = addresses()
    chosen = {one: names for one, names in known.items() if not wanted or wanted & set(names)}
    last = dict(AddressCheck.objects.values_list("address").annotate(Max("checked_at")))
    order = sorted(chosen, key=lambda one: (last[one].timestamp() if one in last else 0.0, one))
    for one in order[:most]:
        answer = opener.open(one)
        yield AddressCheck.objects.create(
            address=one,
            identifiers=chosen[one],
            checked_at=real_now(),
            outcome=answer.outcome,
            status=answer.status,
            final_address=answer.final[:1000],
            seconds=round(answer.seconds, 3),
        )
        old = AddressCheck.objects.filter(address=one).order_by("-checked_at").values_list("pk", flat=True)
        AddressCheck.objects.filter(pk__in=list(old[KEPT_PER_ADDRESS:])).delete()


@dataclass(frozen=True)
class Trouble:
    """An address somebody should look at, with its last attempts, newest first."""

    last: AddressCheck
    history: tuple[AddressCheck, ...]
    records: tuple[Record, ...]

    @property
    def said(self) -> str:
        return outcome_words(self.last.outcome)


def outcome_words(outcome: str) -> str:
    """An outcome in the reader's language."""
    return {
        "answers": _("answers"),
        "moved": _("answers at another address"),
        "gone": _("says there is no such page"),
        "refuses": _("does not answer a program; open it yourself"),
        "fails": _("its server is in trouble"),
        "slow": _("did not answer in time"),
        "no_name": _("there is no such host"),
        "no_connection": _("no connection"),
        "bad_certificate": _("its certificate is not in order"),
        "private": _("an address of a private network: not opened"),
        "robots": _("asks programs to stay away; open it yourself"),
        "redirects": _("sends in a circle"),
        "wrong": _("no address of the web"),
    }.get(outcome, outcome)


def troubles() -> list[Trouble]:
    """The addresses in use whose last attempt says that somebody should look, the oldest attempt first."""
    known = addresses()
    history: dict[str, list[AddressCheck]] = {}
    for one in AddressCheck.objects.filter(address__in=known).order_by("-checked_at", "-pk"):
        history.setdefault(one.address, []).append(one)
    rows: dict[str, Record] = {}
    for row in Record.objects.filter(live=True).order_by("-pk"):
        rows[row.identifier] = row
    found = [
        Trouble(tries[0], tuple(tries), tuple(rows[name] for name in known[address] if name in rows))
        for address, tries in history.items()
        if tries[0].outcome in TO_LOOK_AT
    ]
    return sorted(found, key=lambda one: (one.last.checked_at, one.last.address))
