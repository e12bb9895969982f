"""What somebody with write access to the database can do: refused at every seal and every opening.

vault.md section 4, the proofs that need a database.
"""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from qorgan.vault import grants as vault_grants
from qorgan.vault import tokens, wraps
from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.fields import OVERHEAD, padded_sizes
from qorgan.vault.names import BoxPublic, Key
from qorgan.web.agencies import directory
from qorgan.web.agencies.keyring import INDEX
from qorgan.web.agencies.models import DirectoryManifest, KeyCertificate, MembershipCertificate
from qorgan.web.casework import (
    consent,
    grants,
    intake,
    opening,
    reading,
    recording,
    referrals,
    sealed,
    visits,
)
from qorgan.web.casework.models import Case, Grant, MailboxWrap, PendingWrap, Report
from qorgan.web.casework.visits.sharing import open_pending
from qorgan.web.ledger.models import Entry, SealedRow
from tests.web.world import FAR, ROOT, World, send

BUNDLES = ["reach_me", "what_happened"]


class Attacker:
    """Signs with a key of his own."""

    def __init__(self) -> None:
        self.key = SigningKey.generate()

    def sign(self, message: bytes) -> bytes:
        return bytes(self.key.sign(message).signature)


def opened(world: World, **changes: object) -> tuple[Case, tuple[str, ...]]:
    sent, _ = send(world, **changes)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    return case, sent.words or ()


def drafted(world: World, case: Case) -> None:
    police = world.agencies["police"]
    referrals.draft(world.keys("worker"), case, police, "police_other_service", "high", BUNDLES, "x")


def own_key() -> bytes:
    return bytes(PrivateKey.generate().public_key)


# Keys we seal to -----------------------------------------------------------------------------------------


def test_a_key_row_of_somebody_elses_is_never_sealed_to(world: World) -> None:
    KeyCertificate.objects.filter(agency=world.agencies["centre"]).update(box_pk=own_key())
    with pytest.raises(directory.NoKey):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)
    assert world.agencies["centre"] not in directory.receivers()


def test_another_agencys_key_row_copied_over_is_never_sealed_to(world: World) -> None:
    mine = KeyCertificate.objects.get(agency=world.agencies["police"], purpose=Purpose.INTAKE)
    KeyCertificate.objects.filter(agency=world.agencies["centre"], purpose=Purpose.INTAKE).update(
        box_pk=bytes(mine.box_pk), signature=bytes(mine.signature)
    )
    with pytest.raises(directory.NoKey):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)


def test_a_purpose_swapped_for_another_is_never_sealed_to(world: World) -> None:
    rows = KeyCertificate.objects.filter(agency=world.agencies["centre"])
    casework = rows.get(purpose=Purpose.CASEWORK)
    rows.filter(purpose=Purpose.INTAKE).update(
        box_pk=bytes(casework.box_pk), signature=bytes(casework.signature)
    )
    with pytest.raises(directory.NoKey):
        directory.agency_key(world.agencies["centre"], Purpose.INTAKE)


def test_a_directory_that_the_root_did_not_sign_is_refused(world: World) -> None:
    DirectoryManifest.objects.update(signature=bytes(64))
    with pytest.raises(directory.NoDirectory):
        directory.manifest()
    assert directory.receivers() == []


def test_an_older_directory_put_back_is_refused(world: World) -> None:
    first = DirectoryManifest.objects.get()
    kept = {"serial": first.serial, "body": bytes(first.body), "signature": bytes(first.signature)}
    identities = {a.id: directory.manifest().identity_of(a.id) for a in world.agencies.values()}
    directory.publish(ROOT, identities, FAR)  # type: ignore[arg-type]
    assert directory.manifest().serial == 2
    DirectoryManifest.objects.all().delete()
    DirectoryManifest.objects.create(**kept)
    with pytest.raises(directory.NoDirectory):
        directory.manifest()


def test_an_expired_directory_is_kept_and_an_alarm_is_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    identities = {a.id: directory.manifest().identity_of(a.id) for a in world.agencies.values()}
    directory.publish(ROOT, identities, 1)  # type: ignore[arg-type]
    logging.getLogger("qorgan").addHandler(caplog.handler)
    try:
        assert directory.manifest().serial == 2
    finally:
        logging.getLogger("qorgan").removeHandler(caplog.handler)
    assert "past its date" in caplog.text


