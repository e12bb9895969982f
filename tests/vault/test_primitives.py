"""The primitives give what their papers print."""

import pytest

from qorgan.vault.errors import Malformed, OpenFailed, UnknownSuite
from qorgan.vault.primitives import H, aead_open, aead_seal, sodium_pad, sodium_unpad, without_suite


def test_h_without_purpose_or_key_is_the_blake2b_of_rfc_7693_appendix_a() -> None:
    assert H("", b"", b"abc", 64).hex() == (
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )


def test_h_gives_unrelated_bytes_for_another_purpose_key_or_size() -> None:
    base = H("qrg1.a", b"k", b"d")
    assert len({base, H("qrg1.b", b"k", b"d"), H("qrg1.a", b"l", b"d"), H("qrg1.a", b"k", b"e")}) == 4
    assert H("qrg1.a", b"k", b"d", 16) != base[:16]


def test_aead_is_that_of_the_xchacha_draft_appendix_a_3_1() -> None:
    plain = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    key = bytes(range(0x80, 0xA0))
    nonce = bytes(range(0x40, 0x58))
    aad = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    sealed = aead_seal(plain, aad, key, lambda size: nonce[:size])
    assert sealed[:24] == nonce
    assert sealed[24:40].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert aead_open(sealed, aad, key) == plain


def test_two_seals_of_the_same_text_differ() -> None:
    assert aead_seal(b"same", b"", bytes(32)) != aead_seal(b"same", b"", bytes(32))


def test_too_few_bytes_are_malformed_and_wrong_ones_do_not_open() -> None:
    with pytest.raises(Malformed):
        aead_open(bytes(39), b"", bytes(32))
    with pytest.raises(OpenFailed):
        aead_open(bytes(40), b"", bytes(32))


def test_padding_is_a_mark_and_zeros() -> None:
    assert sodium_pad(b"ab", 4) == b"ab\x80\x00"
    assert sodium_pad(b"abcd", 4) == b"abcd\x80\x00\x00\x00"
    assert sodium_unpad(b"ab\x80\x00", 4) == b"ab"


@pytest.mark.parametrize("padded", [b"", b"abc", b"\0\0\0\0", b"abcd"])
def test_padding_without_its_mark_is_refused(padded: bytes) -> None:
    with pytest.raises(Malformed):
        sodium_unpad(padded, 4)


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_any_suite_but_the_first_is_refused_by_name(suite: int) -> None:
    with pytest.raises(UnknownSuite):
        without_suite(bytes([suite]) + b"rest", "A text")


def test_nothing_at_all_is_malformed() -> None:
    with pytest.raises(Malformed):
        without_suite(b"", "A text")
