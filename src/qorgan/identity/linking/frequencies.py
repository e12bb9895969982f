"""How often a value stands among people: as the table at hand shows it, leaning on what is known beforehand.

In a list of ten records every name is one in ten; nobody would call it common for that. So each count is
joined with `LEAN` records of an invented population (`data/name_shares.tsv`, written by
`scripts/train_linkage.py`): a short list leans on it wholly, a list of a million hardly at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from qorgan.identity.linking.comparisons import columns

# Records of the invented population that count beside those at hand.
LEAN = 20_000
# Of a value that the population's table does not have: a rare name, one region of some twenty, a telephone.
OTHERWISE = {"surname": 2e-5, "given": 2e-5, "father": 2e-5, "region": 0.05, "phone": 1e-7}


@cache
def beforehand() -> Mapping[tuple[str, str], float]:
    """(column, value) -> share in the invented population."""
    text = files("qorgan.identity").joinpath("data", "name_shares.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(column, value): float(share) for column, value, share in rows}


def share(column: str, value: str, count: int, of: int) -> float:
    """The share of a value that stands `count` times in `of` records.

    >>> round(share("phone", "+77010000001", 2, 10), 4), round(share("region", "?", 500_000, 1_000_000), 2)
    (0.0001, 0.49)
    """
    known = beforehand().get((column, value), OTHERWISE[column])
    return (count + LEAN * known) / (of + LEAN)


def frequencies(faces: pa.Table) -> dict[str, dict[str, float]]:
    """Of each column whose rarity counts: value -> share."""
    out = {}
    for name in columns():
        counted = pc.value_counts(faces[name].drop_null().combine_chunks())
        total = len(faces) - faces[name].null_count
        values, counts = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
        out[name] = {
            value: share(name, value, count, total) for value, count in zip(values, counts, strict=True)
        }
    return out


def coded(column: str, values: pa.Array, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """`frequencies` of one column as an array: the share of each of `values`."""
    known = np.full(len(values), OTHERWISE[column])
    listed = {value: share for (of, value), share in beforehand().items() if of == column}
    at = pc.index_in(pa.array(list(listed), pa.string()), values).to_numpy(zero_copy_only=False)
    there = ~np.isnan(at)
    known[at[there].astype(np.int64)] = np.array(list(listed.values()))[there]
    shares: NDArray[np.float64] = (counts + LEAN * known) / (counts.sum() + LEAN)
    return shares


def tables(faces: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The same as Splink takes it: for each column a table of values with `tf_` and its name."""
    for name, shares in frequencies(faces).items():
        values = pa.array(list(shares), pa.string())
        yield name, pa.table({name: values, f"tf_{name}": pa.array(list(shares.values()), pa.float64())})
