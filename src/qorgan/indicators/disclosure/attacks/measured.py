"""Attacks on whole releases of invented people, and what averaging does where ids are not stable.

The attacker of linked tables knows the mean of every smallest part, reads each published value as what it
says of its cell, joins all cells in one least-squares fit (the first step of expectation propagation) and
adds what the others say of a count to what its own value says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.indicators.disclosure.attacks.exact import channel
from qorgan.indicators.disclosure.lattice import Lattice, Plan, lattice, with_totals
from qorgan.indicators.disclosure.ptable import perturb_cells, ptable
from qorgan.indicators.disclosure.rule import allowed

Numbers = npt.NDArray[np.float64]
LARGE, TARGET = 80, 8.0


@dataclass(frozen=True)
class Hits:
    """How often a guess was the true count."""

    targets: int
    alone: int
    attacked: int
    changed: int = 0

    @property
    def error(self) -> float:
        """The standard error of the gain: both guesses are of the same counts."""
        return 100 * float(np.sqrt(self.changed)) / max(self.targets, 1)

    @property
    def gain(self) -> float:
        """Points of accuracy."""
        return 100 * (self.attacked - self.alone) / max(self.targets, 1)

    def __add__(self, other: Hits) -> Hits:
        return Hits(
            self.targets + other.targets,
            self.alone + other.alone,
            self.attacked + other.attacked,
            self.changed + other.changed,
        )


def country(regions: int = 20, sexes: int = 2, kinds: int = 4) -> Lattice:
    """Region by sex by kind of violence with all of their totals."""
    sizes = {"kind": kinds, "region": regions, "sex": sexes}
    names = {name: tuple(str(n) for n in range(size)) for name, size in sizes.items()}
    return lattice(Plan(names, with_totals([tuple(names)]), {}, {}, ()), "attack")


def periods() -> Lattice:
    """Regions by quarter, with the year and the country."""
    names = {"quarter": tuple("1234"), "region": tuple(str(n) for n in range(20))}
    return lattice(Plan(names, with_totals([tuple(names)]), {}, {}, ()), "attack")


def districts() -> Lattice:
    """Districts within regions, by sex, with all totals."""
    places = {f"{region}.{n}": str(region) for region in range(12) for n in range(6)}
    names = {"district": tuple(places), "region": tuple(str(n) for n in range(12)), "sex": ("f", "m")}
    tables = with_totals([("district", "sex"), ("region", "sex")])
    return lattice(Plan(names, tables, {"district": "region"}, {"district": places}, ()), "attack")


def linked(seed: int, rounds: int, ruled: bool, made: Lattice | None = None) -> Hits:
    """Published small counts, guessed from their own value and from every cell of the release."""
    chance = np.random.default_rng(seed)
    made = made or country()
    total = Hits(0, 0, 0)
    for _ in range(rounds):
        means: Numbers = np.asarray(chance.gamma(0.7, 30, made.members.shape[1])) + 0.2
        parts = np.asarray(chance.poisson(means))
        keys = chance.integers(0, 2**64, parts.size, dtype=np.uint64)
        counts = (made.members @ parts).round().astype(np.int64)
        summed = np.array([keys[row > 0].sum(dtype=np.uint64) for row in made.members], dtype=np.uint64)
        shown = perturb_cells(counts, summed)
        leaves = allowed(made.members, shown).leaves if ruled else np.ones(len(shown), dtype=bool)
        total += _guessed(made.members.astype(np.float64), counts, means, shown, leaves)
    return total


def _guessed(members: Numbers, counts: Any, means: Numbers, shown: Any, leaves: Any) -> Hits:
    expected = members @ means
    site = [_site(float(expected[n]), int(shown[n])) if leaves[n] else (0.0, 0.0) for n in range(len(shown))]
    precision, weighted = (np.array(some) for some in zip(*site, strict=True))
    joint = np.diag(1 / means) + (members * precision[:, None]).T @ members
    spread = np.linalg.inv(joint)
    middle = spread @ (np.ones(len(means)) + members.T @ weighted)
    hits = Hits(0, 0, 0)
    for cell in np.flatnonzero(leaves & (members.sum(axis=1) == 1)):
        atom = int(np.argmax(members[cell]))
        if means[atom] > TARGET:
            continue
        own = _own(means[atom], int(shown[cell]))
        rest = 1 / spread[atom, atom] - 1 / means[atom] - precision[cell]
        pull = middle[atom] / spread[atom, atom] - 1 - weighted[cell]
        true = np.arange(len(own))
        with np.errstate(divide="ignore"):
            score = np.log(own) + (pull * true - rest * true**2 / 2 if rest > 1e-9 else 0)
        first, second = (int(np.argmax(some) == counts[cell]) for some in (own, score))
        hits += Hits(1, first, second, abs(first - second))
    return hits


def _own(mean: float, shown: int) -> Numbers:
    """What a count may be, by its own published value, up to a factor."""
    size = shown + ptable().most + 1
    true = np.arange(size)
    log_prior = true * np.log(mean) - np.cumsum(np.log(np.maximum(true, 1)))
    found: Numbers = np.exp(log_prior - log_prior.max()) * channel(size)[:, shown]
    return found


def _site(mean: float, shown: int) -> tuple[float, float]:
    """A published value as a measurement: precision, and precision times what it measured."""
    if shown > LARGE:
        return 0.5, shown / 2
    own = _own(mean, shown)
    if own.sum() == 0:
        return 0.0, 0.0
    own /= own.sum()
    middle = float(own @ np.arange(len(own)))
    spread = max(float(own @ np.arange(len(own)) ** 2) - middle**2, 1e-3)
    precision = 1 / spread - 1 / mean
    return (precision, middle / spread - 1) if precision > 0 else (0.0, 0.0)


def averaged(prior: Numbers, releases: int, seed: int, draws: int = 20_000) -> float:
    """Accuracy where every release draws new noise for the same records: ids that are not stable."""
    chance = np.random.default_rng(seed)
    true = chance.choice(len(prior), draws, p=prior)
    see = channel(len(prior))
    with np.errstate(divide="ignore"):
        score = np.tile(np.log(prior), (draws, 1))
        for _ in range(releases):
            keys = chance.integers(0, 2**64, draws, dtype=np.uint64)
            score += np.log(see[:, perturb_cells(true, keys)].T)
    return float((score.argmax(axis=1) == true).mean())
