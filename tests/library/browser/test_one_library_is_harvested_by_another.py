"""A round trip: a library served whole, harvested over HTTP into one that has three of its records."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.record import Record as Value
from qorgan.web.library.importing.models import Arrival
from qorgan.web.library.models import Record
from qorgan.web.library.values import record_value

pytestmark = pytest.mark.django_db
OURS = ("identifier", "sources", "last_checked", "related", "evidence", "keywords")


def harvest(base: str, *more: str) -> str:
    out = io.StringIO()
    call_command("harvest", base, *more, stdout=out)
    return out.getvalue()


def numbers(told: str) -> dict[str, int]:
    """The sums of all parts that the command told of."""
    found: dict[str, int] = {}
    for line in told.splitlines():
        if line.startswith("answers "):
            for name, number in re.findall(r"(\w+) (\d+)", line):
                found[name] = found.get(name, 0) + int(number)
    return found


def same(value: Value) -> dict[str, Any]:
    return {name: one for name, one in value.plain().items() if name not in OURS}


def test_everything_arrives_as_drafts_without_loss_and_what_is_here_is_found(
    site: str, settings: Any
) -> None:
    parts = urlsplit(site)
    settings.OUTSIDE_ALLOWED = {(parts.hostname, parts.port)}
    base, collection = f"{site}oai", first_collection()
    told = harvest(base)
    got = numbers(told)
    assert got["answers"] == -(-len(collection) // 100)
    assert got["new"] + got["duplicates"] == len(collection) and got["refused"] == 0
    for here in collection[:3]:
        assert re.search(
            rf"duplicate \(sure\) of {here.identifier}: oai:library.localhost:{here.identifier}", told
        )
    rows: dict[str, list[Record]] = {}
    for row in Record.objects.filter(live=False).select_related("locale"):
        rows.setdefault(row.identifier, []).append(row)
    assert len(rows) == got["new"]
    there = {f"oai:library.localhost:{one.identifier}": one for one in collection}
    for arrival in Arrival.objects.all():
        value = record_value(rows[arrival.identifier])
        assert same(value) == same(there[arrival.key]), arrival.key
        assert value.last_checked is None
        assert all(source.opened is None for source in value.sources)
        assert all(arrival.key in note for note in value.sources[-1].note.values())
    again = numbers(harvest(base))
    assert (again["new"], again["before"]) == (0, got["new"])
    assert Record.objects.filter(live=False).values("identifier").distinct().count() == got["new"]


def test_dublin_core_alone_brings_the_titles_and_says_what_it_cannot_say(site: str, settings: Any) -> None:
    parts = urlsplit(site)
    settings.OUTSIDE_ALLOWED = {(parts.hostname, parts.port)}
    told = harvest(f"{site}oai", "--prefix", "oai_dc", "--set", "kind-dataset")
    datasets = [one for one in first_collection() if one.kind == "dataset"]
    got = numbers(told)
    assert got["new"] + got["duplicates"] + got["refused"] == len(datasets)
    assert got["new"] > 0
