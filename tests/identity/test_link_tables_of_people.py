"""`qorgan link dedupe`, `index` and `search` from end to end: results whole or not at all, no traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.identity.linked_people import people

from qorgan.cli import main
from qorgan.identity import synthetic

ROOT = Path(__file__).resolve().parents[2]
SOME = 400
INTERFACE = (
    *("unique_id", "surname", "first_name", "patronymic", "full_name"),
    *("dob", "age", "iin", "phone", "region"),
)
HEADER = ",".join(INTERFACE)
# Written twice, in two scripts, with nothing in common that is written the same.
TWICE = (
    "a-1,Мысалқұлов,Асқар,Үлгібекұлы,,02.03.1984,,840302300007,8 701 000 00 01,Алматы\n"
    "a-2,Mysalkulov,Askar,Ulgibekovich,,1984-03-02,,840302300007,+7 (701) 000-00-01,Almaty\n"
)
VERDICTS = ("match found", "the same person.", "совпадение найдено", "это один человек", "сәйкестік табылды")
# What nobody may find anywhere but in the results.
SECRETS = ("Мысалқұлов", "Mysalkulov", "mysal", "84030230000", "70100000", "000-00-01", "Үлгібек")


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some invented people as CSV, and two rows of one person among them."""
    path = tmp_path_factory.mktemp("people") / "people.csv"
    rows = people().slice(0, SOME).select(list(INTERFACE)).to_pylist()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[row[name] or "" for name in INTERFACE] for row in rows])
    path.write_text(f"{HEADER}\n{TWICE}{out.getvalue()}", "utf-8")
    return path


