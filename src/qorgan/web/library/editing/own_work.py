"""An editor's own work: what she wrote that is not public yet, where it stands, and what was asked of her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail_localize.models import StringTranslation

from qorgan.web.library.models import Number, Record
from qorgan.web.library.review import wrote_in
from qorgan.web.library.translations import all_statuses

ON_THE_FIRST_PAGE = 10


@dataclass(frozen=True)
class Asked:
    """Changes that somebody asked for, in her words."""

    comment: str
    by: Any
    on: datetime


@dataclass(frozen=True)
class Own:
    """A record that is not public as it stands. `step`: the step of the review that it waits for, or ""."""

    record: Record
    title: str
    language: str
    written: datetime
    step: str = ""
    asked: Asked | None = None
    translation: str = ""

    @property
    def address(self) -> str:
        return reverse(Record.snippet_viewset.get_url_name("edit"), args=[self.record.pk])  # type: ignore[attr-defined]

    @property
    def said(self) -> str:
        """Where it stands, in the reader's language."""
        if self.asked:
            return _("changes were asked for")
        if self.step:
            return _("waits for: %(step)s") % {"step": self.step}
        if self.translation:
            return self.translation
        if self.record.live:
            return _("changes to a public record, not submitted yet")
        return _("not submitted yet")


def own_work(editor: Any) -> list[Own]:
    """What she wrote, submitted or translated and readers do not have yet: first what was asked of her, then
    the newest change."""
    found = {one.record.pk: one for one in _drafts(editor)}
    for one in _translations(editor):
        known = found.get(one.record.pk)
        if known is None or not (known.step or known.asked):
            found[one.record.pk] = one
    return sorted(found.values(), key=lambda one: (one.asked is None, -one.written.timestamp()))


def _not_public() -> Any:
    """Records with something that readers do not have; a retired one is at its end."""
    retired = Number.objects.filter(retired_at__isnull=False).values("identifier")
    return (
        Record.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
        .exclude(identifier__in=retired)
        .annotate(key=Cast("pk", CharField()))
        .select_related("locale", "latest_revision")
    )


def _drafts(editor: Any) -> list[Own]:
    kind = ContentType.objects.get_for_model(Record)
    hers = Revision.objects.filter(content_type=kind, user=editor, object_id=OuterRef("key"))
    under_way = WorkflowState.objects.active().filter(content_type=kind)
    sent = under_way.filter(requested_by=editor, object_id=OuterRef("key"))
    rows = list(_not_public().filter(Exists(hers) | Exists(sent)))
    keys = [str(row.pk) for row in rows]
    states = {one.object_id: one for one in _with_steps(under_way.filter(object_id__in=keys))}
    versions: dict[str, list[dict[str, Any]]] = {}
    of_these = Revision.objects.filter(content_type=kind, object_id__in=keys).order_by("created_at", "pk")
    for one in of_these.values("object_id", "user_id", "created_at", "content"):
        versions.setdefault(one["object_id"], []).append(one)
    found = []
    for row in rows:
        state, before = states.get(row.key), versions[row.key]
        if (state and state.requested_by_id == editor.pk) or wrote_in(before, editor, row.last_published_at):
            found.append(_standing(_own(row, before[-1]["created_at"]), state))
    return found


def _with_steps(states: Any) -> Any:
    return states.select_related("current_task_state__task", "current_task_state__finished_by")


def asked_of(record: Record) -> Asked | None:
    """The changes that the review waits for, if it does."""
    state = record.current_workflow_state
    step = state and state.current_task_state
    if not step or step.status != TaskState.STATUS_REJECTED:
        return None
    return Asked(step.comment, step.finished_by, step.finished_at)


def _own(row: Record, written: Any) -> Own:
    """What stands in the draft, which the row of a public record does not say."""
    title = row.latest_revision.object_str if row.latest_revision else str(row)
    return Own(row, title or row.identifier, row.locale.get_display_name(), written)


def _standing(own: Own, state: Any) -> Own:
    """The same with its place in the review."""
    step = state and state.current_task_state
    if not step:
        return own
    if step.status == TaskState.STATUS_REJECTED:
        return replace(own, asked=Asked(step.comment, step.finished_by, step.finished_at))
    return replace(own, step=str(step.task.name))


def _translations(editor: Any) -> Iterable[Own]:
    """Languages into which she wrote words that readers do not have yet."""
    written = (
        StringTranslation.objects.filter(last_translated_by=editor, context__isnull=False)
        .values("locale_id", key=F("context__object_id"))
        .annotate(last=Max("updated_at"))
    )
    last = {(one["key"], one["locale_id"]): one["last"] for one in written}
    keys = {key for key, _locale in last}
    of_these = Record.objects.filter(translation_key__in=keys).select_related("locale", "latest_revision")
    retired = set(Number.objects.filter(retired_at__isnull=False).values_list("identifier", flat=True))
    rows = [
        row
        for row in of_these
        if row.identifier not in retired
        and (when := last.get((row.translation_key, row.locale_id)))
        and (not row.live or row.last_published_at is None or when > row.last_published_at)
    ]
    statuses = all_statuses(rows) if rows else {}
    for row in rows:
        status = next(one for one in statuses[row.translation_key] if one.pk == row.pk)
        said = status.said + (f" ({status.done}/{status.total})" if status.done < status.total else "")
        yield replace(_own(row, last[(row.translation_key, row.locale_id)]), translation=said)


@permission_required("wagtailadmin.access_admin", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    """All of it, on a page of its own."""
    context = {"rows": own_work(request.user), "page_title": _("Your drafts"), "header_icon": "edit"}
    return render(request, "library/editing/own_work.html", context)
