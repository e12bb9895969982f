"""An index of the whole first collection, without the editors' side; each test sees it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from qorgan.catalogue.collection import first_collection
from qorgan.web.library.finding import indexing
from qorgan.web.library.finding.asked import Asked
from qorgan.web.library.finding.memory import memory
from qorgan.web.library.finding.searching import Answer, search
from tests.library.finding import DATA

Find = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture(scope="package")
def _whole_index(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Written once for this folder, and at its end only what is published stays."""
    with django_db_blocker.unblock():
        indexing.write([(one, None) for one in first_collection()])
    yield
    with django_db_blocker.unblock():
        indexing.reindex()


@pytest.fixture
def indexed(_whole_index: None, db: None) -> None:
    """The whole first collection can be found."""


@pytest.fixture
def find(indexed: None) -> Find:
    def found(words: str = "", language: str = "ru", **chosen: str | tuple[str, ...]) -> Answer:
        values = {name: (one,) if isinstance(one, str) else one for name, one in chosen.items()}
        return search(Asked(words=words, chosen=values), language)

    return found


@pytest.fixture(scope="session")
def queries() -> list[dict[str, Any]]:
    given = yaml.safe_load((DATA / "queries.yaml").read_text("utf-8"))
    return [one | {"language": language} for language, several in given.items() for one in several]
