"""How the index is weighed, from `data/gggi/method.yaml`: a table with its editions, source and date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import yaml

SUBINDEXES = ("economic", "educational", "health", "political")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the fourteen: its column, its weight within its sub-index, the ratio that counts as parity."""

    column: str
    subindex: str
    sd: float
    weight: float
    cap: float
    most: float
    profile: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """The table of weights of the editions `from_edition` to `to_edition`."""

    from_edition: int
    to_edition: int
    status: str
    unit: str
    source: str
    address: str
    date: str
    needed: int
    tolerance: float
    indicators: tuple[Indicator, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(one.column for one in self.indicators)

    @property
    def caps(self) -> npt.NDArray[np.float64]:
        return np.array([one.cap for one in self.indicators])

    def weights(self) -> npt.NDArray[np.float64]:
        """Sub-indexes by indicators: the printed weight where the indicator belongs, else 0."""
        return np.array(
            [[one.weight * (one.subindex == sub) for one in self.indicators] for sub in SUBINDEXES]
        )


@cache
def methods() -> tuple[Method, ...]:
    """Every table of weights, oldest first. Raises TypeError where one lacks source, date or unit."""
    raw = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "gggi", "method.yaml").read_text("utf-8")
    )
    return tuple(_method(**entry) for entry in sorted(raw, key=lambda entry: entry["from_edition"]))


def _method(
    indicators: list[dict[str, object]], also: str = "", benchmark_note: str = "", **rest: object
) -> Method:
    made = tuple(Indicator(**{**one, "profile": tuple(one["profile"])}) for one in indicators)  # type: ignore[arg-type]
    return Method(**{**rest, "date": str(rest["date"])}, indicators=made)  # type: ignore[arg-type]


def method_of(edition: int | None = None) -> Method:
    """The weights of an edition; of the latest where none is named.

    >>> method_of(2018).needed
    12
    """
    fitting = [one for one in methods() if edition is None or one.from_edition <= edition]
    return fitting[-1] if fitting else methods()[0]
