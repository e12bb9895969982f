"""What the library keeps. No row here, and no table of this database, is about a person who was harmed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail_localize.fields import SynchronizedField, TranslatableField

from qorgan.catalogue.identifiers import identifier
from qorgan.catalogue.record import DAY, LANGUAGE_TAG, SUBDIVISION, is_address
from qorgan.web.library.blocks import SourceBlock, StudyBlock
from qorgan.web.library.fields import CodesField, LinesField, costs, kinds, licences

FOUND_BY = "countries regions languages topics sectors audiences stages keywords related".split()
FIRST_OF_OURS = 1000  # numbers below are the first collection's


class Number(models.Model):
    """A permanent identifier, given once. The row outlives its record and says what became of it."""

    number = models.PositiveIntegerField(primary_key=True)
    identifier = models.CharField(max_length=8, unique=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_title = models.JSONField(default=dict, blank=True)
    retired_note = models.JSONField(default=dict, blank=True)
    replaced_by = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        return self.identifier


def new_identifier() -> str:
    """The next free identifier, taken. Two editors at once never get the same."""
    from django.db import IntegrityError, transaction

    while True:
        last = Number.objects.aggregate(last=models.Max("number"))["last"] or 0
        number = max(last + 1, FIRST_OF_OURS)
        try:
            with transaction.atomic():
                return str(Number.objects.create(number=number, identifier=identifier(number)).identifier)
        except IntegrityError:
            continue


class Record(  # type: ignore[misc]
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, ClusterableModel
):
    """A resource in one language; its translations share `translation_key` and `identifier`."""

    identifier = models.CharField(max_length=8, blank=True, editable=False, db_index=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=kinds)
    title = models.CharField(_("Title"), max_length=300)
    summary = models.TextField(
        _("Summary"), max_length=3000, help_text=_("In our own words, plain text, two to five sentences.")
    )
    original_title = models.CharField(_("Title in the original language"), max_length=300, blank=True)
    address = models.CharField(_("Address of the source"), max_length=1000, blank=True)
    licence = models.CharField(
        _("Licence"), max_length=24, choices=licences,
        help_text=_("A record without a licence is not published."),
    )  # fmt: skip
    cost = models.CharField(_("Cost"), max_length=10, choices=costs, default="unknown")
    issued = models.CharField(
        _("Date of the resource"), max_length=10, blank=True,
        help_text=_("A year, a month or a day: 2024, 2024-04, 2024-04-15."),
    )  # fmt: skip
    publisher = models.CharField(_("Publisher"), max_length=300, blank=True)
    authors = LinesField(_("Authors"), help_text=_("One a line."))
    countries = CodesField(_("Countries"), codes_of="countries")
    regions = LinesField(_("Regions"), help_text=_("ISO 3166-2, one a line: KZ-75."))
    languages = LinesField(
        _("Languages of the resource"),
        help_text=_("BCP 47, one a line: kk, ru, uz-Latn. A script only where it is not the usual one."),
    )
    topics = CodesField(_("Topics"), codes_of="topics")
    sectors = CodesField(_("Sectors"), codes_of="sectors")
    audiences = CodesField(_("For whom"), codes_of="audiences")
    stages = CodesField(_("Stages"), codes_of="stages")
    keywords = LinesField(_("Other words people look for"), help_text=_("One a line."))
    related = LinesField(_("Related records"), help_text=_("Identifiers, one a line."))
    evidence = StreamField([("study", StudyBlock())], max_num=1, blank=True, verbose_name=_("Evidence"))
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("Where facts come from"))
    last_checked = models.DateField(
        _("Last checked"), null=True, blank=True, help_text=_("The day somebody compared it with its source.")
    )

    translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("keywords"),
        TranslatableField("evidence"),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "identifier kind original_title address licence cost issued publisher authors countries "
                "regions languages topics sectors audiences stages related sources last_checked"
            ).split()
        ),
    ]
    panels: ClassVar[list[Any]] = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("original_title"),
        MultiFieldPanel(
            [FieldPanel(n) for n in ("address", "licence", "cost", "issued", "publisher", "authors")],
            heading=_("The resource"),
        ),
        MultiFieldPanel(
            [FieldPanel(n) for n in FOUND_BY],
            heading=_("How it is found"),
        ),
        FieldPanel("evidence"),
        FieldPanel("sources"),
        FieldPanel("last_checked"),
        PublishingPanel(),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Record")
        verbose_name_plural = _("Records")

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.identifier:
            self.identifier = new_identifier()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Says every fault of form at once. Raises ValidationError."""
        super().clean()
        faults: dict[str, Any] = {}
        if self.issued and not DAY.match(self.issued):
            faults["issued"] = _("Write a year, a month or a day: 2024, 2024-04, 2024-04-15.")
        if self.address and not is_address(self.address):
            faults["address"] = _("An address of the web begins with http:// or https:// and has no spaces.")
        for one in self.regions or ():
            if not SUBDIVISION.match(one):
                faults["regions"] = _("%(given)s is no code of ISO 3166-2.") % {"given": one}
        for one in self.languages or ():
            if not LANGUAGE_TAG.match(one):
                faults["languages"] = _("%(given)s is no language tag of BCP 47.") % {"given": one}
        if faults:
            raise ValidationError(faults)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publishes a revision. Raises ValidationError when it is not fit to be read, whoever asks for it."""
        revision.as_object().full_clean(exclude=["latest_revision", "live_revision"])
        super().publish(revision, *args, **kwargs)


# Models in modules of their own; Django looks for them here.
from qorgan.web.library.comments.models import ExperienceNote, Remark  # noqa: E402, F401
from qorgan.web.library.lists.models import ReadingList  # noqa: E402, F401
