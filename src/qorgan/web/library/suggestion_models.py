"""What the public suggests, and the call that invites it. Nobody is asked who she is, and nothing tells."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

WAITING, TAKEN, PASSED = "waiting", "taken", "passed"
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"), ("other", _("Another language")))


class Suggestion(models.Model):
    """A resource that somebody of the public holds for useful. `mark` makes the same one come only once."""

    title = models.CharField(_("Title"), max_length=300)
    address = models.CharField(_("Address"), max_length=1000, blank=True)
    why = models.TextField(_("Why it helps"), max_length=1500)
    language = models.CharField(_("Language"), max_length=10, choices=LANGUAGES)
    day = models.DateField()
    state = models.CharField(max_length=10, default=WAITING)
    identifier = models.CharField(max_length=8, blank=True)
    mark = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = _("Suggestion")

    def __str__(self) -> str:
        return str(self.title)


class Call(models.Model):
    """The call for submissions, in each language; shown above the public's form while it is open."""

    open = models.BooleanField(_("The form is open"), default=True)
    text_kk = models.TextField(_("Call in Kazakh"), max_length=2000, blank=True)
    text_ru = models.TextField(_("Call in Russian"), max_length=2000, blank=True)
    text_en = models.TextField(_("Call in English"), max_length=2000, blank=True)

    def __str__(self) -> str:
        return str(_("Call for submissions"))

    @classmethod
    def present(cls) -> Any:
        """The call as it stands; an open one without a text when none was written."""
        return cls.objects.order_by("pk").first() or cls()

    def said(self, language: str) -> str:
        order = (language, "ru", "kk", "en")
        return next((text for one in order if (text := getattr(self, f"text_{one}", ""))), "")
