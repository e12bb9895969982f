"""A member's keys open with that member's password and nothing less."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.vault.known import ANNA, FIELD, changed

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import OpenFailed, UnknownSuite, WrongKind
from qorgan.vault.member import (
    CHEAP_PARAMS,
    PASSWORD_PARAMS,
    new_member_secret,
    password_pre,
    unwrap_secret,
    wrap_secret,
)
from qorgan.vault.names import MemberWrap, Pepper, Salt
from qorgan.vault.primitives import H

PEPPER = Pepper(b"p" * 32)
SALT = Salt(b"s" * 16)
CTX = Context(Kind.MEMBER_WRAP, party=UUID(int=7))
PASSWORD = "correct horse café"


def wrapped() -> MemberWrap:
    return wrap_secret(ANNA, PASSWORD, PEPPER, CTX, SALT, CHEAP_PARAMS)


def test_the_password_opens_both_keys() -> None:
    assert unwrap_secret(wrapped(), PASSWORD, PEPPER, CTX, SALT, CHEAP_PARAMS) == ANNA
    assert len(wrapped()) == 1 + 24 + 64 + 16


def test_the_full_cost_is_the_design_s_and_works() -> None:
    assert (PASSWORD_PARAMS.t, PASSWORD_PARAMS.m, PASSWORD_PARAMS.p) == (3, 65536, 1)
    assert unwrap_secret(wrap_secret(ANNA, PASSWORD, PEPPER, CTX, SALT), PASSWORD, PEPPER, CTX, SALT) == ANNA


def test_a_password_typed_with_a_separate_accent_is_the_same_password() -> None:
    assert unwrap_secret(wrapped(), "correct horse cafe\u0301", PEPPER, CTX, SALT, CHEAP_PARAMS) == ANNA
    assert password_pre("cafe\u0301", PEPPER) == H("qrg1.pw.pre", PEPPER, b"caf\xc3\xa9")


@pytest.mark.parametrize(
    ("password", "pepper", "ctx", "salt", "params"),
    [
        ("correct horse Café", PEPPER, CTX, SALT, CHEAP_PARAMS),
        (PASSWORD, Pepper(b"q" * 32), CTX, SALT, CHEAP_PARAMS),
        (PASSWORD, PEPPER, replace(CTX, party=UUID(int=8)), SALT, CHEAP_PARAMS),
        (PASSWORD, PEPPER, CTX, Salt(b"t" * 16), CHEAP_PARAMS),
        (PASSWORD, PEPPER, CTX, SALT, replace(CHEAP_PARAMS, t=2)),
    ],
    ids=["password", "pepper", "member", "salt", "cost"],
)
def test_anything_else_does_not_open_them(password, pepper, ctx, salt, params) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OpenFailed):
        unwrap_secret(wrapped(), password, pepper, ctx, salt, params)


@pytest.mark.parametrize("place", [1, 25, 60, 104])
def test_one_changed_bit_is_refused(place: int) -> None:
    with pytest.raises(OpenFailed):
        unwrap_secret(MemberWrap(changed(wrapped(), place)), PASSWORD, PEPPER, CTX, SALT, CHEAP_PARAMS)


def test_another_suite_and_another_kind_are_refused_by_name() -> None:
    with pytest.raises(UnknownSuite):
        unwrap_secret(MemberWrap(b"\0" + wrapped()[1:]), PASSWORD, PEPPER, CTX, SALT, CHEAP_PARAMS)
    with pytest.raises(WrongKind):
        wrap_secret(ANNA, PASSWORD, PEPPER, FIELD, SALT, CHEAP_PARAMS)


def test_two_members_never_share_keys_and_repr_shows_none() -> None:
    one, other = new_member_secret(), new_member_secret()
    assert len({one.box_sk, one.sign_seed, other.box_sk, other.sign_seed}) == 4
    assert repr(one) == "MemberSecret()"
