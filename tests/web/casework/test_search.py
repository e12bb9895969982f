"""A case is found by who she is, by tokens of one agency alone; the search is on the record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection

from qorgan.identity import Person, query_keys
from qorgan.identity.keys import rules
from qorgan.practice.safe_contact import SafeContact
from qorgan.vault import tokens as vault_tokens
from qorgan.vault.context import Compartment
from qorgan.web import clock
from qorgan.web.agencies import policy
from qorgan.web.casework import consent, opening, person, recording, search, tokens, visits
from qorgan.web.casework.models import Case, Report, SearchToken
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.models import Entry, Installation
from tests.web.world import World, send

IIN = "940000400011"  # its digits are no day: nobody has it
PHONE = "+77010000001"
SAULE = {
    "call_me": "Сәуле", "given_name": "Сәуле", "family_name": "Мысалова", "birth_date": "1994-03-14",
    "iin": IIN, "phone": PHONE, "region": "Үлгі",
}  # fmt: skip
BUNDLES = ["reach_me", "what_happened"]


def opened(world: World, by: str = "worker", **changes: Any) -> tuple[Case, Any]:
    sent, code = send(world, **changes)
    return opening.open_report(world.keys(by), Report.objects.get(pk=sent.report_id)), code


def known(world: World, by: str = "worker", given: dict[str, Any] | None = None, **changes: Any) -> Case:
    """A case in which it is recorded who she is."""
    case, _ = opened(world, by, **changes)
    keyring = world.keys(by)
    person.record(keyring, case, SAULE if given is None else given, person.newest(keyring, case))
    return case


def by(**asked: Any) -> search.Asked:
    return search.Asked(query_keys(Person(**asked)))


def found(world: World, who: str, asked: search.Asked) -> list[Case]:
    return [row.case for row in search.find(world.keys(who), asked)]


ASKED = [
    by(iin=IIN),
    by(phone=PHONE),
    by(names=("saule mysalova",), years=(1994,)),
    by(names=("САУЛЕ",), phone_end="0001"),
]


@pytest.mark.parametrize("asked", ASKED, ids=["iin", "phone", "name and year", "name and end of phone"])
def test_a_case_is_found_by_each_type_and_by_every_colleague(world: World, asked: search.Asked) -> None:
    case = known(world)
    opened(world)
    assert found(world, "worker", asked) == [case]
    assert found(world, "other_worker", asked) == [case]


def test_a_case_is_found_by_its_number(world: World) -> None:
    case, _ = opened(world)
    assert found(world, "other_worker", search.Asked(number=case.number)) == [case]
    assert found(world, "inspector", search.Asked(number=case.number)) == []


@pytest.mark.parametrize("asked", ASKED, ids=["iin", "phone", "name and year", "name and end of phone"])
def test_another_agency_finds_nothing(world: World, asked: search.Asked) -> None:
    known(world)
    for who in ("inspector", "operator", "far_worker"):
        assert found(world, who, asked) == []


def test_one_person_in_three_agencies_has_no_token_in_common(world: World) -> None:
    centre = known(world)
    line = known(world, by="operator", to="line")
    police = known(world, by="inspector", to="police")
    values = [
        {bytes(t.token) for t in SearchToken.objects.filter(case=case.pk)} for case in (centre, line, police)
    ]
    assert all(len(tokens_) >= len(rules().types) for tokens_ in values)
    assert not values[0] & values[1] and not values[0] & values[2] and not values[1] & values[2]


def test_two_cases_of_one_person_are_found_together_within_an_agency(world: World) -> None:
    first, second = known(world), known(world)
    assert set(found(world, "worker", by(iin=IIN))) == {first, second}


def test_a_correction_is_found_and_what_was_corrected_is_not(world: World) -> None:
    case = known(world)
    keyring = world.keys("other_worker")
    corrected = SAULE | {"family_name": "Үлгіқызы", "phone": "+77020000002", "iin": ""}
    person.record(keyring, case, corrected, person.newest(keyring, case))
    assert found(world, "worker", by(phone="+77020000002")) == [case]
    assert found(world, "worker", by(names=("Ульгикызы Сауле",), years=(1994,))) == [case]
    for before in (by(phone=PHONE), by(iin=IIN), by(names=("Мысалова Сәуле",), years=(1994,))):
        assert found(world, "worker", before) == []


def test_every_version_stays_and_the_last_word_on_each_part_counts(world: World) -> None:
    case = known(world, identity={"name": "Сауле М.", "call_me": "С."})
    versions = person.versions(world.keys("worker"), case)
    assert [v.role for v in versions] == ["survivor", "caseworker"]
    assert versions[0].value == {"name": "Сауле М.", "call_me": "С."}
    assert person.merged(versions)["name"] == "Мысалова Сәуле"


def test_a_part_can_be_taken_off_the_record(world: World) -> None:
    case = known(world)
    keyring = world.keys("worker")
    person.record(keyring, case, {"call_me": "Сәуле"}, person.newest(keyring, case))
    assert person.merged(person.versions(keyring, case))["iin"] == ""
    assert not SearchToken.objects.filter(case=case.pk).exists()


def test_an_age_counts_from_the_day_it_was_said(world: World) -> None:
    said = {"given_name": "Сәуле", "family_name": "Мысалова", "age": 30, "age_on": "2026-03-01"}
    case = known(world, given=said)
    # Thirty on 1 March 2026 is born in 1995 or 1996, whenever it was typed in.
    for year, hits in ((1994, []), (1995, [case]), (1996, [case]), (1997, [])):
        assert found(world, "worker", by(names=("Мысалова Сәуле",), years=(year,))) == hits


def test_of_two_corrections_at_once_the_second_is_told_and_nothing_is_overwritten(world: World) -> None:
    case = known(world)
    seen = person.newest(world.keys("worker"), case)
    person.record(world.keys("other_worker"), case, SAULE | {"region": "Басқа"}, seen)
    with pytest.raises(person.ChangedMeanwhile):
        person.record(world.keys("worker"), case, SAULE | {"region": "Үшінші"}, seen)
    assert person.merged(person.versions(world.keys("worker"), case))["region"] == "Басқа"


def test_a_name_given_at_the_door_is_searched_once_a_member_has_read_it(world: World) -> None:
    rules_ = {"contact_wanted": "yes", "channel": "call", "value": "8 (701) 000 00 01",
              "safe_days": ["mon"], "safe_from": "09:00", "safe_until": "17:00"}  # fmt: skip
    case, _ = opened(world, safe_contact=rules_)
    assert found(world, "other_worker", by(phone=PHONE)) == []
    person.safe_contact(world.keys("worker"), case)
    assert found(world, "other_worker", by(phone=PHONE)) == [case]


def test_a_changed_safe_number_replaces_the_one_before(world: World) -> None:
    case, _ = opened(world)
    for number in ("8 701 000 00 01", "8 702 000 00 02"):
        new = {"contact_wanted": "yes", "channel": "call", "value": number, "safe_days": ["mon"],
               "safe_from": "09:00", "safe_until": "17:00"}  # fmt: skip
        recording.record_safe_contact(world.keys("worker"), case, SafeContact.from_json(new))
    assert found(world, "worker", by(phone=PHONE)) == []
    assert found(world, "worker", by(phone="+77020000002")) == [case]


def shared_with_police(world: World) -> Case:
    case = known(world)
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    person.versions(world.keys("inspector"), case)
    assert found(world, "inspector", by(iin=IIN)) == [case]
    return case


def test_after_withdrawal_the_agency_finds_nothing_and_holds_no_token(world: World) -> None:
    case = shared_with_police(world)
    consent.withdraw(world.keys("worker"), case, world.agencies["police"])
    assert not SearchToken.objects.filter(agency=world.agencies["police"]).exists()
    assert found(world, "inspector", by(iin=IIN)) == []
    assert found(world, "worker", by(iin=IIN)) == [case]


def test_a_withdrawal_with_her_words_takes_the_tokens_too(world: World) -> None:
    sent, code = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    person.record(world.keys("worker"), case, SAULE, person.newest(world.keys("worker"), case))
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    person.versions(world.keys("inspector"), case)
    visit = visits.open_visit(" ".join(code.words))
    assert visit is not None
    visits.stop_sharing(visit, world.agencies["police"].pk)
    assert not SearchToken.objects.filter(agency=world.agencies["police"]).exists()


def test_what_an_agency_wrote_itself_is_not_indexed_again_after_a_withdrawal(world: World) -> None:
    case = shared_with_police(world)
    inspector = world.keys("inspector")
    consent.withdraw(world.keys("worker"), case, world.agencies["police"])
    person.record(inspector, case, SAULE, person.newest(inspector, case))  # under a key of its own
    assert person.merged(person.versions(inspector, case))["iin"] == IIN
    assert found(world, "inspector", by(iin=IIN)) == []


def test_sharing_anew_lets_the_agency_find_the_case_again(world: World) -> None:
    case = shared_with_police(world)
    consent.withdraw(world.keys("worker"), case, world.agencies["police"])
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    person.versions(world.keys("inspector"), case)
    assert found(world, "inspector", by(iin=IIN)) == [case]


def test_a_restricted_case_is_found_by_who_is_named_and_by_no_colleague(world: World) -> None:
    case = known(world, by="boss_centre", conflict=True)
    assert case.restricted
    assert found(world, "boss_centre", by(iin=IIN)) == [case]
    before = Entry.objects.filter(subject=case.pk).count()
    for who in ("worker", "other_worker"):
        assert found(world, who, by(iin=IIN)) == []
        assert found(world, who, search.Asked(number=case.number)) == []
    assert Entry.objects.filter(subject=case.pk).count() == before


def test_no_token_of_a_restricted_case_is_under_the_key_that_colleagues_hold(world: World) -> None:
    known(world, by="boss_centre", conflict=True)
    stored = {bytes(t.token) for t in SearchToken.objects.all()}
    under_agency = tokens.agency_key(world.keys("worker"))
    tried = {bytes(vault_tokens.token(k.type, under_agency, k.canonical)) for a in ASKED for k in a.keys}
    assert stored and not stored & tried


def test_a_case_that_becomes_restricted_keeps_no_token_of_the_agency(world: World) -> None:
    case = known(world, by="boss_centre")
    Case.objects.filter(pk=case.pk).update(restricted=True)
    case.refresh_from_db()
    person.versions(world.keys("boss_centre"), case)
    rows = SearchToken.objects.filter(case=case.pk)
    assert rows.exists() and not rows.filter(member=None).exists()


def test_a_search_is_on_the_record_with_the_cases_it_showed(world: World) -> None:
    case, worker = known(world), world.members["other_worker"]
    other = known(world, given=SAULE | {"iin": "", "phone": "+77770000007"})
    found(world, "other_worker", by(iin=IIN))
    mine = Entry.objects.filter(type=search.SEARCHED)
    assert [(e.subject, e.actor, e.agency) for e in mine] == [(worker.pk, worker.pk, worker.agency_id)]
    shown = Entry.objects.filter(type="case.searched")
    assert [(e.subject, e.actor) for e in shown] == [(case.pk, worker.pk)]
    assert other.pk not in {e.subject for e in shown}
    assert verify.verify()[1] is None


def test_a_search_that_finds_nothing_is_on_the_record_too(world: World) -> None:
    assert found(world, "worker", by(iin=IIN)) == []
    assert Entry.objects.filter(type=search.SEARCHED, actor=world.members["worker"].pk).count() == 1


def test_without_its_entry_there_is_no_result(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known(world)

    def full(*_: object) -> None:
        raise verbs.ChainBusy("the disk is full")

    monkeypatch.setattr(search, "append", full)
    with pytest.raises(verbs.ChainBusy):
        found(world, "worker", by(iin=IIN))


def test_whoever_searches_again_and_again_is_asked_to_wait_and_colleagues_are_not(world: World) -> None:
    case = known(world)
    for _ in range(rules().searches):
        found(world, "worker", by(phone="+77770000007"))
    with pytest.raises(search.TooManySearches):
        found(world, "worker", by(iin=IIN))
    assert found(world, "other_worker", by(iin=IIN)) == [case]
    seconds = int(rules().within.total_seconds()) + 1
    Installation.objects.update(demo_offset_seconds=int(timedelta(seconds=seconds).total_seconds()))
    clock.forget_offset()
    assert found(world, "worker", by(iin=IIN)) == [case]


@dataclass(frozen=True)
class Guess:
    value: bytes

    def plain_hashes(self) -> set[bytes]:
        """What somebody with the database and no key would try."""
        persons = [b"", *(f"qrg1.tok.{name}".encode() for name in rules().types)]
        found_ = {hashlib.new(name, self.value).digest()[:16] for name in ("md5", "sha1", "sha256", "sha512")}
        for key, who in product((b"", bytes(32)), persons):
            found_.add(hashlib.blake2b(self.value, digest_size=16, key=key, person=who).digest())
            found_.add(hashlib.blake2b(self.value, digest_size=32, key=key, person=who).digest()[:16])
        return found_


def test_what_lies_in_the_database_is_neither_a_value_nor_a_hash_made_without_the_key(world: World) -> None:
    case = known(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_searchtoken")
        dump = repr(
            [[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in cursor.fetchall()]
        )
    for plain in ("Сәуле", "Мысалова", "saule", "misalova", IIN, PHONE, PHONE[1:], "1994-03-14"):
        assert plain not in dump
    stored = {bytes(t.token) for t in SearchToken.objects.filter(case=case.pk)}
    for key in (k for asked in ASKED for k in asked.keys):
        assert not stored & Guess(key.canonical.encode()).plain_hashes()
    # With the key of the agency it is there: so the test above compares with what was really indexed.
    right = tokens.agency_key(world.keys("worker"))
    assert bytes(vault_tokens.token("iin", right, IIN)) in stored


def test_policy_gives_nobody_a_case_to_find_that_she_may_not_see(world: World) -> None:
    known(world)
    for member in world.members.values():
        may_find = set(policy.visible(member, "find", Case).values_list("pk", flat=True))
        assert may_find <= set(policy.visible(member, "see", Case).values_list("pk", flat=True))


def test_reading_who_she_is_is_recorded_and_indexes_once(world: World) -> None:
    case = known(world)
    rows = set(SearchToken.objects.values_list("pk", flat=True))
    person.versions(world.keys("other_worker"), case)
    person.versions(world.keys("worker"), case)
    assert set(SearchToken.objects.values_list("pk", flat=True)) == rows
    read = Entry.objects.filter(subject=case.pk, type="case.read", compartment=Compartment.IDENTITY)
    assert {e.actor for e in read} == {world.members["worker"].pk, world.members["other_worker"].pk}
