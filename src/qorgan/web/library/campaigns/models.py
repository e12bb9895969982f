"""Campaigns and their measurements. A measurement is added once and never changed: a null result stays."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import RevisionMixin

from qorgan.catalogue.campaigns_rules import missing_to_run
from qorgan.web.library.campaigns.blocks import MessageBlock, labelled
from qorgan.web.library.campaigns.services import unknown
from qorgan.web.library.campaigns.words import WordsField
from qorgan.web.library.fields import CodesField, LinesField

OPEN = "library.open_campaign"


class Kept(Exception):
    """What was registered is neither changed nor deleted."""


# Functions with names of their own: migrations write them down.
def states() -> list[tuple[str, str]]:
    return labelled("states")


def norm_kinds() -> list[tuple[str, str]]:
    return labelled("norm_kinds")


def allocations() -> list[tuple[str, str]]:
    return labelled("allocations")


def outcomes() -> list[tuple[str, str]]:
    return labelled("outcomes")


class CodesOfCampaigns(CodesField):
    """The same for the lists of campaigns."""

    def choices_now(self) -> list[tuple[str, str]]:
        return labelled(self.codes_of)


class CampaignForm(WagtailAdminModelForm):
    """Contributors draft; who may open a campaign sets it going and answers for what is public."""

    def clean(self) -> Any:
        found = super().clean()
        user, state = getattr(self, "for_user", None), (found or {}).get("state")
        opened = state != "draft" or (self.instance.pk and self._was() != "draft")
        if user is not None and opened and not user.has_perm(OPEN):
            self.add_error(
                "state", _("Only a reviewer or a librarian opens a campaign or changes one that is open.")
            )
        return found

    def _was(self) -> str:
        return str(Campaign.objects.values_list("state", flat=True).get(pk=self.instance.pk))


class Campaign(RevisionMixin, models.Model):
    """A plan, in three languages at once. Public from "planned" on, and for good after a baseline."""

    state = models.CharField(_("State"), max_length=10, choices=states, default="draft")
    synthetic = models.BooleanField(default=False, editable=False)
    title = WordsField(_("Title"), longest=150)
    audience = WordsField(_("Whom it speaks to"), longest=300)
    norm = WordsField(
        _("The norm to shift, as a sentence"), longest=300,
        help_text=_("What people think that others do or approve of, as they would say it."),
    )  # fmt: skip
    norm_kind = models.CharField(_("Kind of norm"), max_length=10, choices=norm_kinds, default="approve")
    messages = StreamField(
        [("message", MessageBlock())], blank=True, verbose_name=_("Messages of the campaign")
    )
    channels = CodesOfCampaigns(_("Channels"), codes_of="channels")
    services = LinesField(
        _("Services to turn to"), help_text=_("Identifiers of the directory, one a line: kz-111.")
    )
    ethics = WordsField(
        _("Ethics review"), blank=True, help_text=_("Who reviewed it, under which number, on which day.")
    )
    distress = WordsField(
        _("When somebody is upset"),
        blank=True,
        help_text=_("What is done then, by whom; the protocol by name."),
    )
    starts = models.DateField(_("Starts"), null=True, blank=True)
    ends = models.DateField(_("Ends"), null=True, blank=True)
    outcome = models.CharField(
        _("Outcome that counts"), max_length=20, choices=outcomes, blank=True,
        help_text=_("One, named before anybody is asked."),
    )  # fmt: skip
    others = CodesOfCampaigns(_("Other outcomes"), codes_of="outcomes")
    allocation = models.CharField(_("Comparison"), max_length=10, choices=allocations, blank=True)
    clusters = models.PositiveIntegerField(
        _("Places in an arm"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    cluster_size = models.PositiveIntegerField(
        _("People of a place"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    icc = models.FloatField(
        _("Likeness within places (ICC)"), null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("For attitudes usually 0.02 to 0.05."),
    )  # fmt: skip
    effect = models.FloatField(
        _("Difference looked for, percentage points"), null=True, blank=True,
        validators=[MinValueValidator(0.1), MaxValueValidator(99)],
    )  # fmt: skip
    baseline = models.FloatField(
        _("Share expected before, %"), default=50, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    power = models.FloatField(
        _("Power"), default=0.8, validators=[MinValueValidator(0.5), MaxValueValidator(0.99)]
    )
    lost = models.FloatField(
        _("Share lost between the surveys, %"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(90)],
    )
    before = models.DateField(_("Survey before"), null=True, blank=True)
    after = models.DateField(_("Survey after"), null=True, blank=True)
    planned = models.DateField(_("Result planned for"), null=True, blank=True)

    base_form_class = CampaignForm
    panels: ClassVar[list[Any]] = [
        FieldPanel("state"),
        *(FieldPanel(n) for n in "title audience norm norm_kind messages channels services".split()),
        MultiFieldPanel([FieldPanel(n) for n in "ethics distress".split()], heading=_("Care for people")),
        MultiFieldPanel(
            [
                FieldPanel(n)
                for n in "starts ends before after planned outcome others allocation clusters cluster_size "
                "icc effect baseline power lost".split()
            ],
            heading=_("How it is measured"),
        ),
    ]

    class Meta:
        verbose_name = _("Campaign of prevention")
        verbose_name_plural = _("Campaigns")
        permissions = (("open_campaign", "May open a campaign and register its measurements"),)

    def __str__(self) -> str:
        return str(
            self.title.get((get_language() or "kk")[:2]) or next(iter(self.title.values()), f"c{self.pk}")
        )

    @property
    def public_name(self) -> str:
        """Its name in addresses."""
        return f"c{self.pk}"

    def clean(self) -> None:
        """A campaign whose messages were not tested in Kazakh and Russian does not run."""
        from qorgan.web.library.campaigns.plans import plan_of

        super().clean()
        faults: dict[str, Any] = {}
        if self.state == "running":
            language = (get_language() or "kk")[:2]
            missing = [one.said(language) for one in missing_to_run(plan_of(self))]
            if missing:
                faults["state"] = [_("It cannot be set to running yet."), *missing]
        if self.state == "draft" and self.pk and self.measurements.exists():
            faults["state"] = _("A baseline is registered: the campaign stays public.")
        strange = unknown(self.services or ())
        if strange:
            faults["services"] = _("The directory has no service %(given)s.") % {"given": ", ".join(strange)}
        if self.starts and self.ends and self.ends < self.starts:
            faults["ends"] = _("It cannot end before it starts.")
        if faults:
            raise ValidationError(faults)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raises Kept when a baseline is registered: a result that was awaited does not vanish."""
        if self.measurements.exists():
            raise Kept("A campaign with a registered baseline is not deleted.")
        return super().delete(*args, **kwargs)


class Measurement(models.Model):
    """The figures of one survey file, and the plan as it stood that day. The file itself is never kept."""

    KINDS = (("baseline", _("Baseline")), ("result", _("Result")))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="measurements")
    kind = models.CharField(max_length=10, choices=KINDS)
    at = models.DateTimeField()
    plan = models.JSONField()
    figures = models.JSONField()

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["campaign"], condition=models.Q(kind="baseline"), name="one_baseline_of_a_campaign"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Kept("A measurement is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Kept("A measurement is not deleted.")
