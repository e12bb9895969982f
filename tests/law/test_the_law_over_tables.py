"""``qorgan law table``: a verdict of every provision for every row, every bad row named, nothing dropped."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from tests.law.tables import answered, run

SLAP = "id,date,relation,acts,harm\na,2024-06-15,spouse,slap,pain\nb,2024-06-16,spouse,slap,pain\n"


def test_the_same_slap_on_two_days(tmp_path: Path) -> None:
    done, rows = answered(tmp_path, SLAP)
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in rows] == ["a", "b"]
    # CAO 73-2 was removed and CC 109-1 added by the laws in force from 16 June 2024.
    assert [row["kz.cao.73-2"] for row in rows] == ["applies", None]
    assert [row["kz.cc.109-1.1"] for row in rows] == [None, "applies"]


def test_an_absent_fact_is_not_known_and_a_closed_world_reads_it_as_no(tmp_path: Path) -> None:
    # The household offence asks for a dwelling (CAO 73(1)); nobody says where it was.
    table = "date,relation,acts\n2026-04-01,spouse,insult\n"
    _, (unknown,) = answered(tmp_path, table)
    _, (closed,) = answered(tmp_path, table, "--closed-world")
    assert unknown["kz.cao.73.1"] == "undecided"
    assert closed["kz.cao.73.1"] == "does_not_apply"


def test_a_set_is_written_with_semicolons_and_points_stand_in_a_column_of_their_own(tmp_path: Path) -> None:
    table = "date,relation,acts,harm,victim_age,victims_count\n2026-04-01,child,slap;insult,light,9,2\n"
    _, (row,) = answered(tmp_path, table, "--points")
    # CC 108-1(2): two or more people (1), a known minor (8); it covers part 1 (CC 13).
    assert row["kz.cc.108-1.2"] == "applies"
    assert row["kz.cc.108-1.2 points"] == "1;8"
    assert row["kz.cc.108-1.1"] == "does_not_apply"


def test_a_history_stands_in_a_cell(tmp_path: Path) -> None:
    table = (
        "date,relation,place,acts,history\n"
        "2026-04-01,spouse,dwelling,insult,penalty kz.cao.73.1 2026-01-10 executed 2026-01-20\n"
        "2026-04-01,spouse,dwelling,insult,penalty kz.cao.73.1 2024-01-10 executed 2024-01-20\n"
    )
    # In an open world an older penalty leaves open whether there was another one.
    _, rows = answered(tmp_path, table, "--closed-world")
    # CAO 73(2): within a year after the penalty.
    assert [row["kz.cao.73.2"] for row in rows] == ["applies", "does_not_apply"]


def test_every_bad_row_is_named_with_its_line_its_field_and_the_reason(tmp_path: Path) -> None:
    table = (
        "date,relation,acts,harm,victim_age,history\n"
        "2026-04-01,spouse,slapp,pain,30,\n"
        "2026-04-01,spouse,slap,pain,30,\n"
        "2026-13-01,spouse,slap,pain,300,\n"
        "2026-04-01,spouse,killing,pain,30,\n"
        "2026-04-01,spouse,slap,pain,30,penalty kz.cao.73.1\n"
    )
    done, rows = answered(tmp_path, table)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    for start, word in (
        ("in.csv:2: acts: ", "slapp"),
        ("in.csv:4: date: ", "2026-13-01"),
        ("in.csv:4: victim_age: ", "300"),
        ("in.csv:5: harm: ", "contradicts acts"),
        ("in.csv:6: history: ", "imposed"),
    ):
        assert any(line.startswith(start) and word in line and "allowed: " in line for line in lines), start
    assert "Traceback" not in done.stderr
    assert [row["state"] for row in rows] == ["refused", "judged", "refused", "refused", "refused"]
    assert rows[1]["kz.cc.109-1.1"] == "applies"
    refused = rows[3]
    assert "contradicts" in refused["fault"]
    assert all(refused[name] is None for name in refused if name.startswith("kz."))


def test_a_row_of_the_wrong_length_is_named_and_the_lines_after_it_keep_their_numbers(tmp_path: Path) -> None:
    table = "date,relation,acts\n2026-04-01,spouse\n2026-04-01,spouse,slap\n2026-04-01,spouse,slapp\n"
    done, rows = answered(tmp_path, table)
    assert done.returncode == 2
    assert "in.csv:2: row: has 2 fields, not 3" in done.stderr
    assert "in.csv:4: acts: " in done.stderr
    assert [row["row"] for row in rows] == [3, 4]
    assert "refused 2" in done.stdout


def test_a_day_before_the_encoded_law_is_outside_and_no_answer(tmp_path: Path) -> None:
    done, (row,) = answered(tmp_path, "date,relation,acts\n2010-01-01,spouse,slap\n")
    assert done.returncode == 0
    assert row["state"] == "outside"
    assert all(row[name] is None for name in row if name.startswith("kz."))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no case"),
        ("date,acts\n", "holds no case"),
        ("date,bruises\n2026-04-01,3\n", "bruises: is not a fact of this law"),
        ("date,acts,acts\n2026-04-01,slap,slap\n", "acts: stands there twice"),
        ("acts\nslap\n", "date: is missing"),
    ],
)
def test_a_table_that_cannot_be_used_leaves_no_file(tmp_path: Path, content: str, said: str) -> None:
    done, rows = answered(tmp_path, content)
    assert done.returncode == 2
    assert said in done.stderr
    assert rows == [] and not list(tmp_path.glob("*.parquet*")) and not list(tmp_path.glob(".*"))


def test_bytes_that_are_no_table_are_one_line(tmp_path: Path) -> None:
    for name, raw in {"in.csv": b"date,acts\n\xff\xfe\x00,\x80\n", "in.parquet": b"PAR1 no"}.items():
        (tmp_path / name).write_bytes(raw)
        done = run("table", str(tmp_path / name), str(tmp_path / "out.parquet"))
        assert done.returncode == 2
        assert done.stderr.startswith(f"{name}: file: ") or "facts" not in done.stderr
        assert "Traceback" not in done.stderr
    missing = run("table", str(tmp_path / "none.csv"), str(tmp_path / "out.parquet"))
    assert missing.returncode == 2 and "none.csv: file: " in missing.stderr
    other = run("table", str(tmp_path / "in.xlsx"), str(tmp_path / "out.parquet"))
    assert other.returncode == 2 and "is no table" in other.stderr


def test_parquet_and_csv_say_the_same(tmp_path: Path) -> None:
    _, of_csv = answered(tmp_path, SLAP)
    typed = pa.table(
        {
            "id": ["a", "b"],
            "date": pa.array(["2024-06-15", "2024-06-16"]).cast(pa.date32()),
            "relation": ["spouse", "spouse"],
            "acts": [["slap"], ["slap"]],
            "harm": ["pain", "pain"],
        }
    )
    pyarrow.parquet.write_table(typed, tmp_path / "typed.parquet")
    done = run("table", str(tmp_path / "typed.parquet"), str(tmp_path / "answer.csv"))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "answer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, other in zip(rows, of_csv, strict=True):
        assert {name: value or None for name, value in row.items() if name.startswith("kz.")} == {
            name: value for name, value in other.items() if name.startswith("kz.")
        }


def test_the_day_may_stand_on_the_command_line(tmp_path: Path) -> None:
    done, (row,) = answered(tmp_path, "relation,acts,harm\nspouse,slap,pain\n", "--on", "2024-06-16")
    assert done.returncode == 0
    assert row["kz.cc.109-1.1"] == "applies"
    bad, _ = answered(tmp_path, "relation,acts,harm\nspouse,slap,pain\n", "--on", "yesterday")
    assert bad.returncode == 2 and "--on" in bad.stderr


def test_a_table_longer_than_one_run_keeps_its_order(tmp_path: Path) -> None:
    rows = 70_000
    harms = ["pain" if number % 3 else "light" for number in range(rows)]
    content = "id,date,relation,acts,harm\n" + "".join(
        f"{number},2026-04-01,spouse,slap,{harm}\n" for number, harm in enumerate(harms)
    )
    done, found = answered(tmp_path, content, columns=["id", "kz.cc.109-1.1"])
    assert done.returncode == 0
    assert [row["id"] for row in found] == [str(number) for number in range(rows)]
    assert all(
        (row["kz.cc.109-1.1"] == "applies") is (harm == "pain")
        for row, harm in zip(found, harms, strict=True)
    )
