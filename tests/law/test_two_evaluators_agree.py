"""The engine and the table answer the same for sets of facts at random: verdicts, points, what is covered."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qorgan.law import load
from qorgan.law.conditions import Condition, Every, Leaf, Not
from qorgan.law.earlier import history_from
from qorgan.law.faults import BadLaw
from qorgan.law.proof.agreement import compare, sample
from qorgan.law.proof.random_facts import Case
from qorgan.law.tables.compiling import Program
from qorgan.law.tables.judging import Table

LAW = load("kz")
TABLE = Table(LAW.statutes)


@pytest.mark.parametrize("seed", range(5))
def test_five_thousand_sets_at_random(seed: int) -> None:
    found = sample(TABLE, seed, 1000)
    assert found.differences == []
    assert found.sets == 1000
    # A sample in which nothing applied would prove nothing.
    assert found.answers["applies"] > 100 and found.answers["undecided"] > 1000


def test_a_difference_would_be_seen() -> None:
    battery = next(item for item in TABLE.compiled if item.provision.id == "kz.cc.109-1.1")
    wrong = Table(LAW.statutes)
    place = wrong.compiled.index(next(item for item in wrong.compiled if item.provision is battery.provision))
    nobody = wrong.program.add(Not(battery.provision.when))
    wrong.compiled[place] = type(battery)(battery.provision, nobody, battery.points)
    found = sample(wrong, 0, 1000)
    assert any("kz.cc.109-1.1" in difference for difference in found.differences)


@pytest.mark.parametrize("closed", [False, True])
def test_histories_are_counted_alike_on_the_edges_of_their_periods(closed: bool) -> None:
    from datetime import date, datetime, timedelta

    facts = {"relation": "spouse", "place": "dwelling", "acts": ["insult", "messages"], "against_will": True}
    cases = []
    for days in (0, 1, 29, 30, 31, 180, 181, 364, 365, 366, 367, 731):
        on = date(2026, 8, 20)
        day = on - timedelta(days=days)
        for entry in (
            {"kind": "penalty", "provision": "kz.cao.73.1", "imposed": day},
            {
                "kind": "penalty",
                "provision": "kz.cao.73",
                "imposed": day,
                "executed": day + timedelta(days=5),
            },
            {"kind": "order_served", "at": datetime(day.year, day.month, day.day, 12)},
            {"kind": "order_issued", "at": day},
            {"kind": "act", "provision": "kz.cc.109-1.1", "on": day},
        ):
            for age in (15, 17, 40):
                for moment in (on, datetime(2026, 8, 20, 11), datetime(2026, 8, 20, 13)):
                    cases.append(Case({**facts, "offender_age": age}, moment, list(history_from([entry]))))
    found = compare(TABLE, cases, closed)
    assert found.differences == []
    assert found.refused == 0


def test_a_condition_the_table_cannot_read_stops_it() -> None:
    @dataclass(frozen=True, eq=False)
    class Riddle(Condition):
        pass

    with pytest.raises(BadLaw, match="Riddle"):
        Program().add(Every((Leaf("helpless", "flag", True), Riddle())))
