"""``qorgan law`` as people and scripts use it: documents, exit codes, one line a fault, no traceback."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qorgan.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, given: str = "") -> Done:
    """The command in this process; an exception that escapes it fails the test as a traceback would."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main([word.replace("examples", str(EXAMPLES), 1) for word in arguments])
            except SystemExit as left:
                code = int(left.code or 0)
    finally:
        sys.stdin = before
    return Done(code, out.getvalue(), err.getvalue())


def document(*arguments: str, given: str = "") -> Any:
    done = run(*arguments, "--json", given=given)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def applying(answer: Any) -> list[str]:
    return [item["provision"] for item in answer["findings"] if item["verdict"] == "applies"]


def test_the_same_slap_on_two_days() -> None:
    assert applying(document("law", "assess", "examples/battery.yaml", "--on", "2024-06-15")) == [
        "kz.cao.73-2"
    ]
    assert applying(document("law", "assess", "examples/battery.yaml", "--on", "2024-06-16")) == [
        "kz.cc.109-1.1"
    ]


def test_the_document_has_the_shape_of_the_interface() -> None:
    answer = document(
        "law",
        "assess",
        "-",
        given="""
jurisdiction: kz
date: 2025-10-03
facts: {relation: spouse, acts: [blows], harm: pain}
history:
  - {kind: penalty, provision: kz.cao.461.1, imposed: 2025-04-03, executed: 2025-04-13}
  - {kind: reconciliation, provision: kz.cc.108-1.1, on: 2024-09-20}
  - {kind: order_served, provision: kz.l214.20, at: 2025-10-01T10:00}
""",
    )
    battery = next(item for item in answer["findings"] if item["provision"] == "kz.cc.109-1.1")
    assert (answer["jurisdiction"], answer["on"], answer["closed_world"]) == ("kz", "2025-10-03", False)
    assert (
        battery["title"]["en"] == "Battery" and battery["title"]["ru"] == "Побои" and battery["title"]["kk"]
    )
    assert battery["verdict"] == "applies" and battery["points"] == [] and battery["missing"] == []
    assert {"fact": "dependence", "if": True, "then": "kz.cc.109-1.2.3"} in battery["decisive"]
    assert "all" in battery["because"]
    assert (battery["category"], battery["prosecution"], battery["complaint_needed"]) == (
        "misdemeanour",
        "private_public",
        True,
    )
    assert {"kind": "fine", "max_mci": 80, "max_tenge": 314560} in battery["sanctions"]
    assert {"kind": "arrest", "max_days": 25} in battery["sanctions"]
    assert battery["limitation_until"] == "2026-10-03"
    assert battery["reconciliation"]["possible"] is True
    assert battery["reconciliation"]["kind"] == "mandatory_release"
    assert "harm_repaired" in battery["reconciliation"]["still_needed"]
    assert battery["reconciliation"]["basis"] == ["kz.cc.68.1"]
    assert battery["in_force"] == ["2024-06-16", None]
    assert (
        battery["source"] == "https://adilet.zan.kz/rus/docs/K1400000226"
        and battery["certainty"] == "certain"
    )
    order = next(item for item in answer["measures"] if item["measure"] == "protective_order")
    assert (order["verdict"], order["by"], order["basis"], order["days"], order["certainty"]) == (
        "available",
        "police",
        "kz.l214.20",
        30,
        "secondary",
    )
    assert order["still_needed"]
    assert answer["next_question"] == "dependence"
    assert "kz.cao.461.1-1" in applying(answer)
    assert all(set(duty) >= {"duty", "body", "within", "from", "basis"} for duty in answer["duties"])
    assert all(isinstance(right, str) for right in answer["rights"])


