"""The keys under which records meet: never one name alone, the same for one record and for a table."""

from __future__ import annotations

import copy
import random
from datetime import date
from importlib.resources import files
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.linked_people import ON, faces, faces_of, told

from qorgan.identity.linking import batch, facing, records, splinking
from qorgan.identity.linking.keys import LinkageDataFault, keys, read, table
from qorgan.identity.linking.keys import usable as usable_keys

NAMES = {"surname", "given", "frame", "initial", "names", "father", "family"}


def raw() -> dict[str, Any]:
    text = files("qorgan.identity").joinpath("data", "linkage.yaml").read_text("utf-8")
    return copy.deepcopy(yaml.safe_load(text))


def with_row(name: str, **row: Any) -> dict[str, Any]:
    out = raw()
    out["keys"][name] = row
    return out


@pytest.mark.parametrize(
    "row",
    [
        {"parts": []},
        {"parts": ["surname"]},
        {"parts": ["given"]},
        {"parts": ["father"]},
        {"parts": ["family"]},
        {"parts": ["day"]},
        {"parts": ["given", "frame"]},
        {"parts": ["given", "frame", "initial"]},
        {"parts": ["surname", "surname"]},
        {"parts": ["surname", "family"]},
        {"parts": ["surname", "shoe_size"]},
        {"parts": ["surname", "given"], "refines": "no_such_key"},
        {"parts": ["surname", "given", "year"], "refines": "one_more"},
        {"parts": ["surname", "given"], "exact": True},
        {"parts": ["surname", "given", "region"], "exact": True},
        {"parts": ["given", "father", "year"], "exact": True},
        {"parts": ["region", "street"]},
    ],
)
def test_a_table_that_would_look_people_up_by_a_name_alone_or_names_what_is_not_there_is_refused(
    row: dict[str, Any],
) -> None:
    with pytest.raises(LinkageDataFault, match="one_more"):
        read(with_row("one_more", **row))


def test_no_key_is_one_name_alone_and_no_exact_key_is_names_alone() -> None:
    for one in table().types:
        assert set(one.parts) - {"year", "region", "initial", "street"}, one.id
        assert len(one.parts) > 1 or one.parts[0] in ("iin", "phone", "names"), one.id
        if one.exact:
            assert set(one.parts) & {"iin", "phone", "day"}, (
                "without a day or a number it fits too many people"
            )
    assert any(one.exact for one in table().types)


def test_numbers_of_types_are_places_so_that_no_two_types_share_a_key() -> None:
    assert [one.number for one in table().types] == list(range(1, len(table().types) + 1))
    found = keys(faces())
    of_key: dict[int, int] = {}
    for key, type_ in zip(found.keys.tolist(), found.types.tolist(), strict=True):
        assert of_key.setdefault(key, type_) == type_


TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "Ахметов",
            "Ахметұлы",
            "Ахмет",
            "Нұрлан",
            "Nurlan",
            "Н",
            "Айгүл",
            "Айгуль",
            "王芳",
            "12",
            "'",
            "Ким",
            "Әли",
        ]
    ),
    st.text("абғқңөұAbcğ -.'", max_size=12),
)
RECORD = st.fixed_dictionaries(
    {
        "surname": TEXTS,
        "first_name": TEXTS,
        "patronymic": TEXTS,
        "full_name": st.one_of(st.just(""), st.just("Ахметов Нұрлан Болатұлы"), TEXTS),
        "aliases": st.one_of(st.just(""), st.just("Тестова Айгүл; Омаров"), TEXTS),
        "dob": st.sampled_from(
            [
                "",
                "02.03.1984",
                "3.2.1984",
                "1984",
                "31.02.1984",
                "03.1984",
                "около 1980",
                "02.03.84",
                "1984-13-41",
            ]
        ),
        "age": st.sampled_from(["", "34", "140", "30-35", "семь"]),
        "iin": st.sampled_from(["", "840302300007", "840302300008", "000000000000", "12", "840302000000"]),
        "phone": st.sampled_from(
            ["", "8 701 000 00 01", "+996555000001", "87010000001; 87010000002", "не знаю"]
        ),
        "region": st.sampled_from(["", "Алматы", "Абайская область", "Атлантида", "KZ-75"]),
        "street": st.sampled_from(["", "ул. Абая, 12", "мкр. Самал-2, 5", "12"]),
        "sex": st.sampled_from(["", "m", "f", "x"]),
        "recorded": st.sampled_from(["", "01.06.2010", "2015", "что-то"]),
    }
)


