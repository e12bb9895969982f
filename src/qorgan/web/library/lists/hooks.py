"""Reading lists on the editors' side."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from qorgan.web.library.lists.models import ReadingList


class ReadingLists(SnippetViewSet):  # type: ignore[misc]
    """The lists, in the order in which readers see them."""

    model = ReadingList
    icon = "list-ol"
    menu_label = _("Reading lists")
    menu_order = 120
    add_to_admin_menu = True
    list_display = ("title_en", "name", "order", "live")
    copy_view_enabled = False  # a copy would carry the address of another list


register_snippet(ReadingLists)
