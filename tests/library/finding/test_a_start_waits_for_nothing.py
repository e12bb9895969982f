"""What the first reader would wait for is read when a process starts, be there a database or not."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.memory import memory
from qorgan.web.library.finding.models import Change
from qorgan.web.library.finding.searching import search
from qorgan.web.library.finding.warming import read_ahead


def test_after_the_start_a_search_asks_for_its_words_and_for_no_board(indexed: None) -> None:
    read_ahead()
    assert memory.board().size > 100
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert search(Asked(words="violence"), "en").total
    assert not [one["sql"] for one in asked.captured_queries if "finding_entry" in one["sql"]]
    assert len(asked.captured_queries) <= 3


@pytest.mark.parametrize(
    ("words", "language"),
    [("защитное предписание", "ru"), ("қорғау нұсқамасы", "kk"), ("protective order", "en")],
)
def test_after_the_start_what_is_asked_for_most_is_read_no_more(
    indexed: None, words: str, language: str
) -> None:
    memory.forget()
    read_ahead()
    with CaptureQueriesContext(connection) as asked:
        assert search(Asked(words=words), language).total
    assert not [one["sql"] for one in asked.captured_queries if "finding_posting" in one["sql"]]


@pytest.mark.django_db
def test_without_tables_a_process_starts_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Change._meta.db_table} RENAME TO elsewhere")
    with caplog.at_level(logging.WARNING):
        read_ahead()
    assert "could not be read" in caplog.text
