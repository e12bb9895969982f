"""Every file of one language's folder: pages, the script and the sheet, and citations of all records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.catalogue import citing
from qorgan.catalogue.codes import codes, label
from qorgan.catalogue.courses import courses
from qorgan.catalogue.services import Service
from qorgan.language import terms
from qorgan.law.comparison import changes, compare, showing
from qorgan.law.comparison.states import sources, states
from qorgan.web.library.courses.shown import asked, shown
from qorgan.web.library.glossary_page import _shown as shown_term
from qorgan.web.library.lists import showing as lists_showing
from qorgan.web.library.pack.archive import LARGEST_PAGE
from qorgan.web.library.pack.content import Content
from qorgan.web.library.pack.finding import Document, index
from qorgan.web.library.pack.listing import Way, listings, ways
from qorgan.web.library.pack.record import context, line, shorter
from qorgan.web.library.pack.words import leaves
from qorgan.web.library.templatetags.library import language_name
from qorgan.web.ui.law_words import certainty

WEB = Path(__file__).resolve().parents[2]
SHEETS = (
    WEB / "ui/static/ui/qorgan.css",
    WEB / "square/static/square/square.css",
    WEB / "library/static/library/library.css",
    WEB / "library/static/library/pack.css",
)
SCRIPT = WEB / "library/static/library/pack.js"


# Where a page of one language gets its links to the same page of the others.
BESIDE = b"<!--beside-->"
ROOM = 2000  # bytes of these links


def alone(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a pack of one language: nothing stands beside it."""
    return {name: text.replace(BESIDE, b"") for name, text in files.items()}


