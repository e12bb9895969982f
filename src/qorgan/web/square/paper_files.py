"""A paper as a file: PDF or DOCX, in Kazakh or Russian, the confidential sheet apart. It is never kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse
from django.template.loader import render_to_string

from qorgan.law.papers import PAPER_LANGUAGES, Paper, Written, papers
from qorgan.web.paper.docx import docx_of
from qorgan.web.paper.pdf import pdf_of
from qorgan.web.square.paper_form import SHEET, Typed

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# Drawing a page takes a processor for a second or two: as many at once as leave the others to whoever reads.
_turns = threading.BoundedSemaphore(2)
PATIENCE = 8.0


class Busy(RuntimeError):
    """Others are having their papers made. Nothing typed is lost; it can be asked for again."""


def written(paper: Paper, typed: Typed, language: str, sheet: bool = False) -> Written:
    """The text of the paper, or of its confidential sheet. The paper never gets what belongs on the sheet."""
    names = ("name", *SHEET) if sheet else paper.places
    values = {name: typed.printed(name, language) for name in names}
    return (papers().confidential if sheet else papers().write)(paper.id, language, values)


def made(paper: Paper, typed: Typed, wanted: str) -> HttpResponse | None:
    """The file that a button asks for: `pdf-kk`, `docx-ru`, `sheet-pdf-kk`; None for what is none.

    Raises Busy, and DocumentsUnavailable where this machine makes no PDF.
    """
    sheet = wanted.startswith("sheet-")
    kind, _dash, language = wanted.removeprefix("sheet-").partition("-")
    if kind not in KINDS or language not in PAPER_LANGUAGES:
        return None
    text = written(paper, typed, language, sheet)
    with _turn():
        content = docx_of(text) if kind == "docx" else pdf_of(as_html(text))
    response = HttpResponse(content, content_type=KINDS[kind])
    # A name that tells whoever looks through the files of a telephone as little as can be.
    name = f"paper-{paper.order}{'-sheet' if sheet else ''}-{language}-draft.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def as_html(text: Written) -> str:
    return render_to_string("square/paper/print.html", {"paper": text})
