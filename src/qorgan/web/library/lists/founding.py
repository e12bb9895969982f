"""The first reading lists, put in where a list of their name is missing."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from qorgan.web.library.lists.models import LANGUAGES, ReadingList


def first_lists() -> list[dict[str, Any]]:
    """The lists of `first.yaml` as fields of a ReadingList."""
    text = files("qorgan.web.library.lists").joinpath("first.yaml").read_text("utf-8")
    return [_fields(order, one) for order, one in enumerate(yaml.safe_load(text), start=1)]


def _fields(order: int, plain: dict[str, Any]) -> dict[str, Any]:
    entries = [
        {
            "type": "entry",
            "value": {"identifier": one["record"], **{f"why_{c}": one["why"][c] for c in LANGUAGES}},
        }
        for one in plain["records"]
    ]
    words = {
        f"{name}_{code}": " ".join(plain[name][code].split())
        for name in ("title", "introduction")
        for code in LANGUAGES
    }
    return {"name": plain["name"], "order": order * 10, "entries": entries, **words}


def found_lists() -> None:
    """Makes and publishes the lists that are missing; a list that somebody changed stays as it is."""
    there = set(ReadingList.objects.values_list("name", flat=True))
    for fields in first_lists():
        if fields["name"] not in there:
            made = ReadingList(**fields, live=False)
            made.save()
            made.save_revision().publish()
