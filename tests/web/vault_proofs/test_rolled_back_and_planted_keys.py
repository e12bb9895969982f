"""Older keys put back, foreign keys sealed to a member, approvals by nobody: none is used."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from django.conf import settings
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from qorgan.vault import directory as vault_directory
from qorgan.vault import wraps
from qorgan.vault.context import Purpose
from qorgan.vault.names import BoxPublic, Key, SignSeed
from qorgan.web.agencies import admission, directory, seen
from qorgan.web.agencies.keyring import CASEWORK, IDENTITY, INDEX, INTAKE, NoAgencyKey, agency_wrap_context
from qorgan.web.agencies.models import (
    AgencyKeyWrap,
    DirectoryManifest,
    KeyCertificate,
    MembershipCertificate,
    Role,
)
from qorgan.web.casework import opening, reading
from qorgan.web.casework.models import Report
from tests.web.world import FAR, ROOT, World, send


def plant(world: World, name: str, purpose: int, version: int, secret: bytes) -> None:
    """A key of the attacker's, sealed to a member as her supervisor would have sealed it."""
    member = world.members[name]
    context = agency_wrap_context(member.agency_id, purpose, version, member.id)
    AgencyKeyWrap.objects.update_or_create(
        agency=member.agency, purpose=purpose, version=version, member=member,
        defaults={"wrap": wraps.seal_wrap(Key(secret), context, BoxPublic(bytes(member.box_pk or b"")))},
    )  # fmt: skip


def next_key(world: World, agency: str) -> KeyCertificate:
    """Version 2 of the intake key, signed as a supervisor signs it."""
    place = world.agencies[agency]
    _, identity = world.keys(f"boss_{agency}").agency_secret(IDENTITY)
    first = KeyCertificate.objects.get(agency=place, purpose=Purpose.INTAKE)
    fresh = vault_directory.KeyCertificate(
        place.id, Purpose.INTAKE, 2, BoxPublic(bytes(PrivateKey.generate().public_key)),
        directory.certified(first).hash(),
    )  # fmt: skip
    return KeyCertificate.objects.create(
        agency=place, purpose=Purpose.INTAKE, version=2, box_pk=fresh.box_pk, prev_hash=fresh.prev_hash,
        signature=vault_directory.sign_certificate(fresh, SignSeed(identity)),
    )  # fmt: skip


# The directory --------------------------------------------------------------------------------------------
def test_a_manifest_that_the_root_did_not_sign_is_passed_over_and_the_door_stays_open(world: World) -> None:
    real = DirectoryManifest.objects.get()
    DirectoryManifest.objects.create(serial=999, body=bytes(real.body), signature=bytes(64))
    assert directory.manifest().serial == 1
    assert world.agencies["centre"] in directory.receivers()


def test_an_old_manifest_under_a_new_number_in_the_table_is_refused(world: World) -> None:
    first = DirectoryManifest.objects.get()
    body, signature = bytes(first.body), bytes(first.signature)
    identities = {a.id: directory.manifest().identity_of(a.id) for a in world.agencies.values()}
    directory.publish(ROOT, identities, FAR)  # type: ignore[arg-type]
    assert directory.manifest().serial == 2
    DirectoryManifest.objects.filter(serial=2).delete()
    DirectoryManifest.objects.update(serial=7, body=body, signature=signature)
    with pytest.raises(directory.NoDirectory):
        directory.manifest()


@pytest.mark.parametrize("text", ["not a number\n", "-4\n"])
def test_a_spoilt_file_of_the_highest_serial_seals_nothing(world: World, text: str) -> None:
    Path(settings.DIRECTORY_SERIAL_FILE).write_text(text)
    with pytest.raises(directory.NoDirectory):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)
    assert directory.receivers() == []


def test_the_newest_key_deleted_leaves_no_older_one_to_seal_to(world: World) -> None:
    newest = next_key(world, "centre")
    assert directory.agency_key(world.agencies["centre"], Purpose.INTAKE).version == 2
    newest.delete()
    with pytest.raises(directory.NoKey):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)
    assert world.agencies["centre"] not in directory.receivers()
    assert world.agencies["centre2"] in directory.receivers()


def test_a_membership_rolled_back_to_keys_of_before_is_never_sealed_to(world: World) -> None:
    worker = world.members["worker"]
    old = MembershipCertificate.objects.get(member=worker)
    admission.begin(worker, "another-long-synthetic-password")
    admission.admit(world.keys("boss_centre"), worker)
    assert directory.member_keys(worker).box_pk == bytes(worker.box_pk or b"")
    MembershipCertificate.objects.filter(member=worker, serial=2).delete()
    MembershipCertificate.objects.filter(pk=old.pk).update(ended_at=None)
    with pytest.raises(directory.NoKey):
        directory.member_keys(worker)


