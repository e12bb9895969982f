"""Editors signed in, and records to work on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.library import signing

from qorgan.web.library.editors.models import Editor
from qorgan.web.library.models import Record

EDIT = "/library/edit/snippets/library/record/"
SOURCES = {
    "sources-count": "1",
    "sources-0-deleted": "",
    "sources-0-order": "0",
    "sources-0-type": "source",
    "sources-0-id": "",
    "sources-0-value-address": "https://example.org/report",
    "sources-0-value-certainty": "primary",
    "sources-0-value-opened": "",
    "sources-0-value-note": "",
}
NO_STUDY = {"evidence-count": "0"}


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def editor(db: Any) -> Callable[[str], Editor]:
    return lambda name: Editor.objects.get(username=name)


@pytest.fixture
def signed_in(db: Any) -> Callable[[str], Client]:
    """A browser in which this editor has passed all that sign-in asks of her."""
    return signing.signed_in


@pytest.fixture
def typed() -> Callable[..., dict[str, str]]:
    """What the editor of a record sends, complete unless said otherwise."""

    def of(**changed: Any) -> dict[str, str]:
        given: dict[str, Any] = {
            "kind": "toolkit", "title": "A guide for village akims", "summary": "What an akim does first.",
            "original_title": "", "address": "https://example.org/guide.pdf", "licence": "CC-BY-4.0",
            "cost": "free", "issued": "2024-05", "publisher": "Example", "authors": "", "regions": "KZ-75",
            "languages": "kk", "keywords": "", "related": "", "last_checked": "", "file": "",
            **SOURCES, **NO_STUDY,
        }  # fmt: skip
        return {name: str(value) for name, value in (given | changed).items() if value is not None}

    return of


@pytest.fixture
def draft(signed_in: Any, typed: Any) -> Callable[..., Record]:
    """A draft that this editor wrote in the library itself."""

    def write(by: str = "contributor", **changed: Any) -> Record:
        before = set(Record.objects.values_list("pk", flat=True))
        answer = signed_in(by).post(f"{EDIT}add/", typed(**changed))
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return Record.objects.exclude(pk__in=before).get()

    return write


def said(client: Client) -> str:
    """The messages that the next page would show."""
    page = client.get("/library/edit/my/password/")
    from django.contrib.messages import get_messages

    return " ".join(str(one) for one in get_messages(page.wsgi_request))


__all__ = ["EDIT", "json", "said"]
