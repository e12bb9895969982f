"""The directory of services: what is public about who helps, and never where people hide.

A shelter or a crisis centre has no place here: no street, no town, no coordinates, and none in its words or
its links. The reader refuses them, so no editor, import or copy can put one in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.catalogue.codes import LANGUAGES, codes
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.hours import Hours, hours_of
from qorgan.catalogue.places import leads_to_a_place, names_a_place
from qorgan.catalogue.record import LANGUAGE_TAG, SUBDIVISION, Source, Words, _plain, _Reading, _sources

# Threat: a partner who looks for her. People sleep there, so the place is nobody's to publish.
CONFIDENTIAL = frozenset({"shelter", "crisis_centre"})
PLACES = ("street", "locality", "latitude", "longitude")
SERVICE_ID = re.compile(r"[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*")
PHONE = re.compile(r"\+[1-9][0-9]{7,14}|[1-9][0-9]{2,4}")
ACCESS = ("step_free", "sign_language", "text")


@dataclass(frozen=True)
class Access:
    """What a person with a disability meets: "yes", "no" or "unknown" for each."""

    step_free: str = "unknown"
    sign_language: str = "unknown"
    text: str = "unknown"


@dataclass(frozen=True)
class Service:
    """One service, or a kind of place that stands in many towns. `last_checked` None: never checked by us."""

    identifier: str
    kind: str
    name: Words
    does: Words
    country: str
    sources: tuple[Source, ...]
    region: str = ""
    phones: tuple[str, ...] = ()
    website: str = ""
    hours: Hours = field(default_factory=Hours)
    languages: tuple[str, ...] = ()
    access: Access = field(default_factory=Access)
    licence: str = "unknown"
    cost: str = "unknown"
    beware: Words = field(default_factory=dict)
    street: Words = field(default_factory=dict)
    locality: Words = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    last_checked: date | None = None

    @property
    def confidential(self) -> bool:
        """Whether its place is never shown."""
        return self.kind in CONFIDENTIAL

    def plain(self) -> dict[str, Any]:
        """The service as a dict that JSON can carry, and that `service_of` reads back."""
        found = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        return {**found, "hours": self.hours.plain()}


FIELDS = frozenset(Service.__dataclass_fields__)


def _all_three(read: _Reading, name: str) -> dict[str, str]:
    """Words that a person in need reads, so they are there in each of the three languages."""
    found = read.words(name, read.plain.get(name))
    for language in LANGUAGES:
        if language not in found:
            read.fault(name, "missing", allowed=language)
    return found


def _phones(read: _Reading) -> tuple[str, ...]:
    found = []
    for one in read.several("phones", None):
        number = re.sub(r"[\s()\-]", "", one)
        if not PHONE.fullmatch(number):
            read.fault("phones", "wrong_phone", one, "+77001112233, 111")
        found.append(number)
    return tuple(found)


def _access(read: _Reading) -> Access:
    plain = read.plain.get("access") or {}
    if not isinstance(plain, Mapping):
        read.fault("access", "not_words", plain)
        return Access()
    for name in sorted(set(map(str, plain)) - set(ACCESS)):
        read.fault("access", "unknown_field", name, ", ".join(ACCESS))
    answers = {}
    for name in ACCESS:
        one = plain.get(name, "unknown")
        if isinstance(one, bool):  # YAML reads an unquoted yes as true
            one = "yes" if one else "no"
        answers[name] = read.one_of(name, one, codes("answers"))
    return Access(**answers)


def _coordinate(read: _Reading, name: str, most: float) -> float | None:
    value = read.number(name, read.plain.get(name))
    if value is not None and abs(value) > most:
        read.fault(name, "off_the_globe", value, str(most))
    return value


def _refuse_place(read: _Reading, service: Service) -> None:
    """Whatever could lead somebody to a confidential service is a fault, also where it came in by the way."""
    for name in PLACES:
        if read.plain.get(name) not in (None, "", {}, [], ()):
            # What was given is not repeated: messages are kept and shown.
            read.fault(name, "confidential_place")
    texts = {"name": service.name, "does": service.does, "beware": service.beware}
    for name, words in texts.items():
        if any(map(names_a_place, words.values())):
            read.fault(name, "place_in_words")
    if names_a_place(service.identifier.replace("-", " ")):
        read.fault("identifier", "place_in_words")
    if leads_to_a_place(service.website):
        read.fault("website", "place_in_words")
    for source in service.sources:
        if leads_to_a_place(source.address) or any(map(names_a_place, source.note.values())):
            read.fault("sources", "place_in_words")


def service_of(plain: Mapping[str, Any], where: str = "service") -> Service:
    """The service that a plain dict says. Raises BadRecord, which names everything that is wrong."""
    read = _Reading(plain, where)
    for name in sorted(set(map(str, plain)) - FIELDS):
        read.fault(name, "unknown_field")
    identifier, country, region = (read.text(name) for name in ("identifier", "country", "region"))
    read.one_of("country", country, codes("countries"))
    if not SERVICE_ID.fullmatch(identifier) or identifier[:2] != country.lower():
        read.fault("identifier", "wrong_service_identifier" if identifier else "missing", identifier)
    if region and not (SUBDIVISION.fullmatch(region) and region.startswith(f"{country}-")):
        read.fault("region", "wrong_form", region)
    service = Service(
        identifier=identifier,
        kind=read.one_of("kind", plain.get("kind"), codes("service_kinds")),
        name=_all_three(read, "name"),
        does=_all_three(read, "does"),
        country=country,
        sources=_sources(read),
        region=region,
        phones=_phones(read),
        website=read.address("website", plain.get("website")),
        hours=hours_of(plain.get("hours"), read.fault),
        languages=read.several("languages", LANGUAGE_TAG),
        access=_access(read),
        licence=read.one_of("licence", plain.get("licence", "unknown"), codes("licence_statuses")),
        cost=read.one_of("cost", plain.get("cost", "unknown"), codes("caller_costs")),
        beware=_all_three(read, "beware") if plain.get("beware") else {},
        street=read.words("street", plain.get("street")),
        locality=read.words("locality", plain.get("locality")),
        latitude=_coordinate(read, "latitude", 90),
        longitude=_coordinate(read, "longitude", 180),
        last_checked=read.day("last_checked", plain.get("last_checked")),
    )
    if service.confidential:
        _refuse_place(read, service)
    if read.faults:
        raise BadRecord(where, read.faults)
    return service


@cache
def directory() -> tuple[Service, ...]:
    """Every service of `data/services.yaml`, in its order: what helps first. Raises BadRecord."""
    text = files("qorgan.catalogue").joinpath("data/services.yaml").read_text("utf-8")
    found: dict[str, Service] = {}
    for place, plain in enumerate(yaml.safe_load(text) or (), start=1):
        where = f"services.yaml, service {place}"
        service = service_of(plain, where)
        if service.identifier in found:
            raise BadRecord(where, (Fault("identifier", "given_twice", service.identifier),))
        found[service.identifier] = service
    return tuple(found.values())


def serving(services: Iterable[Service], country: str, region: str = "") -> tuple[Service, ...]:
    """Those of a country that serve a region: its own and the whole country's. No region: all of them."""
    return tuple(
        one for one in services if one.country == country and (not region or one.region in ("", region))
    )
