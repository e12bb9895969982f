"""The library's editors read Wagtail's screens in Kazakh, whole, with every value and link in its place."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import polib
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from scripts import library_messages

CATALOGUES = sorted(library_messages.LOCALE.glob("*/LC_MESSAGES/*.po"))
KAZAKH = [path for path in CATALOGUES if "kk" in path.parts]
VALUE = re.compile(r"%\(\w+\)[a-z]|%[a-z]\b|\{\w*\}")
TAG = re.compile(r"<[^<>]+>")
CYRILLIC = re.compile("[\u0400-\u04ff]")
NAMES = {"Wagtail API v2", "Wagtail API v3"}
# Whole words of Kazakh in both languages' letters; a Russian word where a Kazakh one stands is a slip.
RUSSIAN = re.compile(r"\b(?:и|или|не найден\w*|запис[ьи]|страниц\w*|удалить|сохранить|черновик\w*)\b", re.I)
MUST = """
    Sign in|Forgotten password?|Remember me|Log out|Account|Dashboard|Search|Settings|Reports|Help
    Snippets|Edit|Delete|Copy|Cancel|Close|Save|Save draft|Saving…|Publish|Unpublish|Yes, unpublish it
    Schedule to publish|Submit for moderation|Approve|Approve with comment|Request changes|Needs changes
    Changes requested|Approved|In progress|Awaiting your review|Workflow|Workflow history|Tasks|Draft
    Live|Locked|Lock|Unlock|Locked by you|History|Compare with previous version|Live version
    Current draft|Usage|Comments|Add comment|New replies|Resolved comments|Translate|Translations
    Waiting for translations|Up to date|Source|Target|Update existing translations|Choose a document
    Choose another document|Upload|Filter|Clear|Previous|Next|There are no results.
    This field is required.|More actions|Go back|Name|Locked pages|Site history|Aging pages|Users|Groups
    Add a user|Password|Keyboard shortcuts|Bold|Italic|Bulleted list|Numbered list|Link|just now
    You have unsaved changes in another window|The %(model_name)s could not be saved due to errors.
    Are you sure you want to delete this %(model_name)s?
    %(model_name)s '%(object)s' has been submitted for moderation.
    Your %(username_field)s and password didn't match. Please try again.|This password is too common.
"""
MUST_JS = """
    Add a comment|Reply|Resolve|Save|Delete|Show error|No results|A server error occurred.
    Not translated|segments translated|Translate|Upload PO file|Download PO file|Choose a document
    Loading…