def test_a_report_is_not_sealed_when_the_directory_does_not_hold(world: World) -> None:
    DirectoryManifest.objects.update(signature=bytes(64))
    with pytest.raises((directory.NoDirectory, directory.NoKey, intake.NotSent)):
        send(world)
    assert not Report.objects.exists() and not Entry.objects.filter(type="report.received").exists()


def test_a_member_whose_keys_were_exchanged_signs_for_nothing(world: World) -> None:
    case, _ = opened(world)
    assert reading.narrative(world.keys("worker"), case)
    attacker = Attacker()
    MembershipCertificate.objects.filter(member=world.members["worker"]).update(
        sign_pk=bytes(attacker.key.verify_key)
    )
    with pytest.raises(grants.NoGrant):  # the grant to the casework key was signed by the old key
        reading.narrative(world.keys("other_worker"), case)


# Keys that are opened -------------------------------------------------------------------------------------


def test_a_planted_compartment_key_is_not_opened(world: World) -> None:
    case, _ = opened(world)
    grant = Grant.objects.get(case=case.id, compartment=Compartment.ACCOUNT)
    known = Key(bytes(range(32)))
    to = grants.recipient_agency(world.agencies["centre"], Purpose.CASEWORK)
    context = grants.wrap_context(case.id, Compartment.ACCOUNT, grant.key_version, to)
    grant.wrap = wraps.seal_wrap(known, context, to.box_pk)
    grant.save()
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("worker"), case)
    grant.commit = vault_grants.commit(known)
    grant.save()
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("worker"), case)


def test_a_grant_signed_by_an_attacker_is_not_opened(world: World) -> None:
    case, _ = opened(world)
    entry = Entry.objects.filter(subject=case.id).first()
    assert entry is not None
    Grant.objects.filter(case=case.id, compartment=Compartment.ACCOUNT).delete()
    grants.make(
        case=case.id,
        key=grants.new_key(Compartment.ACCOUNT),
        to=grants.recipient_agency(world.agencies["centre"], Purpose.CASEWORK),
        basis=Basis.CONSENT,
        basis_entry=entry,
        signer=Attacker(),
        grantor=world.members["worker"].id,
        grantor_kind="member",
    )
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("worker"), case)


def test_wraps_swapped_between_two_cases_are_not_opened(world: World) -> None:
    one, _ = opened(world)
    other, _ = opened(world)
    mine = Grant.objects.get(case=one.id, compartment=Compartment.ACCOUNT)
    theirs = Grant.objects.get(case=other.id, compartment=Compartment.ACCOUNT)
    mine.wrap, mine.commit, mine.signature = theirs.wrap, theirs.commit, theirs.signature
    mine.save()
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("worker"), one)


def test_a_grant_row_pointed_at_another_agency_opens_nothing_there(world: World) -> None:
    case, _ = opened(world)
    Grant.objects.filter(case=case.id).update(agency=world.agencies["police"])
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)


def test_an_invented_consent_row_gives_no_key(world: World) -> None:
    """A forged grant to the police: without the compartment key inside it, it opens nothing."""
    case, _ = opened(world)
    real = Grant.objects.get(case=case.id, compartment=Compartment.ACCOUNT)
    real.pk, real.agency = uuid4(), world.agencies["police"]
    real.save(force_insert=True)
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)


def test_a_row_of_ciphertext_moved_to_another_place_does_not_open(world: World) -> None:
    case, _ = opened(world)
    keys = grants.keys(world.keys("worker"), case.id, Compartment.ACCOUNT)
    facts = SealedRow.objects.get(case=case.id, field=1)
    narrative = SealedRow.objects.get(case=case.id, field=2)
    narrative.ciphertext = facts.ciphertext
    with pytest.raises(Exception, match="does not open"):
        sealed.value(narrative, keys[1])


# What her words and the database open together ----------------------------------------------------------


