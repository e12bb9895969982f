"""What the library keeps. No row here, and no table of this database, is about a person who was harmed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
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
from qorgan.catalogue.record import DAY, LANGUAGE_TAG, LONGEST, MOST, NO_SIGNS, SUBDIVISION, is_address
from qorgan.web.clock import real_now as now
from qorgan.web.library.blocks import SourceBlock, StudyBlock
from qorgan.web.library.checking_models import AddressCheck as AddressCheck
from qorgan.web.library.checking_models import CheckDuty as CheckDuty
from qorgan.web.library.fields import CodesField, LinesField, TranslatableWords, costs, kinds, licences
from qorgan.web.library.hiding import places_of_shelters
from qorgan.web.library.kept_models import KeptWords as KeptWords
from qorgan.web.library.licences import may_be_copied
from qorgan.web.library.panels import LanguagesPanel
from qorgan.web.library.review import ReviewTask as ReviewTask
from qorgan.web.library.suggestion_models import Call as Call
from qorgan.web.library.suggestion_models import Suggestion as Suggestion
from qorgan.web.library.widgets import FileChooser
from qorgan.web.library.writing import RecordForm, faults_of_blocks, name_blocks

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
    file = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("File kept here"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
        help_text=_("Only where the licence allows copies; the public gets it once the record is published."),
    )  # fmt: skip
    last_checked = models.DateField(
        _("Last checked"), null=True, blank=True, help_text=_("The day somebody compared it with its source.")
    )

    translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableWords("keywords"),
        TranslatableField("evidence"),
        TranslatableField("sources"),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "identifier kind original_title address licence cost issued publisher authors countries "
                "regions languages topics sectors audiences stages related last_checked file"
            ).split()
        ),
    ]
    base_form_class = RecordForm
    half_written = False  # while a draft is being saved
    panels: ClassVar[list[Any]] = [
        LanguagesPanel(),
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("original_title"),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("licence"),
                FieldPanel("file", widget=FileChooser),
                *(FieldPanel(n) for n in ("cost", "issued", "publisher", "authors")),
            ],
            heading=_("The resource"),
        ),
        MultiFieldPanel(
            [FieldPanel(n) for n in FOUND_BY],
            heading=_("How it is found"),
        ),
        FieldPanel("evidence"),
        FieldPanel("sources"),
        FieldPanel("last_checked"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = pgettext_lazy("one of the library", "Record")
        verbose_name_plural = _("Records")
        permissions: ClassVar[list[tuple[str, str]]] = [
            ("check_record", "Can say that a record was checked today"),
            ("retire_record", "Can retire a record"),
            ("see_reports", "Can see the reports of the library"),
        ]

    def __str__(self) -> str:
        return str(self.title or self.identifier or _("No title yet"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves. Raises ValidationError for a published record that is not fit to be read, whoever asks."""
        if not self.identifier:
            self.identifier = new_identifier()
        if self.pk is None:
            name_blocks(self)
        written = kwargs.get("update_fields")
        if self.live and (written is None or "live" in written):
            self.fit_to_be_read(blocks=False)  # `publish` has looked into them
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Says every fault of form at once. Raises ValidationError."""
        super().clean()
        faults = {} if self.half_written else faults_of_form(self)
        if faults:
            raise ValidationError(faults)

    def fit_to_be_read(self, *, blocks: bool = True) -> None:
        """Raises ValidationError, a sentence at each field, when the public should not be given this."""
        faults: dict[str, list[Any]] = {}
        try:
            # A row that waits for its first save has no number yet; links between rows are Django's own.
            self.full_clean(exclude=["latest_revision", "live_revision", "locale", "translation_key"])
        except ValidationError as error:
            faults = {name: list(found) for name, found in error.error_dict.items()}
        faults |= faults_of_blocks(self) if blocks else {}
        faults |= {name: [*faults.get(name, ()), fault] for name, fault in places_of_shelters(self).items()}
        if not len(self.sources):
            faults["sources"] = [ValidationError(_("Say where the facts come from: one source at least."))]
        if Number.objects.filter(identifier=self.identifier or "-", retired_at__isnull=False).exists():
            faults["title"] = [
                ValidationError(_("This record is retired. Put it back before it is published."))
            ]
        if faults:
            raise ValidationError(faults)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publishes a revision. Raises ValidationError when it is not fit to be read, whoever asks for it."""
        revision.as_object().fit_to_be_read()
        super().publish(revision, *args, **kwargs)

    @property
    def was_public(self) -> bool:
        """Whether its identifier was ever given to readers, in any language."""
        rows = Record.objects.filter(identifier=self.identifier) if self.identifier else Record.objects.none()
        return bool(rows.filter(first_published_at__isnull=False).exists())


