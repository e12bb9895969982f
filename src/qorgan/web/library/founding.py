"""What a new library begins with: languages, roles, the review, the first collection."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    Locale,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.record import Record as Value
from qorgan.web.library.campaigns import founding as campaigns
from qorgan.web.library.directory import keeping as services
from qorgan.web.library.editors import CONTRIBUTOR, LIBRARIAN, REVIEWER
from qorgan.web.library.editors.models import Editor
from qorgan.web.library.editors.roles import make_roles
from qorgan.web.library.keeping import keep_all
from qorgan.web.library.lists.founding import found_lists
from qorgan.web.library.models import Number, Record, ReviewTask
from qorgan.web.library.share import holdings


@transaction.atomic
def found(collection: Iterable[Value] | None = None) -> None:
    """Makes what is missing and leaves the rest as it is; run again, it changes nothing.

    `collection` stands in for the first collection, which is large.
    """
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    groups = make_roles()
    _files_of(groups)
    _review(groups)
    for value in first_collection():  # all numbers first: records name each other
        Number.objects.get_or_create(
            number=int(value.identifier[1:7]), defaults={"identifier": value.identifier}
        )
    there = set(Record.objects.values_list("identifier", flat=True))
    wanted = first_collection() if collection is None else collection
    with holdings.together():
        keep_all([value for value in wanted if value.identifier not in there])
    services.seed()
    found_lists()
    if not settings.PRODUCTION:
        _demo_editors(groups)
    campaigns.found(examples=settings.DEMO)


def _files_of(groups: dict[str, Group]) -> None:
    """Who may add files. What is added is given to nobody before its record is published."""
    root = Collection.get_first_root_node()
    may = {name: ["add_document", "choose_document"] for name in groups}
    may[LIBRARIAN].append("change_document")
    for name, wanted in may.items():
        for permission in Permission.objects.filter(
            content_type__app_label="wagtaildocs", codename__in=wanted
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[name], collection=root, permission=permission
            )


def _review(groups: dict[str, Group]) -> None:
    """Two steps: somebody else than the writer approves, then a librarian publishes."""
    review, new = ReviewTask.objects.get_or_create(name="Review", defaults={"active": True})
    if new:
        review.groups.add(groups[REVIEWER])
    publication, new = GroupApprovalTask.objects.get_or_create(name="Publication", defaults={"active": True})
    if new:
        publication.groups.add(groups[LIBRARIAN])
    workflow, new = Workflow.objects.get_or_create(name="Review of records", defaults={"active": True})
    if new:
        WorkflowTask.objects.create(workflow=workflow, task=review, sort_order=0)
        WorkflowTask.objects.create(workflow=workflow, task=publication, sort_order=1)
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Record), defaults={"workflow": workflow}
    )


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
