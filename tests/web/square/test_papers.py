"""The papers: filled only from what was typed, nothing lost between pages, the address on its own sheet."""

from __future__ import annotations

import io
import re
import sys
from html import unescape

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from qorgan.law.papers import PAPER_LANGUAGES, papers
from qorgan.web.square import paper_files

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
ADDRESS = "Сынақ көшесі, 15-үй"
MARK = {"kk": "ЖОБА", "ru": "ЧЕРНОВИК"}
TYPED = {
    "name": "Айгүл Сынақова", "other_name": "Ержан Үлгіұлы", "what": "Ол мені ұрды. Қолымды бұрады.",
    "danger": "Тағы келемін деді.",
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


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
@pytest.mark.parametrize("paper", list(papers().papers))
def test_a_docx_says_the_same_and_can_be_edited(paper: str, language: str) -> None:
    answer = posted(paper, {"step": "3", **values(**TYPED)}, f"docx-{language}")
    assert answer.status_code == 200 and answer["Content-Disposition"].endswith(f'-{language}-draft.docx"')
    said = text_of_docx(answer.content)
    assert TYPED["name"] in said and "Қолымды бұрады." in said and MARK[language] in said
    assert ADDRESS not in said and TYPED["phone"] not in said
    about = docx.Document(io.BytesIO(answer.content)).core_properties
    assert about.author == "" and about.last_modified_by == "" and about.created.year == 2000


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_the_address_stands_on_the_confidential_sheet_only(language: str) -> None:
    for kind, read in (("pdf", text_of), ("docx", text_of_docx)):
        answer = posted("complaint", {"step": "3", **values(**TYPED)}, f"sheet-{kind}-{language}")
        said = read(answer.content)
        assert ADDRESS in said and TYPED["phone"] in said and MARK[language] in said
        assert "ұрды" not in said and TYPED["other_name"] not in said


def test_what_nobody_read_says_that_its_required_content_was_not_found() -> None:
    for one in papers().papers.values():
        assert not one.content_found
        said = text_of(posted(one.id, {"step": "9", **values(**TYPED)}, "pdf-ru").content)
        assert "не найдены" in said


# --- not shown and cleared --------------------------------------------------------------------------------


def page_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def filled(page: str) -> dict[str, object]:
    """What a browser would send of a page as it stands: hidden fields, lines, texts, ticked boxes."""
    found: dict[str, list[str]] = {}
    for name, value in carried(page):
        found.setdefault(name, []).append(value)
    for tag in re.findall(r'<input type="text"[^>]*>', page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        found[name[1]] = [unescape(value[1]) if value else ""]
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\s*([^<]*)</textarea>', page):
        found[name] = [unescape(text)]
    for tag in re.findall(r'<input type="checkbox"[^>]*checked[^>]*>', page):
        found.setdefault(re.search(r'name="([^"]*)"', tag)[1], []).append(  # type: ignore[index]
            re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
        )
    return dict(found)


def test_what_a_page_does_not_show_keeps_its_value_through_all_pages_and_back() -> None:
    page = page_of(posted("special_requirements", {}, "begin"))
    for go in ("on", "on", "on", "edit:0", "on", "back", "on", "on", "on"):
        state = filled(page)
        for name in str(state.get("shown", [""])[0]).split():  # type: ignore[index]
            if name in TYPED:
                state[f"v.{name}"] = TYPED[name]
        if "asks" in str(state.get("shown")) and not state.get("v.asks"):
            state["v.asks"] = ["no_contact", "living_apart"]
        page = page_of(posted("special_requirements", state, go))
    kept = filled(page)
    asked = papers().papers["special_requirements"].places
    for name, value in TYPED.items():
        if name in asked or name in ("address", "phone"):
            assert kept[f"v.{name}"] == [value], name
    assert kept["v.asks"] == ["no_contact", "living_apart"]


def test_saving_a_page_again_loses_nothing_of_the_others() -> None:
    state: dict[str, object] = {"step": "1", "shown": "when where what", **values(**TYPED)}
    first = dict(carried(page_of(posted("complaint", state, "on"))))
    again = dict(carried(page_of(posted("complaint", state, "on"))))
    assert first == again
    assert first["v.name"] == TYPED["name"] and first["v.what"] == TYPED["what"]


def test_a_field_that_is_emptied_is_cleared_and_does_not_come_back_from_the_answers() -> None:
    answers = {"q.kinds": "body", "q.acts.body": "slap", "q.relation": "spouse"}
    page = page_of(posted("complaint", answers, "begin"))
    assert re.search(r'name="v.relation" value="Spouse"', page)
    cleared = {"step": "0", "shown": "name relation", "v.name": "", "v.relation": ""}
    page = page_of(posted("complaint", answers | cleared, "on"))
    assert dict(carried(page))["v.relation"] == ""
    page = page_of(posted("complaint", dict(carried(page)), "back"))
    assert 'value="Spouse"' not in page
    said = text_of(posted("complaint", answers | cleared | {"step": "9"}, "pdf-ru").content)
    assert "Кем приходится" not in said


def test_boxes_that_are_all_unticked_are_cleared_and_boxes_not_shown_stay() -> None:
    ticked = {"step": "1", "shown": "what asks", "v.what": "x", "v.asks": ["no_contact", "no_weapons"]}
    page = page_of(posted("special_requirements", ticked, "on"))
    assert [v for n, v in carried(page) if n == "v.asks"] == ["no_contact", "no_weapons"]
    unticked = {"step": "1", "shown": "what asks", "v.what": "x"}
    page = page_of(posted("special_requirements", unticked, "on"))
    assert [v for n, v in carried(page) if n == "v.asks"] == [""]
    said = text_of(posted("special_requirements", {"step": "9", "v.asks": ""}, "pdf-ru").content)
    assert "оружие" not in said


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_the_answers_fill_in_is_said_in_the_language_of_the_paper(language: str) -> None:
    answers = {"q.kinds": "body", "q.acts.body": "slap", "q.relation": "spouse", "q.when": "2026-10-03"}
    page = page_of(posted("complaint", answers, "begin", language))
    for _ in range(3):
        page = page_of(posted("complaint", filled(page), "on", language))
    said = text_of(posted("complaint", filled(page), "pdf-ru", language).content)
    relation = "супруг"  # facts.yaml: spouse
    assert relation in said.lower() and "пощ" in said.lower() and "03.10.2026" in said
    assert "spouse" not in said.lower() and "slap" not in said.lower()


def test_the_language_of_the_page_can_be_changed_and_what_stands_in_the_fields_is_kept() -> None:
    typed = {"step": "0", "shown": "name other_name", **values(name="Айгүл", other_name="Ержан")}
    page = page_of(posted("complaint", typed, "stay", "ru"))
    assert '<html lang="ru">' in page and 'value="Айгүл"' in page and 'value="Ержан"' in page


# --- bad input --------------------------------------------------------------------------------------------


def test_a_number_that_is_none_is_asked_again_and_what_was_typed_stays() -> None:
    sent = {"step": "1", "shown": "what months", "v.what": "Сөз", "v.months": "99", "v.name": "Айгүл"}
    answer = posted("special_requirements", sent, "on")
    page = page_of(answer)
    assert answer.status_code == 422 and 'value="99"' in page and "Сөз" in page
    assert dict(carried(page))["v.name"] == "Айгүл"
    assert "99" not in text_of(
        posted("special_requirements", {"step": "9", "v.months": "99x"}, "pdf-ru").content
    )


@pytest.mark.parametrize(
    ("sent", "go"),
    [({"step": "999999999999"}, "on"), ({"step": "-1"}, "on"), ({"step": "٣"}, "on"), ({}, "edit:x"),
     ({}, "pdf-en"), ({}, "exe-ru"), ({}, "sheet-"), ({"shown": "__class__"}, "on"),
     ({"v.asks": "nothing", "q.relation": "{name}"}, "on")],
)  # fmt: skip
def test_whatever_is_sent_gets_a_page_and_no_fault(sent: dict[str, str], go: str) -> None:
    assert posted("protection_request", dict(sent), go).status_code in (200, 422)  # type: ignore[attr-defined]
    assert posted("no-such-paper", dict(sent), go).status_code == 404  # type: ignore[attr-defined]


def test_typed_words_cannot_become_markup_a_place_or_a_broken_file() -> None:
    typed = {
        "what": "<b>{name}</b> \x01 &amp; <script>alert(1)</script>",
        "name": "{what}",
        "other_name": "a",
    }
    state = {"step": "9", **values(**typed)}
    said = text_of(posted("complaint", state, "pdf-ru").content)
    assert "<b>{name}</b>" in said and "<script>alert(1)</script>" in said and "{what}" in said
    assert "<b>{name}</b>" in text_of_docx(posted("complaint", state, "docx-ru").content)
    page = page_of(posted("complaint", state, "on"))
    assert "<script>alert(1)</script>" not in page


def test_who_finds_no_turn_is_told_to_press_again_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_files, "PATIENCE", 0.01)
    with paper_files._turn(), paper_files._turn():
        answer = posted("complaint", {"step": "9", **values(**TYPED)}, "pdf-kk")
    page = page_of(answer)
    assert answer.status_code == 503 and "Nothing you typed is lost" in page
    assert dict(carried(page))["v.what"] == TYPED["what"]
    assert posted("complaint", {"step": "9", **values(**TYPED)}, "pdf-kk").status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_page_of_every_paper_says_draft_and_opens_in_three_languages(language: str) -> None:
    draft = {"en": "draft", "ru": "черновик", "kk": "жоба"}[language]
    for one in papers().papers.values():
        for step in range(len(one.steps) + 2):
            page = page_of(posted(one.id, {"step": str(step)}, "stay", language))
            assert draft in page.lower() and "<title>" in page
            assert f"/law/papers/{one.id}/?lang={language}" in page


def test_where_a_kind_of_file_cannot_be_made_the_page_says_so_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)  # as on a machine where it is not installed
    answer = posted("complaint", {"step": "9", **values(**TYPED)}, "docx-kk")
    page = page_of(answer)
    assert answer.status_code == 503 and "Take the other kind" in page
    assert dict(carried(page))["v.what"] == TYPED["what"]
