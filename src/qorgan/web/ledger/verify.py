"""Checks the chain: `qorgan audit verify`. Names the first broken link; never repairs anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from qorgan.vault import chain
from qorgan.vault.errors import BadSignature
from qorgan.vault.names import SignPublic
from qorgan.vault.primitives import verify as verify_signature
from qorgan.web.ledger import checkpoint as checkpoints
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry, SealedRow, Subject

# (actor, actor_role, subject) -> every public signing key the actor has had; empty for somebody unknown.
SignerKeys = Callable[[UUID, str, UUID], tuple[bytes, ...]]
_signers: list[SignerKeys] = []
LOOKS = 5  # at a chain that is being written to


def register_signer(look_up: SignerKeys) -> None:
    """Rooms that know signers (members, receipts) tell how their public key is found."""
    _signers.append(look_up)


@dataclass(frozen=True)
class Break:
    """The first broken link: where, and what does not fit."""

    subject: UUID | None
    seq: int
    what: str

    def __str__(self) -> str:
        return f"broken at subject {self.subject}, entry {self.seq}: {self.what}"


def verify(checkpoint: Path | None = None) -> tuple[int, Break | None]:
    """Walks every chain; (links checked, first break or None).

    Consistency only: a chain cut at its end and recomputed passes, unless a `checkpoint` written before
    the cut is given. The projection's head catches a cut by someone who forgot the projection.
    """
    checked = 0
    heads: dict[UUID, tuple[int, bytes]] = {}
    for entry in _entries():
        prev_seq, prev_hash = heads.get(entry.subject, (0, headers.ZERO_HASH))
        what = _fault(entry, prev_seq, prev_hash)
        if what:
            return checked, Break(entry.subject, entry.seq, what)
        heads[entry.subject] = (entry.seq, bytes(entry.hash))
        checked += 1
    return checked, _head_break(dict(heads)) or _payload_break() or _checkpoint_break(checkpoint, heads)


def _entries() -> Iterator[Entry]:
    return Entry.objects.order_by("subject", "seq").iterator(chunk_size=2000)


def _fault(entry: Entry, prev_seq: int, prev_hash: bytes) -> str:
    if entry.seq != prev_seq + 1:
        return f"entry {prev_seq + 1} is missing"
    if bytes(entry.prev_hash) != prev_hash:
        return "it does not follow the entry before it"
    header = headers.plain(entry)
    if headers.link(prev_hash, header) != bytes(entry.hash):
        return "its header was changed"
    return signature_fault(entry)


def signature_fault(entry: Entry) -> str:
    """What is wrong with an entry's signature, or nothing: for those who act on one without its chain."""
    if entry.signature is None:
        return "" if entry.type in headers.UNSIGNED else "it is not signed"
    if entry.actor is None:
        return "it is signed by nobody"
    keys = [key for look in _signers for key in look(entry.actor, entry.actor_role, entry.subject)]
    if not keys:
        return "its signer is not known"
    message = chain.entry_message(headers.unsigned(headers.plain(entry)))
    return "" if any(_signed(message, entry, key) for key in keys) else "its signature does not hold"


def _signed(message: bytes, entry: Entry, key: bytes) -> bool:
    try:
        verify_signature(message, bytes(entry.signature or b""), SignPublic(key), "entry")
    except BadSignature:
        return False
    return True


def _head_break(heads: dict[UUID, tuple[int, bytes]]) -> Break | None:
    for subject in Subject.objects.order_by("id").iterator(chunk_size=2000):
        if heads.pop(subject.id, (0, b"")) != (subject.seq, bytes(subject.head_hash)):
            if broken := _looked_again(subject.id):
                return broken
    for left in heads:
        return Break(left, 1, "the projection does not know this chain; run manage.py rebuild")
    return None


def _looked_again(subject: UUID) -> Break | None:
    """What is broken in one chain whose head did not fit. People go on writing while all is checked: a chain
    that only grew between two looks is whole, and an alarm that is none costs a night."""
    broken = None
    for _ in range(LOOKS):
        before, seq, hash_ = _head(subject), 0, headers.ZERO_HASH
        for entry in Entry.objects.filter(subject=subject).order_by("seq"):
            if what := _fault(entry, seq, hash_):
                return Break(subject, entry.seq, what)
            seq, hash_ = entry.seq, bytes(entry.hash)
        broken = _not_the_head(subject, before, seq, hash_)
        if broken is None or before == _head(subject):
            return broken
    return broken


def _head(subject: UUID) -> tuple[int, bytes]:
    found = Subject.objects.filter(pk=subject).values_list("seq", "head_hash").first()
    return (found[0], bytes(found[1])) if found else (0, b"")


def _not_the_head(subject: UUID, head: tuple[int, bytes], seq: int, hash_: bytes) -> Break | None:
    if seq != head[0]:
        return Break(subject, seq + 1, f"the projection knows {head[0]} entries, the chain has {seq}")
    if hash_ != head[1]:
        return Break(subject, seq, "the projection knows another last entry")
    return None


def _payload_break() -> Break | None:
    """A sealed row that was changed. A row that is gone was erased: its header stays, by design."""
    rows: list[tuple[int, bytes, bytes]] = []
    last: SealedRow | None = None

    def check() -> Break | None:
        if last is None or chain.payload_hash(rows) == bytes(last.entry.payload_hash or b""):
            return None
        return Break(last.entry.subject, last.entry.seq, "its sealed content was changed")

    for row in SealedRow.objects.select_related("entry").order_by("entry_id", "id").iterator(chunk_size=500):
        if last is not None and row.entry_id != last.entry_id:
            if broken := check():
                return broken
            rows = []
        rows.append((row.field, row.id.bytes, bytes(row.ciphertext)))
        last = row
    return check()


def _checkpoint_break(path: Path | None, heads: dict[UUID, tuple[int, bytes]]) -> Break | None:
    lost = checkpoints.gap(path, heads) if path is not None else None
    return Break(lost.subject, lost.seq, lost.what) if lost else None


def main(checkpoint: str | None = None, as_json: bool = False) -> int:
    """What the command prints and its exit code: 0 whole, 1 broken, 2 the checkpoint cannot be read."""
    try:
        checked, broken = verify(Path(checkpoint) if checkpoint else None)
    except checkpoints.BadCheckpoint as error:
        print(error, file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps({"links": checked, "broken": _as_json(broken), "checkpoint": bool(checkpoint)}))
    elif broken:
        print(broken)
    else:
        print(f"{checked} links checked, none broken.")
        if not checkpoint:
            print("A chain cut at its end and rewritten cannot be seen without --checkpoint.")
    return 1 if broken else 0


def _as_json(broken: Break | None) -> dict[str, object] | None:
    return {"subject": str(broken.subject), "seq": broken.seq, "what": broken.what} if broken else None
