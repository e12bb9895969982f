"""A record in the words of schema.org, as JSON-LD that can stand in a page.

`embedded` is what may be put between the tags of a script element: no text of a record can end it there.
"""

from __future__ import annotations

import json
from typing import Any

from qorgan.catalogue.addresses import doi_of, official_number
from qorgan.catalogue.citing import person
from qorgan.catalogue.codes import label
from qorgan.catalogue.record import Record
from qorgan.catalogue.wording import line, pick

TYPES = {
    "law_text": "Legislation",
    "order_form": "DigitalDocument",
    "protocol": "CreativeWork",
    "training": "Course",
    "toolkit": "LearningResource",
    "evaluation": "Report",
    "dataset": "Dataset",
    "case_law": "CreativeWork",
    "campaign_asset": "CreativeWork",
    "survey_instrument": "CreativeWork",
    "budget_line": "CreativeWork",
    "organisation": "Organization",
    "expert": "Person",
}
ACTORS = frozenset({"Organization", "Person"})
LICENCE_ADDRESSES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-3.0-IGO": "https://creativecommons.org/licenses/by/3.0/igo/",
    "CC-BY-NC-SA-3.0-IGO": "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "MIT": "https://opensource.org/license/mit",
    "OGL-UK-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "AGPL-3.0": "https://www.gnu.org/licenses/agpl-3.0.html",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
ESCAPES = str.maketrans(
    {sign: f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")}
)


def type_of(record: Record) -> str:
    """The type of schema.org; an evaluation with a DOI is an article."""
    if record.kind == "evaluation" and doi_of(record.address):
        return "ScholarlyArticle"
    return TYPES[record.kind]


def _author(author: str) -> dict[str, str] | str:
    """A person where the parts of the name are told apart; else a text, since a guess could be wrong."""
    found = person(author)
    if found is None:
        return author
    return {"@type": "Person", "name": author, "familyName": found[0], "givenName": found[1]}


def _places(record: Record, language: str) -> list[dict[str, str]]:
    return [
        {
            "@type": "Country" if code.isalpha() else "Place",
            "name": label("countries", code, language),
            "identifier": code,
        }
        for code in record.countries
    ]


def _numbers(record: Record) -> list[dict[str, str]]:
    found = {"DOI": doi_of(record.address), "library": record.identifier}
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in found.items()
        if value
    ]


def _work(record: Record, language: str) -> dict[str, Any]:
    """What a work has and an organisation or a person has not."""
    told: dict[str, Any] = {
        "inLanguage": list(record.languages),
        "author": [_author(one) for one in map(line, record.authors) if one],
        "datePublished": record.issued,
        "license": LICENCE_ADDRESSES.get(record.licence, ""),
        "spatialCoverage": _places(record, language),
        "about": [{"@type": "DefinedTerm", "name": label("topics", one, language)} for one in record.topics],
        "keywords": [line(one) for one in record.keywords],
        "audience": [
            {"@type": "Audience", "audienceType": label("audiences", one, language)}
            for one in record.audiences
        ],
    }
    if record.cost != "unknown":
        told["isAccessibleForFree"] = record.cost == "free"
    if record.publisher:
        told["publisher"] = {"@type": "Organization", "name": line(record.publisher)}
        if record.kind == "training":
            told["provider"] = told["publisher"]
    if record.kind == "law_text":
        told |= {
            "legislationDate": record.issued,
            "legislationIdentifier": official_number(record.address).removeprefix("KZ:"),
            "legislationJurisdiction": _places(record, language),
        }
    return told


def linked_data(record: Record, root: str, language: str) -> dict[str, Any]:
    """The record as a JSON-LD object; `root` begins the permanent addresses."""
    kind, page = type_of(record), f"{root}{record.identifier}/"
    own = line(record.original_title)
    title = line(pick(record.title, language)[1])
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": page,
        "name": title,
        "alternateName": own if own != title else "",
        "description": line(pick(record.summary, language)[1]),
        "url": line(record.address) or page,
        "mainEntityOfPage": page,
        "identifier": _numbers(record),
    }
    if kind in ACTORS:
        told["knowsLanguage"] = list(record.languages)
        told["knowsAbout"] = [label("topics", one, language) for one in record.topics]
        if kind == "Organization":
            told["areaServed"] = _places(record, language)
    else:
        told |= _work(record, language)
    return {name: value for name, value in told.items() if value or value is False}


def embedded(data: dict[str, Any]) -> str:
    """The JSON for a script element of type application/ld+json, without anything that HTML would read."""
    return json.dumps(data, ensure_ascii=False).translate(ESCAPES)
