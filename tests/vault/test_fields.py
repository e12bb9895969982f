"""A sealed text opens in its own row and field only, and its length comes from a short list."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vault.known import ELSEWHERE, FIELD, KEY, changed

from qorgan.vault.context import Kind
from qorgan.vault.errors import Malformed, OpenFailed, UnknownSuite, WrongKind
from qorgan.vault.fields import (
    OVERHEAD,
    field_key,
    field_key_version,
    open_field,
    padded_size,
    seal_field,
    unpad,
)
from qorgan.vault.names import FieldBlob, Key
from qorgan.vault.primitives import H, aead_seal, sodium_pad


@settings(max_examples=80)
@given(text=st.text(max_size=400))
def test_any_text_comes_back_and_takes_a_listed_size(text: str) -> None:
    blob = seal_field(text, FIELD, KEY)
    assert open_field(blob, FIELD, KEY) == text
    assert len(blob) - 45 in (64, 256, 1024, 4096)


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 64),
        (63, 64),
        (64, 256),
        (255, 256),
        (256, 1024),
        (1023, 1024),
        (1024, 4096),
        (4095, 4096),
        (4096, 16384),
        (16383, 16384),
        (16384, 65536),
        (65535, 65536),
        (65536, 131072),
        (131071, 131072),
        (131072, 196608),
    ],
)
def test_sizes_step_at_the_design_s_borders(length: int, size: int) -> None:
    assert padded_size(length) == size
    blob = seal_field("x" * length, FIELD, KEY)
    assert len(blob) == OVERHEAD + size == 1 + 4 + 24 + size + 16
    assert open_field(blob, FIELD, KEY) == "x" * length


@given(length=st.integers(0, 1_000_000))
def test_a_padded_text_always_has_room_for_its_mark(length: int) -> None:
    assert length < padded_size(length) <= max(64, 4 * length, length + 65536)


def test_the_head_names_suite_and_key_version() -> None:
    blob = seal_field("x", replace(FIELD, key_version=0x01020304), KEY)
    assert blob[:5] == b"\x01\x01\x02\x03\x04"
    assert field_key_version(blob) == 0x01020304


def test_texts_are_sealed_under_a_key_of_their_own() -> None:
    assert field_key(KEY) == H("qrg1.ck.field", KEY, b"")
    by_hand = b"\x01" + struct.pack(">I", 1) + aead_seal(sodium_pad(b"x", 64), FIELD.pack(), field_key(KEY))
    assert open_field(FieldBlob(by_hand), FIELD, KEY) == "x"


@pytest.mark.parametrize("part", ELSEWHERE)
def test_a_text_moved_to_another_place_does_not_open(part: str) -> None:
    blob = seal_field("x", FIELD, KEY)
    with pytest.raises(OpenFailed):
        open_field(blob, ELSEWHERE[part](FIELD), KEY)


def test_a_text_of_another_kind_or_key_does_not_open() -> None:
    blob = seal_field("x", FIELD, KEY)
    with pytest.raises(OpenFailed):
        open_field(blob, replace(FIELD, kind=Kind.MAILBOX), KEY)
    with pytest.raises(OpenFailed):
        open_field(blob, FIELD, Key(b"l" * 32))


def test_a_relabelled_key_version_does_not_open() -> None:
    blob = seal_field("x", FIELD, KEY)
    relabelled = FieldBlob(blob[:4] + b"\x02" + blob[5:])
    for version in (1, 2):
        with pytest.raises(OpenFailed):
            open_field(relabelled, replace(FIELD, key_version=version), KEY)


@settings(max_examples=60)
@given(place=st.integers(1, OVERHEAD + 63))
def test_one_changed_bit_anywhere_is_refused(place: int) -> None:
    with pytest.raises(OpenFailed):
        open_field(FieldBlob(changed(seal_field("x", FIELD, KEY), place)), FIELD, KEY)


def test_another_suite_and_cut_bytes_are_refused_by_name() -> None:
    blob = seal_field("x", FIELD, KEY)
    with pytest.raises(UnknownSuite):
        open_field(FieldBlob(b"\x02" + blob[1:]), FIELD, KEY)
    for cut in (b"", blob[:1], blob[:44]):
        with pytest.raises(Malformed):
            open_field(FieldBlob(cut), FIELD, KEY)


@pytest.mark.parametrize(
    "padded", [sodium_pad(b"x", 32), sodium_pad(b"x", 256), bytes(64), b"", b"\x80" * 128]
)
def test_a_length_or_padding_that_is_never_written_is_refused(padded: bytes) -> None:
    with pytest.raises(Malformed):
        unpad(padded)


@pytest.mark.parametrize("kind", [Kind.COMPARTMENT_WRAP, Kind.FILE_CHUNK, Kind.MEMBER_WRAP, Kind.SESSION])
def test_a_text_has_a_text_s_context(kind: Kind) -> None:
    with pytest.raises(WrongKind):
        seal_field("x", replace(FIELD, kind=kind), KEY)


def test_sealed_bytes_that_are_no_text_are_refused_by_name() -> None:
    by_hand = aead_seal(sodium_pad(b"\xff", 64), FIELD.pack(), field_key(KEY))
    with pytest.raises(Malformed):
        open_field(FieldBlob(b"\x01" + struct.pack(">I", 1) + by_hand), FIELD, KEY)
