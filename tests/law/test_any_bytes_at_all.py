"""Any bytes given as a file of facts: findings, or exit code 2 with a line for each fault; never a traceback.

QORGAN_FUZZ=3000 tries that many other ones each time; `bench/fuzz_facts.py` goes on for as long as wanted.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.cli import main
from qorgan.law import load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MANY = int(os.environ.get("QORGAN_FUZZ", "0"))
fuzzing = settings(max_examples=MANY or 60, derandomize=not MANY, database=None, deadline=None)
COMMANDS = ("assess", "ask", "clocks", "compare")
MORE = {"compare": ("--before", "2024-06-15", "--after", "2024-06-16")}
SEEDS = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.yaml"))]
FACTS = load("kz").facts
WORDS = sorted({word for fact in FACTS for word in fact.to_json().get("words", ())})
KEYS = ("jurisdiction", "date", "facts", "history", "events", "now", "synthetic", "title", "note")


def answered(command: str, raw: bytes, *options: str) -> None:
    """Runs a command on these bytes and holds it to what it promises; an exception fails as a traceback."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["law", command, "-", *MORE.get(command, ()), *options])
    finally:
        sys.stdin = before
    lines = err.getvalue().splitlines()
    assert code in (0, 1, 2), code
    assert bool(lines) == (code == 2), (code, err.getvalue())
    for line in lines:
        assert line.startswith("<stdin>") and "(allowed: " in line, err.getvalue()
    if code == 2:
        assert out.getvalue() == ""
    elif "--json" in options:
        json.loads(out.getvalue())


ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(WORDS),
    st.sampled_from(["2024-06-16", "2024-06-16T10:00+25:00", "9999-12-31", "0001-01-01", "2026-02-30",
                     "1e999", "2024-06-16T10:00+05:00", "2024-06-16T10:00Z", ".inf", ".nan", "0x10"]),
)  # fmt: skip
TREES = st.recursive(
    ODD, lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=8), one, max_size=4)
)
FACT_VALUES = st.dictionaries(
    st.sampled_from([fact.id for fact in FACTS]),
    st.one_of(TREES, st.lists(st.sampled_from(WORDS), max_size=4)),
    max_size=8,
)  # fmt: skip
KINDS = ("act", "penalty", "order_served", "order_issued", "order_service_refused", "report", "call", "check")
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(KINDS) | ODD, "type": st.sampled_from(KINDS) | ODD, "at": ODD, "day": ODD,
            "imposed": ODD, "executed": ODD, "id": ODD,
            "provision": st.sampled_from(["kz.cc.109-1.1", "kz.cao.73.1"]) | ODD,
            "of": ODD,
        },
    )
    | TREES,
    max_size=4,
)  # fmt: skip
FILES = st.fixed_dictionaries(
    {"date": st.sampled_from(["2026-04-01", "2024-06-15", "2016-01-01", "2017-07-05T10:00"]) | ODD},
    optional={"facts": FACT_VALUES | TREES, "history": ENTRIES | TREES, "events": ENTRIES | TREES,
              "now": ODD, "jurisdiction": st.sampled_from(["kz", "../kz", "kz/../../..", "\x00"]) | ODD,
              "note": TREES},
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """An example with pieces cut out, doubled, or written over: YAML that nearly is one."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        until = min(len(raw), at + draw(st.integers(0, 30)))
        raw[at:until] = draw(
            st.one_of(
                st.binary(max_size=8),
                st.just(bytes(raw[at:until]) * 2),
                st.sampled_from([b"&a ", b"*a", b"<<: *a\n", b"!!python/object:os.system x", b"!!binary ",
                                 b"? ",
                                 b"---\n", b"...\n", b"%YAML 9.9\n", b"\t", b"{", b"[", b"}", b"]", b": ",
                                 b"- ", b"|\n", b">\n", b"!!set ", b"!!timestamp ", b"!!int ", b"!!float ",
                                 "ә".encode(), b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x85", b"\xe2\x80\xa8"]),
            )
        )  # fmt: skip
    return bytes(raw)


@fuzzing
@given(st.sampled_from(COMMANDS), st.binary(max_size=400) | changed())
def test_bytes_of_any_kind_are_answered_or_refused_in_lines(command: str, raw: bytes) -> None:
    answered(command, raw)


@fuzzing
@given(
    st.sampled_from(COMMANDS), FILES, st.sampled_from(["yaml", "json"]), st.sampled_from([(), ("--json",)])
)
def test_a_file_that_is_nearly_right_is_answered_or_refused_in_lines(
    command: str, content: Any, written: str, options: tuple[str, ...]
) -> None:
    text = json.dumps(content) if written == "json" else yaml.safe_dump(content, allow_unicode=True)
    answered(command, text.encode("utf-8", "surrogatepass"), *options)


@fuzzing
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=6), st.sampled_from(",;\t"))
def test_a_table_is_refused_in_lines(rows: list[list[str]], comma: str) -> None:
    """Somebody gives a spreadsheet where a file of facts is asked for."""
    table = "\n".join(comma.join(row) for row in [["date", "facts", "acts"], *rows])
    answered("assess", table.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "raw",
    [
        b"date: 2026-04-01\nfacts: &a {acts: *a}\n",
        b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nnote: [*e,*e,*e,*e]\n",
        b"[" * 5000,
        b"{" * 5000,
        b"- " * 5000,
        b"date: 2026-04-01\nfacts: {victim_age: " + b"9" * 5000 + b"}\n",
        b"date: 2026-04-01\nfacts: {? [acts] : slap}\n",
        b"date: 2026-04-01\nfacts: {<<: 3}\n",
        b"date: 2026-04-01\nfacts: !!set {acts}\n",
        b"!!python/object/apply:os.system [echo]\n",
        b"date: !!binary aGVsbG8=\nfacts: {}\n",
        b"now: 2026-04-01T10:00+05:00\nevents: [{type: order_served, at: 2026-04-01T10:00}]\n",
        b"date: 2026-04-01\nhistory: {kind: act}\nfacts: {}\n",
        b"date: 2026-04-01\nhistory: [[]]\nfacts: {}\nevents: [3]\n",
        b"? {a: b}\n: c\n",
    ],
)  # fmt: skip
def test_what_is_known_to_break_readers_of_yaml_breaks_nothing(command: str, raw: bytes) -> None:
    answered(command, raw)
