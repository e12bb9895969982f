"""Whatever a person types is a query that a database takes, and finds what it should."""

from __future__ import annotations

import sqlite3

import pytest

from qorgan.language import Kind, analyse, forms, fts5, parse, tsquery, tsvector

TEXTS = {
    "order": ("ru", "Защитное предписание выносится по статье 73-2 КоАП"),
    "kazakh": ("kk", "Қорғау нұсқамасы бұзылғанда полицияға хабарлаңыз"),
    "english": ("en", "Restraining orders and what breaks them: Act ZRU-561"),
    "shelter": ("ru", "Приют для женщин с детьми в Алматы"),
    "uzbek": ("uz", "Himoya orderi toʻgʻrisida"),
}
HOSTILE = [
    '"',
    '""',
    "'; DROP TABLE record; --",
    "a AND",
    "NOT",
    "NEAR(a b, 5)",
    "col : value",
    "^start *",
    "(((",
    "a & | ! <-> :*",
    "\\",
    "\0суд\0",
    "приют\u2028суд",
    "суд" * 5000,
    "суд " * 2500,
    "a,b;c." * 1700,
    "\U0001f600 приют \U0001f3e0",
    "-----",
    "' OR 1=1 --",
    "\ud7ff\ue000",
    "%_%",
    "{stems} : суд",
]


@pytest.fixture(scope="module")
def found_by() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table texts using fts5(name unindexed, stems, forms)")
    for name, (language, text) in TEXTS.items():
        row = (name, " ".join(analyse(text, language)), " ".join(forms(text)))
        database.execute("insert into texts values (?, ?, ?)", row)
    return database


def _search(database: sqlite3.Connection, query: str, *, every: bool = True) -> set[str]:
    match = fts5(parse(query), stems="stems", forms="forms", every=every)
    if not match:
        return set()
    return {name for (name,) in database.execute("select name from texts where texts match ?", (match,))}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("protective order", {"order", "kazakh", "english", "uzbek"}),
        ("защитного предписания", {"order", "kazakh", "english", "uzbek"}),
        ("қорғау нұсқамасын", {"order", "kazakh", "english", "uzbek"}),
        ("73-2", {"order"}),
        ("zru-561", {"english"}),
        ("ZRU 561", {"english"}),
        ("ЗРУ-561", {"english"}),
        ("баспана", {"shelter"}),
        ("shelter for children", {"shelter"}),
        ("himoya orderi", {"uzbek", "order", "kazakh", "english"}),
        ('"для женщин с детьми"', {"shelter"}),
        ('"с женщин детьми"', set()),
        ("pfobnyjt ghtlgbcfybt", {"order", "kazakh", "english", "uzbek"}),
    ],
)
def test_a_search_finds(found_by: sqlite3.Connection, query: str, names: set[str]) -> None:
    assert _search(found_by, query) == names


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("every", [True, False])
def test_nothing_typed_breaks_a_search(found_by: sqlite3.Connection, query: str, every: bool) -> None:
    assert _search(found_by, query, every=every) <= set(TEXTS)
    asked = tsquery(parse(query))
    assert asked.count("'") % 2 == 0
    assert "''" not in asked


@pytest.mark.parametrize("query", ["", " ", "?!", "\U0001f600", "---", "…", "\u200b", "\n\t"])
def test_a_query_without_a_word_is_empty(query: str) -> None:
    assert not parse(query)
    assert fts5(parse(query)) == tsquery(parse(query)) == ""


def test_a_long_query_is_cut_and_says_so() -> None:
    assert parse("суд " * 2500).cut
    assert len(parse("приют " * 2500).groups) <= 24
    assert not parse("защитное предписание").cut


def test_stop_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert [group.text for group in parse("что делать если нет приюта").groups] == ["нет", "приюта"]
    assert parse("что").groups


def test_the_exact_form_weighs_most() -> None:
    for query in ("приюта", "нұсқамасын", "orders", "73-2"):
        first = parse(query).groups[0].alternatives[0]
        assert (first.kind, first.weight) == (Kind.EXACT, 1.0)


def test_a_tsvector_keeps_places_and_weights() -> None:
    assert tsvector(("корга", "нускама", "корга"), "B") == "'корга':1B,3B 'нускама':2B"
    assert tsvector(()) == ""
