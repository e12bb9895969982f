"""A cell may hold several telephones, or one that identifies nobody."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import phones
from qorgan.identity.faults import texts
from qorgan.identity.phones import Cell


@pytest.mark.parametrize("between", ["; ", ";", ", ", "\n", " или ", " и ", " немесе ", " | "])
def test_of_several_the_first_is_the_main_one_and_none_is_lost(between: str) -> None:
    cell = phones.read(f"8 701 000 00 01{between}+7 (702) 000-00-02{between}87010000001")
    assert cell == Cell("+77010000001", ("+77020000002",))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("102", "phone_nobodys"), ("111", "phone_nobodys"), ("150", "phone_nobodys"),
        ("+112", "phone_nobodys"),
        ("77777777777", "phone_placeholder"), ("8 700 000 00 00", "phone_placeholder"),
        ("8 000 000 00 00", "phone_placeholder"), ("25-00-01", "phone_no_code"), ("2500001", "phone_no_code"),
        ("у соседки", "phone_unreadable"), ("870100000011111111", "phone_unreadable"),
    ],
)  # fmt: skip
def test_what_reaches_no_person_is_told_apart(typed: str, code: str) -> None:
    cell = phones.read(typed)
    assert cell.fault == code
    assert (cell.main == "") is bool(code)


def test_an_office_before_the_persons_own_number_is_passed_over() -> None:
    assert phones.read("102; 8 701 000 00 01") == Cell("+77010000001")


@pytest.mark.parametrize(
    "typed", ["8 701 000 00 01 доб. 12", "8 701 000 00 01 (вн. 5)", "8 701 000 00 01 ext 7", "77010000001.0"]
)
def test_an_extension_is_no_part_of_the_number(typed: str) -> None:
    assert phones.read(typed).main == "+77010000001"


@pytest.mark.parametrize("typed", ["", " ", "-", "нет", "жоқ", "N/A"])
def test_nothing_written_is_no_fault(typed: str) -> None:
    assert phones.read(typed) == Cell()


def test_every_number_that_is_nobodys_has_its_source() -> None:
    assert all(row["source"] and row["mark"] and row["what"] for row in phones.listed()["nobodys"])


WRITTEN = st.one_of(
    st.text(max_size=25),
    st.text("0123456789+-(). ;,/\n", max_size=25),
    st.from_regex(r"(8|\+7|7) ?\(?[0-9]{3}\)?[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True),
    st.sampled_from(["102", "+77777777777", "8-10-7 701 0000001", "00 996 555 000 001", "wa.me/77010000001"]),
)


@given(st.lists(WRITTEN, max_size=10))
def test_whole_columns_are_read_as_one_by_one_and_nothing_raises(typed: list[str]) -> None:
    main, others, codes = phones.columns(pa.array(typed, pa.string()))
    cells = [phones.read(text) for text in typed]
    assert main.to_pylist() == [cell.main for cell in cells]
    assert others.to_pylist() == [";".join(cell.others) for cell in cells]
    assert codes.to_pylist() == [cell.fault for cell in cells]
    assert all(cell.fault == "" or cell.fault in texts() for cell in cells)