def test_what_was_seen_never_goes_down(world: World) -> None:
    seen.keep_serial(9)
    seen.keep_serial(3)
    seen.keep_version("x", 4)
    seen.keep_version("x", 2)
    assert (seen.serial(), seen.versions()["x"]) == (9, 4)


# Wraps of an agency's keys ------------------------------------------------------------------------------
@pytest.mark.parametrize("purpose", [IDENTITY, INTAKE, CASEWORK])
@pytest.mark.parametrize("version", [1, 2])
def test_a_foreign_key_sealed_to_a_member_is_not_taken_for_her_agencys(
    world: World, purpose: int, version: int
) -> None:
    _, real = world.keys("boss_centre").agency_secret(purpose)
    plant(world, "boss_centre", purpose, version, secrets.token_bytes(32))
    keys = world.keys("boss_centre")
    if version == 2:  # the real one is still there, and is used
        assert keys.agency_secret(purpose) == (1, real)
    else:
        with pytest.raises(NoAgencyKey):
            keys.agency_secret(purpose)


def test_a_planted_identity_key_admits_nobody(world: World) -> None:
    plant(world, "boss_centre2", IDENTITY, 1, bytes(SigningKey.generate()))
    new, _ = admission.create_member(None, world.agencies["centre2"], "newcomer", "New", "caseworker")
    admission.begin(new, "another-long-synthetic-password")
    with pytest.raises(NoAgencyKey):
        admission.admit(world.keys("boss_centre2"), new)


def test_wraps_of_another_member_copied_to_oneself_open_nothing(world: World) -> None:
    boss, worker = world.members["boss_centre"], world.members["worker"]
    wrap = AgencyKeyWrap.objects.get(member=boss, purpose=IDENTITY).wrap
    AgencyKeyWrap.objects.create(
        agency=worker.agency, member=worker, purpose=IDENTITY, version=1, wrap=bytes(wrap)
    )
    with pytest.raises(NoAgencyKey):
        world.keys("worker").agency_secret(IDENTITY)


# Approvals -------------------------------------------------------------------------------------------------
def test_new_keys_of_a_supervisor_do_not_undo_whom_she_admitted(world: World) -> None:
    sent, _ = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    boss = world.members["boss_centre"]
    admission.begin(boss, "another-long-synthetic-password")
    assert directory.member_keys(world.members["worker"])
    assert reading.narrative(world.keys("worker"), case)


def test_an_approval_by_a_key_that_only_the_members_table_holds_counts_for_nothing(world: World) -> None:
    """The second signature must be a certified supervisor's: a row in the table of members is not one."""
    stranger = SigningKey.generate()
    ghost, _ = admission.create_member(None, world.agencies["centre"], "ghost", "Ghost", "supervisor")
    ghost.sign_pk, ghost.box_pk = bytes(stranger.verify_key), bytes(32)
    ghost.save()
    row = MembershipCertificate.objects.get(member=world.members["worker"])
    message = directory.APPROVAL + directory.membership(row).message()
    row.required = len(row.approvals) + 1
    row.approvals = [
        *row.approvals,
        {"member": str(ghost.id), "signature": bytes(stranger.sign(message).signature).hex()},
    ]
    row.save()
    with pytest.raises(directory.NoKey):
        directory.member_keys(world.members["worker"])


def test_nobody_approves_herself(world: World) -> None:
    boss = world.keys("boss_centre")
    row = MembershipCertificate.objects.get(member=world.members["boss_centre"])
    message = directory.APPROVAL + directory.membership(row).message()
    row.required, row.approvals = 1, [{"member": str(boss.member.id), "signature": boss.sign(message).hex()}]
    row.save()
    with pytest.raises(directory.NoKey):
        directory.member_keys(world.members["boss_centre"])


# The administrator ------------------------------------------------------------------------------------------
def test_an_administrator_who_writes_any_row_gets_no_wrap_that_opens(world: World) -> None:
    """She makes herself a supervisor, draws keys, forges her certificate and copies everybody's wraps."""
    admin, boss = world.members["admin"], world.members["boss_centre"]
    admin.role, admin.admitted_at, admin.must_begin = Role.SUPERVISOR, boss.admitted_at, True
    admin.save()
    admission.begin(admin, "synthetic-password-of-a-test")
    forged = MembershipCertificate.objects.get(member=boss)
    forged.pk, forged.member, forged.box_pk, forged.sign_pk = None, admin, admin.box_pk, admin.sign_pk
    forged.save(force_insert=True)
    for row in AgencyKeyWrap.objects.filter(member=boss):
        AgencyKeyWrap.objects.create(
            agency=row.agency, purpose=row.purpose, version=row.version, member=admin, wrap=bytes(row.wrap)
        )
    keys = world.keys("admin")
    for purpose in (IDENTITY, INTAKE, CASEWORK, INDEX):
        with pytest.raises(NoAgencyKey):
            keys.agency_secret(purpose)
    with pytest.raises(directory.NoKey):
        directory.member_keys(admin)
    assert admin not in directory.supervisors(world.agencies["centre"])
