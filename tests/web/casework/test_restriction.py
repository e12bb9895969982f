"""A restricted case opens to named members and to nobody else at the office; keys prove it, not flags."""

from __future__ import annotations

import pytest

from qorgan.identity import Person, query_keys
from qorgan.vault.context import Compartment
from qorgan.web.agencies import admission, directory, policy
from qorgan.web.agencies.models import MembershipCertificate
from qorgan.web.casework import (
    consent,
    contact,
    course,
    grants,
    opening,
    person,
    reading,
    recording,
    referrals,
    restriction,
    search,
    visits,
    worklist,
)
from qorgan.web.casework.models import CallTask, Case, Grant, Referral, Report, SearchToken
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.models import Entry, SealedRow, Subject
from tests.web.world import World, send

WHY = "SYNTHETIC her husband's cousin works here"


class Scene:
    """A case of the centre, opened by `worker`."""

    def __init__(self, world: World) -> None:
        self.world = world
        sent, _ = send(world)
        self.words = " ".join(sent.words or ())
        self.case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))

    def restrict(self, *names: str) -> None:
        members = [self.world.members[n] for n in names]
        restriction.restrict(self.world.keys("worker"), self.case, members, WHY)
        self.case.refresh_from_db()

    def sees(self, name: str) -> bool:
        member = self.world.members[name]
        member.refresh_from_db()
        return policy.visible(member, "see", Case).filter(pk=self.case.pk).exists()

    def opens(self, name: str) -> bool:
        try:
            return bool(reading.narrative(self.world.keys(name), self.case))
        except grants.NoGrant:
            return False

    def name(self, who: str, by: str = "worker") -> None:
        restriction.name(self.world.keys(by), self.case, self.world.members[who])

    def remove(self, who: str, by: str = "worker") -> None:
        restriction.remove(self.world.keys(by), self.case, self.world.members[who], WHY)


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_restricted_case_is_invisible_to_a_colleague_in_every_list(scene: Scene) -> None:
    world, worker = scene.world, scene.world.keys("worker")
    police = world.agencies["police"]
    referrals.draft(worker, scene.case, police, "police_other_service", "high", ["reach_me"], "x")
    contact.raise_call(worker, scene.case, "follow_up", "call")
    colleague = world.members["other_worker"]
    assert scene.opens("other_worker")
    scene.restrict()
    assert not scene.sees("other_worker") and not scene.sees("boss_centre")
    assert not scene.opens("other_worker") and not scene.opens("boss_centre")
    assert worklist.rows(colleague) == []
    for model in (Referral, CallTask):
        assert not policy.visible(colleague, "see", model).exists()
        assert policy.visible(world.members["worker"], "see", model).exists()


def test_named_members_go_on_reading_what_was_written_before(scene: Scene) -> None:
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC before")
    scene.restrict("boss_centre")
    for name in ("worker", "boss_centre"):
        assert scene.sees(name) and scene.opens(name)
        notes = [row.value for row in reading.notes(scene.world.keys(name), scene.case)]
        assert notes == ["SYNTHETIC before"]


def test_every_key_changes_before_the_next_writing_and_the_old_one_does_not_open_it(scene: Scene) -> None:
    kept = {c: grants.keys(scene.world.keys("other_worker"), scene.case.id, c) for c in Compartment}
    scene.restrict("boss_centre")
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC after", "account")
    row = SealedRow.objects.filter(entry__type="case.entry_added").get()
    assert row is not None and row.key_version == 2 and row.key_version not in kept[Compartment.ACCOUNT]
    notes = [n.value for n in reading.narrative(scene.world.keys("boss_centre"), scene.case)]
    assert "SYNTHETIC after" in notes
    scene.case.refresh_from_db()
    # written already: the reason (safe contact) and the note (account); all others still wait for a new key
    waiting = {int(c) for c in Compartment} - {Compartment.SAFE_CONTACT, Compartment.ACCOUNT}
    assert set(scene.case.rotate_before_write) == waiting


def test_the_reason_is_sealed_under_the_new_key(scene: Scene) -> None:
    old = grants.keys(scene.world.keys("other_worker"), scene.case.id, Compartment.SAFE_CONTACT)
    scene.restrict("boss_centre")
    said = reading.rows(scene.world.keys("boss_centre"), scene.case, "conflict")[-1]
    assert said.value == WHY
    assert SealedRow.objects.get(pk=said.id).key_version not in old


