"""The comparison of two versions says labels and days, and no code, no Python and no "None"."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
HISTORY = "/library/edit/snippets/library/record/history/"
EDIT = "/library/edit/snippets/library/record/edit/"


def compared(client: Any, record: Record, language: str) -> str:
    page = client.get(
        f"{HISTORY}{record.pk}/revisions/compare/earliest...latest/", headers={"accept-language": language}
    )
    text = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_comparison_speaks_the_readers_language(signed_in: Any, draft: Any, typed: Any) -> None:
    record, client = draft(regions=""), signed_in("contributor")
    changed = typed(last_checked="2026-01-31", keywords="first\nsecond", regions="KZ-75")
    changed |= {"countries": "KG", "sectors": "police", "sources-0-value-opened": "2026-01-30"}
    assert client.post(f"{EDIT}{record.pk}/", changed).status_code == 302
    text = compared(client, record, "ru")
    assert "Кыргызстан" in text and "first; second" in text and "31.01.2026" in text and "30.01.2026" in text
    assert "Прочитано в самом источнике" in text
    for wrong in ("None", "[", "'", "primary", "police"):
        assert wrong not in text, text


def test_the_blocks_are_stored_as_they_were() -> None:
    said = StringIO()
    call_command("makemigrations", "library", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()
