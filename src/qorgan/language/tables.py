"""The data files of this package."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

# The same safe loader, written in C where PyYAML was built with it: the glossary loads ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def table(name: str) -> Any:
    """What `data/NAME.yaml` holds."""
    text = files("qorgan.language").joinpath(f"data/{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_Loader)  # noqa: S506  # nosec B506  (a safe loader, see above)
