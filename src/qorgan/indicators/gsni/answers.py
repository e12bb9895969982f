"""Everybody's answers as one small number each: which of the seven items are a bias, clean or missing.

A pattern counts in threes: item i adds 3**i for a bias and 2 * 3**i for a missing answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.gsni.codes import EMPTY, MISSING, MOST, Codes, codes, item_codes
from qorgan.indicators.gsni.items import ITEMS, WAVES, Item, Layout, countries, sex_codes
from qorgan.indicators.gsni.layout import PART, Asked
from qorgan.indicators.gsni.survey import Survey
from qorgan.indicators.gsni.tally import blocks, looked_up, tally

PATTERNS = 3 ** len(ITEMS)
SEXES = 3  # not said, men, women
NOT_SAID, MEN, WOMEN = 0, 1, 2

Patterns = NDArray[np.uint16]


@dataclass(frozen=True)
class Group:
    """One country in one wave."""

    country: str
    wave: int

    @property
    def known(self) -> bool:
        return self.country in countries()


@dataclass(frozen=True)
class Answers:
    """Rows of the waves 5 to 7: `group` is the place in `groups`. `lacking` are items that are not in the
    file, `other_waves` rows of a time series that belong to none of them."""

    survey: Survey
    layout: Layout
    groups: tuple[Group, ...]
    group: NDArray[np.int32]
    sex: NDArray[np.uint8]
    pattern: Patterns
    codes: Mapping[str, Codes]
    rows: NDArray[np.int64] | None
    lacking: tuple[str, ...]
    has_sex: bool
    other_waves: int

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many have each pattern, by group and sex."""
        size = len(self.groups) * SEXES * PATTERNS
        found = tally(
            len(self.group),
            size,
            lambda at: (self.group[at].astype(np.int64) * SEXES + self.sex[at]) * PATTERNS + self.pattern[at],
        )
        return found.reshape(-1, SEXES, PATTERNS)

    def by_code(self, name: str) -> NDArray[np.int64]:
        """How many gave each code of an item, by group and code from MISSING."""
        if name not in self.counted:
            self.counted[name] = self._by_code(name)
        return self.counted[name]

    @cached_property
    def counted(self) -> dict[str, NDArray[np.int64]]:
        """What `by_code` has counted already."""
        return {}

    def _by_code(self, name: str) -> NDArray[np.int64]:
        width, column = self.layout.items[name].high - MISSING + 1, self.codes[name]
        size = len(self.groups) * width
        found = tally(len(column), size, lambda at: self.group[at] * width + (column[at] - MISSING))
        return found.reshape(-1, width)

    def row(self, place: int) -> int:
        """The row of the file at a place among these rows."""
        return place if self.rows is None else int(self.rows[place])

    def of_file(self, values: NDArray[Any]) -> NDArray[Any]:
        """A column of the file, for these rows only."""
        return values if self.rows is None else values[self.rows]


def answers_of(survey: Survey, layout: Layout, asked: Asked) -> Answers:
    """Raises BadInput: a cell off its scale, a row of no country, nobody of the waves 5 to 7."""
    waves, rows = _waves(survey, layout, asked)
    group, groups = _groups(survey, layout, asked, waves, rows)
    found, sex = _read(survey, layout)
    if rows is not None:
        found = {name: column[rows] for name, column in found.items()}
    return Answers(
        survey=survey,
        layout=layout,
        groups=groups,
        group=group,
        sex=sex if rows is None else sex[rows],
        pattern=patterns({name: (layout.items[name], column) for name, column in found.items()}, len(group)),
        codes=found,
        rows=rows,
        lacking=tuple(name for name in ITEMS if name not in found),
        has_sex=any(name in survey.frame.columns for name in layout.roles["sex"]),
        other_waves=survey.frame.height - len(group),
    )


def _read(survey: Survey, layout: Layout) -> tuple[dict[str, Codes], NDArray[np.uint8]]:
    """The codes of each item that is there, and the sexes. Raises BadInput with the faults of all of them."""
    found: dict[str, Codes] = {}
    faults: list[Fault] = []
    for name in ITEMS:
        if layout.columns.get(name) in survey.frame.columns:
            try:
                found[name] = _item(survey, layout, name)
            except BadInput as refused:
                faults += refused.faults
    try:
        sex = _sex(survey, layout)
    except BadInput as refused:
        faults += refused.faults
    refuse(faults)
    return found, sex


def _item(survey: Survey, layout: Layout, name: str) -> Codes:
    three_of_five = name == "job" and layout.items[name].high < 5
    return item_codes(survey, layout.columns[name], layout.items[name], five_point=three_of_five)


def patterns(columns: Mapping[str, tuple[Item, Codes]], rows: int) -> Patterns:
    """The pattern of each row; an item that is not among the columns is missing for all."""
    total = np.zeros(rows, dtype=np.uint16)
    for place, name in enumerate(ITEMS):
        if name in columns:
            item, found = columns[name]
            table = (states(item) * 3**place).astype(np.uint16)
            for block in blocks(rows):
                total[block] += table[found[block] - MISSING]
        else:
            total += np.uint16(2 * 3**place)
    return total


def states(item: Item) -> Patterns:
    """By code, counted from MISSING: 0 clean, 1 a bias, 2 missing."""
    table = np.full(item.high - MISSING + 1, 2, dtype=np.uint16)
    for code in range(item.low, item.high + 1):
        table[code - MISSING] = code in item.bias
    return table


