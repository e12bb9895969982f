"""A comma before the fraction in Kazakh and Russian, a point in English; groups of three apart."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import number_format


@pytest.mark.parametrize(("language", "written"), [("kk", "0,88"), ("ru", "0,88"), ("en", "0.88")])
def test_a_fraction_on_a_page_is_written_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert Template("{{ size }}").render(Context({"size": 0.88})) == written


@pytest.mark.parametrize(
    ("language", "written"), [("kk", "12\xa0543"), ("ru", "12\xa0543"), ("en", "12,543")]
)
def test_large_numbers_are_grouped_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert number_format(12543, force_grouping=True) == written
