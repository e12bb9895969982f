"""``qorgan law gaps``: everything that is not certain stands in it, as it is made from the data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.law.test_the_command_line import document, run

from qorgan.law import Gap, load
from qorgan.law.gaps import DOUBTS, counts

LAW = load("kz")
DAY = date(2026, 8, 1)


def found(on: date | None = DAY) -> dict[tuple[str, str], Gap]:
    return {(gap.kind, gap.id): gap for gap in LAW.gaps(on)}


def test_every_provision_in_force_that_is_not_certain_is_listed_and_no_other() -> None:
    listed = {gap.id for gap in LAW.gaps(DAY) if gap.kind == "provision"}
    doubtful = {
        item.id for item in LAW.statutes.on(DAY) if item.certainty != "certain" or not item.text_found
    }
    assert listed == doubtful


def test_an_edition_without_its_text_is_listed_for_its_days() -> None:
    """The texts of CAO 73 before 1 September 2025 were not found."""
    then = found(date(2024, 1, 10))[("provision", "kz.cao.73")]
    assert {"text_not_found", "unverified"} <= set(then.groups)
    assert ("provision", "kz.cao.73") not in found()


def test_the_2009_order_is_secondary_and_its_text_is_missing_until_1_march_2026() -> None:
    last = found(date(2026, 3, 1))[("measure", "protective_order")]
    assert set(last.groups) == {"text_not_found", "secondary"}
    assert found(date(2026, 3, 2))[("measure", "protective_order")].groups == ("inferred",)


def test_orders_alive_on_2_march_2026_are_an_open_point() -> None:
    """L245 85 repeals the 2009 law and has no transitional rule."""
    assert ("open_point", "orders_alive_on_2_march_2026") in found()
    assert ("open_point", "orders_alive_on_2_march_2026") not in found(date(2026, 3, 1))


def test_whether_a_private_centre_must_tell_of_an_adult_stays_open() -> None:
    """L245 69(3)(4) speaks of violence at large, 37(2)(3) of offences against minors in the family."""
    point = found()[("open_point", "which_help_organisations_must_tell")]
    assert point.basis == "kz.l245.37.2.3"


@pytest.mark.parametrize(
    ("kind", "id", "group"),
    [
        ("clock", "protective_order_officer", "inferred"),
        ("duty", "name_officer", "inferred"),
        ("procedure", "form_for_article_140", "conflicting"),
        ("procedure", "registration_in_24_hours", "unverified"),
        ("procedure", "detention_grounds", None),
        ("general", "general.mci", "secondary"),
        ("general", "counting.working_days", "unverified"),
        ("crosswalk", "istanbul.36.no_definition_of_consent", "named"),
    ],
)
def test_each_kind_of_rule_says_why_it_stands_there(kind: str, id: str, group: str | None) -> None:
    gap = found().get((kind, id))
    assert (gap is None) if group is None else (gap is not None and group in gap.groups)


def test_the_counts_are_those_of_the_list() -> None:
    listed = LAW.gaps(DAY)
    numbers = counts(listed)
    for doubt in DOUBTS:
        assert numbers[doubt] == sum(gap.certainty == doubt and doubt in gap.groups for gap in listed)


def test_all_editions_hold_at_least_what_a_day_holds() -> None:
    assert {(g.kind, g.id, g.start) for g in LAW.gaps(DAY)} <= {(g.kind, g.id, g.start) for g in LAW.gaps()}


def test_the_command_gives_the_list_as_a_document() -> None:
    answer: Any = document("law", "gaps", "--on", "2026-08-01")
    assert answer["on"] == "2026-08-01" and answer["counts"]["named"] > 0
    assert {"kind", "id", "groups", "basis", "certainty", "in_force"} <= set(answer["gaps"][0])
    assert len(answer["gaps"]) == len(LAW.gaps(DAY))


@pytest.mark.parametrize("command", ["gaps", "procedure", "crosswalk", "neighbours"])
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_listing_can_be_read_in_every_language(command: str, lang: str) -> None:
    day = ["--on", "2026-08-01"] if command in ("gaps", "procedure") else []
    done = run("law", command, *day, "--lang", lang)
    assert done.returncode == 0 and done.stderr == "" and done.stdout.strip()
    assert "{" not in done.stdout and "None" not in done.stdout


def test_procedure_can_be_asked_for_one_topic_and_day() -> None:
    answer: Any = document("law", "procedure", "--on", "2026-08-01", "--topic", "tracking")
    assert {item["topic"] for item in answer["procedure"]} == {"tracking"}
    assert answer["procedure"][0]["basis"] == "kz.l245.59.12"  # L245 59(12): a right, not a duty


def test_a_day_that_is_none_is_refused_with_one_line() -> None:
    done = run("law", "gaps", "--on", "2026-02-30")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "--on" in done.stderr


def test_an_unknown_jurisdiction_is_refused() -> None:
    done = run("law", "procedure", "--jurisdiction", "kg")
    assert done.returncode == 2 and "kg" in done.stderr
