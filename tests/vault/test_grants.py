"""A grant is believed only when its signer signed this wrap, of this key, for this place and reason."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.vault.known import ANNA, BERIK, ELSEWHERE, KEY, WRAP, changed

from qorgan.vault.context import Basis, Purpose
from qorgan.vault.errors import BadSignature, CommitmentMismatch, OpenFailed, WrapMismatch
from qorgan.vault.grants import GrantTerms, commit, open_grant, sign_grant, verify_grant
from qorgan.vault.names import Commitment, Key, Signature
from qorgan.vault.primitives import H
from qorgan.vault.wraps import open_wrap, seal_wrap

PLANTED = Key(b"p" * 32)


def terms_of(key: Key = KEY, committed: Key = KEY) -> GrantTerms:
    return GrantTerms(
        ctx=WRAP,
        commit=commit(committed),
        wrap=seal_wrap(key, WRAP, BERIK.box_pk),
        basis=Basis.CONSENT,
        basis_hash=b"h" * 32,
        purpose=Purpose.CASEWORK,
        expiry=1_800_000_000,
        grantor=UUID(int=5),
    )


def test_the_message_is_the_design_s_bytes_in_its_order() -> None:
    terms = terms_of()
    assert terms.message() == (
        b"qrg1.grant\0" + WRAP.pack() + H("qrg1.ck.commit", KEY, b"") + H("qrg1.wrap", b"", terms.wrap)
        + b"\x01" + b"h" * 32 + b"\x00\x02" + (1_800_000_000).to_bytes(8, "big") + UUID(int=5).bytes
    )  # fmt: skip


def test_who_was_granted_a_key_opens_it() -> None:
    terms = terms_of()
    assert open_grant(terms, sign_grant(terms, ANNA.sign_seed), ANNA.sign_pk, BERIK.box_sk) == KEY


def test_a_planted_key_opens_as_a_wrap_and_is_refused_as_a_grant() -> None:
    terms = terms_of(key=PLANTED)
    signature = sign_grant(terms, ANNA.sign_seed)
    assert open_wrap(terms.wrap, WRAP, BERIK.box_sk) == PLANTED
    with pytest.raises(CommitmentMismatch):
        open_grant(terms, signature, ANNA.sign_pk, BERIK.box_sk)


def test_a_wrap_swapped_under_a_valid_signature_is_refused() -> None:
    terms = terms_of()
    signature = sign_grant(terms, ANNA.sign_seed)
    swapped = replace(terms, wrap=seal_wrap(PLANTED, WRAP, BERIK.box_pk), commit=commit(PLANTED))
    with pytest.raises(BadSignature):
        open_grant(swapped, signature, ANNA.sign_pk, BERIK.box_sk)


@pytest.mark.parametrize("part", ELSEWHERE)
def test_a_grant_carried_to_another_place_is_refused(part: str) -> None:
    terms = terms_of()
    signature = sign_grant(terms, ANNA.sign_seed)
    moved = replace(terms, ctx=ELSEWHERE[part](WRAP))
    with pytest.raises(BadSignature):
        verify_grant(moved, signature, ANNA.sign_pk)
    with pytest.raises(WrapMismatch):
        open_grant(moved, sign_grant(moved, ANNA.sign_seed), ANNA.sign_pk, BERIK.box_sk)


@pytest.mark.parametrize(
    "change",
    [
        {"basis": Basis.LEGAL_GROUND},
        {"basis_hash": b"i" * 32},
        {"purpose": Purpose.INTAKE},
        {"expiry": 1_900_000_000},
        {"grantor": UUID(int=6)},
        {"commit": Commitment(bytes(32))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_term_can_be_changed_after_signing(change: dict[str, object]) -> None:
    terms = terms_of()
    signature = sign_grant(terms, ANNA.sign_seed)
    with pytest.raises(BadSignature):
        verify_grant(replace(terms, **change), signature, ANNA.sign_pk)  # type: ignore[arg-type]


def test_a_forged_unsigned_or_damaged_signature_is_refused() -> None:
    terms = terms_of()
    good = sign_grant(terms, ANNA.sign_seed)
    for signature in (sign_grant(terms, BERIK.sign_seed), b"", bytes(64), good[:-1], changed(good, 0)):
        with pytest.raises(BadSignature):
            verify_grant(terms, Signature(signature), ANNA.sign_pk)


def test_a_grant_to_another_recipient_does_not_open() -> None:
    terms = terms_of()
    with pytest.raises(OpenFailed):
        open_grant(terms, sign_grant(terms, ANNA.sign_seed), ANNA.sign_pk, ANNA.box_sk)


def test_terms_of_the_wrong_length_are_refused_when_they_are_made() -> None:
    for change in ({"grantor": b"short"}, {"basis_hash": b""}, {"commit": Commitment(b"")}):
        with pytest.raises(ValueError):
            replace(terms_of(), **change)
