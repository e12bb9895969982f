"""What a record says, as it is compared: hints stay hints, and what is no date is no evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.linked_people import ON, faces, faces_of, people, told

from qorgan.identity.faces import days
from qorgan.identity.linking import facing
from qorgan.identity.linking.comparisons import COMPARISONS
from qorgan.identity.linking.conditions import Begins, Condition, Edits
from qorgan.identity.linking.paired import arrays, pairs
from qorgan.identity.linking.score import level_of

IIN = "840302300007"  # says 2 March 1984, a man
BORN = next(one for one in COMPARISONS if one.id == "born")


def face(record: dict[str, str], on: date | None = ON) -> dict[str, Any]:
    found = facing.faces(told(record), on)
    assert found.num_rows == 1
    return {name: found[name][0].as_py() for name in found.column_names}


def born_level(one: dict[str, str], other: dict[str, str]) -> str:
    of = faces_of(one, other)
    both = pairs(arrays(of), np.array([0]), np.array([1]))
    return BORN.levels[int(level_of(BORN, both)[0])].id


def test_an_iin_fills_a_birth_that_nobody_wrote_and_nothing_else() -> None:
    assert face({"iin": IIN})["born_from"] == days(date(1984, 3, 2)) == face({"iin": IIN})["born_to"]
    assert face({"iin": IIN, "dob": "нет"})["born_day"] == "19840302"
    for written, day in (("05.06.1990", "19900605"), ("1990", None), ("05.1990", None)):
        found = face({"iin": IIN, "dob": written})
        assert found["born_day"] == day
        assert found["born_from"] >= days(date(1990, 1, 1))
    aged = face({"iin": IIN, "age": "34"})
    assert aged["born_from"] == days(date(1991, 11, 26))


def test_the_sex_is_the_written_one_then_the_names_then_the_iins() -> None:
    assert face({"iin": IIN})["sex"] == "m"
    assert face({"iin": IIN, "surname": "Мысалова"})["sex"] == "f"
    assert face({"iin": IIN, "surname": "Мысалова", "sex": "m"})["sex"] == "m"
    assert face({"surname": "Мысал"})["sex"] is None


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("31.02.1984", "19840231"),
        ("1984-02-31", "19840231"),
        ("45/3/1984", "19840345"),
        ("02.03.2084", "20840302"),
        ("02.03.1984", "19840302"),
    ],
)
def test_a_date_that_cannot_be_keeps_its_digits_for_comparing(written: str, digits: str) -> None:
    assert face({"dob": written})["born_digits"] == digits


def test_one_wrong_digit_in_a_date_is_seen_as_one_even_where_no_such_day_exists() -> None:
    assert born_level({"dob": "31.02.1984"}, {"dob": "21.02.1984"}) == "one_digit"
    assert born_level({"dob": "02.03.2984"}, {"dob": "02.03.1984"}) == "one_digit"


@pytest.mark.parametrize(
    "nothing",
    [
        "00.00.0000",
        "0000-00-00",
        "01.01.1900",
        "1900-01-01",
        "11.11.1111",
        "9999-12-31",
        "31.12.9999",
        "99.99.9999",
    ],
)
def test_what_systems_write_where_they_know_no_day_is_no_evidence(nothing: str) -> None:
    """Two records without a date of birth must not agree in it, and a record without one must not differ."""
    assert face({"dob": nothing})["born_digits"] is None
    assert born_level({"dob": nothing}, {"dob": nothing}) == "unknown"
    assert born_level({"dob": nothing}, {"dob": "05.06.1984"}) == "unknown"


def test_a_month_without_its_day_says_nothing_of_the_day() -> None:
    assert face({"dob": "00.03.1984"})["born_digits"] is None
    assert born_level({"dob": "00.03.1984"}, {"dob": "10.03.1984"}) == "agrees"


@pytest.mark.parametrize("written", ["٣١.٠٢.١٩٨٤", "３１.02.1984", "31.02.19８4"])
def test_digits_of_other_scripts_make_no_date_that_only_one_engine_could_compare(written: str) -> None:
    digits = face({"dob": written})["born_digits"]
    assert digits is None or digits.isascii()


def test_a_day_and_a_month_are_turned_only_where_they_could_be() -> None:
    assert (
        face({"dob": "02.03.1984"})["born_turned"] == face({"dob": "03.02.1984"})["born_turned"] is not None
    )
    assert face({"dob": "13.03.1984"})["born_turned"] is None
    assert born_level({"dob": "02.03.1984"}, {"dob": "03.02.1984"}) == "day_and_month_swapped"


def test_the_day_of_the_record_counts_for_its_age_and_the_day_given_for_the_others() -> None:
    first = {"age": "34", "recorded": "25.11.2010"}
    found = facing.faces(told(first, {"age": "34"}, {"age": "34", "recorded": "когда-то"}), ON)
    at = [days(date(year, 11, 26)) for year in (1975, 1991, 1991)]
    assert found["born_from"].to_pylist() == at
    alone = facing.faces(told(first, {"age": "34"}), None)
    assert alone["born_from"].to_pylist() == [at[0], None]
    assert facing.faces(told({"age": "34"}), date(2010, 11, 25))["born_from"].to_pylist() == [at[0]]


def test_a_region_of_2022_is_compared_with_the_one_it_was_part_of_before() -> None:
    new, old = face({"region": "область Абай"}), face({"region": "Восточно-Казахстанская область"})
    assert new["region"] != old["region"]
    assert new["region_before"] == old["region_before"] == old["region"]
    assert face({"region": "Атлантида"})["region"] is face({"region": "Атлантида"})["region_before"] is None


def test_of_several_telephones_the_first_that_is_one_is_compared() -> None:
    assert face({"phone": "8 701 000 00 01; 8 702 000 00 02"})["phone"] == "+77010000001"
    assert face({"phone": "не знает, +7 702 000 00 02"})["phone"] == "+77020000002"
    assert face({"phone": "позже"})["phone"] is None


def test_a_record_with_no_name_at_all_has_one_face() -> None:
    found = face({"surname": "", "phone": "8 701 000 00 01"})
    assert found["surname"] is found["given"] is found["father"] is None
    assert found["record"] == 0


def test_an_alias_is_another_face_of_the_same_record_with_the_same_numbers() -> None:
    found = faces_of({"surname": "Мысалова", "first_name": "Айгүл", "aliases": "Тестова Айгүл;;", "iin": IIN})
    assert found.num_rows >= 2
    assert set(found["record"].to_pylist()) == {0}
    assert set(found["iin"].to_pylist()) == {IIN}
    assert len(set(found["surname"].to_pylist())) == found.num_rows


def test_several_processes_read_a_table_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facing, "ROWS_WORTH_A_PROCESS", 100)
    several = facing.faces(people(), ON, processes=2)
    assert several.combine_chunks().equals(faces().combine_chunks())


def test_names_read_as_a_whole_table_are_those_of_each_record_by_itself() -> None:
    columns = (*facing.NAMES, "aliases")
    found: dict[int, list[tuple[str | None, ...]]] = {}
    for row in faces().select(["record", *facing.Named._fields]).to_pylist():
        found.setdefault(row.pop("record"), []).append(tuple(row.values()))
    several = 0
    for record, row in enumerate(people().select(columns).to_pylist()):
        alone = facing.named(*(row[name] or "" for name in columns))
        names = [tuple(one)[:-1] for one in alone]
        assert [one[:-1] for one in found[record]] == names, row
        several += len(names) > 1
    assert several > 20


def test_columns_that_a_table_lacks_are_known_of_nobody() -> None:
    found = faces_of({"surname": "Мысалов"})
    assert [found[name][0].as_py() for name in ("iin", "phone", "region", "born_from", "given")] == [None] * 5
    assert faces()["record"].to_pylist() == sorted(faces()["record"].to_pylist())


def compared_by_letters(of: Condition) -> set[str]:
    inner = getattr(of, "of", ())
    own = {of.column} if isinstance(of, (Edits, Begins)) else set()
    return own.union(*(compared_by_letters(one) for one in inner))


@settings(max_examples=80)
@given(
    st.text(max_size=20), st.text(max_size=20), st.text(max_size=12), st.text("0123456789٣４.-/", max_size=10)
)
def test_what_is_compared_by_letters_is_ascii_whatever_was_written(
    surname: str, full_name: str, iin: str, dob: str
) -> None:
    """Databases count letters of other scripts each in its own way."""
    of = faces_of({"surname": surname, "full_name": full_name, "iin": iin, "dob": dob})
    levels = [level.condition for comparison in COMPARISONS for level in comparison.levels]
    for name in set().union(*map(compared_by_letters, levels)):
        assert all(value is None or value.isascii() for value in of[name].to_pylist()), name
    for name in facing.TEXTS:
        assert "" not in of[name].to_pylist(), "not known is null, never an empty text"
