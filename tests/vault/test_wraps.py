"""A wrapped key opens for its recipient, in its place, and nowhere else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_box_seal
from tests.vault.known import ANNA, BERIK, ELSEWHERE, FIELD, KEY, WRAP, changed, secrets_of_32

from qorgan.vault.context import Kind
from qorgan.vault.errors import Malformed, OpenFailed, UnknownSuite, WrapMismatch, WrongKind
from qorgan.vault.names import Key, Seed16, Wrap
from qorgan.vault.primitives import H
from qorgan.vault.wraps import expand_seed, open_wrap, seal_wrap


@settings(max_examples=25)
@given(key=secrets_of_32())
def test_the_recipient_gets_the_key_back(key: bytes) -> None:
    assert open_wrap(seal_wrap(Key(key), WRAP, ANNA.box_pk), WRAP, ANNA.box_sk) == key


def test_a_wrap_has_113_bytes_and_begins_with_the_suite() -> None:
    wrap = seal_wrap(KEY, WRAP, ANNA.box_pk)
    assert len(wrap) == 113
    assert wrap[0] == 1


def test_nobody_else_opens_it() -> None:
    with pytest.raises(OpenFailed):
        open_wrap(seal_wrap(KEY, WRAP, ANNA.box_pk), WRAP, BERIK.box_sk)


@pytest.mark.parametrize("part", ELSEWHERE)
def test_a_wrap_moved_to_another_place_is_refused(part: str) -> None:
    wrap = seal_wrap(KEY, WRAP, ANNA.box_pk)
    with pytest.raises(WrapMismatch):
        open_wrap(wrap, ELSEWHERE[part](WRAP), ANNA.box_sk)


def test_a_wrap_of_another_kind_is_refused() -> None:
    wrap = seal_wrap(KEY, WRAP, ANNA.box_pk)
    with pytest.raises(WrapMismatch):
        open_wrap(wrap, replace(WRAP, kind=Kind.AGENCY_WRAP), ANNA.box_sk)


@settings(max_examples=40)
@given(place=st.integers(1, 112))
def test_one_changed_bit_anywhere_is_refused(place: int) -> None:
    wrap = seal_wrap(KEY, WRAP, ANNA.box_pk)
    with pytest.raises(OpenFailed):
        open_wrap(Wrap(changed(wrap, place)), WRAP, ANNA.box_sk)


def test_another_suite_and_another_length_are_refused_by_name() -> None:
    wrap = seal_wrap(KEY, WRAP, ANNA.box_pk)
    with pytest.raises(UnknownSuite):
        open_wrap(Wrap(b"\x02" + wrap[1:]), WRAP, ANNA.box_sk)
    for other in (b"", wrap[:-1], wrap + b"\0"):
        with pytest.raises(Malformed):
            open_wrap(Wrap(other), WRAP, ANNA.box_sk)


def test_the_seal_holds_the_context_s_hash_and_the_key() -> None:
    inside = H("qrg1.wrap.ctx", b"", WRAP.pack()) + KEY
    made_by_hand = Wrap(b"\x01" + crypto_box_seal(inside, ANNA.box_pk))
    assert open_wrap(made_by_hand, WRAP, ANNA.box_sk) == KEY


@pytest.mark.parametrize("kind", [Kind.FIELD, Kind.MEMBER_WRAP, Kind.SESSION])
def test_what_is_no_wrap_has_no_wrap_context(kind: Kind) -> None:
    with pytest.raises(WrongKind):
        seal_wrap(KEY, replace(FIELD, kind=kind), ANNA.box_pk)


def test_a_key_or_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError):
        seal_wrap(Key(bytes(16)), WRAP, ANNA.box_pk)
    with pytest.raises(ValueError):
        expand_seed(Seed16(bytes(32)))


def test_a_seed_expands_under_its_own_purpose() -> None:
    assert expand_seed(Seed16(b"s" * 16)) == H("qrg1.seed", b"s" * 16, b"")
