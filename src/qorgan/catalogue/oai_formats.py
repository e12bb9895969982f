"""Records as XML: unqualified Dublin Core (`oai_dc`), and whole as JSON in one element (`library_json`).

Every text goes through `tag`, which leaves out what XML forbids and escapes the rest.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass

from qorgan.catalogue.addresses import doi_of
from qorgan.catalogue.codes import LANGUAGES, label
from qorgan.catalogue.record import Record
from qorgan.catalogue.structured import LICENCE_ADDRESSES
from qorgan.catalogue.wording import NOT_XML

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Names of a namespace: they lead nowhere and never change.
LIBRARY_JSON = "urn:x-catalogue:library-json:1"
# The DCMI type vocabulary; every other kind is text.
DCMI_TYPES = {"dataset": "Dataset", "training": "InteractiveResource", "campaign_asset": "Image"}
NO_RESOURCES = frozenset({"organisation", "expert"})


@dataclass(frozen=True)
class Format:
    """A metadata format: its prefix, the address of its schema, its namespace."""

    prefix: str
    schema: str
    namespace: str


def formats(root: str) -> tuple[Format, ...]:
    """The formats of a library whose pages begin at `root`; it serves `library_json.xsd` there."""
    return (
        Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
        Format("library_json", f"{root}library_json.xsd", LIBRARY_JSON),
    )


def clean(text: str) -> str:
    """The text without what XML forbids, escaped for an element and an attribute."""
    return html.escape(NOT_XML.sub("", text))


def tag(name: str, text: str, **attributes: str) -> str:
    """An element with text. `name` and the attributes' names are ours; `lang` is written xml:lang."""
    written = "".join(
        f' {"xml:lang" if key == "lang" else key}="{clean(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{clean(text)}</{name}>"


def permanent(root: str, identifier: str) -> str:
    """The address of a record that never dies."""
    return f"{root}{identifier}/"


def _dublin_core(record: Record, root: str) -> Iterator[str]:
    if record.original_title:
        yield tag("dc:title", record.original_title)
    for language, title in record.title.items():
        yield tag("dc:title", title, lang=language)
    for author in record.authors:
        yield tag("dc:creator", author)
    for topic in record.topics:
        for language in LANGUAGES:
            yield tag("dc:subject", label("topics", topic, language), lang=language)
    for keyword in record.keywords:
        yield tag("dc:subject", keyword)
    for language, summary in record.summary.items():
        yield tag("dc:description", summary, lang=language)
    if record.publisher:
        yield tag("dc:publisher", record.publisher)
    if record.issued:
        yield tag("dc:date", record.issued)
    if record.kind not in NO_RESOURCES:
        yield tag("dc:type", DCMI_TYPES.get(record.kind, "Text"))
    yield tag("dc:type", label("kinds", record.kind, "en"), lang="en")
    # Harvesters show the first identifier as the link: the resource itself, and only then our page of it.
    doi = doi_of(record.address)
    addresses = (record.address, f"https://doi.org/{doi}" if doi else "", permanent(root, record.identifier))
    for address in dict.fromkeys(filter(None, addresses)):
        yield tag("dc:identifier", address)
    for language in record.languages:
        yield tag("dc:language", language)
    for other in record.related:
        yield tag("dc:relation", permanent(root, other))
    for country in record.countries:
        yield tag("dc:coverage", label("countries", country, "en"), lang="en")
    yield tag("dc:rights", label("licences", record.licence, "en"), lang="en")
    if record.licence in LICENCE_ADDRESSES:
        yield tag("dc:rights", LICENCE_ADDRESSES[record.licence])


def metadata(record: Record, prefix: str, root: str) -> str:
    """The content of `metadata` in a format of `formats`. Raises KeyError for another prefix."""
    found = {one.prefix: one for one in formats(root)}[prefix]
    place = f'xmlns:xsi="{XSI}" xsi:schemaLocation="{clean(found.namespace)} {clean(found.schema)}"'
    if prefix == "oai_dc":
        inside = "".join(_dublin_core(record, root))
        return f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}" {place}>{inside}</oai_dc:dc>'
    inside = clean(json.dumps(record.plain(), ensure_ascii=False, separators=(",", ":")))
    return f'<json xmlns="{LIBRARY_JSON}" {place}>{inside}</json>'


LIBRARY_JSON_SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<schema xmlns="http://www.w3.org/2001/XMLSchema"
  targetNamespace="{LIBRARY_JSON}" elementFormDefault="qualified">
  <element name="json" type="string"/>
</schema>
"""
