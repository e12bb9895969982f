"""A reader's remark, which is never published, and a librarian's note of experience, which is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import DraftStateMixin, RevisionMixin

from qorgan.catalogue.identifiers import is_identifier
from qorgan.web.library.comments.persons import persons_in

WRONG, OLD, WORKED, DID_NOT = "wrong", "out_of_date", "worked", "did_not_work"
KINDS = (
    (WRONG, _("Something in it is wrong")),
    (OLD, _("It is out of date")),
    (WORKED, _("It worked for us")),
    (DID_NOT, _("It did not work for us")),
)
WAITING, DONE = "waiting", "done"
LONGEST = 2000
LANGUAGES = ("kk", "ru", "en")


class Remark(models.Model):
    """What somebody told. Nothing says who. `mark` lets the same remark come in only once.

    Its text goes when a librarian is done with it: what was written about a person must not lie about.
    """

    identifier = models.CharField(max_length=8, db_index=True)
    kind = models.CharField(_("Kind"), max_length=14, choices=KINDS)
    text = models.TextField(_("What was written"), max_length=LONGEST, blank=True)
    language = models.CharField(max_length=2)
    day = models.DateField()
    state = models.CharField(max_length=8, default=WAITING, db_index=True)
    mark = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = _("Remark of a reader")
        verbose_name_plural = _("Remarks of readers")

    def __str__(self) -> str:
        return f"{self.identifier}: {self.get_kind_display()}"


class ExperienceNote(DraftStateMixin, RevisionMixin, models.Model):  # type: ignore[misc]
    """What a librarian says, in her own words, of how a resource worked somewhere."""

    identifier = models.CharField(
        _("Identifier of the record"), max_length=8, db_index=True, help_text="q0002007"
    )
    kind = models.CharField(_("Kind"), max_length=14, choices=(KINDS[2], KINDS[3]))
    text_kk = models.TextField(_("Note in Kazakh"), max_length=LONGEST)
    text_ru = models.TextField(_("Note in Russian"), max_length=LONGEST)
    text_en = models.TextField(_("Note in English"), max_length=LONGEST)
    day = models.DateField(_("Month or day it speaks of"), help_text=_("Say no day that leads to a person."))

    panels: ClassVar[list[Any]] = [
        FieldPanel("identifier"),
        FieldPanel("kind"),
        MultiFieldPanel(
            [FieldPanel(f"text_{one}") for one in LANGUAGES],
            heading=_("In your own words; no name, no place that leads to a person"),
        ),
        FieldPanel("day"),
        PublishingPanel(),
    ]

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "-pk"]
        verbose_name = _("Note of experience")
        verbose_name_plural = _("Notes of experience")

    def __str__(self) -> str:
        return f"{self.identifier}: {self.text_en[:60]}"

    def clean(self) -> None:
        """Raises ValidationError: a record that is none, or a person in the text."""
        super().clean()
        faults: dict[str, Any] = {}
        self.identifier = self.identifier.strip().lower()
        if not is_identifier(self.identifier):
            faults["identifier"] = said("No record has such an identifier. Copy it from the record.")
        elif not _is_published(self.identifier):
            faults["identifier"] = said("This record is not published.")
        for name in (f"text_{one}" for one in LANGUAGES):
            found = persons_in(getattr(self, name) or "")
            if found:
                faults[name] = said("This may lead to a person: %(part)s") % {"part": found[0].part}
            elif "\x00" in (getattr(self, name) or ""):
                faults[name] = said("There are signs in it that no text has.")
        if faults:
            raise ValidationError(faults)

    def said(self, language: str) -> str:
        return str(getattr(self, f"text_{language if language in LANGUAGES else 'kk'}"))


def _is_published(identifier: str) -> bool:
    from qorgan.web.library.models import Record

    return Record.objects.filter(identifier=identifier, live=True).exists()
