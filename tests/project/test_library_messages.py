"""An upgrade of the editors' packages shows what it brings to translate."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from scripts import library_messages

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n!=1);"}
FORMS = "nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);"


def write(root: Path, language: str, domain: str, said: dict[str, str], plural: str = "") -> Path:
    book = polib.POFile(wrapwidth=0)
    book.metadata = HEADER | ({"Plural-Forms": FORMS} if language == "ru" else {})
    book.extend(polib.POEntry(msgid=english, msgstr=text) for english, text in said.items())
    if plural:
        book.append(polib.POEntry(msgid=plural, msgid_plural=f"{plural}s", msgstr_plural={0: "", 1: ""}))
    path = library_messages.catalogue(root, language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An installation whose packages say two things in English and one of them in Russian."""
    root = tmp_path / "site"
    for package in (*library_messages.EDITORS, *library_messages.BENEATH):
        (root / package / "locale").mkdir(parents=True)
    write(root / "wagtail/admin/locale", "en", "django", {"Publish": "", "Delete this record": ""})
    write(root / "wagtail/admin/locale", "ru", "django", {"Publish": "Опубликовать"})
    write(root / "django/conf/locale", "en", "django", {"Enter a number.": "", "Enter a colour.": ""})
    return root


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Our catalogues, which say all that is asked."""
    root = tmp_path / "ours"
    write(
        root,
        "kk",
        "django",
        {"Publish": "Жариялау", "Delete this record": "Жазбаны жою", "Enter a number.": "Сан"},
    )
    write(root, "ru", "django", {"Delete this record": "Удалить запись"})
    for language in ("kk", "ru"):
        write(root, language, "djangojs", {})
    return root


def run(site: Path, ours: Path, *arguments: str) -> tuple[int, list[str]]:
    said: list[str] = []
    return library_messages.main(list(arguments), said.append, site, ours), said


def test_our_catalogues_say_what_the_installed_packages_ask() -> None:
    said: list[str] = []
    assert library_messages.main([], said.append) == 0, "\n".join(said)


def test_what_a_package_says_itself_and_what_we_chose_not_to_say_are_no_faults(
    site: Path, ours: Path
) -> None:
    assert run(site, ours) == (0, ["library messages: 0 differences from the installed packages"])


def test_a_new_message_is_named_with_its_package_in_each_language(site: Path, ours: Path) -> None:
    write(site / "wagtail/locale", "en", "djangojs", {"Archive": ""})
    code, said = run(site, ours)
    assert code == 1
    assert said[:2] == [
        "kk djangojs: new: 'Archive' (from wagtail)",
        "ru djangojs: new: 'Archive' (from wagtail)",
    ]


def test_a_message_that_changed_is_named_with_what_it_was(site: Path, ours: Path) -> None:
    write(site / "wagtail/admin/locale", "en", "django", {"Publish": "", "Delete this record?": ""})
    code, said = run(site, ours)
    assert code == 1
    assert (
        "kk django: changed: 'Delete this record' is now 'Delete this record?' (from wagtail/admin)" in said
    )


def test_a_message_that_no_package_says_any_more_is_named(site: Path, ours: Path) -> None:
    write(site / "django/conf/locale", "en", "django", {"Something else entirely": ""})
    assert "kk django: gone: 'Enter a number.'" in run(site, ours)[1]


def test_writing_leaves_new_ones_empty_changed_ones_unsure_and_takes_out_gone_ones(
    site: Path, ours: Path
) -> None:
    write(
        site / "wagtail/admin/locale", "en", "django", {"Publish": "", "Delete this record?": ""}, "%(n)s day"
    )
    write(site / "django/conf/locale", "en", "django", {"Something else entirely": ""})
    assert run(site, ours, "--write")[0] == 0
    kazakh = polib.pofile(str(library_messages.catalogue(ours, "kk", "django")))
    assert [(entry.msgid, entry.msgstr, entry.fuzzy) for entry in kazakh] == [
        ("Publish", "Жариялау", False),
        ("Delete this record?", "Жазбаны жою", True),
        ("%(n)s day", "", False),
    ]
    assert kazakh[2].msgstr_plural == {0: "", 1: ""}
    russian = polib.pofile(str(library_messages.catalogue(ours, "ru", "django")))
    assert russian.find("%(n)s day").msgstr_plural == {0: "", 1: "", 2: ""}
    assert run(site, ours)[0] == 0


def test_a_package_that_is_not_installed_is_said_and_nothing_is_taken_out(site: Path, ours: Path) -> None:
    (site / "taggit" / "locale").rmdir()
    before = library_messages.catalogue(ours, "kk", "django").read_bytes()
    code, said = run(site, ours, "--write")
    assert code == 1 and "taggit has no catalogues" in said[0]
    assert library_messages.catalogue(ours, "kk", "django").read_bytes() == before
