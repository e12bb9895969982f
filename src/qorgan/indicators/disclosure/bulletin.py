"""A fixed bulletin: tables of exact counts with totals, some blank, over all linked tables and periods.

What a reader can work out is what every whole, non-negative filling of the smallest parts has in common. A
combination that a table leaves out is read as nought, as a reader would, unless that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from qorgan.indicators.disclosure.lattice import Address, Lattice, Plan, lattice
from qorgan.indicators.faults import BadInput, Fault, fault, refuse
from qorgan.indicators.reading import Table

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
COUNT, TOTAL = "count", "total"
BLANKS = ("", "x", "X", "..", "…", "-", "–")
MOST = 2**53


@dataclass(frozen=True)
class Bulletin:
    """One row a cell: `counts` where it is not `blank`; `structural` cells are nought by nature.

    `missing`: in no table; `silent`: missing and not to be read as nought.
    """

    made: Lattice
    cells: tuple[Address, ...]
    members: npt.NDArray[np.float32]
    counts: Whole
    blank: Flags
    structural: Flags
    missing: Flags
    silent: Flags
    file: str


def bulletin(
    tables: Sequence[Table],
    *,
    total: str = TOTAL,
    nested: Mapping[str, str] | None = None,
    structural_zeros: Sequence[Address] = (),
) -> Bulletin:
    """From tables with a column a dimension and `count`. Raises BadInput: negative, not whole, told twice."""
    found: dict[Address, int | None] = {}
    dimensions: dict[str, dict[str, None]] = {}
    parents: dict[str, dict[str, str]] = {child: {} for child in nested or {}}
    faults: list[Fault] = []
    for table in tables:
        names = [name for name in table.frame.columns if name.casefold() != COUNT]
        for row, (where, count) in enumerate(_rows(table, names, total, faults)):
            for name, value in where.items():
                dimensions.setdefault(name, {})[value] = None
            for child, parent in (nested or {}).items():
                if child in where and parent in where:
                    if parents[child].setdefault(where[child], where[parent]) != where[parent]:
                        faults.append(
                            fault(table.file, "not_nested", part="disclosure", field=child, parent=parent)
                        )
                    where.pop(parent)
            _put(found, tuple(sorted(where.items())), count, table, row, faults)
    refuse(faults)
    file = ", ".join(table.file for table in tables)
    return _made(found, dimensions, dict(nested or {}), parents, tuple(structural_zeros), file)


def _rows(
    table: Table, names: Sequence[str], total: str, faults: list[Fault]
) -> Iterable[tuple[dict[str, str], int | None]]:
    table.need(COUNT)
    text = table.frame[COUNT].cast(pl.String).fill_null("").str.strip_chars().to_list()
    places = [table.frame[name].cast(pl.String).fill_null("").str.strip_chars().to_list() for name in names]
    for row, written in enumerate(text):
        where = {
            name: column[row]
            for name, column in zip(names, places, strict=True)
            if column[row] not in ("", total)
        }
        count = None
        if written not in BLANKS:
            count = int(written) if written.isascii() and written.isdigit() and len(written) < 16 else -1
            if count < 0:
                line = table.line(row)
                faults.append(fault(table.file, "not_count", part="disclosure", field=COUNT, line=line))
        yield where, count


def _put(
    found: dict[Address, int | None],
    where: Address,
    count: int | None,
    table: Table,
    row: int,
    faults: list[Fault],
) -> None:
    """A cell that is blank in one table and printed in another is printed."""
    before = found.get(where)
    if before is not None and count is not None and before != count:
        faults.append(fault(table.file, "told_twice", part="disclosure", line=table.line(row)))
    found[where] = before if count is None else count


def _made(
    found: dict[Address, int | None],
    dimensions: Mapping[str, Mapping[str, None]],
    nested: Mapping[str, str],
    parents: Mapping[str, dict[str, str]],
    structural: tuple[Address, ...],
    file: str,
) -> Bulletin:
    if not dimensions:
        raise BadInput(fault(file, "no_dimensions", part="disclosure"))
    for child, parent in nested.items():
        for name in (child, parent):
            if name not in dimensions:
                known = ", ".join(dimensions)
                raise BadInput(fault(file, "no_dimension", part="disclosure", field=name, known=known))
        refuse(
            fault(file, "no_parent", part="disclosure", field=child, category=category, parent=parent)
            for category in dimensions[child]
            if category not in parents[child]
        )
    names = {name: tuple(some) for name, some in dimensions.items()}
    shapes = dict.fromkeys(tuple(place for place, _ in where) for where in found)
    for zero in structural:
        for name, value in zero:
            if value not in names.get(name, ()):
                raise BadInput(fault(file, "no_dimension", part="disclosure", field=name, known=value))
    made = lattice(Plan(names, tuple(shapes), nested, parents, structural), file)
    counts = np.array([found.get(cell, 0) or 0 for cell in made.cells], dtype=np.int64)
    blank = np.array([cell in found and found[cell] is None for cell in made.cells])
    missing = np.array([cell not in found for cell in made.cells])
    none = np.zeros(len(missing), dtype=bool)
    return Bulletin(made, made.cells, made.members, counts, blank, made.impossible, missing, none, file)


def as_rows(given: Bulletin, total: str = TOTAL) -> tuple[list[str], list[list[str]]]:
    """Header and rows, as they are printed: a blank is an empty cell."""
    names = list(given.made.plan.dimensions)
    rows = []
    columns = (given.counts.tolist(), given.blank.tolist(), given.silent.tolist())
    for where, count, blank, silent in zip(given.cells, *columns, strict=True):
        if silent:
            continue
        place: dict[str, Any] = dict(where)
        for child, parent in given.made.plan.nested.items():
            if child in place:
                place.setdefault(parent, given.made.plan.parents[child][place[child]])
        rows.append([*(place.get(name, total) for name in names), "" if blank else str(count)])
    return [*names, COUNT], rows