def faults_of_form(record: Record) -> dict[str, Any]:
    """What is written wrongly, by field."""
    faults: dict[str, Any] = _faults_of_text(record)
    if record.issued and not DAY.fullmatch(record.issued):
        faults["issued"] = _("Write a year, a month or a day: 2024, 2024-04, 2024-04-15.")
    elif record.issued and not is_day(record.issued):
        faults["issued"] = _("There is no such day.")
    if record.address and not is_address(record.address):
        faults["address"] = _("An address of the web begins with http:// or https:// and has no spaces.")
    for one in record.regions or ():
        if not SUBDIVISION.fullmatch(one):
            faults["regions"] = _("%(given)s is no code of ISO 3166-2.") % {"given": one}
    for one in record.languages or ():
        if not LANGUAGE_TAG.fullmatch(one):
            faults["languages"] = _("%(given)s is no language tag of BCP 47.") % {"given": one}
    for one in record.related or ():
        if one == record.identifier or not Number.objects.filter(identifier=one).exists():
            faults["related"] = _("There is no other record %(given)s.") % {"given": one}
    if record.file_id and not may_be_copied(record.licence):
        faults["file"] = _("This licence allows no copy here. Give the address and take the file off.")
    if record.last_checked and record.last_checked > now().date() + timedelta(days=1):
        faults["last_checked"] = _("This day has not come yet.")
    return faults


def _faults_of_text(record: Record) -> dict[str, Any]:
    """Signs that no text has, and more of one thing than a page can show."""
    faults: dict[str, Any] = {}
    for name in ("title", "summary", "original_title", "publisher"):
        if NO_SIGNS.search(getattr(record, name) or ""):
            faults[name] = _("There are signs in it that no text has.")
    for name in ("authors", "keywords", "related", "regions", "languages"):
        given = [str(one) for one in getattr(record, name) or ()]
        if any(map(NO_SIGNS.search, given)):
            faults[name] = _("There are signs in it that no text has.")
        elif any(len(one) > LONGEST.get(name, 300) for one in given):
            faults[name] = _("One of these lines is too long: at most %(most)s characters.") % {
                "most": LONGEST.get(name, 300)
            }
        elif len(given) > MOST[name]:
            faults[name] = _("There are %(count)s lines; a page shows at most %(most)s.") % {
                "count": len(given),
                "most": MOST[name],
            }
    if len(record.sources) > MOST["sources"]:
        faults["sources"] = _("There are %(count)s lines; a page shows at most %(most)s.") % {
            "count": len(record.sources),
            "most": MOST["sources"],
        }
    return faults


def is_day(text: str) -> bool:
    """Whether a year, a month or a day in ISO form is one of the calendar.

    >>> is_day("2024-02-29"), is_day("2023-02-29"), is_day("2024-13")
    (True, False, False)
    """
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


# Models in modules of their own; Django looks for them here.
from qorgan.web.library.campaigns.models import Campaign, Measurement  # noqa: E402, F401
from qorgan.web.library.comments.models import ExperienceNote, Remark  # noqa: E402, F401
from qorgan.web.library.directory.models import Service  # noqa: E402, F401
from qorgan.web.library.importing.models import Arrival, Preview  # noqa: E402, F401
from qorgan.web.library.lists.models import ReadingList  # noqa: E402, F401
from qorgan.web.library.share.models import Holding  # noqa: E402, F401
