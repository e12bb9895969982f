"""How ledger entries hang together: canonical headers, links, payload hashes, Merkle roots and signed notes.

It hashes and signs; it must never open or hold a key that opens. Headers stay when a payload is erased, since
the chain covers the payload's ciphertext by its hash only.
"""

import base64
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from qorgan.vault.errors import BadSignature, Malformed, Uncanonical
from qorgan.vault.names import Link, Signature, SignPublic, SignSeed
from qorgan.vault.primitives import SUITE, H, sign, sign_public, verify

GENESIS = Link(bytes(32))
"""What the first entry of a subject is linked to."""

HeaderValue = str | int | bytes | UUID | None


def canonical_header(header: Mapping[str, HeaderValue]) -> bytes:
    """One written form: keys sorted, no spaces, UTF-8; bytes as hex, UUIDs as text, empty values kept.

    Raises `Uncanonical` for anything else: floats and dates have several written forms, so callers write them
    out.

    >>> canonical_header({"seq": 1, "due_code": None, "id": b"\\x01"})
    b'{"due_code":null,"id":"01","seq":1}'
    """
    plain = {_name(name): _plain(name, value) for name, value in header.items()}
    try:
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Uncanonical("(text)") from None


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise Uncanonical(repr(name))
    return name


def _plain(name: str, value: object) -> str | int | None:
    match value:
        case bytes():
            return value.hex()
        case UUID():
            return str(value)
        case int():
            return value if isinstance(value, bool) else int(value)
        case str():
            return str(value)
        case None:
            return None
        case _:
            raise Uncanonical(name)


def link(prev: Link, seq: int, header: bytes) -> Link:
    """`H("qrg1.event", "", 01 || prev || seq u64 || len u32 || header)` over a canonical header."""
    if len(prev) != 32:
        raise ValueError("a link has 32 bytes")
    return Link(H("qrg1.event", b"", SUITE + prev + struct.pack(">QI", seq, len(header)) + header))


def payload_hash(rows: Sequence[tuple[int, bytes, bytes]]) -> bytes:
    """32 bytes over sealed rows `(field, row id of 16 bytes, ciphertext)`, in whatever order they were read.

    `H("qrg1.payload", "", 01 || count u32 || each: field u16 || row 16 || length u32 || ciphertext)`, sorted
    by field and row. Raises `ValueError` when one field of one row stands twice.
    """
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    if len({(field, row) for field, row, _ in ordered}) != len(ordered):
        raise ValueError("one field of one row stands twice in a payload")
    parts = [SUITE, struct.pack(">I", len(ordered))]
    for field, row, ciphertext in ordered:
        if len(row) != 16:
            raise ValueError("a row id has 16 bytes")
        parts += [struct.pack(">H16sI", field, row, len(ciphertext)), ciphertext]
    return H("qrg1.payload", b"", b"".join(parts))


def entry_message(header: Mapping[str, HeaderValue]) -> bytes:
    """What a member or receipt signs. Raises `ValueError` when the signature is still among the fields."""
    if "signature" in header:
        raise ValueError("the signature does not sign itself")
    return b"qrg1.entry\0" + canonical_header(header)


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1 (SHA-256; of no leaves, the hash of nothing)."""
    # Roots of full subtrees, largest first, each with its height.
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        node = (0, sha256(b"\x00" + leaf).digest())
        while stack and stack[-1][0] == node[0]:
            node = (node[0] + 1, sha256(b"\x01" + stack.pop()[1] + node[1]).digest())
        stack.append(node)
    if not stack:
        return sha256(b"").digest()
    _, root = stack.pop()
    while stack:
        root = sha256(b"\x01" + stack.pop()[1] + root).digest()
    return root


def head_leaf(subject: bytes, seq: int, head: Link) -> bytes:
    """The leaf that fixes where one subject's chain ends, so that cutting its tail shows."""
    if len(subject) != 16 or len(head) != 32:
        raise ValueError("a subject has 16 bytes and a link 32")
    return b"qrg1.head\0" + subject + struct.pack(">Q", seq) + head


@dataclass(frozen=True)
class Note:
    """A signed note's text: who it is about and its lines."""

    origin: str
    lines: tuple[str, ...]


def sign_note(origin: str, lines: Sequence[str], seed: SignSeed, name: str) -> str:
    """The signed-note form of transparency logs: text, an empty line, and one signature line by `name`."""
    if not name or any(char.isspace() or char == "+" for char in name):
        raise ValueError("a signer's name has no spaces and no plus")
    for line in (origin, *lines):
        if not line or not line.isprintable():
            raise ValueError("a note's lines are printable and not empty")
    text = "".join(f"{line}\n" for line in (origin, *lines))
    signature = sign(text.encode(), seed)
    stamp = base64.b64encode(_key_id(name, sign_public(seed)) + signature).decode()
    return f"{text}\n\N{EM DASH} {name} {stamp}\n"


def verify_note(note: str, sign_pk: SignPublic, name: str) -> Note:
    """The note's text. Raises `Malformed` when it is no note, `BadSignature` unless `name` signed it with
    that key.

    Signatures of others may stand beside it: they are witnesses' and are passed over.
    """
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Malformed("A checkpoint")
    lead = f"\N{EM DASH} {name} "
    for line in tail.splitlines():
        if not line.startswith(lead):
            continue
        stamp = _stamp(line.removeprefix(lead))
        if stamp[:4] == _key_id(name, sign_pk):
            verify(f"{text}\n".encode(), Signature(stamp[4:]), sign_pk, "this checkpoint")
            origin, *lines = text.split("\n")
            return Note(origin, tuple(lines))
    raise BadSignature("this checkpoint")


def _stamp(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        raise Malformed("A checkpoint") from None


def _key_id(name: str, sign_pk: SignPublic) -> bytes:
    return sha256(name.encode() + b"\n\x01" + sign_pk).digest()[:4]
