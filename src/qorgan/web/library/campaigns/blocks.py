"""The messages of a campaign and their tests, as the editors fill them in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from qorgan.catalogue import campaigns as catalogue


def labelled(name: str) -> list[tuple[str, str]]:
    """The codes of a list of campaigns with their labels in the language of the page."""
    return [
        (code, catalogue.label(name, code, (get_language() or "kk")[:2])) for code in catalogue.codes(name)
    ]


def tried_in() -> list[tuple[str, str]]:
    return labelled("tried_in")


class TriedBlock(blocks.StructBlock):
    """People have read a message in one language."""

    language = blocks.ChoiceBlock(choices=tried_in, label=_("Language"))
    people = blocks.IntegerBlock(label=_("How many people read it"), min_value=1, max_value=100_000)
    day = blocks.DateBlock(label=_("Day"))
    understood = blocks.TextBlock(label=_("What they took it to say"), max_length=600)
    changed = blocks.TextBlock(
        label=_("What was changed after it"), max_length=600, required=False,
        help_text=_("Empty: nothing was changed."),
    )  # fmt: skip

    class Meta:
        label = _("Test with people")
        icon = "group"


class MessageBlock(blocks.StructBlock):
    """A message in its languages with its tests."""

    kk = blocks.TextBlock(label=_("Text in Kazakh"), max_length=600)
    ru = blocks.TextBlock(label=_("Text in Russian"), max_length=600)
    en = blocks.TextBlock(label=_("Text in English"), max_length=600, required=False)
    picture = blocks.CharBlock(
        label=_("What the picture shows"), max_length=300, required=False,
        help_text=_("Empty: there is no picture. No picture shows an injury."),
    )  # fmt: skip
    tests = blocks.ListBlock(TriedBlock(), label=_("Tests with people"), default=[])

    class Meta:
        label = _("Message of the campaign")
        icon = "openquote"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        for test in found["tests"]:
            if test["language"] == "en" and not found["en"]:
                raise StructBlockValidationError(
                    {"en": ValidationError(_("It was tested in English, but there is no English text."))}
                )
        return found
