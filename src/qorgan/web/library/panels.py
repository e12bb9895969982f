"""Parts of a record's editor that are no field."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class LanguagesPanel(Panel):  # type: ignore[misc]
    """The record in each language: translated, outdated, missing; and what can be done about it."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "library/editing/languages_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from qorgan.web.library.translations import statuses

            user = self.request.user
            return {
                "rows": statuses(self.instance),
                "record": self.instance,
                "may_order": user.has_perm("wagtail_localize.submit_translation"),
                "may_retire": user.has_perm("library.retire_record"),
            }