@settings(max_examples=60)
@given(st.lists(RECORD, min_size=1, max_size=4))
def test_one_record_alone_has_the_faces_the_columns_and_the_keys_that_it_has_in_a_table(
    people: list[dict[str, str]],
) -> None:
    of_table = facing.faces(told(*people), ON)
    keyed = keys(of_table)
    row = 0
    for number, record in enumerate(people):
        for face in records.faces_of(record, ON):
            in_table = {name: of_table[name][row].as_py() for name in of_table.column_names}
            assert in_table.pop("record") == number
            assert records.columns_of(face, record["dob"]) == in_table
            alone, types = records.keys_of(face)
            there = keyed.rows == row
            assert sorted(zip(types, alone.tolist(), strict=True)) == sorted(
                zip(keyed.types[there].tolist(), keyed.keys[there].tolist(), strict=True)
            )
            row += 1
    assert row == of_table.num_rows


def shared(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """The types of the keys that some faces of two records have in common."""
    sides = []
    for record in (one, other):
        found: set[tuple[int, int]] = set()
        for face in records.faces_of(record, ON):
            alone, types = records.keys_of(face)
            found |= set(zip(types, alone.tolist(), strict=True))
        sides.append(found)
    return {table().types[number - 1].id for number, _ in sides[0] & sides[1]}


LAYOUTS = (
    {"surname": "Болатов", "first_name": "Нұрлан", "patronymic": "Асанович", "dob": "02.03.1984"},
    {"surname": "Болатов", "first_name": "Нұрлан", "patronymic": "Асанұлы", "dob": "02.03.1984"},
    {"surname": "Асанұлы", "first_name": "Нұрлан", "dob": "02.03.1984"},
    {"surname": "Асан", "first_name": "Нұрлан", "dob": "02.03.1984"},
    {"surname": "Asanuly", "first_name": "Nurlan", "dob": "1984"},
)


@pytest.mark.parametrize("one", range(len(LAYOUTS)))
@pytest.mark.parametrize("other", range(len(LAYOUTS)))
def test_the_lawful_layouts_of_one_name_share_a_key(one: int, other: int) -> None:
    """Family Code, article 194: -ов with -ович, -ұлы in its place, or the father's name as surname."""
    assert shared(LAYOUTS[one], LAYOUTS[other])


def test_a_day_and_a_month_that_were_swapped_give_the_same_day_keys_and_another_day_none() -> None:
    born = {"surname": "Мысалов", "first_name": "Асан", "dob": "02.03.1984"}
    of_a_day = {
        one.id for one in table().types if "day" in one.parts and not {"father", "region"} & set(one.parts)
    }
    assert of_a_day <= shared(born, {**born, "dob": "03.02.1984"})
    assert not of_a_day & shared(born, {**born, "dob": "04.03.1984"})


def test_an_age_and_a_year_of_birth_meet() -> None:
    """34 on 25 November 2026: born from 26 November 1991 to 25 November 1992."""
    aged = {"surname": "Мысалов", "first_name": "Асан", "age": "34"}
    of_a_year = {"surname_given_year"}
    for year, meets in (("1990", False), ("1991", True), ("1992", True), ("1993", False)):
        found = shared(aged, {"surname": "Мысалов", "first_name": "Асан", "dob": year})
        assert of_a_year <= found if meets else not of_a_year & found, year


def test_an_interval_of_many_years_gives_no_key_of_a_year() -> None:
    years = [one.number for one in table().types if "year" in one.parts]
    for record, some in (({"age": "20-40"}, False), ({"age": "34"}, True)):
        face = records.faces_of({"surname": "Мысалов", "first_name": "Асан", **record}, ON)[0]
        assert bool(set(records.keys_of(face)[1]) & set(years)) is some


def test_surname_and_given_name_in_each_others_column_share_a_key() -> None:
    one = {"surname": "Мысалов", "first_name": "Айдос"}
    assert shared(one, {"surname": "Айдос", "first_name": "Мысалов"})


def usable(of: pa.Table) -> tuple[pa.Table, pa.Table]:
    """(face, record, key) under which faces may meet, and all keys of the faces."""
    keyed = batch.keyed(of)
    connection = duckdb.connect(":memory:")
    connection.register("keyed", keyed)
    connection.execute(f"CREATE TABLE counted AS {splinking.counted_sql('keyed')}")
    found = connection.sql(splinking.usable_sql("keyed", "counted", table())).to_arrow_table()
    connection.close()
    return found, keyed


def namesakes(count: int, born: bool) -> pa.Table:
    """People of one name; with `born` each on another day of a few years."""
    draw = random.Random(5)
    days = [date.fromordinal(date(1960, 1, 1).toordinal() + draw.randrange(7300)) for _ in range(count)]
    return faces_of(
        *[
            {"surname": "Ахметов", "first_name": "Нурлан", "dob": day.strftime("%d.%m.%Y") if born else ""}
            for day in days
        ]
    )


def of_type(found: pa.Table, keyed: pa.Table, name: str) -> int:
    number = next(one.number for one in table().types if one.id == name)
    types = dict(zip(keyed["key"].to_pylist(), keyed["type"].to_pylist(), strict=True))
    return sum(types[key] == number for key in found["key"].to_pylist())


def test_a_key_that_refines_another_is_used_only_where_the_coarser_is_frequent() -> None:
    frequent = next(one.frequent for one in table().types if one.id == "surname_given")
    few, many = namesakes(frequent, born=True), namesakes(frequent * 3, born=True)
    for of, coarse, fine in ((few, True, False), (many, False, True)):
        found, keyed = usable(of)
        assert bool(of_type(found, keyed, "surname_given")) is coarse
        assert bool(of_type(found, keyed, "surname_given_year")) is fine


def test_which_keys_are_usable_is_the_same_in_sql_and_over_arrays() -> None:
    for of in (namesakes(150, born=True), namesakes(3, born=False), faces()):
        found, keyed = usable(of)
        mine = keyed.filter(pa.array(usable_keys(batch.as_keyed(keyed), table())))
        by_sql = sorted(zip(found["face"].to_pylist(), found["key"].to_pylist(), strict=True))
        assert sorted(zip(mine["face"].to_pylist(), mine["key"].to_pylist(), strict=True)) == by_sql
    assert len(by_sql) > 100


def test_a_frequent_key_makes_no_pair_at_all() -> None:
    most = max(one.frequent for one in table().types)
    found, _ = usable(namesakes(most + 1, born=False))
    assert found.num_rows == 0


@settings(max_examples=12)
@given(st.integers(2, 400), st.integers(1, 40), st.integers(0, 1000))
def test_however_frequent_names_are_each_face_meets_a_bounded_number_of_others(
    count: int, different: int, seed: int
) -> None:
    """No key is held by more faces than it may, so pairs grow with the faces and never with their square."""
    draw = random.Random(seed)
    surnames = [f"Мысал{'аеио'[n % 4]}{'бгдклмнрст'[n // 4]}ов" for n in range(different)]
    of = faces_of(
        *[
            {"surname": draw.choice(surnames), "first_name": "Нурлан", "dob": str(1950 + draw.randrange(40))}
            for _ in range(count)
        ]
    )
    found, keyed = usable(of)
    types = {one.number: one for one in table().types}
    type_of = dict(zip(keyed["key"].to_pylist(), keyed["type"].to_pylist(), strict=True))
    met, holders = 0, np.unique(found["key"].to_numpy(), return_counts=True)
    for key, size in zip(holders[0].tolist(), holders[1].tolist(), strict=True):
        limit = types[type_of[key]].frequent
        assert size <= limit
        met += size * (size - 1) // 2
    most = max(one.frequent for one in table().types)
    assert met <= found.num_rows * (most - 1) / 2
    assert found.num_rows <= keyed.num_rows


def test_every_pair_of_records_comes_once_whatever_the_chunks() -> None:
    found, _ = usable(faces())
    connection = duckdb.connect(":memory:")
    connection.register("usable", found)
    whole = connection.execute(splinking.pairs_sql("usable", 0, 1)).fetchall()
    parts = [
        row for n in range(5) for row in connection.execute(splinking.pairs_sql("usable", n, 5)).fetchall()
    ]
    connection.close()
    assert len(whole) == len(set(whole)) > 300
    assert sorted(whole) == sorted(parts)
    record = faces()["record"].to_pylist()
    assert all(record[a] < record[b] for _, a, b in whole)
