"""The publishing system's own views of a record, with what it does not guard by itself.

A second save never overwrites a first one unseen; what is not fit to be read is refused at its field; a
published record is retired and never deleted.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import registry as log_registry
from wagtail.models import Locale, TaskState
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    UnpublishView,
    WorkflowActionView,
)

from qorgan.web.library.editing.two_translators import UNKEPT
from qorgan.web.library.models import Record, faults_of_form
from qorgan.web.library.review import words
from qorgan.web.library.writing import faults_of_blocks

# What changes in a revision without anybody having written a word.
LABELS = {field.name: field.verbose_name for field in Record._meta.fields}

FORMS = UUID("7d1f0a52-2f0c-4f5c-9a55-5f0c8a1e6b7d")  # the names of opened forms, RFC 9562, version 5


class Guarded:
    """Refuses to publish what is not fit to be read, with a sentence at each field; what was typed stays."""

    def get_available_actions(self) -> list[str]:
        """A page that saves by itself sends all that its form holds, a step of the review too: it saves."""
        found: list[str] = list(super().get_available_actions())  # type: ignore[misc]
        return found[:1] if self.expects_json_response else found  # type: ignore[attr-defined]

    def is_valid(self, form: Any) -> bool:
        if not super().is_valid(form):  # type: ignore[misc]
            return False
        if self.action != "publish":  # type: ignore[attr-defined]
            return True
        try:
            form.instance.fit_to_be_read()
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                for fault in faults:
                    form.add_error(name if name in form.fields else None, fault)
            self.produced_error_code = "validation_error"
            self.produced_error_message = _("It is not published yet. See what is said at the fields.")
            return False
        return True

    def save_action(self) -> Any:
        """A draft that somebody saved by hand: says what it needs before it is read."""
        if self.saving_as_draft and not self.expects_json_response:  # type: ignore[attr-defined]
            for name, faults in written_wrongly(self.form.instance).items():  # type: ignore[attr-defined]
                for fault in faults:
                    messages.warning(self.request, f"{LABELS.get(name, '')}: {' '.join(fault.messages)}")  # type: ignore[attr-defined]
        return super().save_action()  # type: ignore[misc]

    def json_error_response(self, error_code: str, error_message: str) -> Any:
        """Names the fields for which nothing could be kept."""
        form = getattr(self, "form", None)
        if error_code == "validation_error" and form is not None and form.errors:
            names = [str(form.fields[name].label or name) for name in form.errors if name in form.fields]
            if names:
                error_message = _(
                    "Not saved: something in %(fields)s cannot be read yet. "
                    "It saves by itself once it can be."
                ) % {"fields": ", ".join(names)}
        return super().json_error_response(error_code, error_message)  # type: ignore[misc]


class RecordCreate(Guarded, CreateView):  # type: ignore[misc]
    """A new record, in the language of the screen unless another one was chosen.

    The page saves by itself. Who presses "Save" while that is on its way sends the same form twice: the
    second one is kept in the record that the first one made.
    """

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        key = key_of_form(request)
        made = made_just_now(key)
        if made is None:
            self.key = key
            try:
                with transaction.atomic():
                    first: HttpResponse = super().post(request, *args, **kwargs)
                    return first
            except IntegrityError:  # the other of the two was quicker
                made = made_just_now(key)
                if made is None:
                    raise
        again: HttpResponse = Record.snippet_viewset.edit_view(request, pk=str(made.pk))  # type: ignore[attr-defined]
        return again

    def get_initial_form_instance(self) -> Any:
        instance = super().get_initial_form_instance()
        if instance is not None and getattr(self, "key", None):
            instance.translation_key = self.key
        return instance

    def get_locale(self) -> Any:
        spoken = Locale.objects.filter(language_code=(get_language() or "kk")[:2]).first()
        return super().get_locale() if self.request.GET.get("locale") or spoken is None else spoken


class RecordEdit(Guarded, EditView):  # type: ignore[misc]
    """A record; the second of two editors is told, and keeps what she typed."""

    def others_saved(self) -> bool:
        """Whether what was saved last is not this page's own: what a page saves by itself makes the text that
        it was opened with old. The page says which version it saved itself, where it already knows."""
        if not self.is_out_of_date:
            return False
        own = self.request.POST.get("own_revision_id")
        if own:
            return bool(own != str(self.latest_revision.pk))
        return bool(self.latest_revision.user_id != self.request.user.pk)

    def is_valid(self, form: Any) -> bool:
        if not self.expects_json_response and self.action != "cancel-workflow" and self.others_saved():
            form.is_valid()  # so that what is wrong is said as well
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "Somebody else saved this record while you were writing. Nothing was overwritten, and what "
                "you wrote stands below, not saved yet. See their version in the history first: if you save "
                "again now, yours replaces it."
            )
            return False
        return super().is_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if getattr(self, "produced_error_code", "") == "invalid_revision":
            # The page that tells of two versions must not save by itself: that would replace the other one.
            context["autosave_enabled"] = False
            context.pop("autosave_indicator", None)
        return context

    def workflow_action_action(self) -> Any:
        if not is_comment(self.request.POST.get("workflow-action-extra-data", "{}")):
            raise BadRequest
        if self.workflow_action != "approve":
            return super().workflow_action_action()
        before = self.object.revisions.exclude(pk=self.new_revision.pk).order_by("-created_at", "-pk").first()
        if before is not None and words(before.content) != words(self.new_revision.content):
            messages.warning(
                self.request,
                _("Your changes are kept. Because you changed the text, somebody else has to approve it."),
            )
            return None
        if not may_approve(self.request, self.new_revision):
            return None
        return super().workflow_action_action()


def is_comment(text: str) -> bool:
    """Whether this is what the window of a step sends: a comment, or nothing.

    >>> is_comment('{"comment": "Once more"}'), is_comment("[1]"), is_comment("{")
    (True, False, False)
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(found, dict)
        and set(found) <= {"comment"}
        and all(isinstance(one, str) and not UNKEPT.search(one) for one in found.values())
    )


