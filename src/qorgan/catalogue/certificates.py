"""A certificate of a course: course and version, day, how many answers were right, and a check code.

It holds nothing about a person, and nothing is stored when one is made: the name is a blank line for a pen.
The code is a keyed sum of what the certificate says, so that whoever is shown one can ask whether it was made
here. It does not say who took the course.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

import yaml

from qorgan.catalogue.courses import NAME, VERSION, Course
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.self_check import Result

SHORTEST_KEY, BYTES, GROUP = 32, 10, 4
# Letters that a pen or an eye takes for another: base 32 of Crockford, without I, L, O and U.
_OURS, _THEIRS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_THEIRS, _OURS)
_READ_AS = str.maketrans("OIL", "011")
CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{16}$")
LINE = "_" * 56
FIELDS = ("course", "version", "day", "right", "of", "code")


class BadCertificate(BadRecord):
    """What was asked about is no certificate; `faults` names each field."""


class Unfinished(ValueError):
    """A self-check with a question left open: there is nothing to certify yet."""


class WeakKey(ValueError):
    """A key so short that codes could be guessed."""


@dataclass(frozen=True)
class Certificate:
    """What a certificate says. `code` in groups of four, as it is printed."""

    course: str
    version: str
    day: date
    right: int
    of: int
    code: str

    def address(self) -> str:
        """What stands after `?` in the address at which it is checked."""
        return urlencode({name: str(getattr(self, name)) for name in FIELDS})


def certificate(result: Result, day: date, key: bytes) -> Certificate:
    """The certificate of a marked self-check, whatever the number of right answers.

    Raises Unfinished or WeakKey."""
    if not result.complete:
        raise Unfinished(result.course.id)
    course, right, of = result.course, result.right, result.of
    return Certificate(
        course.id, course.version, day, right, of, code_of(course.id, course.version, day, right, of, key)
    )


def code_of(course: str, version: str, day: date, right: int, of: int, key: bytes) -> str:
    """The check code of what a certificate says. Raises WeakKey."""
    if len(key) < SHORTEST_KEY:
        raise WeakKey(f"a key of at least {SHORTEST_KEY} bytes is needed")
    said = "\n".join(("qorgan course certificate 1", course, version, day.isoformat(), str(right), str(of)))
    summed = hmac.new(key, said.encode(), hashlib.sha256).digest()[:BYTES]
    letters = base64.b32encode(summed).decode("ascii").translate(_TO_OURS)
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))


def check(one: Certificate, key: bytes) -> bool:
    """Whether this certificate, as it is, was made with this key."""
    made = code_of(one.course, one.version, one.day, one.right, one.of, key)
    return hmac.compare_digest(plain_code(made).encode(), plain_code(one.code).encode())


def plain_code(written: str) -> str:
    """A code as it was typed, in one form: no spaces and dashes, O read as 0, I and L as 1.

    >>> plain_code("oil2-3456 789a bcde")
    '01123456789ABCDE'
    """
    return re.sub(r"[\s–-]", "", written).upper().translate(_READ_AS)


def certificate_of(given: Mapping[str, str]) -> Certificate:
    """The certificate that an address or a form asks about. Raises BadCertificate, naming every fault."""
    said = {name: str(given.get(name) or "").strip() for name in FIELDS}
    faults = [Fault(name, "missing") for name in FIELDS if not said[name]]
    for name, shape in (("course", NAME), ("version", VERSION), ("code", CODE)):
        text = plain_code(said[name]) if name == "code" else said[name]
        if said[name] and not shape.match(text):
            faults.append(Fault(name, "wrong_form", said[name][:40]))
    numbers = {
        name: int(said[name]) if re.fullmatch(r"[0-9]{1,2}", said[name]) else -1 for name in ("right", "of")
    }
    faults += [
        Fault(name, "not_a_number", said[name][:40]) for name, n in numbers.items() if n < 0 and said[name]
    ]
    try:
        day = date.fromisoformat(said["day"]) if said["day"] else date.min
    except ValueError:
        faults.append(Fault("day", "wrong_day", said["day"][:40]))
    if faults:
        raise BadCertificate("certificate", faults)
    return Certificate(said["course"], said["version"], day, numbers["right"], numbers["of"], said["code"])


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("qorgan.catalogue").joinpath("data/certificate.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def page(one: Certificate, course: Course, language: str, address: str) -> str:
    """The certificate as one page of HTML to print or to make into a PDF; it loads nothing from elsewhere.

    `address`: where it can be checked, in full. The line for a name is blank and stays so."""
    said = {name: words[language] for name, words in _words().items()}
    day = f"{one.day:%d.%m.%Y}"
    rows = (
        (said["course"], course.title[language]),
        (said["version"], f"{one.version}"),
        (said["day"], day),
        (said["right"], said["of"].format(right=one.right, of=one.of)),
        (said["code"], one.code),
    )
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    head = f"<meta charset='utf-8'><title>{escape(said['title'])}</title>"
    body = (
        f"<h1>{escape(said['title'])}</h1><div class='box'><dl>{listed}</dl></div>"
        f"<p>{escape(said['name'])} {LINE}</p><p class='small'>{escape(said['by_hand'])}</p>"
        f"<h2>{escape(said['check'])}</h2><p>{escape(address)}</p>"
        f"<p class='small'>{escape(said['not_who'])}</p>"
    )
    return f"<!doctype html><html lang='{language}'><head>{head}</head><body>{body}</body></html>"
