"""Addresses and a line of the menu, for librarians."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from qorgan.web.library.importing import views


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("import/", views.start, name="library_import"),
        path("import/template.csv", views.table_template, name="library_import_template"),
        path("import/records.csv", views.table_export, name="library_export"),
        path("import/arrivals/", views.arrivals, name="library_arrivals"),
        path("import/<int:pk>/", views.preview, name="library_import_preview"),
        path("import/<int:pk>/decide/", views.decide, name="library_import_decide"),
    ]


class Librarians(MenuItem):  # type: ignore[misc]
    """A line for those who may take records in."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("library.import_record"))


@hooks.register("register_admin_menu_item")
def line() -> MenuItem:
    return Librarians(
        _("Take in records"), reverse("library_import"), name="import", icon_name="download", order=190
    )