"""
# The words of docs/library-kazakh.md, so that screens call one thing by one word.
WORDS = {
    "draft": "жоба",
    "Publish": "Жариялау",
    "Unpublish": "Жарияланымнан алу",
    "Submit for moderation": "Тексеруге жіберу",
    "workflow": "тексеру тәртібі",
    "Approve": "Мақұлдау",
    "Request changes": "Түзету сұрау",
    "Snippets": "Жазбалар",
    "locale": "тіл",
    "comment": "пікір",
    "revision": "нұсқа",
    "Username": "Кіру аты",
    "Password": "Құпиясөз",
    "Account": "Тіркелгі",
}


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def pieces(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))


def catalogue(path: Path) -> gettext.GNUTranslations:
    """The catalogue as it is compiled, without a file."""
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=path.parent.parent.name))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def listed(words: str) -> list[str]:
    return [word.strip() for word in words.replace("\n", "|").split("|") if word.strip()]


def in_folder(path: Path) -> str:
    return f"{path.parent.parent.name} {path.stem}"


def test_both_languages_have_both_catalogues() -> None:
    assert [in_folder(path) for path in CATALOGUES] == [
        "kk django",
        "kk djangojs",
        "ru django",
        "ru djangojs",
    ]


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_every_value_of_a_message_is_in_its_translation_once_for_once(path: Path) -> None:
    lost = [
        (entry.msgid, text)
        for entry in entries(path)
        for text in texts(entry)
        if pieces(VALUE, text)
        not in (pieces(VALUE, entry.msgid), pieces(VALUE, entry.msgid_plural or entry.msgid))
    ]
    assert not lost


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_every_tag_of_a_message_is_in_its_translation_with_all_its_attributes(path: Path) -> None:
    lost = [
        (entry.msgid, text)
        for entry in entries(path)
        for text in texts(entry)
        if pieces(TAG, text) != pieces(TAG, entry.msgid)
    ]
    assert not lost


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_tags_close_in_the_order_they_were_opened(path: Path) -> None:
    for entry in entries(path):
        for text in texts(entry) if "HTML" not in entry.msgid else []:
            open_tags: list[str] = []
            for closing, name in re.findall(r"<(/?)(a|b|strong|span|em)\b", text):
                if closing:
                    assert open_tags and open_tags.pop() == name, text
                elif "<{}>" not in text and "тегі" not in text and "теге" not in text:
                    open_tags.append(name)
            assert not open_tags, text


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_a_message_that_counts_has_every_form_its_language_has(path: Path) -> None:
    book = polib.pofile(str(path))
    forms = int(re.findall(r"nplurals=(\d)", book.metadata["Plural-Forms"])[0])
    assert "ru" in path.parts or book.metadata["Plural-Forms"] == "nplurals=2; plural=(n!=1);"
    for entry in book:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(forms)), entry.msgid
            assert all(text.strip() for text in entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_what_stands_before_a_value_keeps_the_space_before_it(path: Path) -> None:
    """Wagtail puts a value straight behind some messages, as "Delete " and a name."""
    for entry in entries(path):
        for text in texts(entry):
            assert (text[:1].isspace(), text[-1:].isspace()) == (
                entry.msgid[:1].isspace(),
                entry.msgid[-1:].isspace(),
            ), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=in_folder)
def test_nothing_is_left_in_english_but_names(path: Path) -> None:
    for entry in entries(path):
        for text in texts(entry):
            said = VALUE.sub("", TAG.sub("", text))
            assert entry.msgid in NAMES or CYRILLIC.search(said) or not re.search("[^\\W\\d_]", said), (
                entry.msgid
            )
            assert text != entry.msgid or entry.msgid in NAMES or not re.search("[A-Za-z]", said), entry.msgid


@pytest.mark.parametrize("path", KAZAKH, ids=in_folder)
def test_no_russian_word_slipped_into_the_kazakh(path: Path) -> None:
    assert not [text for entry in entries(path) for text in texts(entry) if RUSSIAN.search(text)]


@pytest.mark.parametrize(("domain", "words"), [("django", MUST), ("djangojs", MUST_JS)], ids=str)
def test_what_editors_meet_first_is_said_in_kazakh(domain: str, words: str) -> None:
    said = catalogue(library_messages.catalogue(library_messages.LOCALE, "kk", domain))
    wanted = listed(words)
    assert len(wanted) >= (60 if domain == "django" else 15)
    assert [word for word in wanted if said.gettext(word) == word] == []


def test_enough_is_said_for_a_whole_days_work() -> None:
    assert sum(len(entries(path)) for path in KAZAKH) >= 900


@pytest.mark.parametrize(("english", "kazakh"), WORDS.items())
def test_one_thing_has_one_word(english: str, kazakh: str) -> None:
    said = catalogue(library_messages.catalogue(library_messages.LOCALE, "kk", "django"))
    assert said.gettext(english) == kazakh


@pytest.mark.parametrize("number", [0, 1, 2, 21])
def test_a_noun_after_a_number_is_singular_in_kazakh(number: int) -> None:
    said = catalogue(library_messages.catalogue(library_messages.LOCALE, "kk", "django"))
    text = said.ngettext("%(count)s document", "%(count)s documents", number)
    assert text % {"count": number} == f"{number} құжат"
    assert said.gettext("documents") == "құжат"


def test_a_time_to_come_has_its_own_case() -> None:
    """Behind "кейін" a Kazakh time stands in the ablative: "2 аптадан кейін", not "2 апта кейін"."""
    said = catalogue(library_messages.catalogue(library_messages.LOCALE, "kk", "django"))
    week = said.npgettext("naturaltime-future", "%(num)d week", "%(num)d weeks", 2) % {"num": 2}
    assert said.gettext("%(delta)s from now") % {"delta": week} == "2 аптадан кейін"
    past = said.npgettext("naturaltime-past", "%(num)d week", "%(num)d weeks", 2) % {"num": 2}
    assert said.gettext("%(delta)s ago") % {"delta": past} == "2 апта бұрын"
