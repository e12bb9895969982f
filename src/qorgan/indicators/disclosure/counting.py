"""From records to a plan and to the distinct units of every cell.

A category that nobody declared and that few records carry is put together with the others of its kind: that
it stands in a table at all would prove that somebody is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from qorgan.indicators.disclosure.keys import Secret, plain
from qorgan.indicators.disclosure.lattice import ELSEWHERE, Address, Lattice, Plan, named, with_totals
from qorgan.indicators.disclosure.ptable import perturb_cells
from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, Fault, fault, refuse

OTHER, NOT_STATED = "(other)", "(not stated)"
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to leave. `categories`: the declared ones;
    `parents`: the declared parent of categories of nested dimensions.
    """

    dimensions: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...]
    nested: Mapping[str, str]
    structural: tuple[Address, ...]
    categories: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, Mapping[str, str]]
    unit: str
    file: str
    totals: bool = True


@dataclass(frozen=True)
class Records:
    """One row a record: its unit (a number for each distinct id), the unit's key, its categories."""

    unit: Codes
    keys: npt.NDArray[np.uint64]
    categories: pl.DataFrame


def records(frame: pl.DataFrame, asked: Asked, secret: Secret, first_line: int) -> Records:
    """Raises BadInput: no such column, an id that is missing or is no name, each with its line."""
    faults = [
        fault(asked.file, "no_column", field=name, columns=", ".join((asked.unit, *asked.dimensions)))
        for name in dict.fromkeys((asked.unit, *asked.dimensions))
        if name not in frame.columns
    ]
    refuse(faults)
    if frame[asked.unit].dtype.is_float():
        raise BadInput(fault(asked.file, "float_id", part="disclosure", field=asked.unit))
    ids = frame[asked.unit].cast(pl.String).str.strip_chars()
    missing = (ids.is_null() | (ids == "")).arg_true()
    refuse(
        fault(asked.file, "no_id", part="disclosure", field=asked.unit, line=int(row) + first_line)
        for row in missing
    )
    written = ids.unique(maintain_order=True)
    names: dict[str, int] = {}
    places = [names.setdefault(plain(one), len(names)) for one in written.to_list()]
    unit = ids.replace_strict(written, pl.Series(places, dtype=pl.Int64)).to_numpy().astype(np.int64)
    kept = frame.select(
        pl.col(name).cast(pl.String).str.strip_chars().replace("", None).fill_null(NOT_STATED)
        for name in asked.dimensions
    )
    return Records(unit, secret.record_keys(names), kept)


def counted(units: Codes, cells: Codes, keys: npt.NDArray[np.uint64], size: int) -> tuple[Codes, Any]:
    """Distinct units of each cell and the sum of their keys modulo 2^64."""
    pairs = np.unique(cells * len(keys) + units)
    cell, unit = pairs // len(keys), pairs % len(keys)
    total = np.zeros(size, dtype=np.uint64)
    np.add.at(total, cell, keys[unit])
    return np.bincount(cell, minlength=size).astype(np.int64), total


def planned(
    found: Records, asked: Asked, earlier: Mapping[str, Iterable[str]], faults: list[Fault]
) -> tuple[Plan, dict[str, Codes]]:
    """The plan and the codes of the records. `earlier`: categories that have left before."""
    frame = found.categories
    parents = _parents(frame, asked, faults)
    refuse(faults)
    dimensions: dict[str, tuple[str, ...]] = {}
    codes: dict[str, Codes] = {}
    for name in asked.dimensions:
        known = dict.fromkeys((*asked.categories.get(name, ()), *earlier.get(name, ())))
        known |= dict.fromkeys(asked.parents.get(name, {}))
        for child, parent in asked.nested.items():
            known |= dict.fromkeys(asked.parents.get(child, {}).values() if parent == name else ())
        known |= dict.fromkeys(value for cell in asked.structural for place, value in cell if place == name)
        codes[name], dimensions[name] = _merged(found, name, known, parents, asked)
    for child, parent in asked.nested.items():
        _whole(child, parent, dimensions, parents, asked.file)
    tables = asked.tables or (asked.dimensions,)
    chosen = with_totals(tables) if asked.totals else tuple(tuple(sorted(table)) for table in tables)
    return Plan(dimensions, chosen, dict(asked.nested), parents, asked.structural), codes


