"""Sessions that only the visitor's cookie opens.

The database holds an id that does not lead to the cookie, and bytes sealed under cookie and boot secret
together: neither a stolen database nor a stolen cookie alone opens a draft. The boot secret must never enter
the database.
"""

from qorgan.vault.context import Context, Kind
from qorgan.vault.fields import pad, unpad
from qorgan.vault.names import BootSecret, Cookie, Key, Random, SessionBlob, SessionId
from qorgan.vault.primitives import SUITE, H, aead_open, aead_seal, system_random, without_suite


def session_id(cookie: Cookie) -> SessionId:
    """32 bytes: the row's name."""
    return SessionId(H("qrg1.sess.id", _whole(cookie), b""))


def session_key(cookie: Cookie, boot: BootSecret) -> Key:
    """32 bytes."""
    return Key(H("qrg1.sess.key", _whole(cookie), _whole(boot)))


def seal_session(
    data: bytes, cookie: Cookie, boot: BootSecret, random: Random = system_random
) -> SessionBlob:
    """`01 || nonce || AEAD(padded data)`; the sizes are those of texts, so that a draft's length says
    little.
    """
    return SessionBlob(SUITE + aead_seal(pad(data), _context(cookie), session_key(cookie, boot), random))


def open_session(blob: SessionBlob, cookie: Cookie, boot: BootSecret) -> bytes:
    """Raises `UnknownSuite`, `Malformed`, or `OpenFailed` for another cookie or after a service restart."""
    what = "A session"
    return unpad(aead_open(without_suite(blob, what), _context(cookie), session_key(cookie, boot), what))


def _context(cookie: Cookie) -> bytes:
    return Context(Kind.SESSION, row=session_id(cookie)[:16]).pack()


def _whole(secret: bytes) -> bytes:
    if len(secret) != 32:
        raise ValueError("a cookie or boot secret has 32 bytes")
    return secret
