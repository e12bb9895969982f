"""A sealed file comes back whole or not at all, and its size says little."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vault.known import ELSEWHERE, FIELD, KEY

from qorgan.vault.context import Kind
from qorgan.vault.errors import Malformed, OpenFailed, UnknownSuite, WrongKind
from qorgan.vault.files import CHUNK_SIZE, SEALED_CHUNK_SIZE, open_file, padme, seal_file
from qorgan.vault.names import Key
from qorgan.vault.primitives import aead_seal

FILE = replace(FIELD, kind=Kind.FILE_CHUNK, aux=0)
LONG = bytes(range(256)) * (10 * CHUNK_SIZE // 1024)  # two and a half chunks


def sealed(content: bytes) -> bytes:
    return b"".join(seal_file([content], FILE, KEY))


def opened(blob: bytes, key: Key = KEY) -> bytes:
    return b"".join(open_file([blob], FILE, key))


@settings(max_examples=60)
@given(content=st.binary(max_size=3000) | st.lists(st.sampled_from([b"\0", b"\x80", b"a"])).map(b"".join))
def test_any_content_comes_back_even_when_it_looks_like_padding(content: bytes) -> None:
    assert opened(sealed(content)) == content


@pytest.mark.parametrize(
    "length", [CHUNK_SIZE - 2, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE]
)
@pytest.mark.parametrize("fill", [b"\0", b"\x80", b"a"])
def test_content_at_the_edge_of_a_chunk_comes_back(length: int, fill: bytes) -> None:
    assert opened(sealed(fill * length)) == fill * length


def test_parts_may_have_any_sizes_on_the_way_in_and_out() -> None:
    parts = [LONG[:1], b"", LONG[1:70_000], LONG[70_000:]]
    blob = b"".join(seal_file(parts, FILE, KEY))
    pieces = [b"", blob[:1], blob[1:2], blob[2:100_000], blob[100_000:]]
    assert b"".join(open_file(pieces, FILE, KEY)) == LONG


def test_a_sealed_file_is_the_suite_and_nonce_and_tag_for_each_mebibyte_of_the_padme_size() -> None:
    for content in (b"", b"x" * 1000, LONG):
        padded = padme(len(content) + 1)
        chunks = -(-padded // CHUNK_SIZE)
        assert len(sealed(content)) == 1 + padded + 40 * chunks


@pytest.mark.parametrize(
    ("length", "size"),
    [(1, 1), (2, 2), (8, 8), (9, 10), (15, 16), (33, 36), (100, 104), (1_000_000, 1_015_808)],
)
def test_padme_sizes_follow_the_paper(length: int, size: int) -> None:
    """E = floor(log2 L), S = floor(log2 E) + 1; the last E - S bits become zero, rounding up."""
    assert padme(length) == size


@given(length=st.integers(1, 1 << 40))
def test_padding_never_costs_more_than_the_paper_s_twelve_percent(length: int) -> None:
    assert length <= padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


def test_a_file_cut_short_at_a_chunk_s_end_is_refused() -> None:
    blob = sealed(LONG)
    for kept in (1 + SEALED_CHUNK_SIZE, 1 + 2 * SEALED_CHUNK_SIZE, len(blob) - 1):
        with pytest.raises(OpenFailed):
            opened(blob[:kept])


def test_chunks_swapped_repeated_or_left_out_are_refused() -> None:
    blob = sealed(LONG)
    bounds = [1, 1 + SEALED_CHUNK_SIZE, 1 + 2 * SEALED_CHUNK_SIZE, len(blob)]
    one, two, last = (blob[a:b] for a, b in pairwise(bounds))
    for order in ((two, one, last), (one, one, two, last), (one, last), (two, last), (one, two, last, last)):
        with pytest.raises(OpenFailed):
            opened(b"\x01" + b"".join(order))


@pytest.mark.parametrize("part", [part for part in ELSEWHERE if part != "aux"])
def test_a_file_moved_to_another_place_does_not_open(part: str) -> None:
    blob = sealed(b"x")
    with pytest.raises(OpenFailed):
        b"".join(open_file([blob], ELSEWHERE[part](FILE), KEY))


def test_another_key_suite_or_no_bytes_are_refused_by_name() -> None:
    blob = sealed(b"x")
    with pytest.raises(OpenFailed):
        opened(blob, Key(b"l" * 32))
    with pytest.raises(UnknownSuite):
        opened(b"\x02" + blob[1:])
    for cut in (b"", b"\x01", blob[:30]):
        with pytest.raises(Malformed):
            opened(cut)


@pytest.mark.parametrize("padded", [b"", b"\0\0", b"x", b"x\x80\0\0\0\0\0\0"])
def test_padding_that_is_never_written_is_refused(padded: bytes) -> None:
    by_hand = b"\x01" + aead_seal(padded, replace(FILE, aux=1).pack(), KEY)
    with pytest.raises(Malformed):
        opened(by_hand)


def test_a_file_has_a_file_s_context() -> None:
    with pytest.raises(WrongKind):
        list(seal_file([b"x"], FIELD, KEY))
    with pytest.raises(WrongKind):
        list(open_file([b"x"], FIELD, KEY))


def test_sealing_holds_no_more_than_a_few_chunks_at_once() -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(8):
            taken += 1
            yield bytes(CHUNK_SIZE)

    stream = seal_file(parts(), FILE, KEY)
    next(stream)
    next(stream)
    assert taken <= 3
