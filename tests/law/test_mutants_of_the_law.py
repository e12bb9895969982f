"""Each condition negated or dropped: the table of cases notices, or the survivor is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.law.tables import run

from qorgan.law import load
from qorgan.law.proof.cases import cases_in
from qorgan.law.proof.equivalence import answers_alike
from qorgan.law.proof.mutants import mutants_of
from qorgan.law.proof.mutants import run as try_all

STATUTES = load("kz").statutes
CASES = Path(__file__).parent / "cases"
# why: CC 109-1(1) asks for violence and for pain.
BATTERY = """
- {provision: kz.cc.109-1.1, on: 2026-04-01, why: _, facts: {acts: [slap], harm: pain}, expect: applies}
- {provision: kz.cc.109-1.1, on: 2026-04-01, why: _, facts: {acts: [kick], harm: none},
   expect: does_not_apply}
- {provision: kz.cc.109-1.1, on: 2026-04-01, why: _, facts: {acts: [insult], harm: pain},
   expect: does_not_apply}
"""


@pytest.fixture()
def battery(tmp_path: Path) -> Path:
    (tmp_path / "battery.yaml").write_text(BATTERY, encoding="utf-8")
    return tmp_path


def test_two_hundred_mutants_at_random_against_the_table() -> None:
    if not CASES.is_dir():
        pytest.skip("no table of cases is there")
    found = try_all(STATUTES, cases_in(CASES), most=200)
    assert found.total == 200
    assert found.wrong_before == ()
    assert found.share >= 0.98, found.survivors


def test_each_element_of_battery_is_caught_by_a_case_that_lacks_it(battery: Path) -> None:
    parts = tuple(item for item in STATUTES.provisions if item.id == "kz.cc.109-1.1")
    small = replace(STATUTES, provisions=parts)
    found = try_all(small, cases_in(battery))
    alive = [line for line in found.survivors if "harm" in line or "physical" in line]
    assert alive == []
    # Nobody is under age in these cases, so nothing needs the age of liability.
    assert any("offender_age" in line and "dropped" in line for line in found.survivors)


def test_a_mutant_is_made_once_and_its_tree_differs() -> None:
    mutants = mutants_of(STATUTES)
    assert len({str(mutant) + str(id(mutant.parent)) for mutant in mutants}) > 500
    for mutant in mutants[:200]:
        laws = [item for item in STATUTES.provisions if mutant.concerns(item)]
        trees = [tree for item in laws for tree in (item.when, *(point.when for point in item.points))]
        assert any(mutant.changed(tree) is not tree for tree in trees), mutant


def test_a_change_is_called_no_change_only_where_every_value_of_the_facts_says_so() -> None:
    # What is said to break the requirements decides; which bans they hold nobody knows: open anyway.
    mutants = {str(item): item for item in mutants_of(STATUTES)}
    tree = STATUTES.definitions["special_requirements_broken"]
    told = {
        said: answers_alike(STATUTES, item.of, item.changed(tree))
        for said, item in mutants.items()
        if item.of == "special_requirements_broken"
    }
    assert told["special_requirements_broken: dropped {drunk flag True}"] is True
    assert told["special_requirements_broken: dropped {requirements_broken flag True}"] is False
    assert told["special_requirements_broken: negated {requirements_broken flag True}"] is False


def test_what_a_presumption_surrounds_is_never_called_alike() -> None:
    # A presumption asks which facts are missing, not the truth alone.
    assert not answers_alike(STATUTES, "arrest_exempt", STATUTES.definitions["arrest_exempt"])


def test_the_mutants_of_one_article_are_tried_alone_and_an_unknown_name_is_bad_input(battery: Path) -> None:
    done = run("mutants", str(battery), "--of", "kz.cc.109-1", "--json")
    found = json.loads(done.stdout)
    assert 0 < found["mutants"] < 50
    assert all(line.startswith("kz.cc.109-1: ") for line in found["survivors"])
    done = run("mutants", str(battery), "--of", "kz.cc.9999")
    assert done.returncode == 2 and "kz.cc.9999" in done.stderr and "Traceback" not in done.stderr


def test_the_command_says_how_many_and_lists_the_survivors(battery: Path) -> None:
    done = run("mutants", str(battery), "--most", "30", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["mutants"] == 30
    assert found["caught"] + len(found["survivors"]) + len(found["change_no_answer"]) == 30


@pytest.mark.parametrize("content", [None, "- {provision: kz.cc.109-1.1}\n", "nothing: [\n"])
def test_a_folder_without_cases_is_bad_input(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "cases.yaml").write_text(content, encoding="utf-8")
    done = run("mutants", str(tmp_path))
    assert done.returncode == 2
    assert "allowed: " in done.stderr and "Traceback" not in done.stderr