def _parents(frame: pl.DataFrame, asked: Asked, faults: list[Fault]) -> dict[str, dict[str, str]]:
    parents: dict[str, dict[str, str]] = {}
    for child, parent in asked.nested.items():
        pairs = frame.select(child, parent).unique()
        doubled = pairs.group_by(child).len().filter(pl.col("len") > 1)[child]
        if len(doubled):
            faults.append(fault(asked.file, "not_nested", part="disclosure", field=child, parent=parent))
        declared = dict(asked.parents.get(child, {}))
        seen = dict(zip(pairs[child].to_list(), pairs[parent].to_list(), strict=True))
        if any(declared.get(category, over) != over for category, over in seen.items()):
            faults.append(fault(asked.file, "not_nested", part="disclosure", field=child, parent=parent))
        parents[child] = declared | seen
    return parents


def _merged(
    found: Records,
    name: str,
    known: Mapping[str, None],
    parents: dict[str, dict[str, str]],
    asked: Asked,
) -> tuple[Codes, tuple[str, ...]]:
    """The column's codes with rare undeclared categories put together, and its categories in order."""
    column = found.categories[name]
    seen = column.unique().sort().to_list()
    codes = column.replace_strict(seen, list(range(len(seen))), return_dtype=pl.Int64).to_numpy()
    count, key = counted(found.unit, codes, found.keys, len(seen))
    shown = perturb_cells(count, key)
    rare = {
        category
        for category, value in zip(seen, shown.tolist(), strict=True)
        if category not in known and value < settings().difference
    }
    to = {category: category for category in seen}
    for category in sorted(rare):
        parent = parents.get(name, {}).pop(category, None)
        to[category] = OTHER if parent is None else f"{OTHER} {parent}"
        if parent is not None:
            parents[name][to[category]] = parent
    kept = {to[category] for category in seen}
    given = tuple(dict.fromkeys((*known, *sorted(kept - set(known)))))
    order = {category: n for n, category in enumerate(given)}
    return np.array([order[to[category]] for category in seen], dtype=np.int64)[codes], given


def _whole(
    child: str,
    parent: str,
    dimensions: dict[str, tuple[str, ...]],
    parents: dict[str, dict[str, str]],
    file: str,
) -> None:
    """A parent's rare category may have been put together; a parent without children gets one of its own.

    Raises BadInput where a declared category has no parent.
    """
    known = set(dimensions[parent])
    for category, over in parents[child].items():
        parents[child][category] = over if over in known else OTHER
    orphans = [one for one in dimensions[child] if one not in parents[child]]
    refuse(
        fault(file, "no_parent", part="disclosure", field=child, category=category, parent=parent)
        for category in orphans
    )
    for category in dimensions[parent]:
        if category not in parents[child].values():
            parents[child][f"{ELSEWHERE} {category}"] = category
            dimensions[child] = (*dimensions[child], f"{ELSEWHERE} {category}")


def by_cell(
    found: Records, codes: Mapping[str, Codes], made: Lattice, secret: Secret
) -> tuple[Codes, npt.NDArray[np.uint64]]:
    """The true count and the cell key of every cell of the lattice."""
    counts = np.zeros(len(made.cells), dtype=np.int64)
    keys = np.zeros(len(made.cells), dtype=np.uint64)
    for (_, table, first), (_, cells) in zip(made.keyed, made.rows(codes), strict=True):
        size = len(table)
        counts[first : first + size], keys[first : first + size] = counted(
            found.unit, cells, found.keys, size
        )
    empty = np.flatnonzero(counts == 0)
    keys[empty] = secret.zero_keys(named(made.cells[made.same_as[cell]]) for cell in empty)
    return counts, keys