def test_all_adds_what_does_not_apply_with_the_reason() -> None:
    short = document("law", "assess", "examples/battery.yaml", "--on", "2026-04-01")
    full = document("law", "assess", "examples/battery.yaml", "--on", "2026-04-01", "--all")
    added = [item for item in full["findings"] if item["verdict"] == "does_not_apply"]
    assert len(full["findings"]) == len(short["findings"]) + len(added)
    assert any(item["provision"] == "kz.cc.107.1" and item["because"] for item in added)


def test_a_closed_world_decides() -> None:
    answer = document("law", "assess", "examples/little_known.yaml", "--closed-world")
    assert answer["closed_world"] is True and answer["next_question"] is None


@pytest.mark.parametrize(
    "example", sorted(path.name for path in EXAMPLES.glob("*.yaml") if "clocks" not in path.name)
)
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_example_can_be_read_in_every_language(example: str, lang: str) -> None:
    done = run("law", "assess", f"examples/{example}", "--lang", lang)
    assert done.returncode == 0 and done.stderr == ""
    assert "{" not in done.stdout and "None" not in done.stdout


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("insult_at_home.yaml", ["kz.cao.73.1"]),
        ("breach_of_order.yaml", ["kz.cc.109-1.1", "kz.cao.461.1-1"]),
        ("stalking.yaml", ["kz.cc.115-1"]),
        ("threat_to_kill.yaml", ["kz.cc.115"]),
        ("child_hurt.yaml", ["kz.cc.108-1.2"]),
        ("torment.yaml", ["kz.cc.110.2"]),
        ("bullying.yaml", ["kz.cao.127-2.3"]),
        ("requirements_broken.yaml", ["kz.cao.669.2"]),
        ("little_known.yaml", []),
    ],
)
def test_the_examples_say_what_their_comments_promise(example: str, expected: list[str]) -> None:
    assert applying(document("law", "assess", f"examples/{example}")) == expected


def test_ask_names_the_question_and_what_it_decides() -> None:
    answer = document("law", "ask", "examples/battery.yaml", "--on", "2024-06-16")
    assert answer["next_question"] == "dependence"
    assert {
        "provision": "kz.cc.109-1.2",
        "fact": "dependence",
        "if": True,
        "then": "kz.cc.109-1.2.3",
    } in answer["decides"]
    assert run("law", "ask", "examples/little_known.yaml", "--lang", "kk").returncode == 0


def test_compare_shows_what_the_reform_changed() -> None:
    answer = document(
        "law", "compare", "examples/battery.yaml", "--before", "2024-06-15", "--after", "2024-06-16"
    )
    assert (answer["only_before"], answer["only_after"]) == (["kz.cao.73-2"], ["kz.cc.109-1.1"])


def test_show_and_facts() -> None:
    shown = document("law", "show", "kz.cc.109-1", "--on", "2026-04-01")["provisions"]
    assert [item["provision"] for item in shown] == ["kz.cc.109-1.1", "kz.cc.109-1.2"]
    assert run("law", "show", "kz.cc.109-1", "--on", "2024-06-15").returncode == 2
    facts = document("law", "facts")["facts"]
    assert {"id", "type", "label", "who"} <= set(facts[0])
    assert any(fact["id"] == "relation" and "spouse" in fact["words"] for fact in facts)


def test_show_knows_measures_by_their_article() -> None:
    shown = document("law", "show", "kz.l245.60")["measures"]
    assert [(item["measure"], item["in_force"]) for item in shown] == [
        ("protective_order", ["2026-03-02", None])
    ]
    assert run("law", "show", "kz.cpc.165", "--lang", "kk").returncode == 0
    point = document("law", "show", "kz.cc.109-1.2.8")["provisions"]
    assert [item["provision"] for item in point] == ["kz.cc.109-1.2"]


