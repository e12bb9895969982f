"""The editors' list of services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from qorgan.web.library.directory.models import Service


class Services(SnippetViewSet):  # type: ignore[misc]
    """The services, as readers see them in their order."""

    model = Service
    icon = "group"
    menu_label = _("Services")
    menu_order = 180
    add_to_admin_menu = True
    list_display = ("__str__", "identifier", "kind", "region", "shown", "last_checked")
    list_filter = ("kind", "country", "shown", "last_checked")
    search_fields = ("identifier", "name_en", "name_ru", "name_kk")
    copy_view_enabled = False  # a copy would carry the identifier of another service


register_snippet(Services)
