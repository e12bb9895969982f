"""``qorgan law impact``: one table under the law of two days, by article, sex, age and relation."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.law.tables import run

DAYS = ("--before", "2024-06-15", "--after", "2024-06-16")
TABLE = (
    "relation,victim_sex,victim_age,place,acts,harm\n"
    "spouse,f,30,dwelling,slap,pain\n"
    "spouse,f,9,dwelling,slap,light\n"
    "stranger,m,40,public,insult,none\n"
)


@pytest.fixture()
def table(tmp_path: Path) -> str:
    path = tmp_path / "incidents.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_battery_and_light_harm_move_from_administrative_to_criminal(table: str) -> None:
    done = run("impact", table, *DAYS, "--closed-world", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "synthetic" not in found
    # Laws 72-VIII and 73-VIII of 15 April 2024: CAO 73-1 and 73-2 go, CC 108-1 and 109-1 come.
    assert {"from": "administrative", "to": "criminal", "incidents": 2} in found["moves"]
    assert found["articles"]["kz.cao.73-2"] == {"before": 1, "after": 0}
    assert found["articles"]["kz.cc.109-1"] == {"before": 0, "after": 1}
    assert found["articles"]["kz.cc.108-1"] == {"before": 0, "after": 1}
    assert found["by"]["victim_sex"]["f"] == [{"from": "administrative", "to": "criminal", "incidents": 2}]
    assert set(found["by"]["victim_age"]) == {"0-13", "30-59"}
    assert sum(move["incidents"] for move in found["moves"]) == found["cases"] == 3


def test_invented_incidents_say_so_everywhere_and_name_their_margins(tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    done = run("impact", "--synthetic", "2000", *DAYS, "--json", "--chart", str(chart))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["synthetic"]
    assert found["label"].startswith("SYNTHETIC")
    assert all(item["source"] and item["certainty"] in ("secondary", "assumed") for item in found["margins"])
    assert "SYNTHETIC" in chart.read_text(encoding="utf-8")
    for lang, word in (("en", "SYNTHETIC"), ("ru", "СИНТЕТИКА"), ("kk", "СИНТЕТИКА")):
        assert run("impact", "--synthetic", "50", *DAYS, "--lang", lang).stdout.startswith(word)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    one, same, other = (
        run("impact", "--synthetic", "3000", *DAYS, "--json", "--seed", seed).stdout
        for seed in ("5", "5", "6")
    )
    assert one == same != other


def test_the_chart_can_be_read_without_seeing_it(table: str, tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    assert (
        run("impact", table, *DAYS, "--closed-world", "--chart", str(chart), "--lang", "kk").returncode == 0
    )
    root = ElementTree.parse(chart).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img" and root.get("aria-labelledby") == "t d"
    said = root.find(f"{space}desc").text or ""
    assert "2024-06-15: әкімшілік 2" in said and "2024-06-16: қылмыстық 2" in said
    seen = " ".join(text.text or "" for text in root.iter(f"{space}text"))
    assert "қылмыстық: 0 -> 2" in seen


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--synthetic", "0", *DAYS), "--synthetic: cannot be 0"),
        (DAYS, "one table, or --synthetic"),
        (("--synthetic", "5", "--before", "soon", "--after", "2024-06-16"), "--before"),
        (("--synthetic", "5", *DAYS, "--chart", "chart.png"), "--chart: is no table"),
        (("nowhere.csv", *DAYS), "nowhere.csv: file"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    done = run("impact", *arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_row_that_cannot_be_is_named_and_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text(TABLE + "spouse,f,30,dwelling,killing,pain\n", encoding="utf-8")
    done = run("impact", str(path), *DAYS, "--closed-world", "--json")
    assert done.returncode == 2
    assert "incidents.csv:5: harm: contradicts acts" in done.stderr
    found = json.loads(done.stdout)
    assert found["refused"] == 1 and sum(move["incidents"] for move in found["moves"]) == 3
