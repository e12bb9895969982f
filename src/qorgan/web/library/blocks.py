"""The parts of a record that repeat: effects of a study, and where facts come from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from qorgan.catalogue.record import DOMAINS, MEASURES, RATIOS
from qorgan.web.library.fields import certainties, designs

BETTER = (("lower", _("Lower is hoped for")), ("higher", _("Higher is hoped for")))
DOMAIN_WORDS = {
    "violence": _("Violence itself"),
    "attitude": _("What people think"),
    "norm": _("What people take others to think"),
    "help_seeking": _("Seeking help"),
    "service": _("What services do"),
    "knowledge": _("Knowledge"),
}
MEASURE_WORDS = {
    "aRR": _("Risk ratio, adjusted"),
    "RR": _("Risk ratio"),
    "aOR": _("Odds ratio, adjusted"),
    "OR": _("Odds ratio"),
    "HR": _("Hazard ratio"),
    "difference": _("Difference in percentage points"),
    "d": _("Standardised difference"),
    "percent": _("Change in percent"),
}


class Fact:
    """A text that says the same in every language: nobody translates it, and it follows the source."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


class Citation(Fact, blocks.CharBlock):  # type: ignore[misc]
    """How a study is cited."""


class Address(Fact, blocks.URLBlock):  # type: ignore[misc]
    """An address of the web; half of one is kept while it is being written."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            if self.is_deferred_validation:
                return value
            raise


class Chosen(blocks.ChoiceBlock):  # type: ignore[misc]
    """One of a list, said by its label."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(dict(self.field.choices).get(value, "")) if value else ""


class Day(blocks.DateBlock):  # type: ignore[misc]
    """A day, or none."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return date_format(value, "SHORT_DATE_FORMAT") if value else ""


class Number(blocks.FloatBlock):  # type: ignore[misc]
    """A number, or none."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return "" if value is None else str(value)


class Count(blocks.IntegerBlock):  # type: ignore[misc]
    """A whole number, or none."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return "" if value is None else str(value)


# Migrations know them by what they store.
DECONSTRUCT_ALIASES = {
    Citation: "wagtail.blocks.CharBlock",
    Address: "wagtail.blocks.URLBlock",
    Day: "wagtail.blocks.DateBlock",
    Number: "wagtail.blocks.FloatBlock",
    Count: "wagtail.blocks.IntegerBlock",
}


class EffectBlock(blocks.StructBlock):
    """One outcome with its interval."""

    outcome = blocks.CharBlock(label=_("Outcome"), max_length=300)
    domain = Chosen([(one, DOMAIN_WORDS[one]) for one in DOMAINS], label=_("What it is about"))
    measure = Chosen([(one, MEASURE_WORDS[one]) for one in MEASURES], label=_("Measure"))
    estimate = Number(label=_("Estimate"))
    low = Number(label=_("Interval from"), required=False)
    high = Number(label=_("Interval to"), required=False)
    level = Number(label=_("Level of the interval"), default=0.95, min_value=0.5, max_value=0.999)
    better = Chosen(BETTER, label=_("What was hoped for"))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        label = _("Effect")
        icon = "order"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        estimate, low, high = found["estimate"], found["low"], found["high"]
        if self.is_deferred_validation or estimate is None:  # a draft, saved while it is being written
            return found
        off = (low is not None and low > estimate) or (high is not None and high < estimate)
        if off:
            raise StructBlockValidationError(
                {"estimate": ValidationError(_("The estimate must lie inside its interval."))}
            )
        if found["measure"] in RATIOS and (estimate <= 0 or (low is not None and low < 0)):
            raise StructBlockValidationError({"estimate": ValidationError(_("A ratio is above zero."))})
        return found


class StudyBlock(blocks.StructBlock):
    """A study and what it found."""

    design = Chosen(choices=designs, label=_("Design"))
    citation = Citation(label=_("Citation"), max_length=500)
    participants = Count(label=_("Participants"), required=False, min_value=1)
    clusters = Count(label=_("Clusters"), required=False, min_value=1)
    source = Address(label=_("Address of the study"), required=False)
    certainty = Chosen(choices=certainties, label=_("How it was read"), default="secondary")
    effects = blocks.ListBlock(EffectBlock(), label=_("Effects"))

    class Meta:
        label = _("Study")
        icon = "doc-full"


class SourceBlock(blocks.StructBlock):
    """Where facts of the record come from."""

    address = Address(label=_("Address"), required=False)
    certainty = Chosen(choices=certainties, label=_("How it was read"))
    opened = Day(label=_("Opened by us on"), required=False, help_text=_("Empty: not opened by us."))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=500)

    class Meta:
        label = _("Source of facts")
        icon = "link"


class ServiceSourceBlock(SourceBlock):
    """Where facts on a service come from. A service is one row for all languages, so its notes are too."""

    note = blocks.CharBlock(label=_("Note"), required=False, max_length=500, help_text=_("in English"))
    note_ru = blocks.CharBlock(label=_("Note"), required=False, max_length=500, help_text=_("in Russian"))
    note_kk = blocks.CharBlock(label=_("Note"), required=False, max_length=500, help_text=_("in Kazakh"))

    class Meta:
        label = _("Source of facts")
        icon = "link"
