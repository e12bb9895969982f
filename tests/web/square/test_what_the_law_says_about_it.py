"""The questions of `/law/ask/`: answers travel in the form, nothing is kept, and nothing is asked twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest
from django.test import Client

LANGUAGES = ("kk", "ru", "en")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
CONTROL = re.compile(r'<input type="(?:radio|checkbox|text)" name="(answer(?:-or)?)"')


class Walker:
    """Goes through the pages as a browser does: sends what the page carries and what was chosen."""

    def __init__(self, language: str = "en") -> None:
        self.client, self.address = Client(), f"/law/ask/?lang={language}"
        self._took(self.client.get(self.address))

    def _took(self, answer: object) -> None:
        self.answer = answer
        self.page = answer.content.decode()  # type: ignore[attr-defined]
        self.carried = [(unescape(name), unescape(value)) for name, value in HIDDEN.findall(self.page)]

    @property
    def at(self) -> str:
        return dict(self.carried).get("at", "")

    def send(self, *values: str, go: str = "on", field: str = "answer") -> Walker:
        data: dict[str, list[str]] = {}
        for name, value in [*self.carried, *((field, value) for value in values), ("go", go)]:
            data.setdefault(name, []).append(value)
        self._took(self.client.post(self.address, data))
        return self

    def answer_all(self, known: Mapping[str, tuple[str, ...]], otherwise: tuple[str, ...] = ()) -> list[str]:
        asked = []
        while self.at:
            asked.append(self.at)
            self.send(*known.get(self.at, otherwise))
            assert len(asked) < 30
        return asked


SLAP = {
    "kinds": ("body",), "acts.body": ("slap",), "when": ("03.10.2025",), "relation": ("spouse",), "harm": ("pain",),
    "place": ("dwelling",), "victim_age": ("30",), "dependence": ("no",),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slap_of_october_2025_is_battery_in_every_language(language: str) -> None:
    walk = Walker(language)
    asked = walk.answer_all(SLAP)
    assert asked[:3] == ["kinds", "acts.body", "when"]
    assert len(asked) == len(set(asked))
    assert f"/law/kz/cc/109-1/2024-06-16/?lang={language}#1" in walk.page
    assert 'href="tel:111"' in walk.page
