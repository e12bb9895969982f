"""Five states side by side on a day: Kazakhstan from its own data, the others as they were read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import pytest
from tests.law.test_the_command_line import Done
from tests.law.test_the_command_line import run as run_qorgan

from qorgan.law import BadLaw, UnknownAspect, UnknownState, compare, load
from qorgan.law.comparison import ASPECTS, Cell, changes, convention
from qorgan.law.comparison.convention import answer_on
from qorgan.law.comparison.states import cell_of, statement_of
from qorgan.law.provisions import CERTAINTIES
from qorgan.law.vocabulary import LANGUAGES

NOW = date(2026, 11, 26)
KZ = load("kz")


def said(state: str, aspect: str, on: date = NOW) -> str:
    cell = compare(on, [state], [aspect]).rows[0].cells[0]
    return " | ".join(one.text["en"] for one in cell.statements)


def cells(on: date) -> Iterator[Cell]:
    for table in (compare(on), convention(on)):
        for row in table.rows:
            yield from row.cells


@pytest.mark.parametrize("on", [date(2010, 1, 1), date(2018, 5, 5), date(2024, 6, 16), date(2026, 3, 2), NOW])
def test_every_cell_says_something_with_certainty_and_source_in_three_languages(on: date) -> None:
    for cell in cells(on):
        assert cell.statements
        for one in cell.statements:
            assert one.certainty in CERTAINTIES
            assert one.sources and all(source.startswith("http") for source in one.sources)
            assert all(one.text[lang].strip() and "{" not in one.text[lang] for lang in LANGUAGES)


def test_all_states_answer_all_aspects_in_one_order() -> None:
    found = compare(NOW)
    assert [row.id for row in found.rows] == list(ASPECTS)
    assert all([cell.state for cell in row.cells] == ["kz", "kg", "uz", "tj", "tm"] for row in found.rows)


# --- Kazakhstan, on the day -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aspect", "on", "there", "not_there"),
    [
        # L245 took the place of the 2009 law on 2 March 2026 (L245 85)
        ("law", date(2026, 3, 1), "2009", "245-VIII"),
        ("law", date(2026, 3, 2), "245-VIII", "2009"),
        ("order_by", date(2026, 3, 1), "2009 law 20", "Law 245-VIII 60"),
        ("order_by", date(2026, 3, 2), "Law 245-VIII 60", "2009 law 20"),
        # Law 72-VIII: battery is criminal since 16 June 2024; CAO 73-2 until then
        ("punished", date(2024, 6, 15), "CAO 73-2", "CC 109-1"),
        ("punished", date(2024, 6, 16), "CC 109-1", "CAO 73-2"),
        # Law 210-VIII: stalking and forced marriage since 16 September 2025
        ("punished", date(2025, 9, 15), "CC 115", "CC 115-1"),
        ("punished", date(2025, 9, 16), "CC 125-1", "CAO 73-1"),
        # Law 155-VIII: community service in CAO 73 since 1 September 2025
        ("punished", date(2025, 8, 31), "(CAO 73(1)): warning; arrest 5 days", "service 20 hours"),
        ("punished", date(2025, 9, 1), "community service 20 hours", "CAO 73-2"),
        # L245 59(12): tracking on the register, a right and not a duty
        ("tracking", date(2026, 3, 2), "they need not", "must"),
    ],
)
def test_kazakhstan_is_said_as_its_law_stood_on_the_day(
    aspect: str, on: date, there: str, not_there: str
) -> None:
    text = said("kz", aspect, on)
    assert there in text and not_there not in text


@pytest.mark.parametrize(
    ("aspect", "words"),
    [
        ("order_by", "Protective order: police"),  # L245 60
        ("order_by", "No-approach order: investigating judge; decided within 24 hours"),  # CPC 165
        ("order_lasts", "Protective order: at most 30 days"),  # L245 60(5)
        ("order_lasts", "Special requirements on conduct: at least three months, at most a year"),  # CAO 54
        ("order_lasts", "No-approach order: no term is set"),  # CPC 165 has no fixed term
        ("order_longer", "Article 60 has no extension"),
        ("order_broken", "CAO 461(1): arrest 10 days"),
        ("order_broken", "CAO 461(1-1): arrest 20 days"),
        ("order_broken", "CAO 461(2): fine 30 MCI"),
        ("order_broken", "up to 50 MCI"),  # CPC 160
        ("living_apart", "up to 30 days"),  # CAO 54(2), CC 98-3(2)
        ("living_apart", "does not move the person out"),  # L245 60(3)
        ("complaint", "no complaint is needed: CAO 73"),  # absent from CAO 64(1)
        ("complaint", "CC 109-1(1)"),  # CPC 32(3)
        ("protected", "former spouse"),  # L245 1(23)
    ],
)
def test_what_the_articles_of_kazakhstan_say_stands_in_its_column(aspect: str, words: str) -> None:
    assert words in said("kz", aspect)


def test_what_follows_the_breach_of_an_official_warning_was_not_found_and_is_said_so() -> None:
    """L245 51(7) refers to the CAO; the article was not found."""
    assert "the article was not found" in said("kz", "order_broken")


def test_kazakhstan_has_no_assessment_of_danger_to_the_victim() -> None:
    cell = compare(NOW, ["kz"], ["danger"]).rows[0].cells[0]
    assert cell.status == "none" and cell.certainty == "certain"  # L245 59(10)


def test_an_edition_whose_text_was_not_found_is_not_filled() -> None:
    cell = compare(date(2023, 8, 1), ["kz"], ["reconciliation"]).rows[0].cells[0]
    assert cell.status == "not_found" and "not found" in cell.statements[0].text["en"]
    assert "CAO 73): The text of that time was not found" in said("kz", "punished", date(2023, 8, 1))


def test_no_sentence_of_kazakhstan_is_typed_in_the_comparison() -> None:
    """Its statements are those of the law's own data: each names an article that it rests on."""
    for cell in (row.cells[0] for row in compare(NOW, ["kz"]).rows):
        for one in cell.statements:
            assert one.basis and all(basis.startswith("kz.") for basis in one.basis)


