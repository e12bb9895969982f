"""Which column of a table of people is which field, by its heading in English, Russian or Kazakh.

Columns that nobody knows are kept aside and named once. Headings: `data/columns.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.identity.faults import Fault, Refused, Report

ID = "unique_id"
MOST = 1000
FIELDS = (ID, "surname", "first_name", "patronymic", "full_name", "dob", "age", "iin", "phone", "region")
FURTHER = ("street", "aliases", "sex", "recorded")
# One of these must be there: the other fields alone say nothing about who it is.
OF_A_PERSON = ("surname", "first_name", "patronymic", "full_name", "dob", "age", "iin", "phone")


@dataclass(frozen=True)
class Columns:
    """Where each field stands: `places` maps a field to the index of its column; `aside` names the others."""

    places: dict[str, int]
    names: tuple[str, ...]
    aside: tuple[str, ...]


@cache
def _raw() -> Any:
    return yaml.safe_load(files(__package__).joinpath("data", "columns.yaml").read_text("utf-8"))


def plain(heading: str) -> str:
    """A heading as the list has it: lower case, one underscore between words."""
    text = unicodedata.normalize("NFKC", heading).lower().replace("ё", "е")
    return re.sub(r"[^\w№]+|_+", "_", text).strip("_")


@cache
def known() -> dict[str, tuple[str, int]]:
    """Every heading with its field and its place in the field's list: an earlier one is the more certain."""
    return {
        plain(name): (field, place)
        for field, names in _raw()["columns"].items()
        for place, name in enumerate(names)
    }


@cache
def sexes() -> dict[str, str]:
    return {name: sex for sex, names in _raw()["sex"].items() for name in names}


def assigned(headings: Sequence[str], report: Report) -> Columns:
    """The columns by field. Raises Refused where no person, or no unique_id, can be told."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, heading in enumerate(headings):
        if hit := known().get(plain(heading)):
            found.setdefault(hit[0], []).append((hit[1], index))
    places = {field: min(hits)[1] for field, hits in found.items()}
    doubled = [index for field, hits in found.items() for _, index in hits if index != places[field]]
    names = tuple(_short(heading) for heading in headings)
    if len(headings) > MOST:
        raise Refused(Fault("header_wide", 1), report.file)
    if not places:
        raise Refused(Fault("header_unknown", 1, "", ", ".join(FIELDS)), report.file)
    if ID not in places:
        raise Refused(Fault("header_no_id", 1, ID), report.file)
    if not set(places) & set(OF_A_PERSON):
        raise Refused(Fault("header_no_person", 1, "", ", ".join(OF_A_PERSON)), report.file)
    for index in doubled:
        report.add(Fault("header_twice", 1, known()[plain(headings[index])][0], names[index]))
    used = {*places.values(), *doubled}
    aside = tuple(name for index, name in enumerate(names) if index not in used)
    if aside:
        report.add(Fault("header_aside", 1, "", ", ".join(aside[:20]) + (" …" if len(aside) > 20 else "")))
    return Columns(places, names, aside)


def _short(heading: str) -> str:
    """A heading fit for one line of a report."""
    return "".join(c if c.isprintable() else " " for c in heading.strip())[:60] or "(no name)"
