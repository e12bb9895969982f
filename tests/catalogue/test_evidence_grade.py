"""The evidence grade: expected grades are worked by hand from the rule of docs/library-grades.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.codes import LANGUAGES, codes
from qorgan.catalogue.grade import GRADES, Grade, Reason, _data, grade_of, said_effect
from qorgan.catalogue.record import DOMAINS, MEASURES, RATIOS, Effect, Evidence

WEAKER = ("meta_analysis", "trial", "comparison", "before_after", "survey")
BENEFIT = {"strong": 3, "moderate": 2, "promising": 1}
WORDS = {"en": "Violence", "ru": "Насилие", "kk": "Зорлық"}


def effect(estimate: float, low: float | None, high: float | None, **other: Any) -> Effect:
    given = {"outcome": WORDS, "domain": "violence", "measure": "RR", "better": "lower", **other}
    return Effect(estimate=estimate, low=low, high=high, **given)


def study(*effects: Effect, **other: Any) -> Evidence:
    given = {"design": "trial", "certainty": "primary", "citation": "A study", **other}
    return Evidence(effects=effects, **given)


GOOD = effect(0.5, 0.3, 0.8)
UNCLEAR = effect(0.8, 0.4, 1.6)
BAD = effect(1.4, 1.1, 1.8)
THOUGHTS = effect(0.54, 0.38, 0.79, domain="attitude")


def codes_of(grade: Grade) -> list[str]:
    return [reason.code for reason in grade.reasons]


@pytest.mark.parametrize(
    ("evidence", "grade"),
    [
        (None, "not_evaluated"),
        (study(), "not_evaluated"),
        (study(GOOD, design="survey"), "not_evaluated"),
        (study(GOOD, design="qualitative"), "not_evaluated"),
        (study(GOOD), "strong"),
        (study(GOOD, design="meta_analysis", clusters=4), "strong"),
        (study(GOOD, design="cluster_trial", clusters=20), "strong"),
        (study(GOOD, design="cluster_trial", clusters=19), "moderate"),
        (study(GOOD, design="cluster_trial"), "moderate"),
        (study(GOOD, design="comparison"), "moderate"),
        (study(GOOD, design="before_after"), "promising"),
        (study(GOOD, design="before_after", clusters=2), "insufficient"),
        (study(GOOD, participants=99), "moderate"),
        (study(GOOD, participants=100), "strong"),
        (study(GOOD, certainty="secondary"), "moderate"),
        (study(GOOD, certainty="recall"), "promising"),
        (study(THOUGHTS), "moderate"),
        (study(THOUGHTS, UNCLEAR), "promising"),
        (study(GOOD, UNCLEAR), "strong"),
        (study(GOOD, UNCLEAR, UNCLEAR), "moderate"),
        (study(GOOD, effect(1.2, 0.9, 1.6)), "moderate"),
        (study(GOOD, effect(1.2, None, None, domain="attitude")), "moderate"),
        (study(UNCLEAR), "no_effect_shown"),
        (study(UNCLEAR, effect(0.5, None, None)), "no_effect_shown"),
        (study(effect(0.5, None, None)), "insufficient"),
        (study(effect(0.5, None, 0.8)), "insufficient"),
        (study(effect(0.5, 0.3, 0.8, level=0.8)), "insufficient"),
        (study(effect(0.5, 0.3, 1.0)), "no_effect_shown"),
        (study(BAD), "harm_shown"),
        (study(BAD, design="before_after", certainty="recall"), "harm_shown"),
        (study(effect(1.4, 1.1, None)), "harm_shown"),
        (study(effect(1.4, 1.1, 1.8, level=0.8)), "harm_shown"),
        (study(effect(0.3, 0.1, 0.5, measure="difference", better="higher")), "strong"),
        (study(effect(-0.3, -0.5, -0.1, measure="d", better="higher")), "harm_shown"),
        (study(effect(2.11, 1.2, 3.7, domain="service", better="higher")), "strong"),
        (study(effect(-19.0, -30.0, -8.0, measure="percent"), design="cluster_trial", clusters=26), "strong"),
    ],
)
def test_the_grade_follows_the_rule(evidence: Evidence | None, grade: str) -> None:
    assert grade_of(evidence).code == grade


def test_sasa_is_promising_and_says_that_less_violence_was_not_shown() -> None:
    found = grade_of(SAMPLE.evidence)
    assert found.code == "promising"
    assert found.decided_by is not None
    assert found.decided_by.domain == "attitude"
    assert found.said("ru")[-1] == (
        "Поступки людей тоже измеряли, и перемена не выявлена: Физическое насилие партнёра за последний год: "
        "скорректированное отношение рисков 0,48 (95% интервал 0,16–1,39; чем меньше, тем лучше)."
    )


def test_the_studies_worked_by_hand_in_the_docs_have_their_grades() -> None:
    less = effect(0.48, 0.30, 0.77)
    forty = study(THOUGHTS, less, design="cluster_trial", clusters=40)
    assert grade_of(forty).code == "strong"
    assert grade_of(replace(forty, effects=(*forty.effects, effect(1.40, 1.10, 1.80)))).code == "harm_shown"


def test_a_harm_is_named_first_and_what_became_better_after_it() -> None:
    found = grade_of(study(GOOD, BAD, design="meta_analysis"))
    assert (found.code, found.decided_by, found.harms) == ("harm_shown", BAD, (BAD,))
    assert codes_of(found) == ["harm", "good", "design"]


def test_a_survey_that_meets_something_worse_names_it_and_a_share_of_people_is_no_harm() -> None:
    share = effect(17.0, 15.0, 19.0, measure="percent")
    found = grade_of(study(BAD, share, design="survey"))
    assert (found.code, found.harms) == ("not_evaluated", (BAD,))
    assert codes_of(found) == ["design_cannot_tell", "runs_with_harm"]


def test_a_number_from_memory_is_said_to_be_one_also_when_it_is_harm() -> None:
    assert "recall" in codes_of(grade_of(study(BAD, certainty="recall")))


def test_numbers_stand_as_each_language_writes_them() -> None:
    one = effect(-0.25, -0.4, -0.1, measure="d")
    assert (
        said_effect(one, "en")
        == "Violence: standardised difference −0.25 (95% interval −0.4 … −0.1; lower is better)"
    )
    assert (
        said_effect(one, "kk")
        == "Зорлық: стандартталған айырма −0,25 (95% аралық −0,4 … −0,1; неғұрлым аз болса, соғұрлым жақсы)"
    )


def test_an_outcome_with_braces_is_said_as_it_stands() -> None:
    odd = effect(0.5, 0.3, 0.8, outcome={"ru": "{effect} {0}"})
    assert grade_of(study(odd)).said("kk")[0].startswith("Жақсы жаққа өзгерді: {effect} {0}: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_grade_reason_and_measure_has_words(language: str) -> None:
    assert set(_data()["grades"]) == set(GRADES)
    assert set(_data()["measures"]) == set(MEASURES)
    assert set(_data()["rule"]["designs"]) == set(codes("designs"))
    assert set(_data()["rule"]["certainties"]) == set(codes("certainties"))
    for code in GRADES:
        assert Grade(code, ()).label(language)
        assert Grade(code, ()).explained(language)
    said = {Reason(code, GOOD, "8", "9").said(language) for code in _data()["reasons"]}
    assert len(said) == len(_data()["reasons"])
    assert not any("{" in one for one in said)


@st.composite
def effects(draw: st.DrawFn) -> Effect:
    measure = draw(st.sampled_from(MEASURES))
    numbers = st.floats(0.01, 5) if measure in RATIOS else st.floats(-5, 5)
    low, estimate, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return effect(
        estimate,
        draw(st.sampled_from((low, low, low, None))),
        draw(st.sampled_from((high, high, high, None))),
        measure=measure,
        domain=draw(st.sampled_from(DOMAINS)),
        better=draw(st.sampled_from(("lower", "higher"))),
        level=draw(st.sampled_from((0.95, 0.95, 0.99, 0.9))),
    )


studies = st.builds(
    lambda found, **other: study(*found, **other),
    st.lists(effects(), max_size=5),
    design=st.sampled_from(codes("designs")),
    participants=st.none() | st.integers(1, 3000),
    clusters=st.none() | st.integers(1, 60),
    certainty=st.sampled_from(codes("certainties")),
)


def benefit(evidence: Evidence) -> int:
    return BENEFIT.get(grade_of(evidence).code, 0)


@given(studies, st.integers(0, 4), st.integers(0, 4))
def test_a_weaker_design_with_the_same_results_never_has_a_better_grade(
    one: Evidence, first: int, second: int
) -> None:
    better, worse = (replace(one, design=WEAKER[place]) for place in sorted((first, second)))
    assert benefit(worse) <= benefit(better)


@given(studies)
def test_a_cluster_trial_is_between_a_trial_and_a_comparison(one: Evidence) -> None:
    trial, clusters, comparison = (
        benefit(replace(one, design=design)) for design in ("trial", "cluster_trial", "comparison")
    )
    assert comparison <= clusters <= trial


@given(studies, st.data(), st.floats(0, 4), st.floats(0, 4))
def test_a_wider_interval_never_lifts_a_grade(
    one: Evidence, data: st.DataObject, down: float, up: float
) -> None:
    assume(one.effects)
    assume(grade_of(one).code != "harm_shown")
    place = data.draw(st.integers(0, len(one.effects) - 1))
    narrow = one.effects[place]
    wide = replace(
        narrow,
        low=None if narrow.low is None else narrow.low - down,
        high=None if narrow.high is None else narrow.high + up,
    )
    wider = replace(one, effects=(*one.effects[:place], wide, *one.effects[place + 1 :]))
    assert benefit(wider) <= benefit(one)


@given(studies, st.integers(0, 5))
def test_no_good_result_hides_a_harm(one: Evidence, place: int) -> None:
    found = grade_of(replace(one, effects=(*one.effects[:place], BAD, *one.effects[place:])))
    assert BAD in found.harms
    assert any(reason.effect == BAD for reason in found.reasons)
    assert BENEFIT.get(found.code, 0) == 0


@given(studies)
def test_what_makes_a_study_surer_never_lowers_its_grade(one: Evidence) -> None:
    surer = replace(one, clusters=60, participants=3000, certainty="primary")
    assert benefit(one) <= benefit(surer)


@given(studies, st.sampled_from(LANGUAGES))
def test_every_grade_can_be_said(one: Evidence, language: str) -> None:
    found = grade_of(one)
    assert found.label(language)
    assert all(found.said(language))
    assert found.reasons
