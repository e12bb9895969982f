"""docs/translation-review.md: its counts are made from the product, and what it names is still there."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from scripts import review_counts as counts


def entry(text: str, *places: str) -> polib.POEntry:
    return polib.POEntry(msgid=text, msgstr="x", occurrences=[(place, "") for place in places])


ENTRIES = [
    entry("Help right now", "door/templates/door/now.html"),
    entry("Send", "door/forms.py", "desk/forms.py"),
    entry("Sign and issue", "desk/order_forms.py"),
    entry("Leave", "ui/templates/ui/bar.html"),
]


def test_a_string_of_two_places_counts_in_both_and_an_order_page_is_not_also_a_desk_page() -> None:
    assert counts.of_catalogue("door", ENTRIES) == 2
    assert counts.of_catalogue("desk", ENTRIES) == 1
    assert counts.of_catalogue("order pages of the desk", ENTRIES) == 1


def test_a_row_that_is_behind_is_renewed_and_keeps_its_note() -> None:
    row = "| `src/qorgan/web/locale/`: door | 7 | First of all. |\n"
    assert counts.renewed(row, ENTRIES) == "| `src/qorgan/web/locale/`: door | 2 | First of all. |\n"


def test_texts_of_data_are_counted_under_ru_and_as_the_second_of_three() -> None:
    law = {"label": ["Age", "Возраст", "Жасы"], "who": ["survivor", "officer", "register"]}
    assert counts.in_russian({"facts": [law], "name": {"en": "Day", "ru": "День", "kk": "Күн"}}) == 2


def test_values_and_styles_of_a_paper_are_no_texts() -> None:
    assert counts.Texts("<style>p {top: 0}</style><p>{{ name }}</p><p>Нұсқама {{ number }}</p>").number == 1


def test_what_is_asked_to_be_read_and_no_longer_said_is_named() -> None:
    page = "## Read these first\n- Help right now\n- Help at once\n## Words\n- Other\n"
    assert counts.gone(page, ENTRIES) == ["Help at once"]


def test_a_row_for_a_file_that_is_gone_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"there is no src/qorgan/gone\.yaml"):
        counts.renewed("| `src/qorgan/gone.yaml` | 3 | Law. |\n", ENTRIES)


def test_the_messages_of_a_further_catalogue_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words would count the file's header, sources and English too."""
    monkeypatch.setattr(counts, "ROOT", tmp_path)
    (tmp_path / "kk").mkdir()
    (tmp_path / "kk" / "django.po").write_text(
        'msgid ""\nmsgstr "Language: kk\\n"\n\nmsgid "Save it"\nmsgstr "Сақтау"\n\n'
        '#~ msgid "Old"\n#~ msgstr "Ескі"\n',
        encoding="utf-8",
    )
    assert counts.renewed("| `kk/django.po` | 9 | Editors. |\n", []) == "| `kk/django.po` | 1 | Editors. |\n"
