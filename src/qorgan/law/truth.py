"""Kleene's strong three-valued logic: yes, no, not known.

What this module is for: every condition of the law is answered with one of three values.
What it must never do: turn "not known" into "no".  Only a closed world, asked for by name, does that,
and it does it to the facts before they arrive here.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Yes, no or not known.  There is deliberately no ``bool()`` of it.

    >>> Truth.YES & Truth.UNKNOWN
    <Truth.UNKNOWN: 'not known'>
    >>> Truth.NO & Truth.UNKNOWN
    <Truth.NO: 'no'>
    >>> ~Truth.UNKNOWN
    <Truth.UNKNOWN: 'not known'>
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "not known"

    def __init__(self, word: str) -> None:
        self.word = word  # as ``value``, which an Enum looks up more slowly than reasons are written

    # By identity: an Enum hashes its name anew each time.
    __hash__ = object.__hash__

    def __and__(self, other: Truth) -> Truth:
        return every((self, other))

    def __or__(self, other: Truth) -> Truth:
        return some((self, other))

    def __invert__(self) -> Truth:
        return _NEGATION[self]

    def __bool__(self) -> bool:
        raise TypeError("a three-valued answer is neither true nor false: compare it with Truth.YES")


_NEGATION = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def every(values: Iterable[Truth]) -> Truth:
    """Conjunction: no if any is no, yes if all are yes, otherwise not known."""
    answer = Truth.YES
    for value in values:
        if value is Truth.NO:
            return Truth.NO
        if value is Truth.UNKNOWN:
            answer = Truth.UNKNOWN
    return answer


def some(values: Iterable[Truth]) -> Truth:
    """Disjunction: yes if any is yes, no if all are no, otherwise not known."""
    answer = Truth.NO
    for value in values:
        if value is Truth.YES:
            return Truth.YES
        if value is Truth.UNKNOWN:
            answer = Truth.UNKNOWN
    return answer


def truth_of(value: bool | None) -> Truth:
    """Yes for True, no for False, not known for None.

    >>> truth_of(None)
    <Truth.UNKNOWN: 'not known'>
    """
    if value is None:
        return Truth.UNKNOWN
    return Truth.YES if value else Truth.NO
