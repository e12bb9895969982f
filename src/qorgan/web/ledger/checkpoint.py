"""Signed checkpoints of all chain heads, written outside the database (vault rule 16).

The signer runs as another user of the system in a real installation; its seed never enters the database. It
never signs a ledger that does not continue the one it signed before: whoever cuts and rewrites would only
have to wait for the next minute.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from nacl.signing import SigningKey

from qorgan.vault import chain
from qorgan.vault.errors import VaultError
from qorgan.vault.names import Link, SignPublic, SignSeed
from qorgan.web.clock import real_now
from qorgan.web.ledger import headers
from qorgan.web.ledger.models import Entry, Subject

ORIGIN = "qorgan/ledger"
HEADS = "\n\n# heads\n"


class BadCheckpoint(ValueError):
    """The file is not a checkpoint, was changed, or is signed by another key."""


class Rewritten(RuntimeError):
    """The ledger does not continue the last checkpoint. Nothing is signed until people have looked."""


@dataclass(frozen=True)
class Gap:
    """Where the ledger does not continue a checkpoint."""

    subject: UUID
    seq: int
    what: str


def signing_key(folder: Path) -> SigningKey:
    """The signer's key from `folder`/signer.seed, drawn at first use; the public half beside it."""
    seed_file = folder / "signer.seed"
    if not seed_file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(seed_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(SigningKey.generate()))
    key = SigningKey(seed_file.read_bytes())
    (folder / "signer.pub").write_text(bytes(key.verify_key).hex() + "\n")
    return key


def write(folder: Path) -> Path | None:
    """Writes a checkpoint of all heads; None when nothing changed since the last one.

    Raises Rewritten or BadCheckpoint when the last one does not hold any more; it then stays the last.
    """
    heads = sorted(
        (s.id.bytes, s.seq, Link(bytes(s.head_hash))) for s in Subject.objects.iterator(chunk_size=2000)
    )
    root = chain.merkle_root([chain.head_leaf(s, seq, h) for s, seq, h in heads])
    latest = folder / "latest"
    if latest.exists() and root.hex() in latest.read_text().split("\n", 3)[2:3]:
        return None
    if latest.exists():
        lost = gap(latest, {UUID(bytes=s): (seq, bytes(h)) for s, seq, h in heads})
        if lost is not None:
            raise Rewritten(
                f"Subject {lost.subject}, entry {lost.seq}: {lost.what}. No checkpoint was written. Keep "
                f"{folder} as it is, find out what happened, and only then begin a new folder."
            )
    lines = [str(len(heads)), root.hex(), headers.instant(real_now())]
    note = chain.sign_note(ORIGIN, lines, SignSeed(bytes(signing_key(folder))), "signer")
    text = note + HEADS + "".join(f"{UUID(bytes=s)} {seq} {hash_.hex()}\n" for s, seq, hash_ in heads)
    path = folder / f"{real_now():%Y%m%dT%H%M%S%f}.checkpoint"
    path.write_text(text)
    spare = folder / "latest.new"
    spare.write_text(text)
    spare.replace(latest)
    return path


def read(path: Path) -> Iterator[tuple[UUID, int, bytes]]:
    """The heads of a checkpoint whose signature and Merkle root hold. Raises BadCheckpoint."""
    try:
        note, _, listed = path.read_text().partition(HEADS)
        public = bytes.fromhex((path.parent / "signer.pub").read_text().strip())
        body = chain.verify_note(note, SignPublic(public), "signer")
        heads = []
        for line in listed.splitlines():
            subject, seq, hash_ = line.split(" ")
            heads.append((UUID(subject), int(seq), bytes.fromhex(hash_)))
        root = chain.merkle_root([chain.head_leaf(s.bytes, seq, Link(h)) for s, seq, h in heads])
    except (OSError, ValueError, VaultError) as error:
        raise BadCheckpoint(f"{path}: not a checkpoint that can be trusted ({error}).") from error
    if body.origin != ORIGIN or body.lines[1] != root.hex():
        raise BadCheckpoint(f"{path}: its list of heads does not match its signed root.")
    yield from heads


def gap(path: Path, heads: Mapping[UUID, tuple[int, bytes]]) -> Gap | None:
    """The first place where the ledger does not continue the checkpoint, or None. `heads` are known to be
    in the ledger and save a look-up each. Raises BadCheckpoint."""
    for subject, seq, hash_ in read(path):
        if heads.get(subject) == (seq, hash_):
            continue
        found = Entry.objects.filter(subject=subject, seq=seq).values_list("hash", flat=True).first()
        if found is None:
            return Gap(subject, seq, "it stood in the checkpoint and is gone")
        if bytes(found) != hash_:
            return Gap(subject, seq, "it stood otherwise in the checkpoint")
    return None
