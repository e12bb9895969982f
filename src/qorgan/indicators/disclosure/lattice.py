"""Every cell of the tables that leave, and which smallest parts ("atoms") each is made of.

Two cells that are made of the same atoms are one cell. An atom is a combination of all the dimensions that is
possible: a district lies in one region, and what is declared a structural zero cannot be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, fault

Address = tuple[tuple[str, str], ...]  # (dimension, category), by dimension; a total leaves the dimension out
Codes = npt.NDArray[np.int64]
ELSEWHERE = "(elsewhere)"


def address(cell: Mapping[str, str]) -> Address:
    """
    >>> address({"sex": "f", "region": "KZ-71"})
    (('region', 'KZ-71'), ('sex', 'f'))
    """
    return tuple(sorted(cell.items()))


def named(cell: Address) -> str:
    """An address as one string that no other address has."""
    return json.dumps(cell, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Plan:
    """What is to leave: dimensions with their categories, tables, what lies in what, what cannot be.

    `nested`: child to parent; `parents`: child to (child's category to parent's category).
    """

    dimensions: Mapping[str, tuple[str, ...]]
    tables: tuple[tuple[str, ...], ...]
    nested: Mapping[str, str]
    parents: Mapping[str, Mapping[str, str]]
    structural: tuple[Address, ...]

    def short(self, table: Iterable[str]) -> tuple[str, ...]:
        """A table's dimensions without those that another of them implies."""
        wanted = set(table)
        implied = set()
        for child in wanted:
            while child in self.nested:
                child = self.nested[child]
                implied.add(child)
        return tuple(sorted(wanted - implied))


def with_totals(tables: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The tables with every table that sums them up, coarse ones first.

    >>> with_totals([("region", "sex")])
    ((), ('region',), ('sex',), ('region', 'sex'))
    """
    found = {
        tuple(sorted(some))
        for table in tables
        for n in range(len(table) + 1)
        for some in combinations(table, n)
    }
    return tuple(sorted(found, key=lambda table: (len(table), table)))


@dataclass(frozen=True)
class Lattice:
    """Cells in the order of the tables; `members[cell, atom]`; `same_as[cell]`: the first of equal cells."""

    plan: Plan
    cells: tuple[Address, ...]
    keyed: tuple[tuple[tuple[str, ...], Codes, int], ...]
    members: npt.NDArray[np.float32]
    same_as: Codes

    @cached_property
    def places(self) -> Mapping[Address, int]:
        return {cell: place for place, cell in enumerate(self.cells)}

    def found(self, cell: Mapping[str, str]) -> int | None:
        """The place of a cell, however much of it is implied."""
        short = self.plan.short(cell)
        return self.places.get(tuple((name, cell[name]) for name in short))

    @property
    def impossible(self) -> npt.NDArray[np.bool_]:
        """The cells that are nought by nature."""
        none: npt.NDArray[np.bool_] = self.members.sum(axis=1) == 0
        return none

    def rows(self, codes: Mapping[str, Codes]) -> list[tuple[int, Codes]]:
        """For each table: the place of its first cell and the cell (counted from there) of each record."""
        found = []
        for table, keys, first in self.keyed:
            found.append((first, np.searchsorted(keys, _radix(self.plan, table, codes))))
        return found


def _radix(plan: Plan, table: Sequence[str], codes: Mapping[str, Codes]) -> Codes:
    total = np.zeros(len(next(iter(codes.values()))), dtype=np.int64)
    for name in table:
        total = total * len(plan.dimensions[name]) + codes[name]
    return total


def lattice(plan: Plan, file: str) -> Lattice:
    """Raises BadInput where there are more cells or atoms than can be audited."""
    given, codes = settings(), atoms(plan, file)
    possible = np.ones(len(next(iter(codes.values()))), dtype=bool)
    for cell in plan.structural:
        possible &= ~matching(plan, codes, cell)
    cells: list[Address] = []
    keyed, signature = [], []
    for table in dict.fromkeys(plan.short(table) for table in plan.tables):
        radix = _radix(plan, table, codes)
        keys, first_atom, inverse = np.unique(radix, return_index=True, return_inverse=True)
        keyed.append((table, keys, len(cells)))
        signature.append(inverse.ravel() + len(cells))
        for atom in first_atom:
            cells.append(tuple((name, plan.dimensions[name][codes[name][atom]]) for name in table))
        if len(cells) > given.most_cells:
            raise BadInput(fault(file, "too_many_cells", part="disclosure", most=given.most_cells))
    columns = np.unique(np.stack(signature, axis=1)[possible], axis=0)
    if len(columns) > given.most_atoms:
        raise BadInput(fault(file, "too_many_atoms", part="disclosure", most=given.most_atoms))
    members = np.zeros((len(cells), len(columns)), dtype=np.float32)
    for column in columns.T:
        members[column, np.arange(len(columns))] = 1
    return Lattice(plan, tuple(cells), tuple(keyed), members, _equal(members))


def _equal(members: npt.NDArray[np.float32]) -> Codes:
    packed = np.packbits(members.astype(bool), axis=1)
    first: dict[bytes, int] = {}
    return np.array(
        [first.setdefault(row.tobytes(), place) for place, row in enumerate(packed)], dtype=np.int64
    )


def atoms(plan: Plan, file: str) -> dict[str, Codes]:
    """Every combination of categories that the nesting allows, as codes. Raises BadInput: too many."""
    top = [name for name in plan.dimensions if name not in plan.nested.values()]
    sizes = [len(plan.dimensions[name]) for name in top]
    most = settings().most_combinations
    if np.prod(sizes, dtype=np.float64) > most:
        raise BadInput(fault(file, "too_many_combinations", part="disclosure", most=most))
    grid = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=np.int64)
    codes = {name: grid[place].astype(np.int64) for place, name in enumerate(top)}
    keep = np.ones(grid.shape[1], dtype=bool)
    waiting = list(top)
    while waiting:
        child = waiting.pop()
        if child not in plan.nested:
            continue
        parent = plan.nested[child]
        order = {category: place for place, category in enumerate(plan.dimensions[parent])}
        to = np.array([order[plan.parents[child][category]] for category in plan.dimensions[child]])
        implied = to[codes[child]]
        if parent in codes:  # two children of one parent: only where they agree
            keep &= codes[parent] == implied
        else:
            codes[parent] = implied
            waiting.append(parent)
    return {name: code[keep] for name, code in codes.items()} or {"": np.zeros(1, dtype=np.int64)}


def matching(plan: Plan, codes: Mapping[str, Codes], cell: Address) -> npt.NDArray[np.bool_]:
    """Which rows of codes lie in a cell."""
    inside = np.ones(len(next(iter(codes.values()))), dtype=bool)
    for name, category in cell:
        inside &= codes[name] == plan.dimensions[name].index(category)
    return inside
