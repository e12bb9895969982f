"""Only keys that the root vouches for, through an unbroken line of signatures, are sealed to."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.vault.known import ANNA, BERIK, changed

from qorgan.vault.context import Purpose
from qorgan.vault.directory import (
    BadSignature,
    BrokenKeyHistory,
    Expired,
    KeyCertificate,
    Manifest,
    MembershipCertificate,
    RolledBack,
    RootKey,
    fingerprint_words,
    new_root_seed,
    sign_certificate,
    sign_manifest,
    verify_certificate,
    verify_key_history,
    verify_manifest,
)
from qorgan.vault.errors import Malformed, UnknownSuite
from qorgan.vault.names import BoxPublic, Id16, Seed16, Signature, SignPublic, SignSeed
from qorgan.vault.primitives import sign
from qorgan.vault.words import LANGUAGES, Lang, word_list

ROOT = RootKey(SignSeed(b"R" * 32))
OTHER_ROOT = RootKey(SignSeed(b"O" * 32))
CENTRE, POLICE = Id16(b"c" * 16), Id16(b"p" * 16)
NOW = 1_750_000_000
MANIFEST = Manifest(serial=4, expires=NOW + 1, agencies=((CENTRE, ANNA.sign_pk), (POLICE, BERIK.sign_pk)))


def verified(signed: bytes, *, now: int = NOW, highest: int = 4) -> Manifest:
    return verify_manifest(signed, root_pk=ROOT.public, now=now, highest_serial=highest)


def test_what_the_root_signed_is_believed() -> None:
    manifest = verified(sign_manifest(MANIFEST, ROOT))
    assert manifest == MANIFEST
    assert manifest.identity_of(UUID(bytes=CENTRE)) == ANNA.sign_pk
    assert manifest.identity_of(b"?" * 16) is None


def test_another_root_and_any_changed_bit_are_bad_signatures() -> None:
    good = sign_manifest(MANIFEST, ROOT)
    for signed in (
        sign_manifest(MANIFEST, OTHER_ROOT),
        b"",
        *(changed(good, place) for place in range(0, len(good), 7)),
    ):
        with pytest.raises(BadSignature):
            verified(signed)


def test_a_serial_below_the_highest_seen_is_rolled_back_and_the_same_one_is_not() -> None:
    older = sign_manifest(replace(MANIFEST, serial=3), ROOT)
    with pytest.raises(RolledBack):
        verified(older)
    assert verified(older, highest=3).serial == 3


def test_past_its_date_it_is_expired_and_still_hands_over_what_it_says() -> None:
    with pytest.raises(Expired) as refused:
        verified(sign_manifest(MANIFEST, ROOT), now=MANIFEST.expires)
    assert refused.value.manifest == MANIFEST


def test_an_old_serial_past_its_date_is_rolled_back_first() -> None:
    with pytest.raises(RolledBack):
        verified(sign_manifest(replace(MANIFEST, serial=3), ROOT), now=MANIFEST.expires)


def test_agencies_may_be_listed_in_any_order_but_not_twice() -> None:
    reordered = replace(MANIFEST, agencies=MANIFEST.agencies[::-1])
    assert reordered.body() == MANIFEST.body()
    with pytest.raises(ValueError):
        replace(MANIFEST, agencies=((CENTRE, ANNA.sign_pk), (CENTRE, BERIK.sign_pk)))


def test_signed_bytes_of_another_form_are_refused_by_name() -> None:
    def by_root(body: bytes) -> bytes:
        return sign(b"qrg1.manifest\0" + body, ROOT.seed) + body

    with pytest.raises(UnknownSuite):
        verified(by_root(b"\x02" + MANIFEST.body()[1:]))
    for body in (b"", b"\x01", MANIFEST.body() + b"\0", MANIFEST.body()[:-1]):
        with pytest.raises(Malformed):
            verified(by_root(body))


def test_a_root_comes_back_from_the_seed_on_its_cards() -> None:
    seed = new_root_seed(lambda size: b"s" * size)
    assert RootKey.from_seed16(seed) == RootKey.from_seed16(Seed16(b"s" * 16))
    assert "ssss" not in repr(RootKey.from_seed16(seed))


FIRST = KeyCertificate(CENTRE, Purpose.INTAKE, 1, BoxPublic(b"1" * 32))
SECOND = KeyCertificate(CENTRE, Purpose.INTAKE, 2, BoxPublic(b"2" * 32), FIRST.hash())
MEMBER = MembershipCertificate(
    UUID(int=7), CENTRE, "caseworker", BERIK.box_pk, BERIK.sign_pk, (Purpose.INTAKE, Purpose.CASEWORK), 1
)


def signed(*certificates: KeyCertificate) -> tuple[tuple[KeyCertificate, Signature], ...]:
    return tuple((one, sign_certificate(one, ANNA.sign_seed)) for one in certificates)


def test_the_newest_key_of_an_unbroken_history_is_used() -> None:
    assert verify_key_history(signed(FIRST), ANNA.sign_pk, CENTRE, Purpose.INTAKE) == FIRST
    assert (
        verify_key_history(signed(FIRST, SECOND), ANNA.sign_pk, UUID(bytes=CENTRE), Purpose.INTAKE) == SECOND
    )


@pytest.mark.parametrize(
    "history",
    [
        (),
        (SECOND,),
        (SECOND, FIRST),
        (FIRST, FIRST),
        (FIRST, replace(SECOND, version=3)),
        (replace(FIRST, box_pk=BoxPublic(b"9" * 32)), SECOND),
        (replace(FIRST, agency=POLICE),),
        (replace(FIRST, purpose=Purpose.CASEWORK),),
    ],
    ids=[
        "none",
        "beginning cut",
        "reordered",
        "doubled",
        "gap",
        "first replaced",
        "other agency",
        "other purpose",
    ],
)
def test_a_broken_history_is_refused(history: tuple[KeyCertificate, ...]) -> None:
    with pytest.raises(BrokenKeyHistory):
        verify_key_history(signed(*history), ANNA.sign_pk, CENTRE, Purpose.INTAKE)


def test_a_history_that_another_key_signed_is_refused() -> None:
    with pytest.raises(BadSignature):
        verify_key_history(signed(FIRST), BERIK.sign_pk, CENTRE, Purpose.INTAKE)


@pytest.mark.parametrize(
    "change",
    [
        {"member": UUID(int=8)},
        {"agency": POLICE},
        {"role": "supervisor"},
        {"box_pk": BoxPublic(b"x" * 32)},
        {"sign_pk": SignPublic(b"x" * 32)},
        {"purposes": (Purpose.INTAKE,)},
        {"serial": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_in_a_membership_can_be_changed_after_signing(change: dict[str, object]) -> None:
    signature = sign_certificate(MEMBER, ANNA.sign_seed)
    verify_certificate(MEMBER, signature, ANNA.sign_pk)
    with pytest.raises(BadSignature):
        verify_certificate(replace(MEMBER, **change), signature, ANNA.sign_pk)  # type: ignore[arg-type]


def test_a_signature_on_one_kind_of_certificate_never_serves_another() -> None:
    with pytest.raises(BadSignature):
        verify_certificate(MEMBER, sign_certificate(FIRST, ANNA.sign_seed), ANNA.sign_pk)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fingerprint_is_six_listed_words_that_change_with_either_key(lang: Lang) -> None:
    words = fingerprint_words(ANNA.box_pk, ANNA.sign_pk, lang)
    assert len(words) == 6
    assert set(words) <= set(word_list(lang))
    assert words == fingerprint_words(ANNA.box_pk, ANNA.sign_pk, lang)
    assert words != fingerprint_words(BERIK.box_pk, ANNA.sign_pk, lang)
    assert words != fingerprint_words(ANNA.box_pk, BERIK.sign_pk, lang)


def test_parts_of_the_wrong_length_are_refused_when_they_are_made() -> None:
    with pytest.raises(ValueError):
        replace(FIRST, box_pk=BoxPublic(b""))
    with pytest.raises(ValueError):
        replace(MEMBER, role="")
    with pytest.raises(ValueError):
        replace(FIRST, agency=b"short").message()
    with pytest.raises(ValueError):
        Manifest(1, 2, ((Id16(b""), ANNA.sign_pk),))
