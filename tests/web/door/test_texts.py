"""Every sentence of the door goes through the catalogue, and none of them blames, alarms or promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import qorgan.web.door
import qorgan.web.ui

ROOTS = [Path(next(iter(package.__path__))) for package in (qorgan.web.door, qorgan.web.ui)]
TEMPLATES = sorted(path for root in ROOTS for path in root.glob("templates/**/*.html"))
# Names that are the same in every language, and the three languages' own names of "choose a language".
SAME_EVERYWHERE = {"102", "111", "Qorgan", "Тілді таңдаңыз", "Выберите язык", "Choose a language"}
PAIRS = ("blocktranslate", "comment", "block body_class")
TRANSLATED = re.compile(
    "|".join(rf"{{%\s*{begin}.*?end{begin.split()[0]}\s*%}}" for begin in PAIRS), re.DOTALL
)
CODE = re.compile(r"{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>", re.DOTALL)


def sentences(template: str) -> set[str]:
    """What stands between the tags and is not given to the catalogue."""
    rest = CODE.sub("\0", TRANSLATED.sub("\0", template))
    return {" ".join(part.split()) for part in rest.split("\0") if re.search(r"\w", part)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_sentence_of_a_template_stands_in_one_language_only(path: Path) -> None:
    assert sentences(path.read_text("utf-8")) <= SAME_EVERYWHERE


ATTRIBUTE = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"{]*\w[^"{]*)"')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_attribute_that_is_read_aloud_stands_in_one_language_only(path: Path) -> None:
    assert not ATTRIBUTE.findall(path.read_text("utf-8"))


def said() -> list[str]:
    """Every English sentence a person may read at the door."""
    found = []
    for root in ROOTS:
        for path in root.rglob("*.html"):
            text = path.read_text("utf-8")
            found += re.findall(r'{%\s*translate "([^"]+)"', text)
            found += re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL)
        for path in root.rglob("*.py"):
            found += re.findall(r'_\(\s*"([^"]+)"', path.read_text("utf-8"))
        for path in root.rglob("*.yaml"):
            found += _english(yaml.safe_load(path.read_text("utf-8")))
    return found


def _english(data: object) -> list[str]:
    if isinstance(data, dict):
        return (
            [str(data["en"])]
            if "en" in data
            else [text for value in data.values() for text in _english(value)]
        )
    return []


@pytest.mark.parametrize(
    "words",
    [
        r"low risk", r"\bvictims?\b", r"perpetrator", r"\babuser", r"why did(n't)? you", r"you should have",
        r"(?<!not )your fault", r"guarantee", r"100 ?%", r"completely safe", r"we promise",
        r"nobody will ever", r"anonymous", r"danger!", r"warning!",
    ],
)  # fmt: skip
def test_no_sentence_blames_alarms_or_promises_what_cannot_be_kept(words: str) -> None:
    assert len(said()) > 150
    assert [text for text in said() if re.search(words, text, re.IGNORECASE)] == []


def test_sentences_are_short_enough_to_be_read_at_nine_to_eleven() -> None:
    """Our measure of short: 15 words on average, none above 34."""
    long, counts = [], []
    for text in said():
        for sentence in re.split(r"(?<=[.?!:;])\s+", re.sub(r"{{.*?}}|{%.*?%}|<[^>]+>", "x", text)):
            counts.append(len(sentence.split()))
            if counts[-1] > 34:
                long.append(sentence)
    assert long == []
    assert sum(counts) / len(counts) <= 15
