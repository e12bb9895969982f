"""A librarian gives a file, looks at what came of it, and takes in what she wants: as drafts, each once."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.library.signing import signed_in

from qorgan.catalogue.collection import first_collection
from qorgan.web.library.importing.models import Arrival, Preview
from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
START = "/library/edit/import/"
HEAD = "kind;title_en;title_ru;summary_en;licence;cost;address"
GOOD = (
    "toolkit;A guide for akims;Памятка акима;What an akim does first.;CC-BY-4.0;free;https://example.org/akim"
)
BAD = "spaceship;A wrong kind;;Words.;CC-BY-4.0;free;https://example.org/x"


def table(*rows: str) -> bytes:
    return ("\n".join((HEAD, *rows)) + "\n").encode()


def upload(client: Client, data: bytes, name: str = "records.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    given = {"do": "file", "f-kind": "", "f-country": "", "f-licence": "", **more}
    return client.post(START, {"f-file": file, **given})


def previewed(client: Client, data: bytes, name: str = "records.csv", **more: str) -> tuple[str, str]:
    """The address of the preview and its page."""
    answer = upload(client, data, name, **more)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    address = answer.headers["Location"]
    return address, client.get(address).content.decode()


def ticked(text: str) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)" id="[^"]+" checked', text)


def all_rows(text: str) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', text)


def count() -> int:
    return Record.objects.values("identifier").distinct().count()


def test_nothing_is_taken_in_before_she_says_so_and_then_only_as_drafts() -> None:
    client, before = signed_in("librarian"), count()
    address, text = previewed(client, table(GOOD, BAD))
    assert count() == before
    assert "A guide for akims" in text and "Nothing like it" in text
    assert "spaceship" in text and "Line 3" in text
    answer = client.post(f"{address}decide/", {"do": "take", "row": ticked(text)})
    assert answer.status_code == 302
    rows = Record.objects.filter(title__in=["A guide for akims", "Памятка акима"])
    assert {row.locale.language_code: row.title for row in rows} == {
        "en": "A guide for akims",
        "ru": "Памятка акима",
    }
    assert len({row.identifier for row in rows}) == len({row.translation_key for row in rows}) == 1
    for row in rows:
        assert not row.live and row.has_unpublished_changes and row.latest_revision is not None
        assert Client().get(f"/library/r/{row.identifier}/").status_code == 404
    assert not Preview.objects.exists()


def test_doing_it_twice_makes_nothing_twice() -> None:
    client = signed_in("librarian")
    address, text = previewed(client, table(GOOD))
    client.post(f"{address}decide/", {"do": "take", "row": ticked(text)})
    after = count()
    client.post(f"{address}decide/", {"do": "take", "row": ticked(text)})
    assert count() == after
    _address, again = previewed(client, table(GOOD))
    assert "1 was taken in before and is not shown." in again
    assert not all_rows(again)
    assert count() == after and Arrival.objects.count() == 1


def test_two_windows_on_one_file_make_one_record() -> None:
    client = signed_in("librarian")
    one, text = previewed(client, table(GOOD))
    other, _text = previewed(client, table(GOOD))
    for address in (one, other):
        client.post(f"{address}decide/", {"do": "take", "row": ticked(text)})
    assert Record.objects.filter(title="A guide for akims").count() == 1


def test_a_record_that_is_here_is_found_named_and_not_ticked() -> None:
    there = first_collection()[0]
    same = f"{there.kind};{there.title['en']};;Words.;{there.licence};free;{there.address}"
    near = GOOD.replace("example.org", "other.example")
    _address, text = previewed(signed_in("librarian"), table(same, GOOD, near))
    assert "Surely the same" in text
    assert f"({there.identifier})" in text
    assert "Perhaps the same" in text and "line 3 of what was read" in text
    assert len(ticked(text)) == 1


@pytest.mark.parametrize(("language", "said"), [("en", "Line 2"), ("ru", "Строка 2"), ("kk", "2-жол")])
def test_a_refused_row_is_explained_in_the_editors_language(language: str, said: str) -> None:
    from qorgan.catalogue.saying import word

    _address, text = previewed(signed_in("librarian", language), table(BAD))
    assert word("line", language, line=2) in text
    assert "spaceship" in text
    assert not all_rows(text)


def test_the_file_and_its_refused_rows_are_not_kept_after_the_decision() -> None:
    client = signed_in("librarian")
    address, _text = previewed(client, table(GOOD, BAD))
    client.post(f"{address}decide/", {"do": "let_go"})
    assert not Preview.objects.exists() and not Record.objects.filter(title="A guide for akims").exists()


def test_another_librarians_preview_is_not_hers_to_see_or_decide() -> None:
    from django.contrib.auth.models import Group

    from qorgan.web.library.editors.models import Editor

    address, text = previewed(signed_in("librarian"), table(GOOD))
    other = Editor.objects.create_user("other", password="synthetic-library-1")
    other.groups.add(Group.objects.get(name="Librarians"))
    client = signed_in("other")
    assert client.get(address).status_code == 404
    client.post(f"{address}decide/", {"do": "take", "row": ticked(text)})
    assert not Record.objects.filter(title="A guide for akims").exists()


@pytest.mark.parametrize("name", ["contributor", "reviewer"])
@pytest.mark.parametrize("path", ["", "template.csv", "records.csv", "arrivals/", "1/"])
def test_only_librarians_take_records_in(name: str, path: str) -> None:
    assert signed_in(name).get(f"{START}{path}").status_code in (302, 403)
    assert upload(signed_in(name), table(GOOD)).status_code in (302, 403)
    assert not Preview.objects.exists()


def test_somebody_without_an_account_is_sent_to_sign_in() -> None:
    answer = Client().get(START)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/library/edit/")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "guide.pdf"),
        (b"PK\x03\x04" + b"\0" * 50, "book.xlsx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "x.csv"),
        (b"   \n \n", "empty.csv"),
        (b"one;two\n1;2\n", "other.csv"),
        (b"TY  - JOUR\n", "open.ris"),
        (b"\0" * 3000, "zeros.csv"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_by_name_and_nothing_is_kept(data: bytes, name: str) -> None:
    client = signed_in("librarian")
    answer = upload(client, data, name)
    if answer.status_code == 302:  # read, but nothing of it is good
        assert not all_rows(client.get(answer.headers["Location"]).content.decode())
    else:
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not Record.objects.filter(live=False).exists()


def test_a_file_of_fifty_megabytes_is_refused_with_a_sentence() -> None:
    answer = upload(signed_in("librarian"), b"x" * 50_000_000, "large.csv")
    assert answer.status_code == 422
    assert "50 MB" in answer.content.decode()


def test_no_file_at_all_is_said() -> None:
    answer = signed_in("librarian").post(START, {"do": "file"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_markup_in_a_title_stays_text() -> None:
    row = GOOD.replace("A guide for akims", '<script>alert(1)</script>"onmouseover=x')
    _address, text = previewed(signed_in("librarian"), (HEAD + "\n" + row.replace('"', "'") + "\n").encode())
    assert "<script>alert(1)" not in text and "&lt;script&gt;alert(1)" in text


def test_references_come_in_with_what_they_do_not_state_put_in() -> None:
    ris = (
        b"TY  - RPRT\nTI  - A report on shelters\nAB  - Words of its authors.\nUR  - https://example.org/report\n"
        b"PY  - 2024\nER  - \n"
    )
    client = signed_in("librarian")
    _address, text = previewed(client, ris, "refs.ris")
    assert not all_rows(text)  # a report is none of our kinds: nothing is guessed
    address, text = previewed(client, ris, "refs.ris", **{"f-kind": "evaluation", "f-country": "KZ"})
    client.post(f"{address}decide/", {"do": "take", "row": all_rows(text)})
    row = Record.objects.get(title="A report on shelters")
    assert (row.kind, row.countries, row.issued, row.licence) == ("evaluation", ["KZ"], "2024", "not-found")


def test_what_goes_out_comes_back_and_is_known_for_what_it_is() -> None:
    client = signed_in("librarian")
    data = client.get(f"{START}records.csv")
    assert data.headers["Content-Disposition"] == 'attachment; filename="library-records.csv"'
    _address, text = previewed(client, data.content)
    assert len(all_rows(text)) == 3 and not ticked(text)
    assert text.count("the same identifier") == 3


def test_a_formula_in_a_title_is_text_in_the_export() -> None:
    row = Record.objects.filter(locale__language_code="en").first()
    assert row is not None
    Record.objects.filter(pk=row.pk).update(title="=cmd|' /C calc'!A0", summary="+1+1")
    data = signed_in("librarian").get(f"{START}records.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(data), delimiter=";") for cell in line]
    assert "'=cmd|' /C calc'!A0" in cells and "'+1+1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")]


def test_the_template_is_a_header_in_her_language_that_is_read_back() -> None:
    client = signed_in("librarian", "ru")
    header = client.get(f"{START}template.csv").content.decode("utf-8-sig").strip()
    names = next(csv.reader([header], delimiter=";"))
    assert "Название (ru)" in names
    given = {"Вид": "Набор инструментов", "Название (ru)": "Памятка", "Краткое описание (ru)": "Слова.",
             "Лицензия": "CC-BY-4.0", "Стоимость": "free",
             "Адрес в интернете": "https://example.org/p"}  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([names, [given.get(name, "") for name in names]])
    _address, text = previewed(client, out.getvalue().encode())
    assert len(ticked(text)) == 1


def test_many_rows_are_shown_and_taken_in_a_part_at_a_time(monkeypatch: Any) -> None:
    from qorgan.web.library.importing import drafts

    monkeypatch.setattr(drafts, "AT_ONCE", 2)
    rows = [
        GOOD.replace("A guide for akims", f"Study {n}{n}{n} of village {n}").replace("/akim", f"/{n}")
        for n in range(5)
    ]
    rows = [row.replace("Памятка акима", "") for row in rows]
    client, before = signed_in("librarian"), count()
    address, text = previewed(client, table(*rows))
    for made in (2, 4, 5):
        shown = all_rows(text)
        assert client.post(f"{address}decide/", {"do": "take", "row": shown}).status_code == 302
        assert count() == before + made
        client.post(f"{address}decide/", {"do": "take", "row": shown})  # pressed twice
        assert count() == before + made
        text = client.get(address).content.decode() if made < 5 else ""
    assert not Preview.objects.exists()
