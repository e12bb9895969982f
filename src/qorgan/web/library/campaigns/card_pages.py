"""The page that makes cards. Nothing is kept of what was chosen or typed: a form comes, a PDF goes."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from qorgan.catalogue import cards
from qorgan.web.library.campaigns import services
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone
from qorgan.web.paper.pdf import DocumentsUnavailable, pdf_of

FIELDS = ("language", "text", "size", "number", "address")
# A sheet takes a processor for a second: one at a time, so that those who read are answered.
_turns = threading.BoundedSemaphore(1)
PATIENCE = 8.0  # seconds
MADE, WITHIN = 20, 60.0


class Crowded(RuntimeError):
    """Others are having cards made."""


class Rate:
    """So many within so many seconds, by whomever: nobody is told apart."""

    def __init__(self, most: int, within: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._within, self._clock = most, within, clock
        self._lock, self._times = threading.Lock(), deque[float]()

    def take(self) -> None:
        """Raises Crowded."""
        with self._lock:
            at = self._clock()
            while self._times and at - self._times[0] >= self._within:
                self._times.popleft()
            if len(self._times) >= self._most:
                raise Crowded
            self._times.append(at)


_rate = Rate(MADE, WITHIN)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The form, and for what it says the sheet."""
    if request.method != "POST":
        return for_everyone(_page(request, _first(request)))
    given = {name: request.POST.getlist(name)[:20] for name in FIELDS}
    order, faults = cards.order_of(given, numbers())
    if order is None:
        return _page(request, given, faults, status=422)
    try:
        content = sheet(order)
    except Crowded:
        answer = _page(request, given, {"": "crowded"}, status=429)
        answer.headers["Retry-After"] = str(int(WITHIN))
        return answer
    except DocumentsUnavailable:
        return _page(request, given, {"": "unavailable"}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    # A name that tells whoever looks through the files of a computer as little as can be.
    response["Content-Disposition"] = f'attachment; filename="sheet-{order.size}.pdf"'
    return response


def numbers() -> dict[str, Mapping[str, str]]:
    """The numbers that a card may carry: the two that everybody may call, then the lines of the directory."""
    found: dict[str, Mapping[str, str]] = dict(cards.data()["numbers"])
    for line in services.that_answer():
        for phone in line.phones:
            found.setdefault(phone, line.name)
    return found


def sheet(order: cards.Order) -> bytes:
    """The PDF: a page for each language. Raises Crowded and DocumentsUnavailable."""
    _rate.take()
    if not _turns.acquire(timeout=PATIENCE):
        raise Crowded
    try:
        return pdf_of(as_html(order))
    finally:
        _turns.release()


def as_html(order: cards.Order) -> str:
    """The sheet as a page for paper."""
    words = cards.data()
    text, size = words["texts"][order.text], words["sizes"][order.size]
    pages = []
    wordless = order.size == "codes" or not text["title"][order.languages[0]]
    for code in order.languages[:1] if wordless else order.languages:
        pages.append(
            {
                "language": code,
                "title": text["title"][code],
                "words": text["short" if order.size == "card" else "long"][code],
                "numbers": [(number, said.get(code, "")) for number, said in order.numbers],
                "seen": words["seen"][code] if order.numbers and order.size in ("bookmark", "notice") else "",
                "code": _drawn(order.address, code),
            }
        )
    context = {
        "pages": pages,
        "size": order.size,
        "each": range(size["each"]),
        "address": order.shown_address,
        "title": size[order.languages[0]],
    }
    return render_to_string("library/campaigns/sheet.html", context)


def _drawn(address: str, language: str) -> SafeString:
    said = str(cards.data()["code_said"][language]).format(address=address)
    # An SVG of our own making: strokes, and a title whose letters segno escapes.
    return mark_safe(cards.code_of(address, said))  # nosec B308 B703


def _first(request: HttpRequest) -> dict[str, list[str]]:
    """What the form begins with: the reader's language, the quiet wording, the address of the door."""
    address = str(getattr(settings, "DOOR_ADDRESS", "")) or f"{public_address(request)}/"
    return {
        "language": [language()],
        "text": ["family"],
        "size": ["card"],
        "number": ["111"],
        "address": [address],
    }


def _page(
    request: HttpRequest,
    given: Mapping[str, list[str]],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lang, words = language(), cards.data()
    said = {name: cards.fault(code, lang) for name, code in (faults or {}).items()}
    context: dict[str, Any] = {
        "given": given,
        "address": next(iter(given["address"]), "")[:400],
        "faults": said,
        "summary": [(f"f-{name}" if name else "", sentence) for name, sentence in said.items()],
        "texts": [
            {
                "code": code, "look": one["look"], "label": one["label"][lang], "title": one["title"][lang],
                "short": one["short"][lang], "risk": one["risk"][lang],
            }
            for code, one in words["texts"].items()
        ],
        "sizes": [(code, one[lang]) for code, one in words["sizes"].items()],
        "numbers": [(number, one.get(lang, "")) for number, one in numbers().items()],
        "longest": cards.LONGEST,
    }  # fmt: skip
    return render(request, "library/campaigns/cards.html", context, status=status)
