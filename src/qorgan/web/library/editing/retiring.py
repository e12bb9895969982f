"""The end of a record: taken from the shelf with a note for readers, while its identifier lives on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import pre_delete
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from qorgan.web.clock import real_now
from qorgan.web.library.models import Number, Record

LANGUAGES = ("kk", "ru", "en")


class PublicRecord(ValidationError):
    """Something tried to delete a record that readers were given."""


class RetireForm(forms.Form):
    """A note in each language of the screens, and what takes its place."""

    note_kk = forms.CharField(
        label=gettext_lazy("Note for readers in Kazakh"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note_ru = forms.CharField(
        label=gettext_lazy("Note for readers in Russian"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note_en = forms.CharField(
        label=gettext_lazy("Note for readers in English"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by"),
        max_length=8,
        required=False,
        help_text=gettext_lazy("The identifier of a published record, if there is one."),
    )

    def __init__(self, *args: Any, identifier: str, **kwargs: Any) -> None:
        self.identifier = identifier
        super().__init__(*args, **kwargs)

    def clean_replaced_by(self) -> str:
        given = str(self.cleaned_data["replaced_by"]).strip()
        if given and (
            given == self.identifier or not Record.objects.filter(identifier=given, live=True).exists()
        ):
            raise ValidationError(_("There is no other published record %(given)s.") % {"given": given})
        return given

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not any(found.get(f"note_{code}") for code in LANGUAGES):
            raise ValidationError(_("Tell readers in one language at least why it is gone."))
        return found


@permission_required("library.retire_record", raise_exception=True)
def retire_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the note and retires the record in all its languages; or puts a retired one back."""
    record = get_object_or_404(Record, pk=pk)
    gone = Number.objects.filter(identifier=record.identifier, retired_at__isnull=False).first()
    back = HttpResponseRedirect(
        reverse(Record.snippet_viewset.get_url_name("edit"), args=[record.pk])  # type: ignore[attr-defined]
    )
    if request.method == "POST" and gone is not None:
        put_back(record, request.user)
        messages.success(
            request, _("It is no longer retired, and is a draft now: publish it when it is ready.")
        )
        return back
    form = RetireForm(request.POST or None, identifier=record.identifier)
    if request.method == "POST" and not record.was_public:
        messages.warning(request, _("It was never public. Delete it instead."))
        return back
    if request.method == "POST" and form.is_valid():
        retire(
            record,
            {code: form.cleaned_data[f"note_{code}"] for code in LANGUAGES},
            form.cleaned_data["replaced_by"],
            request.user,
        )
        messages.success(request, _("It is retired. Its address shows the note."))
        return back
    context = {
        "record": record,
        "form": form,
        "gone": gone,
        "page_title": _("Retire"),
        "page_subtitle": str(record),
        "header_icon": "bin",
    }
    return render(request, "library/editing/retire.html", context)


@transaction.atomic
def retire(record: Record, notes: dict[str, str], replaced_by: str, user: Any) -> None:
    """Takes every language of the record from the shelf and keeps its identifier with the note."""
    rows = list(Record.objects.filter(identifier=record.identifier).select_related("locale"))
    number = Number.objects.select_for_update().get(identifier=record.identifier)
    number.retired_at = real_now()
    number.retired_title = {row.locale.language_code: row.title for row in rows if row.live and row.title}
    number.retired_note = {code: note for code, note in notes.items() if note}
    number.replaced_by = replaced_by
    number.save()
    for row in rows:
        state = row.current_workflow_state
        if state is not None:
            state.cancel(user=user)
        if row.live:
            row.unpublish(user=user)
        log(instance=row, action="library.retire", user=user, data={"replaced_by": replaced_by})


@transaction.atomic
def put_back(record: Record, user: Any) -> None:
    """A record retired by mistake is a draft again; its identifier was never anything else's."""
    Number.objects.filter(identifier=record.identifier).update(
        retired_at=None, retired_title={}, retired_note={}, replaced_by=""
    )
    for row in Record.objects.filter(identifier=record.identifier):
        log(instance=row, action="library.put_back", user=user)


def keep_what_was_public(sender: Any, instance: Record, **kwargs: Any) -> None:
    """However the deletion was asked for: a permanent identifier never dies."""
    if instance.first_published_at is not None:
        raise PublicRecord(
            _("A record that was public is never deleted: its identifier stays. It can be retired.")
        )


def connect() -> None:
    pre_delete.connect(keep_what_was_public, sender=Record, dispatch_uid="library-keep-what-was-public")
