"""Every sentence of the practice data stands in three languages and never says what it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from qorgan.practice import LANGUAGES, Text
from qorgan.practice.data import PracticeDataFault, load
from qorgan.practice.text import TextIncomplete, UnknownLanguage

FILES = sorted(f.name.removesuffix(".yaml") for f in files("qorgan.practice").joinpath("data").iterdir())


def sentences(node: object, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict):
        if "en" in node or "ru" in node or "kk" in node:
            yield where, node
        else:
            for key, value in node.items():
                yield from sentences(value, f"{where}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from sentences(value, f"{where}[{number}]")


ALL = [found for name in FILES for found in sentences(load(name), name)]


def test_all_data_files_are_read() -> None:
    assert FILES == [
        "calendar",
        "closing",
        "consent",
        "danger",
        "deadlines",
        "health_care",
        "hours",
        "referral",
        "safe_contact",
        "safety_plan",
        "states",
        "witness",
    ]
    assert len(ALL) > 300


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_its_version_and_where_each_part_comes_from(name: str) -> None:
    marks = {source["mark"] for source in load(name)["sources"]}
    assert marks <= {"certain", "secondary", "inferred", "background", "unverified", "ours"}


@pytest.mark.parametrize(("where", "sentence"), ALL, ids=[where for where, _ in ALL])
def test_every_sentence_is_complete_and_fills_the_same_places(where: str, sentence: dict[str, str]) -> None:
    text = Text.of(sentence, where)
    places = {language: sorted(re.findall(r"{(\w+)}", text[language])) for language in LANGUAGES}
    assert places["en"] == places["ru"] == places["kk"]
    assert not re.search("[а-яА-ЯёЁ]", text.en)
    if re.search("[a-z]{3}", re.sub(r"{\w+}", "", text.en)):
        assert re.search("[а-яА-ЯёЁ]", text.ru)
        assert not re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", text.ru)


def conditions(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        if "fact" in node:
            yield node
        for value in node.values():
            yield from conditions(value)
    elif isinstance(node, list):
        for value in node:
            yield from conditions(value)


def test_rules_over_facts_name_only_facts_and_words_of_the_vocabulary_of_the_law() -> None:
    written = files("qorgan").joinpath("law", "kz", "facts.yaml").read_text("utf-8")
    facts = yaml.safe_load(written)["facts"]
    named = [found for name in ("danger", "health_care") for found in conditions(load(name))]
    assert len(named) > 10
    for condition in named:
        fact = facts[condition["fact"]]
        words = condition.get("any_of", [condition["not"]] if "not" in condition else [])
        assert isinstance(words, list)
        assert set(words) <= set(fact.get("words", {})), condition
        assert "is" not in condition or fact["type"] == "boolean", condition


FORBIDDEN = {
    "en": ["low risk", "low danger", "victim", "%"],
    "ru": ["низкий риск", "низкая опасность", "жертв", "потерпевш", "вероятност"],
    "kk": ["төмен қауіп", "қауіп төмен", "жәбірленуші", "құрбан", "ықтималдық"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_calls_danger_low_or_her_a_victim(language: str) -> None:
    # "Құрбан" is also the name of a feast.
    sentences = [(w, s) for w, s in ALL if not w.startswith("calendar.")]
    said = [(w, word) for w, s in sentences for word in FORBIDDEN[language] if word in s[language].lower()]
    assert said == []


def test_a_missing_language_is_a_fault_that_names_the_place() -> None:
    with pytest.raises(TextIncomplete, match=r"here: missing kk"):
        Text.of({"en": "Yes", "ru": "Да", "kk": " "}, "here")
    with pytest.raises(TextIncomplete, match="here"):
        Text.of("Yes", "here")


def test_an_unknown_language_is_never_replaced_silently() -> None:
    with pytest.raises(UnknownLanguage, match="de"):
        Text("Yes", "Да", "Иә")["de"]


def test_data_that_is_not_there_is_a_fault() -> None:
    with pytest.raises((FileNotFoundError, PracticeDataFault)):
        load("nothing")