def test_before_what_is_encoded_kazakhstan_says_so() -> None:
    cell = compare(date(2017, 7, 2), ["kz"], ["law"]).rows[0].cells[0]
    assert cell.status == "not_found" and "2017-07-03" in cell.statements[0].text["en"]


# --- the others -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "aspect", "words", "certainty"),
    [
        ("kg", "order_by", "police, within 24 hours", "secondary"),
        ("kg", "order_longer", "30 days", "secondary"),
        ("kg", "order_broken", "40 hours of community service or arrest for 7 to 14 days", "secondary"),
        ("kg", "tracking", "up to three months", "secondary"),
        ("uz", "order_by", "Internal affairs bodies", "secondary"),
        ("uz", "order_lasts", "30 days", "secondary"),
        ("uz", "order_longer", "one year", "unverified"),
        ("uz", "reconciliation", "506 of 894", "secondary"),
        ("tj", "punished", "5 to 15 days or a fine", "conflicting"),
        ("tj", "order_lasts", "not verified", "unverified"),
    ],
)
def test_what_was_read_of_the_others_stands_with_its_certainty(
    state: str, aspect: str, words: str, certainty: str
) -> None:
    cell = compare(NOW, [state], [aspect]).rows[0].cells[0]
    assert words in said(state, aspect) and cell.certainty == certainty


def test_turkmenistan_has_no_such_law_which_is_not_the_same_as_not_found() -> None:
    found = compare(NOW, ["tm"])
    assert found.row("law").cell("tm").status == "none"
    assert found.row("tracking").cell("tm").status == "not_found"


def test_what_nobody_found_names_where_it_was_looked_for() -> None:
    cell = compare(NOW, ["tj"], ["tracking"]).rows[0].cells[0]
    assert cell.status == "not_found" and cell.certainty == "unverified"
    assert any("parlament.tj" in source for source in cell.statements[0].sources)


def test_what_was_passed_later_does_not_stand_on_an_earlier_day() -> None:
    """The law of Kyrgyzstan of October 2025; of Uzbekistan of 2 September 2019."""
    assert "electronic monitoring" not in said("kg", "order_by", date(2025, 9, 30))
    assert "electronic monitoring" in said("kg", "order_by", date(2025, 10, 31))
    earlier = compare(date(2019, 9, 1), ["uz"], ["law"]).rows[0].cells[0]
    assert earlier.status == "later" and "2019-09-02" in earlier.statements[0].text["en"]


def test_what_a_later_source_says_is_not_verified_for_an_earlier_day() -> None:
    """A page of 24 October 2024 does not show what stood in 2023."""
    assert compare(date(2023, 1, 1), ["uz"], ["reconciliation"]).rows[0].cells[0].certainty == "unverified"


@pytest.mark.parametrize(
    "written",
    [
        {"text": ["a", "b", "c"], "since_is": "undated", "source": "https://a.example"},
        {"text": ["a", "b", "c"], "since_is": "undated", "certainty": "certain"},
        {"text": ["a", "b"], "since_is": "undated", "certainty": "certain", "source": "https://a.example"},
        {"text": ["a", "b", "c"], "certainty": "certain", "source": "https://a.example"},
        {
            "text": ["a", "b", "c"],
            "since_is": "passed",
            "certainty": "certain",
            "source": "https://a.example",
        },
    ],
)
def test_a_statement_without_text_certainty_source_or_day_is_refused(written: dict[str, object]) -> None:
    with pytest.raises(BadLaw):
        statement_of(written, "here")


def test_nothing_written_is_a_cell_that_says_not_found() -> None:
    cell = cell_of("tj", (), NOW, ("https://a.example",))
    assert cell.status == "not_found" and cell.statements[0].sources == ("https://a.example",)


# --- the Convention -------------------------------------------------------------------------------


