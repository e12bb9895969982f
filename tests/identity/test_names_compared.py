"""Two names side by side: what is one name and what is not, and why. Every name here is invented."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qorgan.identity.comparing import Names, compare_names, scores, why_no_name

ALPHABETS = (
    "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіABCDEFghijklmnopqrstuvwxyzäğñöūüışİ"
    "'’-. ,()/王明عليქა0123456789\u0301\u200b"
)
A_NAME = st.text(alphabet=ALPHABETS, max_size=40) | st.text(max_size=40)


def levels(left: str, right: str) -> dict[str, str]:
    return {pair.slot: pair.level for pair in compare_names(left, right).aligned}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ахметов Нұрлан Серікұлы", "Akhmetov Nurlan Serikovich"),
        ("Нұрлан Серікұлы Ахметов", "АХМЕТОВ Нурлан Серикович"),
        ("Қожабергенова Айгүл", "Kozhabergenova Aigul"),
        ("Қожабергенова Айгүл", "Qojabergenova Aıgúl"),
        ("Жақсылықов Жанболат", "Джаксылыков Джанбулат"),
        ("Серікұлы Нұрлан", "Ахметов Нурлан Серикович"),
        ("Ахметова Сәуле Бекқызы", "Ахметова Сауле Бековна"),
    ],
)
def test_one_name_in_other_letters_order_and_lawful_forms_reads_as_one(left: str, right: str) -> None:
    assert compare_names(left, right).verdict == "same"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ахметов Нұрлан Серікұлы", "Ахметов Болат Серікұлы"),
        ("Ахметов Нұрлан Серікұлы", "Ахметов Серік Нұрланұлы"),
        ("Ахметов Нұрлан Серікұлы", "Ахметов Нұрлан Болатұлы"),
        ("Ахметов Нұрлан", "Омаров Нұрлан"),
        ("Ахметов Марат", "Ахметов Мұрат"),
        ("Ахметов Серік", "Ахметова Айгүл"),
        ("Нұрлан", "Ахметов"),
        ("Нұрлан Серікұлы", "Нұрлан Ахметов"),
    ],
)
def test_brothers_father_and_son_namesakes_and_strangers_read_as_different(left: str, right: str) -> None:
    assert compare_names(left, right).verdict == "different"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ахметов Н.С.", "Ахметов Нұрлан Серікұлы"),
        ("Ахметова Айгүл Серікқызы", "Омарова Айгуль Сериковна"),
        ("Ахметов", "Ахметов Нұрлан"),
    ],
)
def test_initials_a_surname_alone_and_a_womans_other_surname_are_worth_a_look(left: str, right: str) -> None:
    assert compare_names(left, right).verdict == "review"


def test_a_man_does_not_change_his_surname_by_marriage() -> None:
    woman = compare_names("Ахметова Айгүл Серікқызы", "Омарова Айгүл Серікқызы")
    man = compare_names("Ахметов Нұрлан Серікұлы", "Омаров Нұрлан Серікұлы")
    assert woman.score > man.score
    assert man.verdict == "different"


def test_a_missing_fathers_name_contradicts_nothing_and_another_one_does() -> None:
    full = "Ахметов Нұрлан Серікұлы"
    without, other = compare_names(full, "Ахметов Нұрлан"), compare_names(full, "Ахметов Нұрлан Болатұлы")
    assert without.verdict == "same"
    assert other.verdict == "different"


@pytest.mark.parametrize("rest", ["Ахметов {} Серікұлы", "Ахметов {}", "{} Серікұлы"])
def test_another_given_name_is_never_the_same_whatever_else_agrees(rest: str) -> None:
    assert compare_names(rest.format("Нұрлан"), rest.format("Болат")).verdict == "different"


def test_what_is_said_of_each_word_is_why_it_agrees() -> None:
    assert levels("Ахметов Нұрлан Серікұлы", "Akhmetov Нұрлан Серикович") == {
        "surname": "same",
        "given": "identical",
        "father": "son",
    }
    assert levels("Серікұлы Нұрлан", "Ахметов Нұрлан Серикович")["surname"] == "layout"
    assert levels("Ахметова Айгүл Серікқызы", "Омарова Айгүл Серікқызы")["surname"] == "married"
    assert levels("Ахметов Нұрлан Серікұлы", "Ахметов Нұрлан")["father"] == "missing_father"
    assert levels("Ахметов Н.", "Ахметов Нұрлан")["given"] == "initial"


def test_a_rule_is_named_only_where_it_tells_two_spellings_apart() -> None:
    surname = compare_names("Ахметов", "Akhmetov").aligned[0]
    assert "kh" in surname.rules
    assert compare_names("Akhmetov", "Akhmetov").aligned[0].rules == ()


def test_the_shares_of_what_was_weighed_are_one_in_all() -> None:
    match = compare_names("Ахметов Нұрлан Серікұлы", "Akhmetova Nurlan")
    assert sum(pair.share for pair in match.aligned) == pytest.approx(1)


def test_two_words_that_were_joined_are_still_one_name() -> None:
    match = compare_names("АхметовНұрлан", "Ахметов Нұрлан")
    assert match.verdict == "same"
    assert match.notes == ("joined",)


def test_a_name_in_a_script_that_nobody_here_reads_is_compared_as_it_is_written() -> None:
    assert compare_names("王 小明", "王 小明").score == 1
    assert compare_names("王 小明", "李 大山").verdict == "different"


def test_a_name_of_ten_words_is_compared_with_all_of_them() -> None:
    ten = "Нұрлан Серік Болат Асан Ерлан Дәулет Қайрат Марат Талғат Ержан"
    assert compare_names(ten, " ".join(reversed(ten.split()))).score == 1
    assert compare_names(ten, ten.replace("Марат", "Жомарт")).score < 0.9


@given(A_NAME, A_NAME)
@settings(max_examples=200, deadline=None)
def test_any_two_texts_have_a_score_that_is_the_same_both_ways_round(left: str, right: str) -> None:
    one, other = compare_names(left, right), compare_names(right, left)
    assert 0 <= one.score <= 1
    assert one.score == pytest.approx(other.score)
    assert one.verdict == other.verdict


@given(A_NAME)
@settings(max_examples=200, deadline=None)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert compare_names(name, name).score == (0 if why_no_name(name) else 1)


@example([("", "J"), ("AB", "Dш")])
@given(st.lists(st.tuples(A_NAME, A_NAME), max_size=12))
@settings(max_examples=100, deadline=None)
def test_many_pairs_at_once_have_the_scores_that_each_has_alone(pairs: list[tuple[str, str]]) -> None:
    left, right = [one for one, _ in pairs], [other for _, other in pairs]
    assert scores(left, right).tolist() == pytest.approx(
        [compare_names(one, other).score for one, other in pairs]
    )


def test_what_was_read_of_names_is_kept_for_the_next_pairs() -> None:
    kept = Names()
    scores(["Ахметов Нұрлан"], ["Akhmetov Nurlan"], kept)
    assert len(kept) == 2


def test_names_of_one_word_have_no_order_to_be_read_otherwise() -> None:
    assert "other_order" not in compare_names("Айша", "Гайша").notes
    assert "other_order" in compare_names("Айша Сейтқали", "Сейтқали Айша").notes
