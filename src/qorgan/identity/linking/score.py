"""The weight of evidence between two records, as Splink computes it, over arrays and without a database.

Fellegi and Sunter (1969): each comparison adds log2(m/u) of the level that holds; where a value's rarity
counts, log2(u) - log2(frequency) is added (term frequency, as in Splink). On top of that we limit evidence
that belongs together (`caps`): a whole family shares surname, father's name, telephone and street.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.identity.linking.comparisons import COMPARISONS, Comparison, Level
from qorgan.identity.linking.model import SAME_WEIGHT, Model
from qorgan.identity.linking.paired import Pairs

Weights = NDArray[np.float64]
# column -> value -> its share among the records where the column is known
Frequencies = Mapping[str, Mapping[str, float]]

_DIFFERENT_GIVEN = "other"


@dataclass(frozen=True)
class Scored:
    """By comparison: the place of the level that held, and the bits it added. Totals: before and after
    caps.
    """

    levels: dict[str, NDArray[np.int8]]
    weights: dict[str, Weights]
    uncapped: Weights
    total: Weights


def level_of(comparison: Comparison, pairs: Pairs) -> NDArray[np.int8]:
    """The place of the first level that holds, for each pair."""
    out = np.full(pairs.size, -1, dtype=np.int8)
    left = np.ones(pairs.size, dtype=bool)
    for place, level in enumerate(comparison.levels):
        held = level.condition.holds(pairs) & left
        if held.any():
            out[held] = place
            left &= ~held
            if not left.any():
                break
    return out


def score(pairs: Pairs, model: Model, frequencies: Frequencies, caps: Mapping[str, float]) -> Scored:
    """Weights in bits for each pair of `pairs`."""
    levels, weights = {}, {}
    # In Splink's order, so that its sums are ours to the last bit and no tie is another's.
    uncapped = np.full(pairs.size, model.prior_weight())
    for comparison in COMPARISONS:
        found = level_of(comparison, pairs)
        bits, rare = model.bits[comparison.id][found], np.zeros(pairs.size)
        for place, level in enumerate(comparison.levels):
            if level.frequency and level.id != "unknown":
                where = np.flatnonzero(found == place)
                rare[where] = _rarity(pairs, where, level, model.u[comparison.id][level.id], frequencies)
        levels[comparison.id], weights[comparison.id] = found, bits + rare
        uncapped = uncapped + bits + rare
    return Scored(levels, weights, uncapped, uncapped - excess(levels, weights, caps))


def _rarity(
    pairs: Pairs, where: NDArray[np.int64], level: Level, u: float, frequencies: Frequencies
) -> NDArray[np.float64]:
    shares = pairs.shares(level.frequency, where, frequencies.get(level.frequency, {}))
    bits = math.log2(u) - np.log2(np.fmax(shares, level.rarest or np.nan))
    return np.where(np.isnan(shares), 0.0, bits)


def _place(comparison: str, level: str) -> int:
    levels = next(one.levels for one in COMPARISONS if one.id == comparison)
    return next(place for place, one in enumerate(levels) if one.id == level)


def excess(
    levels: Mapping[str, NDArray[np.int8]], weights: Mapping[str, Weights], caps: Mapping[str, float]
) -> Weights:
    """Bits above the caps, to be taken off. The same rule as `excess_sql`."""
    family, beside = excesses(levels, weights, caps)
    return family + beside


def excesses(
    levels: Mapping[str, NDArray[np.int8]], weights: Mapping[str, Weights], caps: Mapping[str, float]
) -> tuple[Weights, Weights]:
    """What is taken off because a family shares it, and because an equal IIN says it already."""
    household = np.add.reduce([np.maximum(weights[one.id], 0) for one in COMPARISONS if one.household])
    other = levels["given"] == _place("given", _DIFFERENT_GIVEN)
    limit = np.where(other, caps["household_other_given_name"], caps["household"])
    beside = np.maximum(weights["born"], 0) + np.maximum(weights["sex"], 0)
    same_iin = levels["iin"] == _place("iin", "same")
    over = np.maximum(beside - caps["beside_equal_iin"], 0)
    return np.maximum(household - limit, 0), np.where(same_iin, over, 0)


def _bits_sql(comparison: Comparison) -> str:
    rare = any(level.frequency for level in comparison.levels)
    return f"mw_{comparison.id} + mw_tf_adj_{comparison.id}" if rare else f"mw_{comparison.id}"


def _held_sql(model: Model, comparison: str, level: str) -> str:
    """That this level held: Splink keeps its weight and not its number, and no two levels weigh the same."""
    return f"abs(mw_{comparison} - ({model.weight(comparison, level)!r})) < {SAME_WEIGHT}"


def excess_sql(model: Model, caps: Mapping[str, float]) -> str:
    """The same over the columns that Splink's prediction keeps."""
    bits = {one.id: f"greatest({_bits_sql(one)}, 0)" for one in COMPARISONS}
    household = " + ".join(bits[one.id] for one in COMPARISONS if one.household)
    limit = (
        f"CASE WHEN {_held_sql(model, 'given', _DIFFERENT_GIVEN)} "
        f"THEN {caps['household_other_given_name']} ELSE {caps['household']} END"
    )
    beside = f"greatest({bits['born']} + {bits['sex']} - {caps['beside_equal_iin']}, 0)"
    same_iin = _held_sql(model, "iin", "same")
    return f"greatest({household} - ({limit}), 0) + CASE WHEN {same_iin} THEN {beside} ELSE 0 END"
