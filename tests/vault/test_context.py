"""A context is 68 bytes in which every part has its place."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.vault.known import ELSEWHERE, FIELD

from qorgan.vault.context import Basis, Compartment, Context, Kind, Purpose


def test_every_part_stands_at_its_place_big_endian() -> None:
    ctx = Context(
        Kind.INDEX_KEY,
        compartment=9,
        field=0x0102,
        key_version=0x03040506,
        case=b"c" * 16,
        row=UUID(bytes=b"r" * 16),
        party=b"p" * 16,
        aux=0x0708090A0B0C0D0E,
    )
    assert ctx.pack() == (
        b"QRG1\x0a\x09\x01\x02\x03\x04\x05\x06"
        + b"c" * 16
        + b"r" * 16
        + b"p" * 16
        + b"\x07\x08\x09\x0a\x0b\x0c\x0d\x0e"
    )


def test_what_does_not_apply_is_zero() -> None:
    assert Context(Kind.SESSION).pack() == b"QRG1\x06" + bytes(63)


@pytest.mark.parametrize("part", ELSEWHERE)
def test_each_part_changes_the_bytes(part: str) -> None:
    assert ELSEWHERE[part](FIELD).pack() != FIELD.pack()


def test_each_kind_changes_the_bytes() -> None:
    assert len({replace(FIELD, kind=kind).pack() for kind in Kind}) == 10


@pytest.mark.parametrize(
    "wrong",
    [{"case": b"short"}, {"field": 1 << 16}, {"key_version": -1}, {"aux": 1 << 64}, {"compartment": 256}],
)
def test_a_part_that_does_not_fit_is_refused_when_it_is_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Context(Kind.FIELD, **wrong)  # type: ignore[arg-type]


def test_permanent_numbers_are_those_of_the_design() -> None:
    assert [c.name.lower() for c in sorted(Compartment)] == [
        "identity",
        "safe_contact",
        "account",
        "evidence",
        "health",
        "risk",
        "legal",
        "services",
        "survivor_view",
    ]
    assert [int(c) for c in sorted(Compartment)] == list(range(1, 10))
    assert (Purpose.INTAKE, Purpose.CASEWORK) == (1, 2)
    assert (Basis.CONSENT, Basis.LEGAL_GROUND, Basis.OWN_CASE, Basis.BREAK_GLASS) == (1, 2, 3, 4)
    assert [int(k) for k in Kind] == list(range(1, 11))
