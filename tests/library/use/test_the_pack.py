"""The pack: static pages without a server, no link that leads nowhere, the same bytes for the same things."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from tests.library.use import sticks

from qorgan.catalogue.courses import courses
from qorgan.catalogue.services import directory
from qorgan.language import terms
from qorgan.web.library import shelf
from qorgan.web.library.directory.models import Service
from qorgan.web.library.lists.models import ReadingList
from qorgan.web.library.models import Record
from qorgan.web.library.pack import keeping
from qorgan.web.library.pack.archive import UnfitPack, archive
from qorgan.web.library.pack.finding import Document, index
from qorgan.web.library.pack.words import leaves

pytestmark = pytest.mark.django_db
NAMES = ["library-kk.zip", "library-ru.zip", "library-en.zip", "library-all.zip"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]


def _made() -> dict[str, bytes]:
    found, _new = keeping.make()
    return {one.name: keeping.path_of(found, one.name).read_bytes() for one in found.packs}


def test_every_link_of_every_page_leads_to_something_on_the_stick() -> None:
    for data in _made().values():
        assert sticks.lost_links(sticks.unpacked(data)) == []


def test_nothing_is_loaded_from_elsewhere_and_links_outside_say_that_they_need_the_internet() -> None:
    for name, data in sticks.unpacked(_made()["library-all.zip"]).items():
        if name.endswith(".html"):
            text = data.decode()
            page = sticks.read(text)
            assert page.styles == 0, name
            assert all("noreferrer" in rel for _address, rel in page.outside), name
            assert text.count('class="net"') >= len(page.outside), name
            assert not re.search(r"localhost|127\.0\.0\.1|testserver|/library/", text), name
            assert len(set(page.ids)) == len(page.ids), name
        elif name.endswith(".css"):
            assert "url(" not in data.decode().replace('url("data:', ""), name
            assert "@import" not in data.decode(), name
        elif name.endswith(".js"):
            assert not re.search(r"fetch\(|XMLHttpRequest|import\(|localStorage|cookie", data.decode()), name


def test_names_are_short_ascii_and_apart_without_capitals_and_pages_are_small() -> None:
    for pack, data in _made().items():
        files = sticks.unpacked(data)
        roots = {name.split("/")[0] for name in files}
        assert roots == {pack.removesuffix(".zip")}
        for name, content in files.items():
            assert re.fullmatch(r"[a-z0-9][a-z0-9./-]*", name), name
            assert len(name) <= 80
            assert ".." not in name
            assert not name.endswith(".html") or len(content) <= 100_000, name
        assert len({name.lower() for name in files}) == len(files)


def test_everything_that_the_library_has_is_in_it() -> None:
    files = sticks.unpacked(_made()["library-ru.zip"])
    root = "library-ru"
    for one in Record.objects.filter(live=True).values_list("identifier", flat=True):
        assert f"{root}/r/{one}.html" in files
    services = files[f"{root}/services.html"].decode()
    assert all(f'id="{one.identifier}"' in services for one in directory())
    glossary = files[f"{root}/glossary.html"].decode()
    assert all(f'id="{one.id}"' in glossary for one in terms())
    assert all(f"{root}/list-{one.name}.html" in files for one in ReadingList.objects.all())
    for course in courses():
        for number in range(1, len(course.pages) + 1):
            assert f"{root}/course-{course.id}-{number}.html" in files
        assert f"{root}/course-{course.id}-answers.html" in files
    for name in (
        "compare",
        "changes",
        "cite",
        "licence",
        "az",
        "kind",
        "topic",
        "country",
        "search",
        "words",
    ):
        assert f"{root}/{name}.html" in files
    for ending in ("bib", "ris", "csl.json"):
        assert files[f"{root}/cite/library.{ending}"]


def test_a_question_keeps_its_answer_to_itself_until_one_is_chosen_with_the_sheet_and_without_it() -> None:
    files = sticks.unpacked(_made()["library-en.zip"])
    for course in courses():
        asked = files[f"library-en/course-{course.id}-check.html"].decode()
        answers = sum(len(one.answers) for one in course.questions)
        assert asked.count('type="radio"') == answers
        assert asked.count('<div class="told" role="status"><p hidden>') == answers
        assert asked.count("<b>Right.</b>") == len(course.questions)
        assert asked.count("<b>Not yet.</b>") == answers - len(course.questions)
        assert asked.count("<details>") == len(course.questions)
        for one in course.questions:
            question = asked.split(f'id="q-{one.id}"')[1].split("</fieldset>")[0]
            folded = question.split("<details>")[1]
            right = next(each for each in one.answers if each.right)
            assert escape(right.text["en"]) in folded
            assert escape(one.why["en"]) in folded
            chosen = question.split(f'id="{one.id}-{right.id}"')[1].split("</p>")[0]
            assert "<b>Right.</b>" in chosen
        told = files[f"library-en/course-{course.id}-answers.html"].decode()
        assert told.count("(right)") == len(course.questions)


def test_every_page_of_the_pack_of_all_leads_to_the_same_page_in_the_other_languages() -> None:
    made = _made()
    for name, data in sticks.unpacked(made["library-all.zip"]).items():
        if name.endswith(".html") and name != "library-all/index.html":
            language, page = name.split("/", 2)[1:]
            ways = re.findall(r'<a href="([^"]+)" lang="(..)" hreflang', data.decode())
            assert [code for _href, code in ways] == ["kk", "ru", "en"], name
            up = "../" * (page.count("/") + 1)
            assert (f"{up}{language}/{page}", language) in ways, name
    for name, data in sticks.unpacked(made["library-ru.zip"]).items():
        assert b"hreflang" not in data, name
        assert b"<!--" not in data, name


def test_without_a_script_every_record_is_found_by_a_word_of_its_title() -> None:
    for code in ("kk", "ru", "en"):
        files = sticks.unpacked(_made()[f"library-{code}.zip"])
        leaves = [text.decode() for name, text in files.items() if re.search(r"/words(-\d+)?\.html$", name)]
        words = [word for text in leaves for word in re.findall(r"<dt>([^<]+)</dt>", text)]
        assert words
        assert len(set(words)) == len(words)
        for one in Record.objects.filter(live=True).values_list("identifier", flat=True):
            assert any(f'href="r/{one}.html"' in text for text in leaves), (code, one)


def test_two_endings_of_a_word_stand_under_one_and_words_that_say_nothing_under_none() -> None:
    record = shelf.published(shelf.all_identifiers())[0]
    titles = ("Қорғау нұсқамасын тапсыру туралы", "Қорғау нұсқамасы және полиция, 350 000 теңге, 102")
    given = [
        replace(record, identifier=f"q000000{number}", title={"kk": one}, keywords=())
        for number, one in enumerate(titles, start=1)
    ]
    found = {
        word.text: [one.href for one in word.lines]
        for leaf in leaves(tuple(given), "kk")
        for letter in leaf.letters
        for word in letter.words
    }
    assert found == {
        "Қорғау": ["r/q0000002.html", "r/q0000001.html"],
        "Нұсқамасы": ["r/q0000002.html", "r/q0000001.html"],
        "102": ["r/q0000002.html"],
        "Полиция": ["r/q0000002.html"],
        "Теңге": ["r/q0000002.html"],
        "Тапсыру": ["r/q0000001.html"],
    }


def test_no_place_of_a_confidential_service_is_in_it() -> None:
    for one in directory():
        if one.confidential:
            assert not (one.street or one.locality or one.latitude or one.longitude)


def test_the_same_content_gives_the_same_bytes_and_another_gives_another_version() -> None:
    first, was_new = keeping.make()
    before = {one.name: keeping.path_of(first, one.name).read_bytes() for one in first.packs}
    again, new = keeping.make()
    assert (was_new, new) == (True, False)
    (Path(settings.DATA) / "packs" / "current.json").unlink()
    anew, new = keeping.make()
    assert new
    assert anew.version == first.version
    assert {one.name: keeping.path_of(anew, one.name).read_bytes() for one in anew.packs} == before
    row = Record.objects.filter(live=True, locale__language_code="kk").first()
    assert row is not None
    Record.objects.filter(pk=row.pk).update(title="Басқа атау")
    changed, new = keeping.make()
    assert new
    assert changed.version != first.version
    assert keeping.path_of(first, "library-kk.zip").is_file(), "whoever reads the old one reads it to its end"


def test_the_page_says_what_is_in_it_how_large_and_of_which_day() -> None:
    client = Client()
    assert "It is not made yet" in client.get("/library/pack/", {"lang": "en"}).content.decode()
    assert client.get("/library/pack/library-kk.zip").status_code == 404
    found, _new = keeping.make()
    text = client.get("/library/pack/", {"lang": "en"}).content.decode()
    assert found.day.strftime("%d.%m.%Y") in text
    for one in found.packs:
        assert f"/library/pack/{one.name}" in text
        answer = client.get(f"/library/pack/{one.name}")
        data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert len(data) == one.size
        assert answer.headers["Content-Type"] == "application/zip"
        assert not answer.cookies


@pytest.mark.parametrize(
    "name", ["current.json", "..%2fsecrets", "library-xx.zip", "library-kk.zip%00", "LIBRARY-KK.ZIP"]
)
def test_nothing_but_a_pack_can_be_had(name: str) -> None:
    keeping.make()
    assert Client().get(f"/library/pack/{name}").status_code == 404


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"version": "../../etc", "day": "2026-01-01", "records": 1, "packs": []}']
)
def test_a_broken_note_of_what_lies_ready_is_no_fault_of_the_page(said: str) -> None:
    keeping.make()
    (Path(settings.DATA) / "packs" / "current.json").write_text(said)
    assert Client().get("/library/pack/").status_code == 200
    assert keeping.kept() is None


def test_a_pack_that_was_cut_short_is_not_offered_and_the_next_maker_mends_it() -> None:
    found, _new = keeping.make()
    path = keeping.path_of(found, "library-kk.zip")
    path.write_bytes(path.read_bytes()[:1000])
    assert keeping.kept() is None
    assert Client().get("/library/pack/library-kk.zip").status_code == 404
    assert keeping.make() == (found, True)
    assert path.stat().st_size == next(one.size for one in found.packs if one.name == path.name)


def test_what_a_stopped_maker_left_is_thrown_away() -> None:
    packs = Path(settings.DATA) / "packs"
    (packs / "new-half").mkdir(parents=True)
    (packs / "new-half" / "library-kk.zip").write_bytes(b"half")
    (packs / "new-note").write_text("{")
    keeping.make()
    assert not list(packs.glob("new-*"))


def test_whoever_asks_while_packs_are_made_anew_gets_whole_ones() -> None:
    keeping.make()
    row = Record.objects.filter(live=True, locale__language_code="kk").first()
    assert row is not None
    Record.objects.filter(pk=row.pk).update(title="Басқа атау")
    seen, done = set[str](), threading.Event()

    def read() -> None:
        while not done.is_set():
            found = keeping.kept()
            assert found is not None
            with zipfile.ZipFile(keeping.path_of(found, "library-kk.zip")) as packed:
                assert packed.testzip() is None
            seen.add(found.version)

    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(read)
        after, new = keeping.make()
        done.set()
        reading.result(60)
    assert new
    assert seen - {after.version}, "the old one was offered meanwhile"


def test_a_pack_that_is_unfit_is_refused_and_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _new = keeping.make()
    row = Record.objects.filter(live=True).first()
    assert row is not None
    Record.objects.filter(pk=row.pk).update(summary="a" * 120_000)
    with pytest.raises(CommandError, match="page has at most"):
        call_command("make_pack")
    assert keeping.kept() == found
    assert not [one for one in (Path(settings.DATA) / "packs").iterdir() if one.name.startswith("new-")]


@pytest.mark.parametrize(
    "name", ["Қала.html", "A.html", "../a.html", "a b.html", "/a.html", "con:.html", "a" * 90]
)
def test_a_name_that_a_stick_refuses_is_refused(name: str) -> None:
    with pytest.raises(UnfitPack):
        archive("library-kk", {name: b""}, 1)


def test_markup_in_a_title_stays_text() -> None:
    row = Record.objects.filter(live=True, locale__language_code="en").first()
    assert row is not None
    Record.objects.filter(pk=row.pk).update(title='</script><script>alert(1)</script><img src="x">')
    for name, data in sticks.unpacked(_made()["library-en.zip"]).items():
        if name.endswith((".html", ".js")):
            assert b"<script>alert" not in data, name
            assert b"</script><script>" not in data.replace(b'a/words.js"></script><script', b""), name


def test_the_index_can_be_read_back_as_json_and_folds_as_the_library_does() -> None:
    one = Document("r/a.html", "Қорғау \u2028 </script>", "kind", (("kk", "Қорғау нұсқамасы"),), ())
    text = index([one])
    assert "</script>" not in text
    assert "\u2028" not in text
    data = json.loads(text.removeprefix("var LIBRARY=").rstrip().rstrip(";"))
    assert data["d"] == [["r/a.html", "Қорғау \u2028 </script>", "kind"]]
    assert "коргау 0" in data["h"].splitlines()
    assert data["f"]["қ"] == "к"


def test_a_zip_carries_no_time_of_its_making() -> None:
    found, _new = keeping.make()
    with zipfile.ZipFile(keeping.path_of(found, "library-kk.zip")) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist() == sorted(packed.namelist())
    assert [one.name for one in found.packs] == NAMES


def test_services_are_those_that_readers_are_shown_today() -> None:
    row = Service.objects.get(identifier="kz-111")
    row.phones, row.name_ru = ["+77271234567"], "Новое имя"
    row.save()
    Service.objects.filter(identifier="kz-111-children").update(shown=False)
    files = sticks.unpacked(_made()["library-ru.zip"])
    text = files["library-ru/services.html"].decode()
    assert "Новое имя" in text and "tel:+77271234567" in text
    assert 'id="kz-111-children"' not in text
    words = files["library-ru/a/words.js"].decode()
    assert 'services.html#kz-111"' in words and "kz-111-children" not in words


HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> "
    "\\input{/etc/passwd} =HYPERLINK(1) {{7*7}}"
)


def _hostile(**more: Any) -> Record:
    row = Record.objects.filter(live=True, locale__language_code="ru").first()
    assert row is not None
    row.title, row.summary = HOSTILE, HOSTILE * 10
    row.publisher = row.original_title = HOSTILE
    row.authors, row.keywords = [HOSTILE, "=1+1", "@x"], [HOSTILE, "-2+3", "ER  - "]
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    return row


def test_nothing_that_an_editor_writes_runs_or_leads_away() -> None:
    row = _hostile()
    for name, data in sticks.unpacked(_made()["library-all.zip"]).items():
        if name.endswith((".html", ".js")):
            text = data.decode()
            assert "<script>alert" not in text and "<img src=x" not in text, name
            assert "javascript:" not in text, name
    files = sticks.unpacked(_made()["library-ru.zip"])
    bib = files["library-ru/cite/library.bib"].decode()
    assert "\\input" not in bib and "\\textbackslash{}input\\{/etc/passwd\\}" in bib
    ris = files["library-ru/cite/library.ris"].decode()
    live = set(Record.objects.filter(live=True).values_list("identifier", flat=True))
    assert ris.count("\r\nER  - \r\n") == len(live)
    page = Client().get(f"/library/r/{row.identifier}/", {"lang": "ru"}).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_one_record_with_the_most_of_everything_does_not_hold_up_the_pack() -> None:
    long = "&" * 300
    sources = [
        {"type": "source", "value": {"address": f"https://example.org/{number}" + "a" * 960,
                                     "certainty": "secondary", "opened": None, "note": "&" * 500}}
        for number in range(40)
    ]  # fmt: skip
    row = _hostile(title=long, summary="&" * 3000, authors=[long] * 100,
                   keywords=[f"{n}{long[4:]}" for n in range(100)], sources=json.dumps(sources))  # fmt: skip
    files = sticks.unpacked(_made()["library-ru.zip"])
    page = files[f"library-ru/r/{row.identifier}.html"]
    assert 3000 < len(page) <= 100_000
