"""Plain words find their article: in three languages, with the letters and endings that people type."""

from __future__ import annotations

import pytest

from qorgan.law import load
from qorgan.law.search import alike, fold, index_of
from qorgan.law.themes import themes_of

INDEX = index_of(load())


def first(query: str) -> str:
    found = INDEX.find(query)
    return found[0].article.id if found else ""


@pytest.mark.parametrize(
    ("query", "article"),
    [
        ("battery", "kz.cc.109-1"), ("he slapped me", "kz.cc.109-1"), ("побои", "kz.cc.109-1"),
        ("муж бьёт", "kz.cc.109-1"), ("МУЖ БЬЕТ", "kz.cc.109-1"), ("избил", "kz.cc.109-1"),
        ("ұрып-соғу", "kz.cc.109-1"), ("урып согу", "kz.cc.109-1"), ("күйеуім ұрды", "kz.cc.109-1"),
        ("куйеуим урды", "kz.cc.109-1"), ("истязание", "kz.cc.110"), ("қинау", "kz.cc.110"),
        ("угрозы убийством", "kz.cc.115"), ("қорқытады", "kz.cc.115"), ("коркытады", "kz.cc.115"),
        ("stalking", "kz.cc.115-1"), ("сталкер преследует", "kz.cc.115-1"), ("аңдып жүр", "kz.cc.115-1"),
        ("protective order", "kz.l245.60"), ("защитное предписание", "kz.l245.60"),
        ("қорғау нұсқамасы", "kz.l245.60"), ("коргау нускамасы", "kz.l245.60"),
        ("нарушил предписание", "kz.cao.461"), ("no approach", "kz.cpc.165"),
        ("жақындауға тыйым", "kz.cpc.165"),
        ("адвокат", "kz.cpc.76"), ("не приняли заявление", "kz.cpc.185"), ("109-1", "kz.cc.109-1"),
        ("статья 115-1", "kz.cc.115-1"), ("оскорбляет дома", "kz.cao.73"), ("балағаттайды", "kz.cao.73"),
    ],
)  # fmt: skip
def test_what_people_type_leads_to_the_article_first(query: str, article: str) -> None:
    assert first(query) == article


@pytest.mark.parametrize(
    "query", ["", "   ", "qqqq", "что если", "не", "42424242", "🙂", "%' OR 1=1 --", "а" * 10_000]
)
def test_what_says_nothing_finds_nothing(query: str) -> None:
    assert INDEX.find(query) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("қорғау", "коргау"), ("ғылым", "гылым"), ("ұрды", "урды"), ("үйден", "уйден"), ("іздеу", "издеу"),
     ("ёлка", "елка"), ("әке", "аке"), ("өлтіру", "олтиру"), ("Я́", "я"), ("НАСИЛИЕ", "насилие")],
)  # fmt: skip
def test_letters_that_a_keyboard_lacks_make_no_difference(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


def test_endings_make_no_difference_and_other_words_do() -> None:
    for one, other in (
        ("угроза", "угрозы"),
        ("предписания", "предписание"),
        ("нускама", "нускамасы"),
        ("hit", "hits"),
    ):
        assert alike(fold(one), fold(other)), (one, other)
    for one, other in (
        ("муж", "мужчина"),
        ("закон", "заказ"),
        ("дом", "домбра"),
        ("109", "109-1"),
    ):
        assert not alike(fold(one), fold(other)), (one, other)


def test_every_article_is_found_by_its_number_and_by_its_heading() -> None:
    for article in INDEX.articles.values():
        if article.number:
            assert article.id in {hit.article.id for hit in INDEX.find(article.number)}, article.id
        if article.title:
            for said in article.title.values():
                assert article.id in {hit.article.id for hit in INDEX.find(said)}, (article.id, said)


def test_no_article_is_missing_from_the_themes() -> None:
    listed = {article.id for theme in themes_of(load()) for article in theme.articles}
    assert listed == set(INDEX.articles)
    for theme in themes_of(load()):
        assert theme.articles and all(theme.label[language] for language in ("en", "ru", "kk"))
