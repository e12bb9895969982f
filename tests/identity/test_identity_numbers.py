"""The Kazakh IIN: twelve digits with a check digit in two passes; what its digits suggest is a hint only."""

from __future__ import annotations

from datetime import date

import pytest

from qorgan.identity import iin

# Worked by hand from the order's weights. No such person: month 00, or a serial made up for the sum.
# 9*1+4*2+0*3+3*4+1*5+4*6+4*7 = 86, 86 mod 11 = 9.
FIRST_PASS = "940314400009"
# ...+5*9 = 131, mod 11 = 10: second pass 9*3+4*4+0*5+3*6+1*7+4*8+4*9+0*10+5*11 = 191, mod 11 = 4.
SECOND_PASS = "940314405004"
# ...+3*11 = 164, mod 11 = 10, and 191+3*2 = 197, mod 11 = 10: never issued.
NEVER = "94031440503"


@pytest.mark.parametrize("number", [FIRST_PASS, SECOND_PASS])
def test_a_number_whose_check_digit_fits_is_taken(number: str) -> None:
    assert iin.canonical(number) == number


@pytest.mark.parametrize("typed", ["940314 400009", " 940314-400-009 ", "９４０３１４４００００９"])
def test_spaces_hyphens_and_wide_digits_do_not_matter(typed: str) -> None:
    assert iin.canonical(typed) == FIRST_PASS


@pytest.mark.parametrize("last", "0123456789")
def test_a_number_that_fails_both_passes_is_never_issued(last: str) -> None:
    assert iin.check_digit(NEVER) is None
    with pytest.raises(iin.NotAnIin, match="check"):
        iin.canonical(NEVER + last)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("94031440000", "length"), ("9403144000090", "length"), ("", "digits"), ("94O314400009", "digits"),
     ("940314400008", "check"), ("490314400009", "check")],
)  # fmt: skip
def test_what_is_wrong_is_said(typed: str, code: str) -> None:
    with pytest.raises(iin.NotAnIin) as fault:
        iin.canonical(typed)
    assert fault.value.code == code


def test_a_number_whose_digits_are_no_day_is_not_refused_for_it() -> None:
    # The order in force gives the digits no meaning; 9+8+0+0+0+0+28+0+0+0+11 = 56, mod 11 = 1.
    assert iin.canonical("940000400011") == "940000400011"
    assert iin.born("940000400011") is None


def test_the_digits_suggest_a_birth_date_by_the_century_digit() -> None:
    assert iin.born(FIRST_PASS) == date(1994, 3, 14)
    assert iin.born("100203600000") == date(2010, 2, 3)
    assert iin.born("940314000000") is None
