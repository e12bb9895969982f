"""Counts what is to be reviewed, for docs/translation-review.md, and names what the product no longer says.

review_counts.py          fails when the page is behind, and says where
review_counts.py --write  puts the counts of today into the page
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "translation-review.md"
CATALOGUE = ROOT / "src/qorgan/web/locale/ru/LC_MESSAGES/django.po"
ORDERS = r"desk/(order|templates/desk/orders/)|orders/"
# Label of a row of the catalogue: the sources whose strings it counts.
PLACES = {
    "door": r"door/",
    "frame, interview and error pages": r"ui/|templates/|settings\.py|language\.py",
    "order pages of the desk": ORDERS,
    "desk": rf"(?!{ORDERS})(desk|casework)/",
    "agencies: kinds and roles": r"agencies/",
    "public pages of the law": r"square/",
    "demo": r"demo/",
}
ROW = re.compile(r"^\| (?P<what>.*?) \| (?P<count>[\d, ]+?) \|(?P<note>.*)\|$")
FIRST = re.compile(r"^\d+ strings of the catalogue", re.MULTILINE)
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
TAG = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)


class Texts(HTMLParser):
    """How many pieces of text a page has; what is only a place for a value is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.number, self._silent = 0, False
        self.feed(TAG.sub(" ", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        self.number += not self._silent and any(letter.isalpha() for letter in data)


def in_russian(found: Any) -> int:
    """How many texts of a data file are given in Russian: under `ru`, or second of [en, ru, kk]."""
    if isinstance(found, list):
        three = len(found) == 3 and all(isinstance(text, str) for text in found)
        cyrillic = [bool(CYRILLIC.search(text)) for text in found] if three else []
        return 1 if cyrillic == [False, True, True] else sum(map(in_russian, found))
    if not isinstance(found, dict):
        return 0
    own = len(found["ru"]) if isinstance(found.get("ru"), list) else "ru" in found
    return own + sum(in_russian(value) for key, value in found.items() if key != "ru")


def of_file(path: Path) -> int:
    if path.suffix == ".po":
        return sum(not entry.obsolete for entry in polib.pofile(str(path)))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        return in_russian(yaml.safe_load(text))
    return Texts(text).number if path.suffix == ".html" else len(text.split())


def of_catalogue(label: str, entries: list[polib.POEntry]) -> int:
    place = re.compile(PLACES[label])
    return sum(any(place.match(source) for source, _ in entry.occurrences) for entry in entries)


def counted(what: str, entries: list[polib.POEntry]) -> str:
    """The count that belongs into the row `what`. Raises SystemExit for a row that names nothing."""
    if what == "*the catalogue in all*":
        return str(len(entries))
    names = re.findall(r"`([^`]+)`", what)
    if names == ["src/qorgan/web/locale/"]:
        return str(of_catalogue(what.partition(": ")[2], entries))
    folder, counts = "", []
    for name in names:
        folder = name.rpartition("/")[0] if "/" in name else folder
        files = sorted(ROOT.glob(name if "/" in name else f"{folder}/{name}"))
        if not files:
            raise SystemExit(f"{PAGE.name}: there is no {name}")
        counts.append(sum(map(of_file, files)))
    return ", ".join(map(str, counts))


def renewed(page: str, entries: list[polib.POEntry]) -> str:
    """The page with today's counts."""

    def row(line: str) -> str:
        found = ROW.match(line)
        if not found or "`" not in found["what"] and "*the" not in found["what"]:
            return line
        return f"| {found['what']} | {counted(found['what'], entries)} |{found['note']}|"

    listed = sum(line.startswith("- ") for line in _first(page))
    page = FIRST.sub(f"{listed} strings of the catalogue", page)
    return "".join(row(line.rstrip("\n")) + "\n" for line in page.splitlines())


def _first(page: str) -> list[str]:
    return page.partition("## Read these first")[2].partition("\n## ")[0].splitlines()


def gone(page: str, entries: list[polib.POEntry]) -> list[str]:
    """What the page asks to read first and the catalogue no longer has."""
    known = {" ".join(text.split()) for e in entries for text in (e.msgid, e.msgid_plural) if text}
    return [line[2:] for line in _first(page) if line.startswith("- ") and line[2:] not in known]


def main(arguments: list[str], show: Callable[[str], None] = print) -> int:
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    page = PAGE.read_text(encoding="utf-8")
    new = renewed(page, entries)
    if "--write" in arguments:
        PAGE.write_text(new, encoding="utf-8")
        page = new
    missing = gone(page, entries)
    for line in missing:
        show(f"{PAGE.name}: no longer in the catalogue: {line}")
    behind = [now for was, now in zip(page.splitlines(), new.splitlines(), strict=True) if was != now]
    for line in behind:
        show(f"{PAGE.name}: is behind; it should say: {line}")
    return 1 if missing or behind else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
