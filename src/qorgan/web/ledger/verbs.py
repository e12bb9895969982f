"""Appending to the ledger and reading it back. There is no verb that edits or deletes an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict

from qorgan.vault import chain
from qorgan.web.clock import now
from qorgan.web.ledger import headers
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry, SealedRow, Subject

TRIES = 5


@dataclass(frozen=True)
class Projection:
    """What a room projects from the ledger beside the subjects: `follow` keeps it in the transaction of each
    entry, `remake` makes all of it again without any key."""

    follow: Callable[[Entry], None]
    remake: Callable[[], None]


_projections: list[Projection] = []


def register_projection(projection: Projection) -> None:
    if projection not in _projections:
        _projections.append(projection)


class Signer(Protocol):
    """Someone who signs: a member with an unlocked keyring, or her receipt."""

    def sign(self, message: bytes) -> bytes: ...


class ChainBusy(RuntimeError):
    """The same subject was written by others at the same moment, five times over; nothing was written."""


@dataclass(frozen=True)
class RowDraft:
    """A sealed row that goes with an entry; the id is made before sealing, since the seal names it."""

    id: UUID
    case: UUID
    compartment: int
    field: int
    key_version: int
    ciphertext: bytes


def append(new: NewEntry, signer: Signer | None = None, rows: Sequence[RowDraft] = ()) -> Entry:
    """Writes one entry, its sealed rows and the projection, in one transaction.

    Raises ChainBusy when the head moved on every try.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _append(new, signer, rows)
        except IntegrityError as error:
            if Entry.objects.filter(id__in=[row.id for row in rows]).exists():
                raise
            last = error
    raise ChainBusy(
        "Others wrote to the same record at the same moment. Nothing was lost; try again."
    ) from last


def _append(new: NewEntry, signer: Signer | None, rows: Sequence[RowDraft]) -> Entry:
    head = Subject.objects.select_for_update().filter(pk=new.subject).first()
    entry = _made(head, new, signer, rows)
    _keep(entry, head, rows)
    return entry


def first(new: NewEntry, signer: Signer, rows: Sequence[RowDraft] = ()) -> Entry:
    """The first entry of a subject that is only being made, signed and not yet stored. So what has to name
    it is made before a transaction begins, and holds no other writer up."""
    return _made(None, new, signer, rows)


def append_first(entry: Entry, rows: Sequence[RowDraft] = ()) -> None:
    """Writes what `first` made, its sealed rows and the projection. Raises IntegrityError when the subject
    has been written to."""
    with transaction.atomic():
        _keep(entry, None, rows)


def _made(head: Subject | None, new: NewEntry, signer: Signer | None, rows: Sequence[RowDraft]) -> Entry:
    payload = chain.payload_hash([(r.field, r.id.bytes, r.ciphertext) for r in rows]) if rows else None
    entry = Entry(
        id=uuid4(),
        seq=head.seq + 1 if head else 1,
        prev_hash=bytes(head.head_hash) if head else headers.ZERO_HASH,
        recorded_at=now(),
        payload_hash=payload,
        **asdict(new),
    )
    if signer is not None:
        entry.signature = signer.sign(chain.entry_message(headers.unsigned(headers.plain(entry))))
    entry.hash = headers.link(bytes(entry.prev_hash), headers.plain(entry))
    return entry


def _keep(entry: Entry, head: Subject | None, rows: Sequence[RowDraft]) -> None:
    entry.save(force_insert=True)
    SealedRow.objects.bulk_create(
        SealedRow(**{k: v for k, v in asdict(row).items() if k != "entry"}, entry=entry) for row in rows
    )
    _project(head, headers.plain(entry), bytes(entry.hash))
    for projection in _projections:
        projection.follow(entry)


def _project(head: Subject | None, header: dict[str, Any], hash_: bytes) -> None:
    before = model_to_dict(head) | {"id": head.id} if head else None
    Subject(**headers.project(before, header, hash_)).save(
        force_insert=head is None, force_update=head is not None
    )


def entries(subject: UUID) -> QuerySet[Entry]:
    """The chain of one subject, first to last."""
    return Entry.objects.filter(subject=subject).order_by("seq")


def entries_of_case(case: UUID) -> QuerySet[Entry]:
    """The case's own entries and those of its referrals, orders and tasks, by time."""
    return Entry.objects.filter(Q(subject=case) | Q(parent=case)).order_by("recorded_at", "seq")


def rebuild() -> int:
    """Makes every projection again from the headers, without any key; the number of subjects.

    The server may go on writing: writers wait for this one.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # SQLite lets one writer in at a time. Here an entry written between the reading and the end
            # would be missing in the projection, and its subject could never be written again.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Subject._meta.db_table} IN EXCLUSIVE MODE")
        rows: dict[UUID, dict[str, Any]] = {}
        for entry in Entry.objects.order_by("subject", "seq").iterator(chunk_size=2000):
            rows[entry.subject] = headers.project(
                rows.get(entry.subject), headers.plain(entry), bytes(entry.hash)
            )
        Subject.objects.all().delete()
        Subject.objects.bulk_create((Subject(**row) for row in rows.values()), batch_size=500)
        for projection in _projections:
            projection.remake()
    return len(rows)
