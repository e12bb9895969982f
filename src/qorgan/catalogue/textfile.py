"""The bytes of a file that somebody gives us, as text: how large, what kind, in which encoding.

A file is refused by name (a PDF, a workbook) rather than read into nonsense; an encoding that had to be
guessed is said.
"""

from __future__ import annotations

import codecs

from qorgan.catalogue.faults import Fault
from qorgan.catalogue.saying import said

LARGEST = 20_000_000
STARTS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Excel / ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel / Word 97-2003"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "SQLite"),
)
# Windows-1251 with the Kazakh letters in the places of letters that nobody here uses.
CYRILLIC = "kz1048"
CYRILLIC_NAME = "Windows-1251 / KZ-1048"


class FileRefused(ValueError):
    """A file of which nothing can be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(said(fault, "en"))

    def said(self, language: str) -> str:
        return said(self.fault, language)


def refuse(code: str, given: str = "", allowed: str = "") -> FileRefused:
    return FileRefused(Fault("file", code, given, allowed))


def text_of(data: bytes) -> tuple[str, tuple[Fault, ...]]:
    """The text, lines ending in one way, and what has to be said of its encoding. Raises FileRefused."""
    if len(data) > LARGEST:
        raise refuse("file_too_large", f"{len(data) / 1e6:.1f}", f"{LARGEST // 1_000_000}")
    if not data.strip():
        raise refuse("file_empty")
    for start, name in STARTS:
        if data.startswith(start):
            raise refuse("file_not_text", name)
    text, notes = _decoded(data)
    if not text.strip():
        raise refuse("file_empty")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _decoded(data: bytes) -> tuple[str, tuple[Fault, ...]]:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _without_control(data.decode("utf-16")), (Fault("file", "encoding_guessed", "UTF-16"),)
        return _without_control(data.decode("utf-8-sig")), ()
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if 10 * text.count("\N{REPLACEMENT CHARACTER}") < sum(letter > "\x7f" for letter in text):
        return _without_control(text), (Fault("file", "text_damaged"),)
    text = _without_control(data.decode(CYRILLIC, "replace"))
    high = [letter for letter in text if letter > "\x7f"]
    if sum(letter.isalpha() or letter in "«»–—№“”„…\xa0" for letter in high) < 0.9 * len(high):
        raise refuse("file_not_text", "?")
    return text, (Fault("file", "encoding_guessed", CYRILLIC_NAME),)


def _without_control(text: str) -> str:
    """The text; one with the signs of a program or a picture in it is none."""
    control = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 12, 13, 26))
    if "\0" in text or control > len(text) // 1000:
        raise refuse("file_not_text", "?")
    return text
