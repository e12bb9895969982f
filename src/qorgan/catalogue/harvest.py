"""Reading another library's answers of OAI-PMH: bytes in, records out. Nothing is fetched here.

What comes is a stranger's: no document type, no entities, no more than `LARGEST`; identifiers, days of
checking and related records of theirs are not taken over as ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, ParseError  # nosec B405: only the types; parsing is defusedxml's

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qorgan.catalogue.faults import Fault
from qorgan.catalogue.harvest_dc import from_dublin_core
from qorgan.catalogue.imported import Imported, Intake
from qorgan.catalogue.importing_ris import NOT_STATED
from qorgan.catalogue.saying import shown
from qorgan.catalogue.textfile import FileRefused

OAI = "{http://www.openarchives.org/OAI/2.0/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
LIBRARY_JSON = "{urn:x-catalogue:library-json:1}json"
LARGEST = 8_000_000
# Tags and attributes of an answer: eight megabytes of `<a/>` would keep a processor for minutes.
MOST_TAGS = 400_000
LONGEST_TOKEN = 2000
MOST_RECORDS = 5000
LISTS = ("ListRecords", "GetRecord")


@dataclass(frozen=True)
class Harvested:
    """What an answer held: records, identifiers that the other library has deleted, and where to go on.

    `token` is for the next request, "" at the end; `total` is what the other library says there is; `names`
    are the identifiers over there, in order: that of a row or a refused one is at its line, from 1."""

    imported: Imported
    deleted: tuple[str, ...] = ()
    token: str = ""
    total: int | None = None
    names: tuple[str, ...] = ()


def first_request(base: str, prefix: str = "oai_dc", since: date | None = None, of_set: str = "") -> str:
    """The address of a first request for records."""
    asked = {"verb": "ListRecords", "metadataPrefix": prefix}
    asked |= {"from": since.isoformat()} if since else {}
    return _request(base, asked | ({"set": of_set} if of_set else {}))


def next_request(base: str, token: str) -> str:
    """The address of the request that goes on from a token."""
    return _request(base, {"verb": "ListRecords", "resumptionToken": token})


def _request(base: str, asked: Mapping[str, str]) -> str:
    parts = urlsplit(base)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def refuse(code: str, given: str = "", allowed: str = "") -> FileRefused:
    return FileRefused(Fault("answer", code, given, allowed))


def read_answer(
    data: bytes,
    identifiers: Iterator[str],
    defaults: Mapping[str, Any] | None = None,
    tokens_before: frozenset[str] = frozenset(),
) -> Harvested:
    """The records of an answer to ListRecords or GetRecord.

    `tokens_before` are those already followed: one that comes back would be followed for ever.
    Raises FileRefused for what is no such answer and for an error that it reports.
    """
    root = _parsed(data)
    for error in root.findall(f"{OAI}error"):
        if error.get("code") != "noRecordsMatch":
            raise refuse("answer_error", f"{error.get('code')}: {error.text or ''}")
        return Harvested(Imported((), ()))
    listed = next((found for name in LISTS if (found := root.find(OAI + name)) is not None), None)
    if listed is None:
        raise refuse("answer_not_oai", "/".join(_name(child.tag) for child in root)[:80])
    intake, deleted, names = Intake(identifiers, defaults, "record"), [], []
    records = listed.findall(f"{OAI}record")
    if len(records) > MOST_RECORDS:
        raise refuse("answer_too_many", str(len(records)), str(MOST_RECORDS))
    for number, one in enumerate(records, start=1):
        name = (one.findtext(f"{OAI}header/{OAI}identifier") or "").strip()
        names.append(name)
        header = one.find(f"{OAI}header")
        if header is not None and header.get("status") == "deleted":
            deleted.append(name)
        else:
            _take(intake, number, name, one.find(f"{OAI}metadata"))
    token, total = _resumption(listed, tokens_before, intake)
    return Harvested(intake.done(), tuple(deleted), token, total, tuple(names))


def _parsed(data: bytes) -> Element:
    if len(data) > LARGEST:
        raise refuse("answer_too_large", f"{len(data) / 1e6:.1f}", str(LARGEST // 1_000_000))
    if max(data.count(b"<"), data.count(b"='") + data.count(b'="')) > MOST_TAGS:
        raise refuse("answer_too_fine", allowed=str(MOST_TAGS))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refuse("answer_forbidden") from error
    except (ParseError, ValueError, LookupError) as error:
        raise refuse("answer_not_xml", str(error)) from error
    if root.tag != f"{OAI}OAI-PMH":
        raise refuse("answer_not_oai", _name(root.tag))
    return root


def _name(tag: object) -> str:
    return shown(str(tag).rpartition("}")[2])


def _resumption(listed: Element, before: frozenset[str], intake: Intake) -> tuple[str, int | None]:
    found = listed.find(f"{OAI}resumptionToken")
    if found is None:
        return "", None
    text, size = (found.text or "").strip(), found.get("completeListSize", "")
    total = int(size) if size.isascii() and size.isdigit() and len(size) < 12 else None
    if len(text) > LONGEST_TOKEN or text in before:
        intake.notes.append(Fault("answer", "answer_token_wrong"))
        return "", total
    return text, total


def _take(intake: Intake, number: int, name: str, metadata: Element | None) -> None:
    inside = None if metadata is None else next(iter(metadata), None)
    if inside is not None and inside.tag == OAI_DC:
        plain, notes = from_dublin_core(inside, name)
        intake.take(number, plain, notes, NOT_STATED)
    elif inside is not None and inside.tag == LIBRARY_JSON:
        _take_json(intake, number, name, inside.text or "")
    else:
        form = "" if inside is None else _name(inside.tag)
        intake.refuse(number, name, (Fault("answer", "metadata_unknown", form, "oai_dc, library_json"),))


def _take_json(intake: Intake, number: int, name: str, text: str) -> None:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict):
        intake.refuse(number, name, (Fault("answer", "metadata_unknown", text[:40], "JSON"),))
        return
    # Theirs: the number of a record, what they checked and when, and which of their records are related.
    for field in ("identifier", "last_checked", "related"):
        plain.pop(field, None)
    sources = plain.get("sources")
    if isinstance(sources, list):
        plain["sources"] = [
            {**one, "opened": None, "certainty": "secondary"} if isinstance(one, dict) else one
            for one in sources
        ]
    evidence = plain.get("evidence")
    if isinstance(evidence, dict) and evidence.get("certainty") == "primary":
        # Read in the study by them, not by us.
        plain["evidence"] = {**evidence, "certainty": "secondary"}
    intake.take(number, plain)


def formats_of(data: bytes) -> tuple[str, ...]:
    """The prefixes that an answer to ListMetadataFormats names. Raises FileRefused."""
    found = (one.text or "" for one in _parsed(data).iter(f"{OAI}metadataPrefix"))
    return tuple(dict.fromkeys(filter(None, (shown(one.strip()) for one in found))))


def formats_request(base: str) -> str:
    """The address that asks in which formats another library answers."""
    return _request(base, {"verb": "ListMetadataFormats"})