def test_a_further_member_is_named_with_the_history_and_a_signature(scene: Scene) -> None:
    scene.restrict()
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC in between", "account")
    assert not scene.sees("other_worker")
    scene.name("other_worker")
    assert scene.sees("other_worker") and scene.opens("other_worker")
    told = [n.value for n in reading.narrative(scene.world.keys("other_worker"), scene.case)]
    assert "SYNTHETIC in between" in told
    named = Entry.objects.filter(subject=scene.case.id, type="case.member_named").order_by("seq").last()
    assert named is not None and named.signature and named.party == scene.world.members["other_worker"].id


def test_naming_somebody_twice_adds_nothing(scene: Scene) -> None:
    scene.restrict("other_worker")
    before = Grant.objects.count(), Entry.objects.count()
    scene.name("other_worker")
    assert (Grant.objects.count(), Entry.objects.count()) == before


def test_only_who_holds_the_keys_by_name_can_name(scene: Scene) -> None:
    scene.restrict()
    with pytest.raises(grants.NoGrant):
        scene.name("other_worker", by="boss_centre")
    assert not scene.sees("other_worker")


@pytest.mark.parametrize("name", ["inspector", "far_worker", "admin"])
def test_nobody_of_another_office_and_no_administrator_is_named(scene: Scene, name: str) -> None:
    with pytest.raises(course.CannotOpen):
        scene.restrict(name)
    scene.case.refresh_from_db()
    assert not scene.case.restricted and scene.opens("other_worker")
    scene.restrict()
    with pytest.raises(course.CannotOpen):
        scene.name(name)


def test_a_certificate_that_does_not_hold_is_refused_and_nothing_changes(scene: Scene) -> None:
    scene.restrict()
    row = MembershipCertificate.objects.get(member=scene.world.members["other_worker"])
    row.box_pk = bytes(32)
    row.save()
    with pytest.raises(directory.NoKey):
        scene.name("other_worker")
    assert not Grant.objects.filter(member=scene.world.members["other_worker"]).exists()
    assert not Entry.objects.filter(
        subject=scene.case.id, type="case.member_named", party=scene.world.members["other_worker"].id
    ).exists()


def test_someone_removed_opens_nothing_at_the_next_request_and_keys_change(scene: Scene) -> None:
    scene.restrict("other_worker", "boss_centre")
    kept = grants.keys(scene.world.keys("other_worker"), scene.case.id, Compartment.SAFE_CONTACT)
    scene.remove("other_worker")
    assert not scene.sees("other_worker") and not scene.opens("other_worker")
    assert scene.opens("boss_centre") and scene.opens("worker")
    said = reading.rows(scene.world.keys("boss_centre"), scene.case, "conflict")[-1]
    assert SealedRow.objects.get(pk=said.id).key_version not in kept
    with pytest.raises(restriction.NotNamed):
        scene.remove("other_worker")


def test_the_last_who_can_open_it_is_not_removed(scene: Scene) -> None:
    scene.restrict()
    with pytest.raises(restriction.LastOne):
        scene.remove("worker")
    assert scene.opens("worker")


def test_a_named_member_who_has_left_does_not_count_and_does_not_stop_the_work(scene: Scene) -> None:
    scene.restrict("other_worker")
    admission.leave(scene.world.members["boss_centre"], scene.world.members["other_worker"])
    with pytest.raises(restriction.LastOne):
        scene.remove("worker")
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC goes on", "health")
    assert restriction.alone_in(scene.world.members["worker"]) == 1
    assert restriction.alone_in(scene.world.members["boss_centre"]) == 0


def test_who_works_on_it_leaves_it_only_after_handing_it_on(scene: Scene) -> None:
    scene.restrict("other_worker")
    with pytest.raises(restriction.StillTheirs):
        scene.remove("worker")
    course.assign(scene.world.keys("worker"), scene.case, scene.world.members["other_worker"])
    scene.remove("worker")
    assert not scene.opens("worker") and scene.opens("other_worker")


