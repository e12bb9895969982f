"""How often something may come from one place, without a trace of the place.

Where the server in front tells no place, all readers stand for one: what they may send together is then more
than one person sends, so that nobody shuts the others out with a handful.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from qorgan.web.clock import real_now

AN_HOUR = 3600
MOST_AN_HOUR = 5
MOST_OF_ALL = 60  # an hour, of all whose place is not told apart
# Drawn anew with every start of the process, so that a hash means nothing to anybody after it.
_KEY = secrets.token_bytes(32)


class TooMany(Exception):
    """From one place, or from all together, more came than can be read."""


def place_of(request: HttpRequest) -> str:
    """The address a request came from; "" where the server in front does not tell it."""
    place = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:  # the server in front writes the last one itself
        place = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return "" if place in ("127.0.0.1", "::1") else place


def sender(place: str) -> str:
    """A word for a place; it changes with the hour and cannot be turned back."""
    said = f"{real_now():%Y%m%d%H}|{place}"
    return hmac.new(_KEY, said.encode(), hashlib.sha256).hexdigest()[:32]


def one_more(request: HttpRequest, what: str) -> None:
    """Counts one of `what` from where the request came. Raises TooMany."""
    place = place_of(request)
    count(f"{what}:{sender(place)}", MOST_AN_HOUR if place else MOST_OF_ALL, AN_HOUR)


def count(key: str, most: int, seconds: int) -> None:
    """Counts one more under a key that ends after `seconds`. Raises TooMany above `most`."""
    cache.add(key, 0, timeout=seconds)
    try:
        so_far = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=seconds)
        so_far = 1
    if so_far > most:
        raise TooMany
