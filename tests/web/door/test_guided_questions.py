"""The guided part: few questions, each can be left alone, and four kinds of answer that stay apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template

from qorgan import law
from qorgan.web.door import guided
from qorgan.web.door.draft import Draft
from qorgan.web.ui.interview import Answered, InterviewForm

TODAY = date(2026, 11, 22)
LANGUAGES = ("en", "ru", "kk")


def drafted(**given: Answered) -> Draft:
    draft = Draft()
    for question, answer in given.items():
        draft = draft.with_answer(question.replace("__", "."), answer)
    return draft


def walk(draft: Draft, answer: Answered) -> list[str]:
    """Every question she would be asked if she answered each the same way."""
    seen = []
    while (question := guided.next_question(draft, TODAY)) is not None:
        assert question not in seen
        seen.append(question)
        draft = draft.with_answer(question, answer)
    return seen


def test_every_act_on_the_pages_is_a_word_of_the_law_and_stands_on_one_page_only() -> None:
    acts = [act for group in guided.plan()["kinds"]["groups"].values() for act in group["acts"]]
    assert set(acts) <= set(law.load().fact("acts").words)
    assert len(acts) == len(set(acts))


def test_every_question_of_the_plan_exists_in_three_languages() -> None:
    pages = [f"acts.{group}" for group in guided.plan()["kinds"]["groups"]]
    for id in [*guided.plan()["first"], *pages]:
        for language in LANGUAGES:
            question = guided.question(id, language)
            assert question.text and all(label for _word, label in question.words)


def test_facts_that_are_never_asked_are_facts() -> None:
    for name in guided.plan()["never"]:
        law.load().fact(name)


def test_someone_who_leaves_every_question_alone_sees_only_the_first_few() -> None:
    assert walk(Draft(), Answered(None, "not_asked")) == guided.plan()["first"]


def test_only_the_pages_of_the_kinds_she_ticked_are_shown() -> None:
    draft = drafted(kinds=Answered(["body", "child"]))
    assert [q for q in guided.opening(draft) if q.startswith("acts.")] == ["acts.body", "acts.child"]


def test_the_number_of_questions_has_an_end() -> None:
    draft = drafted(kinds=Answered(["body"]), acts__body=Answered(["slap"]))
    assert len(walk(draft, Answered(None, "unknown"))) <= guided.plan()["most"]


def test_what_the_law_would_ask_next_is_asked_and_what_she_skipped_is_not_asked_again() -> None:
    given = {"relation": "spouse", "place": "dwelling", "harm": "pain", "victim_age": 30}
    draft = drafted(kinds=Answered(["body"]), acts__body=Answered(["slap"]), when=Answered("2026-11-20"),
                    **{name: Answered(value) for name, value in given.items()})  # fmt: skip
    first = guided.next_question(draft, TODAY)
    assert first is not None and "survivor" in law.load().fact(first).who
    assert guided.next_question(draft.with_answer(first, Answered(None, "not_asked")), TODAY) != first


def test_enough_is_enough() -> None:
    from dataclasses import replace

    assert guided.next_question(replace(Draft(), enough=True), TODAY) is None


@pytest.mark.parametrize("kind", ["unknown", "declined", "not_asked"])
def test_not_knowing_not_saying_and_not_being_asked_stay_three_answers(kind: str) -> None:
    draft = drafted(harm=Answered(None, kind))  # type: ignore[arg-type]
    assert guided.answers(draft)["harm"] == kind
    assert guided.facts(draft).get("harm") == ("unknown" if kind == "unknown" else None)


def test_acts_of_several_pages_are_one_fact() -> None:
    draft = drafted(
        kinds=Answered(["body", "fear"]),
        acts__body=Answered(["slap", "kick"]),
        acts__fear=Answered(["threats"]),
    )
    assert guided.facts(draft) == {"acts": ["kick", "slap", "threats"]}
    assert guided.answers(draft)["acts"] == "known"


def test_a_kind_that_was_unticked_takes_its_acts_with_it() -> None:
    draft = drafted(
        kinds=Answered(["body", "fear"]), acts__body=Answered(["slap"]), acts__fear=Answered(["threats"])
    )
    draft = draft.with_answer("kinds", Answered(["fear"]))
    assert guided.facts(draft) == {"acts": ["threats"]}


def test_the_law_is_asked_about_the_day_she_gave() -> None:
    assert guided.day(drafted(when=Answered("2024-06-15")), TODAY) == date(2024, 6, 15)
    assert guided.day(drafted(when=Answered(None, "declined")), TODAY) == TODAY


# What nobody who is alive can have had done to her.
NEVER_HERS = {"killing", "driving_to_suicide", "inducing_suicide", "death", "completed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_offers_a_living_person_her_own_death(language: str) -> None:
    facts = [str(fact.id) for fact in law.load().facts if "survivor" in fact.who and fact.question]
    pages = [f"acts.{group}" for group in guided.plan()["kinds"]["groups"]]
    # A threat to kill is one that she lived through.
    asked = [id for id in facts if id not in ("acts", "threat_kind", *guided.plan()["never"])]
    for id in [*asked, *pages]:
        offered = {word for word, _label in guided.question(id, language).words}
        assert not offered & NEVER_HERS, id
    assert "grave" in dict(guided.question("harm", language).words)


def test_what_the_door_leaves_out_and_folds_are_words_of_the_vocabulary() -> None:
    for id, words in guided.plan()["left_out"].items():
        assert set(words) <= set(law.load().fact(id).words)
    for id, folds in guided.plan()["folds"].items():
        folded = [word for fold in folds for word in fold["words"]]
        assert set(folded) <= set(law.load().fact(id).words) and len(folded) == len(set(folded))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_of_the_vocabulary_can_be_given_and_few_stand_open(language: str) -> None:
    """27 radios under one another are long on a phone: six stand open, the others under three lines."""
    question = guided.question("relation", language)
    offered = {word for word, _label in question.words}
    assert offered == set(law.load().fact("relation").words) - {"none"}
    folded = {word for _line, words in question.folds for word in words}
    assert len(offered - folded) == 6 and len(question.folds) == 3
    assert all(line for line, _words in question.folds)


@pytest.mark.parametrize(("given", "open_ones"), [("spouse", 0), ("sibling", 1), (None, 0)])
def test_a_folded_answer_that_was_given_is_not_out_of_sight(given: str | None, open_ones: int) -> None:
    question = guided.question("relation", "en")
    answers = {"relation": Answered(given)} if given else {}
    html = str(Template("{% load ui %}{% field form.relation %}").render(
        Context({"form": InterviewForm([question], answers)})))  # fmt: skip
    assert html.count("<details") == 3
    assert html.count("<details open") == open_ones
    assert html.count('type="radio"') == len(question.words) + 2
    assert html.count(" checked") == (1 if given else 0)
