"""Trains the model: Splink counts how often each level is seen, over invented people whose truth is known.

m (records of one person) comes from the truth column, u (two people) from random pairs; where a level is plain
equality u is computed from how often each value stands, since random pairs hardly ever show it.
"""

from __future__ import annotations

import logging
import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qorgan.identity.linking.comparisons import COMPARISONS
from qorgan.identity.linking.splinking import settings

# Seen in fewer pairs than this, a level's share is a guess: half a pair is put in its place.
HALF_A_PAIR = 0.5


def train(faces: pa.Table, truth: str, random_pairs: float, seed: int) -> dict[str, Any]:
    """`comparisons` of the model's file: {comparison: {level: {"m": share, "u": share}}}.

    `faces`: one face a record, with a column `truth` that is equal for records of one person.
    """
    import duckdb
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect(":memory:")
    api = DuckDBAPI(connection)
    connection.register("faces_given", faces)
    connection.execute("CREATE TABLE faces AS SELECT * FROM faces_given")
    linker = Linker(api.register("faces"), settings(None), log_level=logging.ERROR, validate_settings=False)
    linker.training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=seed, min_count_per_level=None)
    linker.training.estimate_m_from_label_column(truth)
    trained = linker.misc.save_model_to_json()
    same = pc.value_counts(faces[truth].combine_chunks()).field("counts").to_numpy()
    true_pairs = float((same * (same - 1) // 2).sum())
    out: dict[str, dict[str, dict[str, float]]] = {}
    for comparison, row in zip(COMPARISONS, trained["comparisons"], strict=True):
        out[comparison.id] = {}
        for level, told in zip(comparison.levels, row["comparison_levels"], strict=True):
            if level.id == "unknown":
                continue
            u = told.get("u_probability") or HALF_A_PAIR / random_pairs
            if level.frequency:
                u = agreement(faces[level.frequency]) or u
            m = told.get("m_probability") or HALF_A_PAIR / true_pairs
            out[comparison.id][level.id] = {"m": _short(m), "u": _short(u)}
    return out


def agreement(column: pa.ChunkedArray) -> float:
    """How likely two records agree by chance, where both have a value: the sum of squared shares."""
    counts = pc.value_counts(column.drop_null().combine_chunks()).field("counts").to_numpy().astype(float)
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / (total * (total - 1))) if total > 1 else 0.0


def _short(share: float) -> float:
    return float(f"{max(share, 1e-12):.6g}") if not math.isnan(share) else 1e-12
