"""The index holds what is published and nothing else, at once and whatever was there before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.identifiers import identifier
from qorgan.web.library import keeping
from qorgan.web.library.editing.retiring import PublicRecord
from qorgan.web.library.finding import indexing, store
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.memory import memory
from qorgan.web.library.finding.models import Change, Document, Entry, Form, State
from qorgan.web.library.finding.searching import search
from qorgan.web.library.models import Number, Record

pytestmark = pytest.mark.django_db
NAME = identifier(5123)
WORD = "zyzzyva"


def _new() -> None:
    one = first_collection()[0]
    keeping.keep(replace(one, identifier=NAME, title={c: f"{t} {WORD}" for c, t in one.title.items()}))


def _found(words: str = WORD) -> tuple[str, ...]:
    return search(Asked(words=words), "en").identifiers


def test_a_published_record_is_found_at_once() -> None:
    assert NAME not in _found()
    _new()
    assert _found() == (NAME,)


def test_a_record_that_is_taken_back_is_gone_at_once_from_words_and_from_counts() -> None:
    _new()
    before = search(Asked(), "en")
    for row in Record.objects.filter(identifier=NAME):
        row.unpublish()
    after = search(Asked(), "en")
    assert NAME not in _found()
    assert after.total == before.total - 1
    kind = first_collection()[0].kind
    assert after.counts["kind"].get(kind, 0) == before.counts["kind"][kind] - 1
    assert not Document.objects.filter(identifier=NAME).exists()


def test_one_language_taken_back_leaves_the_others_findable() -> None:
    _new()
    Record.objects.get(identifier=NAME, locale__language_code="kk").unpublish()
    assert _found() == (NAME,)
    assert Document.objects.get(identifier=NAME, language="kk").title == ""


def test_a_retired_record_is_gone_at_once() -> None:
    _new()
    assert _found() == (NAME,)
    number = Number.objects.get(identifier=NAME)
    number.retired_at = datetime(2026, 11, 26, tzinfo=UTC)
    number.save()
    assert _found() == ()


def test_a_public_record_is_never_deleted_and_so_stays_found() -> None:
    _new()
    with pytest.raises(PublicRecord), transaction.atomic():
        Record.objects.filter(identifier=NAME).first().delete()
    assert _found() == (NAME,)


def test_a_changed_title_is_found_and_the_old_one_is_not() -> None:
    _new()
    for row in Record.objects.filter(identifier=NAME):
        row.title = "Quokka"
        row.save_revision().publish()
    assert _found("quokka") == (NAME,)
    assert NAME not in _found()


def test_a_draft_of_a_published_record_changes_nothing_that_is_found() -> None:
    _new()
    row = Record.objects.filter(identifier=NAME).first()
    assert row is not None
    row.title = "Quokka"
    row.save_revision()
    assert NAME not in _found("quokka")
    assert _found() == (NAME,)


def test_what_is_rolled_back_was_never_found() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _new()
        assert _found() == (NAME,)
        raise ZeroDivisionError
    assert NAME not in _found()


def test_reindexing_again_changes_nothing() -> None:
    indexing.reindex()
    before = (
        list(Entry.objects.order_by("identifier").values()),
        State.objects.get().version,
        Form.objects.count(),
    )
    done = indexing.reindex()
    assert (done.written, done.removed) == (0, 0)
    after = (
        list(Entry.objects.order_by("identifier").values()),
        State.objects.get().version,
        Form.objects.count(),
    )
    assert after == before


def test_reindexing_anew_finds_the_same() -> None:
    _new()
    indexing.reindex()
    everything = [search(Asked(words=words), "ru").identifiers for words in ("", "насилие", WORD)]
    call_command("reindex", "--anew", verbosity=0)
    assert [search(Asked(words=words), "ru").identifiers for words in ("", "насилие", WORD)] == everything


def test_reindexing_repairs_an_index_that_was_lost() -> None:
    _new()
    store.clear()
    Entry.objects.all().delete()
    memory.forget()
    assert _found() == ()
    indexing.reindex(anew=True)
    assert _found() == (NAME,)


def test_a_process_that_has_seen_another_past_begins_anew() -> None:
    """After a backup is brought back, versions repeat: the stamp tells that they are not the same ones."""
    _new()
    assert _found() == (NAME,)
    last = Change.objects.order_by("-version").first()
    assert last is not None
    Entry.objects.filter(identifier=NAME).update(live=False)
    Change.objects.filter(version=last.version).update(stamp="another")
    assert NAME not in _found()
