"""Files: refused by size and by what is in them, given out only as downloads of published records."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection

from qorgan.web.library.files import is_what_it_says

EDIT = "/library/edit/snippets/library/record/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def add(client: Client, name: str, content: bytes) -> Any:
    return client.post(
        "/library/edit/documents/add/",
        {
            "title": "A file",
            "file": SimpleUploadedFile(name, content),
            "tags": "",
            "collection": Collection.get_first_root_node().pk,
        },
    )


@pytest.mark.django_db
def test_a_pdf_of_fifty_megabytes_is_refused_with_a_sentence(signed_in: Any) -> None:
    answer = add(signed_in("contributor"), "large.pdf", PDF + b"0" * (50 * 1024 * 1024))
    assert answer.status_code == 200
    assert (
        "This file has 51 MB and the largest kept here is 20 MB. Give its address instead."
        in answer.content.decode()
    )
    assert not Document.objects.exists()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def of_version(number: int, archive: bytes) -> bytes:
    """The archive, its first entry asking for a version of ZIP that nobody reads."""
    place = archive.index(b"PK\x01\x02") + 6
    return archive[:place] + bytes([number]) + archive[place + 1 :]


@pytest.mark.parametrize(
    ("name", "content", "right"),
    [
        ("a.pdf", PDF, True),
        ("a.pdf", b"<html><script>1</script>", False),
        ("a.pdf", zipped("x"), False),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), True),
        ("a.docx", zipped("x"), False),
        ("a.docx", of_version(99, zipped("word/document.xml")), False),  # zipfile raises NotImplementedError
        ("a.txt", b"\xef\xbb\xbf<svg onload=alert(1)>", False),
        ("a.xlsx", zipped("xl/workbook.xml"), True),
        ("a.odt", zipped("content.xml"), True),
        ("a.docx", PDF, False),
        ("a.csv", "Облыс;Саны\n".encode(), True),
        ("a.csv", b"\x00\x01", False),
        ("a.txt", b" <SCRIPT>", False),
        ("a.csv", ("ә" * 40000).encode(), True),
        ("a.html", b"x", False),
        ("a", b"x", False),
        ("a.docx", b"PK\x03\x04", False),
    ],
)
def test_a_file_is_known_by_what_is_in_it(name: str, content: bytes, right: bool) -> None:
    assert is_what_it_says(name, io.BytesIO(content)) is right


@pytest.mark.django_db
def test_a_page_that_calls_itself_a_pdf_is_refused(signed_in: Any) -> None:
    answer = add(signed_in("contributor"), "page.pdf", b"<html><script>alert(1)</script>")
    assert "What is in this file is not what its name says. Nothing was kept." in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_the_public_gets_a_file_only_with_its_record(
    signed_in: Any, draft: Any, typed: Any, client: Client
) -> None:
    kept = Document(title="Guide", collection=Collection.get_first_root_node())
    kept.file.save("guide.pdf", ContentFile(PDF))
    kept.save()
    address = kept.url
    assert client.get(address).status_code == 404, "added, and given to nobody"
    look = signed_in("contributor").get(f"/library/edit/files/{kept.pk}/")
    assert look.status_code == 200 and b"".join(look.streaming_content) == PDF
    record = draft(file=kept.pk)
    librarian = signed_in("librarian")
    refused = librarian.post(
        f"{EDIT}edit/{record.pk}/",
        typed(file=kept.pk, licence="all-rights-reserved") | {"action-publish": "1"},
    )
    assert "This licence allows no copy here." in refused.content.decode()
    librarian.post(f"{EDIT}edit/{record.pk}/", typed(file=kept.pk) | {"action-publish": "1"})
    page = client.get(f"/library/r/{record.identifier}/", {"lang": "en"}).content.decode()
    assert f'href="{address}"' in page and "Download the file" in page
    given = client.get(address)
    assert given.status_code == 200 and b"".join(given.streaming_content) == PDF
    assert (
        given.headers["Content-Disposition"].startswith("attachment")
        and given.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert given.headers["Content-Security-Policy"] == "default-src 'none'; sandbox" and not given.cookies
    assert client.get(address.replace("guide", "other")).status_code == 404
    librarian.post(f"/library/edit/retire/{record.pk}/", {"note_en": "Gone."})
    assert client.get(address).status_code == 404
