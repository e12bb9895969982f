"""A reading list: its words in three languages, its records in order. Librarians write and publish it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin

from qorgan.catalogue.identifiers import is_identifier

LANGUAGES = ("kk", "ru", "en")
MOST = 60
# What XML 1.0 cannot carry: a list is also a feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class EntryBlock(blocks.StructBlock):
    """One record of the list, and why it stands there."""

    identifier = blocks.CharBlock(label=_("Identifier of the record"), max_length=8, help_text="q0002007")
    why_kk = blocks.CharBlock(label=_("Why, in Kazakh"), max_length=400)
    why_ru = blocks.CharBlock(label=_("Why, in Russian"), max_length=400)
    why_en = blocks.CharBlock(label=_("Why, in English"), max_length=400)

    class Meta:
        label = _("Record of the list")
        icon = "doc-full"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        identifier = found["identifier"].strip().lower()
        if not is_identifier(identifier):
            raise StructBlockValidationError(
                {
                    "identifier": ValidationError(
                        _("No record has such an identifier. Copy it from the record.")
                    )
                }
            )
        from qorgan.web.library.models import Record

        if not Record.objects.filter(identifier=identifier, live=True).exists():
            raise StructBlockValidationError(
                {
                    "identifier": ValidationError(
                        _("This record is not published, so a list cannot lead to it.")
                    )
                }
            )
        found["identifier"] = identifier
        return found


class ReadingList(DraftStateMixin, LockableMixin, RevisionMixin, models.Model):  # type: ignore[misc]
    """`name` is the word in its address and never changes once it was published."""

    name = models.SlugField(
        _("Word in the address"), max_length=40, unique=True,
        help_text=_("Latin letters, digits and hyphens. It stays once the list is published."),
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(_("Place among the lists"), default=100)
    title_kk = models.CharField(_("Title in Kazakh"), max_length=200)
    title_ru = models.CharField(_("Title in Russian"), max_length=200)
    title_en = models.CharField(_("Title in English"), max_length=200)
    introduction_kk = models.TextField(_("Introduction in Kazakh"), max_length=2000)
    introduction_ru = models.TextField(_("Introduction in Russian"), max_length=2000)
    introduction_en = models.TextField(_("Introduction in English"), max_length=2000)
    entries = StreamField(
        [("entry", EntryBlock())], verbose_name=_("Records, in order"), min_num=1, max_num=MOST
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("order"),
        MultiFieldPanel([FieldPanel(f"title_{one}") for one in LANGUAGES], heading=_("Title")),
        MultiFieldPanel([FieldPanel(f"introduction_{one}") for one in LANGUAGES], heading=_("Introduction")),
        FieldPanel("entries"),
        PublishingPanel(),
    ]

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "pk"]
        verbose_name = _("Reading list")
        verbose_name_plural = _("Reading lists")

    def __str__(self) -> str:
        return str(self.title_en or self.name)

    def clean(self) -> None:
        """Raises ValidationError: a word that moved, a sign that no text has, a record named twice."""
        super().clean()
        faults: dict[str, Any] = {}
        if self.pk:
            before = type(self).objects.filter(pk=self.pk).values_list("name", "first_published_at").first()
            if before and before[1] and before[0] != self.name:
                faults["name"] = said("The list was published under “%(name)s”: addresses never change.") % {
                    "name": before[0]
                }
        if self.name and self.name != slugify(self.name):
            faults["name"] = said("Small Latin letters, digits and hyphens only.")
        for field in (f"{name}_{one}" for name in ("title", "introduction") for one in LANGUAGES):
            if CONTROL.search(getattr(self, field) or ""):
                faults[field] = said("There are signs in it that no text has.")
        named = [str(block.value.get("identifier", "")).strip().lower() for block in self.entries]
        twice = next((one for one in named if one and named.count(one) > 1), "")
        if twice:
            faults["entries"] = said("%(record)s stands in the list twice.") % {"record": twice}
        if any(
            CONTROL.search(str(block.value.get(f"why_{one}", "")))
            for block in self.entries
            for one in LANGUAGES
        ):
            faults["entries"] = said("There are signs in it that no text has.")
        if faults:
            raise ValidationError(faults)

    def said(self, field: str, language: str) -> str:
        """A field in the reader's language."""
        return str(getattr(self, f"{field}_{language if language in LANGUAGES else 'kk'}"))
