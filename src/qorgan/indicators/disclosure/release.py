"""What leaves: perturbed counts, frozen, with what a reader must know about them.

A cell's status is published, withheld or impossible. Why a cell is withheld is not said outside: "withheld,
because all of a row is in one cell" would say what withholding hides. `Release.audit` is for the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qorgan.indicators.disclosure.lattice import Address
from qorgan.indicators.disclosure.ptable import ptable
from qorgan.indicators.disclosure.settings import settings
from qorgan.indicators.faults import BadInput, fault
from qorgan.indicators.texts import LANGUAGES, Text, number, texts

PUBLISHED, WITHHELD, IMPOSSIBLE = "published", "withheld", "impossible"
FORMAT = "qorgan.disclosure.release"


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` as published; the true count lies between `low` and `high` for certain. None: withheld."""

    address: Address
    status: str
    count: int | None
    low: int | None
    high: int | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "cell": dict(self.address),
            "status": self.status,
            "count": self.count,
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """For the office only: which cells stayed and why, and rows that are all in one cell."""

    records: int
    units: int
    near: int
    worked_out: int
    open: int
    all_in_one: tuple[Address, ...]
    kept_from_earlier: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "records": self.records,
            "units": self.units,
            "withheld_near_a_total": self.near,
            "withheld_against_working_out": self.worked_out,
            "small_counts_left_open_by_earlier_releases": self.open,
            "rows_all_in_one_cell": [dict(cell) for cell in self.all_in_one],
            "figures_kept_from_earlier": self.kept_from_earlier,
        }


@dataclass(frozen=True)
class Release:
    """Perturbed counts that left together, and what is needed to judge them and to check the next ones."""

    name: str
    unit: str
    dimensions: Mapping[str, tuple[str, ...]]
    tables: tuple[tuple[str, ...], ...]
    parents: Mapping[str, Mapping[str, str]]
    nested: Mapping[str, str]
    structural: tuple[Address, ...]
    cells: tuple[Cell, ...]
    key_check: str
    audit: Audit | None = field(default=None, compare=False, repr=False)

    def find(self, **cell: str) -> Cell | None:
        """The cell with exactly these categories; a total leaves the dimension out."""
        wanted = tuple(sorted(cell.items()))
        return next((one for one in self.cells if one.address == wanted), None)

    def text(self) -> dict[str, Text]:
        """What every page with these numbers has to say."""
        said = texts("disclosure")
        words = {"noise": settings().noise_most, "variance": f"{settings().variance:g}"}
        return {key: said[f"says_{key}"].filled(**words) for key in SAYS}

    def as_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "name": self.name,
            "method": method(),
            "key_check": self.key_check,
            "unit": self.unit,
            "dimensions": {name: list(found) for name, found in self.dimensions.items()},
            "nested": dict(self.nested),
            "parents": {name: dict(found) for name, found in self.parents.items()},
            "structural_zeros": [dict(cell) for cell in self.structural],
            "tables": [list(table) for table in self.tables],
            "cells": [cell.as_dict() for cell in self.cells],
            "text": {key: text.as_dict() for key, text in self.text().items()},
        }


SAYS = ("method", "zero", "not_additive", "withheld", "not_for")


def method() -> dict[str, Any]:
    """Version, variance and thresholds, as every release carries them."""
    given = settings()
    return {
        "name": "cell key",
        "version": given.version,
        "status": given.status,
        "ptable_sha256": given.ptable_sha256,
        "noise_most": given.noise_most,
        "variance": given.variance,
        "variance_of_a_zero": ptable().variance(0),
        "bias_of_a_zero": given.zero_mean,
        "never_published": list(given.never_published),
        "difference_least": given.difference,
        "others_variance_least": given.others_variance,
        "rate_withheld_below": given.rate_least,
        "rate_flagged_below": given.rate_flag,
        "median_withheld_below": given.median_least,
        "percentile90_withheld_below": given.percentile90_least,
    }


def bounds(count: int) -> tuple[int, int]:
    """The least and the greatest true count that can be published so, from the table of noise.

    >>> bounds(3), bounds(0)
    ((0, 8), (0, 5))
    """
    table = ptable()
    able = [
        t for t in range(max(0, count - table.most), count + table.most + 1) if table.likelihood(t, count)
    ]
    return able[0], able[-1]


def cell(where: Address, count: int | None, impossible: bool = False) -> Cell:
    if impossible:
        return Cell(where, IMPOSSIBLE, 0, 0, 0)
    if count is None:
        return Cell(where, WITHHELD, None, None, None)
    return Cell(where, PUBLISHED, count, *bounds(count))


def from_dict(document: Any, file: str) -> Release:
    """A release as `as_dict` gave it. Raises BadInput: not one, or of another method."""
    try:
        if document["format"] != FORMAT:
            raise KeyError("format")
        if document["method"]["ptable_sha256"] != settings().ptable_sha256:
            raise BadInput(fault(file, "other_method", part="disclosure", version=settings().version))
        cells = tuple(_cell(one) for one in document["cells"])
        return Release(
            name=str(document["name"]),
            unit=str(document["unit"]),
            dimensions={str(name): tuple(map(str, some)) for name, some in document["dimensions"].items()},
            tables=tuple(tuple(map(str, table)) for table in document["tables"]),
            parents={str(name): dict(some) for name, some in document["parents"].items()},
            nested=dict(document["nested"]),
            structural=tuple(tuple(sorted(one.items())) for one in document["structural_zeros"]),
            cells=cells,
            key_check=str(document["key_check"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(fault(file, "no_release", part="disclosure")) from error


def _cell(one: Mapping[str, Any]) -> Cell:
    if one["status"] not in (PUBLISHED, WITHHELD, IMPOSSIBLE):
        raise ValueError("status")
    count = one["count"]
    if (count is None) != (one["status"] == WITHHELD) or not (count is None or type(count) is int):
        raise ValueError("count")
    where = tuple(sorted((str(name), str(value)) for name, value in one["cell"].items()))
    return cell(where, count, one["status"] == IMPOSSIBLE)


def human(release: Release, language: str) -> Iterable[str]:
    """The cells in readable columns, then what a reader must know."""
    if language not in LANGUAGES:
        raise KeyError(language)
    said = texts("disclosure")
    names = list(release.dimensions)
    head = [*names, said["column_count"][language], said["column_between"][language]]
    rows: list[Sequence[str]] = [head]
    for one in release.cells:
        found = _whole(one.address, release)
        where = [found.get(name, said["all"][language]) for name in names]
        if one.count is None:
            rows.append([*where, said["withheld"][language], ""])
        elif one.status == IMPOSSIBLE:
            rows.append([*where, "0", said["impossible"][language]])
        else:
            between = f"{number(one.low, language)}–{number(one.high, language)}"
            rows.append([*where, number(one.count, language), between])
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        yield "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    for text in release.text().values():
        yield text[language]


def _whole(where: Address, release: Release) -> dict[str, str]:
    """An address with what it implies: a district's region."""
    found = dict(where)
    waiting = list(found)
    while waiting:
        child = waiting.pop()
        parent = release.nested.get(child)
        if parent is not None and found[child] in release.parents.get(child, {}):
            found[parent] = release.parents[child][found[child]]
            waiting.append(parent)
    return found