def test_clocks_answer_one_when_something_was_missed() -> None:
    done = run("law", "clocks", "examples/order_clocks.yaml", "--json")
    states = {
        (item["clock"], item.get("number")): item["state"] for item in json.loads(done.stdout)["clocks"]
    }
    assert done.returncode == 1
    assert states[("protective_order_check", 1)] == "met"
    assert states[("protective_order_check", 2)] == "missed"  # from 7 April: due by 14 April
    assert states[("protective_order_valid", None)] == "running"
    on_time = run("law", "clocks", "examples/order_clocks.yaml", "--now", "2026-04-08T09:00")
    assert on_time.returncode == 0


FILE = "jurisdiction: kz\ndate: 2026-04-01\nfacts:\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FILE + "  relation: spous\n", "<stdin>:4: relation: "),
        (FILE + "  acts: [slap]\n  acst: [slap]\n", "<stdin>:5: acst: "),
        (FILE + "  victim_age: 300\n", "<stdin>:4: victim_age: "),
        (FILE + "  acts: [killing]\n  harm: none\n", "<stdin>:5: harm: contradicts acts"),
        (
            FILE + "  acts: slap\nhistory:\n  - {kind: penalty, provision: kz.cao.73.1}\n",
            "<stdin>:6: history[0].imposed",
        ),
        ("date: 2026-02-30\nfacts: {}\n", "<stdin>:1: date: "),
        ("facts: {}\n", "date: is missing"),
        ("dates: 2026-04-01\nfacts: {}\n", "<stdin>:1: dates: "),
        ("facts: [a\n", "<stdin>"),
        ("- a\n", "is not a file of facts"),
        ("", "is not a file of facts"),
        ("jurisdiction: kg\ndate: 2026-04-01\nfacts: {}\n", "kg"),
        (FILE + "  harm: pain\n  harm: light\n", "is written twice"),
    ],
)
def test_bad_input_is_exit_two_with_the_place_and_no_traceback(content: str, said: str) -> None:
    done = run("law", "assess", "-", given=content)
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and "Traceback" not in done.stderr


def test_each_fault_has_its_own_line() -> None:
    done = run("law", "assess", "-", given=FILE + "  relation: spous\n  harm: medum\n")
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2 and all("allowed:" in line for line in lines)
    assert "spouse" in lines[0] and "medium" in lines[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("law", "assess", "examples/none.yaml"),
        ("law", "assess", "examples"),
        ("law", "assess", "examples/battery.yaml", "--on", "yesterday"),
        ("law", "assess", "examples/battery.yaml", "--lang", "fr"),
        ("law", "show", "kz.cc.1"),
        ("law", "fly"),
        ("law",),
        (),
        ("law", "clocks", "examples/battery.yaml"),
    ],
)
def test_bad_commands_are_exit_two_in_one_line(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--help",), ("law", "--help"), ("law", "assess", "--help"), ("audit", "verify", "--help")]
)
def test_every_command_has_help(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 0 and "usage" in done.stdout


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"facts: \xff\xfe")
    done = run("law", "assess", str(bad))
    assert done.returncode == 2 and "UTF-8" in done.stderr and "Traceback" not in done.stderr


def test_the_command_runs_as_a_program_and_survives_a_reader_that_leaves() -> None:
    command = f"{sys.executable} -m qorgan.cli law facts | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, shell=True, capture_output=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0 and done.stdout.startswith(b"victim_age") and done.stderr == b""


