"""Points where a first reading of the articles went wrong; expected values are those of the text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from qorgan.law import Assessment, BadFacts, UnknownProvision, load

LAW = load("kz")
ON = date(2026, 4, 2)
SPOUSE: dict[str, Any] = {"relation": "spouse", "place": "dwelling"}


def assess(facts: dict[str, Any], on: date | datetime = ON, history: Any = ()) -> Assessment:
    return LAW.assess(facts, on, history, closed_world=True)


def applying(answer: Assessment) -> set[str]:
    return {item.id for item in answer.applying}


def verdict(answer: Assessment, provision: str) -> str:
    found = answer.finding(provision)
    assert found is not None, provision
    return found.verdict


def test_a_careless_act_is_no_intentional_harm_cc_19_4() -> None:
    """CC 19(4): negligence answers only where the article says so; 107 and 108-1 say "intentional"."""
    for harm in ("light", "medium"):
        assert applying(assess(SPOUSE | {"acts": ["careless_act"], "harm": harm})) == set()
        open_world = LAW.assess(SPOUSE | {"acts": ["careless_act"], "harm": harm}, ON)
        assert not {"kz.cc.107.1", "kz.cc.108-1.1"} & applying(open_world)


@pytest.mark.parametrize("intent", ["negligent", "accident"])
def test_harm_done_carelessly_is_answered_in_a_closed_world_and_not_refused(intent: str) -> None:
    """Interfaces, section 2: an absent intended result is the harm; what was careless was not meant."""
    answer = assess(SPOUSE | {"acts": ["blows"], "harm": "medium", "intent": intent})
    assert "kz.cc.107.1" not in applying(answer)


PURSUIT: dict[str, Any] = {"relation": "former_partner", "against_will": True, "substantial_harm": True}


def test_pursuit_joined_with_violence_is_not_stalking_cc_115_1() -> None:
    """CC 115-1: "not joined with violence", whatever the violence was."""
    joined = PURSUIT | {"acts": ["following", "confinement"], "pursuit_joined_with_violence": True}
    assert verdict(assess(joined), "kz.cc.115-1") == "does_not_apply"
    apart = PURSUIT | {"acts": ["following", "blows"], "harm": "pain", "pursuit_joined_with_violence": False}
    assert applying(assess(apart)) == {"kz.cc.115-1", "kz.cc.109-1.1"}
    not_said = PURSUIT | {"acts": ["following", "confinement"]}
    assert verdict(LAW.assess(not_said, ON), "kz.cc.115-1") == "undecided"


def test_harm_older_than_the_article_on_stalking_leaves_it_open_cc_5() -> None:
    """CC 5: the law at the time of the act; 115-1 is law from 16 September 2025."""
    calls = PURSUIT | {"acts": ["calls"]}
    before = assess(calls | {"substantial_harm_from": "2025-09-15"}, date(2025, 10, 1))
    after = assess(calls | {"substantial_harm_from": "2025-09-16"}, date(2025, 10, 1))
    assert verdict(before, "kz.cc.115-1") == "undecided"
    assert verdict(after, "kz.cc.115-1") == "applies"


@pytest.mark.parametrize(
    ("earlier", "day", "expected"),
    [
        ("kz.cc.107.2", "2022-06-01", "applies"),  # medium gravity: five years (CC 71(1))
        ("kz.cc.107.2", "2021-04-01", "does_not_apply"),
        ("kz.cc.107.1", "2024-04-02", "applies"),  # minor gravity: two years
        ("kz.cc.107.1", "2024-04-01", "does_not_apply"),
        ("kz.cc.107", "2023-03-01", "undecided"),  # two or five
    ],
)
def test_an_earlier_act_counts_within_its_own_period_cc_12_and_71(
    earlier: str, day: str, expected: str
) -> None:
    history = [{"kind": "act", "provision": earlier, "on": day}]
    answer = assess(SPOUSE | {"acts": ["blows"], "harm": "medium"}, ON, history)
    assert verdict(answer, "kz.cc.107.2") == expected


@pytest.mark.parametrize(("earlier", "points"), [("kz.cc.108-1.1", ("8",)), ("kz.cc.108-1.2", ("7", "8"))])
def test_a_crime_is_repeated_by_a_crime_only_cc_12(earlier: str, points: tuple[str, ...]) -> None:
    """CC 12: "a crime and a misdemeanour never combine"; light harm to a child is a crime already."""
    child = {"relation": "child", "victim_age": 9, "acts": ["blows"], "harm": "light"}
    found = assess(child, ON, [{"kind": "act", "provision": earlier, "on": "2026-01-01"}])
    aggravated = found.finding("kz.cc.108-1.2")
    assert aggravated is not None and (aggravated.verdict, aggravated.points) == ("applies", points)


def test_the_fines_of_the_removed_articles_are_fixed_cao_73_1_and_73_2() -> None:
    """CAO 73-1: fine 15 MCI; 73-2: fine 10 MCI (as reported in 2024), not "up to"; MCI of 2024: 3,692."""
    slap = assess(SPOUSE | {"acts": ["slap"], "harm": "pain"}, date(2024, 6, 15)).to_json()
    assert slap["findings"][0]["sanctions"][0] == {
        "kind": "fine", "min_mci": 10, "max_mci": 10, "min_tenge": 36920, "max_tenge": 36920,
    }  # fmt: skip


HURT: dict[str, Any] = {"acts": ["blows"], "harm": "pain"}


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("confinement", "applies"),
        ("coercion_to_marry", "applies"),
        ("threats", "applies"),
        ("obscene_language", "undecided"),
        ("withholding_necessities", "undecided"),
        ("drunk_in_public", "does_not_apply"),
    ],
)
def test_what_breaks_an_order_l245_60(act: str, expected: str) -> None:
    """L245 60: no violence, no contact; what counts as violence beyond the body is for the court."""
    answer = assess(SPOUSE | {"acts": [act], "order_in_force": True})
    assert verdict(answer, "kz.cao.461.1") == expected


def test_the_hour_is_compared_in_one_zone() -> None:
    """Served at 10:00 in Kazakhstan (UTC+5): 04:30 UTC is before, 05:30 UTC after."""
    served = [{"kind": "order_served", "provision": "kz.l214.20", "at": "2025-10-01T10:00"}]
    before = assess(SPOUSE | HURT, datetime(2025, 10, 1, 4, 30, tzinfo=UTC), served)
    after = assess(SPOUSE | HURT, datetime(2025, 10, 1, 5, 30, tzinfo=UTC), served)
    assert verdict(before, "kz.cao.461.1") == "does_not_apply"
    assert verdict(after, "kz.cao.461.1") == "applies"


def test_the_day_of_an_act_is_the_local_one() -> None:
    """20:00 UTC on 15 June 2024 is 01:00 on 16 June in Kazakhstan: already CC 109-1."""
    answer = assess(SPOUSE | HURT, datetime(2024, 6, 15, 20, 0, tzinfo=UTC))
    assert answer.on == date(2024, 6, 16) and applying(answer) == {"kz.cc.109-1.1"}


def test_outside_the_family_art_60_is_marked_as_inferred() -> None:
    """L245 60 has no family element; whether police use it outside the family was not found."""
    neighbour = assess({"relation": "neighbour"} | HURT).measure("protective_order")
    spouse = assess(SPOUSE | HURT).measure("protective_order")
    assert neighbour is not None and spouse is not None
    assert (neighbour.verdict, neighbour.certainty) == ("available", "inferred")
    assert (spouse.verdict, spouse.certainty) == ("available", "certain")


def test_against_a_stranger_the_no_approach_order_needs_a_real_threat_cpc_165() -> None:
    """CPC 165: a real threat, or an offence with violence against the family or minors."""
    stranger = {"relation": "stranger"} | HURT
    child = stranger | {"victim_age": 15}
    needed = {
        name: found.still_needed
        for name, facts in (("stranger", stranger), ("child", child), ("spouse", SPOUSE | HURT))
        if (found := assess(facts).measure("no_approach")) is not None
    }
    assert "real_threat" in needed["stranger"]
    assert "real_threat" not in needed["child"] and "real_threat" not in needed["spouse"]


def test_nobody_is_kept_from_a_home_that_is_not_shared_cc_98_3_2() -> None:
    found = assess({"relation": "stranger"} | HURT).measure("living_apart")
    assert found is not None and found.verdict == "unavailable"


def test_a_woman_with_a_small_child_may_be_released_for_a_first_grave_crime_cc_68_2() -> None:
    """CC 68(2): minors, pregnant women, carers of small children, women from 58, men from 63."""
    torment = SPOUSE | {
        "acts": ["burning"], "harm": "pain", "special_cruelty": True, "aim_torment": True,
        "dependence": True, "offender_sex": "f", "offender_youngest_child_age": 5,
    }  # fmt: skip
    found = assess(torment).finding("kz.cc.110.2")
    assert found is not None and found.reconciliation is not None
    assert (found.reconciliation.possible, found.reconciliation.kind) == (True, "discretionary_release")


def test_whether_the_earlier_release_was_for_a_crime_may_be_open_cc_68_4_8() -> None:
    """CC 68(4)(8): a crime after release for a crime; of 108-1 only part 2 is one."""
    release = [{"kind": "reconciliation", "provision": "kz.cc.108-1", "on": "2026-01-10"}]
    found = assess(SPOUSE | {"acts": ["blows"], "harm": "medium"}, ON, release).finding("kz.cc.107.1")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is None


def test_a_bar_by_one_release_is_not_hidden_by_an_older_one_cc_68_4_9() -> None:
    releases = [
        {"kind": "reconciliation", "provision": "kz.cc.108-1.2", "on": "2024-10-01"},
        {"kind": "reconciliation", "provision": "kz.cc.109-1.1", "on": "2026-01-10"},
    ]
    found = assess(SPOUSE | HURT, ON, releases).finding("kz.cc.109-1.1")
    assert found is not None and found.reconciliation is not None
    assert found.reconciliation.possible is False


def test_community_service_needs_consent_cao_49_1() -> None:
    """CAO 49-1 (from 1 September 2025): community service only with the offender's consent."""
    found = assess(SPOUSE | {"acts": ["insult"]}).to_json()["findings"][0]
    service = next(item for item in found["sanctions"] if item["kind"] == "community_service")
    assert service["needs"] == "consent_of_the_offender" and service["basis"] == "kz.cao.49-1"


