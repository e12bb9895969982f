"""Where every row of the tables of names comes from, and where none may come from."""

import hashlib
import re
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from qorgan.identity.names import review
from qorgan.identity.names.tables import lines

DATA = files("qorgan.identity").joinpath("data")
MARKS = {"verified", "secondary", "unverified", "ours"}
OURS = ("letters.yaml", "spellings.yaml", "suffixes.yaml", "short_names.yaml", "other_names.yaml")
LISTED = ("given_names_kk.txt", "given_names_ru.txt", "attested_names.tsv")
WORD = re.compile(r"[^\W\d_]{3,}")


def _words(name: str) -> set[str]:
    return {found.casefold() for found in WORD.findall(DATA.joinpath(name).read_text("utf-8"))}


def _sample() -> set[str]:
    text = Path(__file__).with_name("sample_tokens.sha256").read_text("utf-8")
    return {line for line in text.splitlines() if not line.startswith("#")}


def _of_the_sample(words: set[str]) -> set[str]:
    known = _sample()
    return {word for word in words if hashlib.sha256(word.encode()).hexdigest()[:20] in known}


def test_no_row_of_our_own_tables_has_a_name_of_the_sample_that_no_public_list_has() -> None:
    listed = set().union(*(_words(name) for name in LISTED))
    assert len(_sample()) > 100
    ours = set().union(*(_words(name) for name in (*OURS, "given_names_more.txt")))
    assert _of_the_sample(ours) <= listed


def test_attested_spellings_are_of_the_half_that_tables_may_be_made_with() -> None:
    items = [line.split("\t")[0] for line in lines("attested_names.tsv")]
    assert len(items) == len(set(items)) > 200
    assert all(re.fullmatch(r"Q\d+", item) for item in items)
    assert all(hashlib.sha256(item.encode()).digest()[0] % 2 == 0 for item in items)


def test_the_lists_of_given_names_have_their_licence_beside_them() -> None:
    licence = DATA.joinpath("airlock-pii.LICENSE").read_text("utf-8")
    notice = DATA.joinpath("airlock-pii.NOTICE").read_text("utf-8")
    assert "Apache License" in licence
    assert "airlock-pii" in notice


def _rows(name: str) -> list[dict[str, Any]]:
    tables = yaml.safe_load(DATA.joinpath(name).read_text("utf-8"))
    if name == "spellings.yaml":
        return list(chain.from_iterable(tables.values()))
    if name == "letters.yaml":
        return [*tables["tables"], tables["lookalikes"]]
    if name == "short_names.yaml":
        return list(tables.values())
    return [tables]


@pytest.mark.parametrize("name", OURS)
def test_every_block_says_its_source_and_mark(name: str) -> None:
    rows = _rows(name)
    assert rows
    for row in rows:
        assert row["source"]
        assert row["mark"] in MARKS


def test_no_two_rules_have_one_id() -> None:
    ids = [row["id"] for row in _rows("spellings.yaml")]
    ids += [
        row["rule"]
        for row in yaml.safe_load(DATA.joinpath("letters.yaml").read_text())["tables"]
        if row["rule"]
    ]
    ids += [row["id"] for row in yaml.safe_load(DATA.joinpath("suffixes.yaml").read_text())["suffixes"]]
    assert len(ids) == len(set(ids))


def test_the_page_of_the_tables_is_the_one_made_from_the_data() -> None:
    page = Path(__file__).parents[2] / "docs" / "linkage-tables.md"
    assert page.read_text("utf-8") == review.page()
