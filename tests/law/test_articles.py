"""The law by article: versions, what changed on which day, what is nearest, what is not certain."""

from __future__ import annotations

from datetime import date

import pytest

from qorgan.law import load
from qorgan.law.articles import articles, changes, days_of_change, nearest
from qorgan.law.themes import themes_of

KZ = load()
ARTICLES = articles(KZ)


def test_everything_encoded_stands_under_an_article() -> None:
    statutes = KZ.statutes
    assert {item.id for item in statutes.provisions} == {
        item.id for article in ARTICLES.values() for item in article.provisions
    }
    for kind, rules in (
        ("measures", statutes.measures),
        ("duties", statutes.duties),
        ("rights", statutes.rights),
    ):
        assert sum(len(getattr(article, kind)) for article in ARTICLES.values()) == len(rules)


def test_articles_stand_in_the_order_of_their_numbers() -> None:
    criminal = [article.number for article in ARTICLES.values() if article.act == "cc"]
    place = {number: criminal.index(number) for number in ("107", "108-1", "109-1", "110", "115", "115-1")}
    assert sorted(place, key=place.__getitem__) == ["107", "108-1", "109-1", "110", "115", "115-1"]


def test_article_73_of_the_cao_has_a_version_from_each_of_its_amendments() -> None:
    # Laws 227-VII (1 July 2023), 73-VIII (16 June 2024), 155-VIII (1 September 2025)
    spans = ARTICLES["kz.cao.73"].versions()
    assert [span[0] for span in spans[-3:]] == [date(2023, 7, 1), date(2024, 6, 16), date(2025, 9, 1)]
    assert spans[-1][1] is None and spans[-2][1] == date(2025, 8, 31)


def test_battery_began_as_a_crime_on_16_june_2024_and_73_2_ended_the_day_before() -> None:
    assert ARTICLES["kz.cc.109-1"].version(date(2024, 6, 15)) is None
    assert ARTICLES["kz.cc.109-1"].version(date(2024, 6, 16)) == (date(2024, 6, 16), None)
    ended = ARTICLES["kz.cao.73-2"].version(date(2024, 6, 15))
    assert ended is not None and ended[1] == date(2024, 6, 15)
    assert [change.kind for change in changes(ARTICLES["kz.cc.109-1"])] == ["added", "added"]


def test_the_days_of_change_hold_the_days_of_the_reform_and_no_day_before_what_is_encoded() -> None:
    days = days_of_change(KZ)
    assert {date(2024, 6, 16), date(2025, 9, 1), date(2025, 9, 16), date(2026, 3, 2)} <= set(days)
    assert min(days) > KZ.statutes.rules["encoded_from_day"]
    assert list(days) == sorted(days, reverse=True)
    assert "kz.cc.115-1" in {article.id for article, _changes in days[date(2025, 9, 16)]}


def test_that_a_text_is_better_known_is_no_change_of_the_law() -> None:
    for article in ARTICLES.values():
        for change in changes(article):
            if change.kind == "changed":
                assert change.aspects and "certainty" not in change.aspects


def test_where_a_text_was_not_found_nothing_is_said_of_what_changed() -> None:
    aspects = {change.aspects for change in changes(ARTICLES["kz.cao.73"]) if change.day == date(2025, 9, 1)}
    assert aspects == {("not_known",)}  # the text before 1 September 2025 was not found


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("kz.cc.109-9", "kz.cc.109-1"), ("kz.cao.73-9", "kz.cao.73"), ("kz.l245.6000", "kz.l245.72")],
)
def test_the_nearest_article_is_of_the_same_act_and_next_in_number(wanted: str, expected: str) -> None:
    found = [article.id for article in nearest(KZ, wanted)]
    assert expected in found and found[0].startswith(wanted.rsplit(".", 1)[0])


def test_an_article_holds_the_rules_of_procedure_that_rest_on_it_and_on_its_parts() -> None:
    # CPC 131(4): 48 hours, 24 for a minor, 72 in the cases it names
    assert {rule.at_most for rule in ARTICLES["kz.cpc.131"].at(date(2026, 11, 26)).procedure} == {
        "PT48H", "PT24H", "PT72H",
    }  # fmt: skip
    placed = {id(rule) for article in ARTICLES.values() for rule in article.procedure}
    assert placed == {id(rule) for rule in KZ.statutes.procedure}


def test_no_part_of_the_list_opens_with_a_killing() -> None:
    violence = themes_of(KZ)[0]
    assert violence.id == "violence" and violence.articles[0].id == "kz.cc.109-1"
    assert violence.articles[-1].id not in ("kz.cc.109-1", "kz.cao.73")
