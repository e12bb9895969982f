"""A session row opens with the visitor's cookie and the running service's secret, never with one of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vault.known import changed

from qorgan.vault.errors import Malformed, OpenFailed, UnknownSuite
from qorgan.vault.names import BootSecret, Cookie, SessionBlob
from qorgan.vault.primitives import H, aead_open
from qorgan.vault.sessions import open_session, seal_session, session_id, session_key

COOKIE = Cookie(b"c" * 32)
BOOT = BootSecret(b"b" * 32)


@settings(max_examples=40)
@given(data=st.binary(max_size=3000))
def test_any_session_comes_back_in_a_listed_size(data: bytes) -> None:
    blob = seal_session(data, COOKIE, BOOT)
    assert open_session(blob, COOKIE, BOOT) == data
    assert len(blob) - 41 in (64, 256, 1024, 4096)


def test_id_and_key_are_the_design_s() -> None:
    assert session_id(COOKIE) == H("qrg1.sess.id", COOKIE, b"")
    assert session_key(COOKIE, BOOT) == H("qrg1.sess.key", COOKIE, BOOT)


def test_the_seal_names_its_kind_and_its_row_as_the_page_on_keys_says() -> None:
    blob = seal_session(b"x", COOKIE, BOOT)
    place = b"QRG1" + bytes([6]) + bytes(7 + 16) + session_id(COOKIE)[:16] + bytes(16 + 8)
    assert len(place) == 68
    assert aead_open(blob[1:], place, session_key(COOKIE, BOOT))[:1] == b"x"


def test_a_restart_and_another_cookie_lock_it() -> None:
    blob = seal_session(b"draft", COOKIE, BOOT)
    for cookie, boot in ((COOKIE, BootSecret(b"d" * 32)), (Cookie(b"e" * 32), BOOT)):
        with pytest.raises(OpenFailed):
            open_session(blob, cookie, boot)


@settings(max_examples=40)
@given(place=st.integers(1, 104))
def test_one_changed_bit_is_refused(place: int) -> None:
    with pytest.raises(OpenFailed):
        open_session(SessionBlob(changed(seal_session(b"draft", COOKIE, BOOT), place)), COOKIE, BOOT)


def test_another_suite_and_cut_bytes_are_refused_by_name() -> None:
    blob = seal_session(b"draft", COOKIE, BOOT)
    with pytest.raises(UnknownSuite):
        open_session(SessionBlob(b"\x07" + blob[1:]), COOKIE, BOOT)
    for cut in (b"", blob[:40]):
        with pytest.raises(Malformed):
            open_session(SessionBlob(cut), COOKIE, BOOT)


def test_a_short_cookie_or_boot_secret_is_refused() -> None:
    with pytest.raises(ValueError):
        session_id(Cookie(b"short"))
    with pytest.raises(ValueError):
        session_key(COOKIE, BootSecret(b""))
