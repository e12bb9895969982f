"""The chain catches every change: edits, deletions, insertions, reordering, and cuts with a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from qorgan.web.ledger import checkpoint, headers, verbs, verify
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry, Subject

pytestmark = pytest.mark.django_db
# vault.md rule 7, in its own order
CLOSED_LIST = (
    "id",
    "subject",
    "parent",
    "seq",
    "type",
    "actor",
    "actor_role",
    "party",
    "agency",
    "compartment",
    "recorded_at",
    "occurred_at",
    "due_code",
    "state",
    "danger_band",
    "payload_hash",
    "signature",
)


def chain_of(length: int) -> tuple[list[Entry], object]:
    subject = uuid4()
    return [
        verbs.append(NewEntry(subject=subject, type="task.raised", state=f"s{i}")) for i in range(length)
    ], subject


def test_a_header_has_the_fields_of_the_closed_list_and_no_other() -> None:
    columns = {f.name for f in Entry._meta.get_fields() if f.concrete}
    assert columns - {"prev_hash", "hash"} == set(CLOSED_LIST)
    assert set(headers.FIELDS) == set(CLOSED_LIST)


def test_an_untouched_chain_is_whole() -> None:
    chain_of(5)
    assert verify.verify() == (5, None)


def test_an_edited_header_is_named() -> None:
    made, _ = chain_of(4)
    Entry.objects.filter(pk=made[1].pk).update(state="edited")
    _, broken = verify.verify()
    assert broken is not None and (broken.seq, broken.what) == (2, "its header was changed")


def test_an_edit_with_its_own_hash_recomputed_breaks_the_next_link() -> None:
    made, _ = chain_of(4)
    entry = Entry.objects.get(pk=made[1].pk)
    entry.state = "edited"
    entry.hash = headers.link(bytes(entry.prev_hash), headers.plain(entry))
    entry.save()
    _, broken = verify.verify()
    assert broken is not None and broken.seq == 3


def test_a_deleted_entry_is_missed() -> None:
    made, _ = chain_of(4)
    Entry.objects.filter(pk=made[2].pk).delete()
    _, broken = verify.verify()
    assert broken is not None and broken.what == "entry 3 is missing"


def test_an_inserted_entry_is_seen() -> None:
    made, subject = chain_of(3)
    last = Entry.objects.get(pk=made[-1].pk)
    Entry(
        subject=subject,
        seq=4,
        type="task.raised",
        recorded_at=last.recorded_at,
        prev_hash=bytes(32),
        hash=bytes(32),
    ).save()
    _, broken = verify.verify()
    assert broken is not None and broken.seq == 4


def test_reordering_two_entries_is_seen() -> None:
    made, _ = chain_of(4)
    Entry.objects.filter(pk=made[1].pk).update(seq=99)
    Entry.objects.filter(pk=made[2].pk).update(seq=2)
    Entry.objects.filter(pk=made[1].pk).update(seq=3)
    _, broken = verify.verify()
    assert broken is not None and broken.seq == 2


def test_a_cut_that_also_mends_the_projection_is_seen_with_a_checkpoint_only(tmp_path: Path) -> None:
    made, subject = chain_of(5)
    checkpoint.write(tmp_path)
    Entry.objects.filter(pk__in=[made[3].pk, made[4].pk]).delete()
    verbs.rebuild()
    assert verify.verify()[1] is None
    _, broken = verify.verify(tmp_path / "latest")
    assert (
        broken is not None
        and broken.subject == subject
        and broken.what == "it stood in the checkpoint and is gone"
    )


def test_a_dropped_subject_is_seen_with_a_checkpoint(tmp_path: Path) -> None:
    _, subject = chain_of(2)
    chain_of(2)
    checkpoint.write(tmp_path)
    Entry.objects.filter(subject=subject).delete()
    verbs.rebuild()
    _, broken = verify.verify(tmp_path / "latest")
    assert broken is not None and broken.subject == subject


def test_a_recomputed_chain_is_seen_with_a_checkpoint(tmp_path: Path) -> None:
    made, subject = chain_of(3)
    checkpoint.write(tmp_path)
    prev = headers.ZERO_HASH
    for entry in Entry.objects.filter(subject=subject).order_by("seq"):
        entry.state, entry.prev_hash = "rewritten", prev
        entry.hash = prev = headers.link(prev, headers.plain(entry))
        entry.save()
    verbs.rebuild()
    assert verify.verify()[1] is None
    _, broken = verify.verify(tmp_path / "latest")
    assert broken is not None and broken.what == "it stood otherwise in the checkpoint"
    assert made[0].subject == subject


def test_a_changed_checkpoint_is_refused(tmp_path: Path) -> None:
    chain_of(2)
    checkpoint.write(tmp_path)
    latest = tmp_path / "latest"
    head, _, listed = latest.read_text().partition(checkpoint.HEADS)
    latest.write_text(head + checkpoint.HEADS + listed.replace("2 ", "1 ", 1))
    with pytest.raises(checkpoint.BadCheckpoint):
        list(checkpoint.read(latest))


def test_nothing_new_writes_no_second_checkpoint(tmp_path: Path) -> None:
    chain_of(2)
    assert checkpoint.write(tmp_path) is not None
    assert checkpoint.write(tmp_path) is None


def test_a_signature_made_by_somebody_unknown_breaks_the_chain() -> None:
    class Stranger:
        def sign(self, message: bytes) -> bytes:
            return bytes(64)

    verbs.append(NewEntry(subject=uuid4(), type="case.entry_added", actor=uuid4()), Stranger())
    _, broken = verify.verify()
    assert broken is not None and broken.what == "its signer is not known"


def test_the_projection_follows_the_last_header_and_clears_what_is_no_longer_due() -> None:
    from datetime import UTC, datetime

    subject, parent = uuid4(), uuid4()
    due = datetime(2026, 3, 9, 6, 30, tzinfo=UTC)
    verbs.append(
        NewEntry(
            subject=subject,
            type="order.served",
            parent=parent,
            state="served",
            due_code=headers.due("order_check", due),
        )
    )
    row = Subject.objects.get(pk=subject)
    assert (row.kind, row.parent, row.state, row.due_code, row.due_at) == (
        "order",
        parent,
        "served",
        "order_check",
        due,
    )
    verbs.append(NewEntry(subject=subject, type="order.expired", state="expired", due_code=headers.CLEARED))
    row = Subject.objects.get(pk=subject)
    assert (row.state, row.due_at) == ("expired", None)


def test_two_writers_of_one_subject_both_get_their_own_number() -> None:
    subject = uuid4()
    first = verbs.append(NewEntry(subject=subject, type="task.raised"))
    second = verbs.append(NewEntry(subject=subject, type="task.raised"))
    assert (first.seq, second.seq, bytes(second.prev_hash)) == (1, 2, bytes(first.hash))
    assert connection.vendor in ("sqlite", "postgresql")


def test_an_entry_that_is_written_while_all_is_checked_is_no_break(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = chain_of(2)
    walk = verify._entries

    def walked_while_people_write() -> Iterator[Entry]:
        yield from walk()
        verbs.append(NewEntry(subject=made[0].subject, type="task.raised", state="later"))

    monkeypatch.setattr(verify, "_entries", walked_while_people_write)
    assert verify.verify() == (2, None)


def test_a_head_that_was_changed_is_still_a_break_at_the_second_look() -> None:
    made, _ = chain_of(2)
    Subject.objects.filter(pk=made[0].subject).update(seq=3)
    broken = verify.verify()[1]
    assert broken is not None and (broken.subject, broken.seq) == (made[0].subject, 3)
    Subject.objects.filter(pk=made[0].subject).update(seq=2, head_hash=b"x" * 32)
    broken = verify.verify()[1]
    assert broken is not None and broken.what == "the projection knows another last entry"
