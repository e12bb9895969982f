"""Words to search sealed data by, made under one agency's own index key.

There must never be a key for all agencies: whoever held it could try every identity number there is in about
a minute. Equal values give equal tokens within one agency and type, and unrelated ones elsewhere.
"""

from qorgan.vault.names import BoxSecret, Key, Token
from qorgan.vault.primitives import KEY_SIZE, H

TYPE_SIZE = 7


def token(type: str, index_key: Key, canonical: str) -> Token:
    """16 bytes for the canonical form of a value. `type` has 1 to 7 ASCII characters, e.g. `iin`, `phone`."""
    if not 1 <= len(type) <= TYPE_SIZE or not type.isascii():
        raise ValueError(f"a token type has 1 to {TYPE_SIZE} ASCII characters")
    if len(index_key) != KEY_SIZE:
        raise ValueError("an index key has 32 bytes")
    return Token(H("qrg1.tok." + type, index_key, canonical.encode(), 16))


def own_index_key(secret: BoxSecret) -> Key:
    """A member's own index key, from her own secret: for cases that only named members may find.

    Under the agency's key every colleague who got hold of the rows could try values against them.
    """
    return Key(H("qrg1.idx.own", secret, b""))
