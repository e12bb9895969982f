"""`perturb`: records in, a release out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from qorgan.indicators.disclosure import counting
from qorgan.indicators.disclosure.counting import Asked
from qorgan.indicators.disclosure.keys import Secret
from qorgan.indicators.disclosure.lattice import Address, Lattice, Plan, address, lattice, matching
from qorgan.indicators.disclosure.ptable import perturb_cells
from qorgan.indicators.disclosure.release import PUBLISHED, Audit, Release, cell
from qorgan.indicators.disclosure.rule import allowed
from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, Fault, fault, refuse

Whole = npt.NDArray[np.int64]


def perturb(
    frame: pl.DataFrame,
    dimensions: Sequence[str],
    secret: Secret | bytes,
    *,
    unit: str = "id",
    tables: Sequence[Sequence[str]] = (),
    totals: bool = True,
    nested: Mapping[str, str] | None = None,
    parents: Mapping[str, Mapping[str, str]] | None = None,
    categories: Mapping[str, Sequence[str]] | None = None,
    structural_zeros: Sequence[Mapping[str, str]] = (),
    earlier: Sequence[Release] = (),
    name: str = "",
    file: str = "records",
    first_line: int = 1,
) -> Release:
    """Counts of distinct `unit` in every cell of the tables, perturbed; only those that may leave together.

    `tables`: which combinations of dimensions (all of them in one, if none is said), with every total unless
    `totals` is false. `nested`: a dimension that lies within another, {"district": "region"}; `parents`:
    where each of its categories lies; `categories`: what is in the code book whether or not anybody is there.
    `structural_zeros`: cells that cannot be. `earlier`: every release over the same records that has left.

    The same records have the same noise in every release and table; figures that have left stay as they are
    until they have changed by more than could be told apart. Raises BadInput, a fault a line.
    """
    key = secret if isinstance(secret, Secret) else Secret(secret)
    _same_key(earlier, key, file)
    asked = Asked(
        dimensions=tuple(dict.fromkeys(dimensions)),
        tables=tuple(tuple(dict.fromkeys(table)) for table in tables),
        nested=dict(nested or {}),
        structural=tuple(address(zero) for zero in structural_zeros),
        categories={place: tuple(some) for place, some in (categories or {}).items()},
        parents=_parents(parents or {}, earlier),
        unit=unit,
        file=file,
        totals=totals,
    )
    refuse(_unknown(asked, earlier))
    found = counting.records(frame, asked, key, first_line)
    plan, codes = counting.planned(found, asked, _categories(earlier), [])
    before = _Before.of(earlier, plan)
    made = lattice(before.plan, file)
    _none_impossible(plan, codes, file, first_line)
    counts, keys = counting.by_cell(found, codes, made, key)
    return _released(asked, plan, made, before, counts, keys, key, name, (len(frame), len(found.keys)))


@dataclass(frozen=True)
class _Before:
    """The plan widened by the tables that have left, and the last figure of each cell."""

    plan: Plan
    figures: Mapping[Address, int]

    @staticmethod
    def of(earlier: Sequence[Release], plan: Plan) -> _Before:
        figures: dict[Address, int] = {}
        tables = dict.fromkeys(plan.tables)
        for release in earlier:
            tables |= dict.fromkeys(tuple(sorted(table)) for table in release.tables)
            for one in release.cells:
                if one.status == PUBLISHED and one.count is not None:
                    figures[one.address] = one.count
        wider = Plan(plan.dimensions, tuple(tables), plan.nested, plan.parents, plan.structural)
        return _Before(wider, figures)


def _released(
    asked: Asked,
    plan: Plan,
    made: Lattice,
    before: _Before,
    counts: Whole,
    keys: npt.NDArray[np.uint64],
    secret: Secret,
    name: str,
    size: tuple[int, int],
) -> Release:
    impossible = made.impossible
    shown = perturb_cells(counts, keys, impossible)
    fixed, kept, members = _fixed(made, before, shown)
    firsts = np.flatnonzero((made.same_as == np.arange(len(made.cells))) & ~impossible)
    ours = {plan.short(table) for table in plan.tables}
    asked_for = np.array([tuple(place for place, _ in one) in ours for one in made.cells])
    heard = np.array([bool((asked_for & (made.same_as == first)).any()) for first in firsts], dtype=bool)
    firsts = firsts[heard | fixed[firsts]]
    found = allowed(members[firsts], shown[firsts], fixed[firsts])
    leaves = np.zeros(len(made.cells), dtype=bool)
    leaves[firsts] = found.leaves
    leaves = leaves[made.same_as]
    cells = tuple(
        cell(made.cells[n], int(shown[made.same_as[n]]) if leaves[n] else None, bool(impossible[n]))
        for n in np.flatnonzero(asked_for)
    )
    audit = Audit(*size, found.near, found.worked_out, found.open, _all_in_one(made, counts), kept)
    return Release(
        name=name,
        unit=asked.unit,
        dimensions=plan.dimensions,
        tables=plan.tables,
        parents=plan.parents,
        nested=plan.nested,
        structural=plan.structural,
        cells=cells,
        key_check=secret.check(),
        audit=audit,
    )


def _fixed(
    made: Lattice, before: _Before, shown: Whole
) -> tuple[npt.NDArray[np.bool_], int, npt.NDArray[np.float32]]:
    """Figures that have left are kept (in `shown`) unless they moved by `difference`.

    Small revisions, each with noise of its own, would be read as many measurements of one count.
    A figure that moved is about other records than the earlier one, and is judged anew.
    """
    fixed = np.zeros(len(made.cells), dtype=bool)
    kept = 0
    for where, figure in before.figures.items():
        place = made.found(dict(where))
        if place is None:
            continue
        first = made.same_as[place]
        if abs(int(shown[first]) - figure) < settings().difference:
            kept += not fixed[first]
            shown[first] = figure
            fixed[first] = True
    return fixed, kept, made.members


def _all_in_one(made: Lattice, counts: Whole) -> tuple[Address, ...]:
    """Cells that hold every unit of a wider cell, though others were possible."""
    inhabited = np.flatnonzero((counts > 0) & (made.same_as == np.arange(len(made.cells))))
    inside = made.members[inhabited] @ made.members[inhabited].T
    size = made.members[inhabited].sum(axis=1)
    count = counts[inhabited]
    narrower = (
        (inside == size[:, None]) & (size[:, None] < size[None, :]) & (count[:, None] == count[None, :])
    )
    return tuple(made.cells[place] for place in inhabited[narrower.any(axis=1)])


def _same_key(earlier: Sequence[Release], secret: Secret, file: str) -> None:
    """Another key gives every cell new noise: averaging the two releases takes half of it off."""
    if any(release.key_check != secret.check() for release in earlier):
        raise BadInput(fault(file, "other_key", part="disclosure"))


def _categories(earlier: Sequence[Release]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for release in earlier:
        for name, some in release.dimensions.items():
            found.setdefault(name, []).extend(some)
    return found


def _parents(
    given: Mapping[str, Mapping[str, str]], earlier: Sequence[Release]
) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for some in (*(release.parents for release in earlier), given):
        for child, parents in some.items():
            found[child] = {**found.get(child, {}), **parents}
    return found


def _unknown(asked: Asked, earlier: Sequence[Release]) -> list[Fault]:
    """Dimensions that are named but are none, and those of earlier releases that are missing."""
    known, faults = set(asked.dimensions), []
    named = [*asked.nested, *asked.nested.values(), *asked.categories]
    named += [name for table in asked.tables for name in table]
    named += [name for zero in asked.structural for name, _ in zero]
    listed = ", ".join(asked.dimensions)
    for name in dict.fromkeys(named):
        if name not in known:
            faults.append(fault(asked.file, "no_dimension", part="disclosure", field=name, known=listed))
    for name in dict.fromkeys(name for release in earlier for name in release.dimensions):
        if name not in known:
            faults.append(fault(asked.file, "earlier_dimension", part="disclosure", field=name))
    if not asked.dimensions:
        faults.append(fault(asked.file, "no_dimensions", part="disclosure"))
    for child in asked.nested:
        if _circular(child, asked.nested):
            faults.append(fault(asked.file, "circular", part="disclosure", field=child))
    return faults


def _circular(child: str, nested: Mapping[str, str]) -> bool:
    seen = set()
    while child in nested:
        if child in seen:
            return True
        seen.add(child)
        child = nested[child]
    return False


def _none_impossible(plan: Plan, codes: Mapping[str, Whole], file: str, first_line: int) -> None:
    faults = []
    for zero in plan.structural:
        for row in np.flatnonzero(matching(plan, codes, zero)):
            said = ", ".join(f"{name}={value}" for name, value in zero)
            line = int(row) + first_line
            faults.append(fault(file, "structural_has_records", part="disclosure", line=line, cell=said))
    refuse(faults)
