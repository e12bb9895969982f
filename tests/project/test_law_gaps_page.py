"""docs/law-gaps.md: made from the data of the law, so that it cannot say less than the data does."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import law_gaps

from qorgan.law import load


def test_the_page_is_what_the_data_makes() -> None:
    assert law_gaps.main([]) == 0


def test_a_page_that_is_behind_is_refused_and_writing_renews_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(law_gaps, "PAGE", tmp_path / "law-gaps.md")
    assert law_gaps.main([], said.append) == 1 and "is behind" in said[0]
    assert law_gaps.main(["--write"]) == 0
    assert law_gaps.main([]) == 0


def test_every_gap_stands_on_the_page() -> None:
    page = law_gaps.page(load("kz"))
    for gap in load("kz").gaps():
        assert f"`{gap.kind} {gap.id}`" in page
