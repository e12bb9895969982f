"""`qorgan link pairs`: every row comes back, each fault is named, and no file is lost or made dangerous."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.cli import main
from qorgan.identity.comparing import compare_names

PAIRS = "id,name_a,name_b,phone\n7,Ахметов Болат,Akhmetov Bolat,+77010000001\n8,Ахметов Болат,Ким Анна,\n"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_other_columns_stay_and_the_score_is_that_of_the_two_names(tmp_path: Path) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text(PAIRS, "utf-8")
    assert main(["link", "pairs", str(source), str(out)]) == 0
    found = rows(out)
    assert [list(row) for row in found] == [["id", "name_a", "name_b", "phone", "score"]] * 2
    assert [row["id"] for row in found] == ["7", "8"]
    assert found[0]["phone"] == "+77010000001"
    for row in found:
        assert float(row["score"]) == pytest.approx(
            compare_names(row["name_a"], row["name_b"]).score, abs=1e-4
        )


def test_the_verdict_is_a_column_when_asked_for(tmp_path: Path) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text(PAIRS, "utf-8")
    assert main(["link", "pairs", str(source), str(out), "--verdict"]) == 0
    assert [row["verdict"] for row in rows(out)] == ["same", "different"]


def test_a_row_at_fault_is_named_by_its_line_counted_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text(
        'name_a,name_b,note\nАсан Омаров,Asan Omarov,"two\nlines"\n,Asan,a\n12,Asan,b\nАсан\n'
        "Асан,Asan,c,d\nАсан Омаров,Asan Omarov,e\n",
        "utf-8",
    )
    assert main(["link", "pairs", str(source), str(out)]) == 2
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "pairs.csv:4: name_a: is empty (allowed: a name, with letters)",
        "pairs.csv:5: name_a: has no letters (allowed: a name, with letters)",
        "pairs.csv:6: row: has 1 fields (allowed: 3, as the header)",
        "pairs.csv:7: row: has 4 fields, and those past the header are left out (allowed: 3, as the header)",
    ]
    assert told.out == "rows 6, scored 2, refused 4\n"
    assert [row["score"] for row in rows(out)] == ["1.0000", "", "", "", "", "1.0000"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a,b\nx,y\n", "name_a, name_b: no such columns (allowed: a header with name_a and name_b)"),
        ("", "name_a, name_b: no such columns, the file is empty (allowed: a header with name_a and name_b)"),
        ("name_a,name_b,name_a\n", "name_a: stands there twice (allowed: each column once)"),
        ("name_a,name_b,score\n", "score: stands there already (allowed: a table without this column)"),
    ],
)
def test_a_table_that_cannot_be_read_leaves_an_older_result_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, fault: str
) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text(content, "utf-8")
    out.write_text("older", "utf-8")
    assert main(["link", "pairs", str(source), str(out)]) == 2
    assert capsys.readouterr().err == f"pairs.csv:1: {fault}\n"
    assert out.read_text("utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "pairs.csv"]


def test_bytes_that_are_no_text_in_the_middle_leave_an_older_result_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_bytes(PAIRS.encode() + b"\xff\xfe,x,y\n")
    out.write_text("older", "utf-8")
    assert main(["link", "pairs", str(source), str(out)]) == 2
    assert capsys.readouterr().err == "pairs.csv: file: is not UTF-8 text (allowed: CSV in UTF-8)\n"
    assert out.read_text("utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "pairs.csv"]


@pytest.mark.parametrize("missing", ["source", "folder"])
def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    source = tmp_path / "pairs.csv"
    if missing == "folder":
        source.write_text(PAIRS, "utf-8")
    out = tmp_path / "nowhere" / "out.csv" if missing == "folder" else tmp_path / "out.csv"
    assert main(["link", "pairs", str(source), str(out)]) == 2
    told = capsys.readouterr().err
    assert ("out.csv: OUT:" if missing == "folder" else "pairs.csv: file:") in told
    assert not out.exists()


def test_no_cell_begins_like_a_formula(tmp_path: Path) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text('name_a,name_b,=note\n=cmd|x Асан,@Asan,"-1+SUM(A1)"\n+Асан,-Asan,-12.5\n', "utf-8")
    assert main(["link", "pairs", str(source), str(out)]) == 0
    cells = [cell for row in csv.reader(io.StringIO(out.read_text("utf-8"))) for cell in row]
    assert [cell for cell in cells if cell[:1] in "=@+-"] == ["-12.5"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_as_a_spreadsheet_here_writes_it_is_read_and_comes_back_so(
    tmp_path: Path, delimiter: str
) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    source.write_text("\ufeff" + PAIRS.replace(",", delimiter), "utf-8")
    assert main(["link", "pairs", str(source), str(out)]) == 0
    assert out.read_text("utf-8").splitlines()[0] == delimiter.join(
        ["id", "name_a", "name_b", "phone", "score"]
    )


def test_the_table_may_come_and_go_by_the_standard_streams() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qorgan.cli", "link", "pairs", "-", "-"],
        input=PAIRS.encode(),
        capture_output=True,
        check=False,
        env={"PYTHONPATH": "src", "PYTHONIOENCODING": "latin-1"},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[1] == "7,Ахметов Болат,Akhmetov Bolat,+77010000001,1.0000"
    assert done.stderr.decode() == "rows 2, scored 2, refused 0\n"


def test_the_result_may_take_the_place_of_the_table(tmp_path: Path) -> None:
    source = tmp_path / "pairs.csv"
    source.write_text(PAIRS, "utf-8")
    assert main(["link", "pairs", str(source), str(source)]) == 0
    assert len(rows(source)) == 2


def test_a_disk_that_is_full_is_said_of_the_result_and_the_device_is_still_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, full = tmp_path / "pairs.csv", Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("this machine has no /dev/full")
    source.write_text(PAIRS, "utf-8")
    assert main(["link", "pairs", str(source), str(full)]) == 2
    assert capsys.readouterr().err.startswith("full: OUT: No space left on device")
    assert full.is_char_device()


def test_a_folder_in_place_of_the_result_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "pairs.csv"
    source.write_text(PAIRS, "utf-8")
    (tmp_path / "out.csv").mkdir()
    assert main(["link", "pairs", str(source), str(tmp_path / "out.csv")]) == 2
    assert "OUT: Is a directory" in capsys.readouterr().err


def test_a_result_that_is_a_link_goes_where_the_link_points(tmp_path: Path) -> None:
    source, real, link = tmp_path / "pairs.csv", tmp_path / "real.csv", tmp_path / "out.csv"
    source.write_text(PAIRS, "utf-8")
    real.write_text("older", "utf-8")
    link.symlink_to(real)
    assert main(["link", "pairs", str(source), str(link)]) == 0
    assert link.is_symlink()
    assert len(rows(real)) == 2