def _sex(survey: Survey, layout: Layout) -> NDArray[np.uint8]:
    there = [name for name in layout.roles["sex"] if name in survey.frame.columns]
    if not there:
        return np.zeros(survey.frame.height, dtype=np.uint8)
    low, high = sorted(sex_codes().values())
    found = item_codes(survey, there[0], Item("sex", low, high, frozenset(), "sex", ""))
    sexes = np.full(high - MISSING + 1, NOT_SAID, dtype=np.uint8)
    sexes[sex_codes()["men"] - MISSING] = MEN
    sexes[sex_codes()["women"] - MISSING] = WOMEN
    return looked_up(len(found), sexes, lambda at: found[at] - MISSING)


def _waves(survey: Survey, layout: Layout, asked: Asked) -> tuple[Codes | int, NDArray[np.int64] | None]:
    """The wave of each row that stays, and which rows these are (None: all)."""
    if layout.wave:
        return layout.wave, None
    column = next((name for name in layout.roles["told"] if name in survey.frame.columns), None)
    if column is None:
        name = layout.roles["told"][0]
        raise BadInput(fault(survey.file, "missing_item", field=name, part=PART, wave="series"))
    told = codes(survey, column, "1..7")
    wanted = (asked.wave,) if asked.wave else WAVES
    stay = (told >= min(wanted)) & (told <= max(wanted))
    if not stay.any():
        waves = ", ".join(str(wave) for wave in wanted)
        raise BadInput(fault(survey.file, "no_rows_of_wave", field=column, part=PART, waves=waves))
    rows = None if stay.all() else np.flatnonzero(stay).astype(np.int64)
    return (told if rows is None else told[rows]), rows


def _groups(
    survey: Survey,
    layout: Layout,
    asked: Asked,
    waves: Codes | int,
    rows: NDArray[np.int64] | None,
) -> tuple[NDArray[np.int32], tuple[Group, ...]]:
    place, names = _countries(survey, layout, asked)
    if rows is not None:
        place = place[rows]
    wave = np.broadcast_to(np.asarray(waves, dtype=np.int32), place.shape)
    size = len(names) * 8
    present = np.flatnonzero(tally(len(place), size, lambda at: place[at] * 8 + wave[at]))
    found = [Group(names[code // 8], int(code % 8)) for code in present]
    order = sorted(range(len(found)), key=lambda at: (found[at].country, found[at].wave))
    groups: list[Group] = []
    lookup = np.zeros(size, dtype=np.int32)
    for at in order:
        # Two codes may be one country: 398 and KAZ.
        if not groups or groups[-1] != found[at]:
            groups.append(found[at])
        lookup[present[at]] = len(groups) - 1
    return looked_up(len(place), lookup, lambda at: place[at] * 8 + wave[at]), tuple(groups)


def _countries(survey: Survey, layout: Layout, asked: Asked) -> tuple[NDArray[np.int32], list[str]]:
    """The place of each row's country among the names: the ISO code where it is one, else the code as it
    is."""
    if asked.country:
        return np.zeros(survey.frame.height, dtype=np.int32), [country_code(asked.country)]
    column = next((name for name in layout.roles["country"] if name in survey.frame.columns), None)
    if column is None:
        wanted = ", ".join(layout.roles["country"])
        raise BadInput(fault(survey.file, "no_country", field=wanted, part=PART))
    cells = survey.frame[column]
    if cells.dtype.is_float():
        whole = cells.cast(pl.Int64, strict=False)
        cells = whole if (whole.cast(pl.Float64) == cells).fill_null(True).all() else cells
    if cells.dtype.is_integer() and not cells.null_count() and 0 <= _low(cells) and _high(cells) < MOST:
        return _numbered(cells.to_numpy())
    text = cells.cast(pl.Categorical) if cells.dtype == pl.String else cells
    # Few names for many rows: only the names are looked at.
    names = text.unique()
    said = [None if name is None else str(name).strip() for name in names.to_list()]
    if any(name is None or name in EMPTY for name in said):
        empty = cells.is_null() | cells.cast(pl.String).str.strip_chars().is_in(list(EMPTY))
        first = int(empty.arg_true()[0])
        raise BadInput(
            fault(
                survey.file,
                "blank_country",
                field=column,
                line=survey.line(first),
                part=PART,
                count=int(empty.sum()),
            )
        )
    found = [country_code(name or "") for name in said]
    ours = sorted(set(found))
    places = [ours.index(name) for name in found]
    place = text.replace_strict(names, pl.Series(places, dtype=pl.Int32), return_dtype=pl.Int32)
    return place.to_numpy(), ours


def _low(cells: pl.Series) -> int:
    return int(cells.min() or 0)  # type: ignore[arg-type]


def _high(cells: pl.Series) -> int:
    return int(cells.max() or 0)  # type: ignore[arg-type]


def _numbered(cells: NDArray[Any]) -> tuple[NDArray[np.int32], list[str]]:
    """The same for numeric codes, by looking up."""
    size = int(cells.max(initial=0)) + 1
    present = np.flatnonzero(tally(len(cells), size, lambda at: cells[at]))
    found = [country_code(str(code)) for code in present]
    ours = sorted(set(found))
    table = np.zeros(size, dtype=np.int32)
    table[present] = [ours.index(name) for name in found]
    return looked_up(len(cells), table, lambda at: cells[at]), ours


def country_code(said: str) -> str:
    """ISO alpha-3 of a code in letters or numbers; what is neither stays as it is.

    >>> country_code("398"), country_code("kaz"), country_code("909")
    ('KAZ', 'KAZ', '909')
    """
    plain = said.strip().upper().removesuffix(".0")
    known = countries().get(plain.lstrip("0") if plain.isdigit() else plain)
    return known[0] if known else said.strip()
