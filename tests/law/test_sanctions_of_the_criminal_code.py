"""Punishments, category and how a case begins, part by part, against the table of the references."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qorgan.law import load
from qorgan.law.conditions import Open
from qorgan.law.loader import read_data
from qorgan.law.plainyaml import load as load_yaml
from qorgan.law.provisions import Provision, Sanction

LAW = load("kz")
ON = date(2026, 4, 2)
TABLE: dict[str, str] = load_yaml(
    (Path(__file__).parent / "sanctions_criminal_code.yaml").read_text(encoding="utf-8")
)
SIGNS = {
    "fine": ("F", "mci"), "correctional_labour": ("CL", "mci"), "community_service": ("CS", "hours"),
    "arrest": ("AR", "days"), "restriction_of_liberty": ("RL", "years"), "imprisonment": ("IM", "years"),
    "life": ("LIFE", ""), "confiscation": ("CONF", ""), "ban": ("BAN", "years"),
}  # fmt: skip
CATEGORIES = {"MD": "misdemeanour", "MI": "minor", "ME": "medium", "GR": "grave", "EG": "especially_grave"}
BEGINS = {"P": "private", "PP": "private_public", "PU": "public"}
IN_FORCE = {
    item.id.removeprefix("kz.cc."): item
    for item in LAW.statutes.on(ON)
    if item.act == "cc" and item.stage == "completed"
}


def written(sanction: Sanction) -> str:
    sign, unit = SIGNS[sanction.kind]
    low, high = sanction.bounds.get(f"min_{unit}"), sanction.bounds.get(f"max_{unit}")
    return sign + "-".join(f"{end:g}" for end in (low, high) if end is not None)


def as_the_references_write_it(item: Provision) -> str:
    if not item.sanctions:
        return "not given"
    category = {name: sign for sign, name in CATEGORIES.items()}[str(LAW.statutes.category(item))]
    begins = {name: sign for sign, name in BEGINS.items()}[str(item.prosecution)]
    return f"{' '.join(map(written, item.sanctions))} | {category} | {begins}"


def test_the_table_names_every_part_in_force() -> None:
    assert set(TABLE) == set(IN_FORCE)


@pytest.mark.parametrize("part", TABLE)
def test_a_part_gives_what_the_references_say(part: str) -> None:
    assert as_the_references_write_it(IN_FORCE[part]) == TABLE[part]


def test_no_article_types_how_its_case_begins_or_from_what_age_one_answers() -> None:
    for path in (Path(__file__).parents[2] / "src/qorgan/law/kz/offences").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "prosecution:" not in text and "liable_from:" not in text, path.name


@pytest.mark.parametrize(
    ("day", "provision", "expected"),
    [
        ("2024-06-15", "kz.cc.120.4", "IM20 LIFE"),
        ("2024-06-16", "kz.cc.120.4", "LIFE"),
        ("2024-06-15", "kz.cc.121.4", "IM20 LIFE"),
        ("2024-06-16", "kz.cc.121.4", "LIFE"),
        ("2024-06-15", "kz.cc.99.3", "IM20 LIFE"),
        ("2024-06-16", "kz.cc.99.3", "LIFE"),
        ("2025-09-15", "kz.cc.140.2", "AR40"),
        ("2025-09-16", "kz.cc.140.2", "F1000 CL1000 CS600 RL2 IM2 BAN3"),
    ],
)
def test_a_punishment_changes_on_its_day(day: str, provision: str, expected: str) -> None:
    found = [item for item in LAW.show(provision, date.fromisoformat(day)) if item.stage == "completed"]
    assert [" ".join(map(written, item.sanctions)) for item in found if item.id == provision] == [expected]


def test_cruelty_to_a_child_became_a_crime_on_16_september_2025() -> None:
    for day, category in (("2025-09-15", "misdemeanour"), ("2025-09-16", "minor")):
        (found,) = LAW.show("kz.cc.140.2", date.fromisoformat(day))
        assert LAW.statutes.category(found) == category


@pytest.mark.parametrize(
    ("provision", "expected"),
    [
        ("kz.cc.99.1", (8, 11.25)),
        ("kz.cc.106.1", (3, 6)),
        ("kz.cc.120.1", (5, 6)),
        ("kz.cc.120.2", (9, 9)),
        ("kz.cc.107.2", (None, 2.25)),
    ],
)
def test_an_attempt_carries_three_quarters_of_the_ceiling_cc_56_3(
    provision: str, expected: tuple[float | None, float]
) -> None:
    (found,) = [item for item in LAW.show(provision, ON) if item.stage == "attempt" and item.id == provision]
    (prison,) = [item for item in found.sanctions if item.kind == "imprisonment"]
    assert (prison.bounds.get("min_years"), prison.bounds["max_years"]) == expected


@pytest.mark.parametrize(
    ("article", "age"),
    [("99.1", 14), ("106.1", 14), ("107.2", 14), ("120.1", 14), ("121.4", 14), ("125.1", 14),
     ("293.3", 14),
     ("105.1", 16), ("107.1", 16), ("108-1.1", 16), ("109-1.1", 16), ("110.1", 16), ("115", 16),
     ("115-1", 16),
     ("121-1", 16), ("122.1", 16), ("123.1", 16), ("124.1", 16), ("125-1.1", 16), ("126.1", 16)],
)  # fmt: skip
def test_from_what_age_one_answers_cc_15(article: str, age: int) -> None:
    ages = {leaf.value for leaf in IN_FORCE[article].when.leaves["offender_age"]}
    assert ages == {age}


def test_the_closed_lists_of_cc_3_stand_as_the_code_gives_them() -> None:
    rules = read_data("kz", "general.yaml")
    violence = {item.removeprefix("kz.cc.") for item in rules["violence_against_minors"]}
    assert violence == set(
        "99.2.14 99.3 105.3 106.2.11 106.3 107.2.8 108-1.2.8 110.2.1 116.2.2 116.3 119.2 119.3 119.4 125.2.5 "
        "125.3 125-1.2.2 125-1.3 126.2.5 126.3 127.2.3 133.3 135 140 146".split()
    )
    sexual = {item.removeprefix("kz.cc.") for item in rules["sexual_inviolability_of_minors"]}
    assert sexual == set("120 121 122 123 124 134 144 312.2 312.3".split())
    trafficking = {item.removeprefix("kz.cc.") for item in rules["trafficking_related"]}
    assert trafficking == set("116 125.3.2 126.3.2 128 134 135 308 309".split())


def test_every_open_point_of_an_article_can_be_said_in_three_languages() -> None:
    phrases = read_data("kz", "phrases.yaml")
    for item in LAW.statutes.provisions:
        for tree in (item.when, *(point.when for point in item.points)):
            reasons = {node.reason for node in tree.walk() if isinstance(node, Open)}
            assert reasons <= set(phrases), item.id
