"""Says what the packages of the library's editors say and our catalogues do not: an upgrade's work.

library_messages.py          fails when a message of a package is new, changed or gone, and names it
library_messages.py --write  puts new messages in empty, marks changed ones as unsure and takes out gone ones

Kazakh must say every message of EDITORS; Russian what those packages leave unsaid in it. Of BENEATH we say
chosen messages only, so there a new one is no fault; a gone one is.
"""

from __future__ import annotations

import difflib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "src/qorgan/web/library/locale"
LANGUAGES = ("kk", "ru")
DOMAINS = ("django", "djangojs")
EDITORS = (
    "wagtail/admin",
    "wagtail",
    "wagtail/snippets",
    "wagtail/users",
    "wagtail/documents",
    "wagtail/locales",
    "wagtail/search",
    "wagtail/embeds",
    "wagtail/sites",
    "wagtail/contrib/simple_translation",
    "wagtail_localize",
    "wagtail_localize/locales",
    "wagtail/images",
)
BENEATH = ("django/conf", "django/contrib/auth", "django/contrib/humanize", "taggit", "django_filters")
ALIKE = 0.75  # how much a gone and a new message must share to be one that changed
Key = tuple[str | None, str, str]


class NotInstalled(Exception):
    """A package whose messages we say is not there."""


@dataclass(frozen=True)
class Differences:
    """What is to be done in one catalogue. Messages are entries as the package or our catalogue has them."""

    new: tuple[polib.POEntry, ...]
    changed: tuple[tuple[polib.POEntry, polib.POEntry], ...]  # as we have it, as the package has it
    gone: tuple[polib.POEntry, ...]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def installed() -> Path:
    """The folder the packages are installed in. Raises NotInstalled."""
    found = importlib.util.find_spec("wagtail")
    if found is None or found.origin is None:
        raise NotInstalled("wagtail is not installed here")
    return Path(found.origin).parent.parent


def messages(path: Path) -> dict[Key, polib.POEntry]:
    if not path.exists():
        return {}
    return {key(entry): entry for entry in polib.pofile(str(path), wrapwidth=0) if not entry.obsolete}


def catalogue(root: Path, language: str, domain: str) -> Path:
    return root / language / "LC_MESSAGES" / f"{domain}.po"


def asked(site: Path, packages: tuple[str, ...], domain: str, said_in: str = "") -> dict[Key, polib.POEntry]:
    """What `packages` say in English and not yet themselves in `said_in`, each naming where it stands.

    Raises NotInstalled for a package without catalogues: its messages would all look gone.
    """
    wanted: dict[Key, polib.POEntry] = {}
    theirs: set[Key] = set()
    for package in packages:
        root = site / package / "locale"
        if not root.is_dir():
            raise NotInstalled(f"{package} has no catalogues in {site}")
        # Some packages ship no English catalogue; any other names the same messages.
        asking = "en" if (root / "en").is_dir() else "ru"
        for one, entry in messages(catalogue(root, asking, domain)).items():
            wanted.setdefault(one, _of(package, entry))
        if said_in:
            own = messages(catalogue(root, said_in, domain))
            theirs |= {one for one, entry in own.items() if entry.translated()}
    # Where one package asks for a word alone and another for it with its plural, the plural says both.
    plural = {(context, text) for context, text, many in wanted if many}
    return {
        one: entry for one, entry in wanted.items() if one not in theirs and (one[2] or one[:2] not in plural)
    }


def _of(package: str, entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
        occurrences=[(package, "")],
    )


def differences(site: Path, ours: Path, language: str, domain: str) -> Differences:
    """What our catalogue of `language` and `domain` lacks and has too much. Raises NotInstalled."""
    have = messages(catalogue(ours, language, domain))
    exist = asked(site, (*EDITORS, *BENEATH), domain)
    wanted = asked(site, EDITORS, domain, said_in=language)
    gone = [entry for one, entry in have.items() if one not in exist]
    new = [entry for one, entry in wanted.items() if one not in have]
    pairs = list(_pairs(gone, new))
    old, young = {key(a) for a, _ in pairs}, {key(b) for _, b in pairs}
    return Differences(
        tuple(entry for entry in new if key(entry) not in young),
        tuple(pairs),
        tuple(entry for entry in gone if key(entry) not in old),
    )


def _pairs(
    gone: list[polib.POEntry], new: list[polib.POEntry]
) -> Iterator[tuple[polib.POEntry, polib.POEntry]]:
    """Each gone message with the new one that is nearest to it, when one is near enough."""
    free = {entry.msgid: entry for entry in reversed(new)}
    for entry in gone:
        near = difflib.get_close_matches(entry.msgid, free, n=1, cutoff=ALIKE)
        if near:
            yield entry, free.pop(near[0])


def renew(path: Path, found: Differences) -> None:
    """Brings the catalogue up to the packages; what is empty or unsure is then refused by check_messages."""
    book = polib.pofile(str(path), wrapwidth=0)
    forms = range(int(book.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0]))
    for entry in (*found.new, *(now for _, now in found.changed)):
        if entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(forms, "")
    here = {key(entry): entry for entry in book}
    for entry in found.gone:
        book.remove(here[key(entry)])
    for was, now in found.changed:
        entry = here[key(was)]
        if bool(was.msgid_plural) != bool(now.msgid_plural):
            book.remove(entry)
            book.append(now)
            continue
        entry.previous_msgid, entry.previous_msgctxt = was.msgid, was.msgctxt
        entry.msgid, entry.msgid_plural, entry.msgctxt = now.msgid, now.msgid_plural, now.msgctxt
        entry.flags, entry.occurrences = ["fuzzy", *now.flags], now.occurrences
    book.extend(found.new)
    book.save(str(path))


def report(name: str, found: Differences) -> Iterator[str]:
    for entry in found.new:
        yield f"{name}: new: {entry.msgid!r} (from {entry.occurrences[0][0]})"
    for was, now in found.changed:
        yield f"{name}: changed: {was.msgid!r} is now {now.msgid!r} (from {now.occurrences[0][0]})"
    for entry in found.gone:
        yield f"{name}: gone: {entry.msgid!r}"


def main(
    arguments: list[str],
    show: Callable[[str], None] = print,
    site: Path | None = None,
    ours: Path = LOCALE,
) -> int:
    lines: list[str] = []
    try:
        for language in LANGUAGES:
            for domain in DOMAINS:
                found = differences(site or installed(), ours, language, domain)
                lines += report(f"{language} {domain}", found)
                if "--write" in arguments:
                    renew(catalogue(ours, language, domain), found)
    except NotInstalled as missing:
        show(f"library messages: {missing}")
        return 1
    for line in lines:
        show(line)
    show(f"library messages: {len(lines)} differences from the installed packages")
    return 1 if lines and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
