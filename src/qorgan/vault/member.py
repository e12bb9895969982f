"""A member's two secret keys, and how a password opens them.

Whoever resets a password makes new keys: there is no way back to the old ones here, and there must never be
one.
"""

import unicodedata
from dataclasses import dataclass, field

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import Malformed, WrongKind
from qorgan.vault.names import (
    BoxPublic,
    BoxSecret,
    Key,
    MemberWrap,
    Pepper,
    Random,
    Salt,
    SignPublic,
    SignSeed,
)
from qorgan.vault.primitives import (
    CHEAP_PARAMS,
    KEY_SIZE,
    SUITE,
    Argon2Params,
    H,
    aead_open,
    aead_seal,
    argon2id,
    box_public,
    sign_public,
    system_random,
    without_suite,
)

__all__ = [
    "CHEAP_PARAMS",
    "PASSWORD_PARAMS",
    "MemberSecret",
    "new_member_secret",
    "password_pre",
    "unwrap_secret",
    "wrap_secret",
]

PASSWORD_PARAMS = Argon2Params(t=3, m=65536, p=1)
"""Second recommendation of RFC 9106, section 4, with one lane."""
SALT_SIZE = 16


@dataclass(frozen=True)
class MemberSecret:
    """What a member's password opens. Not shown by `repr`."""

    box_sk: BoxSecret = field(repr=False)
    sign_seed: SignSeed = field(repr=False)

    @property
    def box_pk(self) -> BoxPublic:
        """X25519: what agency keys are sealed to."""
        return box_public(self.box_sk)

    @property
    def sign_pk(self) -> SignPublic:
        """Ed25519: what grants and entries are checked with."""
        return sign_public(self.sign_seed)


def new_member_secret(random: Random = system_random) -> MemberSecret:
    """Two independent random keys."""
    return MemberSecret(BoxSecret(random(KEY_SIZE)), SignSeed(random(KEY_SIZE)))


def password_pre(password: str, pepper: Pepper) -> bytes:
    """32 bytes that stand for the password everywhere after this; the raw password goes no further.

    The same password typed on different systems gives the same bytes (Unicode NFC).
    """
    return H("qrg1.pw.pre", pepper, unicodedata.normalize("NFC", password).encode())


def wrap_secret(
    secret: MemberSecret,
    password: str,
    pepper: Pepper,
    ctx: Context,
    salt: Salt,
    params: Argon2Params = PASSWORD_PARAMS,
    random: Random = system_random,
) -> MemberWrap:
    """`01 || nonce || AEAD(box_sk || sign_seed)`, 105 bytes. `salt` and `params` are stored beside it."""
    key = _password_key(password, pepper, ctx, salt, params)
    return MemberWrap(SUITE + aead_seal(secret.box_sk + secret.sign_seed, ctx.pack(), key, random))


def unwrap_secret(
    wrap: MemberWrap,
    password: str,
    pepper: Pepper,
    ctx: Context,
    salt: Salt,
    params: Argon2Params = PASSWORD_PARAMS,
) -> MemberSecret:
    """Raises `UnknownSuite`, `Malformed`, or `OpenFailed` for a wrong password, another member or changed
    bytes.
    """
    what = "A member's key"
    body = without_suite(wrap, what)
    plain = aead_open(body, ctx.pack(), _password_key(password, pepper, ctx, salt, params), what)
    if len(plain) != 2 * KEY_SIZE:
        raise Malformed(what)
    return MemberSecret(BoxSecret(plain[:KEY_SIZE]), SignSeed(plain[KEY_SIZE:]))


def _password_key(password: str, pepper: Pepper, ctx: Context, salt: Salt, params: Argon2Params) -> Key:
    if ctx.kind is not Kind.MEMBER_WRAP:
        raise WrongKind("A member's key", ctx.kind)
    if len(salt) != SALT_SIZE:
        raise ValueError("a salt has 16 bytes")
    return Key(argon2id(password_pre(password, pepper), salt, params))
