"""The public pages of the law: addresses, languages, what is kept. No test here may touch a database."""

from __future__ import annotations

import json

import pytest
import yaml
from django.test import Client

LANGUAGES = ("kk", "ru", "en")
PAGES = (
    "/law/", "/law/?q=%D0%BF%D0%BE%D0%B1%D0%BE%D0%B8", "/law/kz/cc/", "/law/kz/cc/109-1/", "/law/kz/cc/109-1/2025-10-03/",
    "/law/kz/cao/73/", "/law/kz/l245/60/", "/law/kz/o163/", "/law/kz/changes/", "/law/kz/gaps/",
)  # fmt: skip


def page(path: str, language: str = "en") -> str:
    answer = Client().get(path, {"lang": language} if "?" not in path else None)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_answers_in_each_language_and_touches_no_database(path: str, language: str) -> None:
    answer = Client().get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert answer.status_code == 200
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()
