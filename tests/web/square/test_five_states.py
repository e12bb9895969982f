"""Five states as a page: the choice stands in the address, no cell is empty, bad input is named."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from qorgan.law.comparison import ASPECTS, compare
from qorgan.law.comparison.states import read_until
from qorgan.web.square.compare_pages import LAW, comparison

LANGUAGES = ("kk", "ru", "en")
WHERE = "/law/neighbours/"
SOURCE = Path(__file__).resolve().parents[3] / "src"


def page(query: str = "", language: str = "en", status: int = 200) -> str:
    answer = Client().get(f"{WHERE}?{query}&lang={language}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_stands_on_the_page_with_its_sources(language: str) -> None:
    day = read_until()
    text = page(f"on={day.isoformat()}", language)
    for row in compare(day).rows:
        assert row.title[language] in text
        for cell in row.cells:
            for one in cell.statements:
                assert one.text[language] in text or cell.status == "not_found"
                assert all(f'href="{source}"' in text for source in one.sources)


@pytest.mark.parametrize("query", ["", "table=convention", "table=changes"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_is_empty_and_the_page_stays_under_a_hundred_kilobytes(query: str, language: str) -> None:
    answer = Client().get(f"{WHERE}?{query}&lang={language}")
    assert len(answer.content) < 100 * 1024
    text = answer.content.decode()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text, re.DOTALL)
    assert query == "table=changes" or cells
    for cell in cells:
        assert re.sub(r"<[^>]+>|\s", "", cell) and 'class="cite"' in cell and "href=" in cell


def test_the_address_holds_the_states_aspects_and_day() -> None:
    text = page("state=kz&state=uz&aspect=order_by&on=01.03.2026")
    assert 'data-label="Uzbekistan"' in text and 'data-label="Tajikistan"' not in text
    assert text.count('<th scope="row">') == 1
    # Law 245-VIII took the place of the 2009 law on 2 March 2026.
    assert "2009 law 20" in text and "Law 245-VIII 60" not in text
    for language in LANGUAGES:
        wanted = f'{WHERE}?on=01.03.2026&state=kz&state=uz&aspect=order_by&lang={language}"'
        assert wanted in text  # the page in another language keeps the choice


def test_a_choice_may_be_written_with_commas() -> None:
    text = page("state=KZ,tj&aspect=law,tracking")
    assert text.count('<th scope="row">') == 2 and 'data-label="Tajikistan"' in text


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("state=de", "“de” is not compared here."),
        ("aspect=price", "“price” is not compared here."),
        ("table=prices", "“prices” is not compared here."),
        ("on=31.02.2025", "Write a day such as 03.10.2025."),
        ("on=01.01.2001", "What stood before 03.07.2017 is not shown here."),
    ],
)
def test_what_cannot_be_compared_is_named_and_the_page_still_shows(query: str, named: str) -> None:
    text = page(query, status=422)
    assert named in text and '<th scope="row">' in text


def test_markup_in_the_address_is_text() -> None:
    answer = Client().get(f"{WHERE}?state=%3Cscript%3E&lang=en")
    assert answer.status_code == 422 and b"<script>" not in answer.content


def test_machines_get_the_same_choice_as_json() -> None:
    answer = Client().get(f"{WHERE}?state=kg&aspect=tracking&as=json&on=26.11.2026")
    cell = json.loads(answer.content)["aspects"]["rows"][0]["cells"][0]
    assert cell["state"] == "kg" and cell["certainty"] == "secondary"
    assert set(cell["statements"][0]["text"]) == {"en", "ru", "kk"}


@pytest.mark.parametrize("table", ["aspects", "convention", "changes"])
def test_machines_get_the_same_choice_as_csv(table: str) -> None:
    answer = Client().get(f"{WHERE}?state=kz,uz&table={table}&as=csv&on=26.11.2026&lang=kk")
    assert answer["Content-Disposition"] == f'attachment; filename="{table}-2026-11-26.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["state"] for row in rows} == {"kz", "uz"}
    assert all(row["table"] == table and row["text"] and row["certainty"] and row["sources"] for row in rows)


@pytest.mark.parametrize("query", ["as=xml", "as=json&state=de", "as=csv&on=31.02.2025"])
def test_a_machine_is_told_what_is_wrong_with_a_status_of_its_own(query: str) -> None:
    answer = Client().get(f"{WHERE}?{query}&lang=ru")
    assert answer.status_code == 422 and json.loads(answer.content)["faults"]


def test_an_article_of_ours_leads_to_its_page() -> None:
    assert LAW == reverse("square:law")
    addresses = set(re.findall(r'href="(/law/kz/[^"?]+)\?', page()))
    assert addresses
    for address in addresses:
        assert Client().get(address).status_code == 200, address


def test_changes_of_all_states_stand_by_day() -> None:
    text = page("table=changes&on=26.11.2026")
    assert "21.10.2024 · Uzbekistan" in text and "10.2025 · Kyrgyzstan" in text
    assert "16.09.2025 · Kazakhstan" in text and "/law/kz/cc/115-1/" in text


ROOMS = ("qorgan.vault", "qorgan.practice", *(f"qorgan.web.{name}" for name in (
    "casework", "ledger", "agencies", "orders", "desk", "door",
)))  # fmt: skip


def test_the_view_brings_no_room_of_the_offices_with_it() -> None:
    """The library shows it from a process in which no case, key or ledger may be."""
    code = "import sys, qorgan.web.square.compare_pages; print(*sys.modules)"
    there = {**os.environ, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "django.conf.global_settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120, env=there
    )
    assert [name for name in done.stdout.split() if name.startswith(ROOMS)] == []


def test_all_aspects_are_offered_in_the_form() -> None:
    text = page()
    assert all(f'name="aspect" value="{aspect}" checked' in text for aspect in ASPECTS)


def test_another_site_frames_it_and_says_where_the_law_is() -> None:
    """The body loads no tag of these pages and names no address of theirs."""
    asked = RequestFactory().get("/library/laws/?state=kz&aspect=order_by&lang=en")
    answer = comparison(asked, frame="square/compare_body.html", law="https://law.example/law/")
    text = answer.content.decode()
    assert 'href="https://law.example/law/kz/l245/60/?lang=' in text and 'href="/law/' not in text
    assert 'action="/library/laws/"' in text and "<html" not in text