def test_an_order_handed_over_under_the_2009_law_says_what_is_assumed() -> None:
    """Whether L245 has a transitional rule for orders under the 2009 law was not found."""
    served = [{"kind": "order_served", "provision": "kz.l214.20", "at": "2026-02-20T10:00"}]
    found = assess(SPOUSE | HURT, date(2026, 3, 5), served).finding("kz.cao.461.1")
    assert found is not None
    said = "\n".join(LAW.explain(found, "ru"))
    assert "допущение" in said


def test_the_official_warning_has_its_copy_and_its_control_l245_51() -> None:
    duties = {item.id: item for item in assess(SPOUSE | HURT).duties}
    assert duties["warning_copy_to_prosecutor"].within == "PT24H"
    assert duties["warning_copy_to_prosecutor"].basis == "kz.l245.51.3"
    # Order 163: special requirements are checked at least once in 7 calendar days too.
    assert duties["requirements_check_weekly"].within == "P7D"


@pytest.mark.parametrize("fact", ["victims_count", "acts_count"])
def test_half_a_person_or_half_an_act_is_refused(fact: str) -> None:
    with pytest.raises(BadFacts) as refused:
        LAW.assess({fact: 1.5}, ON)
    assert refused.value.faults[0].allowed == "a whole number, unknown"


