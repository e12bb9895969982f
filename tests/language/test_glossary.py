"""The glossary has its 65 terms, and leads from each language to the others."""

from __future__ import annotations

import pytest

from qorgan.language import UnknownTerm, analyse, expand, find, forms, parse, term, terms

# Number and words of terms as the reference has them, and whether its Kazakh is marked as seen.
SAMPLE = [
    (1, "survivor", "пострадавшая", "зардап шеккен адам", False),
    (4, "domestic violence", "бытовое насилие", "тұрмыстық зорлық-зомбылық", True),
    (15, "protective order", "защитное предписание", "қорғау нұсқамасы", False),
    (22, "crisis centre", "кризисный центр", "дағдарыс орталығы", True),
    (48, "risk assessment", "оценка риска", "қауіп-қатерді бағалау", False),
    (57, "special social services", "специальные социальные услуги", "арнаулы әлеуметтік қызметтер", True),
    (65, "safe contact time", "безопасное время для связи", "байланысуға қауіпсіз уақыт", False),
]
ENOUGH = {"en": 65, "ru": 65, "kk": 65}


def test_there_are_65_terms_numbered_in_order_with_words_in_three_languages() -> None:
    assert [one.number for one in terms()] == list(range(1, 66))
    assert len({one.id for one in terms()}) == 65
    for language, count in ENOUGH.items():
        assert sum(bool(one.word(language)) for one in terms()) == count


@pytest.mark.parametrize(("number", "en", "ru", "kk", "seen"), SAMPLE)
def test_a_term_is_as_the_reference_has_it(number: int, en: str, ru: str, kk: str, seen: bool) -> None:
    one = terms()[number - 1]
    assert (one.word("en"), one.word("ru"), one.word("kk"), one.seen) == (en, ru, kk, seen)


def test_words_nobody_has_checked_say_so() -> None:
    for one in terms():
        languages = one.plain()["languages"]
        assert all(not languages[name]["verified"] for name in ("ky", "uz", "tg", "tk") if name in languages)
        assert languages["kk"]["verified"] is one.seen


def test_an_unknown_id_has_its_own_error() -> None:
    with pytest.raises(UnknownTerm):
        term("no_such_term")


@pytest.mark.parametrize("asked", ["en", "ru", "kk"])
@pytest.mark.parametrize("written", ["en", "ru", "kk"])
def test_each_term_of_one_language_finds_texts_of_the_others(asked: str, written: str) -> None:
    missed = []
    for one in terms():
        text = one.word(written)
        if not parse(one.word(asked)).matches(analyse(text, written), forms(text)):
            missed.append((one.id, one.word(asked), text))
    assert not missed


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("my husband beats me what should I do", "domestic_violence"),
        ("муж меня бьет", "domestic_violence"),
        ("муж избил жену", "domestic_violence"),
        ("Күйеуім мені ұрады, не істеу керек?", "domestic_violence"),
        ("restraining order", "protective_order"),
        ("an order of protection", "protective_order"),
        ("ЗП", "protective_order"),
        ("МВД", "internal_affairs"),
        ("102", "police_102"),
        ("111", "contact_centre_111"),
        ("где переночевать с детьми", "shelter"),
        ("некуда идти", "shelter"),
        ("он угрожает убить", "high_danger"),
        ("куда звонить", "helpline"),
        ("снять побои", "forensic_exam"),
        ("rjhufe yecrfvfcs", "protective_order"),
        ("qorgau nusqamasy", "protective_order"),
    ],
)
def test_what_a_person_types_leads_to_the_term(query: str, name: str) -> None:
    assert name in {each for group in parse(query).groups for each in group.glossary}


def test_a_word_among_others_does_not_lead_where_it_should_not() -> None:
    assert not any(group.glossary for group in parse("follow-up study").groups)
    assert "stalking" not in {n for group in parse("follow the guideline").groups for n in group.glossary}


def test_terms_are_found_in_a_text() -> None:
    assert [one.id for one in find("Нарушение защитного предписания")] == ["protective_order", "order_breach"]
    assert [one.id for one in find("Дағдарыс орталығына жолдама", "kk")] == ["crisis_centre", "referral"]
    assert find("", "ru") == find("погода", "ru") == ()


def test_expanding_twice_changes_nothing() -> None:
    query = parse("protective order")
    assert expand(query) == query == expand("protective order")
