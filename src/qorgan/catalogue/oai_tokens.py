"""What a harvester of OAI-PMH wants, and the resumption token that carries it from page to page.

A token holds all that the next page needs and a signature: the library keeps nothing between two requests,
and a token that somebody changed is refused. It names the last record given, not a number of rows, so that
records that come or go meanwhile make nobody miss another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIFETIME = timedelta(days=1)
SIGNATURE = 16
LONGEST = 2000
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class BadDate(ValueError):
    """An argument `from` or `until` that is no date of the protocol; `name` says which."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name}: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, both in the same way")


class BadToken(ValueError):
    """A token that this library did not give, or that is too old."""


@dataclass(frozen=True)
class Wanted:
    """The records asked for: stamped at `since` or later and before `before`, of a set, after a place.

    `after` is the stamp and identifier of the last record given; answers are ordered by these two."""

    since: datetime | None = None
    before: datetime | None = None
    kind: str = ""
    country: str = ""
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Resumed:
    """What a token carries: the wanted records, the format, how many were given, how many there are in all.

    It is good for the verb that it was given under, and for no other."""

    verb: str
    wanted: Wanted
    prefix: str
    given: int
    total: int | None


def written(moment: datetime) -> str:
    """A moment as the protocol writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _read(name: str, text: str) -> tuple[datetime, timedelta]:
    try:
        if DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC), timedelta(days=1)
        if SECOND.fullmatch(text):
            return datetime.fromisoformat(text), timedelta(seconds=1)
    except ValueError:
        pass
    raise BadDate(name)


def between(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The first moment and the moment after the last; `until` counts to the end of its day or second.

    Raises BadDate: for a wrong date, for two granularities, and where `until` is before `from`.
    """
    first = _read("from", since) if since is not None else None
    last = _read("until", until) if until is not None else None
    if first and last and (first[1] != last[1] or last[0] < first[0]):
        raise BadDate("until")
    try:
        end = last[0] + last[1] if last else None
    except OverflowError:
        end = None
    return (first[0] if first else None), end


def _signed(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, b"oai-pmh resumption token\0" + text, hashlib.sha256).digest()[:SIGNATURE]


def token(resumed: Resumed, key: bytes, now: datetime) -> tuple[str, datetime]:
    """The token and the moment until which it holds."""
    wanted, expires = resumed.wanted, (now + LIFETIME).replace(microsecond=0)
    moments = (wanted.since, wanted.before, wanted.after[0] if wanted.after else None)
    payload = [
        *(moment.astimezone(UTC).isoformat() if moment else "" for moment in moments),
        wanted.after[1] if wanted.after else "",
        wanted.kind,
        wanted.country,
        resumed.verb,
        resumed.prefix,
        resumed.given,
        resumed.total,
        int(expires.timestamp()),
    ]
    text = json.dumps(payload, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signed(key, text) + text).decode().rstrip("="), expires


def resumed(text: str, verb: str, key: bytes, now: datetime) -> Resumed:
    """What the token carries. Raises BadToken."""
    if len(text) > LONGEST:
        raise BadToken("too long")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadToken("not a token") from error
    signature, payload = raw[:SIGNATURE], raw[SIGNATURE:]
    if not hmac.compare_digest(signature, _signed(key, payload)):
        raise BadToken("not a token of this library")
    since, before, stamp, identifier, kind, country, asked, prefix, given, total, expires = json.loads(
        payload
    )
    if now.timestamp() > expires:
        raise BadToken("too old")
    if asked != verb:
        raise BadToken("given for another verb")
    moments = [datetime.fromisoformat(one) if one else None for one in (since, before, stamp)]
    after = (moments[2], identifier) if moments[2] else None
    return Resumed(verb, Wanted(moments[0], moments[1], kind, country, after), prefix, given, total)
