"""Files sealed in chunks under a key of their own, padded so that their size says little.

Each chunk is bound to its place and to being the last, so chunks cannot be dropped, swapped or repeated.
Opening yields a chunk as soon as it proves itself: what was yielded is the file only once the generator has
ended without an error, and callers must not act on part of one.

Padding: Padmé, from "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import Malformed, WrongKind
from qorgan.vault.names import Key, Random
from qorgan.vault.primitives import (
    NONCE_SIZE,
    SUITE,
    TAG_SIZE,
    aead_open,
    aead_seal,
    system_random,
    without_suite,
)

CHUNK_SIZE = 1 << 20
SEALED_CHUNK_SIZE = NONCE_SIZE + CHUNK_SIZE + TAG_SIZE
_WHAT = "A sealed file"
_MARK = b"\x80"


def padme(length: int) -> int:
    """The padded size of `length` bytes: at most 12 % more, and few sizes in use.

    >>> [padme(n) for n in (0, 1, 9, 1000, 1_000_000)]
    [0, 1, 10, 1024, 1015808]
    """
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (length + mask) & ~mask


def seal_file(
    parts: Iterable[bytes], ctx: Context, key: Key, random: Random = system_random
) -> Iterator[bytes]:
    """`01`, then `nonce || AEAD(chunk)` for each MiB of `file || 80 || 00...`; `aux` is index * 2 + last.

    `parts` may have any sizes. Raises `WrongKind` unless the context is a file's.
    """
    aux = _first_aux(ctx)
    yield SUITE
    held = b""
    for index, chunk in enumerate(_chunks(_padded(parts))):
        if index:
            yield aead_seal(held, replace(ctx, aux=aux).pack(), key, random)
            aux += 2
        held = chunk
    yield aead_seal(held, replace(ctx, aux=aux + 1).pack(), key, random)


def open_file(parts: Iterable[bytes], ctx: Context, key: Key) -> Iterator[bytes]:
    """The file, in parts. Raises `UnknownSuite`, `Malformed`, `OpenFailed` (also for a file cut short)."""
    return _unpadded(_opened(parts, ctx, key))


def _first_aux(ctx: Context) -> int:
    if ctx.kind is not Kind.FILE_CHUNK:
        raise WrongKind("A file", ctx.kind)
    return 0


def _opened(parts: Iterable[bytes], ctx: Context, key: Key) -> Iterator[bytes]:
    aux = _first_aux(ctx)
    held = b""
    for index, sealed in enumerate(_chunks(_after_suite(parts), SEALED_CHUNK_SIZE)):
        if index:
            yield aead_open(held, replace(ctx, aux=aux).pack(), key, _WHAT)
            aux += 2
        held = sealed
    yield aead_open(held, replace(ctx, aux=aux + 1).pack(), key, _WHAT)


def _after_suite(parts: Iterable[bytes]) -> Iterator[bytes]:
    started = False
    for part in parts:
        if started:
            yield part
        elif part:
            started = True
            yield without_suite(part, _WHAT)
    if not started:
        raise Malformed(_WHAT)


def _padded(parts: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for part in parts:
        length += len(part)
        yield part
    yield _MARK
    yield from _zeros(padme(length + 1) - length - 1)


def _unpadded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # A mark and zeros may be the padding or the file's own bytes: held back until something else follows.
    marked, zeros, length, total = False, 0, 0, 0
    for chunk in chunks:
        total += len(chunk)
        body = chunk.rstrip(b"\0")
        if not body:
            zeros += len(chunk)
            continue
        for part in _held(marked, zeros):
            length += len(part)
            yield part
        marked, zeros = body.endswith(_MARK), len(chunk) - len(body)
        body = body.removesuffix(_MARK)
        length += len(body)
        if body:
            yield body
    if not marked or padme(length + 1) != total:
        raise Malformed(_WHAT)


def _held(marked: bool, zeros: int) -> Iterator[bytes]:
    if marked:
        yield _MARK
    yield from _zeros(zeros)


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(count, CHUNK_SIZE))
        count -= CHUNK_SIZE


def _chunks(parts: Iterable[bytes], size: int = CHUNK_SIZE) -> Iterator[bytes]:
    gathered = bytearray()
    for part in parts:
        gathered += part
        while len(gathered) >= size:
            yield bytes(gathered[:size])
            del gathered[:size]
    if gathered:
        yield bytes(gathered)
