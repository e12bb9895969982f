"""Finding a case by who she is. The search is on the record, with the cases shown, before anything is shown.

Nothing here may tell that something matched which the member may not see: not a count, not a message, not an
entry in that case.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from qorgan.identity import SearchKey
from qorgan.identity.keys import rules
from qorgan.web.agencies import policy
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Member
from qorgan.web.casework import tokens, worklist
from qorgan.web.casework.models import Case
from qorgan.web.casework.recording import entry
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry
from qorgan.web.ledger.verbs import append

SEARCHED = "member.searched"


class TooManySearches(Exception):
    """This member searched as often as is allowed in a while. Nothing was looked for."""


@dataclass(frozen=True)
class Asked:
    """What is looked for: keys made from values, and the number of a case. One that fits is enough."""

    keys: frozenset[SearchKey] = frozenset()
    number: int | None = None


def find(keyring: Keyring, asked: Asked) -> list[worklist.Row]:
    """The cases that fit and that the member may see, as on her worklist.

    One entry on the member's own chain says that she searched, also when nothing was found; one on the chain
    of each case shown says that it was. Raises TooManySearches or NoAgencyKey.
    """
    member = keyring.member
    with transaction.atomic():
        # Her row is held, so that searches sent at the same moment are counted one after another.
        Member.objects.select_for_update().get(pk=member.pk)
        _not_too_many(member)
        hits = tokens.matching(keyring, asked.keys)
        fits = Q(pk__in=hits) if asked.number is None else Q(pk__in=hits) | Q(number=asked.number)
        shown = sorted(policy.visible(member, "find", Case).filter(fits).values_list("pk", flat=True))
        append(entry(keyring, member.pk, SEARCHED), keyring)
        for case in shown:
            append(entry(keyring, case, "case.searched"), keyring)
    return worklist.rows(member, shown) if shown else []


def _not_too_many(member: Member) -> None:
    since = now() - rules().within
    mine = Entry.objects.filter(type=SEARCHED, subject=member.pk, recorded_at__gt=since)
    if mine.count() >= rules().searches:
        raise TooManySearches
