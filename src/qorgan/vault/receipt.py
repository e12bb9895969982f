"""Her code: six words, and the keys that come out of them.

The code opens her own view and nothing else. It must never be stored, logged or put into an address; what is
kept is `lookup_id` and the two public keys, from which the words cannot be found without the pepper and 2^66
slow guesses.
"""

import struct
import unicodedata
from dataclasses import dataclass, field

from qorgan.vault.errors import BadCode
from qorgan.vault.names import BoxPublic, BoxSecret, LookupId, Pepper, Random, Salt, SignPublic, SignSeed
from qorgan.vault.primitives import (
    SUITE,
    Argon2Params,
    H,
    argon2id,
    box_keypair_of_seed,
    sign_public,
    system_random,
)
from qorgan.vault.words import LANGUAGES, SIZE, Lang, fold, indices, word_list

RECEIPT_VERSION = 1
RECEIPT_PARAMS = Argon2Params(t=2, m=19456, p=1)
"""19 MiB, two passes, one lane: OWASP's Argon2id minimum, 21 ms, so that one lane serves a queue of visits.
"""
CODE_WORDS = 6
_BITS = 11


@dataclass(frozen=True)
class Code:
    """Six words of one list. Not shown by `repr`."""

    lang: Lang
    indices: tuple[int, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.indices) != CODE_WORDS or not all(0 <= index < SIZE for index in self.indices):
            raise BadCode

    @property
    def words(self) -> tuple[str, ...]:
        """As shown to her."""
        listed = word_list(self.lang)
        return tuple(listed[index] for index in self.indices)

    def number(self) -> bytes:
        """The six 11-bit numbers, first most significant, in 9 big-endian bytes."""
        n = 0
        for index in self.indices:
            n = n << _BITS | index
        return n.to_bytes(9, "big")


@dataclass(frozen=True)
class ReceiptKeys:
    """What a code derives to. Secrets are not shown by `repr`."""

    lookup_id: LookupId
    box_sk: BoxSecret = field(repr=False)
    box_pk: BoxPublic
    sign_seed: SignSeed = field(repr=False)
    sign_pk: SignPublic


def draw_code(lang: Lang, random: Random = system_random) -> Code:
    """Six words, each of the 2,048 equally likely: 66 bits."""
    drawn = struct.unpack(">6H", random(2 * CODE_WORDS))
    return Code(lang, tuple(index % SIZE for index in drawn))


def parse_code(text: str) -> Code:
    """The code that was typed: any case, any spaces and punctuation, numbers in front of words, е for ё.

    Finds the language by itself. Raises `BadCode` and never suggests a near word: that would help whoever
    guesses.
    """
    typed = [fold(word) for word in _letters_only(text).split()]
    for lang in LANGUAGES:
        numbers = indices(lang)
        if len(typed) == CODE_WORDS and all(word in numbers for word in typed):
            return Code(lang, tuple(numbers[word] for word in typed))
    raise BadCode


def _letters_only(text: str) -> str:
    return "".join(char if char.isalpha() else " " for char in unicodedata.normalize("NFKC", text))


def derive(code: Code, pepper: Pepper, salt: Salt, params: Argon2Params = RECEIPT_PARAMS) -> ReceiptKeys:
    """All keys of a code; one Argon2id call. `pepper` 32 bytes, `salt` the installation's 16 bytes.

    The numbers alone count, so the same numbers in another language are the same code.
    """
    if len(pepper) != 32 or len(salt) != 16:
        raise ValueError("a pepper has 32 bytes and a salt 16")
    pre = H("qrg1.rcpt.pre", pepper, SUITE + code.number())
    m = argon2id(pre, salt, params)
    box_pk, box_sk = box_keypair_of_seed(H("qrg1.rcpt.box", m, b""))
    seed = SignSeed(H("qrg1.rcpt.sign", m, b""))
    lookup = LookupId(H("qrg1.rcpt.lookup", m, b"", 16))
    return ReceiptKeys(lookup, box_sk, box_pk, seed, sign_public(seed))
