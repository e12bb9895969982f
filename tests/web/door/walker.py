"""A person at the door, for tests: gets the one address, presses buttons, reads what stands there.

It submits what a browser would: the token, the hidden fields and what was filled in. No script runs.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

ADDRESS = "/"


class Page(HTMLParser):
    """Hidden fields, names, buttons, title and plain text of an answer."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.hidden: dict[str, str] = {}
        self.names: set[str] = set()
        self.buttons: list[tuple[str, str]] = []
        self.values: dict[str, list[str]] = {}
        self.checked: dict[str, list[str]] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.title = unescape(re.search(r"<title>(.*?)</title>", html, re.S)[1])  # type: ignore[index]
        body = re.sub(r"<[^>]+>", " ", html.split("<body", 1)[1].partition(">")[2])
        self.text = " ".join(unescape(body).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        name = found.get("name", "")
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[name] = found.get("value", "")
        elif tag == "button":
            self.buttons.append((name, found.get("value", "")))
        elif tag in ("input", "textarea", "select") and name:
            self.names.add(name)
            self.values.setdefault(name, []).append(found.get("value", ""))
            if "checked" in found:
                self.checked.setdefault(name, []).append(found.get("value", "on"))


class Person:
    def __init__(self, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.language = language
        self.answer: HttpResponse = self.get()

    def get(self) -> HttpResponse:
        self.answer = self.client.get(ADDRESS, secure=True)
        return self.answer

    @property
    def page(self) -> Page:
        return Page(self.answer.content.decode())

    @property
    def draft(self) -> dict[str, Any]:
        from qorgan.web.agencies.sessions import SessionStore

        cookie = self.client.cookies.get("__Host-d")
        return dict(SessionStore(cookie.value if cookie else None).get("d", {}))

    @property
    def at(self) -> str:
        return str(self.page.hidden["at"])

    def post(self, data: dict[str, Any]) -> HttpResponse:
        """A POST as it stands, without following."""
        body, kind = urlencode(data, doseq=True, errors="replace"), "application/x-www-form-urlencoded"
        own = {"referer": "https://testserver/"}
        return self.client.post(ADDRESS, body, content_type=kind, secure=True, headers=own)

    def press(self, go: str = "on", **filled: Any) -> Page:
        """Fills in the page's form, presses a button, and follows the redirect."""
        data = {**self.page.hidden, "go": go, **filled}
        self.answer = self.post(data)
        if self.answer.status_code == 303:
            assert self.answer["Location"] == ADDRESS
            self.get()
        return self.page

    # --- the usual way -----------------------------------------------------------------------------------

    def begin(self) -> Page:
        self.press(lang=self.language)
        self.press()
        return self.press("write")

    def choose(self, office: Any, conflict: str = "no", **more: Any) -> Page:
        self.press(who=str(office.id))
        return self.press(one=conflict, more=more.pop("who", ""))

    def to_story(self, office: Any) -> Page:
        self.begin()
        self.choose(office)
        self.press()
        return self.press("enough")

    def to_review(self, office: Any, story: str = "", keep: str = "yes", scope: str = "messages") -> Page:
        self.to_story(office)
        self.press(text=story)
        self.press(one="i_will_return")
        self.press()
        return self.press(one=keep, two=scope)

    def send(self, office: Any, **more: Any) -> Page:
        self.to_review(office, **more)
        return self.press("send")
