"""Keeps the index true to what is published: one record at a time, or all of them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models import Value as Fixed
from django.db.models.functions import Concat

from qorgan.catalogue.record import Record as Value
from qorgan.language.trigrams import trigrams
from qorgan.web.library import shelf
from qorgan.web.library.finding import store
from qorgan.web.library.finding.documents import LANGUAGES_AT_MOST, Found, found_by, language_number, place
from qorgan.web.library.finding.models import (
    Change,
    Document,
    Entry,
    Form,
    Fresh,
    Posting,
    State,
    Trigram,
)
from qorgan.web.library.models import Record

AT_ONCE = 500
LONGEST_FORM = 60
Spoken = list[tuple[int, store.Terms]]  # the documents of a record, each with the number of its language


@dataclass(frozen=True)
class Done:
    """What a run changed."""

    written: int = 0
    removed: int = 0
    same: int = 0


def renew(identifier: str) -> None:
    """Brings one record's entry to what is published of it now; without anything published, takes it out."""
    value = shelf.one(identifier)
    if value is None:
        remove([identifier])
    else:
        write([(value, _added(identifier))])


def reindex(*, anew: bool = False) -> Done:
    """Brings every entry to what is published. Run again, it changes nothing. `anew`: forgets all first,
    so that until the end only a part is found."""
    if anew:
        _clear()
    wanted = shelf.all_identifiers()
    gone = set(Entry.objects.filter(live=True).values_list("identifier", flat=True)) - set(wanted)
    remove(gone)
    live = Record.objects.filter(live=True).order_by("-first_published_at")
    added = dict(live.values_list("identifier", "first_published_at"))  # the first day stays, it comes last
    written = 0
    for start in range(0, len(wanted), AT_ONCE):
        values = shelf.published(wanted[start : start + AT_ONCE])
        written += write([(value, added.get(value.identifier)) for value in values])
    tidy()
    return Done(written, len(gone), len(wanted) - written)


def _added(identifier: str) -> datetime | None:
    rows = Record.objects.filter(identifier=identifier, live=True).order_by("first_published_at")
    return rows.values_list("first_published_at", flat=True).first()


def write(values: Iterable[tuple[Value, datetime | None]]) -> int:
    """Writes the entries that differ from what the index holds; answers how many."""
    return write_found({value.identifier: (found_by(value), added) for value, added in values})


@transaction.atomic
def write_found(found: Mapping[str, tuple[Found, datetime | None]]) -> int:
    """The same of what was worked out already."""
    held = Entry.objects.filter(identifier__in=found, live=True)
    same = {one.identifier for one in held if found[one.identifier][0].digest == one.digest}
    new = {identifier: both for identifier, both in found.items() if identifier not in same}
    if not new:
        return 0
    state = _next_version()
    _remove_documents(new)
    entries, documents, words = list[Entry](), list[Document](), list[tuple[int, Spoken]]()
    for number, (identifier, (one, added)) in enumerate(new.items(), state.number + 1):
        entries.append(
            Entry(
                identifier=identifier, number=number, version=state.version, live=True, digest=one.digest,
                values=dict(one.values),
                lengths=one.lengths, issued=one.issued, added=added,
            )
        )  # fmt: skip
        documents += [
            Document(
                id=place(number, each.language), identifier=identifier, language=each.language,
                title=each.title, summary=each.summary,
            )
            for each in one.documents
        ]  # fmt: skip
        words.append((number, [(language_number(each.language), each.terms) for each in one.documents]))
    store.write(words)
    Entry.objects.filter(identifier__in=new).delete()
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)
    Document.objects.bulk_create(documents, batch_size=AT_ONCE)
    _learn_forms(one for one, _ in new.values())
    state.number += len(new)
    state.save()
    return len(new)


@transaction.atomic
def remove(identifiers: Iterable[str]) -> None:
    """Takes records out of the index at once."""
    held = list(Entry.objects.filter(identifier__in=list(identifiers), live=True))
    if not held:
        return
    state = _next_version()
    _remove_documents(one.identifier for one in held)
    for one in held:
        one.live, one.version = False, state.version
        one.save(update_fields=["live", "version"])
    state.save()


def _next_version() -> State:
    """Locks the index for this transaction and begins a version. The caller saves the state."""
    State.objects.get_or_create(id=1)
    state = State.objects.select_for_update().get(id=1)
    state.version += 1
    Change.objects.create(version=state.version, stamp=secrets.token_hex(8))
    return state


def _remove_documents(identifiers: Iterable[str]) -> None:
    places = list(Document.objects.filter(identifier__in=list(identifiers)).values_list("id", flat=True))
    store.remove({one // LANGUAGES_AT_MOST for one in places})
    Document.objects.filter(id__in=places).delete()


@transaction.atomic
def _clear() -> None:
    """Empties the index. Numbers go on rising, and no process's version is found any more."""
    state, _new = State.objects.get_or_create(id=1)
    State.objects.select_for_update().get(id=1)
    state.version += 1
    state.save()
    store.clear()
    for model in (Change, Entry, Document, Trigram, Form):
        model.objects.all().delete()
    Change.objects.create(version=state.version, stamp=secrets.token_hex(8))


def _learn_forms(several: Iterable[Found]) -> None:
    words = {form for one in several for document in one.documents for form in document.terms.forms}
    words = {form for form in words if not form.isdigit() and 2 < len(form) <= LONGEST_FORM}
    for start in range(0, len(words), AT_ONCE):
        batch = sorted(words)[start : start + AT_ONCE]
        known = set(Form.objects.filter(form__in=batch).values_list("form", flat=True))
        fresh = [Form(form=form, size=len(form)) for form in batch if form not in known]
        Form.objects.bulk_create(fresh, ignore_conflicts=True)
        rows = Form.objects.filter(form__in=[one.form for one in fresh])
        grams = [Trigram(gram=gram, form=row) for row in rows for gram in trigrams(row.form)]
        Trigram.objects.bulk_create(grams, batch_size=5000)


@transaction.atomic
def tidy() -> None:
    """Drops what nobody reads any more: places of records taken out, and words that stand in no document."""
    State.objects.get_or_create(id=1)
    State.objects.select_for_update().get(id=1)
    store.sweep()
    key = Concat(Fixed(store.FORM), OuterRef("form"), output_field=CharField())
    unused = Form.objects.exclude(Exists(Posting.objects.filter(key=key)))
    fresh = {key for words in Fresh.objects.values_list("words", flat=True) for key in json.loads(words)}
    gone = [one for one, form in unused.values_list("id", "form") if store.FORM + form not in fresh]
    for start in range(0, len(gone), AT_ONCE):
        Form.objects.filter(id__in=gone[start : start + AT_ONCE]).delete()
