"""The endpoint of OAI-PMH 2.0 over the database: what the protocol asks, held to its schema."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import etree

from qorgan.catalogue.collection import first_collection
from qorgan.web.clock import real_now
from qorgan.web.library.models import Number, Record
from qorgan.web.library.share import holdings, oai_view
from qorgan.web.library.share.models import Holding

pytestmark = pytest.mark.django_db
STANDARDS = Path(__file__).resolve().parents[2] / "catalogue" / "standards"
SCHEMA = etree.XMLSchema(etree.parse(STANDARDS / "oai_pmh.xsd"))
NS = {"o": "http://www.openarchives.org/OAI/2.0/"}
FIRST = [one.identifier for one in first_collection()[:3]]


def ask(method: str = "get", **asked: str) -> Any:
    answer = getattr(Client(), method)("/library/oai", asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert not answer.cookies
    tree = etree.fromstring(answer.content)
    SCHEMA.assertValid(tree)
    return tree


def found(tree: Any, path: str) -> list[str]:
    return [one.text or "" for one in tree.findall(path, NS)]


def error(tree: Any) -> str:
    return str(tree.find("o:error", NS).get("code"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "asked",
    [
        {"verb": "Identify"},
        {"verb": "ListMetadataFormats"},
        {"verb": "ListSets"},
        {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"},
        {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
        {"verb": "ListRecords", "metadataPrefix": "library_json"},
    ],
)
def test_every_verb_answers_by_get_and_by_post_as_the_schema_says(method: str, asked: dict[str, str]) -> None:
    tree = ask(method, **asked)
    assert tree.find("o:error", NS) is None
    assert tree.find("o:request", NS).text == "http://testserver/library/oai"


def test_it_says_what_the_protocol_wants_to_know() -> None:
    tree = ask(verb="Identify")
    assert found(tree, ".//o:deletedRecord") == ["persistent"]
    assert found(tree, ".//o:granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert found(tree, ".//o:adminEmail") == ["library@library.localhost"]
    (earliest,) = found(tree, ".//o:earliestDatestamp")
    stamps = found(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:datestamp")
    assert earliest <= min(stamps)


def test_the_list_holds_each_published_record_once() -> None:
    names = found(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:identifier")
    assert sorted(names) == sorted(f"oai:library.localhost:{one}" for one in FIRST)


def test_a_list_goes_on_from_page_to_page_and_loses_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr(oai_view, "SIZE", 1)
    names, asked = [], {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    for cursor in range(len(FIRST)):
        tree = ask(**asked)
        names += found(tree, ".//o:identifier")
        token = tree.find(".//o:resumptionToken", NS)
        assert (token.get("cursor"), token.get("completeListSize")) == (str(cursor), str(len(FIRST)))
        asked = {"verb": "ListIdentifiers", "resumptionToken": token.text or ""}
    assert not asked["resumptionToken"]
    assert sorted(names) == sorted(f"oai:library.localhost:{one}" for one in FIRST)


def test_a_token_of_another_library_is_refused() -> None:
    assert error(ask(verb="ListRecords", resumptionToken="bm90IG91cnM")) == "badResumptionToken"


def test_sets_are_kinds_and_countries() -> None:
    value = first_collection()[0]
    for name in (f"kind-{value.kind}", *(f"country-{one}" for one in value.countries)):
        tree = ask(verb="ListRecords", metadataPrefix="oai_dc", set=name)
        assert f"oai:library.localhost:{value.identifier}" in found(tree, ".//o:identifier")
    other = next(one for one in ("TM", "US") if all(one not in v.countries for v in first_collection()[:3]))
    assert error(ask(verb="ListRecords", metadataPrefix="oai_dc", set=f"country-{other}")) == "noRecordsMatch"


def retire(name: str) -> None:
    for row in Record.objects.filter(identifier=name):
        row.unpublish()
    number = Number.objects.get(identifier=name)
    number.retired_at, number.retired_title = real_now(), {"en": "Gone"}
    number.save()


def test_a_retired_record_stays_as_deleted_with_a_new_stamp_and_its_sets() -> None:
    Holding.objects.filter(pk=FIRST[0]).update(stamp=real_now() - timedelta(days=3))
    before = Holding.objects.get(pk=FIRST[0]).stamp
    retire(FIRST[0])
    tree = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"oai:library.localhost:{FIRST[0]}")
    header = tree.find(".//o:header", NS)
    assert header.get("status") == "deleted"
    assert tree.find(".//o:metadata", NS) is None
    assert f"kind-{first_collection()[0].kind}" in found(tree, ".//o:setSpec")
    assert Holding.objects.get(pk=FIRST[0]).stamp > before
    since = (real_now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lately = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": since})
    assert f"oai:library.localhost:{FIRST[0]}" in found(lately, ".//o:identifier")


def test_a_draft_tells_harvesters_nothing_and_its_publication_does() -> None:
    row = Record.objects.filter(identifier=FIRST[0]).first()
    assert row is not None
    Holding.objects.filter(pk=FIRST[0]).update(stamp=real_now() - timedelta(days=3))
    before = Holding.objects.get(pk=FIRST[0]).stamp
    row.title = "Only thought about"
    draft = row.save_revision()
    assert Holding.objects.get(pk=FIRST[0]).stamp == before
    name = f"oai:library.localhost:{FIRST[0]}"
    seen = etree.tostring(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=name)).decode()
    assert "Only thought about" not in seen
    draft.publish()
    assert Holding.objects.get(pk=FIRST[0]).stamp > before
    seen = etree.tostring(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=name)).decode()
    assert "Only thought about" in seen


def test_a_record_that_was_never_public_does_not_exist_for_harvesters() -> None:
    from wagtail.models import Locale

    row = Record(
        kind="toolkit", title="Draft", summary="x", locale=Locale.objects.get(language_code="en"), live=False
    )
    row.save()
    asked = {
        "verb": "GetRecord",
        "metadataPrefix": "oai_dc",
        "identifier": f"oai:library.localhost:{row.identifier}",
    }
    assert error(ask(**asked)) == "idDoesNotExist"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:other:1", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%3Cx%3E", "idDoesNotExist"),
        ("verb=ListRecords&resumptionToken=" + "A" * 3000, "badResumptionToken"),
    ],
)
def test_a_wrong_request_is_answered_with_the_protocols_own_error(asked: str, code: str) -> None:
    answer = Client().get(f"/library/oai?{asked}")
    assert answer.status_code == 200
    tree = etree.fromstring(answer.content)
    SCHEMA.assertValid(tree)
    assert error(tree) == code


def test_a_page_costs_the_same_at_the_end_as_at_the_beginning(django_assert_max_num_queries: Any) -> None:
    stamp = real_now().replace(microsecond=0) - timedelta(days=1)
    Holding.objects.bulk_create(
        Holding(identifier=f"x{n:06}x", stamp=stamp + timedelta(seconds=n // 50), kind="dataset",
                countries="|KZ|", gone=True)
        for n in range(2000)
    )  # fmt: skip
    wanted = holdings.Wanted(after=(stamp + timedelta(seconds=30), "x001549x"))
    with django_assert_max_num_queries(2):
        page = holdings.Shelf().page(wanted, 101)
    assert len(page) == 101
    assert page[0].identifier == "x001550x"
    assert [(one.stamp, one.identifier) for one in page] == sorted(
        (one.stamp, one.identifier) for one in page
    )


def test_the_schema_that_the_format_names_is_served() -> None:
    tree = ask(verb="ListMetadataFormats")
    address = dict(zip(found(tree, ".//o:metadataPrefix"), found(tree, ".//o:schema"), strict=True))[
        "library_json"
    ]
    answer = Client().get(urlsplit(address).path)
    assert answer.status_code == 200
    etree.XMLSchema(etree.fromstring(answer.content))
    assert not parse_qs(urlsplit(address).query) and re.match("http://testserver/", address)
