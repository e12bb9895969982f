"""A paper as DOCX, to go on writing in. Made from values only; no macro, no link, no name of an author."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from qorgan.law.papers import Line, Written
from qorgan.web.paper.pdf import DocumentsUnavailable

FONT = "Noto Sans"
# What XML cannot hold: a control character that was pasted must not break the file.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TAGS = {"kk": "kk-KZ", "ru": "ru-RU"}


def docx_of(paper: Written) -> bytes:
    """The paper as an editable file; the mark that it is a draft stands at the head of every page.

    Raises DocumentsUnavailable.
    """
    try:
        from docx import Document
        from docx.shared import Mm
    except ImportError as error:
        raise DocumentsUnavailable(
            "DOCX files cannot be made: python-docx is not installed (make venv)."
        ) from error
    document = Document()
    _page(document, paper)
    for line in paper.top:
        document.add_paragraph(_said(line)).paragraph_format.left_indent = Mm(70)
    _centred(document, paper.heading, 14)
    _centred(document, paper.under, 11)
    for piece in paper.body:
        _piece(document, piece)
    if paper.sign:
        document.add_paragraph(
            f"{paper.sign}: ______________________________"
        ).paragraph_format.space_before = Mm(8)
    for line in paper.end:
        _small(document.add_paragraph(_said(line)))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _said(text: str) -> str:
    return UNSPEAKABLE.sub(" ", text)


def _page(document: Any, paper: Written) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(24), Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    mark = head.add_run(paper.mark)
    mark.bold, mark.font.color.rgb = True, RGBColor(0x8A, 0x1C, 0x1C)
    _small(section.footer.paragraphs[0]).add_run(_said(paper.foot))
    about = document.core_properties
    about.title, about.author, about.last_modified_by = f"{paper.mark}. {paper.heading}", "", ""
    about.comments, about.keywords, about.language = "", paper.mark, TAGS[paper.language]
    # A day that says nothing: when a paper was made is nobody's business but hers.
    about.created = about.modified = datetime(2000, 1, 1)


def _centred(document: Any, text: str, size: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_said(text))
    run.bold, run.font.size = size > 12, Pt(size)


def _small(paragraph: Any) -> Any:
    from docx.shared import Pt

    for run in paragraph.runs:
        run.font.size = Pt(9)
    return paragraph


def _piece(document: Any, piece: Line) -> None:
    if piece.kind == "list":
        for line in piece.lines:
            document.add_paragraph(_said(line), style="List Bullet")
        return
    for line in piece.lines:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(_said(line))
        run.bold = piece.kind in ("head", "box")
        if piece.kind == "head":
            paragraph.paragraph_format.keep_with_next = True
