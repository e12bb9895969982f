"""Words that are tried at the door take turns before anything is opened for them, so that a crowd which
guesses holds no thread that a report needs. Right and wrong words are turned away alike, and answered after
the same time.

A try is a POST that says it comes from the page of the six words. `views` checks the words of no other.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from qorgan.web.door.draft import Draft
from qorgan.web.door.forms import ReturnForm
from qorgan.web.language import CODES, of_browser

ADDRESS, PAGE = "/", "return"
FORM = "application/x-www-form-urlencoded"  # what browsers send
# Of the threads that answer people, as many may be busy with words: one that checks, and one that waits.
MOST_AT_ONCE = 2
# So many tries a browser has within so many seconds: far more than anyone types, far fewer than are guessed.
TRIES, WITHIN = 5, 10.0
REMEMBERED = 10_000  # browsers
SHOWN = 400  # characters: what the page takes
_by_chance = secrets.SystemRandom()
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)
_TOKEN, _TEXT = secrets.token_hex(16), secrets.token_hex(16)
_PLACES = re.compile(f"({_TOKEN}|{_TEXT})")


class Tries:
    """When each browser last tried words; only a hash of its cookie, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()

    def too_many(self, cookie: str) -> bool:
        """Counts a try; true when this browser had its tries already. One that is turned away counts as well:
        who keeps on trying shuts out itself, and leaves the turns to who comes back in a minute."""
        mark, at = hashlib.blake2b(cookie.encode("utf-8", "replace"), digest_size=16).digest(), self._clock()
        with self._lock:
            times = self._seen.setdefault(mark, deque(maxlen=TRIES))
            self._seen.move_to_end(mark)
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            full = len(times) == TRIES and at - times[0] < WITHIN
            times.append(at)
            return full


_tries = Tries()


class TakeTurns:
    """Stands before the session is opened: what is turned away here costs no key, no query and no wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_try(request):
            return self.get_response(request)
        if _tries.too_many(request.COOKIES.get(settings.DOOR_COOKIE, "")):
            return try_again(request)
        if not _turns.acquire(blocking=False):
            return try_again(request)
        began = time.monotonic()
        try:
            request.took_turn = True  # type: ignore[attr-defined]
            return self.get_response(request)
        finally:
            time.sleep(rest(time.monotonic() - began, settings.VISIT_SECONDS))
            _turns.release()


def rest(spent: float, whole: float) -> float:
    """Seconds to wait, so that an answer comes after a multiple of `whole` seconds and a little by chance.

    Right words make a session and wrong ones a page: that is some milliseconds, and the wait hides them. What
    comes after it (a page is longer than a redirect) is below one, and is lost in the part by chance, which
    is long for that reason: 2,000 tries could tell a difference a tenth of its spread.
    """
    if not whole:
        return 0.0
    return math.ceil(spent / whole) * whole - spent + _by_chance.uniform(0, whole / 2)


def _is_try(request: HttpRequest) -> bool:
    if request.method != "POST" or request.path != ADDRESS or request.content_type != FORM:
        return False
    try:
        return request.POST.get("at") == PAGE and request.POST.get("go", "on") == "on"
    except (UnreadablePostError, RequestDataTooBig, SuspiciousOperation):
        return False  # the page that says so is made further in


def try_again(request: HttpRequest) -> HttpResponse:
    """The page of the six words as it was sent, with the line that says: try again. Nothing is lost."""
    given = request.POST.get("lang", "")
    language = given if given in CODES else of_browser(request)
    filled = {
        _TOKEN: escape(request.POST.get("csrfmiddlewaretoken", "")[:SHOWN]),
        _TEXT: escape(request.POST.get("text", "")[:SHOWN]),
    }
    page = "".join(filled.get(part, part) for part in _made(language)).encode("utf-8", "replace")
    told = {"Retry-After": "60", "Content-Language": language, "Content-Length": str(len(page))}
    return HttpResponse(page, status=503, headers=told)


@functools.cache
def _made(language: str) -> tuple[str, ...]:
    """The page in one language, made once, in pieces around what differs."""
    shown = {
        "draft": Draft(step=PAGE, told="busy"),
        "at": PAGE,
        "can_go_back": True,
        "form": ReturnForm({"text": _TEXT}),
        "csrf_token": _TOKEN,
        "LANGUAGE_CODE": language,
        "demo": not settings.PRODUCTION,
    }
    with translation.override(language):
        return tuple(_PLACES.split(render_to_string("door/return.html", shown)))
