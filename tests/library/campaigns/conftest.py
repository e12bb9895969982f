"""Survey files of invented people, drawn by the generator of the demonstration, and campaigns to measure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from qorgan.web.library.campaigns.models import Campaign
from tests.library.signing import signed_in

WORDS = {"kk": "қазақша", "ru": "по-русски", "en": "in English"}
Make = Callable[..., Campaign]


def message(*languages: str, text: str = "Мәтін", **more: Any) -> dict[str, Any]:
    """A message that ten people read in each of the languages."""
    tests = [
        {"language": code, "people": 10, "day": "2026-01-01", "understood": "understood so", "changed": ""}
        for code in languages
    ]
    return {
        "type": "message",
        "value": {"kk": text, "ru": "Текст", "en": "Text", "picture": "", "tests": tests} | more,
    }


@pytest.fixture
def make(db: None) -> Make:
    """A campaign that is public and whole; what a test names differs."""

    def made(**change: Any) -> Campaign:
        plan: dict[str, Any] = {
            "title": WORDS, "audience": WORDS, "norm": WORDS, "norm_kind": "approve", "state": "planned",
            "messages": [message("kk", "ru")], "services": ["kz-111"], "ethics": WORDS, "distress": WORDS,
            "outcome": "scenes_any", "allocation": "chance", "planned": date(2027, 3, 1),
            "clusters": 12, "cluster_size": 20, "icc": 0.05, "effect": 10.0, "baseline": 60.0,
        }  # fmt: skip
        campaign = Campaign(**plan | change)
        campaign.full_clean()
        campaign.save()
        return campaign

    return made


@pytest.fixture
def librarian(db: None) -> Client:
    return signed_in("librarian")


@pytest.fixture
def contributor(db: None) -> Client:
    return signed_in("contributor")
