"""The guided questions at the desk, and what the case page says of the law (the same slap on two days)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import opened_case, page, send, sign_in
from tests.web.world import World

pytestmark = pytest.mark.django_db
SLAP = {"relation": "spouse", "acts": ["slap"], "harm": "pain", "place": "dwelling"}


def _slap_on(day: str) -> dict[str, object]:
    facts = SLAP | {"date": day}
    return {"facts": facts, "answers": dict.fromkeys(facts, "known")}


def _record(client, case: str, fact: str, **answer: str):
    return send(client, reverse("desk:case_facts", args=[case]) + f"?ask={fact}", {"fact": fact, **answer})


def test_a_slap_before_the_reform_is_an_administrative_offence(world: World) -> None:
    client = sign_in(world, "worker")
    shown = page(client, "case", opened_case(world, client, **_slap_on("2024-06-15")))
    assert "CAO 73-2" in shown
    assert "CC 109-1" not in shown


def test_the_same_slap_a_day_later_is_a_misdemeanour_with_article_dates_and_reasons(
    world: World,
) -> None:
    client = sign_in(world, "worker")
    shown = page(client, "case", opened_case(world, client, **_slap_on("2024-06-16")))
    assert "CC 109-1(1)" in shown
    assert "in force since 16.06.2024" in shown
    assert "What was done: slap" in shown
    assert "A complaint of hers is needed." in shown


def test_a_day_that_is_not_known_is_said_and_can_be_asked(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assert "The day of the act is not recorded." in page(client, "case", case)
    assert "On which day did it happen?" in page(client, "case_facts", case)


def test_a_day_before_anything_is_encoded_is_said_and_is_no_empty_list(world: World) -> None:
    client = sign_in(world, "worker")
    shown = page(client, "case", opened_case(world, client, **_slap_on("2016-05-01")))
    assert "outside what is encoded" in shown


def test_each_open_point_leads_to_its_question(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, **_slap_on("2024-06-16"))
    assert f"{reverse('desk:case_facts', args=[case])}?ask=dependence" in page(client, "case", case)


def test_a_fact_is_shown_with_who_established_it(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, **_slap_on("2024-06-16"))
    assert _record(client, case, "offender_age", answer="34", basis="document").status_code == 302
    shown = page(client, "case", case)
    assert "from a document, Caseworker, centre (synthetic)" in shown
    assert "she, at the door" in shown


def test_two_words_on_one_fact_stand_side_by_side(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, **_slap_on("2024-06-16"))
    _record(client, case, "harm", answer="light", basis="examination")
    shown = page(client, "case", case)
    assert "said differently" in shown
    assert "from an examination" in shown


@pytest.mark.parametrize(
    ("answer", "words"), [("-unknown", "does not know"), ("-declined", "would rather not say")]
)
def test_not_knowing_and_not_saying_stay_two_answers(world: World, answer: str, words: str) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, **_slap_on("2024-06-16"))
    _record(client, case, "pregnant", answer=answer, basis="said")
    assert words in page(client, "case", case)


def test_skipping_writes_nothing_and_asks_something_else(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    before = Entry.objects.filter(type="case.facts_recorded").count()
    send(client, reverse("desk:case_facts", args=[case]), {"fact": "date", "skip": "1"})
    assert "On which day did it happen?" not in page(client, "case_facts", case)
    assert Entry.objects.filter(type="case.facts_recorded").count() == before


def test_a_fact_of_an_officer_is_never_put_to_her(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    shown = page(client, "case_facts", case, query="?ask=offender_youngest_child_age")
    assert "This is not a question to put to her" in shown


def test_a_wrong_number_is_refused_and_kept(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = _record(client, case, "offender_age", answer="young", basis="said")
    assert answer.status_code == 422
    assert 'value="young"' in answer.content.decode()