def test_the_convention_stands_article_by_article_for_all_five() -> None:
    found = convention(NOW)
    assert [row.id for row in found.rows] == [entry.id for entry in KZ.crosswalk()[0].entries]
    assert all(len(row.cells) == 5 for row in found.rows)


@pytest.mark.parametrize(
    ("article", "on", "begins"),
    [
        ("34", date(2025, 9, 15), "Not answered"),  # CC 115-1 since 16 September 2025
        ("34", date(2025, 9, 16), "Answered in part"),
        ("37", date(2025, 9, 15), "Answered in part"),  # only kidnapping, CC 125
        ("37", date(2025, 9, 16), "Answered:"),
        ("38", NOW, "Not answered. Nearest to it: CC 106"),
    ],
)
def test_the_answer_of_kazakhstan_is_that_of_the_day(article: str, on: date, begins: str) -> None:
    cell = convention(on, ["kz"]).row(article).cells[0]
    assert cell.statements[0].text["en"].startswith(begins)


def test_an_answer_is_lowered_by_what_does_not_stand_and_never_raised() -> None:
    assert answer_on("partial", True, False) == "partial"
    assert answer_on("none", True, False) == "none" and answer_on("not_read", True, True) == "not_read"


def test_the_others_answer_where_something_was_read_and_show_a_gap_elsewhere() -> None:
    found = convention(NOW)
    assert found.row("51").cell("kg").status == "rule"  # police must assess the risk
    assert found.row("53").cell("tm").status == "none"  # no protective order in the Family Code
    assert found.row("38").cell("uz").status == "not_found"


# --- what changed when ----------------------------------------------------------------------------


def test_changes_of_all_states_stand_in_one_line_of_time_the_latest_first() -> None:
    found = changes()
    days = [one.since for one in found]
    assert days == sorted(days, reverse=True)
    assert {one.state for one in found} == {"kz", "kg", "uz", "tj"}  # of Turkmenistan nothing was found
    assert any(one.since == "2024-10-21" and one.state == "uz" for one in found)
    assert any(
        "New: " in one.statement.text["en"] and "CC 115-1" in one.statement.text["en"] for one in found
    )


def test_a_day_on_which_sources_do_not_agree_says_so() -> None:
    """Law 210-VIII: 16 July, 20 August and 16 September 2025 are named."""
    found = [one for one in changes(["kz"]) if one.since == "2025-09-16"]
    assert all(one.statement.certainty in ("conflicting", "unverified") for one in found)


def test_an_article_that_stood_before_is_changed_and_not_new() -> None:
    """CAO 54 had special requirements before the ban on living together came to rest on it."""
    text = " ".join(one.statement.text["en"] for one in changes(["kz"]) if one.since == "2026-03-02")
    assert "Changed: CAO 54" in text and "2009 law 20" in text


# --- names and forms ------------------------------------------------------------------------------


def test_a_state_or_aspect_that_is_not_compared_is_refused_by_name() -> None:
    with pytest.raises(UnknownState, match="de is not compared; allowed: kz, kg, uz, tj, tm"):
        compare(NOW, ["de"])
    with pytest.raises(UnknownAspect, match="price"):
        compare(NOW, None, ["price"])
    assert [one.id for one in compare(NOW, ["UZ", "kz", "uz"]).states] == ["kz", "uz"]


def run(*words: str) -> Done:
    return run_qorgan("law", "compare", *words)


def test_the_command_gives_json_and_csv_with_a_row_for_each_statement() -> None:
    document = json.loads(run("--on", "2026-11-26", "--states", "KZ,UZ", "--json").stdout)
    assert document["aspects"]["on"] == "2026-11-26"
    count = sum(len(c["statements"]) for row in document["aspects"]["rows"] for c in row["cells"])
    rows = list(csv.DictReader(io.StringIO(run("--on", "2026-11-26", "--states", "KZ,UZ", "--csv").stdout)))
    assert len(rows) == count and all(row["certainty"] and row["sources"] and row["text"] for row in rows)
    assert {row["state"] for row in rows} == {"kz", "uz"}


def test_the_command_knows_all_three_tables_and_languages() -> None:
    for lang in LANGUAGES:
        done = run("--on", "2026-11-26", "--tables", "aspects,convention,changes", "--lang", lang)
        assert done.returncode == 0 and not done.stderr and "{" not in done.stdout


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--states", "de"), "kz, kg, uz, tj, tm"),
        (("--aspects", "price"), "order_by"),
        (("--on", "2026-02-30"), "--on"),
        (("--tables", "prices"), "convention"),
        (("--before", "2024-01-01"), "--before"),
        (("examples/battery.yaml", "--states", "kz"), "--states"),
        (("examples/battery.yaml",), "--after"),
    ],
)
def test_a_slip_on_the_command_line_is_named_with_what_is_allowed(words: tuple[str, ...], named: str) -> None:
    done = run(*words)
    assert done.returncode == 2 and named in done.stderr and "Traceback" not in done.stderr
