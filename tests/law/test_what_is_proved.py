"""What holds of the statute for every set of facts, that a fault would be found, what the days changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.law.tables import run

from qorgan.law import load
from qorgan.law.conditions import Every, Not
from qorgan.law.proof.changes import Plainly, between
from qorgan.law.proof.checks import Prover, excluded, joined, satisfiable, trees_of
from qorgan.law.proof.proof import checks_of
from qorgan.law.proof.reach import ALWAYS, SOMETIMES, Cell, Reacher
from qorgan.law.proof.words import Words
from qorgan.law.vocabulary import LANGUAGES

LAW = load("kz")
STATUTES = LAW.statutes
REFORM = date(2024, 6, 16)


def test_every_check_of_the_statute_holds() -> None:
    checks, asked = checks_of()
    assert {check.name: check.failed for check in checks} == {check.name: () for check in checks}
    assert asked > len(STATUTES.provisions)
    held = {check.name: check.held for check in checks}
    assert held["satisfiable"] >= len(STATUTES.provisions)
    assert held["exclusive"] > 0


def one(provision: str) -> list[int]:
    return [place for place, item in enumerate(STATUTES.provisions) if item.id == provision]


def test_a_part_that_nothing_can_meet_is_found() -> None:
    battery = STATUTES.provisions[one("kz.cc.109-1.1")[0]]
    never = replace(battery, when=Every((battery.when, Not(battery.when))))
    small = replace(STATUTES, provisions=(battery, never))
    found = satisfiable(Prover(small, trees_of(small.provisions)).ready())
    assert found.held == 1
    assert len(found.failed) == 1 and "no set of facts meets it" in found.failed[0]


def test_a_day_without_a_text_and_a_day_with_two_are_found() -> None:
    old, new = (
        replace(STATUTES.provisions[one("kz.cc.109-1.1")[0]], start=start, end=end)
        for start, end in ((date(2020, 1, 1), date(2021, 1, 1)), (date(2021, 1, 3), None))
    )
    gap = joined(replace(STATUTES, provisions=(old, new)))
    assert gap.failed and "no text from 2021-01-02 to 2021-01-03" in gap.failed[0]
    both = joined(replace(STATUTES, provisions=(old, replace(new, start=date(2021, 1, 1)))))
    assert both.failed and "both in force" in both.failed[0]
    assert joined(replace(STATUTES, provisions=(old, replace(new, start=date(2021, 1, 2))))).good


def test_parts_that_hold_together_are_not_exclusive() -> None:
    laws = tuple(item for item in STATUTES.provisions if item.id in ("kz.cc.109-1.1", "kz.cc.109-1.2"))
    small = replace(STATUTES, provisions=laws)
    found = excluded(Prover(small, trees_of(laws)).ready(), [("kz.cc.109-1.1", "kz.cc.109-1.2")])
    assert not found.good and "both hold for" in found.failed[0]


def test_the_reform_made_a_plain_slap_criminal_whoever_it_was_and_wherever() -> None:
    change = between(STATUTES, REFORM - timedelta(days=1), REFORM)
    for family in (True, False):
        for home in (True, False):
            moved = change.levels[family, home, "administrative", "criminal"]
            # CAO 73-2 (battery) and 73-1 (light harm) became CC 109-1 and 108-1.
            assert "slap" in moved["pain"] and "slap" in moved["light"]
    said = [item.text for item in Words(LAW).change(change)]
    slap = {lang: LAW.fact("acts").words["slap"][lang] for lang in LANGUAGES}
    assert any(
        all(slap[lang] in text[lang] and "2024-06-16" in text[lang] for lang in LANGUAGES) for text in said
    )


def test_the_2025_law_gave_people_outside_the_family_a_protective_order() -> None:
    # Law 245-VIII, in force from 2 March 2026: art. 60 has no family element.
    change = between(STATUTES, date(2026, 3, 1), date(2026, 3, 2))
    assert "slap" in change.gained["protective_order", False]
    assert ("protective_order", True) not in change.gained


def test_a_slap_that_hurts_is_always_punishable_and_an_insult_outside_the_home_is_not() -> None:
    cells = [Cell("slap", "pain", True, True), Cell("messages", "none", True, False)]
    reached = Reacher(STATUTES).reach(date(2026, 4, 1), cells)
    assert reached[cells[0]].how == ALWAYS and reached[cells[0]].escape is None
    free = reached[cells[1]]
    assert free.how == SOMETIMES and free.escape is not None
    # The facts under which nothing reaches it are facts that the engine takes, and it says the same.
    facts = {name: value for name, value in free.escape.items() if value != "unknown"}
    answer = LAW.assess(facts, date(2026, 4, 1), closed_world=True, guide=False)
    assert answer.applying == ()


def test_a_plain_slap_without_pain_outside_the_home_is_reached_by_nothing() -> None:
    # CAO 73 asks for a dwelling, CC 109-1 for pain.
    plain = Plainly(STATUTES).on(date(2026, 4, 1))
    assert plain[Cell("slap", "none", True, False)].level == "nothing"
    assert plain[Cell("slap", "none", True, True)].level == "administrative"


def test_a_day_that_is_none_is_bad_input() -> None:
    done = run("prove", "--on", "soon")
    assert done.returncode == 2 and "--on" in done.stderr and "Traceback" not in done.stderr
