"""Dublin Core of another library as the plain fields of a record; what was not understood is named."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element  # nosec B405: only the type; parsing is defusedxml's

from qorgan.catalogue.addresses import plain_doi
from qorgan.catalogue.faults import Fault
from qorgan.catalogue.reading import first_day, known_code, language_of, licence_of, several, tag_of
from qorgan.catalogue.record import LANGUAGE_TAG, LONGEST, is_address, is_when
from qorgan.catalogue.wording import line

DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KINDS = {"dataset": "dataset", "dctype:dataset": "dataset", "info:eu-repo/semantics/dataset": "dataset"}
MOST = 100  # values of one element


class _Fields:
    """The elements of one record, and what has to be said of them."""

    def __init__(self, element: Element) -> None:
        self.element, self.notes = element, list[Fault]()

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """Each value with the language that it is said to be in."""
        found = [(line(one.get(LANG, "")), line(one.text or "")) for one in self.element.findall(DC + name)]
        return [pair for pair in dict.fromkeys(found) if pair[1]][:MOST]

    def values(self, name: str) -> list[str]:
        return list(dict.fromkeys(text for _, text in self.pairs(name)))

    def known(self, field: str, name: str, listed: str) -> list[str]:
        """The codes of the values that a list has; the others are named."""
        codes = {text: known_code(listed, text) for text in self.values(name)}
        self.notes += [Fault(field, "not_understood", text) for text, code in codes.items() if not code]
        return list(dict.fromkeys(filter(None, codes.values())))

    def words(self, field: str, name: str, tags: list[str]) -> dict[str, str]:
        """The first value in each language; one that is too long is cut where we shall rewrite it anyway."""
        found: dict[str, str] = {}
        for stated, text in self.pairs(name):
            tag = tag_of(stated) if stated else ""
            language = tag if LANGUAGE_TAG.fullmatch(tag) else language_of(text, tags)
            if field == "summary" and len(text) > LONGEST[field]:
                text = text[: LONGEST[field] - 1] + "…"
                self.notes.append(Fault(field, "was_cut", allowed=str(LONGEST[field])))
            # Kazakh in Cyrillic is Kazakh as we write it; uz-Latn stays apart from uz-Cyrl.
            found.setdefault("kk" if language == "kk-Cyrl" else language, text)
        return found


def _kind(fields: _Fields) -> str:
    for text in fields.values("type"):
        found = known_code("kinds", text) or KINDS.get(text.casefold(), "")
        if found:
            return found
    return ""


def _address(fields: _Fields) -> str:
    """The first address of the web among the identifiers, else that of a DOI."""
    found = fields.values("identifier")
    dois = [f"https://doi.org/{doi}" for doi in map(plain_doi, found) if doi]
    return next((one for one in (*filter(is_address, found), *dois)), "")


def from_dublin_core(element: Element, name: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The fields, and what has to be said of them; `name` is the record's identifier over there."""
    fields = _Fields(element)
    tags = [tag_of(part) for text in fields.values("language") for part in several(text, commas=True)]
    good = [tag for tag in tags if LANGUAGE_TAG.fullmatch(tag)]
    fields.notes += [Fault("languages", "not_understood", tag) for tag in tags if tag and tag not in good]
    issued = first_day(fields.values("date"))
    if issued and not is_when(issued):
        fields.notes.append(Fault("issued", "not_understood", issued))
        issued = ""
    titles = fields.words("title", "title", good)
    plain_titles = [text for stated, text in fields.pairs("title") if not stated]
    subjects = {text: known_code("topics", text) for text in fields.values("subject")}
    address, rights = _address(fields), fields.values("rights")
    licence = licence_of(rights)
    if rights and not licence:
        fields.notes.append(Fault("licence", "not_understood", rights[0]))
    plain = {
        "kind": _kind(fields),
        "title": titles,
        "original_title": plain_titles[0] if plain_titles and plain_titles[0] not in titles.values() else "",
        "summary": fields.words("summary", "description", []),
        "countries": fields.known("countries", "coverage", "countries"),
        "languages": list(dict.fromkeys(good)),
        "topics": list(dict.fromkeys(filter(None, subjects.values()))),
        "keywords": [text for text, code in subjects.items() if not code],
        "authors": fields.values("creator"),
        "publisher": next(iter(fields.values("publisher")), ""),
        "issued": issued,
        "licence": licence,
        "address": address,
        "sources": [{"address": address, "certainty": "secondary", "note": name[:200]}] if address else [],
    }
    if plain["summary"]:
        fields.notes.append(Fault("summary", "not_our_words"))
    return plain, tuple(fields.notes)
