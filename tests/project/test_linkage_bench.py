"""The bench of linkage runs end to end, and a target that is missed ends it with 1 and is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bench.link import page, report

PARTS = ("batch", "alarms", "live", "names", "members")
ROWS = (
    *(
        "batch.f1",
        "batch.precision",
        "batch.recall_at_p999",
        "batch.blocking_recall",
        "batch.candidates_a_record",
    ),
    *("alarms.review.all", "live.query.p95", "live.insert.durable.mean", "live.rank1", "live.recall_at_fa1"),
    *("names.composed.qorgan.auc", "names.invented.qorgan.seen_per_s", "names.os_name_bench.qorgan.auc"),
    *("members.names.found", "members.names.false", "members.records_with_birth.found"),
)


def run(root: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "bench/linkage.py", *given]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def targets(folder: Path, *entries: dict[str, object]) -> Path:
    path = folder / "targets.yaml"
    path.write_text(yaml.safe_dump({"targets": list(entries)}), "utf-8")
    return path


def test_two_thousand_people_are_measured_from_end_to_end(root: Path, tmp_path: Path) -> None:
    wanted = targets(
        tmp_path,
        {"row": "members.names.false", "must": True, "at_most": 870},
        {"row": "batch.f1", "must": True, "at_least": 0.9},
    )
    out = tmp_path / "figures.json"
    ended = run(root, "--people", "2000", "--no-peers", "--targets", str(wanted), "--out", str(out))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = json.loads(out.read_text("utf-8"))
    values = {row["name"]: row["value"] for row in found["rows"]}
    assert set(ROWS) <= set(values)
    assert {f"{part}.seconds_in_all" for part in PARTS} <= set(values)
    assert values["members.names.found"] == 30
    assert found["machine"]["processors"] >= 1
    assert found["missed"] == []
    for row in found["rows"]:
        if "low" in row:
            assert row["low"] <= row["high"], row
    told = page.page(page.Figures(found))
    assert "| members.names.found | 30 of 30 |" in told
    assert "begun 20" in told and str(tmp_path) not in told


def test_a_missed_target_ends_it_with_1_and_is_named(root: Path, tmp_path: Path) -> None:
    wanted = targets(tmp_path, {"row": "members.names.found", "must": True, "at_least": 31})
    ended = run(root, "--people", "2000", "--no-peers", "--only", "members", "--targets", str(wanted))
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "MISSED members.names.found: 30, wanted >= 31, off by 1" in ended.stdout


def test_a_target_of_which_nothing_was_measured_is_missed() -> None:
    wanted = {"batch.f1": report.Target("batch.f1", True, 0.96, 1.0, 0)}
    assert report.missed([], wanted, {"batch"}, 10) == ["batch.f1: not measured"]
    assert report.missed([], wanted, {"names"}, 10) == []


@pytest.mark.parametrize(("people", "verdict"), [(999, "(judged from 1,000 people on)"), (1000, "MISSED")])
def test_a_target_of_many_people_is_not_judged_on_few(people: int, verdict: str) -> None:
    wanted = {"batch.f1": report.Target("batch.f1", True, 0.96, 1.0, 1000)}
    assert report.judge([report.Row("batch.f1", 0.5)], wanted, people)[0].verdict == verdict


def test_a_target_that_is_only_told_fails_nothing() -> None:
    wanted = {"batch.f1": report.Target("batch.f1", False, 0.96, 1.0, 0)}
    judged = report.judge([report.Row("batch.f1", 0.5)], wanted, 10)
    assert judged[0].verdict == "missed (report only)"
    assert report.missed(judged, wanted, {"batch"}, 10) == []


def test_the_shipped_targets_can_be_read_and_say_what_the_issue_wants() -> None:
    found = report.targets()
    must = {name for name, target in found.items() if target.must}
    assert {"batch.f1", "batch.precision", "batch.time_over_splink", "live.query.p95"} <= must
    assert {
        "members.names.found",
        "members.names.false",
        "calibration.raw.f1",
        "calibration.ascii.f1",
    } <= must
    assert found["batch.f1"].met(0.96) and not found["batch.f1"].met(0.9599)


def test_drawing_people_again_counts_a_person_drawn_twice_twice() -> None:
    import numpy as np
    from bench.link import quality

    person = np.array([0, 0, 1, 1])
    pairs = quality.weighed(person, np.array([0, 1]), np.array([1, 2]), np.array([2.0, 1.0]))
    right, wrong, total = quality.counts(pairs, np.array([2.0, 1.0]))
    assert right.tolist() == [2.0, 0.0]
    assert wrong.tolist() == [0.0, 2.0]
    assert total == 3.0
    once = quality.curve(pairs, likely=1.5)
    assert (once["precision"], once["recall"]) == (1.0, 0.5)