@pytest.fixture(scope="session")
def index(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "people.idx"
    assert main(["link", "index", str(table), str(folder)]) == 0
    return folder


def link(*words: Any) -> int:
    """The exit code, whether the command or its parser gives it."""
    try:
        return main(["link", *map(str, words)])
    except SystemExit as left:
        return int(left.code or 0)


def refused(capsys: pytest.CaptureFixture[str], *words: Any) -> str:
    """The one line that says why."""
    assert link(*words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1 and "Traceback" not in told.err
    return told.err


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("".join(f"{line}\n" for line in (header, *rows)), "utf-8")
    return path


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def test_dedupe_writes_one_row_for_each_record_with_the_columns_of_the_interface(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.parquet"
    assert link("dedupe", table, out, "--json") == 0
    found = pq.read_table(out)
    assert found.schema.names == ["unique_id", "cluster_id", "weight"]
    assert [str(field.type) for field in found.schema] == ["string", "string", "double"]
    rows = found.to_pylist()
    ids = [row["unique_id"] for row in rows]
    assert ids == ["a-1", "a-2", *people()["unique_id"].to_pylist()[:SOME]], "in the order of the table"
    assert {row["cluster_id"] for row in rows} <= set(ids)
    assert [row["cluster_id"] for row in rows[:2]] == ["a-1", "a-1"]
    assert rows[0]["weight"] == rows[1]["weight"] > 20
    alone = [row for row in rows if ids.count(row["unique_id"]) == 1 and row["weight"] is None]
    assert alone and all(row["cluster_id"] == row["unique_id"] for row in alone)
    told = json.loads(capsys.readouterr().out)
    assert told["records"] == SOME + 2 and told["left_out"] == 0 and told["pairs"] >= 1
    assert not list(tmp_path.glob("*.work")) and [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_csv_and_parquet_in_and_out_say_the_same(table: Path, tmp_path: Path) -> None:
    as_parquet = tmp_path / "қазақша people.parquet"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    pq.write_table(pa.Table.from_pylist(rows), as_parquet)
    one, other, pairs = tmp_path / "нәтиже.csv", tmp_path / "other.parquet", tmp_path / "pairs.csv"
    assert link("dedupe", as_parquet, one, "--pairs", pairs) == link("dedupe", table, other) == 0
    found = pq.read_table(other).to_pylist()
    head, *body = cells(one)
    assert head == ["unique_id", "cluster_id", "weight"]
    assert [row[:2] for row in body] == [[row["unique_id"], row["cluster_id"]] for row in found]
    for row, same in zip(body, found, strict=True):
        assert (
            row[2] == ""
            if same["weight"] is None
            else float(row[2]) == pytest.approx(same["weight"], abs=1e-3)
        )
    head, *body = cells(pairs)
    assert head == ["unique_id_l", "unique_id_r", "weight"]
    assert ["a-1", "a-2"] in [row[:2] for row in body]


def test_index_and_search_find_whom_the_query_could_be(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = written(
        tmp_path / "queries.csv", "q-1,,,,Асқар Мысалкулов,1984,,,,", "q-2,Жоқтығұлов,Ешкім,,,,,,,"
    )
    out = tmp_path / "out.csv"
    assert link("search", index, queries, out, "--json") == 0
    head, *body = cells(out)
    assert head == ["query_id", "rank", "unique_id", "weight"]
    first = [row for row in body if row[0] == "q-1"]
    assert {row[2] for row in first[:2]} == {"a-1", "a-2"}
    assert [int(row[1]) for row in first] == list(range(1, len(first) + 1))
    weights = [float(row[3]) for row in first]
    assert weights == sorted(weights, reverse=True)
    assert json.loads(capsys.readouterr().out) == {"queries": 2, "rows": len(body)}
    assert link("search", index, queries, tmp_path / "out.parquet", "--most", 1) == 0
    found = pq.read_table(tmp_path / "out.parquet")
    assert [str(field.type) for field in found.schema] == ["string", "int64", "string", "double"]
    assert found["rank"].to_pylist() == [1] * found.num_rows


def test_an_index_takes_the_place_of_the_one_before(table: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "own.idx", tmp_path / "out.csv"
    assert link("index", table, folder) == 0
    fewer = written(tmp_path / "fewer.csv", "b-1,Тестов,Болат,,,,,,8 701 000 00 02,")
    assert link("index", fewer, folder) == 0
    query = written(tmp_path / "query.csv", "q,,,,,,,,8 701 000 00 01,", "r,,,,,,,,8 701 000 00 02,")
    assert link("search", folder, query, out, "--threshold", "-99") == 0
    assert [row[2] for row in cells(out)[1:]] == ["b-1"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_strict_stops_before_anything_is_written(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path / "bad.csv", "1,Мысалов,Асан,,,31.02.1984,,,,", "2,Тестов,Болат,,,,,,,")
    out, folder = tmp_path / "out.csv", tmp_path / "own.idx"
    out.write_text("older", "utf-8")
    assert link("index", table, folder) == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    capsys.readouterr()
    for command in (("dedupe", bad, out), ("index", bad, folder), ("search", folder, bad, out)):
        assert link(*command, "--strict") == 2
        told = capsys.readouterr()
        assert "bad.csv:2: dob:" in told.err and told.out == ""
    assert out.read_text("utf-8") == "older"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert link("dedupe", bad, out) == 0, "without --strict the row stays"
    assert len(cells(out)) == 3


HARD = (
    "1,А,Б,В,,31.02.1984,,,,",
    "2,Раз Два Три Төрт Бес Алты Жеті Сегіз Тоғыз Он,Асан,,,02.03.84,,,,",
    "3,王,芳,,王芳,,140,,,",
    "4,12,3-4,!,,99.99.9999,-5,123456789012,123,Атлантида",
    "5,,,,,1984,,,,",
    "6,=1+1,+cmd,-2,@x,,,,,",
    '7,"О\'Мысал ""Кавычка""",Асан,,,0000-00-00,,00000000000,8 701,',
    "8,Мысалов,,,,,,,,",
    "9,\u202eМысалов\u200b,Аса\u0301н,,,,,,,",
    "10,Мысалов😀,Асан,,,,,,,",
    "11," + "М" * 400 + ",Асан,,,,,,,",
)


def test_odd_rows_are_kept_and_what_is_wrong_is_told_by_line_and_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out, faults = written(tmp_path / "hard.csv", *HARD), tmp_path / "out.csv", tmp_path / "faults.csv"
    assert link("dedupe", source, out, "--faults", faults) == 0
    assert [row[0] for row in cells(out)[1:]] == [str(number) for number in range(1, 12)]
    told = {(row[0], row[1]): row[2] for row in cells(faults)[1:]}
    assert told["2", "dob"] == "date_impossible"
    assert told["4", "age"] == "age_impossible" or told["4", "age"].startswith("age_")
    assert told["5", "surname"] == told["5", "first_name"] == "name_no_letters"
    assert told["12", "surname"] == "name_long"
    assert {("5", "dob"), ("5", "phone"), ("5", "region")} <= set(told)
    err = capsys.readouterr().err
    assert "hard.csv:2: dob: " in err and "11 rows read, 0 left out" in err
    assert link("index", source, tmp_path / "hard.idx") == 0
    assert link("search", tmp_path / "hard.idx", source, tmp_path / "found.csv", "--threshold", "-99") == 0


def test_a_sex_in_words_counts_and_one_that_nobody_knows_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from qorgan.identity.faults import Report
    from qorgan.identity.linking import facing
    from qorgan.identity.linking import people as tables_of

    rows = ("1,Мысал,Ж", "2,Мысал,әйел", "3,Мысал,мужской", "4,Мысал,?x")
    source = written(tmp_path / "sexes.csv", *rows, header="id,фамилия,пол")
    report = Report("sexes.csv")
    chunk = next(tables_of.read(str(source), report, None))
    assert facing.faces(chunk)["sex"].to_pylist() == ["f", "f", "m", None]
    assert report.counts == {("sex", "sex_unreadable"): 1}


def test_two_rows_with_one_id_are_told_and_the_first_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = (
        written(tmp_path / "twice.csv", "1,Мысалов,,,,,,,,", "1,Тестов,,,,,,,,", ",Үлгі,,,,,,,,"),
        tmp_path / "out.csv",
    )
    assert link("dedupe", source, out, "--json") == 0
    told = capsys.readouterr()
    assert "twice.csv:3: unique_id: " in told.err and "twice.csv:4: unique_id: " in told.err
    assert json.loads(told.out)["left_out"] == 2
    assert [row[0] for row in cells(out)[1:]] == ["1"]


def test_a_table_of_which_no_row_can_be_used_gives_an_empty_result_of_the_same_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "none.csv", ",Мысалов,,,,,,,,", "2,,,,,,,,,")
    out, pairs = tmp_path / "out.parquet", tmp_path / "pairs.parquet"
    assert link("dedupe", source, out, "--json", "--pairs", pairs) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 0
    assert pq.read_schema(out).types == [pa.string(), pa.string(), pa.float64()]
    assert pq.read_table(out).num_rows == pq.read_table(pairs).num_rows == 0
    assert link("index", source, tmp_path / "none.idx") == 0
    query = written(tmp_path / "query.csv", "q,Мысалов,,,,,,,,")
    assert link("search", tmp_path / "none.idx", query, tmp_path / "found.parquet") == 0
    assert pq.read_schema(tmp_path / "found.parquet").types == [
        pa.string(),
        pa.int64(),
        pa.string(),
        pa.float64(),
    ]


def test_one_row_is_one_cluster_of_its_own(tmp_path: Path) -> None:
    source, out = written(tmp_path / "one.csv", "only,Мысалов,Асан,,,,,,,"), tmp_path / "out.csv"
    assert link("dedupe", source, out) == 0
    assert cells(out) == [["unique_id", "cluster_id", "weight"], ["only", "only", ""]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (HEADER.encode() + b"\n", "no row"),
        (b"\x00\x01\x02" * 50, ""),
        (b"a,b\n1,2\n", "columns"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_line_and_an_older_result_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    source, out = tmp_path / "people.csv", tmp_path / "out.csv"
    source.write_bytes(content)
    out.write_text("older", "utf-8")
    assert says in refused(capsys, "dedupe", source, out)
    assert str(source) in refused(capsys, "index", source, tmp_path / "new.idx")
    assert out.read_text("utf-8") == "older"
    assert not (tmp_path / "out.csv.work").exists()


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "allowed: "), ("ru", "допустимо: "), ("kk", "рұқсат етілген: ")]
)
def test_faults_are_said_in_the_language_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, word: str
) -> None:
    for words in (
        ("dedupe", tmp_path / "nowhere.csv", tmp_path / "out.csv"),
        ("dedupe", tmp_path / "nowhere.csv", tmp_path / "no folder" / "out.csv"),
        ("index", tmp_path / "nowhere.csv", tmp_path / "new.idx"),
    ):
        assert word in refused(capsys, *words, "--lang", lang)


@pytest.mark.parametrize(
    "words",
    [
        ("--chunk", "0"),
        ("--chunk", "-5"),
        ("--chunk", "x"),
        ("--chunk", "1.5"),
        ("--threshold", "nan"),
        ("--threshold", "inf"),
        ("--threshold", "-inf"),
        ("--threshold", "six"),
        ("--on", "31.02.1984"),
        ("--on", "2026-02-31"),
        ("--on", ""),
        ("--engine", "sqlite"),
        ("--lang", "de"),
    ],
)
def test_what_is_asked_wrongly_is_refused_before_any_work(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    line = refused(capsys, "dedupe", table, tmp_path / "out.csv", *words)
    assert words[0] in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("most", ["0", "-1", "ten"])
def test_fewer_than_one_row_for_a_query_is_refused(
    index: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], most: str
) -> None:
    assert "--most" in refused(capsys, "search", index, table, tmp_path / "out.csv", "--most", most)


def test_a_folder_that_is_not_there_is_named_in_one_line(
    table: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    for words in (
        ("dedupe", table, nowhere / "out.csv"),
        ("dedupe", table, tmp_path / "out.csv", "--pairs", nowhere / "pairs.csv"),
        ("dedupe", table, tmp_path / "out.csv", "--faults", nowhere / "faults.csv"),
        ("index", table, tmp_path / "new.idx", "--faults", nowhere / "faults.csv"),
        ("search", index, table, nowhere / "out.csv"),
        ("search", index, table, tmp_path / "out.csv", "--faults", nowhere / "faults.csv"),
    ):
        assert str(nowhere) in refused(capsys, *words)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_to_is_named_in_one_line(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even by root: the kernel makes no files there."""
    place = Path("/proc/sys")
    for words in (("dedupe", table, place / "out.csv"), ("index", table, place / "new.idx")):
        assert link(*words) == 2
        told = capsys.readouterr()
        assert "Traceback" not in told.err and str(place) in told.err.splitlines()[-1]
    (tmp_path / "folder").mkdir()
    assert "folder" in refused(capsys, "dedupe", table, tmp_path / "folder")
    (tmp_path / "file").write_text("", "utf-8")
    refused(capsys, "dedupe", table, tmp_path / "file" / "out.csv")
    link("index", table, tmp_path / "file" / "new.idx")
    assert "Traceback" not in capsys.readouterr().err


def test_an_index_that_is_none_is_named_in_one_line(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    for name in ("nowhere", "empty", "file"):
        assert str(tmp_path / name) in refused(capsys, "search", tmp_path / name, table, tmp_path / "out.csv")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "empty" / "letters.txt").write_text("somebody's", "utf-8")
    assert "letters.txt" in refused(capsys, "index", table, tmp_path / "empty")
    assert (tmp_path / "empty" / "letters.txt").read_text("utf-8") == "somebody's"


def test_no_file_is_written_over_the_table_or_over_another_result(
    table: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, link_ = tmp_path / "people.csv", tmp_path / "link.csv"
    own.write_bytes(table.read_bytes())
    link_.symlink_to(own)
    out = tmp_path / "out.csv"
    for words in (
        ("dedupe", own, own),
        ("dedupe", own, link_),
        ("dedupe", own, out, "--faults", own),
        ("dedupe", own, out, "--pairs", own),
        ("dedupe", own, out, "--pairs", out),
        ("dedupe", own, out, "--faults", out),
        ("dedupe", own, "-", "--pairs", "-"),
        ("index", own, tmp_path / "new.idx", "--faults", own),
        ("search", index, own, own),
        ("search", index, own, out, "--faults", own),
    ):
        assert "named twice" in refused(capsys, *words)
        assert own.read_bytes() == table.read_bytes()


def test_somebodys_folder_beside_the_result_is_neither_used_nor_deleted(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "out.csv.work"
    work.mkdir()
    (work / "thesis.txt").write_text("years", "utf-8")
    assert link("dedupe", table, tmp_path / "out.csv") == 2
    assert str(work) in capsys.readouterr().err.splitlines()[-1]
    assert (work / "thesis.txt").read_text("utf-8") == "years"
    assert not (tmp_path / "out.csv").exists()


def run(*words: Any, **kept: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qorgan.cli", "link", *map(str, words)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "latin-1"},
        **kept,
    )


def test_the_table_may_come_and_the_result_go_by_the_standard_streams(
    table: Path, index: Path, tmp_path: Path
) -> None:
    done = run("dedupe", "-", "-", "--json", input=table.read_bytes(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "unique_id,cluster_id,weight" and len(lines) == SOME + 3
    assert json.loads(done.stderr.decode().splitlines()[-1])["records"] == SOME + 2
    assert not list(tmp_path.iterdir()), "nothing is kept beside a stream"
    query = f"{HEADER}\nq-1,,,,Асқар Мысалкулов,1984,,,,\n".encode()
    done = run("search", index, "-", "-", "--explain", input=query, cwd=tmp_path)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "query_id,rank,unique_id,weight" and all(line.startswith("q-1,") for line in lines[1:])
    assert "q-1 – a-" in done.stderr.decode()


def test_a_result_that_goes_to_a_device_leaves_the_device_there(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    source = written(tmp_path / "one.csv", "only,Мысалов,Асан,,,,,,,")
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    assert link("dedupe", source, pipe) == 0
    out, _ = reader.communicate(timeout=60)
    assert out.decode() == "unique_id,cluster_id,weight\nonly,only,\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.csv", "pipe"]


def test_explanations_are_text_in_three_languages_or_part_of_the_one_document(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = written(tmp_path / "query.csv", "q-1,,,,Асқар Мысалкулов,1984,,,,")
    for lang in ("en", "ru", "kk"):
        assert link("search", index, query, tmp_path / "out.csv", "--explain", "--lang", lang) == 0
        text = capsys.readouterr().out
        assert "q-1 – a-1" in text
        said = text.lower()
        assert not any(words in said for words in VERDICTS)
    assert link("search", index, query, tmp_path / "out.csv", "--explain", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["rows"] == len(document["explanations"])
    assert {item["unique_id"] for item in document["explanations"]} >= {"a-1", "a-2"}
    assert all(item["items"] and item["query_id"] == "q-1" for item in document["explanations"])


def test_ids_that_look_like_formulas_are_harmless_in_csv_and_whole_in_parquet(tmp_path: Path) -> None:
    ids = ("=1+1", "@sum", "-2+3", "+cmd", "a;b", '"q"')
    rows = [["unique_id", "surname", "first_name"], *([name, "Мысалов", "Асан"] for name in ids)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    source = tmp_path / "formulas.csv"
    source.write_text(out.getvalue(), "utf-8")
    assert (
        link("dedupe", source, tmp_path / "out.csv") == link("dedupe", source, tmp_path / "out.parquet") == 0
    )
    assert all(cell[:1] not in ("=", "@", "+") for row in cells(tmp_path / "out.csv") for cell in row)
    assert pq.read_table(tmp_path / "out.parquet")["unique_id"].to_pylist() == list(ids)


def test_nothing_but_the_results_carries_a_name_or_a_number_of_somebody(
    table: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "x,Мысалқұлов,Асқар,Үлгібекұлы,,31.02.1984,140,840302300008,8 701 000-00-01 бұзылған,Мысалқұлов"
    source = written(
        tmp_path / "people.csv", bad, *TWICE.splitlines(), "x,Мысалқұлов,,,,,,,,", ",Мысалқұлов,,,,,,,,"
    )
    out, faults = tmp_path / "out.parquet", tmp_path / "faults.csv"
    for words in (
        ("dedupe", source, out, "--faults", faults, "--pairs", tmp_path / "pairs.csv"),
        ("index", source, tmp_path / "new.idx"),
        ("search", tmp_path / "new.idx", source, tmp_path / "found.csv", "--threshold", "-99"),
        ("search", index, source, tmp_path / "found.csv", "--json", "--lang", "kk"),
    ):
        assert link(*words) == 0
        told = capsys.readouterr()
        for secret in SECRETS:
            assert secret not in told.out + told.err
    results = (
        out.read_bytes().decode("latin-1"),
        faults.read_text("utf-8"),
        (tmp_path / "pairs.csv").read_text("utf-8"),
    )
    names = " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    for secret in SECRETS:
        for text in (*results, (tmp_path / "found.csv").read_text("utf-8"), names):
            assert secret not in text


def test_people_are_invented_marked_and_can_be_deduplicated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "people.parquet", tmp_path / "out.csv"
    assert link("people", 200, source, "--seed", 3) == 0
    assert pq.read_table(source).equals(synthetic.people(200, 3)) or pq.read_table(source).num_rows == 200
    assert pq.read_table(source)["synthetic"].to_pylist() == [True] * 200
    assert link("dedupe", source, out) == 0
    assert len(cells(out)) == 201
    capsys.readouterr()
    assert "people" in refused(capsys, "people", 5, tmp_path / "nowhere" / "people.parquet")
