"""What of two records is compared, and at which levels: the model's questions, best level first.

The order matters: the first level that holds counts. Which weight a level has is trained (`model.json`),
never written here. Columns are those of `qorgan.identity.faces`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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

# Namesakes are kin or neighbours more often than chance has it, so the rarest names tell people apart less
# well than their count says.
RAREST_NAME = 2e-4


@dataclass(frozen=True)
class Level:
    """`id` is what explanations and the model name; `frequency` is the column whose rarity counts here.

    No value counts as rarer than `rarest`, a share.
    """

    id: str
    condition: Condition
    frequency: str = ""
    rarest: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """`household`: what a family shares, so that all of it together says little of one person."""

    id: str
    levels: tuple[Level, ...]
    household: bool = False


def _father_as_surname() -> Condition:
    """One record has the father's name as surname, the lawful third layout. The father's names are compared
    anyway, so of the surnames it is then not known how they compare, or one fact would count twice."""
    return All_((Crossed("surname", "father"), Differ("surname")))


def _in_the_other_place() -> Condition:
    """Surname and given name stand in each other's column. Said once, for the surname; of the given name it
    is
    then not known how it compares, or one slip would count twice."""
    return All_((Straight("surname", "given"), Straight("given", "surname")))


def _one_name(alike: Condition) -> Condition:
    """The two are alike, and not two given names that are both known: Marat is not Murat, and twins are often
    called Hasan and Husain."""
    return All_((alike, Any_((Missing("given_listed"), Equal("given_listed")))))


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "surname",
        (
            Level("unknown", Any_((Missing("surname"), _father_as_surname()))),
            Level("same", Equal("surname"), "surname", RAREST_NAME),
            Level("alike", Equal("surname_skeleton")),
            Level("one_letter", Edits("surname", 1, 3)),
            Level("in_the_other_place", _in_the_other_place()),
            Level("near", Edits("surname", 2, 6)),
            Level("shortened", Begins("surname", 4, 40)),
            Level("other_of_a_woman", Either("sex", "f")),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "given",
        (
            Level("unknown", Any_((Missing("given"), _in_the_other_place()))),
            Level("same", Equal("given"), "given", RAREST_NAME),
            Level("same_name", Equal("given_class")),
            Level("alike", _one_name(Equal("given_skeleton"))),
            Level("one_letter", _one_name(Edits("given", 1, 3))),
            Level("initial", Begins("given", 1, 2)),
            Level("near", _one_name(Edits("given", 2, 6))),
            Level("shortened", Begins("given", 3, 40)),
            Level("other", Otherwise()),
        ),
    ),
    Comparison(
        "father",
        (
            Level("unknown", Any_((Missing("father"), _in_the_other_place()))),
            Level("same", Equal("father"), "father", RAREST_NAME),
            Level("alike", Equal("father_skeleton")),
            Level("one_letter", Edits("father", 1, 3)),
            Level("initial", Begins("father", 1, 2)),
            Level("near", Edits("father", 2, 6)),
            Level("shortened", Begins("father", 4, 40)),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "born",
        (
            Level("unknown", All_((Missing("born_from"), Missing("born_digits")))),
            Level("same_first_of_january", All_((Equal("born_day"), Equal("born_january")))),
            Level("same_day", Equal("born_day")),
            Level("day_and_month_swapped", Equal("born_turned")),
            Level("one_digit", Edits("born_digits", 1, 8)),
            Level("first_of_january", Crossed("born_january", "born_year")),
            Level("agrees", All_((Apart("born_from", "born_to", 0), Missing("born_day")))),
            Level("nearly_agrees", All_((Apart("born_from", "born_to", 366), Missing("born_day")))),
            Level("two_digits", Edits("born_digits", 2, 8)),
            Level("within_a_year", Apart("born_from", "born_to", 366)),
            Level("within_five_years", Apart("born_from", "born_to", 5 * 366)),
            Level("other", Otherwise()),
        ),
    ),
    Comparison(
        "iin",
        (
            Level("unknown", Missing("iin")),
            Level("same", Equal("iin")),
            Level("one_digit", Any_((Edits("iin", 1, 12), All_((Equal("iin_digits"), Edits("iin", 2, 12)))))),
            Level("other", Otherwise()),
        ),
    ),
    Comparison(
        "phone",
        (
            Level("unknown", Missing("phone")),
            Level("same", Equal("phone"), "phone"),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "place",
        (
            Level("unknown", Missing("region")),
            Level("same_street", All_((Equal("region"), Equal("street")))),
            Level("same_region", Equal("region"), "region"),
            Level("same_region_before_2022", Equal("region_before")),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "sex",
        (
            Level("unknown", Missing("sex")),
            Level("same", Equal("sex")),
            Level("other", Otherwise()),
        ),
    ),
)


@cache
def columns() -> tuple[str, ...]:
    """The columns whose rarity counts, in the order of the comparisons."""
    return tuple(level.frequency for one in COMPARISONS for level in one.levels if level.frequency)
