"""A record as BibTeX, RIS and CSL-JSON.

Types of RIS: the RIS format of Research Information Systems, 2011; of CSL: the schema `csl-data.json`. The
key of an entry is the permanent identifier, so that a paper's reference does not change with the record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from qorgan.catalogue.addresses import doi_of
from qorgan.catalogue.codes import label
from qorgan.catalogue.record import Record
from qorgan.catalogue.wording import line, pick

# format: ending of its file, media type
FORMATS = {
    "bibtex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl": ("csl.json", "application/vnd.citationstyles.csl+json"),
}
# kind: (type of BibTeX, of RIS, of CSL)
TYPES = {
    "law_text": ("misc", "STAT", "legislation"),
    "order_form": ("misc", "GOVDOC", "document"),
    "protocol": ("techreport", "RPRT", "report"),
    "training": ("misc", "ELEC", "webpage"),
    "toolkit": ("techreport", "RPRT", "report"),
    "evaluation": ("techreport", "RPRT", "report"),
    "dataset": ("misc", "DATA", "dataset"),
    "case_law": ("misc", "CASE", "legal_case"),
    "campaign_asset": ("misc", "ADVS", "document"),
    "survey_instrument": ("misc", "GEN", "document"),
    "budget_line": ("misc", "GOVDOC", "document"),
    "organisation": ("misc", "ELEC", "webpage"),
    "expert": ("misc", "ELEC", "webpage"),
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%#_$"},
    }
)
# A comma in a name with one of these does not part a family name from a given name.
BODIES = re.compile(
    r"\b(ministr\w+|universit\w+|institut\w+|committee|commission|fund|foundation|organi[sz]ation|office|centre|"
    r"center|agency|bank|union|network|council|court|министерств\w+|университет\w*|институт\w*|комитет\w*|"
    r"комисси\w+|фонд\w*|организаци\w+|центр\w*|агентств\w+|совет\w*|суд\w*|министрліг\w+|орталы\w+|қор\w*|"
    r"республик\w+|republic|department|департамент\w*)\b",
    re.IGNORECASE,
)


def person(author: str) -> tuple[str, str] | None:
    """Family and given name of `Family, Given`; None for a body and for a name in one piece.

    >>> person("Abramsky, Tanya"), person("UN Women"), person("Ministry of Justice, Kazakhstan")
    (('Abramsky', 'Tanya'), None, None)
    """
    parts = [part.strip() for part in author.split(",")]
    if len(parts) != 2 or not all(parts) or BODIES.search(author) or re.search(r"\band\b", author):
        return None
    return (parts[0], parts[1]) if all(len(part.split()) <= 3 for part in parts) else None


def titled(record: Record, language: str) -> tuple[str, str]:
    """The title to cite, the resource's own where known, and ours where it differs from that."""
    ours = line(pick(record.title, language)[1])
    own = line(record.original_title)
    return (own, ours if ours != own else "") if own else (ours, "")


def _parts(record: Record) -> list[int]:
    return [int(part) for part in record.issued.split("-") if part]


def _authors(record: Record) -> list[str]:
    return [author for author in map(line, record.authors) if author]


def bibtex(record: Record, language: str) -> str:
    """One entry. Text is UTF-8; what TeX reads as a command is escaped."""
    title, translated = titled(record, language)
    publisher, issued, doi = line(record.publisher), _parts(record), doi_of(record.address)
    kind = TYPES[record.kind][0] if publisher else "misc"
    names = []
    for author in _authors(record):
        found = person(author)
        names.append(
            f"{found[0].translate(ESCAPES)}, {found[1].translate(ESCAPES)}"
            if found
            else "{" + author.translate(ESCAPES) + "}"
        )
    fields = {
        "author": " and ".join(names),
        "title": "{" + title.translate(ESCAPES) + "}",
        "titleaddon": translated.translate(ESCAPES),
        "institution" if kind == "techreport" else "publisher": publisher.translate(ESCAPES),
        "year": str(issued[0]) if issued else "",
        "doi": doi.translate(ESCAPES),
        # The field is set as it stands, so that only what would end it is written otherwise.
        "url": line(record.address).replace("{", "%7B").replace("}", "%7D"),
        "urldate": record.last_checked.isoformat() if record.last_checked else "",
        "language": ", ".join(record.languages),
        "note": label("licences", record.licence, language).translate(ESCAPES),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if len(issued) > 1:
        lines.append(f"  month = {MONTHS[issued[1] - 1]}")
    return f"@{kind}{{{record.identifier},\n" + ",\n".join(lines) + "\n}\n"


def ris(record: Record, language: str) -> str:
    """One reference: a tag, two spaces, a hyphen, a space, a value; lines end as the format asks (CR LF)."""
    title, translated = titled(record, language)
    issued = _parts(record)
    pairs: list[tuple[str, str]] = [("TY", TYPES[record.kind][1]), ("ID", record.identifier)]
    pairs += [("AU", author) for author in _authors(record)]
    pairs += [("TI", title), ("TT", translated), ("AB", line(pick(record.summary, language)[1]))]
    if issued:
        day = "/".join(f"{part:02d}" for part in issued) + "/" * (4 - len(issued))
        pairs += [("PY", f"{issued[0]:04d}"), ("DA", day)]
    pairs += [("PB", line(record.publisher)), ("DO", doi_of(record.address)), ("UR", line(record.address))]
    pairs += [("LA", ", ".join(record.languages))]
    words = [*record.keywords, *(label("topics", code, language) for code in record.topics)]
    pairs += [("KW", one) for one in {one.casefold(): one for one in map(line, words)}.values()]
    if record.last_checked:
        pairs.append(("Y2", record.last_checked.strftime("%Y/%m/%d/")))
    pairs.append(("N1", label("licences", record.licence, language)))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in pairs if value) + "ER  - \r\n"


def csl(record: Record, language: str) -> dict[str, Any]:
    """One item of CSL-JSON."""
    title, translated = titled(record, language)
    issued, doi = _parts(record), doi_of(record.address)
    authors: list[dict[str, str]] = []
    for author in _authors(record):
        found = person(author)
        authors.append({"family": found[0], "given": found[1]} if found else {"literal": author})
    item: dict[str, Any] = {
        "id": record.identifier,
        "type": TYPES[record.kind][2],
        "title": title,
        "translated-title": translated,
        "author": authors,
        "issued": {"date-parts": [issued]} if issued else None,
        "publisher": line(record.publisher),
        "abstract": line(pick(record.summary, language)[1]),
        "DOI": doi,
        "URL": line(record.address),
        "language": record.languages[0] if record.languages else "",
        "keyword": ", ".join(line(one) for one in record.keywords),
        "note": label("licences", record.licence, language),
    }
    if record.last_checked:
        day = record.last_checked
        item["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    return {name: value for name, value in item.items() if value}


def cited(records: Iterable[Record], form: str, language: str) -> bytes:
    """A file of records in a form of `FORMATS`. Raises KeyError for another form."""
    if form == "csl":
        items = [csl(record, language) for record in records]
        return json.dumps(items, ensure_ascii=False, indent=1).encode("utf-8")
    write = {"bibtex": bibtex, "ris": ris}[form]
    between = "\r\n" if form == "ris" else "\n"
    return between.join(write(record, language) for record in records).encode("utf-8")


def file_name(name: str, form: str) -> str:
    """The name under which a file of a form is kept; `name` is an identifier or a word of ours.

    >>> file_name("q0002007", "ris"), file_name('../a"\\n', "bibtex")
    ('q0002007.ris', 'a.bib')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "", name)[:60] or "library"
    return f"{plain}.{FORMATS[form][0]}"
