"""Trains the model: Splink counts how often each level is seen, over invented people whose truth is known.

m (records of one person) comes from the truth column, u (two people) from random pairs; where a level is
plain equality u is computed from how often each value stands, since random pairs hardly ever show it.
"""

from __future__ import annotations

import logging
import math
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from qorgan.identity.linking.comparisons import COMPARISONS
from qorgan.identity.linking.frequencies import frequencies
from qorgan.identity.linking.keys import table
from qorgan.identity.linking.model import Model, read
from qorgan.identity.linking.paired import arrays, pairs
from qorgan.identity.linking.score import score
from qorgan.identity.linking.splinking import settings

Rows = NDArray[np.int64]

# Seen in fewer pairs than this, a level's share is a guess: half a pair is put in its place.
HALF_A_PAIR = 0.5


def train(faces: pa.Table, truth: str, random_pairs: float, seed: int, rounds: int = 2) -> dict[str, Any]:
    """`comparisons` of the model's file: {comparison: {level: {"m": share, "u": share}}}.

    `faces` have columns `face` (their row), `record` and `truth`, which is equal for records of one person.
    Of two records with several readings the pair that belongs together is not known: the first round takes
    the first readings, each further one those that weigh most under the model so far.
    """
    left, right = pairs_of_one_person(faces["record"].to_numpy(), faces[truth].to_numpy())
    values = arrays(faces)
    chosen = first_of_each(faces["record"].to_numpy(), left, right, -(left + right))
    for turn in range(rounds):
        trained = _train(faces, left[chosen], right[chosen], random_pairs, seed)
        if turn + 1 < rounds:
            model = model_of(trained)
            weights = score(pairs(values, left, right), model, frequencies(faces), table().caps).total
            chosen = first_of_each(faces["record"].to_numpy(), left, right, weights)
    return trained


def pairs_of_one_person(records: Rows, truth: Rows) -> tuple[Rows, Rows]:
    """Rows of faces of different records of one person, every pair once."""
    order = np.argsort(truth, kind="stable")
    starts = np.flatnonzero(np.r_[True, truth[order][1:] != truth[order][:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    left, right = [], []
    for size in np.unique(sizes[sizes > 1]):
        rows = order[starts[sizes == size][:, None] + np.arange(size)[None, :]]
        first, second = np.triu_indices(size, 1)
        left.append(rows[:, first].ravel())
        right.append(rows[:, second].ravel())
    one, two = np.concatenate(left), np.concatenate(right)
    other = records[one] != records[two]
    return one[other], two[other]


def first_of_each(records: Rows, left: Rows, right: Rows, weights: NDArray[Any]) -> Rows:
    """For each pair of records the place of its heaviest pair of faces."""
    one, two = np.minimum(records[left], records[right]), np.maximum(records[left], records[right])
    order = np.lexsort((-weights, two, one))
    new = np.r_[True, (one[order][1:] != one[order][:-1]) | (two[order][1:] != two[order][:-1])]
    return order[new]


def _train(faces: pa.Table, left: Rows, right: Rows, random_pairs: float, seed: int) -> dict[str, Any]:
    import duckdb
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect(":memory:")
    api = DuckDBAPI(connection)
    labels = pa.table({"face_l": left, "face_r": right, "clerical_match_score": np.ones(len(left))})
    for name, given in (("faces", faces), ("labels", labels)):
        connection.register("given", given)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # nosec B608 - two fixed names
        connection.unregister("given")
    linker = Linker(api.register("faces"), settings(None), log_level=logging.ERROR, validate_settings=False)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=random_pairs, seed=seed, min_count_per_level=None
    )
    linker.training.estimate_m_from_pairwise_labels("labels")  # type: ignore[no-untyped-call]
    told = linker.misc.save_model_to_json()
    connection.close()
    counted = counted_u(faces)
    out: dict[str, dict[str, dict[str, float]]] = {}
    for comparison, row in zip(COMPARISONS, told["comparisons"], strict=True):
        out[comparison.id] = {}
        for level, numbers in zip(comparison.levels, row["comparison_levels"], strict=True):
            if level.id == "unknown":
                continue
            u = numbers.get("u_probability") or HALF_A_PAIR / random_pairs
            if level.frequency:
                u = agreement(faces[level.frequency]) or u
            u = counted.get((comparison.id, level.id)) or u
            m = numbers.get("m_probability") or HALF_A_PAIR / len(left)
            out[comparison.id][level.id] = {"m": _short(m), "u": _short(u)}
    return out


def model_of(comparisons: dict[str, Any]) -> Model:
    """A model good enough to choose readings by."""
    return read({"comparisons": comparisons, "prior": 1e-6, "review": 0.0, "likely": 0.0, "about": {}})


def counted_u(faces: pa.Table) -> dict[tuple[str, str], float]:
    """u of levels that random pairs are too few to show, counted over all pairs."""
    days, january = agreement(faces["born_day"]), _january(faces)
    return {
        ("surname", "in_the_other_place"): crossing(faces),
        ("born", "same_first_of_january"): january,
        ("born", "same_day"): days - january,
        ("iin", "same"): agreement(faces["iin"]),
    }


def _january(faces: pa.Table) -> float:
    """Two records by chance have the same first of January, of those with a day."""
    years = pc.value_counts(faces["born_january"].drop_null().combine_chunks()).field("counts").to_numpy()
    total = faces.num_rows - faces["born_day"].null_count
    return float((years.astype(float) * (years - 1)).sum() / (total * (total - 1))) if total > 1 else 0.0


def agreement(column: pa.ChunkedArray) -> float:
    """How likely two records agree by chance, where both have a value: the sum of squared shares."""
    counts = pc.value_counts(column.drop_null().combine_chunks()).field("counts").to_numpy().astype(float)
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / (total * (total - 1))) if total > 1 else 0.0


def crossing(faces: pa.Table) -> float:
    """How likely two records have surname and given name crossed by chance: too rare for random pairs to
    show.
    """
    named = faces.select(["surname", "given"]).drop_null()
    counted = named.group_by(["surname", "given"]).aggregate([([], "count_all")])
    turned = counted.rename_columns(["given", "surname", "turned"])
    both = counted.join(turned, ["surname", "given"], join_type="inner")
    pairs_ = pc.sum(pc.multiply(both["count_all"], both["turned"])).as_py() or 0
    return float(pairs_ / named.num_rows**2) if named.num_rows else 0.0


def _short(share: float) -> float:
    return float(f"{max(share, 1e-12):.6g}") if not math.isnan(share) else 1e-12
