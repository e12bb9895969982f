"""Verified once for a page, anew for a sealing; sessions do not wait for the disk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.vault.context import Purpose
from qorgan.web.agencies import directory
from qorgan.web.agencies.models import DirectoryManifest, KeyCertificate
from qorgan.web.agencies.sessions import SessionStore
from qorgan.web.casework import intake
from tests.web.world import World, send


def test_a_page_that_asks_for_the_offices_three_times_looks_at_the_database_once(world: World) -> None:
    with (
        directory.one_look(),
        CaptureQueriesContext(
            connection,
        ) as first,
    ):
        names = [one.code for one in directory.receivers()]
        with CaptureQueriesContext(connection) as again:
            assert [one.code for one in directory.receivers()] == names
    assert names and len(first) == 3 and len(again) == 0, "offices, their keys, the manifest"


def test_an_office_whose_key_history_was_cut_or_planted_is_not_offered(world: World) -> None:
    before = {one.code for one in directory.receivers()}
    KeyCertificate.objects.filter(agency=world.agencies["centre"], purpose=Purpose.INTAKE).update(
        box_pk=bytes(32)
    )
    assert before - {one.code for one in directory.receivers()} == {world.agencies["centre"].code}


def test_a_directory_that_broke_since_the_page_was_shown_is_not_sealed_to(world: World) -> None:
    """Her page was made inside one look; pressing "Send" in the same look still verifies anew."""
    with directory.one_look():
        assert directory.receivers()
        DirectoryManifest.objects.all().delete()
        with pytest.raises((directory.NoDirectory, intake.NotSent)):
            send(world)


@pytest.mark.django_db(transaction=True)
def test_after_a_session_is_saved_the_next_commit_waits_for_the_disk_again(transactional_db: None) -> None:
    SessionStore().create()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        else:
            cursor.execute("SHOW synchronous_commit")
            cursor.execute("SELECT setting = reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
            assert cursor.fetchone() == (True,)
