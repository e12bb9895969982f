"""Parts of a record's editor that are no field."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from wagtail.admin.panels import Panel


class LanguagesPanel(Panel):  # type: ignore[misc]
    """The record in each language: translated, outdated, missing; and what can be done about it."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "library/editing/languages_panel.html"

        def is_shown(self) -> bool:
            return True

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from qorgan.web.library.editing.own_work import asked_of
            from qorgan.web.library.shelf import retired
            from qorgan.web.library.translations import statuses

            user = self.request.user
            if not self.instance.pk:
                return {
                    "language": self.instance.locale,
                    "others": others(self.instance),
                    "form": self.request.POST.get("form") or token_urlsafe(18),
                }
            return {
                "rows": statuses(self.instance),
                "record": self.instance,
                "asked": asked_of(self.instance),
                "gone": retired(self.instance.identifier),
                "may_order": user.has_perm("wagtail_localize.submit_translation"),
                "may_retire": user.has_perm("library.retire_record"),
            }


def others(record: Any) -> list[Any]:
    """The other languages of the screens, in which a new record could be written first."""
    from wagtail.models import Locale

    spoken = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    rows = Locale.objects.filter(language_code__in=spoken).exclude(pk=record.locale_id)
    return sorted(rows, key=lambda one: spoken.index(one.language_code))
