"""The canonical form of one word: expected are the letter tables of the Kazakh and passport alphabets."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qorgan.identity.names import group, readings, rule, skeleton, word

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
NEIGHBOURS = "ўҳҷӣӯїєґ"
LATIN = "abcdefghijklmnopqrstuvwxyzäöüğşıŋñáóúńǵýūâûčšžëç'’ʻʼ"
ARABIC = "اٵبۆگعدەجزيكقلمنڭوٶپرستۋۇٷفحھچشىٸٴ"
NAMES = st.text(st.sampled_from(KAZAKH + KAZAKH.upper() + NEIGHBOURS), max_size=14)
SPELLED = st.text(st.sampled_from(LATIN + LATIN.upper()), max_size=14)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=40), NAMES, SPELLED, st.text(st.sampled_from(ARABIC + KAZAKH + LATIN))))
@example("й" * 40)
@example("\u200f\u202eАхмет\u00ad")
@example("İIıi")
@example("۱۲۳")
@example("\ud800")
@example("ьйоьйо")
@example("tsshchshchdzhkhghphthouiuiia")
def test_whatever_is_typed_gives_small_letters_that_give_themselves(text: str) -> None:
    read = word(text)
    assert re.fullmatch("[a-z]*", read.canonical)
    assert word(read.canonical).canonical == read.canonical
    assert re.fullmatch("[a-z]*", read.stem)
    assert re.fullmatch("[a-z]*", skeleton(read.canonical))
    assert re.fullmatch("[a-z]*", group(read.canonical))
    assert all(rule(name) is not None for name in read.rules)
    assert len(readings(full_name=text)) <= 6
    assert len(readings(text, text, text, aliases=(text,))) <= 6


@settings(max_examples=300, deadline=None)
@given(NAMES)
def test_capitals_change_nothing_in_cyrillic(text: str) -> None:
    assert word(text.upper()).canonical == word(text.lower()).canonical == word(text.title()).canonical


# In the alphabets of 28.01.2021, 2019, 2018 and 2017, BGN/PCGN 1979, on a Russian keyboard, in a passport.
@pytest.mark.parametrize(
    "spellings",
    [
        ("Қажымұқан", "Qajymūqan", "Qajymuqan", "Qazhymuqan", "Кажымукан", "Kazhymukan", "QAJYMUQAN"),
        ("Шәкен", "Şäken", "Sháken", "S'a'ken", "Shäken", "Шакен", "Shaken"),
        ("Ғабит", "Ğabit", "Ǵabıt", "G'abi't", "Ghabit", "Габит", "Gabit"),
        ("Өмір", "Ömır", "Ómir", "O'mir", "Ömir", "Омир", "Omir"),
        ("Үміт", "Ümıt", "Úmit", "U'mit", "Ümit", "Умит", "Umit"),
        ("Ұлан", "Ūlan", "Ulan", "Улан"),
        ("Айгүл", "Aigül", "Aıgúl", "Ai'gu'l", "Aygül", "Айгуль", "Айгюль", "Aigul", "Aygul"),
        ("Сәуле", "Säule", "Sáýle", "Sa'y'le", "Säwle", "Сауле", "Saule"),
        ("Шыңғыс", "Şyñğys", "Şyŋğys", "Shyńǵys", "Shynggys", "Шынгыс", "Shyngys"),
        ("Қуаныш", "Quanyş", "Qýanysh", "Qwanış", "Куаныш", "Kuanysh"),
        ("Жеңіс", "Jeñıs", "Jeńis", "Jen'is", "Женис", "Zhenis"),
        ("Баһадыр", "Bahadyr", "Бахадыр", "Bakhadyr"),
        ("Нұржан", "Nurjan", "Nurzhan", "Nurjan", "Нуржан"),
        ("Ләззат", "Läzzat", "Lázzat", "Ляззат", "Lyazzat", "Liazzat"),
    ],
)
def test_the_alphabets_of_kazakh_and_the_passport_give_one_form(spellings: tuple[str, ...]) -> None:
    assert len({word(one).canonical for one in spellings}) == 1, {
        one: word(one).canonical for one in spellings
    }


@pytest.mark.parametrize(
    "spellings",
    [
        ("Щербаков", "Shcherbakov", "Schtscherbakow", "Ščerbakov", "Şerbakov"),
        ("Юлия", "Yuliya", "Iuliia", "Julija", "Yulia", "Ûliâ", "Юлія"),
        ("Сергеевна", "Sergeevna", "Sergeyevna", "Sergejewna", "Sergejevna"),
        ("Соловьёв", "Соловьев", "Solovyov", "Solovyev", "Solowjow", "Solovʹëv"),
        ("Хрущёв", "Хрущев", "Khrushchev", "Khrushchov", "Хрущов"),
        ("Пётр", "Петр", "Pyotr", "Pjotr", "Petr"),
        ("Вячеслав", "Vyacheslav", "Viacheslav", "Vjačeslav", "Wjatscheslaw", "Vâčeslav"),
        ("Чингиз", "Chingiz", "Tschingis".replace("gis", "giz"), "Tchinguiz".replace("gui", "gi"), "Čingiz"),
        ("Джангиров", "Жангиров", "Dzhangirov", "Djangirov", "Dschangirow", "Jangirov", "Džangirov"),
        ("Цой", "Tsoy", "Tsoi"),
        ("Майоров", "Mayorov", "Maiorov".replace("io", "yo")),
        ("Сайынов", "Саинов", "Sainov", "Saıynov", "Saiynov", "Sayynov"),
    ],
)
def test_russian_passport_german_and_scholarly_spellings_give_one_form(spellings: tuple[str, ...]) -> None:
    assert len({word(one).canonical for one in spellings}) == 1, {
        one: word(one).canonical for one in spellings
    }


@pytest.mark.parametrize(
    "spellings",
    [
        ("Ўткир", "O‘tkir", "Oʻtkir", "O'tkir"),
        ("Ғайрат", "G‘ayrat", "Gʻayrat", "Гайрат"),
        ("Ҳамид", "Hamid", "Хамид"),
        ("Шерзод", "Sherzod"),
        ("Жоомарт", "Жомарт", "Joomart", "Zhoomart"),
        ("Өмүрбек", "Omurbek", "Ömürbek"),
        ("Зиёда", "Ziyoda"),
    ],
)
def test_uzbek_and_kyrgyz_letters_give_one_form(spellings: tuple[str, ...]) -> None:
    assert len({word(one).canonical for one in spellings}) == 1, {
        one: word(one).canonical for one in spellings
    }


# Letters: the correspondence table of the Kazakh alphabets (Cyrillic, Arabic).
@pytest.mark.parametrize(
    ("arabic", "cyrillic"),
    [
        ("نۇرسۇلتان", "Нұрсұлтан"),
        ("اباي", "Абай"),
        ("ٴۇمىت", "Үміт"),
        ("ٷمٸت", "Үміт"),
        ("جانبولات", "Жанболат"),
        ("ايگۇل", "Айгүл"),
        ("قاجىمۇقان", "Қажымұқан"),
        ("شوقان", "Шоқан"),
        ("احمەت", "Ахмет"),
        ("عالىم", "Ғалым"),
    ],
)
def test_kazakh_in_arabic_letters_is_read(arabic: str, cyrillic: str) -> None:
    assert word(arabic).canonical == word(cyrillic).canonical


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Aхметoв", "Ахметов"),  # Latin A and o
        ("Ахмeтoв", "Ахметов"),
        ("AXМЕТОВ", "АХМЕТОВ"),  # Latin A and X
        ("Нұрлaн", "Нұрлан"),
        ("Сeрiк", "Серік"),  # Latin e and i
        ("CЕРIК", "СЕРІК"),  # Latin C and capital i
        ("Әлия\u200b", "Әлия"),
        ("\u202aНұрлан\u202c", "Нұрлан"),
        ("Нұр\u00adлан", "Нұрлан"),
        ("И\u0306", "Й"),
        ("Сергеи\u0306", "Сергей"),
        ("Фе\u0308дор", "Фёдор"),
        ("Nurlаn", "Nurlan"),  # Cyrillic а
        ("Аkhmetov", "Akhmetov"),  # Cyrillic А
        ("Әлішeр", "Әлішер"),
        ("əлия", "әлия"),  # Latin schwa
        ("ɵмір", "өмір"),
        ("¥лан", "Ұлан"),  # the sign that stood for Ұ in older fonts
        ("Ахмет0в", "Ахметов"),
        ("Ми4урин", "Мичурин"),
        ("4ингиз", "чингиз"),
        ("А3амат", "Азамат"),
        ("А6ай", "Абай"),
        ("Al1ya", "Aliya"),
        ("Н9рлан", "Нұрлан"),  # the upper row of the Kazakh keyboard, typed while the Russian one was on
        ("Айг8л", "Айгүл"),
        ("2лия", "әлия"),
        ("0айрат", "қайрат"),
        ("Сер3к", "Серік"),
        ("5абит", "ғабит"),
    ],
)
def test_what_only_looks_right_is_put_right(typed: str, meant: str) -> None:
    assert word(typed).canonical == word(meant).canonical
    assert word(typed).written.casefold() == word(meant).written.casefold()


def test_turkish_capitals_with_and_without_a_dot_are_one() -> None:
    assert (
        word("İLYAS").canonical
        == word("ILYAS").canonical
        == word("ılyas").canonical
        == word("ilyas").canonical
    )


def test_every_apostrophe_is_the_same() -> None:
    assert len({word(f"G{mark}ani").canonical for mark in "'’‘ʼʻ`´ʹ′＇"}) == 1
    assert (
        word("Игорь").canonical
        == word("Igor'").canonical
        == word("Igorʹ").canonical
        == word("Igor’").canonical
    )


def test_a_word_without_letters_of_a_known_script_is_empty() -> None:
    assert [word(text).canonical for text in ("", "  ", "12", "王", "—", "😀")] == [""] * 6


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Марат", "Мурат"),
        ("Айгүл", "Айгерім"),
        ("Асан", "Үсен"),
        ("Болат", "Балта"),
        ("Серік", "Берік"),
        ("Ерлан", "Нұрлан"),
        ("Ахметов", "Омаров"),
        ("Дина", "Дана"),
        ("Жанар", "Жанат"),
    ],
)
def test_different_names_stay_different(one: str, two: str) -> None:
    assert word(one).canonical != word(two).canonical


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Жанболат", "Джанбулат"),
        ("Қалыпбек", "Калыббек"),
        ("Әбдіқадыр", "Абдукадыр"),
        ("Мұстафа", "Мұстапа"),
        ("Бақыт", "Бахыт"),
        ("Шыңғыс", "Чингиз"),
        ("Алмас", "Алмаз"),
        ("Аманкелді", "Амангельды"),
        ("Жүсіп", "Юсуп"),
        ("Жүніс", "Юнус"),
        ("Тілеуберді", "Тлеуберди"),
        ("Сейітқали", "Сейтгали"),
        ("Хасен", "Қасен"),
    ],
)
def test_names_that_sound_alike_have_one_skeleton(one: str, two: str) -> None:
    assert skeleton(word(one).canonical) == skeleton(word(two).canonical)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Саша", "Александр"),
        ("Серёжа", "Сергей"),
        ("Катя", "Екатерина"),
        ("Юнус", "Жүніс"),
        ("Асель", "Әсел"),
        ("Тулеген", "Төлеген"),
        ("Фатима", "Патима"),
        ("Айгуль", "Айгүл"),
        ("Zhenya", "Евгений"),
    ],
)
def test_short_and_equal_forms_of_a_name_have_one_class(one: str, two: str) -> None:
    assert group(word(one).canonical) == group(word(two).canonical)


def test_a_woman_and_a_man_of_like_names_are_two_classes() -> None:
    for man, woman in (("Азиз", "Азиза"), ("Карим", "Карима"), ("Марат", "Мара"), ("Салих", "Салиха")):
        assert group(word(man).canonical) != group(word(woman).canonical)


def test_the_rules_that_made_a_form_are_named() -> None:
    assert "dj" in word("Djangir").rules
    assert "dzh" in word("Джангир").rules
    assert word("Ахметұлы").rules[-1] == "uli"
    said = rule("dzh")
    assert said is not None and said.says == "дж = ж" and said.source and said.mark


@pytest.mark.parametrize(
    ("marked", "plain"),
    [("Ивано\u0301в", "Иванов"), ("Пѐтр", "Петр"), ("О\u0300льга", "Ольга"), ("Әли\u0301", "Әли")],
)
def test_a_mark_of_stress_is_no_letter_and_ends_no_word(marked: str, plain: str) -> None:
    found = readings(full_name=f"{marked} Сейтова")
    assert [r.surname for r in found if r.surname] != []
    assert {w.canonical for r in found for w in (r.surname, r.given) if w} == {
        w.canonical for r in readings(full_name=f"{plain} Сейтова") for w in (r.surname, r.given) if w
    }
