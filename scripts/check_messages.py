"""Fails when a sentence of the product is missing, empty or unsure in Russian or Kazakh.

Beside the product's own catalogues a folder may hold some for the packages it stands on, as
`library/locale` does: those are checked for what is empty, unsure or broken.

Collects the strings from a copy of the sources, so that the catalogues themselves are never changed
by a check. Needs gettext.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

WEB = Path(__file__).resolve().parent.parent / "src" / "qorgan" / "web"
LANGUAGES = ("ru", "kk")
Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def marked_strings(web: Path) -> dict[Key, polib.POEntry]:
    """Every string marked for translation in the sources under `web`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "web"
        shutil.copytree(web, copy, ignore=shutil.ignore_patterns("locale", "__pycache__", "migrations"))
        (copy / "locale").mkdir()
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [
                sys.executable,
                "-m",
                "django",
                "makemessages",
                "--locale",
                "en",
                "--no-wrap",
                "--verbosity",
                "0",
            ],
            cwd=copy,
            env=environment,
            check=True,
        )
        catalogue = copy / "locale" / "en" / "LC_MESSAGES" / "django.po"
        if not catalogue.exists():
            return {}
        return {key(entry): entry for entry in polib.pofile(str(catalogue))}


def faults_of(catalogue: Path, wanted: dict[Key, polib.POEntry]) -> list[str]:
    """What keeps `catalogue` from saying every wanted string, one line each."""
    if not catalogue.exists():
        return [f"{catalogue}: there is no catalogue; run `make messages`"] if wanted else []
    have = {key(entry): entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    faults = []
    for wanted_key, source in wanted.items():
        entry = have.get(wanted_key)
        if entry is None:
            where = source.occurrences[0][0] if source.occurrences else "the sources"
            faults.append(f"{catalogue}: not in the catalogue: {source.msgid!r} (from {where})")
    for entry in have.values():
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            faults.append(f"{catalogue}:{entry.linenum}: marked fuzzy: {entry.msgid!r}")
        elif not said or not all(text.strip() for text in said):
            faults.append(f"{catalogue}:{entry.linenum}: empty: {entry.msgid!r}")
    return faults + format_faults(catalogue)


def format_faults(catalogue: Path) -> list[str]:
    """What msgfmt finds wrong, such as a placeholder that the translation lost."""
    result = subprocess.run(
        ["msgfmt", "--check", "-o", os.devnull, str(catalogue)], capture_output=True, text=True, check=False
    )
    return result.stderr.strip().splitlines() if result.returncode else []


def further_catalogues(web: Path) -> list[Path]:
    """The catalogues of `web` that hold what packages say, not what the sources say."""
    return sorted(web.glob("*/locale/*/LC_MESSAGES/*.po"))


def main(web: Path = WEB) -> int:
    wanted = marked_strings(web)
    faults = []
    for language in LANGUAGES:
        faults += faults_of(web / "locale" / language / "LC_MESSAGES" / "django.po", wanted)
    for catalogue in further_catalogues(web):
        faults += faults_of(catalogue, {})
    for fault in faults[:60]:
        print(fault)
    if len(faults) > 60:
        print(f"... and {len(faults) - 60} more")
    print(f"messages: {len(wanted)} strings, {len(faults)} faults in {' and '.join(LANGUAGES)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
