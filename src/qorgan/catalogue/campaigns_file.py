"""Whether a survey file says who somebody is. It is read before anything is computed, and refused whole.

Threat: an office sends the list it called people from. No column but the questionnaire's is taken, and a
fault names the column and the line, never what stood there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator

from qorgan.catalogue.campaigns import data
from qorgan.catalogue.faults import Fault

MOST_FAULTS = 10
IDENTIFYING = re.compile(
    r"name|surname|phone|mobile|whats|telegram|e-?mail|address|street|birth|passport|\biin\b|\bid ?card|"
    r"фио|ф\.\s*и\.\s*о|имя|фамил|отчеств|тел(?:ефон)?\b|телеф|сотов|моб|почт|адрес|улиц|рожден|паспорт|иин|удостов|"
    r"аты|есім|тегі|жөні|ұялы|пошта|мекенжай|көше|туған|жсн|куәлік",
    re.IGNORECASE,
)
IIN = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[0-6]\d{5}(?!\d)")
PHONE = re.compile(
    r"(?<!\d)(?:\+?7|8)[\s(-]*[67]\d{2}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)|(?<!\d)7\d{9}(?!\d)"
)
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
WORD = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі’'-]+"
FULL_NAME = re.compile(rf"{WORD}\s+{WORD}|{WORD}\s+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\.")
FREE = ("id",)  # a cluster may be called after a village of two words; a code of a person never is


def identifying(text: str, allowed: Collection[str]) -> tuple[Fault, ...]:
    """Each column and each value that could say who somebody is; empty when the file may be read.

    >>> [one.code for one in identifying("id,phone\\na1,1\\n", ["id"])]
    ['identifying_column']
    """
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    separator = max(",;\t|", key=first.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    header = [one.strip() for one in next(rows, [])]
    plain = {one.casefold() for one in allowed}
    faults = [_column(one) for one in header if one.casefold() not in plain]
    return tuple(faults) or tuple(_values(header, rows))[: MOST_FAULTS + 1]


def _column(name: str) -> Fault:
    code = "identifying_column" if IDENTIFYING.search(name) or _says_who(name, True) else "unknown_column"
    # A column may itself be a telephone number, where the file has no header: it is not repeated.
    return Fault("file", code, "?" if _says_who(name, True) else name[:40])


def _values(header: list[str], rows: Iterator[list[str]]) -> Iterator[Fault]:
    found = 0
    for row in rows:
        for name, cell in zip(header, row, strict=False):
            if _says_who(cell, name.casefold() in FREE):
                yield Fault(name, "identifying_value", str(rows.line_num))  # type: ignore[attr-defined]
                found += 1
                if found > MOST_FAULTS:
                    return


def _says_who(cell: str, code: bool) -> bool:
    """`code`: whether a name of two words is out of place here."""
    if len(cell) < 4:
        return False
    return bool(
        IIN.search(cell) or PHONE.search(cell) or MAIL.search(cell) or (code and FULL_NAME.search(cell))
    )


def said(fault: Fault, language: str) -> str:
    """The fault as a sentence."""
    return str(data()["faults"][fault.code][language]).format(field=fault.field, given=fault.given)
