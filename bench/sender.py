"""A person at the door over HTTP: one connection, one cookie, every page read as it comes.

Only what a browser without script would send: the hidden fields of the page, a button, and her answers.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
AT = re.compile(r'name="at" value="([^"]*)"')
WORDS = re.compile(r'<ol class="words".*?</ol>', re.S)
WORD = re.compile(r"</span>\s*([^<]+?)\s*</li>")
BUSY = 503
# Seconds until "try again" is pressed: impatient, but a person. Who presses twice a second is taken for one
# who guesses, and shuts out himself (door/crowd.py).
AGAIN = 3.0
STORY = "SYNTHETIC. He hit me in the kitchen and took me by the throat. It is not the first time. " * 3
Form = Mapping[str, str | Sequence[str]]
# What she answers, by question: at least ten are asked after these.
ANSWERS: dict[str, Form] = {
    "ask:kinds": {"answer": ["body", "fear"]},
    "ask:acts.body": {"answer": ["slap", "strangulation"]},
    "ask:acts.fear": {"answer": ["threats"]},
    "ask:relation": {"answer": "spouse"},
    "ask:place": {"answer": "dwelling"},
    "ask:harm": {"answer": "pain"},
    "ask:victim_age": {"answer": "34"},
    "ask:threat_kind": {"answer": ["killing"]},
    "ask:reason_to_fear": {"answer": "yes"},
    "ask:order_in_force": {"answer": "no"},
}
GO_PAST = {"answer_other": "declined"}


class Failed(Exception):
    """An answer that is not what a person was promised; the message says where."""


@dataclass
class Sender:
    """One browser. `requests` counts all that was asked, `retries` the "try again" pages of a visit."""

    port: int
    language: str = "en"
    host: str = "127.0.0.1"
    cookie: str = ""
    page: str = ""
    requests: int = 0
    answered: int = 0
    retries: int = 0
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=120)

    def ask(self, method: str, body: str | None = None) -> tuple[int, str]:
        """One request to the one address; the status and the page."""
        headers = {"Host": f"localhost:{self.port}"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "null"  # what a browser sends under no-referrer
        self.connection.request(method, "/", body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        for line in answer.headers.get_all("Set-Cookie") or ():
            if line.startswith("__Host-d="):
                self.cookie = line.partition(";")[0]
        return answer.status, text

    def read(self) -> None:
        status, self.page = self.ask("GET")
        if status != 200:
            raise Failed(f"GET answered {status}")

    @property
    def at(self) -> str:
        found = AT.search(self.page)
        return unescape(found[1]) if found else ""

    def form(self, go: str, **filled: str | Sequence[str]) -> str:
        token = TOKEN.search(self.page)
        if token is None:
            raise Failed(f"no form on the page {self.at!r}")
        return urlencode({"csrfmiddlewaretoken": token[1], "at": self.at, "go": go, **filled}, doseq=True)

    def post(self, go: str = "on", **filled: str | Sequence[str]) -> None:
        """Presses a button; the next page is not read yet."""
        here = self.at
        status, page = self.ask("POST", self.form(go, **filled))
        if status != 303:
            self.page = page
            raise Failed(f"the page {here!r} answered {status}")

    def press(self, go: str = "on", **filled: str | Sequence[str]) -> None:
        """Presses a button and reads the page that follows."""
        self.post(go, **filled)
        self.read()

    # --- the way through ---------------------------------------------------------------------------------

    def to_review(self, office: str, yesterday: str, *, questions: bool) -> None:
        """From the first page to the one before sending; with all the questions, or past them."""
        self.read()
        self.press(lang=self.language)
        self.press()
        self.press("write")
        self.press(who=office)
        self.press(one="no")
        self.press()
        while self.at.startswith("ask:"):
            if not questions:
                self.press("enough")
                continue
            self.answered += 1
            filled = {"answer": yesterday} if self.at == "ask:when" else ANSWERS.get(self.at, {})
            self.press(**filled)
        self.press(text=STORY)
        self.press(one="i_will_return")
        self.press()
        self.press(one="yes", two="messages")
        if self.at != "review":
            raise Failed(f"expected the page before sending, came to {self.at!r}")

    def send(self) -> float:
        """Presses "Send" on the page before sending: seconds until the server has said that it is kept."""
        body = self.form("send")
        began = time.perf_counter()
        status, page = self.ask("POST", body)
        took = time.perf_counter() - began
        if status != 303:
            self.page = page
            raise Failed(f"sending answered {status}")
        return took

    def timed(self, go: str, **filled: str | Sequence[str]) -> tuple[float, int]:
        """Presses a button and reads no page after it: seconds, and the status."""
        body = self.form(go, **filled)
        began = time.perf_counter()
        status, self.page = self.ask("POST", body)
        return time.perf_counter() - began, status

    def words(self) -> list[str]:
        """Her six words, off the page after sending."""
        found = WORDS.search(self.page)
        words = [unescape(word) for word in WORD.findall(found[0])] if found else []
        if len(words) != 6:
            raise Failed(f"the page after sending showed {len(words)} words")
        return words

    def come_back(self, words: Sequence[str], patience: float = 60) -> None:
        """Opens her page with her words. The page that says "try again" is pressed again, within patience."""
        self.press("start")
        self.press("words")
        until = time.monotonic() + patience
        while True:
            status, page = self.ask("POST", self.form("on", text=" ".join(words)))
            if status == 303:
                break
            self.page = page
            if status != BUSY or time.monotonic() > until:
                raise Failed(f"her words answered {status}")
            self.retries += 1
            time.sleep(AGAIN)
        self.read()
        if self.at != "visit":
            raise Failed(f"her words led to {self.at!r}")

    def close(self) -> None:
        self.connection.close()


def yesterday() -> str:
    from qorgan.web.clock import now

    return (now() - timedelta(days=1)).strftime("%d.%m.%Y")
