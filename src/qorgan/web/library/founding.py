"""What a new library begins with: languages, roles, the review, the first collection."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupApprovalTask, Locale, Workflow, WorkflowContentType, WorkflowTask

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.record import Record as Value
from qorgan.web.library import using
from qorgan.web.library.editors import CONTRIBUTOR, LIBRARIAN, REVIEWER
from qorgan.web.library.editors.models import Editor
from qorgan.web.library.models import Number, Record
from qorgan.web.library.values import fields_of

MAY = {
    CONTRIBUTOR: ("add_record", "change_record"),
    REVIEWER: ("add_record", "change_record"),
    LIBRARIAN: (
        "add_record change_record delete_record publish_record lock_record unlock_record "
        "add_editor change_editor delete_editor"
    ).split(),
}


@transaction.atomic
def found(collection: Iterable[Value] | None = None) -> None:
    """Makes what is missing and leaves the rest as it is; run again, it changes nothing.

    `collection` stands in for the first collection, which is large.
    """
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    groups = {name: _group(name, may) for name, may in MAY.items()}
    _review(groups[REVIEWER])
    for value in first_collection() if collection is None else collection:
        if not Record.objects.filter(identifier=value.identifier).exists():
            keep(value)
    using.found_use()
    if not settings.PRODUCTION:
        _demo_editors(groups)


def _group(name: str, may: object) -> Group:
    group, _new = Group.objects.get_or_create(name=name)
    wanted = [*may, "access_admin"]  # type: ignore[misc]
    group.permissions.add(*Permission.objects.filter(codename__in=wanted))
    return group


def _review(reviewers: Group) -> None:
    from django.contrib.contenttypes.models import ContentType

    task, new = GroupApprovalTask.objects.get_or_create(name="Review", defaults={"active": True})
    if new:
        task.groups.add(reviewers)
    workflow, new = Workflow.objects.get_or_create(name="Review of records", defaults={"active": True})
    if new:
        WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Record), defaults={"workflow": workflow}
    )


def keep(value: Value) -> None:
    """Stores a record with its translations, published."""
    Number.objects.get_or_create(number=int(value.identifier[1:7]), defaults={"identifier": value.identifier})
    languages = [code for code in ("en", "ru", "kk") if code in value.title]
    first: Record | None = None
    for code in languages:
        row = Record(locale=Locale.objects.get(language_code=code), **fields_of(value, code))
        if first is not None:
            row.translation_key = first.translation_key
        row.save()
        row.save_revision().publish()
        first = first or row


def _demo_editors(groups: dict[str, Group]) -> None:
    for username, name, group in (
        ("contributor", "Contributor (invented)", CONTRIBUTOR),
        ("reviewer", "Reviewer (invented)", REVIEWER),
        ("librarian", "Librarian (invented)", LIBRARIAN),
    ):
        editor, new = Editor.objects.get_or_create(username=username, defaults={"first_name": name})
        if new:
            editor.set_password("synthetic-library-1")
            editor.save()
            editor.groups.add(groups[group])
