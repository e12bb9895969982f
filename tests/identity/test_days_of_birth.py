"""A birth date as anybody writes it is an interval of days; what cannot be has a code, and nothing raises."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qorgan.identity import births
from qorgan.identity.births import Birth
from qorgan.identity.faults import texts

ON = date(2026, 11, 25)
SECOND_OF_MARCH = Birth(date(1984, 3, 2), date(1984, 3, 2))
MARCH = Birth(date(1984, 3, 1), date(1984, 3, 31))
YEAR = Birth(date(1984, 1, 1), date(1984, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "1984-03-02", "1984/03/02", "1984.3.2", "02.03.1984", "2.3.1984 г.", "2. 3. 1984", "02-03-1984",
        "02.03.84", "02.03.1984 ж.", "02.03.1984 г.р.", "02.03.1984г.р.", "19840302", "02031984", "30743",
        "30743.0", "30743.75",
        "1984 жылдың 2 наурызы", "1984 ж. наурыздың 2-сі", "2 марта 1984", "2 марта 1984 года",
        "2-го марта 1984 г.",
        "02 мар 1984", "02-MAR-84",
        "March 2, 1984", "2nd of March 1984", "2.III.1984", "1984 жылғы 2 наурыз", "1984 ж. 2 наурыз",
        "2 наурыз 1984 ж.", "1984-03-02 00:00:00", "1984-03-02T00:00:00Z", "02.03.1984 0:00",
        "  02.03.1984  ", "родился 02.03.1984", "туған күні: 02.03.1984", "０２.０３.１９８４", "02/03/1984",
    ],
)  # fmt: skip
def test_one_day_has_many_notations(written: str) -> None:
    read = births.read(written, on=ON)
    assert (read.first, read.last) == (SECOND_OF_MARCH.first, SECOND_OF_MARCH.last)


@pytest.mark.parametrize(
    "written",
    [
        "03.1984",
        "3/1984",
        "1984-03",
        "март 1984",
        "в марте 1984 г.",
        "March 1984",
        "1984 ж. наурыз",
        "наурыз 1984",
    ],
)
def test_a_month_is_an_interval_of_its_days(written: str) -> None:
    assert births.read(written, on=ON) == MARCH


@pytest.mark.parametrize(
    "written",
    ["1984", "1984 г.", "84 ж.", "84 г.р.", "1984 г.р.", "1984 жылы", "1984.0", "1984 год рождения"],
)
def test_a_year_is_an_interval_of_its_days(written: str) -> None:
    assert births.read(written, on=ON) == YEAR


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1980-1985", date(1980, 1, 1), date(1985, 12, 31)),
        ("1984/85", date(1984, 1, 1), date(1985, 12, 31)),
        ("1984 или 1985", date(1984, 1, 1), date(1985, 12, 31)),
        ("80-е", date(1980, 1, 1), date(1989, 12, 31)),
        ("1980-х", date(1980, 1, 1), date(1989, 12, 31)),
        ("около 1984", date(1982, 1, 1), date(1986, 12, 31)),
        ("1984?", date(1982, 1, 1), date(1986, 12, 31)),
        ("ориентировочно 1984 г.р.", date(1982, 1, 1), date(1986, 12, 31)),
        ("~1984", date(1982, 1, 1), date(1986, 12, 31)),
        ("шамамен 1984", date(1982, 1, 1), date(1986, 12, 31)),
    ],
)
def test_what_is_said_roughly_is_a_wider_interval(written: str, first: date, last: date) -> None:
    read = births.read(written, on=ON)
    assert read.first is not None and read.last is not None
    assert abs(read.first - first) <= timedelta(days=2) and abs(read.last - last) <= timedelta(days=2)
    assert read.fault == ""


MONTHS = {
    1: ["января", "қаңтар", "кантар", "January", "янв."],
    2: ["февраля", "ақпан", "акпан", "February", "фев"],
    3: ["марта", "наурыз", "March"],
    4: ["апреля", "сәуір", "сауир", "April"],
    5: ["мая", "мамыр", "May"],
    6: ["июня", "маусым", "June"],
    7: ["июля", "шілде", "шилде", "July"],
    8: ["августа", "тамыз", "August", "авг."],
    9: ["сентября", "қыркүйек", "кыркуйек", "September", "сент."],
    10: ["октября", "қазан", "казан", "October"],
    11: ["ноября", "қараша", "караша", "November"],
    12: ["декабря", "желтоқсан", "желтоксан", "December"],
}


@pytest.mark.parametrize(("number", "name"), [(n, name) for n, names in MONTHS.items() for name in names])
def test_every_month_is_known_in_three_languages(number: int, name: str) -> None:
    assert births.read(f"5 {name} 1990").first == date(1990, number, 5)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31.02.1984", "date_impossible"), ("30.02.2000", "date_impossible"),
        ("29.02.1900", "date_impossible"),
        ("32.01.1984", "date_impossible"), ("1984-13-01", "date_impossible"),
        ("13.13.1984", "date_impossible"),
        ("99", "date_year_or_age"), ("01.01.2031", "date_future"), ("2026-11-26", "date_future"),
        ("2027", "date_future"), ("1700", "date_too_early"), ("02.03.1700", "date_too_early"),
        ("1904", "date_too_early"), ("25.11.1905", "date_too_early"), ("02.03.", "date_no_year"),
        ("2 марта", "date_no_year"),
        ("01.01.1900", "date_placeholder"), ("1111-11-11", "date_placeholder"), ("скоро", "date_unreadable"),
        ("02.03.1984.05", "date_unreadable"), ("2 марта 3 мая 1984", "date_unreadable"),
        ("#ДАТА!", "date_unreadable"),
        ("140 лет", "age_range"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_no_day_and_a_code_that_says_what_is_allowed(written: str, code: str) -> None:
    assert births.read(written, on=ON) == Birth(None, None, code)
    assert texts()[code]["kind"] == "field"


@pytest.mark.parametrize(
    ("written", "first", "code"),
    [
        ("03/04/1984", date(1984, 4, 3), "date_day_or_month"),
        ("02/13/1984", date(1984, 2, 13), "date_month_first"),
        ("00.03.1984", date(1984, 3, 1), "date_in_part"),
        ("00.00.1984", date(1984, 1, 1), "date_in_part"),
        ("1984-03-00", date(1984, 3, 1), "date_in_part"),
        ("XX.XX.1984", date(1984, 1, 1), "date_in_part"),
    ],
)
def test_what_is_doubtful_keeps_its_day_and_carries_a_note(written: str, first: date, code: str) -> None:
    read = births.read(written, on=ON)
    assert (read.first, read.fault) == (first, code)
    assert texts()[code]["kind"] == "note"


@pytest.mark.parametrize(
    "written", ["", "-", "—", "нет", "н/д", "белгісіз", "unknown", "NULL", "00.00.0000", "0000-00-00", "?"]
)
def test_nothing_written_is_no_fault(written: str) -> None:
    assert births.read(written, on=ON) == Birth()


def test_two_figures_are_the_century_that_is_possible() -> None:
    assert births.read("02.03.27", on=ON).first == date(1927, 3, 2)
    assert births.read("02.03.05", on=ON).first == date(2005, 3, 2), "121 years old otherwise"
    assert births.read("29.02.00", on=ON).first == date(2000, 2, 29), "1900 was no leap year"


def test_two_centuries_that_are_possible_are_both_kept() -> None:
    assert births.read("02.03.10", on=ON) == Birth(date(1910, 3, 2), date(2010, 3, 2), "date_century")
    assert births.read("02.03.10", "16", ON) == Birth(date(2009, 11, 26), date(2010, 3, 2)), (
        "the age narrows it"
    )


@pytest.mark.parametrize(
    ("age", "first", "last"),
    [
        ("34", date(1991, 11, 26), date(1992, 11, 25)),
        ("34.0", date(1991, 11, 26), date(1992, 11, 25)),
        ("34 года", date(1991, 11, 26), date(1992, 11, 25)),
        ("34 жаста", date(1991, 11, 26), date(1992, 11, 25)),
        ("30-35 лет", date(1990, 11, 26), date(1996, 11, 25)),
        ("от 30 до 35", date(1990, 11, 26), date(1996, 11, 25)),
        ("30-35 жас аралығында", date(1990, 11, 26), date(1996, 11, 25)),
        ("лет 30", date(1993, 11, 26), date(1998, 11, 25)),
        ("около 30", date(1993, 11, 26), date(1998, 11, 25)),
        ("шамамен 30 жаста", date(1993, 11, 26), date(1998, 11, 25)),
        ("до 18", date(2008, 11, 26), date(2026, 11, 25)),
        ("0", date(2025, 11, 26), date(2026, 11, 25)),
        ("8 месяцев", date(2026, 2, 26), date(2026, 3, 25)),
        ("8 ай", date(2026, 2, 26), date(2026, 3, 25)),
        ("2 года 3 месяца", date(2024, 7, 26), date(2024, 8, 25)),
    ],
)
def test_an_age_on_a_day_is_an_interval(age: str, first: date, last: date) -> None:
    assert births.read("", age, ON) == Birth(first, last)


@pytest.mark.parametrize("age", ["старше 18", "18+", "18-ден асқан", "over 18"])
def test_older_than_is_open_up_to_the_oldest_age(age: str) -> None:
    read = births.read("", age, ON)
    assert read.last == date(2008, 11, 25) and read.first == date(1905, 11, 26)


@pytest.mark.parametrize(
    ("age", "code"),
    [("140", "age_range"), ("-5", "age_range"), ("35-30", "age_range"), ("много", "age_unreadable")],
)
def test_an_age_that_nobody_has_is_a_fault(age: str, code: str) -> None:
    assert births.read("", age, ON) == Birth(None, None, code)


def test_an_age_without_the_day_of_the_record_is_said_and_not_guessed() -> None:
    assert births.read("", "34") == Birth(None, None, "age_without_day")
    assert births.read("30 лет") == Birth(None, None, "age_without_day")
    assert births.read("02.03.1984", "42") == SECOND_OF_MARCH, "where the day is known nothing is lost"


def test_an_age_counts_where_the_date_cannot_be_read_and_the_date_is_still_reported() -> None:
    assert births.read("31.02.1984", "34", ON) == Birth(
        date(1991, 11, 26), date(1992, 11, 25), "date_impossible"
    )


def test_an_age_that_contradicts_the_date_is_noted_and_the_date_counts() -> None:
    assert births.read("02.03.1984", "12", ON) == Birth(date(1984, 3, 2), date(1984, 3, 2), "age_contradicts")
    assert births.read("02.03.1984", "43", ON) == SECOND_OF_MARCH, "42 by the calendar: ages are rounded"


def test_a_leap_day_has_its_birthday_in_other_years() -> None:
    assert births.read("", "24", date(2024, 2, 29)) == Birth(date(1999, 3, 1), date(2000, 2, 29))
    assert births.read("", "23", date(2024, 2, 29)) == Birth(date(2000, 3, 1), date(2001, 2, 28))


PIECES = st.sampled_from(
    ["1984", "84", "02", "3", "31", "0", "00", "99", ".", "/", "-", " ", "г.", "ж.", "жас", "лет",
        "марта", "наурыз",
     "около", "~", "IV", "xx", "30743", "+", "до", "T00:00:00", "е", "или", "ай", "месяцев"]
)  # fmt: skip
WRITTEN = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=7).map("".join), st.dates().map(str))


@settings(max_examples=400, deadline=None)
@given(WRITTEN, WRITTEN, st.one_of(st.none(), st.dates()))
@example("9" * 500, "9" * 500, ON)
@example("٣.٣.١٩٨٤", "٣٤", ON)
@example("²²²²", "²²", ON)
@example("0001-01-01", "1", date(1, 1, 1))
@example("9999-12-31", "120", date(9999, 12, 31))
def test_any_text_is_read_without_raising(dob: str, age: str, on: date | None) -> None:
    read = births.read(dob, age, on)
    assert (read.first is None) == (read.last is None)
    assert read.fault == "" or read.fault in texts()
    if read.first is not None and read.last is not None:
        assert read.first <= read.last
        assert on is None or read.last <= on
    if read.fault and texts()[read.fault]["kind"] == "note":
        assert read.first is not None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(WRITTEN, WRITTEN, st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2030, 1, 1)))),
        max_size=8,
    )
)
def test_whole_columns_are_read_as_one_by_one(rows: list[tuple[str, str, date | None]]) -> None:
    dob, age = pa.array([r[0] for r in rows], pa.string()), pa.array([r[1] for r in rows], pa.string())
    for on in (ON, None, pa.array([r[2] for r in rows], pa.date32())):
        first, last, codes = births.columns(dob, age, on)
        for index, row in enumerate(rows):
            one = births.read(row[0], row[1], row[2] if isinstance(on, pa.Array) else on)
            days = [
                births.UNKNOWN if d is None else (d - date(1970, 1, 1)).days for d in (one.first, one.last)
            ]
            assert [first[index], last[index]] == days
            assert codes[index] == one.fault


@given(st.dates(date(1907, 1, 1), ON), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y г.", "%Y%m%d"]))
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert births.read(day.strftime(form), on=ON) == Birth(day, day)
