"""A field that holds several codes of one list, edited as boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import TranslatableField
from wagtail_localize.segments.types import StringSegmentValue

from qorgan.catalogue.codes import codes, label

BETWEEN = re.compile(r"[;\n]")


def labelled(name: str) -> list[tuple[str, str]]:
    """The codes of a list with their labels in the language of the page."""
    return [(code, label(name, code, (get_language() or "kk")[:2])) for code in codes(name)]


# Functions with names of their own: migrations write them down.
def kinds() -> list[tuple[str, str]]:
    return labelled("kinds")


def licences() -> list[tuple[str, str]]:
    return labelled("licences")


def costs() -> list[tuple[str, str]]:
    return labelled("costs")


def designs() -> list[tuple[str, str]]:
    return labelled("designs")


def certainties() -> list[tuple[str, str]]:
    return labelled("certainties")


class CodesField(models.JSONField):
    """A list of codes of the list `codes_of`. In the database: a JSON array of strings."""

    def __init__(self, *args: Any, codes_of: str = "", **kwargs: Any) -> None:
        self.codes_of = codes_of
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"codes_of": self.codes_of}

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.choices_now,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )

    def choices_now(self) -> list[tuple[str, str]]:
        """Each code that may stand here, with its label in the language of the page."""
        return labelled(self.codes_of)

    def validate(self, value: Any, model_instance: Any) -> None:
        known = {code for code, _label in self.choices_now()}
        unknown = [one for one in value or () if one not in known]
        if unknown:
            raise ValidationError(_("Unknown code: %(code)s"), code="unknown", params={"code": unknown[0]})


class LinesField(models.JSONField):
    """A list of short texts, edited one a line. In the database: a JSON array of strings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return LinesForm(required=not self.blank, label=self.verbose_name, help_text=self.help_text)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """All of them as one text: a language has as many words for a thing as it has."""
        return [StringSegmentValue("", "; ".join(map(str, value or ())))]

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> list[str]:
        return without_gaps(BETWEEN.split(str(segments[0].render_text())))


class TranslatableWords(TranslatableField):  # type: ignore[misc]
    """A `LinesField` that is translated; where the source has no words any more, no language has any."""

    def is_synchronized(self, source: Any) -> bool:
        return not self.get_value(source)


class LinesForm(forms.Field):
    """One text a line; empty lines fall away."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list | tuple):
            return [str(one) for one in value]
        return without_gaps(str(value or "").splitlines())


def without_gaps(lines: Iterable[str]) -> list[str]:
    """
    >>> without_gaps([" a  word", "", "another"])
    ['a word', 'another']
    """
    return [line for line in (" ".join(one.split()) for one in lines) if line]
