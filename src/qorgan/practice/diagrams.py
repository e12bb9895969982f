"""Writes docs/states.md from the state tables: `python -m qorgan.practice.diagrams [FILE]`.

The page is made from the table and must never be edited by hand; a test compares the two.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qorgan.practice.states import diagram, event_labels, machines, requirement_labels, table_of

HEAD = """# States and moves

This page is made from `src/qorgan/practice/data/states.yaml` by `python -m qorgan.practice.diagrams`.
Change the table, not this page. "clock" is the periodic check: it raises what has become due and decides
nothing. A move that is not in the table is refused.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *(_section(name) for name in machines())])


def _section(name: str) -> str:
    table = table_of(name)
    lines = [f"## {table.title.en}", "", "```mermaid", diagram(name), "```", ""]
    lines += ["| from | event | to | who may | what must be on the record |", "|---|---|---|---|---|"]
    for step in table.moves:
        what = step.event if step.outcome is None else f"{step.event}, {step.outcome}"
        needs = "; ".join(requirement_labels()[code].en for code in step.requires)
        lines.append(
            f"| {step.source or 'start'} | {what}: {event_labels()[step.event].en} | {step.target} "
            f"| {', '.join(step.who)} | {needs} |"
        )
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> int:
    """Write the page to the file named, by default docs/states.md."""
    target = Path(arguments[0]) if arguments else Path("docs/states.md")
    target.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
