"""No sentence reaches a person in a language she did not choose, or as an unchecked guess."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from scripts import check_messages, compile_messages

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
GOOD = 'msgid "Leave"\nmsgstr "Шығу"\n\n#, python-format\nmsgid "%(days)s days"\nmsgstr "%(days)s күн"\n'


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """Sources with two sentences, and complete catalogues for them."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Leave' %}")
    (tmp_path / "pages.py").write_text(
        "from django.utils.translation import gettext as _\nx = _('%(days)s days') % {'days': 7}\n"
    )
    for language in check_messages.LANGUAGES:
        write(tmp_path, language, GOOD)
    return tmp_path


def write(web: Path, language: str, entries: str) -> Path:
    path = web / "locale" / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries, encoding="utf-8")
    return path


def test_complete_catalogues_pass(web: Path) -> None:
    assert check_messages.main(web) == 0


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (GOOD.replace("Шығу", ""), "empty: 'Leave'"),
        (GOOD.replace("Шығу", "  "), "empty: 'Leave'"),
        ("#, fuzzy\n" + GOOD, "marked fuzzy: 'Leave'"),
        (GOOD.split("\n\n")[1], "not in the catalogue: 'Leave'"),
        (GOOD.replace('msgstr "%(days)s күн"', 'msgstr "күн"'), "format"),
    ],
    ids=["empty", "blank", "fuzzy", "missing", "placeholder lost"],
)
@pytest.mark.parametrize("language", check_messages.LANGUAGES)
def test_a_sentence_that_is_not_said_fails(
    web: Path, capsys: pytest.CaptureFixture[str], language: str, entries: str, said: str
) -> None:
    write(web, language, entries)
    assert check_messages.main(web) == 1
    assert said in capsys.readouterr().out


def test_a_missing_catalogue_fails(web: Path) -> None:
    (web / "locale" / "kk" / "LC_MESSAGES" / "django.po").unlink()
    assert check_messages.main(web) == 1


def test_the_check_changes_no_catalogue(web: Path) -> None:
    catalogue = write(web, "kk", GOOD.split("\n\n")[1])
    before = catalogue.read_bytes()
    check_messages.main(web)
    assert catalogue.read_bytes() == before


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(web: Path) -> None:
    catalogue = write(web, "kk", GOOD)
    assert compile_messages.compile_catalogue(catalogue)
    with catalogue.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Leave") == "Шығу"
    assert not compile_messages.compile_catalogue(catalogue)


def test_a_guess_is_not_compiled(web: Path) -> None:
    catalogue = write(web, "kk", "#, fuzzy\n" + GOOD)
    compile_messages.compile_catalogue(catalogue)
    with catalogue.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Leave") == "Leave"


def further(web: Path, entries: str) -> Path:
    """A folder beside the product's own that says what a package asks for."""
    return write(web / "library", "kk", entries)


def test_a_catalogue_for_a_package_may_say_what_the_sources_do_not_ask(web: Path) -> None:
    further(web, 'msgid "Publish"\nmsgstr "Жариялау"\n')
    assert check_messages.main(web) == 0


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ('msgid "Publish"\nmsgstr ""\n', "empty: 'Publish'"),
        ('#, fuzzy\nmsgid "Publish"\nmsgstr "Жариялау"\n', "marked fuzzy: 'Publish'"),
        ('#, python-format\nmsgid "%(days)s days"\nmsgstr "күн"\n', "format"),
    ],
    ids=["empty", "fuzzy", "placeholder lost"],
)
def test_a_catalogue_for_a_package_is_checked_like_our_own(
    web: Path, capsys: pytest.CaptureFixture[str], entries: str, said: str
) -> None:
    further(web, entries)
    assert check_messages.main(web) == 1
    assert said in capsys.readouterr().out


def test_collecting_leaves_the_catalogues_for_packages_alone() -> None:
    """Collected into, they would lose every message that our sources do not mark."""
    script = (check_messages.WEB.parent.parent.parent / "scripts" / "messages.sh").read_text()
    assert "--ignore library/locale" in script
    assert check_messages.further_catalogues(check_messages.WEB)
