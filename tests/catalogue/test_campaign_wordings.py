"""Words that say how common violence is, or show an injury, are warned of; disapproval is not."""

from __future__ import annotations

import pytest

from qorgan.catalogue.campaigns import Message
from qorgan.catalogue.campaigns_rules import of_message, wordings

PREVALENCE = [
    ("en", "Every third woman is beaten by her husband."),
    ("en", "One in three women suffers violence at home."),
    ("en", "17% of wives experience violence."),
    ("en", "Domestic violence is an epidemic."),
    ("en", "Thousands of women were hit last year."),
    ("en", "Many men beat their wives and think that it is fine."),
    ("en", "Half of husbands do it."),
    ("ru", "Треть женщин молчит."),
    ("kk", "Әйелдердің үштен бірі үндемейді."),
    ("ru", "Каждая третья женщина терпит побои."),
    ("ru", "Одна из трёх женщин пережила насилие."),
    ("ru", "17 % женщин сталкиваются с насилием дома."),
    ("ru", "Насилие в семье – это эпидемия."),
    ("ru", "Тысячи женщин страдают молча."),
    ("ru", "Многие мужья бьют жён."),
    ("ru", "Это бывает в каждой семье."),
    ("kk", "Әр үшінші әйел зорлық көреді."),
    ("kk", "Он әйелдің үшеуі таяқ жейді."),
    ("kk", "Әйелдердің 17 %-ы зорлық көреді."),
    ("kk", "Мыңдаған әйел үндемейді."),
    ("kk", "Көптеген ер адам қол көтереді."),
]
INJURY = [
    ("en", "Look at her bruises."),
    ("en", "Blood on the floor."),
    ("ru", "Посмотрите на её синяки."),
    ("ru", "Кровь на полу."),
    ("ru", "У неё сломана рука."),
    ("kk", "Оның көгерген көзіне қараңыз."),
    ("kk", "Еденде қан."),
]
GOOD = [
    ("en", "8 of 10 men here say that hitting a wife is wrong."),
    ("en", "Most people here disapprove of a husband who hits."),
    ("en", "Your neighbours would help. Call 111."),
    ("ru", "8 из 10 мужчин здесь считают, что бить жену нельзя."),
    ("ru", "Большинство людей здесь не одобряют, когда на жену поднимают руку."),
    ("ru", "Позвоните 111, это бесплатно."),
    ("kk", "Мұнда 10 адамның 8-і әйелге қол көтеруге қарсы."),
    ("kk", "Адамдардың көбі әйелге қол көтеруді құптамайды."),
    ("kk", "Айтуға жарайды, көршіңіз көмектеседі."),
]


@pytest.mark.parametrize(("language", "text"), PREVALENCE)
def test_how_common_violence_is_is_warned_of(language: str, text: str) -> None:
    found = wordings(text, language)
    assert "prevalence" in {one.kind for one in found}
    assert all(one.words.casefold() in text.casefold() for one in found)


@pytest.mark.parametrize(("language", "text"), INJURY)
def test_an_injury_is_warned_of(language: str, text: str) -> None:
    assert "injury" in {one.kind for one in wordings(text, language)}


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_what_people_disapprove_of_is_left_alone(language: str, text: str) -> None:
    assert wordings(text, language) == ()


def test_disapproval_in_another_sentence_excuses_nothing() -> None:
    assert wordings("It is wrong. 40 % of husbands do it.", "en")


def test_disapproval_does_not_excuse_how_many_are_beaten() -> None:
    assert wordings("Every third woman is beaten, and that is wrong.", "en")


def test_a_picture_is_looked_at_in_whichever_language_it_is_told() -> None:
    message = Message({"kk": "Көмек: 111"}, picture="женщина с синяком под глазом")
    assert [(one.kind, one.language) for one in of_message(message)] == [("injury", "ru")]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_warning_names_the_words_in_the_language_of_the_editor(language: str) -> None:
    said = wordings("Каждая третья женщина.", "ru")[0].said(language)
    assert "Каждая третья" in said