def together(each: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """The files of a pack of several languages; every page leads to the same page of the others."""
    found = {}
    for code, files in each.items():
        for name, text in files.items():
            if name.endswith(".html"):
                there = {other: name if name in each[other] else "index.html" for other in each}
                ways = [(other, NAMES[other], f"{other}/{to}") for other, to in there.items()]
                given = {"up": "../" * (name.count("/") + 1), "language": code, "ways": ways}
                links = render_to_string("library/pack/beside.html", given).encode()
                text = text.replace(BESIDE, links)
            found[f"{code}/{name}"] = text
    return found


def files(content: Content, language: str) -> dict[str, bytes]:
    """Every file of a language by its name."""
    with translation.override(language):
        found = {name: text.encode() for name, text in _pages(content, language)}
        found |= {f"cite/library.{citing.FORMATS[form][0]}": citing.cited(content.records, form, language)
                  for form in citing.FORMATS}  # fmt: skip
        found["a/words.js"] = index(_documents(content, language)).encode()
    found["a/find.js"] = SCRIPT.read_bytes()
    found["a/style.css"] = b"\n".join(sheet.read_bytes() for sheet in SHEETS)
    return found


def _pages(content: Content, language: str) -> Iterator[tuple[str, str]]:
    def page(name: str, template: str, **given: Any) -> tuple[str, str]:
        up = "../" * name.count("/")
        base = {"up": up, "day": content.day, "language": language}
        return name, render_to_string(f"library/pack/{template}.html", base | given)

    found = ways(content.records, language)
    yield page("index.html", "index", kinds=found["kind"], count=len(content.records))
    yield page("search.html", "search")
    for group, title in (("kind", _("By kind")), ("topic", _("By topic")), ("country", _("By country"))):
        yield page(f"{group}.html", "ways", title=title, ways=found[group])
    for one in listings(content.records, language, _("All records by letter")):
        yield page(one.name, "listing", listing=one)
    for leaf in leaves(content.records, language):
        yield page(leaf.name, "words", leaf=leaf)
    known = {one.identifier: one for one in content.records}
    for value in content.records:
        notes = [one for one in content.notes if one.identifier == value.identifier]
        name = f"r/{value.identifier}.html"
        whole = page(name, "record", **context(value, language, known, notes))
        if len(whole[1].encode()) > LARGEST_PAGE - ROOM:  # one record must not hold up what all others need
            less = context(shorter(value), language, known, notes[:5])
            whole = page(name, "record", shortened=True, **less)
        yield whole
    yield page("services.html", "services", kinds=_services(content, language))
    yield page("glossary.html", "glossary", terms=[shown_term(one) for one in terms()])
    yield from _lists(content, language, page)
    yield from _courses(language, page)
    yield from _comparison(content.day, language, page)
    yield page("cite.html", "cite", forms=[(f"cite/library.{ending}", name) for ending, name in _ENDINGS])
    yield page("licence.html", "licence", licences=_licences(content, language))


NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
_ENDINGS = (("bib", "BibTeX"), ("ris", "RIS"), ("csl.json", "CSL-JSON"))


def _lists(content: Content, language: str, page: Any) -> Iterator[tuple[str, str]]:
    found = [lists_showing.shown(one, language) for one in content.lists]
    yield page("lists.html", "lists", lists=found)
    for one in found:
        entries = [(line(each.record.value, language), each.why) for each in one.entries]
        yield page(f"list-{one.name}.html", "list", list=one, entries=entries)


def _courses(language: str, page: Any) -> Iterator[tuple[str, str]]:
    whole = [(one, shown(one, language)) for one in courses()]
    yield page("courses.html", "courses", courses=[each for _one, each in whole])
    for course, each in whole:
        stem = f"course-{course.id}"
        for sheet in each.pages:
            after = (
                f"{stem}-{sheet.number + 1}.html" if sheet.number < len(each.pages) else f"{stem}-check.html"
            )
            before = f"{stem}-{sheet.number - 1}.html" if sheet.number > 1 else ""
            yield page(
                f"{stem}-{sheet.number}.html", "course", course=each, sheet=sheet, after=after, before=before
            )
        questions = asked(course, language)
        yield page(f"{stem}-check.html", "course_check", course=each, questions=questions)
        yield page(f"{stem}-answers.html", "course_answers", course=each, questions=questions)


def _comparison(on: date, language: str, page: Any) -> Iterator[tuple[str, str]]:
    """The laws of five states; each source stands once, under the table of its state."""
    table = compare(on)
    names = {one.id: one.title[language] for one in states()}
    rows = [
        (
            row.title[language],
            [
                (names[cell.state], cell.status, [_statement(one, language) for one in cell.statements])
                for cell in row.cells
            ],
        )
        for row in table.rows
    ]
    read = [(names[one.id], sources(one.id)) for one in states() if sources(one.id)]
    yield page("compare.html", "compare", rows=rows, on=on, read_on=table.read, states=table.states,
               columns=list(names.values()), read=read)  # fmt: skip
    found = [
        (_written(one.since), names[one.state], _statement(one.statement, language))
        for one in changes(until=on)
    ]
    yield page("changes.html", "changes", changes=found, on=on)


def _statement(one: Any, language: str) -> dict[str, Any]:
    since = "; ".join(showing.since(one, language, _written))
    return {
        "text": one.text[language],
        "doubt": certainty(one.certainty),
        "since": since,
        "sources": one.sources,
    }


def _written(day: str) -> str:
    return ".".join(reversed(day.split("-")))


def _services(content: Content, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    found = []
    for kind in codes("service_kinds"):
        rows = [_service(one, language) for one in content.services if one.kind == kind]
        if rows:
            found.append((label("service_kinds", kind, language), rows))
    return found


def _service(one: Service, language: str) -> dict[str, Any]:
    """What is public of a service. The place of a confidential one is in no field of it."""
    hours = ""
    if one.hours.known == "around_the_clock":
        hours = _("day and night")
    elif one.hours.known == "week":
        hours = "; ".join(
            f"{label('weekdays', day, language)} {', '.join('–'.join(span) for span in spans)}"
            for day, spans in one.hours.week
        )
    access = [(name, getattr(one.access, code)) for code, name in (
        ("step_free", _("without steps")), ("sign_language", _("sign language")), ("text", _("by writing")),
    )]  # fmt: skip
    rows = [
        (_("Country"), ", ".join(filter(None, (label("countries", one.country, language), one.region)))),
        (_("Hours"), hours or _("not known")),
        (_("Languages"), ", ".join(language_name(each) for each in one.languages) or _("not known")),
        (
            _("Access"),
            ", ".join(f"{name}: {label('answers', said, language).lower()}" for name, said in access),
        ),
        (_("Cost"), label("caller_costs", one.cost, language)),
        (_("Licence"), label("licence_statuses", one.licence, language)),
        (
            _("Last checked"),
            one.last_checked.strftime("%d.%m.%Y") if one.last_checked else _("not checked by us"),
        ),
    ]
    return {
        "id": one.identifier, "name": one.name[language], "does": one.does[language],
        "beware": one.beware.get(language, ""), "phones": one.phones, "website": one.website, "rows": rows,
    }  # fmt: skip


def _licences(content: Content, language: str) -> list[Way]:
    found = [
        Way("", label("licences", code, language), sum(one.licence == code for one in content.records))
        for code in codes("licences")
    ]
    return [one for one in found if one.count]


def _documents(content: Content, language: str) -> Iterator[Document]:
    for value in content.records:
        here = line(value, language)
        coded = " ".join(
            label(name, code, language)
            for name, given in (
                ("topics", value.topics),
                ("countries", value.countries),
                ("kinds", (value.kind,)),
            )
            for code in given
        )
        plain = " ".join(
            (value.original_title, value.publisher, *value.authors, *value.keywords, value.identifier)
        )
        texts = (*value.summary.items(), (language, coded), (language, plain))
        yield Document(here.href, here.title, here.kind, tuple(value.title.items()), texts)
    for one in terms():
        words = tuple((code, word) for code in NAMES for word in one.words.get(code, ()))
        yield Document(f"glossary.html#{one.id}", one.word(language), _("Glossary"), words, ())
    for each in content.services:
        texts = tuple(each.does.items())
        yield Document(f"services.html#{each.identifier}", each.name[language], _("Where to turn"),
                       tuple(each.name.items()), texts)  # fmt: skip
    for row in content.lists:
        heads = ((language, row.said("title", language)),)
        texts = ((language, row.said("introduction", language)),)
        yield Document(f"list-{row.name}.html", heads[0][1], _("Reading list"), heads, texts)
    for course in courses():
        for number, sheet in enumerate(course.pages, start=1):
            title = f"{course.title[language]}: {sheet.title[language]}"
            yield Document(f"course-{course.id}-{number}.html", title, _("Short course"),
                           ((language, title),), ((language, sheet.text[language]),))  # fmt: skip
