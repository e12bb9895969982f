"""What was typed on another keyboard or in another alphabet is read as it was meant."""

from __future__ import annotations

import pytest

from qorgan.language import Kind, Query, analyse, forms, parse
from qorgan.language.keyboard import cyrillic_readings, layout_readings

KAZAKH = "Полиция қорғау нұсқамасын шығарады, көмек көрсетеді"
RUSSIAN = "Полиция выносит защитное предписание; жалоба на насилие и побои"
ENGLISH = "Protection of women: a spouse may ask the court"


def _finds(query: str, text: str, language: str) -> bool:
    return parse(query).matches(analyse(text, language), forms(text))


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        # Kazakh on a Russian keyboard.
        ("коргау нускамасы", KAZAKH, "kk"),
        ("комек", KAZAKH, "kk"),
        # Latin letters meant as Cyrillic, with keys that are punctuation in the Latin layout.
        ("rjhufe", KAZAKH, "kk"),
        ("pfobnyjt ghtlgbcfybt", RUSSIAN, "ru"),
        (";fkj,f", RUSSIAN, "ru"),
        ("gj,jb", RUSSIAN, "ru"),
        ("yfcbkbt,", RUSSIAN, "ru"),
        ("Gjkbwbz", RUSSIAN, "ru"),
        # Cyrillic meant as Latin.
        ("зкщеусешщт", ENGLISH, "en"),
        ("ызщгыу", ENGLISH, "en"),
        # The Kazakh keyboard's top row, with the Russian layout or the Latin one on.
        ("0ор5ау н9с0амасы", KAZAKH, "kk"),
        ("0jh5fe", KAZAKH, "kk"),
        ("к-мек", KAZAKH, "kk"),
        # Kazakh and Russian in Latin letters.
        ("qorgau nusqamasy", KAZAKH, "kk"),
        ("qorǵaý nusqamasy", KAZAKH, "kk"),
        ("qorğau nūsqamasy", KAZAKH, "kk"),
        ("korgau nuskamasy", KAZAKH, "kk"),
        ("politsiya", RUSSIAN, "ru"),
        ("policiya", RUSSIAN, "ru"),
        ("nasilie", RUSSIAN, "ru"),
        ("zhaloba", RUSSIAN, "ru"),
        ("jaloba", RUSSIAN, "ru"),
        ("zashchitnoe predpisanie", RUSSIAN, "ru"),
    ],
)
def test_a_query_is_read_as_it_was_meant(query: str, text: str, language: str) -> None:
    assert _finds(query, text, language)


def test_digits_typed_with_the_kazakh_keyboard_on_are_digits() -> None:
    assert [one.text for one in layout_readings('"қә')] == ["102"]
    assert _finds('"қә', "Звоните 102", "ru")


def test_digits_stay_digits() -> None:
    assert not [
        one for group in parse("109-1").groups for one in group.alternatives if one.kind is Kind.READING
    ]
    assert forms("2024") == ("2024",)


def test_a_word_of_the_glossary_is_not_read_as_another_alphabet() -> None:
    assert _kinds(parse("order of protection")).isdisjoint({Kind.READING})


def test_another_reading_weighs_less_than_what_was_typed() -> None:
    for query in ("rjhufe", "nasilie", "0ор5ау"):
        (group,) = parse(query).groups
        typed = max(one.weight for one in group.alternatives if one.kind in (Kind.EXACT, Kind.STEM))
        assert all(
            one.weight < typed for one in group.alternatives if one.kind not in (Kind.EXACT, Kind.STEM)
        )


def test_a_stop_word_typed_otherwise_is_one_too() -> None:
    assert [group.text for group in parse("gde prijut v Almaty").groups] == ["prijut", "Almaty"]
    assert [group.text for group in parse("ghb.n yf yjxm").groups] == ["ghb.n", "yjxm"]
    assert parse("gde").groups


def test_a_long_run_takes_no_time() -> None:
    assert len(list(layout_readings("a" * 300 + " " + "а" * 39 + "!"))) < 3
    assert cyrillic_readings("y" * 500) == ()


def test_kazakh_written_in_latin_letters_is_indexed_with_kazakh_in_cyrillic() -> None:
    assert analyse("Qorğau nūsqamasy", "kk-Latn") == analyse("Қорғау нұсқамасы", "kk")


def test_kazakh_written_in_arabic_letters_is_indexed_with_kazakh_in_cyrillic() -> None:
    assert analyse("قورعاۋ نۇسقاماسى", "kk-Arab") == analyse("Қорғау нұсқамасы", "kk")
    assert analyse("ءبىلىم بەرۋ", "kk-Arab") == analyse("Білім беру", "kk")
    assert _finds("قورعاۋ نۇسقاماسى", KAZAKH, "kk")
    assert "protective_order" in parse("قورعاۋ نۇسقاماسى").groups[0].glossary


def _kinds(query: Query) -> set[Kind]:
    return {one.kind for group in query.groups for one in group.alternatives}
