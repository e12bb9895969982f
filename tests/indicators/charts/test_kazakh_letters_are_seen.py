"""The letters of Kazakh are drawn as themselves in the first font of a picture, and stand in its text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import vl_convert
from tests.indicators.charts.made import WORDS

import qorgan
from qorgan.indicators.charts import Bar, bars
from qorgan.indicators.charts.drawing import FONTS, NAMESPACE
from qorgan.indicators.charts.measure import width

LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
MISSING = "\u0378"  # a place in Unicode where there is no letter


@pytest.fixture(scope="module", autouse=True)
def packaged():
    vl_convert.register_font_directory(str(Path(qorgan.__file__).parent / "web/paper/fonts"))


def drawn(letter: str) -> bytes:
    root = ET.Element("svg", {"xmlns": NAMESPACE, "width": "40", "height": "40", "font-family": FONTS})
    ET.SubElement(root, "text", {"x": "4", "y": "30", "font-size": "28"}).text = letter
    return vl_convert.svg_to_png(ET.tostring(root, encoding="unicode"))


def test_each_letter_is_drawn_as_no_other_and_none_is_missing():
    nothing = {drawn(" "), drawn(MISSING)}
    pictures = {letter: drawn(letter) for letter in LETTERS + "аеиоуАЕИОУ"}
    assert len(set(pictures.values())) == len(pictures)
    assert not nothing & set(pictures.values())


def test_each_letter_has_a_width_of_its_own_font():
    assert all(width(letter, 1000) != width(MISSING, 1000) for letter in LETTERS)


def test_a_picture_keeps_its_letters_as_text_and_is_drawn_with_them():
    picture = bars([Bar(LETTERS, 1.0)], WORDS["kk"], "%").svg()
    assert LETTERS in picture
    assert vl_convert.svg_to_png(picture) != vl_convert.svg_to_png(
        picture.replace(LETTERS, MISSING * len(LETTERS))
    )
