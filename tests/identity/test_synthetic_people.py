"""Invented people: marked, reproducible, with valid numbers of their own and a truth that holds together."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from qorgan.identity import iin, synthetic

COUNT = 4000


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return synthetic.people(COUNT, seed=7)


def test_there_are_as_many_records_as_asked_for_and_all_are_marked(table: pa.Table) -> None:
    assert table.num_rows == COUNT
    assert set(table["synthetic"].to_pylist()) == {True}
    assert table.schema.metadata[b"synthetic"] == b"true"
    assert len(set(table["unique_id"].to_pylist())) == COUNT


def test_the_same_seed_gives_the_same_table_and_another_seed_another(table: pa.Table) -> None:
    assert synthetic.people(COUNT, seed=7).equals(table)
    assert not synthetic.people(COUNT, seed=8).equals(table)


def test_first_records_carry_valid_numbers_that_nobody_else_has(table: pa.Table) -> None:
    rows = [row for row in table.to_pylist() if row["kind"] != "variant" and row["iin"]]
    assert len(rows) > COUNT / 10
    assert all(iin.canonical(row["iin"]) == row["iin"] for row in rows)
    assert len({row["iin"] for row in rows}) == len(rows)


def test_each_person_has_one_first_record_and_at_most_three_more(table: pa.Table) -> None:
    rows = table.to_pylist()
    first = Counter(row["person"] for row in rows if row["kind"] != "variant")
    assert set(first.values()) == {1} and set(first) == {row["person"] for row in rows}
    assert max(Counter(row["person"] for row in rows).values()) <= 4
