"""Every attack in one table, without and with the rule, and the most that is gained from what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from qorgan.indicators.disclosure.attacks import exact, measured
from qorgan.indicators.disclosure.keys import Secret
from qorgan.indicators.disclosure.lattice import Lattice
from qorgan.indicators.disclosure.perturbing import perturb
from qorgan.indicators.disclosure.release import Release
from qorgan.indicators.texts import number, texts

ALLOWED = 1.0  # points
PLAIN, RULED = "plain", "ruled"
LATE = np.array([0.5, 0.3, 0.2])  # chances of 0, 1 and 2 late records between two releases
RESTS = {
    "even 20-60": exact.even(20, 60),
    "Poisson 40": exact.poisson(40, 80),
    "even 0-30": exact.even(0, 30),
}

LATTICES: dict[str, tuple[str, Callable[[], Lattice]]] = {
    "linked": ("20 regions x 2 x 4", measured.country),
    "periods": ("20 regions x 4 quarters", measured.periods),
    "districts": ("12 regions of 6 districts x 2", measured.districts),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Accuracies in percent. `counts`: whether the gain is one that must stay below a point."""

    attack: str
    design: str
    setting: str
    baseline: float
    attacked: float
    counts: bool
    targets: int | None = None
    error: float | None = None

    @property
    def gain(self) -> float:
        return self.attacked - self.baseline

    def as_dict(self) -> dict[str, Any]:
        return {
            "attack": self.attack,
            "design": self.design,
            "setting": self.setting,
            "baseline_percent": self.baseline,
            "attacked_percent": self.attacked,
            "gain_points": self.gain,
            "must_stay_below_allowed": self.counts,
            "targets": self.targets,
            "standard_error_points": self.error,
        }


def worst(rows: list[Row]) -> float:
    """The most that any attack gains from what leaves, in points."""
    return max(row.gain for row in rows if row.counts)


def attacked(seed: int = 1, rounds: int = 200) -> list[Row]:
    return [*_pairs(), *_same(), *_growing(seed), *_repeated(seed), *_linked(seed, rounds), *_limits(seed)]


def _row(attack: str, design: str, setting: str, found: tuple[float, float], counts: bool) -> Row:
    return Row(attack, design, setting, 100 * found[0], 100 * found[1], counts)


def _pairs() -> Iterator[Row]:
    for about, rest in RESTS.items():
        for name, prior in exact.priors().items():
            for design in (PLAIN, RULED):
                ruled = design == RULED
                setting = f"{name}; rest {about}"
                yield _row("nested", design, setting, exact.nested(prior, rest, ruled), ruled)
                yield _row("difference", design, setting, exact.difference(prior, rest, ruled), ruled)


def _same() -> Iterator[Row]:
    for name, prior in exact.priors().items():
        for design in (PLAIN, RULED):
            found = exact.same_records(prior, design == RULED)
            yield _row("same", design, name, found, design == RULED)


def _growing(seed: int) -> Iterator[Row]:
    kept = late_records_change_nothing(seed)
    for name, prior in exact.priors().items():
        alone, free = exact.alone(prior), exact.growing(prior, LATE, 3)
        yield _row("growing", PLAIN, name, (alone, free), False)
        yield _row("growing", RULED, name, (alone, alone if kept else free), True)


def _repeated(seed: int) -> Iterator[Row]:
    prior = exact.priors()["even 0-9"]
    alone = exact.alone(prior)
    again = alone if repeats_are_equal(seed) else measured.averaged(prior, 3, seed)
    yield _row("repeated", RULED, "even 0-9", (alone, again), True)


def _linked(seed: int, rounds: int) -> Iterator[Row]:
    for attack, (setting, made) in LATTICES.items():
        for design in (PLAIN, RULED):
            ruled = design == RULED
            found = measured.linked(seed, rounds, ruled, made())
            some = 100 * found.alone / found.targets, 100 * found.attacked / found.targets
            yield Row(attack, design, setting, *some, ruled, found.targets, found.error)


def _limits(seed: int) -> Iterator[Row]:
    prior = exact.priors()["even 0-9"]
    alone = exact.alone(prior)
    for releases in (2, 4, 8, 16):
        found = measured.averaged(prior, releases, seed)
        yield _row("averaged", PLAIN, str(releases), (alone, found), False)
    known = np.zeros(81)
    known[80] = 1
    yield _row("known", RULED, "even 0-9; rest exactly 80", exact.nested(prior, known, True), False)


def invented(count: int, seed: int) -> pl.DataFrame:
    """Records of people who do not exist."""
    chance = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "id": [f"invented-{n}" for n in range(count)],
            "region": chance.choice([f"r{n}" for n in range(8)], count),
            "kind": chance.choice(["a", "b", "c"], count, p=[0.8, 0.17, 0.03]),
        }
    )


def _release(frame: pl.DataFrame, earlier: tuple[Release, ...] = ()) -> Release:
    return perturb(frame, ("region", "kind"), Secret(bytes(range(1, 65))), earlier=earlier)


def repeats_are_equal(seed: int) -> bool:
    """The same records in another order, through `perturb` itself."""
    frame = invented(1500, seed)
    first = _release(frame)
    return all(_release(frame.sample(fraction=1, shuffle=True, seed=n)) == first for n in (1, 2))


def late_records_change_nothing(seed: int) -> bool:
    """A first release, then two more with a few late records each: no figure that has left moves."""
    frame = invented(1500, seed)
    releases: list[Release] = []
    for late in (0, 5, 10):
        more = invented(late, seed + late).with_columns(pl.col("id") + f"-late{late}") if late else frame[:0]
        frame = pl.concat([frame, more])
        releases.append(_release(frame, tuple(releases)))
    first = {one.address: one.count for one in releases[0].cells if one.count is not None}
    last = {one.address: one.count for one in releases[-1].cells}
    return all(last[where] == count for where, count in first.items())


def human(rows: list[Row], language: str) -> Iterator[str]:
    """For each attack and design the setting in which most is gained."""
    said = texts("disclosure")
    yield said["attack_head"][language]
    for attack in dict.fromkeys(row.attack for row in rows):
        some = [row for row in rows if row.attack == attack]
        if attack == "averaged":
            for row in some:
                yield _line(said["attack_averaged"].filled(releases=row.setting)[language], "", row, language)
            continue
        for design in (PLAIN, RULED):
            shown = [row for row in some if row.design == design]
            if shown:
                most = max(shown, key=lambda row: row.gain)
                yield _line(
                    said[f"attack_{attack}"][language], said[f"attack_{design}"][language], most, language
                )
    yield said["attack_worst"].filled(gain=number(worst(rows), language, 2), most=number(ALLOWED, language))[
        language
    ]


def _line(name: str, design: str, row: Row, language: str) -> str:
    about = f"{name}, {design}" if design else name
    some = "  ".join(number(value, language, 2) for value in (row.baseline, row.attacked))
    size = (
        f", n = {number(row.targets, language)}, ± {number(row.error, language, 2)}"
        if row.targets and row.error is not None
        else ""
    )
    setting = "" if row.attack == "averaged" else f"  [{row.setting}{size}]"
    return f"  {about}: {some}  {number(row.gain, language, 2, sign=True)}{setting}"
