"""A service of the directory as a row. What it may hold is judged by `qorgan.catalogue.services` alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.faults import BadRecord, Fault
from qorgan.catalogue.saying import said
from qorgan.catalogue.services import Service as Value
from qorgan.catalogue.services import service_of
from qorgan.web.library.blocks import ServiceSourceBlock
from qorgan.web.library.directory import lists
from qorgan.web.library.directory.week import WrongWeek, read_week
from qorgan.web.library.fields import LinesField

WORDS = ("name", "does", "beware", "street", "locality")
SAME = ("identifier", "kind", "country", "region", "website", "licence", "cost", "latitude", "longitude")
ACCESS = ("step_free", "sign_language", "text")
NOTES = {"en": "note", "ru": "note_ru", "kk": "note_kk"}  # in the block of a source
# The fault of a part is shown at the field that holds it.
SHOWN_AT = {
    "hours": "week",
    "opened": "sources",
    "note": "sources",
    "address": "sources",
    "access": "step_free",
}


def _in(language: str, label: Any, longest: int = 300, needed: bool = False) -> Any:
    names = {"en": _("in English"), "ru": _("in Russian"), "kk": _("in Kazakh")}
    return models.CharField(label, max_length=longest, blank=not needed, help_text=names[language])


class Worded(models.Model):
    """What is said of a service, in the three languages: whoever needs it reads one of them."""

    name_en = _in("en", _("Name"), needed=True)
    name_ru = _in("ru", _("Name"), needed=True)
    name_kk = _in("kk", _("Name"), needed=True)
    does_en = _in("en", _("What it does"), needed=True)
    does_ru = _in("ru", _("What it does"), needed=True)
    does_kk = _in("kk", _("What it does"), needed=True)
    beware_en = _in("en", _("What to mind"))
    beware_ru = _in("ru", _("What to mind"))
    beware_kk = _in("kk", _("What to mind"))
    street_en = _in("en", _("Street"), 200)
    street_ru = _in("ru", _("Street"), 200)
    street_kk = _in("kk", _("Street"), 200)
    locality_en = _in("en", _("Town or village"), 200)
    locality_ru = _in("ru", _("Town or village"), 200)
    locality_kk = _in("kk", _("Town or village"), 200)

    class Meta:
        abstract = True


class Service(Worded):
    """One service. It has no revisions on purpose: a place that was once written for a service which is
    now a confidential one would go on standing in them."""

    identifier = models.CharField(
        _("Identifier"), max_length=60, unique=True,
        help_text=_("The country in small letters, a hyphen and a short name: kz-111. It never changes."),
    )  # fmt: skip
    kind = models.CharField(_("Kind"), max_length=30, choices=lists.kinds)
    country = models.CharField(_("Country"), max_length=2, choices=lists.countries, default="KZ")
    region = models.CharField(
        _("Region"), max_length=6, blank=True,
        help_text=_("ISO 3166-2: KZ-75. Empty: the whole country."),
    )  # fmt: skip
    phones = LinesField(_("Telephone"), help_text=_("One a line: 111 or +77271234567."))
    website = models.CharField(_("Website"), max_length=1000, blank=True)
    hours = models.CharField(_("Hours"), max_length=20, choices=lists.HOURS, default="unknown")
    week = LinesField(_("Hours of the week"), help_text=_("A day a line: mon 09:00-13:00 14:00-18:00."))
    languages = LinesField(_("Languages"), help_text=_("BCP 47, one a line: kk, ru. Empty: not known."))
    step_free = models.CharField(_("Without steps"), max_length=7, choices=lists.answers, default="unknown")
    sign_language = models.CharField(
        _("Sign language"), max_length=7, choices=lists.answers, default="unknown"
    )
    text = models.CharField(_("By writing"), max_length=7, choices=lists.answers, default="unknown")
    licence = models.CharField(_("Licence"), max_length=12, choices=lists.licences, default="unknown")
    cost = models.CharField(_("Cost to the person"), max_length=7, choices=lists.costs, default="unknown")
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    sources = StreamField([("source", ServiceSourceBlock())], verbose_name=_("Where facts come from"))
    last_checked = models.DateField(
        _("Last checked"),
        null=True,
        blank=True,
        help_text=_("The day somebody of the library called or visited."),
    )
    place = models.PositiveIntegerField(
        _("Place in the list"), default=1000, help_text=_("Smaller comes first.")
    )
    shown = models.BooleanField(
        _("Shown to readers"), default=False, help_text=_("Only after somebody asked the service itself.")
    )

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel(n) for n in ("identifier", "kind", "country", "region")], heading=_("Service")
        ),
        MultiFieldPanel(
            [FieldPanel(f"{n}_{code}") for n in ("name", "does", "beware") for code in LANGUAGES],
            heading=_("In words"),
        ),
        MultiFieldPanel(
            [FieldPanel(n) for n in ("phones", "website", "hours", "week", "languages", "licence", "cost")],
            heading=_("How to reach it"),
        ),
        MultiFieldPanel([FieldPanel(n) for n in ACCESS], heading=_("Access for people with a disability")),
        MultiFieldPanel(
            [
                *(FieldPanel(f"{n}_{code}") for n in ("street", "locality") for code in LANGUAGES),
                FieldPanel("latitude"),
                FieldPanel("longitude"),
            ],
            heading=_("Where it is: never for a shelter or a crisis centre"),
        ),
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel(n) for n in ("last_checked", "place", "shown")], heading=_("Keeping")),
    ]

    class Meta:
        verbose_name = _("Service")
        verbose_name_plural = _("Services")
        ordering = ("place", "identifier")

    def __str__(self) -> str:
        return str(getattr(self, f"name_{(get_language() or 'kk')[:2]}", "") or self.identifier)

    def plain(self) -> dict[str, Any]:
        """What `service_of` reads. Raises WrongWeek."""
        week = read_week(self.week or ())  # also where it is not shown: any line is kept, and a street is one
        words = {
            name: {
                code: getattr(self, f"{name}_{code}") for code in LANGUAGES if getattr(self, f"{name}_{code}")
            }
            for name in WORDS
        }
        return {
            **{name: getattr(self, name) for name in SAME},
            **words,
            "phones": list(self.phones or ()),
            "languages": list(self.languages or ()),
            "hours": week if self.hours == "week" else self.hours,
            "access": {name: getattr(self, name) for name in ACCESS},
            "sources": [
                {**{n: block.value[n] or "" for n in ("address", "certainty")},
                 "opened": block.value["opened"],
                 "note": {code: block.value[name] or "" for code, name in NOTES.items()}}
                for block in self.sources
            ],
            "last_checked": self.last_checked,
        }  # fmt: skip

    def value(self) -> Value:
        """The service. Raises BadRecord, WrongWeek."""
        return service_of(self.plain(), self.identifier or "service")

    def clean(self) -> None:
        """Says everything that is wrong, each at its field, in the editor's language."""
        super().clean()
        faults: dict[str, list[Any]] = {}
        try:
            value = self.value()
        except WrongWeek as wrong:
            raise ValidationError({"week": wrong.said}) from wrong
        except BadRecord as bad:
            language = (get_language() or "kk")[:2]
            for fault in bad.faults:
                faults.setdefault(self._field_of(fault), []).append(said(fault, language))
            raise ValidationError(faults) from bad
        self.phones = list(value.phones)

    def _field_of(self, fault: Fault) -> str:
        name = SHOWN_AT.get(fault.field, fault.field)
        if name in WORDS:
            if fault.code == "missing" and fault.allowed in LANGUAGES:
                return f"{name}_{fault.allowed}"
            filled = [code for code in LANGUAGES if getattr(self, f"{name}_{code}")]
            return f"{name}_{(filled or ['ru'])[0]}"
        return name if name in {field.name for field in self._meta.get_fields()} else "identifier"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Threat: a row that leads to people in hiding, whichever way it comes. Raises ValidationError."""
        self.full_clean(validate_unique=False, validate_constraints=False)
        super().save(*args, **kwargs)
