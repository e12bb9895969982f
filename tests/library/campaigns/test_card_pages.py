"""Cards as PDF: the code is read back from the printed page, nothing is kept, bad input is told in words."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from qorgan.catalogue import cards
from qorgan.web.library.campaigns import card_pages
from qorgan.web.library.campaigns.card_pages import Crowded, Rate

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.kz/door"
ORDER: dict[str, Any] = {
    "language": ["kk"], "text": "family", "size": "card", "number": ["111", "102"], "address": ADDRESS,
}  # fmt: skip
EACH = {"card": 10, "bookmark": 6, "notice": 1, "codes": 20}


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(card_pages, "_rate", Rate(1000, 60.0))
    yield


def sent(**change: Any) -> Any:
    return Client().post("/library/cards/?lang=en", ORDER | change)


def pdf_of(**change: Any) -> bytes:
    answer = sent(**change)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def codes_on(content: bytes, folder: Path, dots: int) -> list[str]:
    """What a reader of codes that is not ours sees on each printed page."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="no reader of QR codes is installed")
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler) is not installed")
    from PIL import Image

    (folder / "sheet.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-png", "-r", str(dots), "sheet.pdf", "page"], cwd=folder, check=True)
    found = []
    for picture in sorted(folder.glob("page*.png")):
        with Image.open(picture) as image:
            found += [one.text for one in zxingcpp.read_barcodes(image.convert("L"))]
    return found


@pytest.mark.parametrize("size", list(EACH))
def test_every_code_on_the_sheet_is_read_back_as_the_address(size: str, tmp_path: Path) -> None:
    assert codes_on(pdf_of(size=size), tmp_path, 200) == [ADDRESS] * EACH[size]


def test_the_longest_address_is_still_read_from_the_smallest_card(tmp_path: Path) -> None:
    longest = "https://example.kz/".ljust(cards.LONGEST, "a")
    found = codes_on(pdf_of(address=longest, size="card"), tmp_path, 200)
    assert found == [longest] * 10


@pytest.mark.parametrize("size", list(EACH))
def test_the_address_stands_on_the_card_in_letters_too(size: str) -> None:
    assert text_of(pdf_of(size=size)).count("example.kz/door") == EACH[size]


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "Отбасы мен балалар"), ("ru", "Вопросы семьи"), ("en", "Questions of family")],
)
def test_the_words_are_those_of_the_list_in_the_language(language: str, said: str) -> None:
    text = text_of(pdf_of(language=[language]))
    assert text.count(said) == 10 and text.count("111") == 10 and text.count("102") == 10


def test_each_language_has_a_sheet_of_its_own() -> None:
    assert len(PdfReader(io.BytesIO(pdf_of(language=["kk", "ru", "en"]))).pages) == 3


def test_a_sheet_without_words_is_one_whatever_the_languages() -> None:
    for change in ({"size": "codes"}, {"text": "bare", "number": []}):
        assert len(PdfReader(io.BytesIO(pdf_of(language=["kk", "ru", "en"], **change))).pages) == 1


@pytest.mark.parametrize("size", list(EACH))
def test_nothing_runs_over_onto_another_page(size: str) -> None:
    for text in cards.data()["texts"]:
        for language in ("kk", "ru", "en"):
            number = ["111", "102"] if cards.data()["texts"][text]["look"] != "covered" else []
            content = pdf_of(size=size, text=text, language=[language], number=number)
            assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_the_file_says_nothing_of_who_made_it_or_when() -> None:
    answer = sent()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sheet-card.pdf"'
    assert answer.headers["Cache-Control"] == "no-store" and not answer.cookies
    about = PdfReader(io.BytesIO(answer.content)).metadata or {}
    assert not {"/Author", "/CreationDate", "/ModDate"} & set(about)


def test_making_a_card_tells_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as asked:  # the directory as it is shown, whatever was chosen
        assert sent(size="notice").status_code == 200
    said = asked.captured_queries[0]["sql"]
    assert said.startswith("SELECT") and 'FROM "library_service"' in said
    assert not any(one in said for one in (ADDRESS, "notice", "111", "102", "family"))
    assert connection


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "http://example.kz/"}, "what is read there can be seen on the way"),
        ({"address": "https://example.kz/?who=aigul"}, "could tell whom a card was given to"),
        ({"address": "javascript:alert(1)"}, "This is no address of the web"),
        ({"address": "x" * 5000}, "is longer than 80 characters"),
        ({"address": ""}, "Write the address"),
        ({"language": []}, "Choose at least one language"),
        ({"text": "weather"}, "carries no numbers"),
        ({"size": "A0"}, "Choose one of the sizes"),
        ({"number": ["+77001234567"]}, "Choose numbers of the list"),
    ],
)
def test_bad_input_is_answered_in_words_and_keeps_what_was_typed(change: dict[str, Any], said: str) -> None:
    answer = sent(**change)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and said in page and 'role="alert"' in page
    if "address" not in change:
        assert f'value="{ADDRESS}"' in page


def test_markup_in_an_address_stays_text() -> None:
    answer = sent(address='https://example.kz/"><script>alert(1)</script>')
    assert answer.status_code == 422 and b"<script>alert" not in answer.content


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_tells_the_risk_of_every_wording(language: str) -> None:
    answer = Client().get("/library/cards/", {"lang": language})
    page = unescape(answer.content.decode())
    assert answer.status_code == 200 and len(answer.content) < 100_000
    for text in cards.data()["texts"].values():
        assert text["risk"][language] in page
    assert 'value="http://testserver/"' in page


def test_a_crowd_is_asked_to_wait_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_pages, "_rate", Rate(1, 60.0))
    assert sent(size="notice").status_code == 200
    answer = sent(size="notice")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "60"
    assert f'value="{ADDRESS}"' in answer.content.decode()


def test_the_rate_counts_what_was_made_within_the_time() -> None:
    at = 0.0
    rate = Rate(2, 60.0, lambda: at)
    rate.take()
    at = 30.0
    rate.take()
    with pytest.raises(Crowded):
        rate.take()
    at = 60.0
    rate.take()
    with pytest.raises(Crowded):
        rate.take()


def test_other_methods_are_not_answered() -> None:
    assert Client().put("/library/cards/").status_code == 405


def test_a_card_carries_no_number_that_the_directory_no_longer_shows() -> None:
    from qorgan.web.library.directory.models import Service

    line = Service.objects.get(identifier="kz-family-support-centres")
    line.phones = ["+77271234567"]
    line.save()
    assert sent(number=["+77271234567"]).status_code == 200
    Service.objects.filter(pk=line.pk).update(shown=False)
    assert sent(number=["+77271234567"]).status_code == 422
    Service.objects.filter(pk=line.pk).update(shown=True, kind="shelter")
    assert sent(number=["+77271234567"]).status_code == 422
    assert "+77271234567" not in Client().get("/library/cards/?lang=en").content.decode()
