"""Two people who translate the same text at once: neither's words are lost.

A page sends with each text what it had shown. When something else stands there by now, that stays, and the
text is kept apart beside it, to be chosen or let go. A page or file that does not say what it had seen
replaces what another wrote, and that is kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import (
    StringTranslationSerializer,
    upload_pofile,
    user_can_edit_instance,
)

from qorgan.web.clock import real_now
from qorgan.web.library.models import KeptWords, Record

CHANGE = "library.change_record"
UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no database keeps it as it is


class NotText(ValueError):
    """What was sent is no text that can be kept."""


@dataclass(frozen=True)
class Place:
    """Where a text of a translation stands."""

    context_id: int
    string_id: int
    locale_id: int

    def present(self) -> StringTranslation | None:
        """What stands there, held until the transaction ends."""
        rows = StringTranslation.objects.select_for_update().filter(
            context_id=self.context_id, translation_of_id=self.string_id, locale_id=self.locale_id
        )
        found: StringTranslation | None = rows.first()
        return found

    def write(self, text: str, editor: Any) -> StringTranslation:
        row: StringTranslation
        row, _new = StringTranslation.objects.update_or_create(
            context_id=self.context_id, translation_of_id=self.string_id, locale_id=self.locale_id,
            defaults={
                "data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL, "tool_name": "",
                "last_translated_by": editor, "has_error": False, "field_error": "",
            },
        )  # fmt: skip
        return row

    def keep(self, text: str, editor: Any, when: Any = None) -> KeptWords:
        """Keeps a text apart, once."""
        found, _new = KeptWords.objects.get_or_create(
            context_id=self.context_id, string_id=self.string_id, locale_id=self.locale_id, data=text,
            defaults={"written_by": editor, "written_at": when or real_now()},
        )  # fmt: skip
        return found


def same(one: str, other: str) -> bool:
    """Browsers send the ends of lines in a way of their own."""
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def put(place: Place, text: str, seen: str | None, editor: Any) -> tuple[StringTranslation | None, bool]:
    """Writes a text, "" for none. Answers what stands now, and whether another's words stood in the way."""
    try:
        with transaction.atomic():
            return _put(place, text, seen, editor)
    except IntegrityError:  # the other one's first words came in between
        with transaction.atomic():
            return _put(place, text, seen, editor)


def _put(place: Place, text: str, seen: str | None, editor: Any) -> tuple[StringTranslation | None, bool]:
    present = place.present()
    if present is not None and same(present.data, text):
        return present, False
    if present is not None and seen is not None and not same(present.data, seen):
        if text:
            place.keep(text, editor)
        return present, True
    if present is not None and seen is None and present.last_translated_by_id not in (None, editor.pk):
        place.keep(present.data, present.last_translated_by, present.updated_at)
    if text:
        return place.write(text, editor), False
    if present is not None:
        present.delete()
    return None, False


def _sent(data: Any, name: str) -> str | None:
    """A text of what was sent; None where it is not there. Raises NotText."""
    if not isinstance(data, Mapping):
        raise NotText
    if name not in data:
        return None
    if not isinstance(data[name], str) or UNKEPT.search(data[name]):
        raise NotText
    return str(data[name])


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def text(request: Any, translation_id: int, string_segment_id: int) -> Any:
    """Takes one text of a translation."""
    order = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(StringSegment, pk=string_segment_id)
    if segment.context.object_id != order.source.object_id:
        raise Http404
    if not user_can_edit_instance(request.user, order.get_target_instance()):
        raise PermissionDenied
    try:
        given = _sent(request.data, "value") or "" if request.method == "PUT" else ""
        seen = _sent(request.data, "seen")
    except NotText:
        return Response({"error": _("This is no text. Nothing was changed.")}, status=400)
    place = Place(segment.context_id, segment.string_id, order.target_locale_id)
    stands, in_the_way = put(place, given, seen, request.user)
    if stands is None:
        return Response({}, status=200 if request.method == "DELETE" else 204)
    answer = dict(StringTranslationSerializer(stands, context={"translation_source": order.source}).data)
    if in_the_way:
        answer["error"] = (
            _(
                "Somebody else wrote this text while you were writing. Theirs stands here; yours is kept at "
                "the top of this page. Nothing is lost."
            )
            if given
            else _("Somebody else wrote this text while you were writing. It was not deleted.")
        )
        answer["kept"] = section(request._request, order)
    return Response(answer, status=409 if in_the_way and not given else 200)


def section(request: HttpRequest, order: Translation) -> str:
    """The words kept apart in this translation, as a part of its page; "" for none."""
    rows = kept(order)
    return render_to_string("library/editing/kept_words.html", {"rows": rows}, request) if rows else ""


def kept(order: Translation) -> list[dict[str, Any]]:
    """The words kept apart in this translation, each with its field and what stands in its place."""
    found = KeptWords.objects.filter(
        locale_id=order.target_locale_id, context__object_id=order.source.object_id
    ).select_related("context", "string", "written_by")
    standing = {
        (one.context_id, one.translation_of_id): one.data
        for one in StringTranslation.objects.filter(
            locale_id=order.target_locale_id, context__object_id=order.source.object_id
        )
    }
    return [
        {
            "words": one,
            "field": capfirst(str(Record._meta.get_field(one.context.path.split(".")[0]).verbose_name)),
            "stands": standing.get((one.context_id, one.string_id), ""),
        }
        for one in found
    ]


@require_POST
@permission_required(CHANGE, raise_exception=True)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts words that were kept apart in their place, where the other ones are kept then; or lets them go."""
    one = get_object_or_404(KeptWords, pk=pk)
    row = get_object_or_404(Record, translation_key=one.context.object_id, locale_id=one.locale_id)
    if request.POST.get("do") == "use":
        with transaction.atomic():
            place = Place(one.context_id, one.string_id, one.locale_id)
            present = place.present()
            one.delete()
            if present is not None and not same(present.data, one.data):
                place.keep(present.data, present.last_translated_by, present.updated_at)
            place.write(one.data, one.written_by)
        messages.success(request, _("It stands in its place now; the other text is kept here."))
    elif request.POST.get("do") == "drop":
        one.delete()
        messages.success(request, _("It is let go."))
    name = Record.snippet_viewset.get_url_name("edit")  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse(name, args=[row.pk]))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def file_of_texts(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Takes a PO file; what it replaces of another's words is kept apart."""
    order = get_object_or_404(Translation, pk=translation_id)
    rows = StringTranslation.objects.filter(
        locale_id=order.target_locale_id, context__object_id=order.source.object_id
    )
    before = list(rows.select_related("last_translated_by"))
    try:
        with transaction.atomic():
            answer: HttpResponse = upload_pofile(request, translation_id)
    except KeyError:  # no file, or a file that does not say which translation it belongs to
        messages.error(request, _("This is no file of this translation. Nothing was changed."))
        target = order.get_target_instance()
        name = Record.snippet_viewset.get_url_name("edit")  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(name, args=[target.pk]))
    now = dict(rows.values_list("pk", "data"))
    replaced = 0
    for one in before:
        another = one.last_translated_by_id not in (None, request.user.pk)
        if another and one.context_id and not same(now.get(one.pk, ""), one.data):
            place = Place(one.context_id, one.translation_of_id, one.locale_id)
            place.keep(one.data, one.last_translated_by, one.updated_at)
            replaced += 1
    if replaced:
        messages.warning(
            request,
            _("The file replaced %(count)s texts of somebody else. Theirs are kept at the top of this page.")
            % {"count": replaced},
        )
    return answer
