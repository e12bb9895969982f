"""What the editors see: records, with what they are filtered by."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from qorgan.web.library.comments import hooks as _of_comments  # noqa: F401 - registers itself
from qorgan.web.library.lists import hooks as _of_lists  # noqa: F401 - registers itself
from qorgan.web.library.models import Record


class Records(SnippetViewSet):  # type: ignore[misc]
    """The records, newest change first."""

    model = Record
    icon = "doc-full-inverse"
    menu_order = 100
    add_to_admin_menu = True
    list_display = ("title", "identifier", "kind", "last_checked")
    list_filter = ("kind", "licence", "last_checked")
    search_fields = ("title", "identifier", "summary")
    copy_view_enabled = False  # a copy would carry the identifier of another record


register_snippet(Records)


@hooks.register("construct_main_menu")
def only_what_is_used(request: Any, items: list[Any]) -> None:
    """No pages and no pictures are kept here."""
    items[:] = [one for one in items if one.name not in ("explorer", "images")]
