"""A grant counts in its time, on its basis, for its case and version, and no longer than its basis lasts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from qorgan.vault.context import Basis, Compartment, Purpose
from qorgan.vault.fields import padded_sizes
from qorgan.web.agencies import policy
from qorgan.web.casework import consent, grants, opening, reading, recording, referrals, visits
from qorgan.web.casework.models import Case, Grant, PendingWrap, Referral, Report
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry, SealedRow
from tests.web.world import World, send

BUNDLES = ["reach_me", "what_happened"]
SEALED_BOX = 48


@pytest.fixture
def case(world: World) -> Case:
    sent, _ = send(world)
    return opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))


def account(case: Case, **terms: object) -> Grant:
    return Grant.objects.get(case=case.id, compartment=Compartment.ACCOUNT, **terms)


def give_to_police(world: World, case: Case, **times: object) -> Grant:
    """Consent for the account alone, with times of its own."""
    worker = world.keys("worker")
    entry = Entry.objects.filter(subject=case.id).order_by("seq").last()
    assert entry is not None
    key = grants.keys(worker, case.id, Compartment.ACCOUNT)[1]
    return grants.make(
        case=case.id, key=key, to=grants.recipient_agency(world.agencies["police"], Purpose.CASEWORK),
        basis=Basis.CONSENT, basis_entry=entry, signer=worker, grantor=worker.member.id,
        grantor_kind="member", **times,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_grant_whose_time_is_over_or_has_not_come_opens_nothing(world: World, case: Case) -> None:
    hour = timedelta(hours=1)
    for times in ({"expires_at": now() - hour}, {"not_before": now() + hour}):
        grant = give_to_police(world, case, **times)
        with pytest.raises(grants.NoGrant):
            reading.narrative(world.keys("inspector"), case)
        assert not policy.visible(world.members["inspector"], "see", Case).exists()
        grant.delete()
    give_to_police(world, case, expires_at=now() + hour, not_before=now() - hour)
    assert reading.narrative(world.keys("inspector"), case)


def test_an_expiry_moved_on_in_the_database_breaks_the_signature(world: World, case: Case) -> None:
    grant = give_to_police(world, case, expires_at=now() - timedelta(hours=1))
    for later in (now() + timedelta(days=30), None):
        Grant.objects.filter(pk=grant.pk).update(expires_at=later)
        with pytest.raises(grants.NoGrant):
            reading.narrative(world.keys("inspector"), case)


@pytest.mark.parametrize(
    "change",
    [
        {"key_version": 2}, {"basis": Basis.LEGAL_GROUND}, {"basis_hash": bytes(32)},
        {"purpose": Purpose.INTAKE},
        {"commit": bytes(32)}, {"compartment": Compartment.HEALTH}, {"agency_key_version": 2},
        {"grantor_kind": "receipt"},
    ],
    ids=str,
)  # fmt: skip
def test_any_signed_term_that_is_changed_closes_the_grant(
    world: World, case: Case, change: dict[str, object]
) -> None:
    compartment = Compartment(change.get("compartment", Compartment.ACCOUNT))
    Grant.objects.filter(case=case.id, compartment=Compartment.HEALTH).delete()
    Grant.objects.filter(pk=account(case).pk).update(**change)
    with pytest.raises(grants.NoGrant):
        grants.keys(world.keys("worker"), case.id, compartment)


def test_a_grant_moved_to_another_case_of_the_same_office_opens_nothing(world: World, case: Case) -> None:
    sent, _ = send(world)
    other = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    account(other).delete()
    Grant.objects.filter(pk=account(case).pk).update(case=other.id)
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("worker"), other)


def test_a_grant_whose_basis_is_no_longer_in_the_ledger_is_ignored(world: World, case: Case) -> None:
    consent.give(world.keys("worker"), case, world.agencies["police"], BUNDLES)
    assert reading.narrative(world.keys("inspector"), case)
    given = Entry.objects.get(subject=case.id, type="case.consent_given")
    Entry.objects.filter(pk=given.pk).update(hash=bytes(32))
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)
    SealedRow.objects.filter(entry=given).delete()
    Entry.objects.filter(pk=given.pk).delete()
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)


def test_a_row_inserted_for_line_111_without_a_signature_opens_nothing(world: World, case: Case) -> None:
    copy = account(case)
    copy.pk, copy.agency, copy.signature = uuid4(), world.agencies["line"], bytes(64)
    copy.save(force_insert=True)
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("operator"), case)


# When the basis of a sharing is gone ----------------------------------------------------------------------
def sent_referral(world: World, case: Case) -> Referral:
    worker = world.keys("worker")
    found = referrals.draft(
        worker, case, world.agencies["police"], "police_other_service", "high", BUNDLES, "x"
    )
    referrals.consent_recorded(worker, found, "verbal", "she said so")
    return found


@pytest.mark.parametrize("by", ["declined by the receiver", "taken back by the sender"])
def test_a_referral_that_ended_leaves_no_key_and_the_key_changes_before_the_next_writing(
    world: World, case: Case, by: str
) -> None:
    referral = sent_referral(world, case)
    assert reading.narrative(world.keys("inspector"), case)
    if by == "declined by the receiver":
        referrals.decline(world.keys("inspector"), referral, "full")
    else:
        referrals.revoke(world.keys("worker"), referral, "sent to the wrong office")
    assert not Grant.objects.filter(case=case.id, agency=world.agencies["police"]).exists()
    with pytest.raises(grants.NoGrant):
        reading.narrative(world.keys("inspector"), case)
    recording.add_note(world.keys("worker"), case, "after it ended", "account")
    assert sorted(grants.keys(world.keys("worker"), case.id, Compartment.ACCOUNT)) == [1, 2]


def test_a_second_open_referral_to_the_same_office_keeps_its_keys(world: World, case: Case) -> None:
    first, _second = sent_referral(world, case), sent_referral(world, case)
    referrals.revoke(world.keys("worker"), first, "sent twice")
    assert reading.narrative(world.keys("inspector"), case)


def test_waiting_wraps_have_the_lengths_of_the_list(world: World, case: Case) -> None:
    for bundles in (["reach_me"], BUNDLES):
        referrals.draft(
            world.keys("worker"), case, world.agencies["police"], "police_other_service", "high", bundles, "x"
        )
    lengths = {len(bytes(row.sealed)) - SEALED_BOX for row in PendingWrap.objects.all()}
    assert lengths and lengths <= set(padded_sizes)


def test_waiting_wraps_still_release_after_her_words_were_replaced(world: World) -> None:
    from qorgan.web.casework import intake

    sent, code = send(world)
    case = opening.open_report(world.keys("worker"), Report.objects.get(pk=sent.report_id))
    referral = referrals.draft(
        world.keys("worker"), case, world.agencies["police"], "police_other_service", "high", BUNDLES, "x"
    )
    old = visits.open_visit(" ".join(code.words))
    assert old is not None
    new = visits.replace_code(old, intake.draw("en"))
    visits.agree(new, referral.id, BUNDLES)
    assert reading.narrative(world.keys("inspector"), case)
