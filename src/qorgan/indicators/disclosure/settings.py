"""The numbers both methods stand on, read once from `data/disclosure.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Settings:
    """See the file for what each one means."""

    version: str
    status: str
    source: str
    noise_most: int
    variance: float
    never_published: tuple[int, ...]
    zero_mean: float
    last_count: int
    weight_bits: int
    ptable_sha256: str
    small: int
    difference: int
    others_variance: float
    known_zero_variance: float
    small_variance: float
    least_mean: float
    rate_least: int
    rate_flag: int
    median_least: int
    percentile90_least: int
    key_bytes: int
    threshold: int
    protection: int
    most_combinations: int
    most_atoms: int
    most_cells: int

    @property
    def looks_small(self) -> int:
        """Published values below this may stand for a true count below `small`."""
        return self.small + self.noise_most


def data(name: str) -> bytes:
    return files("qorgan.indicators").joinpath("data", name).read_bytes()


@cache
def settings() -> Settings:
    raw = yaml.safe_load(data("disclosure.yaml"))
    raw["never_published"] = tuple(raw["never_published"])
    return Settings(**raw)
