"""An IIN that was mistyped is still a weak sign; what is no person's number is told apart."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import iin
from qorgan.identity.faults import texts
from qorgan.identity.iin import Loose

# Made up; worked by hand in test_identity_numbers.py.
NUMBER = "940314400009"
NUMBERS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "940314 400009",
        "ИИН 940314400009",
        "ЖСН: 940314400009",
        "иин №940314400009",
        "IIN940314400009",
        "940314400009.0",
        "ИНН 940314400009",
    ],
)
def test_labels_and_marks_do_not_matter(typed: str) -> None:
    assert iin.loose(typed) == Loose(NUMBER)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("94031440000", "iin_length"), ("9403144000099", "iin_length"), ("94O314400009", "iin_digits"),
        ("940340000003", "iin_bin"), ("БИН 940340000003", "iin_bin"), ("БСН 940314400009", "iin_bin"),
        ("РНН 600911111111", "iin_rnn"), ("СТН 600911111111", "iin_rnn"),
        ("ИНН 770912345678", "iin_tax_number"),
        ("9,40314E+11", "iin_rounded"), ("9.40314E11", "iin_rounded"), ("потерял", "iin_digits"),
    ],
)  # fmt: skip
def test_what_is_no_persons_number_is_told_apart(typed: str, code: str) -> None:
    assert iin.loose(typed) == Loose("", code)
    assert texts()[code]["kind"] == "field"


def test_a_number_whose_check_fails_is_kept_with_a_note() -> None:
    assert iin.loose("940314400008") == Loose("940314400008", "iin_check")
    assert texts()["iin_check"]["kind"] == "note"


def test_zeros_that_a_spreadsheet_took_away_are_put_back_where_the_check_fits() -> None:
    # 0*1+5*2+0*3+3*4+1*5+4*6+6*7+0+0+0+1*11 = 104, mod 11 = 5.
    assert iin.loose("50314600015") == Loose("050314600015", "iin_zeros")
    assert iin.loose("50314600016").fault == "iin_length"


@pytest.mark.parametrize("typed", ["", " ", "-", "нет", "жоқ", "000000000000", "NaN"])
def test_nothing_written_is_no_fault(typed: str) -> None:
    assert iin.loose(typed) == Loose()


def test_the_seventh_digit_suggests_a_sex() -> None:
    assert [iin.sex(f"000000{digit}00000") for digit in "0123456789"] == [
        "",
        "m",
        "f",
        "m",
        "f",
        "m",
        "f",
        "",
        "",
        "",
    ]
    assert iin.sex("") == ""


def test_a_birth_date_that_contradicts_is_a_soft_sign() -> None:
    assert iin.fits(NUMBER, date(1994, 3, 14), date(1994, 3, 14)) is True
    assert iin.fits(NUMBER, date(1994, 1, 1), date(1994, 12, 31)) is True
    assert iin.fits(NUMBER, date(1984, 3, 14), date(1984, 3, 14)) is False
    assert iin.fits("940000400011", date(1984, 3, 14), date(1984, 3, 14)) is None, "no day in the number"
    assert iin.fits(NUMBER, None, None) is None


def slow_agreement(a: str, b: str) -> str:
    """By trying every change of one digit and every exchange of neighbours."""
    if a == b:
        return "equal"
    if any(a[:i] + digit + a[i + 1 :] == b for i in range(12) for digit in "0123456789"):
        return "one_digit"
    if any(a[:i] + a[i + 1] + a[i] + a[i + 2 :] == b for i in range(11)):
        return "transposed"
    return "different"


@given(NUMBERS, NUMBERS)
def test_agreement_is_what_trying_everything_finds(a: str, b: str) -> None:
    assert iin.agreement(a, b) == slow_agreement(a, b)


@given(NUMBERS, st.integers(0, 11), st.sampled_from("0123456789"), st.integers(0, 10))
def test_agreement_of_near_numbers_is_what_trying_everything_finds(
    a: str, at: int, digit: str, swap: int
) -> None:
    changed = a[:at] + digit + a[at + 1 :]
    swapped = a[:swap] + a[swap + 1] + a[swap] + a[swap + 2 :]
    for b in (changed, swapped, changed[:swap] + changed[swap + 1] + changed[swap] + changed[swap + 2 :]):
        assert iin.agreement(a, b) == slow_agreement(a, b) == iin.agreement(b, a)


def test_agreement_with_no_number_is_unknown() -> None:
    assert iin.agreement("", NUMBER) == iin.agreement(NUMBER, "") == "unknown"


@given(
    st.lists(
        st.one_of(NUMBERS, st.text(max_size=20), st.sampled_from(["940340000003", "ИИН 1", "000000000000"]))
    )
)
def test_whole_columns_are_read_as_one_by_one_and_nothing_raises(typed: list[str]) -> None:
    numbers, codes = iin.columns(pa.array(typed, pa.string()))
    assert numbers.to_pylist() == [iin.loose(text).number for text in typed]
    assert codes.to_pylist() == [iin.loose(text).fault for text in typed]
    assert all(number == "" or len(number) == 12 for number in numbers.to_pylist())
