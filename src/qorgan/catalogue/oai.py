"""The library as a data provider of OAI-PMH 2.0 (openarchives.org, document of 2015-01-08).

`answer` takes the arguments of a request as pairs, so that a repeated one is seen, and gives the bytes of the
answer; the status is always 200. A retired record stays as a deleted one: `deletedRecord` is persistent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from qorgan.catalogue.codes import codes, label
from qorgan.catalogue.identifiers import is_identifier
from qorgan.catalogue.oai_formats import XSI, formats, metadata, tag
from qorgan.catalogue.oai_tokens import (
    BadDate,
    BadToken,
    Resumed,
    Wanted,
    between,
    resumed,
    token,
    written,
)
from qorgan.catalogue.record import Record

OAI = "http://www.openarchives.org/OAI/2.0/"
CONTENT_TYPE = "text/xml; charset=utf-8"
DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")  # of the guideline oai-identifier
MAIL = re.compile(r"[^\s@]+@([^\s@.]+\.)+[^\s@.]+")
NAME = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")  # of a prefix and of a set
# verb: arguments that it needs, and those that it may have; a token stands alone.
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
}
WITH_TOKEN = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})


@dataclass(frozen=True)
class Item:
    """A record as harvesters see it. Without `record` it is retired; its sets stay."""

    identifier: str
    stamp: datetime
    kind: str
    countries: tuple[str, ...]
    record: Record | None


class Holdings(Protocol):
    """Where the records are; on the web a database."""

    def earliest(self) -> datetime:
        """A moment before which no record is stamped."""

    def find(self, identifier: str) -> Item | None:
        """The record or its note of retirement."""

    def count(self, wanted: Wanted) -> int:
        """How many are wanted; `wanted.after` is empty."""

    def page(self, wanted: Wanted, size: int) -> Sequence[Item]:
        """The first `size` of the wanted, by stamp and identifier, later than `wanted.after`."""


@dataclass(frozen=True)
class Library:
    """What the library says of itself. `root` begins its pages and ends with a slash; `key` signs tokens."""

    name: str
    base: str
    root: str
    domain: str
    mail: str
    key: bytes
    size: int = 100
    sets: bool = True

    def __post_init__(self) -> None:
        good = DOMAIN.fullmatch(self.domain) and MAIL.fullmatch(self.mail) and self.root.endswith("/")
        if not good or len(self.key) < 16:
            raise ValueError(
                "a library needs a domain with a dot, a mail, a root that ends with /, a key of 16 bytes"
            )


class Refused(Exception):
    """An error of the protocol: its code and what the harvester can do."""

    def __init__(self, code: str, said: str) -> None:
        self.code, self.said = code, said
        super().__init__(f"{code}: {said}")


def sets_of(item: Item) -> tuple[str, ...]:
    return (f"kind-{item.kind}", *(f"country-{country}" for country in item.countries))


def answer(library: Library, holdings: Holdings, pairs: Iterable[tuple[str, str]], now: datetime) -> bytes:
    """The answer to a request whose arguments are `pairs`, those of the query or of the form, in order."""
    shown: dict[str, str] = {}
    try:
        arguments = _arguments(list(pairs))
        shown = arguments
        body = ANSWERS[arguments["verb"]](library, holdings, arguments, now)
    except Refused as refused:
        if refused.code in ("badVerb", "badArgument"):
            shown = {}
        body = tag("error", refused.said, code=refused.code)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}" xsi:schemaLocation="{OAI} {OAI}OAI-PMH.xsd">'
        f"{tag('responseDate', written(now))}{tag('request', library.base, **shown)}{body}</OAI-PMH>\n"
    ).encode()


def _arguments(pairs: list[tuple[str, str]]) -> dict[str, str]:
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", f"Give one verb: {', '.join(VERBS)}.")
    found = dict(pairs)
    verb, given = verbs[0], set(found) - {"verb"}
    if len(found) != len(pairs):
        twice = sorted({name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1})
        raise Refused("badArgument", f"Given more than once: {', '.join(twice)[:200]}.")
    needed, may = VERBS[verb]
    if "resumptionToken" in given and verb in WITH_TOKEN:
        if len(given) > 1:
            raise Refused("badArgument", "A resumptionToken stands alone beside the verb.")
        return found
    if given - needed - may:
        raise Refused("badArgument", f"{verb} has no {', '.join(sorted(given - needed - may))[:200]}.")
    if needed - given:
        raise Refused("badArgument", f"{verb} needs {', '.join(sorted(needed - given))}.")
    for name in ("metadataPrefix", "set"):
        if name in found and not all(NAME.fullmatch(part) for part in found[name].split(":")):
            raise Refused("badArgument", f"{name} is not written as the protocol asks.")
    return found


def _identify(library: Library, holdings: Holdings, _: Mapping[str, str], now: datetime) -> str:
    example = f"oai:{library.domain}:q000001x"
    space = f"{OAI[:-4]}2.0/oai-identifier"
    described = (
        f'<oai-identifier xmlns="{space}" xsi:schemaLocation="{space} {space}.xsd">'
        f"{tag('scheme', 'oai')}{tag('repositoryIdentifier', library.domain)}{tag('delimiter', ':')}"
        f"{tag('sampleIdentifier', example)}</oai-identifier>"
    )
    return (
        f"<Identify>{tag('repositoryName', library.name)}{tag('baseURL', library.base)}"
        f"{tag('protocolVersion', '2.0')}{tag('adminEmail', library.mail)}"
        f"{tag('earliestDatestamp', written(min(holdings.earliest(), now)))}"
        f"{tag('deletedRecord', 'persistent')}{tag('granularity', 'YYYY-MM-DDThh:mm:ssZ')}"
        f"<description>{described}</description></Identify>"
    )


def _find(library: Library, holdings: Holdings, identifier: str) -> Item:
    start = f"oai:{library.domain}:"
    own = identifier.removeprefix(start)
    item = holdings.find(own) if identifier.startswith(start) and is_identifier(own) else None
    if item is None:
        raise Refused("idDoesNotExist", "No record of this library has that identifier.")
    return item


def _formats(library: Library, holdings: Holdings, given: Mapping[str, str], _: datetime) -> str:
    if "identifier" in given:
        _find(library, holdings, given["identifier"])
    told = (
        f"<metadataFormat>{tag('metadataPrefix', one.prefix)}{tag('schema', one.schema)}"
        f"{tag('metadataNamespace', one.namespace)}</metadataFormat>"
        for one in formats(library.root)
    )
    return f"<ListMetadataFormats>{''.join(told)}</ListMetadataFormats>"


def _sets(library: Library, _: Holdings, given: Mapping[str, str], __: datetime) -> str:
    if not library.sets:
        raise Refused("noSetHierarchy", "This library has no sets.")
    if "resumptionToken" in given:
        raise Refused("badResumptionToken", "The list of sets comes in one piece.")
    told = (
        f"<set>{tag('setSpec', f'{name}-{code}')}{tag('setName', label(listed, code, 'en'))}</set>"
        for name, listed in (("kind", "kinds"), ("country", "countries"))
        for code in codes(listed)
    )
    return f"<ListSets>{''.join(told)}</ListSets>"


def _prefix(library: Library, prefix: str) -> str:
    if prefix not in {one.prefix for one in formats(library.root)}:
        raise Refused("cannotDisseminateFormat", "Ask ListMetadataFormats which formats there are.")
    return prefix


def _header(library: Library, item: Item) -> str:
    sets = "".join(tag("setSpec", one) for one in sets_of(item)) if library.sets else ""
    told = tag("identifier", f"oai:{library.domain}:{item.identifier}") + tag(
        "datestamp", written(item.stamp)
    )
    deleted = "" if item.record else ' status="deleted"'
    return f"<header{deleted}>{told}{sets}</header>"


def _record(library: Library, item: Item, prefix: str) -> str:
    inside = f"<metadata>{metadata(item.record, prefix, library.root)}</metadata>" if item.record else ""
    return f"<record>{_header(library, item)}{inside}</record>"


def _get(library: Library, holdings: Holdings, given: Mapping[str, str], _: datetime) -> str:
    item = _find(library, holdings, given["identifier"])
    return f"<GetRecord>{_record(library, item, _prefix(library, given['metadataPrefix']))}</GetRecord>"


def _wanted(library: Library, given: Mapping[str, str]) -> Wanted:
    try:
        since, before = between(given.get("from"), given.get("until"))
    except BadDate as error:
        raise Refused("badArgument", str(error)) from error
    wanted = Wanted(since, before)
    if "set" not in given:
        return wanted
    if not library.sets:
        raise Refused("noSetHierarchy", "This library has no sets.")
    name, _, code = given["set"].partition("-")
    if name == "kind" and code in codes("kinds"):
        return replace(wanted, kind=code)
    if name == "country" and code in codes("countries"):
        return replace(wanted, country=code)
    raise Refused("noRecordsMatch", "No set of this library has that name.")


def _list(library: Library, holdings: Holdings, given: Mapping[str, str], now: datetime) -> str:
    if "resumptionToken" in given:
        try:
            place = resumed(given["resumptionToken"], given["verb"], library.key, now)
        except BadToken as error:
            raise Refused("badResumptionToken", f"Begin the list again: {error}.") from error
    else:
        prefix = _prefix(library, given["metadataPrefix"])
        wanted = _wanted(library, given)
        place = Resumed(given["verb"], wanted, prefix, 0, holdings.count(wanted))
    items = list(holdings.page(place.wanted, library.size + 1))
    if not items:
        raise Refused("noRecordsMatch", "No record answers this request.")
    page = items[: library.size]
    full = given["verb"] == "ListRecords"
    told = "".join(_record(library, item, place.prefix) if full else _header(library, item) for item in page)
    more = len(items) > library.size
    return f"<{given['verb']}>{told}{_resumption(library, place, page, more, now)}</{given['verb']}>"


def _resumption(library: Library, place: Resumed, page: Sequence[Item], more: bool, now: datetime) -> str:
    """The token; an empty one ends a list that came in several answers."""
    if not more and not place.given:
        return ""
    counted = {"cursor": str(place.given)}
    if place.total is not None:
        # Records may have come since the first page; the size never contradicts what was given.
        counted["completeListSize"] = str(max(place.total, place.given + len(page) + more))
    if not more:
        return tag("resumptionToken", "", **counted)
    last = page[-1]
    wanted = replace(place.wanted, after=(last.stamp, last.identifier))
    text, expires = token(replace(place, wanted=wanted, given=place.given + len(page)), library.key, now)
    return tag("resumptionToken", text, expirationDate=written(expires), **counted)


ANSWERS: Mapping[str, Callable[[Library, Holdings, Mapping[str, str], datetime], str]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _get,
}
