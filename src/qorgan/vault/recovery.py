"""Recovery of an agency's keys: a 16-byte seed on m of n cards, held by people outside administration.

Every version of an agency's key is also sealed to the seed's public key. The seed must never be stored whole.
Shares are Shamir's over GF(2^128), from pycryptodome, whose own randomness makes them: it takes none from
outside.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

# The name is taken for that of the abandoned pyCrypto; what is installed is its maintained successor.
from Crypto.Protocol.SecretSharing import Shamir  # nosec B413
from nacl.bindings import sodium_memcmp

from qorgan.vault.errors import BadCard, WrongShares
from qorgan.vault.names import BoxPublic, BoxSecret, Random, Seed16
from qorgan.vault.primitives import H, box_keypair_of_seed, system_random
from qorgan.vault.words import Lang, fold, indices, word_list
from qorgan.vault.wraps import expand_seed

CARD_WORDS = 12
_CHECK_BITS = 4


@dataclass(frozen=True)
class RecoveryKey:
    """The key pair of a seed. Wraps to it are of kind `SHARE` (see `wraps.seal_wrap`)."""

    box_pk: BoxPublic
    box_sk: BoxSecret = field(repr=False)


@dataclass(frozen=True)
class Share:
    """One card: its number, 1 to n, and 16 bytes."""

    number: int
    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 255 or len(self.value) != 16:
            raise BadCard


def new_recovery_seed(random: Random = system_random) -> Seed16:
    """16 bytes."""
    return Seed16(random(16))


def recovery_key(seed: Seed16) -> RecoveryKey:
    """The X25519 pair of the expanded seed."""
    return RecoveryKey(*box_keypair_of_seed(expand_seed(seed)))


def split_seed(seed: Seed16, needed: int, cards: int) -> tuple[Share, ...]:
    """`cards` shares, any `needed` of which give the seed. `2 <= needed <= cards <= 255`."""
    if not 2 <= needed <= cards <= 255 or len(seed) != 16:
        raise ValueError("between 2 and as many cards as there are must be needed")
    return tuple(Share(number, value) for number, value in Shamir.split(needed, cards, seed))


def combine_shares(shares: Sequence[Share], expected: BoxPublic) -> Seed16:
    """The seed. Raises `WrongShares` unless it gives the recovery key that is `expected`.

    Shamir's scheme itself cannot tell: too few shares combine to some other 16 bytes.
    """
    try:
        seed = Seed16(Shamir.combine([(share.number, share.value) for share in shares]))
    except ValueError:
        raise WrongShares from None
    if len(seed) != 16 or not sodium_memcmp(recovery_key(seed).box_pk, expected):
        raise WrongShares
    return seed


def card_words(share: Share, lang: Lang) -> tuple[str, ...]:
    """Twelve words: the share's 128 bits and 4 check bits over its number and value."""
    bits = int.from_bytes(share.value, "big") << _CHECK_BITS | _check(share)
    listed = word_list(lang)
    return tuple(listed[bits >> shift & 0x7FF] for shift in range(121, -1, -11))


def read_card(number: int, words: Sequence[str], lang: Lang) -> Share:
    """The share of a card. Raises `BadCard` for a word not listed or a slip that the check bits catch (15 of
    16).
    """
    numbers = indices(lang)
    try:
        positions = [numbers[fold(word.strip())] for word in words]
    except KeyError:
        raise BadCard from None
    if len(positions) != CARD_WORDS:
        raise BadCard
    bits = 0
    for position in positions:
        bits = bits << 11 | position
    share = Share(number, (bits >> _CHECK_BITS).to_bytes(16, "big"))
    if _check(share) != bits & ((1 << _CHECK_BITS) - 1):
        raise BadCard
    return share


def _check(share: Share) -> int:
    return H("qrg1.card", b"", struct.pack(">B16s", share.number, share.value), 1)[0] >> (8 - _CHECK_BITS)
