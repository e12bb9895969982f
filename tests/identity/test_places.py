"""A region under any of its names has one code; a street has one stem, whatever stands around it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import places

UNITS = {
    "KZ-10": ["область Абай", "Абай облысы", "Абайская обл.", "Abai Region", "Семипалатинская область",
        "г. Семей"],
    "KZ-11": ["Акмолинская область", "Ақмола облысы", "Целиноградская обл.", "Акмолинская",
        "Көкшетау қ.", "Кокчетав"],
    "KZ-15": ["Актюбинская область", "Ақтөбе обл.", "Aqtobe oblysy", "Актобе", "г. Актюбинск"],
    "KZ-19": ["Алматинская область", "Алматы облысы", "Алматы обл.", "Алма-Атинская область",
        "Талғар қаласы"],
    "KZ-23": ["Атырауская область", "Атырау облысы", "Гурьевская область", "Атырау"],
    "KZ-27": ["Западно-Казахстанская область", "Батыс Қазақстан облысы", "ЗКО", "БҚО", "Уральск", "Орал қ."],
    "KZ-31": ["Жамбылская область", "Жамбыл облысы", "Джамбулская обл", "Тараз"],
    "KZ-33": ["область Жетысу", "область Жетісу", "Жетісу облысы", "Талдыкорганская область",
        "г. Талдыкорган"],
    "KZ-35": ["Карагандинская область", "Қарағанды облысы", "Караганда", "Темиртау"],
    "KZ-39": ["Костанайская область", "Қостанай облысы", "Кустанайская область", "Рудный"],
    "KZ-43": ["Кызылординская область", "Қызылорда облысы", "Кзыл-Ординская обл.", "Байконур"],
    "KZ-47": ["Мангистауская область", "Маңғыстау облысы", "Мангышлакская область", "Ақтау"],
    "KZ-55": ["Павлодарская область", "Павлодар облысы", "Экибастуз"],
    "KZ-59": ["Северо-Казахстанская область", "СКО", "СҚО", "Солтүстік Қазақстан обл.", "Петропавловск"],
    "KZ-61": ["Туркестанская область", "Түркістан облысы", "ЮКО", "ОҚО", "Южно-Казахстанская область",
        "Чимкентская область"],
    "KZ-62": ["область Улытау", "Ұлытау облысы", "Джезказганская область", "Жезказган"],
    "KZ-63": ["Восточно-Казахстанская область", "ВКО", "ШҚО", "Шығыс Қазақстан облысы",
        "Усть-Каменогорск", "Өскемен"],
    "KZ-71": ["Астана", "г. Астана", "Нур-Султан", "Нұр-Сұлтан қаласы", "Целиноград", "Акмолинск",
        "Astana city"],
    "KZ-75": ["Алматы", "г. Алматы", "Алматы қ.", "Алма-Ата", "Almaty"],
    "KZ-79": ["Шымкент", "Чимкент", "Шымкент қаласы"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in UNITS.items() for name in names])
def test_a_unit_is_recognised_under_each_of_its_names(code: str, name: str) -> None:
    assert places.region(name) == code
    assert places.region(name.upper()) == code


def test_there_are_twenty_units_each_under_its_own_code() -> None:
    units = [code for code in places.gazetteer().was if code.startswith("KZ-")]
    assert len(units) == 20
    assert all(places.region(code) == places.region(f"{code[3:]}0000000") == code for code in units)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("Казахстан, Алматинская обл., г. Талгар, ул. Абая 1", "KZ-19"),
        ("г. Талгар Алматинской области", "KZ-19"),
        ("Алматы қ., Бостандық ауданы", "KZ-75"),
        ("РК", "KZ"), ("Бишкек", "KG"), ("Кыргызстан", "KG"), ("Ташкент", "UZ"), ("Россия, г. Омск", "RU"),
        ("Марс", ""), ("", ""), ("-", ""), ("777", ""), ("область", ""), ("г.", ""),
    ],
)  # fmt: skip
def test_an_address_has_the_region_that_it_names(address: str, code: str) -> None:
    assert places.region(address) == code


def test_a_region_cut_out_of_another_agrees_with_it_in_part() -> None:
    assert places.agreement("KZ-10", "KZ-63") == places.agreement("KZ-63", "KZ-10") == "part"
    assert places.agreement("KZ-33", "KZ-19") == places.agreement("KZ-62", "KZ-35") == "part"
    assert places.agreement("KZ-79", "KZ-61") == places.agreement("KZ", "KZ-61") == "part"
    assert places.agreement("KZ-61", "KZ-61") == "equal"
    assert places.agreement("KZ-61", "KZ-63") == places.agreement("KG", "KZ-61") == "different"
    assert places.agreement("", "KZ-61") == "unknown"


SAME_STREET = [
    ["ул. Абая, 12-45", "Абай көшесі 12", "улица Абая д. 12 кв. 45", "г. Алматы, ул. Абая 12", "Абая",
        "Abay st. 5", "АБАЙ К-СІ"],
    ["пр-т Назарбаева", "Назарбаев даңғылы", "проспект Назарбаева 3/1"],
    ["мкр. Самал-2, д. 5", "Самал 2 ықшам ауданы", "мкр Самал 2"],
    ["Кабанбай батыра 5", "Қабанбай батыр даңғылы", "ул. Кабанбай батыра"],
    ["ул. Гоголя", "Гоголь көшесі", "Гоголя 3"],
    ["ул. Республики 7", "Республика даңғылы"],
    ["ул. Алии Молдагуловой", "Әлия Молдағұлова көшесі"],
    ["Төле би 5", "ул. Толе би"],
]  # fmt: skip


@pytest.mark.parametrize("same", SAME_STREET, ids=lambda same: same[0])
def test_one_street_has_one_stem(same: list[str]) -> None:
    assert len({places.street(text) for text in same}) == 1
    assert places.street(same[0])


def test_streets_that_differ_have_different_stems() -> None:
    assert len({places.street(same[0]) for same in SAME_STREET}) == len(SAME_STREET)
    assert places.street("мкр. Самал-1") != places.street("мкр. Самал-2")
    assert places.street("Кабанбай батыра") != places.street("Богенбай батыра")
    assert places.street("ул. Фурманова") != places.street("пр. Назарбаева"), "new names are not guessed"


@pytest.mark.parametrize("text", ["", "12", "д. 5 кв. 6", "г. Алматы", "-", "ул."])
def test_where_no_street_is_told_there_is_none(text: str) -> None:
    assert places.street(text) == ""


@given(
    st.lists(st.one_of(st.text(max_size=40), st.sampled_from([n for names in UNITS.values() for n in names])))
)
def test_any_text_is_read_without_raising_and_columns_as_one_by_one(texts: list[str]) -> None:
    column = pa.array(texts, pa.string())
    assert places.columns(column).to_pylist() == [places.region(text) for text in texts]
    assert places.columns(column, places.street).to_pylist() == [places.street(text) for text in texts]
