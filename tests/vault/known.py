"""Invented keys and places for the vault's tests: every byte can be told apart, none is secret."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from hypothesis import strategies as st

from qorgan.vault.context import Compartment, Context, Kind
from qorgan.vault.member import MemberSecret
from qorgan.vault.names import BoxSecret, Key, SignSeed

KEY = Key(b"k" * 32)
CASE = UUID(int=1)
ANNA = MemberSecret(BoxSecret(b"a" * 32), SignSeed(b"A" * 32))
BERIK = MemberSecret(BoxSecret(b"b" * 32), SignSeed(b"B" * 32))
FIELD = Context(
    Kind.FIELD,
    Compartment.ACCOUNT,
    field=7,
    key_version=1,
    case=CASE,
    row=UUID(int=2),
    party=UUID(int=3),
    aux=4,
)
WRAP = replace(FIELD, kind=Kind.COMPARTMENT_WRAP, field=0)

# One step away from a context in each of its parts.
ELSEWHERE: dict[str, Callable[[Context], Context]] = {
    "compartment": lambda ctx: replace(ctx, compartment=Compartment.HEALTH),
    "field": lambda ctx: replace(ctx, field=ctx.field + 1),
    "key_version": lambda ctx: replace(ctx, key_version=ctx.key_version + 1),
    "case": lambda ctx: replace(ctx, case=UUID(int=91)),
    "row": lambda ctx: replace(ctx, row=UUID(int=92)),
    "party": lambda ctx: replace(ctx, party=UUID(int=93)),
    "aux": lambda ctx: replace(ctx, aux=ctx.aux + 1),
}


def changed(blob: bytes, place: int) -> bytes:
    """`blob` with one bit of one byte turned."""
    place %= len(blob)
    return blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]


def secrets_of_32() -> st.SearchStrategy[bytes]:
    """Any 32 bytes."""
    return st.binary(min_size=32, max_size=32)
