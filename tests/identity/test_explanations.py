"""Why two names or two records got their score: complete in three languages, plain, and never a verdict."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.identity.comparing import compare_names
from qorgan.identity.comparing.levels import LEVELS
from qorgan.identity.explaining import Evidence, TextMissing, explain
from qorgan.identity.explaining.of_names import lines
from qorgan.identity.explaining.of_records import WIDTH, strength
from qorgan.identity.explaining.texts import LANGUAGES, has, names_of, say

EVIDENCE = [
    Evidence("prior", "any", "", "", -12.3),
    Evidence("surname", "same", "Ахметов", "Akhmetov", 5.2, ("kh",), one_in=250.0),
    Evidence("given", "group", "Саша", "Александр", 6.1),
    Evidence("birth", "within", "1990-02-03", "34", 1.2),
    Evidence("phone", "different", "+77010000001", "+77010000002", -0.9),
]
# Words that would say that two records are one person, or what somebody did.
VERDICTS = re.compile(
    r"match found|совпадение найдено|сәйкестік табылды|offender|perpetrator|преступник|насильник|қылмыскер|"
    r"confirmed|подтвержд|расталды",
    re.IGNORECASE,
)


def test_every_way_for_words_to_agree_can_be_said() -> None:
    said = set(names_of("words"))
    assert set(LEVELS) - {"both_missing", "trace"} <= said
    for level in ("identical", "son", "daughter", "married", "layout", "missing_father"):
        assert level in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_a_verdict_and_each_is_of_its_language(lang: str) -> None:
    from importlib.resources import files

    raw = yaml.safe_load(files("qorgan.identity").joinpath("data", "explanations.yaml").read_text("utf-8"))
    sentences = [row[lang] for group in raw.values() if isinstance(group, dict) for row in group.values()]
    assert len(sentences) > 80
    for sentence in sentences:
        assert not VERDICTS.search(sentence)
        assert bool(re.search("[А-Яа-яЁёӘәҚқ]", re.sub(r"{\w+}", "", sentence))) == (lang != "en"), sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_names_are_set_out_word_by_word_and_it_is_said_what_that_is_not(lang: str) -> None:
    left, right = "Ахметов Нұрлан Серікұлы", "Akhmetov Nurlan Serikovich"
    said = lines(compare_names(left, right), left, right, lang)
    assert said[0] == f"{left}  ~  {right}"
    assert any("kh = х" in line for line in said)
    assert any("-ұлы = -ович" in line for line in said)
    assert said[-1] == say("frame", "standing", lang)


def test_a_rule_that_has_words_in_it_is_not_shown_in_another_language() -> None:
    left, right = "Ким Анна", "Kim Anya"
    assert "double" not in "".join(lines(compare_names(left, right), left, right, "kk"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentences_say_all_that_the_bars_show(lang: str) -> None:
    found = explain(EVIDENCE, lang)
    for item in EVIDENCE:
        assert any(f"{item.weight:+.1f}" in sentence for sentence in found.sentences)
    assert any("250" in sentence for sentence in found.sentences)
    assert found.sentences[-1] == say("evidence", "standing", lang)
    assert len(found.bars) == len(EVIDENCE)


def test_the_sum_runs_from_one_evidence_to_the_next() -> None:
    document = explain(EVIDENCE, "en").document
    assert document["total"] == pytest.approx(-0.7)
    assert [item["running"] for item in document["items"]] == pytest.approx([-12.3, -7.1, -1.0, 0.2, -0.7])


def test_each_bar_begins_where_the_one_before_ended() -> None:
    bars = [line.split("|")[1] for line in explain(EVIDENCE, "en").bars]
    assert {len(bar) for bar in bars} == {WIDTH}
    edges = [(len(bar) - len(bar.lstrip()), len(bar.rstrip()), bar.strip()[:1]) for bar in bars]
    stands = [end if sign == "+" else start for start, end, sign in edges]
    begins = [start if sign == "+" else end for start, end, sign in edges]
    assert begins[1:] == stands[:-1]


def test_how_common_a_name_is_counts_people_of_the_list() -> None:
    assert "How common it is: Akhmetov, 1 in 250 people of this list." in explain(EVIDENCE, "en").sentences


def test_a_level_that_has_no_sentence_is_still_said_by_what_it_weighs() -> None:
    def said(weight: float, right: str = "B") -> str:
        found = explain([Evidence("phone", "somehow", "A", right, weight)], "en")
        return str(found.document["items"][0]["text"])

    assert said(2.0) == say("levels", "any.agrees", "en")
    assert said(-2.0) == say("levels", "any.differs", "en")
    assert said(0.0, "") == say("levels", "any.missing", "en")


def test_nothing_compared_is_said_without_a_fault() -> None:
    assert explain([], "kk").document["total"] == 0


def test_a_language_that_is_not_spoken_is_a_fault_and_not_another_language() -> None:
    with pytest.raises(TextMissing):
        explain(EVIDENCE, "fr")


@given(st.lists(st.floats(-60, 60), max_size=8))
@settings(max_examples=100)
def test_any_weights_make_bars_that_fit(weights: list[float]) -> None:
    found = explain([Evidence("iin", "same", "a", "b", weight) for weight in weights], "ru")
    assert all(len(line.split("|")[1]) == WIDTH for line in found.bars)


@given(st.floats(-60, 60))
def test_every_weight_has_a_word(weight: float) -> None:
    assert has("strength", strength(weight))


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_braces_and_marks_in_a_name_do_no_harm(left: str, right: str) -> None:
    left, right = f"Асан {{left}} {left}", f"%s {right} {{0}}"
    assert lines(compare_names(left, right), left, right, "kk")
