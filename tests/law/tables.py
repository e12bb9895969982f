"""Small tables for tests: written to a folder, answered by the command, read back."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet

from qorgan.cli import main


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Done:
    """The command in this process; an exception that escapes it fails the test as a traceback would."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["law", *arguments])
        except SystemExit as left:
            code = int(left.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def answered(
    folder: Path, content: str, *options: str, columns: list[str] | None = None
) -> tuple[Done, list[dict[str, Any]]]:
    """What the command says of a CSV table, and the rows it wrote."""
    source, out = folder / "in.csv", folder / "out.parquet"
    source.write_text(content, encoding="utf-8")
    done = run("table", str(source), str(out), *options)
    rows = pyarrow.parquet.read_table(out, columns=columns).to_pylist() if out.exists() else []
    return done, rows
