"""Reads the practice data files. Every file carries a version and its sources; one without is refused."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class PracticeDataFault(ValueError):
    """A practice data file is missing its version, its sources or its shape."""


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed file `data/<name>.yaml`.

    Raises PracticeDataFault when `version` or `sources` is missing.
    """
    raw = yaml.safe_load(files(__package__).joinpath("data", f"{name}.yaml").read_text("utf-8"))
    if not isinstance(raw, dict):
        raise PracticeDataFault(f"{name}.yaml: expected named entries at the top")
    for key in ("version", "sources"):
        if not raw.get(key):
            raise PracticeDataFault(f"{name}.yaml: '{key}' is missing; no practice rule without it")
    return raw
