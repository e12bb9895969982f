"""The papers: filled only from what was typed, nothing lost between pages, the address on its own sheet."""

from __future__ import annotations

import io
import re
from html import unescape

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from qorgan.law.papers import PAPER_LANGUAGES, papers

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
ADDRESS = "Сынақ көшесі, 15-үй"
MARK = {"kk": "ЖОБА", "ru": "ЧЕРНОВИК"}
TYPED = {
    "name": "Айгүл Сынақова", "other_name": "Ержан Үлгіұлы", "what": "Ол мені ұрды. Қолымды бұрады.", "danger": "Тағы келемін деді.",
    "address": ADDRESS, "phone": "+7 700 000 00 00",
}  # fmt: skip


def carried(page: str) -> list[tuple[str, str]]:
    return [(unescape(name), unescape(value)) for name, value in HIDDEN.findall(page)]


def posted(paper: str, fields: dict[str, object], go: str, language: str = "en") -> object:
    return Client().post(f"/law/papers/{paper}/?lang={language}", fields | {"go": go})


def values(**typed: str) -> dict[str, object]:
    return {f"v.{name}": value for name, value in typed.items()}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def text_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    head = [p.text for section in document.sections for p in section.header.paragraphs]
    return " ".join([*head, *(p.text for p in document.paragraphs)])


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("paper", list(papers().papers))
def test_a_pdf_says_what_was_typed_names_its_articles_and_that_it_is_a_draft(
    paper: str, language: str
) -> None:
    answer = posted(paper, {"step": "3", **values(**TYPED)}, f"pdf-{language}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store" and "draft" in answer["Content-Disposition"]
    said = text_of(answer.content)
    assert TYPED["name"] in said and TYPED["other_name"] in said and "Қолымды бұрады." in said
    assert MARK[language] in said
    for basis in papers().papers[paper].basis:
        assert basis.id.split(".")[2] in said
    assert ADDRESS not in said and TYPED["phone"] not in said
