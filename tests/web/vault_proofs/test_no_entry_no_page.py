"""The database refuses the reading's entry, for real: no page shows a word, at no address of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from qorgan.vault.context import Compartment
from qorgan.web.casework import reading, recording
from qorgan.web.casework.models import Case
from qorgan.web.ledger.models import Entry
from tests.web.desk.signing_in import opened_case, sign_in
from tests.web.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
TOLD, NOTE, NAME, MESSAGE = "quorbelstane", "sorvexidan", "Mirbelgrana", "gantherwolp"
PAGES = ("case", "case_account", "case_contact", "case_messages", "case_facts", "case_danger", "case_consent")


@contextmanager
def refused_entries() -> Iterator[None]:
    """A trigger that refuses entries of readings and nothing else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_reading BEFORE INSERT ON ledger_entry WHEN NEW.type = 'case.read' "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION no_reading() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ "
                "LANGUAGE plpgsql"
            )
            cursor.execute(
                "CREATE TRIGGER no_reading BEFORE INSERT ON ledger_entry FOR EACH ROW "
                "WHEN (NEW.type = 'case.read') EXECUTE FUNCTION no_reading()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER no_reading")
            else:
                cursor.execute("DROP TRIGGER no_reading ON ledger_entry; DROP FUNCTION no_reading()")


@pytest.fixture
def place(transactional_db: None) -> World:
    cache.clear()
    return build()


def test_without_the_entry_no_page_of_the_desk_shows_a_word(place: World) -> None:
    client = sign_in(place, "worker")
    client.raise_request_exception = False
    case = Case.objects.get(
        pk=opened_case(place, client, narrative=f"SYNTHETIC {TOLD}", identity={"name": NAME})
    )
    recording.add_note(place.keys("worker"), case, NOTE, "services")
    recording.send_message(place.keys("worker"), case, MESSAGE)
    Entry.objects.filter(type="case.read").delete()  # within 15 minutes nothing new would be written
    shown = ""
    with refused_entries():
        for name in PAGES:
            answer = client.get(reverse(f"desk:{name}", args=[case.pk]))
            said = answer.content.decode()
            assert not {w for w in (TOLD, NOTE, NAME, MESSAGE) if w in said}, name
            shown += f"{answer.status_code} "
    assert "500" in shown or "503" in shown
    assert (
        TOLD in client.get(reverse("desk:case", args=[case.pk])).content.decode()
        or TOLD in client.get(reverse("desk:case_account", args=[case.pk])).content.decode()
    )


def test_a_reading_is_committed_by_itself_and_never_part_of_a_larger_transaction(place: World) -> None:
    client = sign_in(place, "worker")
    case = Case.objects.get(pk=opened_case(place, client))
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        reading.narrative(place.keys("worker"), case)
    assert reading.narrative(place.keys("worker"), case)
    assert (
        Entry.objects.filter(subject=case.pk, type="case.read", compartment=Compartment.ACCOUNT).count() == 1
    )