def key_of_form(request: Any) -> UUID | None:
    """What the records made of one opened form have in common; None for a form that does not name itself.

    Threat: a key that somebody chose would put her record among the languages of another. It is made here,
    of her account and of what the form sent.
    """
    given = str(request.POST.get("form", ""))[:64]
    return uuid5(FORMS, f"{request.user.pk} {given}") if given else None


def made_just_now(key: UUID | None) -> Record | None:
    """The record that was made of this form a moment ago."""
    rows = Record.objects.filter(translation_key=key, live=False) if key else Record.objects.none()
    row: Record | None = rows.select_related("latest_revision").first()
    if row is None or row.first_published_at or row.latest_revision is None:
        return None
    return row


def written_wrongly(record: Record) -> dict[str, list[ValidationError]]:
    """What is there and wrong, by field; what is not there yet is no fault of a draft."""
    found = {name: [ValidationError(fault)] for name, fault in faults_of_form(record).items()}
    return found | faults_of_blocks(record)


def may_approve(request: Any, revision: Any) -> bool:
    """Whether a record can be approved; says at once everything that is missing when it cannot."""
    try:
        revision.as_object().fit_to_be_read()
    except ValidationError as error:
        for name, faults in error.error_dict.items():
            label = LABELS.get(name, "")
            for fault in faults:
                words_of_it = " ".join(fault.messages)
                messages.error(request, f"{label}: {words_of_it}" if label else words_of_it)
        return False
    return True


class RecordWorkflowAction(WorkflowActionView):  # type: ignore[misc]
    """Approving or asking for changes from a list, without the editor."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied
        fit = self.action_name != "approve" or may_approve(request, self.object.get_latest_revision())
        if fit:
            found: HttpResponse = super().post(request, *args, **kwargs)
            return found
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            again: HttpResponse = self.render_modal_json(
                request, {"step": "success", "redirect": self.redirect_url}
            )
            return again
        return HttpResponseRedirect(self.redirect_url)


class RecordHistory(HistoryView):  # type: ignore[misc]
    """What was done to this row of a record.

    Trap: what one request does to several languages has one number, and the publishing system shows of each
    such number the last entry alone, which may be another language's.
    """

    def get_base_queryset(self) -> Any:
        entries = log_registry.get_logs_for_instance(self.object)
        same = entries.filter(uuid=OuterRef("uuid"), action=OuterRef("action")).order_by("-timestamp", "-id")
        return self._annotate_queryset(
            entries.filter(Q(uuid__isnull=True) | Q(pk=Subquery(same.values("pk")[:1])))
        )


class RecordDelete(DeleteView):  # type: ignore[misc]
    """A draft that was never public may go; its number is not given again."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and self.object.was_public:
            messages.warning(
                request,
                _("A record that was public is never deleted: its identifier stays. It can be retired."),
            )
            return HttpResponseRedirect(reverse("record_retire", args=[self.object.pk]))
        found: HttpResponse = super().dispatch(request, *args, **kwargs)
        return found


class RecordUnpublish(UnpublishView):  # type: ignore[misc]
    """One language of several may be taken back; a whole record is retired, with a note for readers."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        others = Record.objects.filter(identifier=self.object.identifier, live=True).exclude(
            pk=self.object.pk
        )
        if request.user.has_perm("library.publish_record") and not others.exists():
            messages.warning(
                request, _("This is its last public language. Retire it, with a note for readers.")
            )
            return HttpResponseRedirect(reverse("record_retire", args=[self.object.pk]))
        found: HttpResponse = super().dispatch(request, *args, **kwargs)
        return found
