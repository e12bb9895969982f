"""The danger rule: expected levels follow the rule as written in docs/practice.md, worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.practice import danger

CRITICAL = ["strangulation", "weapon", "threat_to_kill", "belief_may_kill"]
IDS = [flag.id for flag in danger.flags()]
OTHERS = [name for name in IDS if name not in CRITICAL]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
any_answers = st.dictionaries(
    st.sampled_from(IDS), st.sampled_from(["yes", "no", "unknown", "declined", "not_asked"])
)


def all_no(**changed: str) -> dict[str, str]:
    return {**dict.fromkeys(IDS, "no"), **changed}


def test_the_critical_signs_are_the_four_of_the_rule() -> None:
    assert [flag.id for flag in danger.flags() if flag.critical] == CRITICAL


@pytest.mark.parametrize("flag", CRITICAL)
def test_one_critical_sign_is_high(flag: str) -> None:
    found = danger.assess(all_no(**{flag: "yes"}))
    assert (found.band, found.critical) == ("high", (flag,))


def test_four_other_signs_are_high_and_three_are_not() -> None:
    assert danger.assess(all_no(**dict.fromkeys(OTHERS[:4], "yes"))).band == "high"
    assert danger.assess(all_no(**dict.fromkeys(OTHERS[:3], "yes"))).band == "no_flag"


def test_a_concern_alone_is_high() -> None:
    assert danger.assess(all_no(), concern=True).band == "high"


@pytest.mark.parametrize("how", ["unknown", "declined", "not_asked"])
@pytest.mark.parametrize("count", range(len(IDS) + 1))
def test_more_than_a_quarter_unknown_is_insufficient(how: str, count: int) -> None:
    answers = all_no(**dict.fromkeys(IDS[:count], how))
    assert danger.assess(answers).band == ("insufficient" if 4 * count > len(IDS) else "no_flag")


def test_nothing_asked_is_insufficient_and_never_no_flag() -> None:
    found = danger.assess({})
    assert found.band == "insufficient"
    assert found.unknown_share == 1.0


def test_a_critical_sign_is_high_also_when_all_else_is_unknown() -> None:
    assert danger.assess({"threat_to_kill": "yes"}).band == "high"


@given(any_answers, st.sampled_from(IDS), st.booleans())
def test_a_no_that_becomes_a_yes_never_lowers_the_level(
    answers: dict[str, str], flag: str, concern: bool
) -> None:
    before = danger.assess({**answers, flag: "no"}, concern).band
    after = danger.assess({**answers, flag: "yes"}, concern).band
    assert danger.gravest(before, after) == after


@given(any_answers, st.sampled_from(IDS), st.sampled_from(["unknown", "declined", "not_asked"]))
def test_a_no_that_becomes_unknown_never_lowers_the_level(
    answers: dict[str, str], flag: str, how: str
) -> None:
    before = danger.assess({**answers, flag: "no"}).band
    after = danger.assess({**answers, flag: how}).band
    assert danger.gravest(before, after) == after


@given(any_answers, st.booleans())
def test_every_level_comes_with_reasons_in_three_languages(answers: dict[str, str], concern: bool) -> None:
    found = danger.assess(answers, concern)
    assert set(found.reasons) == {"en", "ru", "kk"}
    assert len({len(lines) for lines in found.reasons.values()}) == 1
    assert all(line and "{" not in line for lines in found.reasons.values() for line in lines)


def test_the_titles_are_those_agreed() -> None:
    assert danger.band_title("high").en == "High - act now"
    assert danger.band_title("insufficient").en == "Insufficient information, treat as high"
    assert danger.band_title("no_flag").en == "No high-danger flag recorded"


def test_an_unknown_sign_or_answer_is_refused_by_name() -> None:
    with pytest.raises(danger.UnknownFlag, match="choked"):
        danger.assess({"choked": "yes"})
    with pytest.raises(danger.UnknownAnswer, match="maybe"):
        danger.assess({"weapon": "maybe"})


def test_raising_needs_nobody_else() -> None:
    assert danger.may_lower("no_flag", "high", "a", "a", NOW, NOW).allowed
    assert danger.may_lower(None, "no_flag", "a", "a", None, NOW).allowed
    assert danger.may_lower("high", "high", "a", "a", NOW, NOW).allowed


def test_the_one_who_assessed_may_not_lower() -> None:
    found = danger.may_lower("high", "no_flag", "a", "a", None, NOW, reason="asked again")
    assert (found.allowed, found.code) == (False, "same_person")


def test_an_unnamed_person_may_not_lower() -> None:
    assert danger.may_lower("high", "no_flag", None, "a", None, NOW, reason="x").code == "same_person"
    assert danger.may_lower("high", "no_flag", "b", None, None, NOW, reason="x").code == "same_person"


def test_lowering_without_a_written_reason_is_refused() -> None:
    assert danger.may_lower("high", "insufficient", "b", "a", None, NOW).code == "no_reason"
    assert danger.may_lower("high", "insufficient", "b", "a", None, NOW, reason="  ").code == "no_reason"


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (timedelta(0), "too_soon"),
        (timedelta(hours=71, minutes=59), "too_soon"),
        (timedelta(hours=72), "allowed"),
        (timedelta(hours=-1), "too_soon"),  # a clock that was set back opens nothing
    ],
)
def test_no_lowering_within_72_hours_of_a_critical_sign(since: timedelta, code: str) -> None:
    found = danger.may_lower("high", "no_flag", "b", "a", NOW - since, NOW, reason="asked again")
    assert (found.code, found.allowed) == (code, code == "allowed")


def test_the_refusal_says_from_when_lowering_is_possible() -> None:
    found = danger.may_lower("high", "no_flag", "b", "a", NOW, NOW, reason="asked again")
    assert "26.11.2026 14:00" in found.text.en  # 09:00 UTC is 14:00 on the wall, three days on


def test_facts_of_the_law_prefill_the_signs_they_prove() -> None:
    assert danger.prefill({"acts": ["strangulation", "following"], "weapon": True}) == {
        "strangulation": "yes",
        "weapon": "yes",
        "following": "yes",
    }
    assert danger.prefill({"threat_kind": "killing"}) == {"threat_to_kill": "yes"}
    assert danger.prefill({"pregnant": True, "acts": ["kick"]}) == {"assault_pregnant": "yes"}
    assert danger.prefill({"relation": "stepchild", "victim_age": 9, "acts": ["slap"]}) == {
        "stepchild": "yes",
        "violence_to_children": "yes",
    }


def test_what_the_facts_leave_open_is_not_prefilled() -> None:
    assert danger.prefill({}) == {}
    assert (
        danger.prefill({"weapon": "unknown", "pregnant": True, "acts": ["insult"], "victim_age": "unknown"})
        == {}
    )
    assert danger.prefill({"weapon": False, "threat_kind": "none"}) == {}


def test_strangulation_calls_for_a_doctor() -> None:
    assert "medical_check" in [a.code for a in danger.next_actions("high", ["strangulation"])]
    assert "medical_check" not in [a.code for a in danger.next_actions("high", ["weapon"])]


@pytest.mark.parametrize("band", ["high", "insufficient", "no_flag"])
def test_every_level_has_something_to_do_and_a_next_look(band: str) -> None:
    codes = [action.code for action in danger.next_actions(band)]
    assert codes[-1] == "look_again"


def test_a_breach_and_a_service_call_for_a_new_look() -> None:
    assert danger.trigger_of("order.breached") == "order_breached"
    assert danger.trigger_of("order.served") == "order_served"
    assert danger.trigger_of("order.checked") is None


def test_the_next_look_comes_after_24_hours_then_7_and_30_days() -> None:
    expected = ["danger_review_24h", "danger_review_7d", "danger_review_30d", "danger_review_30d"]
    assert [danger.next_review("high", n) for n in range(4)] == expected


def test_too_little_known_is_asked_again_every_day_until_it_is_known() -> None:
    assert {danger.next_review("insufficient", n) for n in range(4)} == {"danger_review_24h"}


def test_no_flag_is_looked_at_again_too() -> None:
    assert danger.next_review("no_flag") == "danger_review_7d"
