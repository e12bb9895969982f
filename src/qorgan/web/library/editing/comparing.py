"""Two versions of a record beside each other, in words: labels for codes, a line for a list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from wagtail.admin.compare import FieldComparison, TextFieldComparison, register_comparison_class

from qorgan.web.library.fields import CodesField, LinesField


class CodesComparison(TextFieldComparison):  # type: ignore[misc]
    """Codes by their labels."""

    val_a: Any
    val_b: Any

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        words = dict(field.choices_now())
        self.val_a, self.val_b = (
            "; ".join(words.get(one, one) for one in v or ()) for v in (self.val_a, self.val_b)
        )


class LinesComparison(TextFieldComparison):  # type: ignore[misc]
    """Short texts as one line."""

    val_a: Any
    val_b: Any

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = ("; ".join(map(str, v or ())) for v in (self.val_a, self.val_b))


class DayComparison(FieldComparison):  # type: ignore[misc]
    """A day as the page's language writes it; no day is no word."""

    val_a: Any
    val_b: Any

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = day(self.val_a), day(self.val_b)


def day(value: date | None) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def connect() -> None:
    register_comparison_class(CodesField, comparison_class=CodesComparison)
    register_comparison_class(LinesField, comparison_class=LinesComparison)
    register_comparison_class(models.DateField, comparison_class=DayComparison)
