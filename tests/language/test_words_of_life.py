"""What people say of their own lives leads to the words of the field; a word of the field stays as it is."""

from __future__ import annotations

import pytest

from qorgan.language import Alternative, Group, Kind, Query, analyse, fts5, life, parse, snippet, tsquery
from qorgan.language.languages import STEMMED

# Typed as people type: without Kazakh letters, without order, with words between.
TOLD = [
    ("муж меня вчера опять избил", "beaten"),
    ("куйеуим сабайды", "beaten"),
    ("my boyfriend punched me", "beaten"),
    ("муж и бьет и пьет", "drinks"),
    ("зять избивает дочку", "relative_beaten"),
    ("the neighbours are screaming every night", "neighbour"),
    ("папа бьет сына ремнем", "child_beaten"),
    ("учитель трогает мою дочь", "child_touched"),
    ("одноклассники издеваются над сыном", "school"),
    ("он меня душил", "choked"),
    ("он говорит что убьет меня", "kill_threat"),
    ("жакындауга тыйым салынган, тагы келип тур", "broke_order"),
    ("бывший постоянно звонит и стоит у подъезда", "followed"),
    ("разослал мои интимные фото", "pictures_shared"),
    ("күйеуім телефонымды тексереді", "watched_by_phone"),
    ("күйеуім картамды алып қойды", "no_money"),
    ("муж прячет мои документы", "papers_taken"),
    ("he locks me in the flat", "locked_in"),
    ("свекровь выгнала меня на улицу с детьми", "put_out"),
    ("некуда идти с детьми", "nowhere_to_go"),
    ("я не прописана здесь", "not_registered"),
    ("who do I call now", "whom_to_call"),
    ("в полиции отказали принимать заявление", "not_taken"),
    ("учаскелік татуласыңдар дейді", "make_peace"),
    ("где зафиксировать синяки", "marks"),
    ("посадят ли мужа за побои", "what_follows"),
    ("муж меня постоянно унижает", "humiliated"),
    ("муж увез детей и не отдает", "children_taken"),
    ("хочу развестись", "divorce"),
    ("как получить алименты", "alimony"),
    ("родители хотят выдать меня замуж", "made_to_marry"),
    ("қызымды алып қашып кетті", "taken_away_to_marry"),
    ("бил жену хочу перестать бить", "i_hit"),
    ("не хочу жить", "no_wish_to_live"),
    ("өмір сүргім келмейді", "no_wish_to_live"),
]
# What those type who work in the field, and what only looks like life.
NOT_TOLD = [
    "защитное предписание",
    "травля в школе",
    "нарушение предписания",
    "бесплатный адвокат",
    "қорғау нұсқамасын кім береді",
    "questionnaire on attitudes to wife beating",
    "economic abuse by husband",
    "programmes for men who used violence",
    "оценка риска для полиции",
    "статья 109-1",
    "follow-up study",
    "ұрып-соғу бабы",
    "death statistics",
]


@pytest.mark.parametrize(("query", "row"), TOLD)
def test_what_a_person_says_of_life_is_told(query: str, row: str) -> None:
    assert row in parse(query).life


@pytest.mark.parametrize("query", NOT_TOLD)
def test_words_of_the_field_are_no_story(query: str) -> None:
    found = parse(query)
    assert (found.life, found.turn) == ((), ())
    assert not any(group.quiet for group in found.groups)


def test_every_row_is_said_in_three_languages_and_leads_to_words_that_there_are() -> None:
    for row in life.rows():
        assert all(row.says[language] for language in STEMMED), row.id
        assert row.called and row.answered, row.id
        for name in (*row.called, *row.answered):
            assert all(life.said(name)[language] for language in STEMMED), (row.id, name)
    assert len({row.id for row in life.rows()}) == len(life.rows())


def test_a_name_that_nobody_gave_has_its_own_error() -> None:
    with pytest.raises(life.BadLife):
        life.said("no_such_term")


def test_a_story_is_sought_by_the_fields_words_and_its_own_words_do_not_weigh() -> None:
    query = parse("муж бьёт меня каждый вечер")
    terms = {one.terms for group in query.groups for one in group.alternatives}
    sought = [
        analyse(word, language)
        for word, language in (("побои", "ru"), ("battery", "en"), ("ұрып-соғу", "kk"))
    ]
    assert {*sought, analyse("защитное предписание", "ru")} <= terms
    assert analyse("вечер", "ru") not in terms


def test_a_word_that_is_none_of_the_story_is_still_sought_with_little_weight() -> None:
    query = parse("муж бьёт Шымкент")
    (group,) = [one for one in query.groups if one.text == "Шымкент"]
    assert 0 < max(one.weight for one in group.alternatives) < 0.6
    assert not any(one.quiet for one in query.groups)


def test_a_term_of_the_glossary_beside_a_story_is_its_own_wish() -> None:
    query = parse("муж бьёт, дадут ли защитное предписание")
    assert "protective_order" in {name for group in query.groups if group.text for name in group.glossary}


def test_a_quiet_wish_finds_nothing_misses_nothing_and_is_not_marked() -> None:
    loud = Group("суд", (Alternative(("суд",), Kind.STEM, 0.9),))
    quiet = Group("", (Alternative(("закон",), Kind.STEM, 0.9),), quiet=True)
    query = Query("суд", (loud, quiet))
    assert query.matches(("суд",)) and not query.matches(("закон",))
    assert (fts5(query), tsquery(query)) == ('("суд")', "('суд')")
    assert [part for part, marked in snippet("Закон и суд.", query, 60, "ru") if marked] == ["суд"]


@pytest.mark.parametrize(
    "query", ["он " * 24, "бил муж " * 12, "не не не не", "he he he me me me hit hit hit", "{he} *"]
)
def test_many_words_of_a_story_are_read_in_time(query: str) -> None:
    assert len(parse(query).life) <= life.MOST_ROWS
