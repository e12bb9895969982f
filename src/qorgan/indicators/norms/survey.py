"""A survey of norms from a table: `id, cluster, arm, wave` and items of the instrument.

A code outside its scale, an unknown arm or wave, the same person twice in a wave, a block asked in part, an
item not asked in one arm or wave: refused with the line. What somebody answered is never repeated in a fault.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.norms.instrument import Instrument, Item, instrument
from qorgan.indicators.reading import Table, read_table

PART = "norms"
Array = NDArray[np.float64]
KEYS = ("id", "cluster", "arm", "wave")
ARMS = {
    0: ("comparison", "control", "0"),
    1: ("programme", "program", "intervention", "treatment", "treated", "1"),
}
WAVES = {"pre": 0, "before": 0, "baseline": 0, "post": 1, "after": 1, "endline": 1}
MOST_WAVE = 1000


@dataclass(frozen=True, slots=True)
class Survey:
    """A row is one person in one wave; an answer that is missing is NaN, a story that was not told is ""."""

    file: str
    ids: tuple[str, ...]
    clusters: tuple[str, ...]
    arm: NDArray[np.int64]
    wave: NDArray[np.int64]
    answers: Mapping[str, Array]
    cells: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, int]

    def of_waves(self, before: int, after: int) -> NDArray[np.bool_]:
        return np.asarray((self.wave == before) | (self.wave == after), dtype=np.bool_)


def columns(whole: Instrument) -> tuple[str, ...]:
    """Every column that may be there, in the order of the questionnaire."""
    items = [item.id for block in whole.blocks for item in block.items]
    for vignette in whole.vignettes:
        items += [f"{vignette.id}_cell", *(item.id for item in whole.asked_of(vignette))]
    return (*KEYS, *items)


def read_survey(path: str, content: bytes | None = None) -> Survey:
    """Raises BadInput naming every line that cannot stand. `content` stands in for what lies at `path`."""
    whole = instrument()
    table = read_table(path, columns(whole), content)
    table.need(*KEYS)
    items = _items(table, whole)
    if not items:
        raise BadInput(fault(table.file, "no_items", part=PART, items=", ".join(columns(whole)[4:])))
    keys = {name: _texts(table, name) for name in KEYS}
    arm, wave = _arms(table, keys["arm"]), _waves(table, keys["wave"])
    _people(table, keys, arm, wave)
    answers, missing, faults = {}, {}, []
    for item in items:
        codes, wrong = _codes(table, item, whole)
        faults += wrong
        answers[item.id], missing[item.id] = codes, int(np.isnan(codes).sum())
    cells, wrong = _cells(table, whole)
    refuse(faults + wrong)
    refuse(_unequal(table, answers, arm, wave))
    return Survey(table.file, tuple(keys["id"]), tuple(keys["cluster"]), arm, wave, answers, cells, missing)


def _items(table: Table, whole: Instrument) -> list[Item]:
    """The items of the blocks that are there. Raises BadInput where a block is there in part."""
    there = set(table.frame.columns)
    groups = [block.items for block in whole.blocks]
    groups += [whole.asked_of(vignette) for vignette in whole.vignettes if f"{vignette.id}_cell" in there]
    faults, items = [], []
    for group in groups:
        found = [item for item in group if item.id in there]
        if found and len(found) < len(group):
            names = ", ".join(item.id for item in group)
            faults += [
                fault(
                    table.file, "block_in_part", field=item.id, part=PART, block=group[0].block, items=names
                )
                for item in group
                if item.id not in there
            ]
        items += found
    refuse(faults)
    return items


def _texts(table: Table, name: str) -> list[str]:
    found = []
    for cell in table.frame[name].to_list():
        if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
            cell = int(cell)
        found.append("" if cell is None else str(cell).strip())
    refuse(
        fault(table.file, "no_key", field=name, line=table.line(row), part=PART)
        for row, cell in enumerate(found)
        if not cell
    )
    return found


def _arms(table: Table, cells: list[str]) -> NDArray[np.int64]:
    known = {word: arm for arm, words in ARMS.items() for word in words}
    allowed = ", ".join(known)
    refuse(
        fault(table.file, "unknown_arm", field="arm", line=table.line(row), part=PART, arms=allowed)
        for row, cell in enumerate(cells)
        if cell.casefold() not in known
    )
    return np.array([known[cell.casefold()] for cell in cells], dtype=np.int64)


def _waves(table: Table, cells: list[str]) -> NDArray[np.int64]:
    found, faults = [], []
    for row, cell in enumerate(cells):
        plain = cell.casefold()
        number = (
            int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else WAVES.get(plain, -1)
        )
        if not 0 <= number <= MOST_WAVE:
            line, allowed = table.line(row), f"0 … {MOST_WAVE}, {', '.join(WAVES)}"
            faults.append(
                fault(table.file, "unknown_wave", field="wave", line=line, part=PART, waves=allowed)
            )
        found.append(number)
    refuse(faults)
    return np.array(found, dtype=np.int64)


def _people(
    table: Table, keys: Mapping[str, list[str]], arm: NDArray[np.int64], wave: NDArray[np.int64]
) -> None:
    """The same person once a wave, always in the same cluster and arm."""
    seen: dict[tuple[str, int], int] = {}
    home: dict[str, tuple[str, int, int]] = {}
    faults = []
    for row, one in enumerate(keys["id"]):
        line, key = table.line(row), (one, int(wave[row]))
        if key in seen:
            faults.append(fault(table.file, "id_twice", field="id", line=line, part=PART, other=seen[key]))
        seen.setdefault(key, line)
        place = (keys["cluster"][row], int(arm[row]), line)
        before = home.setdefault(one, place)
        if before[:2] != place[:2]:
            faults.append(fault(table.file, "id_moved", field="id", line=line, part=PART, other=before[2]))
    refuse(faults)


def _codes(table: Table, item: Item, whole: Instrument) -> tuple[Array, list[Fault]]:
    missing = sorted(whole.missing, reverse=True)
    allowed = f"{item.scale.low} … {item.scale.high}; {', '.join(map(str, missing))}; «»"
    dtype = table.frame.schema[item.id]
    if not (dtype.is_numeric() or dtype in (pl.String, pl.Boolean, pl.Null)):
        raise BadInput(fault(table.file, "not_number", field=item.id, range=allowed))
    codes = table.numbers(item.id, allowed).to_numpy().astype(np.float64)
    absent = np.isnan(codes) | np.isin(codes, missing)
    inside = (codes >= item.scale.low) & (codes <= item.scale.high) & (codes == np.floor(codes))
    wrong = [
        fault(table.file, "off_scale", field=item.id, line=table.line(int(row)), part=PART, range=allowed)
        for row in np.flatnonzero(~absent & ~inside)
    ]
    return np.where(absent, np.nan, codes), wrong


def _cells(table: Table, whole: Instrument) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    found, faults = {}, []
    for vignette in whole.vignettes:
        name = f"{vignette.id}_cell"
        if name not in table.frame.columns:
            continue
        cells = ["" if cell is None else str(cell).strip() for cell in table.frame[name].to_list()]
        allowed = vignette.names()
        faults += [
            fault(
                table.file, "off_scale", field=name, line=table.line(row), part=PART, range=", ".join(allowed)
            )
            for row, cell in enumerate(cells)
            if cell and cell not in allowed
        ]
        found[vignette.id] = tuple(cells)
    return found, faults


def _unequal(
    table: Table, answers: Mapping[str, Array], arm: NDArray[np.int64], wave: NDArray[np.int64]
) -> list[Fault]:
    """An item that nobody of one arm and wave answered, while others did, was not asked alike."""
    faults = []
    groups = [(a, w) for a in np.unique(arm) for w in np.unique(wave)]
    for name, codes in answers.items():
        rows = [np.flatnonzero((arm == a) & (wave == w)) for a, w in groups]
        rows = [here for here in rows if len(here)]
        asked = [bool(np.isfinite(codes[here]).any()) for here in rows]
        if any(asked):
            faults += [
                fault(table.file, "unequal_items", field=name, line=table.line(int(here[0])), part=PART)
                for here, was in zip(rows, asked, strict=True)
                if not was
            ]
    return faults
