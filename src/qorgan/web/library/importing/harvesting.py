"""Fetches another library's records by OAI-PMH, a bounded number of answers at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from qorgan.catalogue import harvest
from qorgan.catalogue.faults import Fault
from qorgan.catalogue.textfile import FileRefused
from qorgan.web.library.importing.models import Arrival
from qorgan.web.library.importing.reading import Reading, placeholders
from qorgan.web.library.outside import NotOpened, Outside, parts_of

PREFIXES = ("library_json", "oai_dc")  # the first that the other library has: the first loses nothing
AGENT = "QorganLibrary-harvest/1.0"
ENOUGH = 500  # rows after which no further answer is asked for at once
# The protocol lets a busy library ask for patience; a longer wait than this is for another day.
BUSY, LONGEST_WAIT, WAITS = 503, 60, 3


class HarvestStopped(Exception):
    """The other library could not be read; `said` tells why, in the editor's language."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)


def why_not(outcome: str) -> str:
    """Why an address was not opened, in the editor's language."""
    return {
        "wrong": _("This is no address of the web. It begins with http:// or https://."),
        "private": _("This address is of a private network or an unusual port: it is not opened from here."),
        "no_name": _("There is no such host."),
        "slow": _("It did not answer in time."),
        "no_connection": _("No connection to it."),
        "bad_certificate": _("Its certificate is not in order, so it is not trusted."),
        "redirects": _("It sends on and on to other addresses."),
        "too_large": _("Its answer is larger than is read from here."),
    }[outcome]


@dataclass(frozen=True)
class Asked:
    """Whose records are wanted, in which format (decided when empty), of which set, changed since when."""

    base: str
    prefix: str = ""
    of_set: str = ""
    since: date | None = None

    def plain(self) -> dict[str, str]:
        return {
            "prefix": self.prefix,
            "of_set": self.of_set,
            "since": self.since.isoformat() if self.since else "",
        }


@dataclass
class Harvest:
    """What came of it. `token` says where to go on; "" at the end."""

    asked: Asked
    reading: Reading
    token: str = ""
    total: int | None = None
    answers: int = 0
    gone: list[str] = field(default_factory=list)  # identifiers of ours whose originals are deleted there


def outside() -> Outside:
    """The way out. Only tests may let it lead to this machine."""
    allowed = getattr(settings, "OUTSIDE_ALLOWED", ()) if settings.TEST else ()
    return Outside(allowed=frozenset(allowed), agent=AGENT, accept="text/xml, application/xml")


@dataclass
class Harvester:
    """Reads answers until the end, or until one of its bounds is met."""

    way: Outside
    answers: int = 20
    seconds: float = 40.0
    patient: bool = False
    sleep: Callable[[float], None] = time.sleep
    until: float = float("inf")  # of the monotonic clock: whoever is impatient waits for nothing beyond

    def run(self, asked: Asked, defaults: dict[str, Any] | None = None, token: str = "") -> Harvest:  # noqa: S107  # nosec B107 - of a list, no secret
        """The records. Raises HarvestStopped where not even the first answer can be read."""
        began = time.monotonic()
        if not self.patient:
            self.until = began + self.seconds
        asked = self._decided(asked)
        found = Harvest(asked, Reading(asked.base, most=ENOUGH + harvest.MOST_RECORDS), token)
        followed: set[str] = set()
        while found.answers < self.answers and time.monotonic() - began < self.seconds:
            if found.token:
                followed.add(found.token)
            try:
                got = self._answer(asked, found.token, frozenset(followed), defaults)
            except HarvestStopped as stopped:
                if not found.answers:
                    raise
                found.reading.notes.append(asdict(Fault("answer", "answer_error", stopped.said)))
                return found
            found.answers += 1
            before = len(found.reading.seen) + found.reading.known + len(found.reading.refused)
            found.reading.add(got.imported, got.names)
            found.gone += _ours(asked.base, got.deleted)
            found.token, found.total = got.token, got.total or found.total
            after = len(found.reading.seen) + found.reading.known + len(found.reading.refused)
            if not found.token:
                break
            if after == before and not got.deleted:
                # A list that only repeats itself would be followed for ever, with a new token each time.
                found.reading.notes.append(asdict(Fault("answer", "answer_token_wrong")))
                found.token = ""  # noqa: S105  # nosec B105
                break
            if len(found.reading.rows) >= ENOUGH:
                break
        return found

    def _decided(self, asked: Asked) -> Asked:
        try:
            parts_of(asked.base)
        except NotOpened as stop:
            raise HarvestStopped(why_not(stop.outcome)) from stop
        if asked.prefix:
            return asked
        try:
            offered = harvest.formats_of(self._read(harvest.formats_request(asked.base)))
        except FileRefused as refused:
            raise HarvestStopped(_refusal(refused)) from refused
        prefix = next((one for one in PREFIXES if one in offered), "oai_dc")
        return Asked(asked.base, prefix, asked.of_set, asked.since)

    def _answer(
        self, asked: Asked, token: str, followed: frozenset[str], defaults: dict[str, Any] | None
    ) -> harvest.Harvested:
        address = (
            harvest.next_request(asked.base, token)
            if token
            else harvest.first_request(asked.base, asked.prefix, asked.since, asked.of_set)
        )
        try:
            return harvest.read_answer(self._read(address), placeholders(), defaults, followed)
        except FileRefused as refused:
            raise HarvestStopped(_refusal(refused)) from refused

    def _read(self, address: str) -> bytes:
        for _turn in range(WAITS):
            try:
                answer = self.way.read(address, harvest.LARGEST, self.until)
            except NotOpened as stop:
                raise HarvestStopped(why_not(stop.outcome)) from stop
            if answer.status == BUSY and self.patient and _turn < WAITS - 1:
                self.sleep(_wait(answer.headers.get("retry-after", "")))
                continue
            break
        if answer.status != 200:
            raise HarvestStopped(_("It answers with the status %(status)s.") % {"status": answer.status})
        return answer.body


def _wait(asked: str) -> float:
    seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 10
    return float(min(seconds, LONGEST_WAIT))


def _refusal(refused: FileRefused) -> str:
    from django.utils.translation import get_language

    return refused.said((get_language() or "en")[:2])


def _ours(base: str, deleted: tuple[str, ...]) -> list[str]:
    found = Arrival.objects.filter(origin=base, key__in=deleted[:500])
    return list(found.values_list("identifier", flat=True))
