"""Recovery of an agency's keys: a 16-byte seed on m of n cards, held by people outside administration.

Every version of an agency's key is also sealed to the seed's public key. The seed must never be stored whole.
Shares are Shamir's over GF(2^128), from pycryptodome, whose own randomness makes them: it takes none from
outside.
"""

import struct
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field

# The name is taken for that of the abandoned pyCrypto; what is installed is its maintained successor.
from Crypto.Protocol.SecretSharing import Shamir  # nosec B413
from nacl.bindings import sodium_memcmp

from qorgan.vault.errors import BadCard, BadWord, Malformed, WrongShares
from qorgan.vault.names import BoxPublic, BoxSecret, Key, Random, Seed16, Signature, SignPublic, SignSeed
from qorgan.vault.primitives import (
    SUITE,
    H,
    aead_open,
    aead_seal,
    box_keypair_of_seed,
    sign,
    system_random,
    verify,
    without_suite,
)
from qorgan.vault.words import LANGUAGES, Lang, fold, indices, word_list
from qorgan.vault.wraps import expand_seed

CARD_WORDS = 12
_CHECK_BITS = 4
_PEPPERS = b"qrg1.peppers\0"


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
    return combine_where(shares, lambda seed: sodium_memcmp(recovery_key(seed).box_pk, expected))


def combine_where(shares: Sequence[Share], holds: Callable[[Seed16], bool]) -> Seed16:
    """The seed, where `holds` knows it by something public. Raises `WrongShares`."""
    try:
        seed = Seed16(Shamir.combine([(share.number, share.value) for share in shares]))
    except ValueError:
        raise WrongShares from None
    if len(seed) != 16 or not holds(seed):
        raise WrongShares
    return seed


def card_words(share: Share, lang: Lang) -> tuple[str, ...]:
    """Twelve words: the share's 128 bits and 4 check bits over its number and value."""
    bits = int.from_bytes(share.value, "big") << _CHECK_BITS | _check(share)
    listed = word_list(lang)
    return tuple(listed[bits >> shift & 0x7FF] for shift in range(121, -1, -11))


def read_card(number: int, words: Sequence[str], lang: Lang) -> Share:
    """The share of a card. Raises `BadWord` for a word not listed, `BadCard` for a slip that the check bits
    catch (15 of 16) and for more or fewer than twelve words.
    """
    return _share(number, _positions(words, lang))


def _positions(words: Sequence[str], lang: Lang) -> list[int]:
    numbers = indices(lang)
    if len(words) != CARD_WORDS:
        raise BadCard
    positions = []
    for place, word in enumerate(words, 1):
        found = numbers.get(fold(word.strip()))
        if found is None:
            raise BadWord(place)
        positions.append(found)
    return positions


def _share(number: int, positions: Sequence[int]) -> Share:
    bits = 0
    for position in positions:
        bits = bits << 11 | position
    share = Share(number, (bits >> _CHECK_BITS).to_bytes(16, "big"))
    if _check(share) != bits & ((1 << _CHECK_BITS) - 1):
        raise BadCard
    return share


def card_language(words: Sequence[str]) -> Lang:
    """The language that most of a card's words are listed in; no word stands in two lists."""
    return max(LANGUAGES, key=lambda lang: sum(fold(word.strip()) in indices(lang) for word in words))


def find_slip(
    cards: Sequence[tuple[int, Sequence[str]]],
    holds: Callable[[Seed16], bool],
    besides: Container[tuple[int, int]] = (),
) -> tuple[int, int] | None:
    """(card, place) of a word that may be the misread one, as the key that comes out with another word there
    shows; None when no single word explains it. Takes seconds: every word is tried.

    A slip that its check does not see can now and then be made good on another card as well: `besides` are
    those that were read again and stand as they were. Whoever calls this has enough cards already: it shows
    nothing that the cards themselves do not.
    """
    read = [(number, _positions(words, card_language(words))) for number, words in cards]
    bad = [number for number, positions in read if not _holds(number, positions)]
    if len(bad) > 1:
        return None
    for number, positions in read:
        if bad and number != bad[0]:
            continue
        others = [_share(n, p) for n, p in read if n != number]
        for place, share in _one_word_other(number, positions):
            if (number, place) in besides:
                continue
            try:
                combine_where([*others, share], holds)
            except WrongShares:
                continue
            return number, place
    return None


def _holds(number: int, positions: Sequence[int]) -> bool:
    try:
        _share(number, positions)
    except BadCard:
        return False
    return True


def _one_word_other(number: int, positions: list[int]) -> Iterator[tuple[int, Share]]:
    for place in range(CARD_WORDS):
        for other in range(len(word_list("en"))):
            tried = [*positions[:place], other, *positions[place + 1 :]]
            if other != positions[place] and _holds(number, tried):
                yield place + 1, _share(number, tried)


def set_mark(public: bytes) -> str:
    """Eight characters that stand on every card of a set, so that cards of two sets are told apart."""
    mark = H("qrg1.card.set", b"", public, 4).hex()
    return f"{mark[:4]}-{mark[4:]}"


def _vouched(agency: bytes, number: int, box_pk: BoxPublic) -> bytes:
    return b"qrg1.recovery\0" + SUITE + agency + struct.pack(">I", number) + box_pk


def vouch(agency: bytes, number: int, box_pk: BoxPublic, identity: SignSeed) -> Signature:
    """An agency's word that this is its recovery key: what a table holds must not be sealed to by itself."""
    return sign(_vouched(agency, number, box_pk), identity)


def verify_vouched(
    agency: bytes, number: int, box_pk: BoxPublic, signature: Signature, identity: SignPublic
) -> None:
    """Raises `BadSignature`."""
    verify(_vouched(agency, number, box_pk), signature, identity, "this recovery key")


def seal_secrets(plain: bytes, seed: Seed16, random: Random = system_random) -> bytes:
    """`01 || box_pk 32 || AEAD(plain)` under a key of the seed: a server's peppers, opened by cards.

    The public key in front tells whether cards give this seed; it opens nothing.
    """
    head = SUITE + recovery_key(seed).box_pk
    return head + aead_seal(plain, _PEPPERS + head, _peppers_key(seed), random)


def sealed_for(sealed: bytes) -> BoxPublic:
    """The public key that the cards of a sealed file must give. Raises `UnknownSuite`, `Malformed`."""
    body = without_suite(sealed, "The sealed file")
    if len(body) < 32 + 40:
        raise Malformed("The sealed file")
    return BoxPublic(body[:32])


def open_secrets(sealed: bytes, seed: Seed16) -> bytes:
    """Raises `UnknownSuite`, `Malformed`, `OpenFailed`."""
    sealed_for(sealed)
    return aead_open(sealed[33:], _PEPPERS + sealed[:33], _peppers_key(seed), "The sealed file")


def _peppers_key(seed: Seed16) -> Key:
    return Key(H("qrg1.peppers", expand_seed(seed), b""))


def _check(share: Share) -> int:
    return H("qrg1.card", b"", struct.pack(">B16s", share.number, share.value), 1)[0] >> (8 - _CHECK_BITS)
