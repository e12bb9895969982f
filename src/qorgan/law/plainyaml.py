"""Reading YAML strictly: line numbers kept, dates left as text, a repeated key refused.

It must never build anything but dicts, lists, strings, numbers, booleans and None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .faults import BadFacts, Fault

_BOOLEAN, _DATE = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
# The same parser in C where PyYAML was built with it: it reads the law ten times faster.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """A safe loader whose dates stay text, so that an impossible day is our message and not a traceback.

    A trap of YAML 1.1: ``on``, ``off``, ``yes`` and ``no`` read as booleans, and ``on`` is a key of ours.
    """


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_BOOLEAN, _DATE)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


@dataclass(frozen=True)
class Document:
    """What a file holds and the line (from 1) on which each path of keys stands."""

    content: Any
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, *path: str | int) -> int | None:
        """The line of the deepest known part of ``path``."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def read(text: str, file: str) -> Document:
    """Parse ``text``; BadFacts with a line number when it is not YAML or repeats a key."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(None, {})
        lines: dict[tuple[str | int, ...], int] = {}
        _note_lines(node, (), lines, file, 0)
        return Document(loader.construct_document(node), lines)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or "cannot be read as YAML"
        raise BadFacts([Fault("file", str(problem), "YAML or JSON", line, file)]) from None
    finally:
        loader.dispose()


def load(text: str) -> Any:
    """The content alone, for the package's own data."""
    return read(text, "law data").content


def _note_lines(
    node: yaml.Node,
    path: tuple[str | int, ...],
    lines: dict[tuple[str | int, ...], int],
    file: str,
    depth: int,
) -> None:
    if depth > 40:
        raise BadFacts([Fault("file", "is nested too deeply", "at most 40 levels", None, file)])
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(item, (*path, index), lines, file, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise BadFacts([Fault(name, "is written twice", "once", key.start_mark.line + 1, file)])
            seen.add(name)
            lines[(*path, name)] = key.start_mark.line + 1
            _note_lines(value, (*path, name), lines, file, depth + 1)
