"""Any bytes into `qorgan law`, led by the code they reach; a traceback or a refusal without a line ends it.

    fuzz_facts.py SECONDS [FOLDER]          60 seconds when left out; FOLDER keeps what reached new code

Needs atheris, which is in no lock of ours: none of its releases is there for every Python that Qorgan runs
on. `pip install atheris` in an environment of its own, with PyYAML, is enough; without it this says so.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]
COMMANDS = (("assess",), ("ask",), ("clocks", "--now", "2026-04-08T09:00"), ("assess", "--all", "--json"))
SECONDS = 60
LONGEST = 4096  # bytes of one file


def main() -> int:
    try:
        import atheris
    except ImportError:
        print("fuzz_facts: atheris is not installed here; nothing was tried.", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["qorgan.law", "yaml"]):
        import qorgan.law.commands  # noqa: F401  # now, so that it is followed; the command imports it late
        from qorgan.cli import main as command_line
    done = 0

    def one(raw: bytes) -> None:
        nonlocal done
        done += 1
        command, content = COMMANDS[raw[0] % len(COMMANDS) if raw else 0], raw[1:]
        out, err, before = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = command_line(["law", command[0], "-", *command[1:]])
        finally:
            sys.stdin = before
        lines = err.getvalue().splitlines()
        if code not in (0, 1, 2) or bool(lines) != (code == 2) or any("allowed: " not in x for x in lines):
            raise AssertionError(f"exit code {code} with {lines}")

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch)
        for number, path in enumerate(sorted((ROOT / "examples").glob("*.yaml"))):
            for which in range(len(COMMANDS)):
                (corpus / f"example-{number}-{which}").write_bytes(
                    bytes([which]) + path.read_bytes()[:LONGEST]
                )
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], one)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
