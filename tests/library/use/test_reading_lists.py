"""Reading lists: real records in order, each with a line why, as a page, a feed and files to cite from."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
import rispy
from django.core.exceptions import ValidationError
from django.test import Client

from qorgan.catalogue.collection import first_collection
from qorgan.web.library.lists.founding import first_lists, found_lists
from qorgan.web.library.lists.models import LANGUAGES, ReadingList

pytestmark = pytest.mark.django_db
THERE = [one.identifier for one in first_collection()[:3]]  # what the test's library holds


def _list(**changed: Any) -> ReadingList:
    words = {f"{name}_{code}": f"{name} {code}" for name in ("title", "introduction") for code in LANGUAGES}
    entries = [
        {
            "type": "entry",
            "value": {"identifier": one, **{f"why_{code}": f"why {code} {place}" for code in LANGUAGES}},
        }
        for place, one in enumerate(changed.pop("records", THERE))
    ]
    return ReadingList(**({"name": "of-a-test", "entries": entries} | words | changed))


def _published(**changed: Any) -> ReadingList:
    made = _list(**changed)
    made.save()
    made.save_revision().publish()
    return made


def test_at_least_four_first_lists_name_only_records_of_the_first_collection_each_once() -> None:
    real = {one.identifier for one in first_collection()}
    lists = first_lists()
    assert len(lists) >= 4
    for one in lists:
        named = [entry["value"]["identifier"] for entry in one["entries"]]
        assert set(named) <= real
        assert len(set(named)) == len(named) >= 8
        for words in [*one.items(), *(pair for entry in one["entries"] for pair in entry["value"].items())]:
            assert words[1], words[0]


def test_the_first_lists_are_put_in_once_and_a_changed_one_stays() -> None:
    assert ReadingList.objects.count() == len(first_lists())
    ReadingList.objects.filter(name="police-trainer").update(title_en="Changed")
    found_lists()
    assert ReadingList.objects.count() == len(first_lists())
    assert ReadingList.objects.get(name="police-trainer").title_en == "Changed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_read_in_its_order_with_a_line_why(language: str) -> None:
    _published(records=THERE[::-1])
    answer = Client().get("/library/lists/of-a-test/", {"lang": language})
    assert answer.status_code == 200
    found = answer.context["list"]
    assert [one.record.value.identifier for one in found.entries] == THERE[::-1]
    assert [one.why for one in found.entries] == [f"why {language} {place}" for place in range(3)]
    assert not answer.cookies
    assert len(answer.content) < 100_000


def test_a_draft_is_not_shown_anywhere() -> None:
    made = _list()
    made.live = False
    made.save()
    client = Client()
    for path in ("", "feed.xml", "ris"):
        assert client.get(f"/library/lists/of-a-test/{path}").status_code == 404
    assert "of-a-test" not in client.get("/library/lists/").content.decode()


def test_a_record_that_is_gone_is_counted_and_not_linked() -> None:
    missing = first_collection()[10].identifier
    _published(records=[THERE[0], missing])
    answer = Client().get("/library/lists/of-a-test/", {"lang": "en"})
    assert answer.context["list"].gone == 1
    assert missing not in answer.content.decode()


def test_the_whole_list_is_cited_in_three_forms() -> None:
    _published()
    client = Client()
    bibtex = client.get("/library/lists/of-a-test/bibtex", {"lang": "en"})
    assert bibtex.headers["Content-Disposition"] == 'attachment; filename="of-a-test.bib"'
    assert [line for line in bibtex.content.decode().splitlines() if line.startswith("@")] == [
        f"@misc{{{one}," for one in THERE
    ]
    ris = rispy.loads(client.get("/library/lists/of-a-test/ris", {"lang": "en"}).content.decode())
    assert [one["id"] for one in ris] == THERE
    csl = json.loads(client.get("/library/lists/of-a-test/csl", {"lang": "en"}).content)
    assert [one["id"] for one in csl] == THERE
    assert client.get("/library/lists/of-a-test/docx").status_code == 404


def test_the_feed_is_rss_with_a_lasting_name_for_each_item() -> None:
    _published(title_en="Words & <signs>")
    answer = Client().get("/library/lists/of-a-test/feed.xml", {"lang": "en"})
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Words & <signs>"
    items = channel.findall("item")
    assert [str(one.findtext("guid")).split("/r/")[1].split("/")[0] for one in items] == THERE
    assert all(str(one.findtext("link")).startswith("http") for one in items)


def test_what_is_wrong_with_a_list_is_said_before_it_is_published() -> None:
    with pytest.raises(ValidationError) as twice:
        _list(records=[THERE[0], THERE[0]]).full_clean()
    assert "entries" in twice.value.message_dict
    with pytest.raises(ValidationError) as strange:
        _list(name="Of A Test").full_clean()
    assert "name" in strange.value.message_dict
    with pytest.raises(ValidationError) as sign:
        _list(title_ru="a\x0bb").full_clean()
    assert "title_ru" in sign.value.message_dict


def test_the_address_of_a_published_list_stays() -> None:
    made = _published()
    made.name = "another-word"
    with pytest.raises(ValidationError) as moved:
        made.full_clean()
    assert "of-a-test" in str(moved.value)


@pytest.mark.parametrize("given", ["q0000018", "q0001231x", "", "  ", "javascript:1"])
def test_an_identifier_that_is_none_is_refused_in_the_editor(given: str) -> None:
    block = ReadingList._meta.get_field("entries").stream_block.child_blocks["entry"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"identifier": given, **{f"why_{code}": "why" for code in LANGUAGES}}))


def test_a_librarian_writes_a_list_and_a_reviewer_does_not(signed_in: Callable[[str], Client]) -> None:
    from qorgan.web.library.editors.models import Editor

    librarian, reviewer = (Editor.objects.get(username=one) for one in ("librarian", "reviewer"))
    for may in ("add", "change", "publish"):
        assert librarian.has_perm(f"library.{may}_readinglist")
        assert not reviewer.has_perm(f"library.{may}_readinglist")
    client = signed_in("librarian")
    assert client.get("/library/edit/snippets/library/readinglist/add/", secure=True).status_code == 200
    one = ReadingList.objects.get(name="police-trainer")
    assert (
        client.get(f"/library/edit/snippets/library/readinglist/edit/{one.pk}/", secure=True).status_code
        == 200
    )
