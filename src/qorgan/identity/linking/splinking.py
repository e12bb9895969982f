"""Splink under our columns: settings, a linker over faces, pairs found by our keys, weights with our caps.

Splink and its databases are imported here only, and only when a batch is asked for. The SQL is the same on
DuckDB and on Spark, and so are its answers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from qorgan.identity.linking.keys import Table
from qorgan.identity.linking.model import Model, splink_comparisons
from qorgan.identity.linking.score import excess_sql

ID = "face"

logging.getLogger("splink").setLevel(logging.ERROR)


def settings(model: Model | None) -> Any:
    """Splink's settings over the comparisons; without `model`, untrained."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ID,
        comparisons=list(splink_comparisons(model)),
        blocking_rules_to_generate_predictions=[{"blocking_rule": "1=0"}],
        probability_two_random_records_match=model.prior if model else 1e-6,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=False,
    )


def counted_sql(keys: str) -> str:
    """How many faces carry each key."""
    return f"SELECT key, count(*) AS holders FROM {keys} GROUP BY key HAVING count(*) > 1"  # nosec B608


def usable_sql(keys: str, counted: str, table: Table) -> str:
    """Keys under which faces may meet: held by two or more and not frequent.

    A key that refines another counts only for faces whose coarser key is frequent, so that most meet under
    few.
    """
    types = {one.id: one for one in table.types}
    frequent = " ".join(f"WHEN {one.number} THEN {one.frequent}" for one in table.types)
    plain = [str(one.number) for one in table.types if not one.refines]
    refined = " OR ".join(
        f"(k.type = {one.number} AND EXISTS (SELECT 1 FROM {keys} AS p "  # nosec B608
        f"JOIN {counted} AS pc ON p.key = pc.key "
        f"WHERE p.face = k.face AND p.type = {types[one.refines].number} "
        f"AND pc.holders > {types[one.refines].frequent}))"
        for one in table.types
        if one.refines
    )
    return (
        f"SELECT k.face, k.record, k.key FROM {keys} AS k JOIN {counted} AS c ON k.key = c.key "  # nosec B608
        f"WHERE c.holders <= CASE k.type {frequent} END AND (k.type IN ({', '.join(plain)}) OR {refined})"
    )


def pairs_sql(usable: str, chunk: int, chunks: int) -> str:
    """Pairs of faces of different records that share a usable key, each once; one chunk of `chunks`.

    All pairs of one left record are in one chunk, so the best over its faces can be taken there.
    """
    return (
        f"SELECT DISTINCT '0' AS match_key, a.face AS join_key_l, b.face AS join_key_r "  # nosec B608
        f"FROM {usable} AS a JOIN {usable} AS b ON a.key = b.key AND a.record < b.record "
        f"WHERE a.record % {chunks} = {chunk}"
    )


def weighed_sql(predicted: str, faces: str, model: Model, caps: Mapping[str, float], least: float) -> str:
    """The best pair of faces for each pair of records, with its weight after the caps, from `least` bits
    on.
    """
    return f"""
    WITH capped AS (
        SELECT {ID}_l, {ID}_r, match_weight - ({excess_sql(model, caps)}) AS weight, match_weight AS uncapped
        FROM {predicted}
    ), ranked AS (
        SELECT l.record AS record_l, r.record AS record_r, c.*,
            row_number() OVER (
                PARTITION BY l.record, r.record ORDER BY c.weight DESC, c.{ID}_l, c.{ID}_r
            ) AS place
        FROM capped AS c JOIN {faces} AS l ON c.{ID}_l = l.{ID} JOIN {faces} AS r ON c.{ID}_r = r.{ID}
        WHERE c.weight >= {least}
    )
    SELECT record_l, record_r, {ID}_l, {ID}_r, weight, uncapped FROM ranked WHERE place = 1
    """  # nosec B608
