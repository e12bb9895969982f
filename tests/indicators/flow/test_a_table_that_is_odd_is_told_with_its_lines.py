"""What is wrong is refused with file, line and field; what is odd is counted and told."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from tests.indicators.flow.tables import COLUMNS, TODAY, asked, notes, row, written

from qorgan.cli import main
from qorgan.indicators.faults import BadInput
from qorgan.indicators.flow.answer import Question, answer

CASE = row("c", "case.opened", "2025-01-01T06:00:00Z")


def test_a_repeated_row_counts_once(tmp_path: Path) -> None:
    breach = row("o", "order.breached", "2025-01-05T06:00Z", "c")
    rows = [
        CASE,
        row("o", "order.issued", "2025-01-01T07:00Z", "c"),
        row("o", "order.served", "2025-01-01T08:00Z", "c"),
        breach,
        breach,
    ]
    found = asked(tmp_path, rows, observed=date(2025, 6, 1))
    assert notes(found)["duplicate"] == (1, (6,))
    assert found.get("breach_rate").numerator == 1


def test_an_unknown_type_is_counted_and_named(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        [
            CASE,
            row("c", "case.teleported", "2025-01-02T06:00Z"),
            row("c", "case.teleported", "2025-01-03T06:00Z"),
        ],
    )
    assert notes(found)["unknown_type"] == (2, (3, 4))
    assert "case.teleported" in found.notes[0].text()["en"]


def test_a_row_of_the_future_is_not_counted(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        [CASE, row("d", "case.opened", "2027-01-01T06:00Z"), row("c", "case.charged", "2030-01-01T06:00Z")],
    )
    assert notes(found)["future"] == (2, (3, 4))
    assert found.get("cases_registered").value == 1
    assert found.get("charged").reason is not None


def test_what_happened_after_it_was_recorded_is_not_counted(tmp_path: Path) -> None:
    late = row("c", "case.charged", "2025-02-01T06:00:00Z", occurred_at="2025-03-01T06:00Z")
    found = asked(tmp_path, [CASE, late])
    assert notes(found)["occurred_later"] == (1, (3,))


def test_the_minute_of_recording_and_the_day_of_recording_are_not_later(tmp_path: Path) -> None:
    rows = [
        CASE,
        row("o", "order.issued", "2025-01-01T08:00:00.5Z", "c", occurred_at="2025-01-01T08:00Z"),
        row("o", "order.served", "2025-01-02T08:00:00Z", "c", occurred_at="2025-01-02"),
    ]
    assert set(notes(asked(tmp_path, rows))) == {"day_only"}


def test_a_step_before_the_one_it_follows_is_told_and_left_out(tmp_path: Path) -> None:
    rows = [
        row("c", "case.charged", "2024-12-01T06:00Z"),
        CASE,
        row("d", "case.opened", "2025-01-01T06:00Z"),
        row("d", "case.charged", "2025-01-09T06:00Z"),
    ]
    found = asked(tmp_path, rows, observed=date(2026, 6, 1))
    assert notes(found)["out_of_order"] == (1, (2,))
    charged = found.get("charged")
    assert (charged.numerator, charged.denominator, charged.left_out) == (1, 1, 1)


def test_rows_in_any_order_give_the_same(tmp_path: Path) -> None:
    rows = [CASE, row("c", "case.charged", "2025-01-09T06:00Z"), row("d", "case.opened", "2025-01-02T06:00Z")]
    one, other = (
        asked(tmp_path, rows, observed=date(2026, 1, 1)),
        asked(tmp_path, rows[::-1], observed=date(2026, 1, 1)),
    )
    assert one.measures == other.measures
    assert "unsorted" in notes(other)


def test_a_parent_that_is_not_there_is_told_and_its_order_still_timed(tmp_path: Path) -> None:
    rows = [
        CASE,
        row("o", "order.issued", "2025-01-02T06:00Z", "nowhere"),
        row("o", "order.served", "2025-01-02T07:00Z", "nowhere"),
    ]
    found = asked(tmp_path, rows, observed=date(2026, 1, 1))
    assert notes(found)["parent_missing"] == (1, (3,))
    assert found.get("served_within_24h").value == 100
    assert found.get("orders_per_case").value == 0


def test_parents_in_a_circle_are_told_and_stand_alone(tmp_path: Path) -> None:
    rows = [
        CASE,
        row("x", "order.issued", "2025-01-02T06:00Z", "y"),
        row("y", "order.issued", "2025-01-02T06:00Z", "z"),
        row("z", "order.issued", "2025-01-02T06:00Z", "x"),
    ]
    found = asked(tmp_path, rows)
    assert notes(found)["parent_cyclic"] == (3, (3, 4, 5))


def test_a_report_of_another_person_and_its_tip_are_no_circle(tmp_path: Path) -> None:
    rows = [
        CASE,
        row("r", "report.received", "2025-01-02T06:00Z", "t"),
        row("t", "tip.opened", "2025-01-02T07:00Z", "r"),
    ]
    assert not asked(tmp_path, rows).notes


def test_times_of_any_zone_are_one_instant(tmp_path: Path) -> None:
    """Without a zone it is local time: UTC+6 in Almaty until 29 February 2024, UTC+5 since 1 March 2024."""
    rows = [
        row("a", "case.opened", "2025-01-01T12:00:00+05:00"),
        row("a", "case.charged", "2025-01-01T07:00:00Z"),
        row("b", "case.opened", "2025-01-01 12:00:00"),
        row("b", "case.charged", "2025-01-01T07:00Z"),
        row("d", "case.opened", "2024-01-01 12:00"),
        row("d", "case.charged", "2024-01-01T06:00Z"),
    ]
    found = asked(tmp_path, rows, observed=date(2026, 1, 1))
    charged = found.get("charged")
    assert (charged.numerator, charged.median, charged.left_out) == (3, 0, 0)
    assert notes(found)["naive"][0] == 2


def refused(path: str, **question: object) -> list[str]:
    with pytest.raises(BadInput) as caught:
        answer(path, Question(today=TODAY, **question))  # type: ignore[arg-type]
    return caught.value.lines()


def test_a_cell_that_is_no_time_is_refused_with_its_line_and_not_its_content(tmp_path: Path) -> None:
    rows = [
        CASE,
        row("d", "case.opened", "Айгуль 8 701"),
        row("e", "case.opened", "2025-02-30"),
        row("", "case.opened", "2025-02-20"),
        row("f", "", ""),
    ]
    said = refused(written(tmp_path, rows))
    assert [line.split(": ")[1:3] for line in said] == [
        ["line 3", "recorded_at"],
        ["line 4", "recorded_at"],
        ["line 5", "subject"],
        ["line 6", "type"],
        ["line 6", "recorded_at"],
    ]
    assert "Айгуль" not in " ".join(said)


def test_a_missing_column_is_named_and_so_is_a_group_that_has_none(tmp_path: Path) -> None:
    path = written(
        tmp_path, [row("c", "case.opened", "2025-01-01")], ("subject", "parent", "type", "recorded_at")
    )
    said = refused(path)
    assert [line.split(": ")[1] for line in said] == ["occurred_at", "agency", "state"]
    assert "region" in refused(written(tmp_path, [CASE]), by="region")[0]


def test_parquet_with_typed_times_numbers_and_categories_gives_what_csv_gives(tmp_path: Path) -> None:
    at = [datetime(2025, 1, 1, 6, tzinfo=UTC), datetime(2025, 1, 9, 6, tzinfo=UTC)]
    frame = pl.DataFrame(
        {
            "subject": [7, 7],
            "parent": [None, None],
            "type": ["case.opened", "case.charged"],
            "recorded_at": at,
            "occurred_at": [None, at[1]],
            "agency": [1, 1],
            "state": [None, None],
        },
        schema_overrides={
            "type": pl.Categorical,
            "parent": pl.Int64,
            "state": pl.String,
            "occurred_at": pl.Datetime("ms", "UTC"),
        },
    )
    frame.write_parquet(tmp_path / "a.parquet")
    found = answer(str(tmp_path / "a.parquet"), Question(today=TODAY, observed=date(2026, 1, 9)))
    assert found.get("charged").median == 8
    assert not found.notes


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02PAR1garbage", b"subject,parent\n", b"PAR1"])
@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.xyz"])
def test_whatever_is_given_ends_with_lines_and_2(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["index", "flow", str(tmp_path / name), "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.strip() and "Traceback" not in shown.err


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "soon"],
        ["--follow-up", "-3"],
        ["--follow-up", "²"],
        ["--from", "2025-02-01", "--until", "2025-01-01"],
        ["--types", "none.yaml"],
        ["--until", "9999-12-31"],
        ["--observed-until", "9999-12-31"],
        ["--today", "2020-01-01"],
        ["--observed-until", "x"],
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_words_that_cannot_be_are_refused(
    tmp_path: Path, words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "flow", written(tmp_path, [CASE]), "--lang", language, *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "content", ["", "[1]", "roles: {nosuch: [a]}", "roles: {charged: 3}", ":\n\t-", "roles: {charged: [1]}"]
)
def test_a_mapping_that_is_none_is_refused(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.yaml").write_text(content)
    assert main(["index", "flow", written(tmp_path, [CASE]), "--types", str(tmp_path / "t.yaml")]) == 2
    assert "t.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_sentence_is_there_in_every_language_and_json_has_no_nan(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        CASE,
        row("c", "case.charged", "2024-12-01T06:00Z"),
        row("x", "what.ever", "2029-01-01"),
        row("y", "what.ever", "2025-01-01 10:00", "gone"),
    ]
    path = written(tmp_path, rows)
    assert main(["index", "flow", path, "--lang", language, "--today", "2026-11-26"]) == 0
    text = capsys.readouterr().out
    assert "{" not in text and "None" not in text and "nan" not in text
    assert main(["index", "flow", path, "--json", "--by", "agency", "--today", "2026-11-26"]) == 0
    document = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert document["indicators"]["convicted"]["value"] is None
    assert document["warnings"][0]["code"] == "trust"


def test_help_loads_no_heavy_library() -> None:
    code = "import sys; from qorgan.cli import main\ntry: main(['index', 'flow', '--help'])\nexcept SystemExit: pass\nprint([m for m in ('statsmodels', 'pandas', 'scipy', 'altair', 'duckdb') if m in sys.modules])"  # noqa: E501
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.rstrip().endswith("[]")


def test_all_columns_empty_and_one_row_are_no_crash(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        [CASE],
        "sex",
        "age_band",
        "relation",
        "provision",
        "iccs",
        "service",
        "person_key",
        "owner",
        "region",
        by="region",
    )
    assert found.get("cases_registered").value == 1
    assert found.get("eige_1").reason and found.get("iccs").reason
    assert set(found.groups) == {""}
    assert COLUMNS[0] == "subject"


@pytest.mark.parametrize(
    "cell", ["epoch", "infinity", "-5", "0001-01-01", "9999-12-31", "01.02.2025", "45000"]
)
def test_what_only_a_database_takes_for_a_time_is_none(tmp_path: Path, cell: str) -> None:
    assert "line 3" in refused(written(tmp_path, [CASE, row("d", "case.opened", cell)]))[0]


def test_columns_of_any_type_are_refused_or_read_and_never_crash(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    base = {"subject": [1.5], "parent": [[1]], "type": ["case.opened"], "recorded_at": [datetime(2025, 1, 1)]}
    odd = {"occurred_at": [None], "agency": [b"x\xff"], "state": [{"a": 1}]}
    pl.DataFrame({**base, **odd}).write_parquet(path)
    assert answer(path, Question(today=TODAY)).get("cases_registered").value == 1
    pl.DataFrame({**base, **odd, "recorded_at": [True]}).write_parquet(path)
    assert "recorded_at" in refused(path)[0]


def test_more_groups_than_anybody_reads_are_refused(tmp_path: Path) -> None:
    rows = [row(f"c{n}", "case.opened", "2025-01-01T06:00Z", region=f"R{n}") for n in range(201)]
    path = written(tmp_path, rows, (*COLUMNS, "region"))
    assert "region" in refused(path, by="region")[0]