def test_the_law_runs_without_django() -> None:
    code = (
        "import sys; from qorgan.cli import main; main(['law','assess','examples/battery.yaml']); "
        "sys.exit('django' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, cwd=ROOT, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--database", "sqlite:////nowhere/at/all.sqlite3"),
        ("--database", "carrier-pigeon://loft"),
        ("--checkpoint", "/nowhere/checkpoint"),
        (),
    ],
)
def test_audit_verify_refuses_what_it_cannot_read_and_makes_nothing(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL" and "QORGAN" not in name
    }
    done = subprocess.run(
        [sys.executable, "-m", "qorgan.cli", "audit", "verify", *arguments],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.rglob("db.sqlite3"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("date: 2025-10-03\nfacts: {1: 2}\n", "<stdin>:2: 1: is not a fact of this law"),
        ("date: 2025-10-03\nfacts: {acts: ''}\n", "<stdin>:2: acts: has no word ''"),
        ("jurisdiction: uz\ndate: 2025-10-03\nfacts: {}\n", "<stdin>:1: jurisdiction: has no law encoded"),
        ("x" * (1024 * 1024 + 1), "<stdin>: file: is too long (allowed: at most 1024 KB)"),
        ("ә" * (1024 * 1024), "<stdin>: file: is too long (allowed: at most 1024 KB)"),
        ("", "<stdin>:1: file: is not a file of facts"),
        ("\0\0", "<stdin>: file: cannot be read as YAML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_one_line(given: str, said: str) -> None:
    done = run("law", "assess", "-", given=given)
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_nothing_on_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    err = io.StringIO()
    with redirect_stderr(err):
        code = main(["law", "assess", "-"])
    assert code == 2 and "nothing stands on standard input" in err.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kz.cc.109-2",), "nearest: kz.cc.109-1"),
        (
            ("kz.l245.51", "--on", "2026-03-01"),
            "was not in force on 2026-03-01; allowed: a day in 2026-03-02",
        ),
        (("kz.cc.115-1", "--on", "2025-09-15"), "allowed: a day in 2025-09-16"),
        (("kz.cc.109-1.2.9",), "with point 1, 2, 3"),
    ],
)
def test_what_cannot_be_shown_names_what_can(arguments: tuple[str, ...], said: str) -> None:
    done = run("law", "show", *arguments)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_article_without_parts_may_be_named_by_its_first_part() -> None:
    """Interfaces, section 3: kz.cc.115 or kz.cc.115.1."""
    assert document("law", "show", "kz.cc.115.1")["provisions"][0]["provision"] == "kz.cc.115"


def test_ask_says_when_the_day_is_outside_what_is_encoded() -> None:
    given = "date: 2016-01-01\nfacts: {acts: slap}\n"
    assert "outside what is encoded" in run("law", "ask", "-", given=given).stdout
    assert document("law", "ask", "-", given=given)["status"]["en"] == "outside what is encoded"


def test_clocks_say_why_a_refused_order_starts_no_term() -> None:
    given = "now: 2026-04-22T10:00\nevents:\n  - {type: order_service_refused, at: 2026-04-20T10:00}\n"
    done = run("law", "clocks", "-", given=given)
    assert done.returncode == 0 and "starts no term" in done.stdout
    answer = document("law", "clocks", "-", given=given)
    assert answer["clocks"] == [] and len(answer["notes"]) == 1


def test_what_an_exempt_person_cannot_be_given_is_said_beside_it() -> None:
    """CAO 50(2): no arrest for a woman with a child under 14; CAO 66: a minor pays at most 10 MCI."""
    given = """
date: 2025-10-03
facts: {relation: spouse, place: dwelling, acts: [insult], offender_sex: f, offender_youngest_child_age: 8}
"""
    assert "arrest 5 days (not for this person, CAO 50(2))" in run("law", "assess", "-", given=given).stdout
    minor = """
date: 2025-10-03
facts: {relation: sibling, acts: [blows], harm: pain, offender_age: 16, order_in_force: true}
"""
    assert "fine 10 MCI (39 320 tenge)" in run("law", "assess", "-", given=minor).stdout


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.glob("*.yaml")))
def test_an_answer_in_another_language_has_no_english_sentence(example: str, lang: str) -> None:
    command = "clocks" if "clocks" in example else "assess"
    done = run("law", command, f"examples/{example}", "--lang", lang)
    latin = re.compile(r"\b[a-z]{3,}\b(?! = )")
    lines = [re.sub(r"https?://\S+|\[\w+\]", "", line) for line in done.stdout.splitlines()]
    assert [line for line in lines if latin.search(line)] == []
