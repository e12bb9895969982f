"""Every part writes decimals, thousands, percent and counted words as English, Russian and Kazakh do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qorgan.cli import main
from qorgan.indicators.texts import GAP, Text, counted, number

EXAMPLES = Path("examples/indicators")
WITH_DECIMALS = {
    "gsni": ["gsni", str(EXAMPLES / "gsni-synthetic-wave7.csv"), "--by", "sex", "--design"],
    "gggi": ["gggi", str(EXAMPLES / "gggi_ratios_synthetic.csv"), "--country", "KAZ"],
    "gggi-editions": ["gggi-editions", "--country", "KAZ"],
    "its": ["its", str(EXAMPLES / "its-synthetic-calls.csv"), "--break", "2024-06-16"],
}
NOT_A_FIGURE = re.compile(r"\(?(World Economic Forum|Law of)[^;\n]*|\S+\.csv|\d\d\.\d{4}")


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("part", list(WITH_DECIMALS))
def test_no_decimal_point_stands_in_a_russian_or_kazakh_text(
    part: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", *WITH_DECIMALS[part], "--lang", language]) == 0
    said = NOT_A_FIGURE.sub("", capsys.readouterr().out)
    assert re.search(r"\d,\d", said)
    assert re.findall(r".*\d\.\d.*", said) == []


def test_thousands_are_kept_together_by_a_space_that_does_not_break() -> None:
    assert number(1234567.5, "ru", 1) == f"1{GAP}234{GAP}567,5"
    assert number(1234567.5, "en", 1) == "1,234,567.5"


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "дел"),
        (1, "дело"),
        (4, "дела"),
        (5, "дел"),
        (11, "дел"),
        (21, "дело"),
        (14293, "дела"),
        (1.5, "дела"),
    ],
)
def test_a_russian_word_takes_the_form_of_its_number(count: float, form: str) -> None:
    assert counted(Text("case|cases", "дело|дела|дел", "іс"), count)["ru"] == form


def test_published_figures_agree_with_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "published", "--lang", "ru"]) == 0
    said = capsys.readouterr().out
    assert "23 человека" in said
    assert f"около 7{GAP}000 дел" in said
    assert "|" not in said
