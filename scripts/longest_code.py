"""Lists what is long: modules above 300 lines, functions above 40. docs/longest-code.md says of each why.

longest_code.py    the list; exit code 1 when the page does not name one of them
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "longest-code.md"
MODULE, FUNCTION = 300, 40


def long_ones() -> Iterator[tuple[int, str]]:
    """Lines and name of each, the longest first: modules, then functions as `module: function`."""
    modules, functions = [], []
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        source, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT / "src/qorgan").as_posix()
        if source.count("\n") > MODULE:
            modules.append((source.count("\n"), name))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    functions.append((lines, f"{name}: {node.name}"))
    yield from sorted(modules, reverse=True)
    yield from sorted(functions, reverse=True)


def main() -> int:
    page, missing = PAGE.read_text(encoding="utf-8"), 0
    for lines, name in long_ones():
        named = f"`{name}`" in page
        missing += not named
        print(f"{lines:>5}  {name}{'' if named else '   (not on the page)'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
