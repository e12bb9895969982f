"""Somebody who works on the library."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Editor(AbstractUser):  # type: ignore[django-manager-missing]
    """An account of the library. It holds no key and opens no case: this site has none."""

    must_change_password = models.BooleanField(
        _("Begins with a password given by somebody else"), default=False
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("Editor")  # type: ignore[assignment]
        verbose_name_plural = _("Editors")  # type: ignore[assignment]

    @property
    def may_publish(self) -> bool:
        """Whether what this editor does is read by the public at once."""
        return bool(self.has_perm("library.publish_record"))