def test_a_point_that_is_not_in_the_article_is_refused() -> None:
    with pytest.raises(UnknownProvision, match="with point 1, 2, 3, 4, 5, 6, 7, 8"):
        LAW.show("kz.cc.109-1.2.9")
    assert LAW.show("kz.cc.109-1.2.8")


def test_approximate_is_true_or_false() -> None:
    entry = {"kind": "act", "provision": "kz.cc.109-1", "on": "2026-01-01", "approximate": "maybe"}
    with pytest.raises(BadFacts) as refused:
        LAW.assess(SPOUSE | HURT, ON, [entry])
    assert refused.value.faults[0].field == "history[0].approximate"


def test_after_the_day_of_reading_the_answer_says_until_when_the_law_was_read() -> None:
    assert LAW.assess(SPOUSE | HURT, date(2030, 1, 1)).to_json()["read_until"] == "2026-11-22"
    assert "read_until" not in LAW.assess(SPOUSE | HURT, ON).to_json()


KEYS = {
    "provision", "points", "verdict", "title", "because", "missing", "decisive", "category", "prosecution",
    "complaint_needed", "sanctions", "limitation_until", "reconciliation", "in_force", "source", "certainty",
}  # fmt: skip


@pytest.mark.parametrize("day", [date(2016, 2, 3), date(2017, 7, 10), date(2024, 6, 15), ON])
def test_every_finding_has_every_key_of_the_interface(day: date) -> None:
    for closed in (False, True):
        document = LAW.assess(SPOUSE | HURT, day, (), closed).to_json(everything=True)
        assert document["findings"]
        for item in document["findings"]:
            assert set(item) >= KEYS, item["provision"]
            assert set(item["reconciliation"]) == {"possible", "kind", "still_needed", "basis"}


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_no_english_stands_among_the_reasons_in_another_language(lang: str) -> None:
    history = [
        {"kind": "order_served", "provision": "kz.l245.60", "at": "2026-04-01"},
        {"kind": "penalty", "provision": "kz.cao.461.1", "imposed": "2025-12-01"},
        {"kind": "act", "provision": "kz.cc.109-1.1", "on": "2026-01-01"},
    ]
    answer = LAW.assess(SPOUSE | HURT, ON, history)
    lines = [line for item in answer.findings for line in LAW.explain(item, lang)]
    assert len(lines) > 10
    assert [line for line in lines if any(word.isascii() and word.isalpha() for word in line.split())] == []