def test_a_worker_who_is_removed_by_another_leaves_the_case_to_them(scene: Scene) -> None:
    scene.restrict("boss_centre")
    scene.remove("worker", by="boss_centre")
    assert Subject.objects.get(pk=scene.case.pk).owner == scene.world.members["boss_centre"].id
    assert not scene.sees("worker")


def test_a_restricted_case_is_handed_only_to_someone_named(scene: Scene) -> None:
    scene.restrict("boss_centre")
    with pytest.raises(course.CannotOpen):
        course.assign(scene.world.keys("worker"), scene.case, scene.world.members["other_worker"])
    course.assign(scene.world.keys("worker"), scene.case, scene.world.members["boss_centre"])
    assert Subject.objects.get(pk=scene.case.pk).owner == scene.world.members["boss_centre"].id


def test_an_office_to_which_she_agreed_keeps_the_case_when_the_leading_office_restricts_it(
    scene: Scene,
) -> None:
    consent.give(
        scene.world.keys("worker"), scene.case, scene.world.agencies["police"], ["reach_me", "what_happened"]
    )
    scene.restrict()
    assert scene.sees("inspector") and scene.opens("inspector")
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC for both", "account")
    told = [n.value for n in reading.narrative(scene.world.keys("inspector"), scene.case)]
    assert "SYNTHETIC for both" in told


def test_what_a_named_member_writes_first_in_a_part_is_not_hers_alone(scene: Scene) -> None:
    """She may stop sharing with the office; what it writes afterwards must outlast the one who wrote it."""
    scene.restrict("boss_centre")
    visit = visits.open_visit(scene.words)
    assert visit is not None
    visits.stop_sharing(visit, scene.world.agencies["centre"].id)
    recording.add_note(scene.world.keys("worker"), scene.case, "SYNTHETIC later", "account")
    told = [n.value for n in reading.narrative(scene.world.keys("boss_centre"), scene.case)]
    assert told == ["SYNTHETIC later"]


def test_her_word_still_stops_the_office_when_members_are_named(scene: Scene) -> None:
    scene.restrict("boss_centre")
    visit = visits.open_visit(scene.words)
    assert visit is not None
    visits.stop_sharing(visit, scene.world.agencies["centre"].id)
    assert not scene.opens("worker") and not scene.opens("boss_centre")


def test_restricting_needs_a_reason_and_happens_once(scene: Scene) -> None:
    with pytest.raises(course.WordsNeeded):
        restriction.restrict(scene.world.keys("worker"), scene.case, [], " ")
    with pytest.raises(restriction.NotRestricted):
        scene.name("other_worker")
    with pytest.raises(restriction.NotRestricted):
        scene.remove("worker")
    scene.restrict()
    with pytest.raises(restriction.AlreadyRestricted):
        scene.restrict("boss_centre")


def test_a_case_with_a_conflict_from_the_door_takes_a_further_name(world: World) -> None:
    sent, _ = send(world, conflict=True)
    boss = world.keys("boss_centre")
    case = opening.open_report(boss, Report.objects.get(pk=sent.report_id))
    restriction.name(boss, case, world.members["other_worker"])
    assert reading.narrative(world.keys("other_worker"), case)
    assert not policy.visible(world.members["worker"], "see", Case).filter(pk=case.pk).exists()


def test_projections_are_made_again_equal_and_the_chain_holds(scene: Scene) -> None:
    scene.restrict("other_worker", "boss_centre")
    scene.remove("worker", by="boss_centre")
    before = list(Subject.objects.order_by("id").values())
    verbs.rebuild()
    assert list(Subject.objects.order_by("id").values()) == before
    assert verify.verify()[1] is None


def test_restricting_a_case_takes_away_what_colleagues_could_find_it_by(scene: Scene) -> None:
    keys, colleague = scene.world.keys("worker"), scene.world.keys("other_worker")
    asked = search.Asked(query_keys(Person(phone="+77010000077")))
    person.record(keys, scene.case, {"phone": "+77010000077"}, person.newest(keys, scene.case))
    assert [row.case.id for row in search.find(colleague, asked)] == [scene.case.id]
    scene.restrict()
    assert not SearchToken.objects.filter(case=scene.case.id).exists()
    assert search.find(colleague, asked) == []
