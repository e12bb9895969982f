"""Somebody leaves: what is written afterwards opens to colleagues, and not with a copy she kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from qorgan.identity import Person, query_keys
from qorgan.vault.context import Compartment, Purpose
from qorgan.web import clock
from qorgan.web.agencies import admission, directory, rotation
from qorgan.web.agencies.keyring import CASEWORK, INDEX, INTAKE, Keyring, NoAgencyKey
from qorgan.web.agencies.models import AgencyKeyWrap, KeyCertificate, SecretWrap
from qorgan.web.casework import (
    consent,
    grants,
    leaving,
    opening,
    person,
    reading,
    recording,
    referrals,
    restriction,
    sealed,
    search,
    visits,
)  # fmt: skip
from qorgan.web.casework.grants import CaseKey, NoGrant
from qorgan.web.casework.models import Case, Grant, Report, SearchToken
from qorgan.web.ledger.models import Entry, SealedRow
from qorgan.web.ledger.verify import verify
from tests.web.world import PASSWORD, World, send

LATER = "SYNTHETIC. Written after she left."
WHO = Person(iin="940000400011")  # its digits are no day: nobody has it


@dataclass
class Leaver:
    """Somebody with her keys in hand and a copy of the whole database from the day she left."""

    keyring: Keyring
    secrets: dict[tuple[int, int], bytes]
    case_keys: dict[tuple[Any, int, int], CaseKey]

    @classmethod
    def of(cls, world: World, name: str) -> Leaver:
        keyring = world.keys(name)
        known: dict[tuple[Any, int, int], CaseKey] = {}
        for grant in Grant.objects.filter(agency=keyring.agency_id):
            try:
                key = grants.open_grant(keyring, grant)
            except NoGrant:
                continue
            known[grant.case, int(key.compartment), key.version] = key
        return cls(keyring, keyring.every_secret(), known)

    def opens(self, row: SealedRow) -> bool:
        """With whatever she ever held: the keys of cases, or wraps in the database of today."""
        held = {**self.case_keys}
        for grant in Grant.objects.filter(case=row.case, agency=self.keyring.agency_id):
            secret = self.secrets.get((grant.purpose, grant.agency_key_version))
            if secret is not None and grant.member_id is None:
                terms = grants.terms(grant)
                key = grants.wraps.open_wrap(terms.wrap, terms.ctx, secret)  # type: ignore[arg-type]
                held[row.case, grant.compartment, grant.key_version] = CaseKey(
                    Compartment(grant.compartment), grant.key_version, key
                )
        key_of_row = held.get((row.case, row.compartment, row.key_version))
        if key_of_row is None:
            return False
        sealed.value(row, key_of_row)  # raises where it is another key of the same number
        return True


def open_case(world: World, by: str = "worker", **report: Any) -> Case:
    sent, _ = send(world, **report)
    return opening.open_report(world.keys(by), Report.objects.get(pk=sent.report_id))


def written_after(case: Case, *before: Model) -> list[SealedRow]:
    return list(SealedRow.objects.filter(case=case.pk).exclude(pk__in=[row.pk for row in before]))


def rows_of(case: Case) -> list[SealedRow]:
    return list(SealedRow.objects.filter(case=case.pk))


def seal_everything(world: World, boss: str = "boss_centre") -> leaving.Standing:
    return leaving.go_on(world.keys(boss), 60)


def note(world: World, case: Case, by: str = "worker") -> None:
    case.refresh_from_db()
    recording.add_note(world.keys(by), case, LATER)
    recording.add_note(world.keys(by), case, LATER, "account")


@pytest.mark.parametrize("sealed_anew_first", [True, False])
def test_a_copy_of_the_day_opens_nothing_written_after_and_colleagues_open_all(
    world: World, sealed_anew_first: bool
) -> None:
    case = open_case(world)
    note(world, case)
    gone, before = Leaver.of(world, "other_worker"), rows_of(case)
    assert all(gone.opens(row) for row in before)
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.change_keys(world.keys("boss_centre"))
    if sealed_anew_first:
        assert seal_everything(world).at_rest
    note(world, case)
    after = written_after(case, *before)
    assert len(after) == 2 and not any(gone.opens(row) for row in after)
    if not sealed_anew_first:
        assert seal_everything(world).at_rest
    assert not any(gone.opens(row) for row in after)
    for name in ("worker", "boss_centre"):
        assert reading.narrative(world.keys(name), Case.objects.get(pk=case.pk))
        told = reading.narrative(world.keys(name), Case.objects.get(pk=case.pk))
        notes = reading.notes(world.keys(name), Case.objects.get(pk=case.pk))
        assert [row.value for row in (*told, *notes)].count(LATER) == 4


def test_a_new_report_and_one_that_waited_open_to_colleagues_only(world: World) -> None:
    waiting, _ = send(world)
    gone = Leaver.of(world, "other_worker")
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.visit(world.keys("boss_centre"), 60)
    fresh, _ = send(world)
    new = SealedRow.objects.filter(case=fresh.case_id)
    assert new and not any(gone.opens(row) for row in new)
    before = list(SealedRow.objects.all())
    for sent in (waiting, fresh):
        case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
        note(world, case)
        assert not any(gone.opens(row) for row in written_after(case, *before))
        assert reading.narrative(world.keys("boss_centre"), case)


def test_an_agency_it_is_shared_with_has_a_leaver_and_the_next_writing_shuts_that_one_out_too(
    world: World,
) -> None:
    case = open_case(world)
    consent.give(world.keys("worker"), case, world.agencies["police"], ["what_happened"])
    gone, before = Leaver.of(world, "inspector"), rows_of(case)
    assert any(gone.opens(row) for row in before)
    leaving.leave(world.members["boss_police"], world.members["inspector"])
    leaving.change_keys(world.keys("boss_police"))
    note(world, case)
    assert not any(gone.opens(row) for row in written_after(case, *before))
    assert seal_everything(world, "boss_police").at_rest
    assert reading.narrative(world.keys("boss_police"), Case.objects.get(pk=case.pk))


def test_line_111_has_a_leaver_and_no_new_keys_yet_when_the_report_is_opened(world: World) -> None:
    sent, _ = send(world, fallback_111=True)
    gone = Leaver.of(world, "operator")
    assert gone.case_keys  # its copy is locked by a date, which a copy of the database does not ask
    leaving.leave(world.members["boss_line"], world.members["operator"])
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    before = rows_of(case)
    note(world, case)
    assert not any(gone.opens(row) for row in written_after(case, *before))


def test_the_leavers_wraps_are_gone_and_new_ones_go_to_who_is_left(world: World) -> None:
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.change_keys(world.keys("boss_centre"))
    gone = world.members["other_worker"]
    assert not AgencyKeyWrap.objects.filter(member=gone).exists()
    assert not SecretWrap.objects.filter(member=gone).exists()
    for name in ("worker", "boss_centre"):
        versions = set(world.keys(name).every_secret())
        assert {(p, v) for p in (INTAKE, CASEWORK, INDEX) for v in (1, 2)} <= versions
    assert directory.agency_key(world.agencies["centre"], Purpose.INTAKE).version == 2
    assert verify()[1] is None


def test_it_goes_on_where_the_last_visit_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "PART", 5)
    for _ in range(3):
        open_case(world)
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    left = []
    for _ in range(60):
        standing = leaving.visit(world.keys("boss_centre"), 0.0001)
        assert standing is not None and not standing.due
        left.append(standing.left)
        if standing.at_rest:
            break
    assert left[-1] == 0 and len(left) > 2 and sorted(left, reverse=True) == left
    assert not Grant.objects.filter(agency=world.agencies["centre"], agency_key_version=1).exists()
    assert KeyCertificate.objects.filter(agency=world.agencies["centre"]).count() == 4  # changed once only


def test_what_does_not_open_is_passed_over_and_holds_nothing_up(world: World) -> None:
    case = open_case(world)
    planted = Grant.objects.filter(case=case.pk).order_by("pk").first()
    assert planted is not None
    Grant.objects.filter(pk=planted.pk).update(signature=b"\0" * 64)
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.change_keys(world.keys("boss_centre"))
    assert seal_everything(world).left == 1
    assert Grant.objects.get(pk=planted.pk).agency_key_version == 1


def test_basis_terms_and_date_stay_and_who_agreed_is_told_as_before(world: World) -> None:
    case = open_case(world)
    consent.give(world.keys("worker"), case, world.agencies["police"], ["reach_me"])

    def told() -> list[Any]:
        return sorted((x.agency.code, x.bundles, x.basis, x.given_by, x.at) for x in consent.current(case))

    def terms() -> list[Any]:
        names = "compartment key_version agency basis basis_entry not_before expires_at made_at".split()
        rows = Grant.objects.filter(case=case.pk).values_list(*names)
        return sorted(rows, key=str)

    before = told(), terms()
    leaving.leave(world.members["boss_police"], world.members["inspector"])
    leaving.visit(world.keys("boss_police"), 60)
    assert (told(), terms()) == before


def test_line_111s_copy_stays_locked_until_its_time(world: World) -> None:
    sent, _ = send(world, fallback_111=True)
    locked = Grant.objects.filter(case=sent.case_id, agency=world.agencies["line"])
    if not locked.exists():
        pytest.fail("the report has no copy for line 111")
    times = sorted(locked.values_list("not_before", flat=True))
    leaving.leave(world.members["boss_line"], world.members["operator"])
    leaving.visit(world.keys("boss_line"), 60)
    assert {g.agency_key_version for g in locked.all()} == {2}
    assert sorted(locked.values_list("not_before", flat=True)) == times
    with pytest.raises(NoGrant):
        grants.keys(world.keys("boss_line"), sent.case_id, Compartment.ACCOUNT)


def test_who_was_named_in_a_restricted_case_loses_it_with_the_account(world: World) -> None:
    case = open_case(world)
    restriction.restrict(world.keys("worker"), case, [world.members["other_worker"]], "SYNTHETIC")
    gone, before = Leaver.of(world, "other_worker"), rows_of(case)
    leaving.leave(world.members["admin"], world.members["other_worker"])
    assert not Grant.objects.filter(member=world.members["other_worker"]).exists()
    note(world, case)
    assert not any(gone.opens(row) for row in written_after(case, *before))
    assert reading.narrative(world.keys("worker"), Case.objects.get(pk=case.pk))


def test_a_case_is_found_before_and_after_it_was_read_under_the_new_index_key(world: World) -> None:
    case = open_case(world)
    worker = world.keys("worker")
    person.record(worker, case, {"iin": WHO.iin}, person.newest(worker, case))
    old = {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.visit(world.keys("boss_centre"), 60)
    asked = search.Asked(frozenset(query_keys(WHO)))
    assert [row.case.pk for row in search.find(world.keys("worker"), asked)] == [case.pk]
    person.versions(world.keys("worker"), Case.objects.get(pk=case.pk))
    new = {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}
    assert new and not new & old
    assert [row.case.pk for row in search.find(world.keys("worker"), asked)] == [case.pk]


def test_her_word_on_a_referral_drafted_before_still_counts(world: World) -> None:
    sent, code = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    police, parts = world.agencies["police"], ["what_happened"]
    draft = referrals.draft(world.keys("worker"), case, police, "police_other_service", "high", parts, "x")
    gone = Leaver.of(world, "inspector")
    leaving.leave(world.members["boss_police"], world.members["inspector"])
    leaving.visit(world.keys("boss_police"), 60)
    visit = visits.open_visit(" ".join(code.words))
    assert visit is not None
    visits.agree(visit, draft.pk, ["what_happened"])
    assert reading.narrative(world.keys("boss_police"), Case.objects.get(pk=case.pk))
    assert leaving.visit(world.keys("boss_police"), 60) == leaving.Standing(due=False, left=0)
    before = rows_of(case)
    note(world, case)
    assert not any(gone.opens(row) for row in written_after(case, *before))


def test_an_administrators_leaving_changes_no_key_and_a_worker_cannot_change_them(world: World) -> None:
    agency = world.agencies["centre"]
    leaving.leave(world.members["boss_centre"], world.members["admin"])
    assert not rotation.due(agency)
    with pytest.raises(rotation.NotDue):
        rotation.change_keys_after_leaving(world.keys("boss_centre"))
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    assert rotation.due(agency)
    assert leaving.visit(world.keys("worker")) is None
    with pytest.raises(NoAgencyKey):
        rotation.change_keys_after_leaving(world.keys("worker"))
    assert rotation.due(agency)


def test_a_second_leaver_changes_the_keys_again(world: World) -> None:
    case = open_case(world)
    for turn, name in enumerate(("other_worker", "worker"), 2):
        leaving.leave(world.members["boss_centre"], world.members[name])
        assert leaving.visit(world.keys("boss_centre"), 60) == leaving.Standing(due=False, left=0)
        assert directory.agency_key(world.agencies["centre"], Purpose.CASEWORK).version == turn
    assert reading.narrative(world.keys("boss_centre"), Case.objects.get(pk=case.pk))


def test_who_is_admitted_after_a_change_opens_what_was_before(world: World) -> None:
    case = open_case(world)
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.visit(world.keys("boss_centre"), 60)
    centre = world.agencies["centre"]
    new, _ = admission.create_member(world.members["admin"], centre, "new", "New", "caseworker")
    admission.begin(new, PASSWORD)
    assert admission.admit(world.keys("boss_centre"), new)
    world.members["new"] = new
    assert reading.narrative(world.keys("new"), Case.objects.get(pk=case.pk))
    note(world, case, "new")


def test_a_key_that_was_put_back_to_the_older_one_is_refused(world: World) -> None:
    leaving.leave(world.members["boss_centre"], world.members["other_worker"])
    leaving.visit(world.keys("boss_centre"), 60)
    KeyCertificate.objects.filter(agency=world.agencies["centre"], version=2).delete()
    with pytest.raises(directory.NoKey):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)


def test_the_record_says_when_the_keys_changed_and_who_did_it(world: World) -> None:
    with clock.pretend(clock.now() + timedelta(minutes=1)):
        leaving.leave(world.members["boss_centre"], world.members["other_worker"])
        leaving.change_keys(world.keys("boss_centre"))
    found = Entry.objects.get(type=rotation.CHANGED, subject=world.agencies["centre"].id)
    assert found.actor == world.members["boss_centre"].id and found.signature is not None
    assert verify()[1] is None