@pytest.mark.parametrize(("scope", "mailboxes"), [("status", 0), ("messages", 1), ("plan", 1)])
def test_her_words_and_the_whole_database_open_her_view_at_its_scope_and_nothing_else(
    world: World, scope: str, mailboxes: int
) -> None:
    sent, code = send(world, scope=scope)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    recording.send_message(world.keys("worker"), case, "for her")
    referrals.draft(
        world.keys("worker"), case, world.agencies["police"], "police_other_service", "high", BUNDLES, "x"
    )
    mine = intake.derive(code)
    opens = []
    for row in MailboxWrap.objects.filter(case=case.id):
        context = grants.mailbox_context(case.report, row.key_version)  # type: ignore[arg-type]
        opens.append(wraps.open_wrap(bytes(row.wrap), context, mine.box_sk))
    assert len(opens) == mailboxes
    for grant in Grant.objects.filter(case=case.id):
        with pytest.raises(Exception):  # noqa: B017 - whatever refuses it: none may open
            wraps.open_wrap(bytes(grant.wrap), vault_grants_context(grant), mine.box_sk)
    readable = set()
    for stored in SealedRow.objects.filter(case=case.id):
        for key in opens:
            try:
                case_key = grants.CaseKey(Compartment(stored.compartment), stored.key_version, key)
                sealed.value(stored, case_key)
                readable.add(stored.compartment)
            except Exception:  # noqa: BLE001, S112 - not readable is what is counted
                continue
    assert readable == ({int(Compartment.SURVIVOR_VIEW)} if mailboxes else set())


def vault_grants_context(grant: Grant):  # type: ignore[no-untyped-def]
    return grants.terms(grant).ctx


def test_waiting_wraps_open_to_her_outside_only(world: World) -> None:
    sent, code = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    referrals.draft(
        world.keys("worker"), case, world.agencies["police"], "police_other_service", "high", BUNDLES, "x"
    )
    mine = intake.derive(code)
    for pending in PendingWrap.objects.all():
        for item in open_pending(bytes(pending.sealed), mine.box_sk):
            with pytest.raises(Exception):  # noqa: B017 - the inner seal is the police's
                SealedBox(PrivateKey(mine.box_sk)).decrypt(bytes.fromhex(item["wrap"])[1:])


# The rest of the list ------------------------------------------------------------------------------------


def test_one_person_in_two_agencies_gives_disjoint_tokens(world: World) -> None:
    found = set()
    for name in ("worker", "inspector"):
        _, key = world.keys(name).agency_secret(INDEX)
        found |= {tokens.token("phone", Key(key), number) for number in ("+77010000001", "+77010000002")}
    assert len(found) == 4


def test_without_the_entry_there_is_no_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading is recorded first: when that fails, nothing is decrypted."""
    case, _ = opened(world)
    decrypted: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry RENAME TO ledger_entry_gone")
        try:
            with pytest.raises(Exception):  # noqa: B017 - any failure of the database
                decrypted += [r.value for r in reading.narrative(world.keys("worker"), case)]
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("ALTER TABLE ledger_entry_gone RENAME TO ledger_entry")
    assert decrypted == []


def test_lengths_of_ciphertext_come_from_the_list_only(world: World) -> None:
    case, words = opened(world, narrative="x" * 5000)
    recording.record_danger(world.keys("worker"), case, {"strangulation": "yes"})
    recording.add_note(world.keys("worker"), case, "short", "services")
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    visit = visits.open_visit(" ".join(words))
    assert visit is not None
    visits.post_message(visit, "hello" * 30)
    allowed = {size + OVERHEAD for size in padded_sizes}
    lengths = {len(bytes(row.ciphertext)) for row in SealedRow.objects.all()}
    assert lengths and lengths <= allowed


def test_the_highest_serial_seen_lies_outside_the_database(world: World) -> None:
    directory.manifest()
    assert Path(settings.DIRECTORY_SERIAL_FILE).read_text().strip() == "1"


def test_the_key_in_a_grant_is_bound_to_its_recipient(world: World) -> None:
    case, _ = opened(world)
    grant = Grant.objects.get(case=case.id, compartment=Compartment.ACCOUNT)
    inspector = world.keys("inspector")
    _, secret = inspector.agency_secret(int(Purpose.CASEWORK))
    with pytest.raises(Exception):  # noqa: B017 - another agency's secret opens no wrap
        wraps.open_wrap(bytes(grant.wrap), grants.terms(grant).ctx, secret)
    assert BoxPublic(bytes(PrivateKey(secret).public_key)) != bytes(grant.wrap)[:32]
