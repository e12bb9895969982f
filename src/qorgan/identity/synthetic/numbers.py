"""Invented IINs and telephone numbers: each given once, across all blocks of a table.

An IIN is one that the check digit allows. Its day, century and sex follow the old convention; its serial is
of the upper half (5000 to 9999), which we assume is rarely issued: some 600 people of one sex are born here
in a day. Telephone numbers begin with +7 79: the numbering plan gives 70 and 77 to mobile, 75 and 76 to other
services and 71 and 72 to towns, and no use of 79 is known to us (secondary: public descriptions of the plan).
No number is taken from anywhere; that a person holds such an IIN cannot be ruled out.
"""

from __future__ import annotations

import numpy as np

from qorgan.identity.synthetic.drawing import Ints

FIRST_SERIAL, SERIALS, STEP = 5000, 5000, 1733
PHONES, PHONE_STEP = 10**8, 38_196_601
_W1 = np.arange(1, 12)
_W2 = np.array([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2])


class TooManyPeople(ValueError):
    """More people of one sex and birth date were asked for than there are numbers."""


def digits_of(numbers: Ints, size: int) -> Ints:
    """Shape (n, size): the decimal digits, first to last."""
    powers = 10 ** np.arange(size - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers[None, :]) % 10


def check_digits(first: Ints) -> Ints:
    """The twelfth digit for each number of eleven digits; -1 where such a number is never issued."""
    digits = digits_of(first, 11)
    one = digits @ _W1 % 11
    two = digits @ _W2 % 11
    return np.where(one < 10, one, np.where(two < 10, two, -1))


class Issue:
    """What has been given out so far."""

    def __init__(self, first_day: int, last_day: int) -> None:
        self._first_day = first_day
        self._next_serial = np.zeros((last_day - first_day + 1) * 2, dtype=np.int64)
        self._next_phone = 0

    def iins(self, born: Ints, female: Ints) -> Ints:
        """Twelve digits as whole numbers, for birth dates as days since 1970 and sex 0 or 1."""
        days = born.astype("datetime64[D]")
        years = days.astype("datetime64[Y]").astype(np.int64) + 1970
        months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
        day = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
        century = np.where(years < 2000, 3, 5) + female
        front = ((years % 100 * 10000 + months * 100 + day) * 10 + century) * 10000
        cell = (born - self._first_day) * 2 + female
        found = np.full(len(born), -1, dtype=np.int64)
        todo = np.arange(len(born))
        while len(todo):
            turn = self._turns(cell[todo])
            first = front[todo] + FIRST_SERIAL + turn * STEP % SERIALS
            last = check_digits(first)
            found[todo] = np.where(last >= 0, first * 10 + last, -1)
            todo = todo[last < 0]
        return found

    def _turns(self, cells: Ints) -> Ints:
        """For each cell its next unused turn; equal cells get turns one after the other."""
        order = np.argsort(cells, kind="stable")
        ordered = cells[order]
        start = np.r_[True, ordered[1:] != ordered[:-1]]
        where = np.flatnonzero(start)
        sizes = np.diff(np.r_[where, len(ordered)])
        turns = np.empty(len(cells), dtype=np.int64)
        turns[order] = np.arange(len(ordered)) - np.repeat(where, sizes) + self._next_serial[ordered]
        self._next_serial[ordered[start]] += sizes
        if len(turns) and int(turns.max()) >= SERIALS:
            raise TooManyPeople
        return turns

    def phones(self, count: int) -> Ints:
        """Ten digits that begin with 79, as whole numbers, none given before."""
        turns = np.arange(self._next_phone, self._next_phone + count, dtype=np.int64)
        self._next_phone += count
        if self._next_phone > PHONES:
            raise TooManyPeople
        return 79 * PHONES + (turns * PHONE_STEP + 12_345_678) % PHONES
