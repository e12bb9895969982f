"""What is asked of two records has one answer, whether a database or arrays are asked."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.identity.linked_people import turned

from qorgan.identity.linking.coded import CodedPairs, columns
from qorgan.identity.linking.comparisons import COMPARISONS
from qorgan.identity.linking.conditions import (
    All_,
    Any_,
    Apart,
    Begins,
    Condition,
    Crossed,
    Differ,
    Edits,
    Either,
    Equal,
    Missing,
    Otherwise,
    Straight,
)
from qorgan.identity.linking.paired import Mask, Pairs, arrays, pairs
from qorgan.identity.linking.score import level_of

CONDITIONS: tuple[Condition, ...] = (
    Missing("word"),
    Missing("from"),
    Equal("word"),
    Differ("word"),
    Crossed("word", "other"),
    Straight("word", "other"),
    Edits("word", 1, 3),
    Edits("word", 2, 6),
    Edits("word", 1, 0),
    Begins("word", 1, 2),
    Begins("word", 3, 40),
    Either("word", "f"),
    Apart("from", "to", 0),
    Apart("from", "to", 366),
    Any_((Missing("word"), All_((Crossed("word", "other"), Differ("word"))))),
    All_((Apart("from", "to", 1), Missing("other"), Any_((Equal("word"), Edits("word", 2, 1))))),
    Otherwise(),
)
WORDS = (
    "",
    "f",
    "m",
    "a",
    "ab",
    "ba",
    "ahmet",
    "ahmed",
    "axmet",
    "ahmetov",
    "aҳmet",
    "Әбілқайыр",
    "Нұрсұлтан",
)
word = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(string.ascii_lowercase[:4], max_size=9),
    st.text("әғқңөұүһіабв", max_size=7),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    st.text("ab", min_size=200, max_size=201),
)
first_day = st.one_of(st.none(), st.integers(-30_000, 30_000), st.sampled_from([0, 1, 366, 367]))


@st.composite
def row(draw: Any) -> dict[str, Any]:
    first = draw(first_day)
    last = None if first is None else first + draw(st.sampled_from([0, 0, 30, 364, 1000]))
    return {"word": draw(word), "other": draw(word), "from": first, "to": last}


# A side is often a copy of the other, or nearly: by chance no two words are alike.
two = st.tuples(row(), row(), st.sampled_from(["as_they_are", "equal", "crossed", "one_letter"])).map(
    lambda told: (told[0], _like(told[0], told[1], told[2]))
)


def _like(one: dict[str, Any], other: dict[str, Any], how: str) -> dict[str, Any]:
    if how == "equal":
        return dict(one)
    if how == "crossed":
        return {**other, "word": one["other"], "other": one["word"]}
    if how == "one_letter" and one["word"]:
        return {**other, "word": one["word"][:-1] + "b"}
    return other


SCHEMA = pa.schema([("word", pa.string()), ("other", pa.string()), ("from", pa.int32()), ("to", pa.int32())])


def paired(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> Pairs:
    of = pa.Table.from_pylist([side for both in rows for side in both], SCHEMA)
    places = np.arange(len(rows)) * 2
    return pairs(arrays(of), places, places + 1)


def coded(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> Pairs:
    of = pa.Table.from_pylist([side for both in rows for side in both], SCHEMA)
    places = np.arange(len(rows)) * 2
    return CodedPairs(columns(of, [("word", "other")]), places, places + 1)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(":memory:")
    yield connection
    connection.close()


def by_sql(
    database: duckdb.DuckDBPyConnection, rows: list[Any], conditions: tuple[Condition, ...]
) -> list[Mask]:
    """As Splink asks: in a CASE, where what is not known holds not."""
    sides = [
        pa.Table.from_pylist([both[side] for both in rows], SCHEMA).rename_columns(
            [f"{name}_{letter}" for name in SCHEMA.names]
        )
        for side, letter in ((0, "l"), (1, "r"))
    ]
    asked = pa.table({name: side[name] for side in sides for name in side.column_names})
    database.register("asked", asked.append_column("place", pa.array(range(len(rows)))))
    cases = ", ".join(
        "TRUE" if isinstance(one, Otherwise) else f"CASE WHEN {one.sql()} THEN TRUE ELSE FALSE END"
        for one in conditions
    )
    answers = database.execute(f"SELECT {cases} FROM asked ORDER BY place").fetchall()
    database.unregister("asked")
    return [np.array(column, dtype=bool) for column in zip(*answers, strict=True)]


@settings(max_examples=80)
@given(st.lists(two, min_size=1, max_size=12))
@example(
    [({"word": "", "other": None, "from": None, "to": None}, {"word": "", "other": "", "from": 0, "to": 0})]
)
def test_databases_arrays_and_codes_answer_alike(
    database: duckdb.DuckDBPyConnection, rows: list[Any]
) -> None:
    of, by_code = paired(rows), coded(rows)
    for condition, found in zip(CONDITIONS, by_sql(database, rows, CONDITIONS), strict=True):
        assert condition.holds(of).tolist() == found.tolist(), condition
        assert condition.holds(by_code).tolist() == found.tolist(), condition


@settings(max_examples=40)
@given(st.lists(two, min_size=1, max_size=12))
def test_no_answer_depends_on_which_record_stands_left(rows: list[Any]) -> None:
    of = paired(rows)
    for condition in CONDITIONS:
        if not isinstance(condition, Straight):
            assert condition.holds(of).tolist() == condition.holds(turned(of)).tolist(), condition


def test_straight_is_the_one_question_with_a_side_and_every_level_that_asks_it_asks_it_both_ways() -> None:
    left, right = ({"word": w, "other": o, "from": None, "to": None} for w, o in (("a", "b"), ("c", "a")))
    assert [Straight("word", "other").holds(paired([p])).item() for p in ((left, right), (right, left))] == [
        True,
        False,
    ]
    both_ways = All_((Straight("word", "other"), Straight("other", "word")))
    swapped = {**left, "word": "b", "other": "a"}
    assert [
        both_ways.holds(paired([p])).item() for p in ((left, swapped), (swapped, left), (left, right))
    ] == [
        True,
        True,
        False,
    ]


def test_columns_whose_codes_are_their_own_are_never_compared() -> None:
    of = pa.Table.from_pylist([{"word": "a", "other": "a"}] * 2, SCHEMA)
    both = CodedPairs(columns(of, []), np.array([0]), np.array([1]))
    assert both.equal("word", "word").tolist() == [True]
    with pytest.raises(ValueError, match="codes of their own"):
        both.equal("word", "other")


@pytest.mark.parametrize(
    ("condition", "left", "right", "expected"),
    [
        (Missing("word"), None, "a", True),
        (Missing("word"), "", "", False),
        (Equal("word"), None, None, False),
        (Differ("word"), None, "a", False),
        (Differ("word"), "a", "b", True),
        (Edits("word", 1, 3), "ahmet", "ahmed", True),
        (Edits("word", 1, 3), "ahmet", "amhet", False),
        (Edits("word", 1, 3), "ab", "abc", False),
        (Edits("word", 1, 3), None, "abc", False),
        (Begins("word", 1, 2), "n", "nurlan", True),
        (Begins("word", 1, 2), "nurlan", "nu", True),
        (Begins("word", 1, 2), "", "nurlan", False),
        (Begins("word", 3, 40), "nur", "nurlan", True),
        (Begins("word", 3, 40), "nur", "timur", False),
        (Either("word", "f"), None, "f", True),
        (Either("word", "f"), "m", None, False),
    ],
)
def test_what_each_question_means(condition: Condition, left: Any, right: Any, expected: bool) -> None:
    rest = {"other": None, "from": None, "to": None}
    of = paired([({"word": left, **rest}, {"word": right, **rest})])
    assert condition.holds(of).tolist() == condition.holds(turned(of)).tolist() == [expected]


@pytest.mark.parametrize(
    ("left", "right", "days", "expected"),
    [
        ((0, 364), (364, 700), 0, True),
        ((0, 364), (365, 700), 0, False),
        ((0, 364), (365, 700), 1, True),
        ((0, 0), (-366, -366), 366, True),
        ((0, 0), (-367, -367), 366, False),
        ((None, None), (0, 0), 366, False),
    ],
)
def test_spans_of_days_are_as_far_apart_as_their_nearest_days(
    left: tuple[int, int], right: tuple[int, int], days: int, expected: bool
) -> None:
    sides = [{"word": None, "other": None, "from": one, "to": two_} for one, two_ in (left, right)]
    assert Apart("from", "to", days).holds(paired([(sides[0], sides[1])])).tolist() == [expected]


def test_the_first_level_that_holds_counts_and_the_last_one_always_holds() -> None:
    nothing = {name: [None] for name in _columns()}
    text = Pairs(_sides(nothing), _sides(nothing))
    for comparison in COMPARISONS:
        assert isinstance(comparison.levels[-1].condition, Otherwise)
        assert comparison.levels[0].id == "unknown"
        assert level_of(comparison, text).tolist() == [0], "nothing known says nothing"


def _columns() -> list[str]:
    from qorgan.identity.linking.facing import DAYS, TEXTS

    return [*TEXTS, *DAYS]


def _sides(rows: dict[str, list[Any]]) -> dict[str, Any]:
    from qorgan.identity.linking.facing import DAYS

    types = {name: pa.int32() if name in DAYS else pa.string() for name in rows}
    return arrays(pa.table({name: pa.array(values, types[name]) for name, values in rows.items()}))
