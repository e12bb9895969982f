"""A small NGO's technician sets up one office in one command; three of five cards give its keys back."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from qorgan.vault import recovery, wraps
from qorgan.vault.context import Purpose
from qorgan.vault.errors import WrongShares
from qorgan.web.agencies import admission, directory
from qorgan.web.agencies import recovery as recovery_room
from qorgan.web.agencies.models import Agency, Member, RecoveryWrap
from qorgan.web.ledger.models import Installation

pytestmark = pytest.mark.django_db
NAMES = {"name_kk": "Үй", "name_ru": "Дом", "name_en": "House"}


def set_up(**changes: str) -> str:
    out = StringIO()
    options = {"supervisor": "boss", "administrator": "admin", **NAMES} | changes
    call_command("setup_office", "house", stdout=out, **options)
    return out.getvalue()


def cards(printed: str, what: str) -> list[recovery.Share]:
    part = printed.split(what, 1)[1]
    found = re.findall(r"card (\d): ([a-z ]+)", part)[:5]
    return [recovery.read_card(int(number), words.split(), "en") for number, words in found]


def test_the_office_can_receive_at_once() -> None:
    set_up()
    assert [a.code for a in directory.receivers()] == ["house"]
    assert [m.username for m in directory.supervisors(Agency.objects.get())] == ["boss"]
    assert Member.objects.get(username="admin").holds_keys is False


def test_three_cards_of_five_open_every_secret_and_two_open_none() -> None:
    printed = set_up()
    agency = Agency.objects.get()
    shares = cards(printed, "Recovery of house")
    key = recovery.recovery_key(
        recovery.combine_shares([shares[0], shares[2], shares[4]], bytes(agency.recovery_pk))
    )
    rows = RecoveryWrap.objects.filter(agency=agency)
    assert {row.purpose for row in rows} == {0, int(Purpose.INTAKE), int(Purpose.CASEWORK), 10}
    for row in rows:
        context = recovery_room.context(agency.id, row.purpose, row.version)
        assert len(wraps.open_wrap(bytes(row.wrap), context, key.box_sk)) == 32
    with pytest.raises(WrongShares):
        recovery.combine_shares(shares[:2], bytes(agency.recovery_pk))


def test_a_second_set_up_changes_nothing() -> None:
    set_up()
    with pytest.raises(CommandError, match="has an agency already"):
        set_up()


def test_hours_that_cannot_be_read_are_refused_with_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="--hours"):
        set_up(hours='{"someday": ["09:00", "18:00"]}')


def test_an_sqlite_file_without_the_synthetic_mark_takes_one_agency_only() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL takes many
    set_up()
    with pytest.raises(admission.SecondAgency):
        admission.found_agency(code="second", kind="police", **NAMES)
    Installation.objects.create(pk=1, synthetic=True)
    assert admission.found_agency(code="second", kind="police", **NAMES)[0].code == "second"
