"""Files of records: what may be added, and who is given them.

A file is known by its first bytes and not by its name. The public is given it once a published record with a
licence that allows copies points to it, always as a download that can run nothing.
"""

from __future__ import annotations

import codecs
import zipfile
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.models import Document

from qorgan.web.library.licences import may_be_copied

ZIPPED = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
PLAIN = frozenset({"csv", "txt"})
LOOKS_LIKE_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")
MIB = 1024 * 1024


def is_what_it_says(name: str, stream: Any) -> bool:
    """Whether a file's content is of the kind that its name says. The stream is left at its beginning."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    stream.seek(0)
    start = stream.read(64 * 1024)
    try:
        if ending == "pdf":
            return bool(start.startswith(b"%PDF-"))
        if ending in ZIPPED:
            stream.seek(0)
            return start.startswith(b"PK\x03\x04") and ZIPPED[ending] in zipfile.ZipFile(stream).namelist()
        return ending in PLAIN and _is_plain(start)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):  # the last: a version that nobody reads
        return False
    finally:
        stream.seek(0)


def _is_plain(start: bytes) -> bool:
    if b"\x00" in start or start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(LOOKS_LIKE_MARKUP):
        return False
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4  # a letter cut in two at the end of what was read
    return True


class FileForm(BaseDocumentForm):  # type: ignore[misc]
    """Refuses what is too large or is not what its name says."""

    def clean_file(self) -> Any:
        given = self.cleaned_data.get("file")
        if not given or "file" not in self.changed_data:
            return given
        if given.size > settings.LARGEST_FILE:
            raise ValidationError(
                _(
                    "This file has %(given)s MB and the largest kept here is %(most)s MB. "
                    "Give its address instead."
                )
                % {"given": -(-given.size // MIB), "most": settings.LARGEST_FILE // MIB}
            )
        if not is_what_it_says(given.name, given):
            raise ValidationError(_("What is in this file is not what its name says. Nothing was kept."))
        return given

    class Meta(BaseDocumentForm.Meta):
        widgets = {**BaseDocumentForm.Meta.widgets, "file": forms.FileInput()}


def given_out(document: Document) -> bool:
    """Whether the public may have this file now."""
    from qorgan.web.library.models import Record

    rows = Record.objects.filter(file=document, live=True).values_list("licence", flat=True)
    return any(may_be_copied(licence) for licence in rows)


def of_record(identifier: str) -> Document | None:
    """The file that a published record gives out, or None."""
    from qorgan.web.library.models import Record

    rows = Record.objects.filter(identifier=identifier, live=True, file__isnull=False).select_related("file")
    return next((row.file for row in rows if may_be_copied(row.licence)), None)


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a published record; 404 for every other, whether or not it is there."""
    document = get_object_or_404(Document, pk=pk)
    if document.filename != name or not given_out(document):
        raise Http404
    return as_download(document)


@permission_required("wagtailadmin.access_admin", raise_exception=True)
def look(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same for editors, before it is published."""
    return as_download(get_object_or_404(Document, pk=pk))


def as_download(document: Document) -> HttpResponseBase:
    """The bytes, never shown in place: nothing in them runs with the library's name."""
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.filename,
        content_type="application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
