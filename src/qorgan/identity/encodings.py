"""In which encoding a text file was written, and its bytes as UTF-8.

A mark at the start decides; then UTF-8 where it fits; then what spreadsheets of the region write: KZ-1048,
which is Windows-1251 with the Kazakh letters in the places of letters that nobody here uses. What is no
text is told apart.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CYRILLIC = "kz1048"
SAID = {CYRILLIC: "Windows-1251 / KZ-1048"}
SAMPLE = 1 << 20


def of(sample: bytes) -> str:
    """The encoding of the start of a file, or "" where it is no text.

    >>> of("Тегі;Аты".encode("utf-8")), of("Фамилия;Имя".encode("cp1251")), of(bytes(range(256)))
    ('utf-8', 'kz1048', '')
    """
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        return _wide(sample)
    if _fits(sample):
        return "utf-8"
    control = sum(sample.count(bytes([byte])) for byte in range(32) if byte not in (9, 10, 12, 13, 26))
    high = [byte for byte in sample if byte > 127]
    letters = sum(bytes([byte]).decode(CYRILLIC, "replace").isalpha() for byte in high)
    if control > len(sample) // 1000 or letters < len(high) * 0.8:
        # Good UTF-8 with a few broken bytes is still UTF-8.
        return "utf-8" if control == 0 and _nearly(sample) else ""
    if _nearly(sample):
        return "utf-8"
    return CYRILLIC


def _fits(sample: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _nearly(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    return broken * 10 < sum(c > "\x7f" for c in text)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark has its zeros on one side; other zeros are no text."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and max(even, odd) > half // 4 and min(even, odd) <= half // 50:
        name = "utf-16-be" if even > odd else "utf-16-le"
        text = sample[: half * 2].decode(name, "replace")
        return name if text.count("\N{REPLACEMENT CHARACTER}") * 100 <= len(text) else ""
    return ""


def as_utf8(
    stream: BinaryIO, start: bytes, encoding: str, size: int, say: Callable[[str], None]
) -> Iterator[bytes]:
    """The whole text in pieces of about `size` bytes; what cannot be decoded becomes U+FFFD.

    A long start without any accented letter fits every encoding: the first piece with one then decides.
    `say` is told of every encoding but UTF-8.
    """
    piece, open_still = start, encoding == "utf-8" and start.isascii()
    if encoding in ("utf-8", "utf-8-sig"):
        piece = piece.removeprefix(codecs.BOM_UTF8)
        while piece:
            if open_still and not piece.isascii():
                open_still = False
                if of(piece) == CYRILLIC:
                    encoding = CYRILLIC
                    break
            yield piece
            piece = stream.read(size)
        else:
            return
    say(SAID.get(encoding, encoding))
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece:
        yield decoder.decode(piece).encode("utf-8", "replace")
        piece = stream.read(size)
    yield decoder.decode(b"", True).encode("utf-8", "replace")
