"""Who does not see the picture is told what it shows; nothing in it runs, phones or gives a machine away."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from tests.indicators.charts.made import WORDS, every_kind, rows_of, tree

from qorgan.indicators.charts import Bar, Words, bars

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 60_000


@pytest.fixture(scope="module", params=["bars", "lines", "funnel", "parts", "regions"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def drawn():
    return {name: picture.svg() for name, picture in every_kind("kk").items()}


def test_the_root_is_an_image_with_a_name_and_a_description(kind, drawn):
    root = ET.fromstring(drawn[kind])
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert (title.text, desc.text) == (WORDS["kk"].title, WORDS["kk"].alt)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "kk"


def test_title_method_uncertainty_and_source_stand_inside(kind):
    picture = every_kind("ru")[kind]
    said = rows_of(picture)
    words = WORDS["ru"]
    for part in (words.title, words.subtitle, words.note, f"Источник: {words.source}"):
        assert part in said


def test_nothing_runs_and_nothing_comes_from_elsewhere(kind, drawn):
    text = drawn[kind]
    assert not re.search(
        r"<script|<style|style=|<image|<use|<foreignObject|href|@import|data:|\bon\w+=", text
    )
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"/(home|tmp|usr|work|root|var)\b", text)
    assert all(name in text for name in re.findall(r"url\(#([^)]+)\)", text))


def test_it_is_light_enough_for_a_slow_line(kind, drawn):
    assert len(drawn[kind].encode()) < MOST_BYTES


def test_it_is_drawn_the_same_to_the_byte_whatever_was_drawn_before(kind, drawn):
    assert every_kind("kk")[kind].svg() == drawn[kind]


def test_two_pictures_on_one_page_share_no_id(drawn):
    ids = [name for text in drawn.values() for name in re.findall(r"\bid=\"([^\"]+)\"", text)]
    assert len(ids) == len(set(ids)) > 2 * len(drawn)


def test_the_place_of_every_reference_is_in_the_same_picture(drawn):
    for text in drawn.values():
        ids = set(re.findall(r"\bid=\"([^\"]+)\"", text))
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= ids


def test_hostile_words_stay_words():
    evil = "</text><script>alert(1)</script>&#0;\x00\x1b\ud800\"'<!--"
    words = Words(evil, evil, evil, evil, evil, "en")
    root = tree(bars([Bar(evil, 1.0)], words, evil))
    assert {node.tag for node in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "g", "text", "path", "line")
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_hatch_words_in_a_label_are_not_taken_for_a_fill():
    assert "url(" not in bars([Bar("hatch:0 url(#x)", 1.0)], WORDS["en"], "%").svg().replace("url(#x)", "")
