"""Which types of entries stand for which step: data (`data/flow.yaml`), or a table's own mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.indicators.faults import BadInput, Fault, fault

ANY = "*"


@dataclass(frozen=True, slots=True)
class Role:
    """A step. `types` are (type, state); the state "*" is any."""

    name: str
    entity: str
    happened: bool
    person: str
    types: tuple[tuple[str, str], ...]

    def written(self) -> str:
        return ", ".join(type_ if state == ANY else f"{type_}:{state}" for type_, state in self.types)


@cache
def policy() -> Mapping[str, Any]:
    """The whole of `data/flow.yaml`."""
    found: Mapping[str, Any] = yaml.safe_load(
        files("qorgan.indicators").joinpath("data", "flow.yaml").read_text("utf-8")
    )
    return found


def roles(own: str | None = None) -> dict[str, Role]:
    """Every role by its name; `own` is a YAML file whose `roles` replace the types of those it names.

    Raises BadInput: no such file, no mapping of known roles to types.
    """
    found = {
        name: Role(
            name, row["entity"], row["time"] == "happened", row.get("person", ""), _types(row["types"])
        )
        for name, row in policy()["roles"].items()
    }
    for name, types in (_own(own, tuple(found)) if own else {}).items():
        found[name] = replace(found[name], types=types)
    return found


def _types(words: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = (word.strip().partition(":") for word in words)
    return tuple((type_, state if colon else ANY) for type_, colon, state in pairs)


def _own(path: str, known: tuple[str, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    try:
        with open(path, encoding="utf-8") as file:
            raw = yaml.safe_load(file)
    except FileNotFoundError as error:
        raise BadInput(fault(path, "no_file")) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput(fault(path, "unreadable", format="YAML", reason=reason)) from error
    given = raw.get("roles", raw) if isinstance(raw, dict) else None
    if not isinstance(given, dict) or not given:
        raise BadInput(fault(path, "types_shape", part="flow", field="roles"))
    wrong: list[Fault] = []
    found = {}
    for name, words in given.items():
        if name not in known:
            wrong.append(fault(path, "types_role", part="flow", field=str(name), roles=", ".join(known)))
            continue
        listed = [words] if isinstance(words, str) else words
        if not isinstance(listed, list) or not all(isinstance(word, str) and word for word in listed):
            wrong.append(fault(path, "types_list", part="flow", field=name))
            continue
        found[name] = _types(listed)
    if wrong:
        raise BadInput(*wrong)
    return found
