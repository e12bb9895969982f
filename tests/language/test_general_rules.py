"""Rules that hold for any text at all."""

from __future__ import annotations

import re
import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.language import analyse, fold, forms, fts5, parse, snippet, trigrams, tsquery, tsvector
from qorgan.language.languages import LANGUAGES

ANY = st.text(max_size=200)
LETTERS = st.text(
    alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіАҚҒІ"
    "abcdefghijklmnopqrstuvwxyzğşıöü0123456789-.'’ ,\u00ad\u0301",
    max_size=120,
)
TAGS = st.sampled_from((*LANGUAGES, "kk-Latn", "kk-Arab", "", None))
INDEXED = st.sampled_from(("en", "ru", "kk", "kk-Latn", "kk-Arab", "uz", "ky", None))


@given(ANY | LETTERS)
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in text.split():
        assert fold(fold(word)) == fold(word)


@given(ANY | LETTERS, TAGS)
def test_terms_are_letters_and_digits_only(text: str, language: str | None) -> None:
    for one in (*analyse(text, language), *forms(text)):
        assert one.isalnum()
        assert len(one) <= 61


@given(ANY | LETTERS, TAGS)
def test_each_word_has_one_term(text: str, language: str | None) -> None:
    assert len(analyse(text, language)) == len(forms(text))


@settings(max_examples=300)
@given(ANY | LETTERS, INDEXED)
def test_every_piece_of_a_text_finds_the_text(text: str, language: str | None) -> None:
    stems, found = analyse(text, language), forms(text)
    for piece in text.split():
        query = parse(piece)
        assert query.matches(stems, found) or not forms(piece), piece


@given(ANY | LETTERS)
def test_any_query_is_safe_for_a_database(text: str) -> None:
    query = parse(text)
    for asked in (
        fts5(query),
        fts5(query, stems="s", forms="f"),
        tsquery(query),
        tsquery(query, every=False),
    ):
        left = re.sub(r"'[^\W_]+'|\"[^\W_]+\"", "", asked)
        assert re.fullmatch(r"(?:[()&|+ ]|<->|AND|OR|[sf] :)*", left), asked
        assert asked.count("(") == asked.count(")")
    assert bool(fts5(query)) == bool(query)


@given(ANY | LETTERS, ANY | LETTERS, st.integers(20, 200), TAGS)
def test_a_snippet_is_a_piece_of_the_text(text: str, query: str, length: int, language: str | None) -> None:
    parts = snippet(text, parse(query), length, language)
    middle = [part for part in parts if part != ("…", False)]
    assert "".join(part for part, _ in middle) in text
    assert all(part for part, _ in parts)


@given(ANY | LETTERS)
def test_a_text_finds_itself_in_a_snippet(text: str) -> None:
    for word in forms(text)[:3]:
        if word.isalpha():
            assert snippet(word, parse(word), 80) == [(word, True)]


@given(ANY | LETTERS)
def test_trigrams_and_vectors_take_any_text(text: str) -> None:
    assert all(len(each) == 3 for each in trigrams(text))
    assert tsvector(analyse(text, "kk")).count("'") == 2 * len(set(analyse(text, "kk")))


@settings(max_examples=60)
@given(
    st.sampled_from(
        ("protective order", "сот үкімі", "полиция 102", "муж бьет", "суд", "жалоба в суд 109-1")
    ),
    ANY,
)
def test_what_a_database_is_asked_finds_the_same_as_the_query(asked: str, text: str) -> None:
    words = [*analyse(asked + " protect x order " + text, "ru"), "сот"]
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table texts using fts5(stems)")
    for stems in (words, words[::-1], words[::2], words[:1], words[-1:]):
        database.execute("delete from texts")
        database.execute("insert into texts values (?)", (" ".join(stems),))
        query = parse(asked)
        found = database.execute("select 1 from texts where texts match ?", (fts5(query),)).fetchall()
        assert bool(found) == query.matches(stems)
