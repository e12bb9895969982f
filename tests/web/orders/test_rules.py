"""Rules of an order that need no database: its words, conditions, counting, the address check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.law import load
from qorgan.law.clocks import Event
from qorgan.web.orders import address, conditions, course, details, proposal, terms, wording

MOMENTS = st.datetimes(datetime(2026, 3, 2), datetime(2030, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@dataclass(frozen=True)
class Step:
    type: str
    occurred_at: str
    recorded_at: datetime


def step(type_: str, at: datetime) -> Step:
    return Step(type_, course.minute(at), at)


def test_the_law_of_2009_is_the_basis_up_to_1_march_2026_and_law_245_from_2_march() -> None:
    assert wording.basis_on(date(2026, 3, 1))["id"] == "kz.l214.20"
    assert wording.basis_on(date(2026, 3, 2))["id"] == "kz.l245.60"


def test_every_word_of_the_order_stands_in_three_languages() -> None:
    assert wording.wording()["version"]
    with pytest.raises(wording.WordingFault, match="restrictions"):
        wording._complete({"restrictions": {"no_visits": {"en": "visit", "ru": "посещать"}}}, "order.yaml")


def test_the_law_of_2026_asks_for_sanity_age_and_no_ground_to_detain_and_not_for_a_family() -> None:
    asked = set(conditions.asked("kz.l245.60"))
    needed = (
        load("kz")
        .assess({"relation": "spouse", "acts": ["slap"]}, date(2026, 3, 10))
        .measure("protective_order")
    )
    assert needed is not None and set(needed.needs) <= asked
    assert "family_relation" not in asked and "family_relation" in conditions.asked("kz.l214.20")


def test_an_unanswered_condition_is_not_established_and_never_a_yes() -> None:
    answers = conditions.read({}, "kz.l245.60")
    assert {a.answer for a in answers.values()} == {"not_established"}
    with pytest.raises(conditions.ReasonNeeded):
        conditions.require_reason(answers, "  ")


def test_an_unknown_condition_or_answer_is_refused_by_name() -> None:
    with pytest.raises(conditions.ConditionsUnclear) as refused:
        conditions.read(
            {"moon": {"answer": "yes", "by": "x"}, "addressee_16": {"answer": "maybe"}}, "kz.l245.60"
        )
    assert refused.value.codes == ("moon", "addressee_16")


def test_the_terms_are_those_of_the_law() -> None:
    # L245 60(5): 30 days, 7 days. CAO 461: 10, 20 days, 30 MCI. CAO 789: 24 hours.
    assert terms.terms_on(date(2026, 3, 10)) == terms.Terms(30, 7, 10, 20, 30, 24)


@given(MOMENTS)
def test_no_end_is_counted_later_than_by_the_laws_own_clock(served: datetime) -> None:
    clocks = {c.id: c for c in load("kz").clocks([Event("order_served", served)], served)}
    minute = timedelta(seconds=59)
    assert terms.valid_until(served) <= clocks[terms.VALID].due + minute
    assert terms.next_check(served) <= clocks[terms.CHECK].due + minute


@given(MOMENTS, st.lists(st.integers(0, 29), max_size=6), st.integers(0, 29))
def test_every_week_without_a_check_is_owed_exactly_once(
    served: datetime, days: list[int], until: int
) -> None:
    chain = [step("order.issued", served), step("order.served", served)]
    chain += [step("order.checked", served + timedelta(days=day)) for day in sorted(days)]
    found = course.course(chain)
    now = served + timedelta(days=max([until, *days]))
    owed = found.check_dues(now)
    base = served + timedelta(days=max(days, default=0))
    assert list(owed) == [
        base + timedelta(days=7 * n) for n in range(1, 5) if base + timedelta(days=7 * n) <= now
    ]


@given(MOMENTS, st.integers(-3, 40))
def test_an_order_is_in_force_from_handing_over_for_thirty_days_and_not_a_minute_longer(
    served: datetime, day: int
) -> None:
    found = course.course([step("order.issued", served), step("order.served", served)])
    assert found.in_force(served + timedelta(days=day)) is (0 <= day <= 30)
    assert not found.in_force(served + timedelta(days=30, minutes=1))


def test_an_order_that_was_not_handed_over_is_never_in_force() -> None:
    at = datetime(2026, 3, 10, 9, 5, tzinfo=UTC)
    found = course.course([step("order.issued", at), step("order.service_refused", at)])
    assert found.valid_until is None and not found.in_force(at + timedelta(days=1))


ADDRESS = "г. Образцовск, улица Скрытная, дом 7, кв. 12"


@pytest.mark.parametrize(
    "text",
    [
        "Пришёл на улицу Скрытную, 7.",
        "УЛИЦА СКРЫТНАЯ ДОМ 7 КВ 12",
        "г.Образцовск,улица Скрытная,дом 7,кв.12",
        "ждал у дома 7 по Скрытной",
    ],
)
def test_her_address_is_found_however_it_is_written(text: str) -> None:
    with pytest.raises(address.AddressInText) as refused:
        address.refuse_address({"circumstances": text}, [ADDRESS])
    assert refused.value.field == "circumstances"


@pytest.mark.parametrize(
    "text",
    [
        "Ударил в общей квартире, улица Ясная, дом 7.",
        "Звонил 7 раз за 12 часов.",
        "В Образцовске, 7 марта.",
        "",
    ],
)
def test_another_place_or_a_number_is_not_her_address(text: str) -> None:
    address.refuse_address({"circumstances": text}, [ADDRESS, "", "дом 7"])


def test_an_order_has_no_field_for_where_she_is() -> None:
    with pytest.raises(details.UnknownDetail, match="protected_address"):
        details.from_json({"protected_address": ADDRESS})


SERVED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def verdicts(found: proposal.Consequences) -> dict[str, str]:
    return {p.id: p.verdict for p in found.penalties}


def test_a_breach_is_ten_days_of_arrest() -> None:
    found = proposal.consequences(
        {"relation": "spouse"}, SERVED + timedelta(days=5), ["came"], SERVED, "kz.l245.60", none_earlier=True,
        language="en",
    )  # fmt: skip
    assert verdicts(found) == {"kz.cao.461.1": "applies"}
    assert found.penalties[0].sanctions[0]["max_days"] == 10
    assert "special_requirements" in {m.id for m in found.measures}


def test_without_a_word_on_earlier_penalties_the_repeat_stays_undecided() -> None:
    found = proposal.consequences(
        {"relation": "spouse"}, SERVED + timedelta(days=5), ["came"], SERVED, "kz.l245.60", language="en"
    )
    assert verdicts(found) == {"kz.cao.461.1": "applies", "kz.cao.461.1-1": "undecided"}


def test_a_breach_within_a_year_of_a_penalty_is_twenty_days() -> None:
    found = proposal.consequences(
        {"relation": "spouse"}, SERVED + timedelta(days=5), ["called"], SERVED, "kz.l245.60",
        [date(2025, 9, 1)], language="en",
    )  # fmt: skip
    assert verdicts(found)["kz.cao.461.1-1"] == "applies"
    assert found.penalties[0].sanctions[0]["max_days"] == 20


def test_a_person_exempt_from_arrest_pays_thirty_mci() -> None:
    found = proposal.consequences(
        {"relation": "spouse", "offender_arrest_exempt": True}, SERVED + timedelta(days=5), ["came"], SERVED,
        "kz.l245.60", language="en",
    )  # fmt: skip
    assert verdicts(found)["kz.cao.461.2"] == "applies"
    assert found.penalties[0].sanctions[0]["max_mci"] == 30


def test_after_thirty_days_there_is_no_order_left_to_breach() -> None:
    found = proposal.consequences(
        {"relation": "spouse"}, SERVED + timedelta(days=32), ["came"], SERVED, "kz.l245.60", language="en"
    )
    assert verdicts(found) == {}


def test_the_engine_proposes_and_names_what_only_an_officer_can_establish() -> None:
    facts = {"relation": "spouse", "acts": ["slap"], "harm": "pain", "place": "dwelling"}
    found = proposal.proposal(facts, date(2026, 3, 10), language="en")
    assert found is not None and found.verdict == "available" and found.basis == "Law 245-VIII 60"
    assert {code for code, _ in found.still_needed} == {
        "addressee_16", "addressee_sane", "no_ground_for_administrative_detention",
        "no_ground_for_detention_cpc_128",
    }  # fmt: skip
    answered = {"addressee_sane": conditions.Answer("yes", "doctor")}
    fewer = proposal.proposal(facts, date(2026, 3, 10), answered, "en")
    assert fewer is not None and "addressee_sane" not in dict(fewer.still_needed)


def test_without_facts_the_engine_says_undecided_and_not_no() -> None:
    found = proposal.proposal({}, date(2026, 3, 10), language="en")
    assert found is not None and found.verdict == "undecided"
