"""Widgets whose script stands in a file: the content security policy runs none that stands in a page."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.documents.widgets import AdminDocumentChooser


class FileChooser(AdminDocumentChooser):  # type: ignore[misc, valid-type]
    """Chooses a file; `library/editors.js` begins it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        data = self.get_value_data(value)
        attrs = attrs or {}
        place = attrs.get("id") or f"id_{name}"
        html = self.render_html(name, data, {**attrs, "id": place})
        options = json.dumps(self.get_js_init_options(place, name, data))
        return format_html(
            '{}<span hidden data-file-chooser="{}" data-file-chooser-options="{}"></span>',
            html,
            place,
            options,
        )
