"""The pages: who she is, and finding a case by it. Nothing typed stands in an address or a log."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from qorgan.practice.local_time import local
from qorgan.web.casework import person
from qorgan.web.casework.models import Case, SearchToken
from qorgan.web.clock import forget_offset, real_now
from qorgan.web.ledger.models import Entry, Installation
from tests.web.desk.signing_in import once, opened_case, page, send, sign_in, text
from tests.web.world import World

CANARY = "Қанарбекова"
IIN = "940000400011"  # its digits are no day: nobody has it
GIVEN: dict[str, object] = {
    "call_me": "Сәуле", "given_name": "Сәуле", "family_name": CANARY, "birth_date": "1994-03-14",
    "iin": "940000 400011", "phone": "8 701 000 00 01", "region": "Үлгі",
}  # fmt: skip


def person_url(case: str) -> str:
    return reverse("desk:case_identity", args=[case])


def told(client: Client, case: str, **changes: object) -> HttpResponse:
    """Records who she is as a member does, from the page."""
    seen = re.search(r'name="seen" value="([^"]*)"', text(client.get(person_url(case))))
    return send(client, person_url(case), {"seen": seen[1] if seen else "", **GIVEN, **changes})


def look(client: Client, **asked: str) -> HttpResponse:
    return client.post(reverse("desk:find"), asked)


def shown(client: Client, case: str, **asked: str) -> bool:
    answer = look(client, **asked)
    assert answer.status_code == 200, text(answer)
    return reverse("desk:case", args=[case]) in text(answer)


def test_what_she_told_of_herself_is_shown_with_its_versions(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client, identity={"call_me": "С.", "name": "Сауле К."})
    assert "Сауле К." in page(client, "case_identity", case)
    assert told(client, case)["Location"] == person_url(case)
    after = page(client, "case_identity", case)
    for value in (CANARY, "14.03.1994", IIN, "+7 701 000 00 01", "2 versions", "Сауле К."):
        assert value in after
    read = Entry.objects.filter(subject=case, type="case.read", compartment=1)
    assert read.count() == 1


def test_every_part_may_stay_empty(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assert "She does not need to" in page(client, "case_identity", case)
    assert told(client, case, **dict.fromkeys(GIVEN, "")).status_code == 302
    assert "She does not need to" in page(client, "case_identity", case)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("iin", "940000 400012", "The last digit does not fit"),
        ("iin", "94000040001", "An IIN has 12 digits"),
        ("iin", "94O000400011", "An IIN has digits only"),
        ("phone", "ask my sister", "cannot be read as one number"),
        ("birth_date", "2094-03-14", "has not come yet"),
        ("birth_date", "1994-02-30", "Write a day that exists"),
        ("age", "200", "Look at the number again"),
    ],
)
def test_a_faulty_part_is_said_clearly_and_everything_typed_stays(
    world: World, field: str, typed: str, said: str
) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answer = told(client, case, **{field: typed})
    assert answer.status_code == 422
    assert said in text(answer)
    for value in ({**GIVEN, field: typed}).values():
        assert f'value="{value}"' in text(answer)
    assert not SearchToken.objects.filter(case=case).exists()


def test_an_age_keeps_the_day_it_was_said_when_something_else_is_saved(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    told(client, case, birth_date="", age="30")
    Installation.objects.update(demo_offset_seconds=400 * 24 * 3600)
    forget_offset()
    told(client, case, birth_date="", age="30", region="Басқа")
    latest = person.merged(person.versions(world.keys("worker"), Case.objects.get(pk=case)))
    assert latest["region"] == "Басқа"
    assert latest["age_on"] == local(real_now()).date().isoformat()


def test_a_number_whose_first_digits_differ_from_the_birth_date_is_kept_and_asked_about(world: World) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    told(client, case, iin="940314400009", birth_date="1994-03-15")
    after = page(client, "case_identity", case)
    assert "read as 14.03.1994" in after and "940314400009" in after


def test_a_colleagues_correction_meanwhile_is_shown_and_what_was_typed_stays(world: World) -> None:
    first, second = sign_in(world, "worker"), sign_in(world, "other_worker")
    case = opened_case(world, first)
    told(first, case, region="Бірінші")
    seen = re.search(r'name="seen" value="([^"]+)"', text(first.get(person_url(case))))
    assert seen
    key = once(first, person_url(case))
    told(second, case, region="Екінші")
    data: dict[str, Any] = {"once": key, "seen": seen[1], **GIVEN, "region": "Үшінші"}
    answer = first.post(person_url(case), data)
    assert answer.status_code == 409
    assert "Екінші" in text(answer) and 'value="Үшінші"' in text(answer)
    again = re.search(r'name="seen" value="([^"]+)"', text(answer))
    assert again and again[1] != seen[1]
    assert first.post(person_url(case), data | {"seen": again[1]}).status_code == 302
    assert "Үшінші" in page(second, "case_identity", case)


@pytest.mark.parametrize(
    "asked",
    [
        {"iin": IIN},
        {"iin": " 940000-400011 "},
        {"phone": "+7 (701) 000-00-01"},
        {"phone": "87010000001"},
        {"name": "қанарбекова", "born": "14.03.1994"},
        {"name": "Канарбекова", "born": "1994-03-14"},
        {"name": "Saule", "born": "14.03.1994"},
        {"name": "Сауле Канарбекова", "born": "1994"},
        {"name": "Kanarbekova Saule", "born": "1994"},
        {"name": "сауле", "phone": "0001"},
    ],
)
def test_a_case_is_found_however_it_is_typed(world: World, asked: dict[str, str]) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    told(client, case)
    assert shown(sign_in(world, "other_worker"), case, **asked)
    assert not shown(sign_in(world, "inspector"), case, **asked)


@pytest.mark.parametrize("shape", ["{}", "Q-{:05d}", "q {}", "№{}"])
def test_a_case_is_found_by_its_number(world: World, shape: str) -> None:
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    assert shown(client, case, number=shape.format(Case.objects.get(pk=case).number))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Write at least one of these"),
        ({"name": CANARY}, "A name alone is not searched"),
        ({"name": "Сәуле", "born": "1994"}, "write two words of the name"),
        ({"born": "1994"}, "Write a name beside it"),
        ({"phone": "0001"}, "Write a name beside it"),
        ({"name": CANARY, "born": "spring"}, "Write a date like 14.03.1994"),
        ({"name": CANARY, "born": "0000"}, "Look at the year again"),
        ({"name": CANARY, "born": "2094"}, "has not come yet"),
        ({"iin": "940000400012"}, "The last digit does not fit"),
        ({"phone": "12345"}, "cannot be read as one number"),
        ({"number": "kitchen"}, "Write the number as on the worklist"),
    ],
)
def test_what_cannot_be_looked_for_is_said_clearly_and_stays_typed(
    world: World, asked: dict[str, str], said: str
) -> None:
    answer = look(sign_in(world, "worker"), **asked)
    assert answer.status_code == 422
    assert said in text(answer)
    for value in asked.values():
        assert f'value="{value}"' in text(answer)
    assert not Entry.objects.filter(type="member.searched").exists()


def test_a_search_without_a_result_says_no_more_than_that(world: World) -> None:
    boss, worker = sign_in(world, "boss_centre"), sign_in(world, "worker")
    hidden = opened_case(world, boss, conflict=True)
    told(boss, hidden)
    answers = []
    for iin in (IIN, "940314400009"):  # one is in a case that this member may not see, one in none
        body = text(look(worker, iin=iin))
        assert "Nothing found that you may see" in body
        answers.append(re.sub(r'value="[^"]*"', "", body))
    assert answers[0] == answers[1]
    assert shown(boss, hidden, iin=IIN)


def test_a_result_shows_what_the_worklist_shows_and_opens_nothing(world: World) -> None:
    client, other = sign_in(world, "worker"), sign_in(world, "other_worker")
    case = opened_case(world, client)
    told(client, case)
    reader = world.members["other_worker"].pk
    body = text(look(other, phone="8 701 000 00 01"))
    assert str(Case.objects.get(pk=case)) in body
    for part in (CANARY, IIN, "Сәуле", "1994-03-14"):
        assert part not in body
    assert not Entry.objects.filter(type="case.read", actor=reader).exists()
    assert "found in a search" in page(client, "case", case)


def test_searching_too_often_is_refused_in_words_and_what_was_typed_stays(world: World) -> None:
    client = sign_in(world, "worker")
    for _ in range(30):
        assert look(client, iin=IIN).status_code == 200
    answer = look(client, iin=IIN)
    assert answer.status_code == 429
    assert "Wait 10 minutes" in text(answer) and f'value="{IIN}"' in text(answer)


def test_nothing_typed_stands_in_an_address_or_a_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = sign_in(world, "worker")
    case = opened_case(world, client)
    answers = [
        told(client, case),
        told(client, case, iin=f"{CANARY}1"),
        look(client, name=CANARY, born="1994"),
        look(client, name=f"{CANARY} Сәуле", born="1994"),
        look(client, iin=IIN),
    ]
    places = " ".join([person_url(case), *(a.headers.get("Location", "") for a in answers)])
    written = " ".join(f"{r.getMessage()} {r.args} {r.exc_text}" for r in caplog.records)
    for secret in (CANARY, IIN, "010 00 00", "%D2%9A"):
        assert secret not in places
        assert secret not in written
    assert "?" not in places
    found = client.get(reverse("desk:find"), {"iin": IIN})
    assert reverse("desk:case", args=[case]) not in text(found)
    assert "no-store" in found.headers["Cache-Control"]


def test_who_may_not_see_the_case_may_not_see_who_is_in_it(world: World) -> None:
    client, stranger = sign_in(world, "worker"), sign_in(world, "inspector")
    case = opened_case(world, client)
    assert stranger.get(person_url(case)).status_code == 404
    assert stranger.post(person_url(case), {"once": "x" * 22}).status_code == 404
