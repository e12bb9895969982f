"""1,234.5 in English; 1 234,5 in Russian and Kazakh, the gap never at a line's end."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.indicators.charts.made import WORDS, rows_of

from qorgan.indicators.charts import Bar, bars
from qorgan.indicators.charts.numbers import axis_labels, decimals_of, round_steps, with_unit, written

GAP, MINUS = "\u00a0", "\u2212"
REAL = st.floats(-1e15, 1e15, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-300)


@pytest.mark.parametrize(
    ("value", "decimals", "en", "other"),
    [
        (1234.5, 1, "1,234.5", f"1{GAP}234,5"),
        (0.0, None, "0", "0"),
        (-0.04, 1, "0.0", "0,0"),
        (1e15, 0, "1,000,000,000,000,000", GAP.join(["1", *["000"] * 5])),
        (-5.0, None, f"{MINUS}5", f"{MINUS}5"),
        (0.00012, None, "0.00012", "0,00012"),
        (1.5e-9, None, "1.5·10⁻⁹", "1,5·10⁻⁹"),
    ],
)
def test_a_number_reads_as_its_language_writes_it(value, decimals, en, other):
    assert written(value, "en", decimals) == en
    assert written(value, "ru", decimals) == written(value, "kk", decimals) == other


def test_a_percent_sign_stands_apart_in_russian_and_kazakh_only():
    assert [with_unit("5", "%", language) for language in ("en", "ru", "kk")] == [
        "5%",
        f"5{GAP}%",
        f"5{GAP}%",
    ]


@given(REAL, REAL)
def test_the_axis_holds_every_value_with_few_round_numbers(one, other):
    low, high = min(one, other), max(one, other)
    ticks = round_steps(low, high)
    slack = 1e-6 * max(abs(low), abs(high), high - low)
    assert ticks[0] <= low + slack and ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 9
    assert ticks == sorted(set(ticks))


@given(st.floats(1e-9, 1e9), st.floats(0.01, 1))
def test_labels_of_an_axis_differ(high, share):
    ticks = round_steps(high * (1 - share), high)
    assert len(set(axis_labels(ticks, "", "ru"))) == len(ticks)


@given(st.lists(REAL, min_size=1, max_size=6))
def test_no_value_but_zero_is_written_as_zero(values):
    decimals = decimals_of(values)
    for value in values:
        digits = any(letter in "123456789" for letter in written(value, "en", decimals))
        assert digits == (value != 0)


@pytest.mark.parametrize(("language", "said"), [("en", "1,234"), ("ru", f"1{GAP}234"), ("kk", f"1{GAP}234")])
def test_numbers_of_a_picture_are_in_its_language(language, said):
    assert said in rows_of(bars([Bar("a", 1234), Bar("b", 12)], WORDS[language], "№"))


def test_the_language_is_read_off_the_words_when_it_is_not_said():
    assert [WORDS[language].language for language in ("en", "ru", "kk")] == ["en", "ru", "kk"]


def test_thousands_of_numbers_never_hold_a_plain_space():
    assert " " not in written(math.pi * 1e12, "ru", 2)
