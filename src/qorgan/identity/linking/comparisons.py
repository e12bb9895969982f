"""What of two records is compared, and at which levels: the model's questions, best level first.

The order matters: the first level that holds counts. Which weight a level has is trained (`model.json`), never
written here. Columns are those of `qorgan.identity.faces`.
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
    Edits,
    Either,
    Equal,
    Missing,
    Otherwise,
)


@dataclass(frozen=True)
class Level:
    """`id` is what explanations and the model name; `frequency` is the column whose rarity counts here."""

    id: str
    condition: Condition
    frequency: str = ""


@dataclass(frozen=True)
class Comparison:
    """`household`: what a family shares, so that all of it together says little of one person."""

    id: str
    levels: tuple[Level, ...]
    household: bool = False


def _sounds_alike(column: str) -> Condition:
    return Any_((Equal(f"{column}_skeleton"), Edits(column, 1, 4)))


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "surname",
        (
            Level("unknown", Missing("surname")),
            Level("same", Equal("surname"), "surname"),
            Level("alike", _sounds_alike("surname")),
            Level("father_as_surname", Crossed("surname", "father")),
            Level("near", Edits("surname", 2, 6)),
            Level("other_of_a_woman", Either("sex", "f")),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "given",
        (
            Level("unknown", Missing("given")),
            Level("same", Equal("given"), "given"),
            Level("same_name", Equal("given_class")),
            Level("alike", _sounds_alike("given")),
            Level("initial", Begins("given", 1, 1)),
            Level("near", Edits("given", 2, 6)),
            Level("shortened", Begins("given", 3, 20)),
            Level("other", Otherwise()),
        ),
    ),
    Comparison(
        "father",
        (
            Level("unknown", Missing("father")),
            Level("same", Equal("father"), "father"),
            Level("alike", _sounds_alike("father")),
            Level("initial", Begins("father", 1, 1)),
            Level("near", Edits("father", 2, 6)),
            Level("other", Otherwise()),
        ),
        household=True,
    ),
    Comparison(
        "born",
        (
            Level("unknown", Missing("born_from")),
            Level("same_day", Equal("born_day"), "born_day"),
            Level("day_and_month_swapped", Equal("born_turned")),
            Level("one_digit", Edits("born_day", 1, 8)),
            Level("agrees", All_((Apart("born_from", "born_to", 0), Missing("born_day")))),
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
