"""Order, petition and confidential sheet as PDF: what L245 art. 60(4) demands stands on the page."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from qorgan.web.orders import printing
from qorgan.web.orders.details import Details
from qorgan.web.orders.printing import Breach, Petition, PrintedOrder, Sheet
from qorgan.web.orders.terms import Terms
from qorgan.web.orders.wording import label, wording
from qorgan.web.paper.pdf import font_file

# Invented people. Together the words hold, small and capital, the nine letters that Russian has not.
DETAILS = Details(
    addressee_name="Сынақбаев Ғали Өмірұлы",
    addressee_birth_date="1988-04-02",
    addressee_address="Үлгі қ., Сынақ көшесі, 1",
    protected_name="Үлгібаева Әсем Құрманқызы",
    incident_at="2026-03-09T22:40",
    incident_place="ортақ тұрғын үй",
    circumstances="Өлтіремін деп қорқытты. Көңілі қалған, ұрған, Һәм айғайлаған. Куә: Гауһар ЕҢБЕК.",
    issue_place="Үлгі қаласының полиция бөлімі",
    issuer_name="Ысқақов Һарун Ілиясұлы",
    issuer_post="domestic_violence_inspector",
    restrictions=tuple(wording()["restrictions"]),
    family_members="екі бала",
)
# CAO 461 (10 and 20 days, 30 MCI) and 789 (24 h), L245 art. 60(5) (30 and 7 days).
TERMS = Terms(30, 7, 10, 20, 30, 24)
ORDER = PrintedOrder(
    number="2026-0007",
    agency={"en": "Police", "ru": "Отдел полиции города Образцовска", "kk": "Үлгі қаласының полиция бөлімі"},
    details=DETAILS,
    basis_id="kz.l245.60",
    terms=TERMS,
    draft=True,
    issued_at=datetime(2026, 3, 10, 14, 5),
)
PETITION = Petition("cao", ("no_contact", "living_apart"), 12, "Тыйымды бұзды.", living_apart_days=30)
SHEET = Sheet("Үлгібаева Әсем", "Жасырын баспана, 77-бөлме", "19:00 кейін", datetime(2026, 3, 10, 16, 0))


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def orders() -> dict[str, bytes]:
    return {language: printing.print_order(ORDER, language) for language in ("kk", "ru")}


PARTICULARS = {
    "kk": [
        "ҚОРҒАУ НҰСҚАМАСЫ", "2026-0007", "10.03.2026, 14:05", "Үлгі қаласының полиция бөлімі",
        "Тұрмыстық зорлық-зомбылыққа қарсы күрес инспекторы", "Ысқақов Һарун Ілиясұлы",
        "Сынақбаев Ғали Өмірұлы", "02.04.1988", "Үлгібаева Әсем Құрманқызы",
        "09.03.2026, 22:40", "ортақ тұрғын үй",
        "Өлтіремін деп қорқытты. Көңілі қалған, ұрған, Һәм айғайлаған.", "60-бап", "30 тәулік",
        "күнтізбелік 7 күнде кемінде бір рет", "461-бабы", "10 тәулікке әкімшілік қамаққа алу", "20 тәулікке",
        "30 айлық есептік көрсеткіш", "24 сағатқа дейін", "шағым жасауға болады",
        "Қол қоюдан бас тарту туралы жазба", "қолы",
    ],
    "ru": [
        "ЗАЩИТНОЕ ПРЕДПИСАНИЕ", "2026-0007", "10.03.2026, 14:05", "Инспектор по борьбе с бытовым насилием",
        "Ысқақов Һарун Ілиясұлы", "Сынақбаев Ғали Өмірұлы", "Үлгібаева Әсем Құрманқызы", "09.03.2026, 22:40",
        "статья 60", "30 суток с момента вручения", "не реже одного раза в 7 календарных дней",
        "статье 461", "арест на 10 суток", "на 20 суток", "штраф 30 месячных расчётных показателей",
        "до 24 часов", "может быть обжаловано", "Запись об отказе от подписи", "подпись",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_order_states_every_particular_that_article_60_demands(
    orders: dict[str, bytes], language: str
) -> None:
    text = " ".join(text_of(orders[language]))
    assert [words for words in PARTICULARS[language] if words not in text] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_restriction_of_article_60_3_stands_in_the_order(
    orders: dict[str, bytes], language: str
) -> None:
    text = " ".join(text_of(orders[language]))
    for code in ("no_violence", "no_search", "no_following", "no_visits", "no_talks", "no_other_contact"):
        assert label("restrictions", code, language) in text


def test_kazakh_letters_come_out_of_the_file_as_they_went_in(orders: dict[str, bytes]) -> None:
    text = " ".join(text_of(orders["kk"]))
    assert [letter for letter in "ӘҒҚҢӨҰҮҺІәғқңөұүһі" if letter not in text] == []


@pytest.mark.parametrize(
    "language, mark", [("kk", "ЖОБА – ЗАҢГЕР БЕКІТПЕГЕН"), ("ru", "ПРОЕКТ – НЕ УТВЕРЖДЁН ЮРИСТОМ")]
)
def test_a_draft_says_so_on_every_page_and_in_its_title(
    orders: dict[str, bytes], language: str, mark: str
) -> None:
    pages = text_of(printing.print_order(ORDER, language, for_protected=True))
    assert len(pages) >= 2
    assert all(mark in page for page in pages)
    assert mark in str(PdfReader(io.BytesIO(orders[language])).metadata["/Title"])  # type: ignore[index]


@pytest.mark.parametrize("language, mark", [("kk", "ЖОБА"), ("ru", "ПРОЕКТ")])
def test_an_approved_wording_carries_no_draft_mark(language: str, mark: str) -> None:
    approved = printing.print_order(replace(ORDER, draft=False), language)
    assert mark not in " ".join(text_of(approved))
    assert mark not in str(PdfReader(io.BytesIO(approved)).metadata["/Title"])  # type: ignore[index]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_file_names_its_language_and_title_for_screen_readers(
    orders: dict[str, bytes], language: str
) -> None:
    root = PdfReader(io.BytesIO(orders[language])).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


def fonts_of(pdf: bytes) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_the_embedded_fonts_are_the_packaged_ones_and_nothing_else(orders: dict[str, bytes]) -> None:
    assert fonts_of(orders["kk"]) == {"Packaged-Noto-Sans", "Packaged-Noto-Sans-Bold"}


def test_her_copy_holds_all_of_the_order_and_what_it_means_for_her(orders: dict[str, bytes]) -> None:
    hers = " ".join(text_of(printing.print_order(ORDER, "kk", for_protected=True)))
    assert [words for words in PARTICULARS["kk"] if words not in hers] == []
    assert "102" in hers and "111" in hers and "Бұл сіз үшін нені білдіреді" in hers
    assert "Бұл сіз үшін нені білдіреді" not in " ".join(text_of(orders["kk"]))


@pytest.mark.parametrize("language, words", [("kk", "қол қоюдан бас тартты"), ("ru", "от подписи отказался")])
def test_a_refusal_to_sign_is_written_on_the_order_with_its_time(language: str, words: str) -> None:
    refused = replace(
        ORDER, served_at=datetime(2026, 3, 10, 15, 0), served_how="refused_to_sign",
        served_note="куә: Сынақова",
        valid_until=datetime(2026, 4, 9, 15, 0),
    )  # fmt: skip
    text = " ".join(text_of(printing.print_order(refused, language)))
    assert words in text and "10.03.2026" in text and "куә: Сынақова" in text
    assert "09.04.2026, 15:00" in text  # 30 times 24 hours from handing over


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_before_handing_over_the_order_names_no_last_day(orders: dict[str, bytes], language: str) -> None:
    assert "09.04.2026" not in " ".join(text_of(orders[language]))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_petition_names_the_breach_the_measure_and_its_article(language: str) -> None:
    breach = Breach(datetime(2026, 3, 15, 20, 0), ("came",), "Есік қақты")
    text = " ".join(text_of(printing.print_petition(ORDER, PETITION, [breach], language)))
    cite = "ӘҚБтК 54-бап" if language == "kk" else "ст. 54"
    assert all(
        words in text for words in ("15.03.2026, 20:00", "Есік қақты", cite, "Тыйымды бұзды.", "2026-0007")
    )
    assert ("30 тәулік" if language == "kk" else "30 суток") in text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_only_the_confidential_sheet_says_where_she_is(language: str) -> None:
    assert SHEET.address in " ".join(text_of(printing.print_sheet(ORDER, SHEET, language)))
    for pdf in (
        printing.print_order(ORDER, language, for_protected=True),
        printing.print_petition(ORDER, PETITION, [], language),
    ):
        assert SHEET.address not in " ".join(text_of(pdf))


def test_a_document_loads_nothing_but_its_own_fonts() -> None:
    for address in ("https://example.org/x.css", "file:///etc/hostname", "font:../data/order.yaml"):
        with pytest.raises(ValueError, match="own fonts"):
            font_file(address)


def test_typed_words_cannot_become_markup() -> None:
    typed = replace(DETAILS, circumstances="<img src='https://example.org/x.png'><b>&</b>")
    text = " ".join(text_of(printing.print_order(replace(ORDER, details=typed), "ru")))
    assert "<img src='https://example.org/x.png'><b>&</b>" in text


def test_the_file_name_says_draft_and_names_nobody() -> None:
    assert printing.file_name("order", "2026-0007", "kk", True) == "order-2026-0007-kk-draft.pdf"
    assert printing.file_name("order", "2026-0007", "kk", False) == "order-2026-0007-kk.pdf"


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(printing.UnknownLanguage, match="'en'"):
        printing.print_order(ORDER, "en")


def test_the_fonts_come_from_the_package_on_a_machine_that_has_none(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    script = (
        "import sys, django; django.setup(); from tests.web.orders import test_documents as t;"
        "sys.stdout.buffer.write(t.printing.print_order(t.ORDER, 'kk'))"
    )
    env = os.environ | {
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"cannot be loaded" not in done.stderr
    assert "Сынақбаев Ғали Өмірұлы" in " ".join(text_of(done.stdout))
    assert fonts_of(done.stdout) == {"Packaged-Noto-Sans", "Packaged-Noto-Sans-Bold"}
