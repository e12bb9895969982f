"""What the editors see: records with what they are filtered by, what waits, and nothing that is not used."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from qorgan.web.library import checking, files
from qorgan.web.library.campaigns import editing as _of_campaigns  # noqa: F401 - registers itself
from qorgan.web.library.comments import hooks as _of_comments  # noqa: F401 - registers itself
from qorgan.web.library.directory import hooks as _of_services  # noqa: F401 - registers itself
from qorgan.web.library.editing import own_work, queues, record_views, retiring, translating
from qorgan.web.library.importing import hooks as _of_imports  # noqa: F401 - registers itself
from qorgan.web.library.lists import hooks as _of_lists  # noqa: F401 - registers itself
from qorgan.web.library.models import Record, Suggestion
from qorgan.web.library.suggestion_models import WAITING
from qorgan.web.library.translations import all_statuses

# Parts of the publishing system for pages and pictures, of which none is kept here.
UNUSED_MENU = frozenset({"explorer", "images", "help", "settings-collections"})
# The words are the publishing system's own; its catalogues have them.
REPORTS = (
    ("site-history", "Site history", "wagtailadmin_reports:site_history", "history", 100),
    ("translations", "Translations", "wagtail_localize:translations_report", "site", 200),
)


class Languages(Column):  # type: ignore[misc]
    """The languages of a record, in the list."""

    cell_template_name = "library/editing/languages_cell.html"

    def get_value(self, instance: Any) -> Any:
        return getattr(instance, "in_languages", ())


class RecordList(IndexView):  # type: ignore[misc]
    """The list of records, with the languages of each; nothing is done to many at once."""

    @cached_property
    def columns(self) -> list[Any]:
        return [one for one in super().columns if one.name != "bulk_actions"]

    def get_context_data(self, *args: Any, **kwargs: Any) -> Any:
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        found = all_statuses(rows)
        for row in rows:
            row.in_languages = found[row.translation_key]
        context["object_list"] = rows
        context["table"] = self.get_table(rows)
        return context


class Records(SnippetViewSet):  # type: ignore[misc]
    """The records, newest change first."""

    model = Record
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Records")
    menu_order = 100
    add_to_admin_menu = True
    list_display = (
        "title",
        Column("identifier", label=gettext_lazy("Identifier"), sort_key="identifier"),
        "kind",
        Languages("in_languages", label=gettext_lazy("Languages")),
        "last_checked",
        LocaleColumn(label=gettext_lazy("Language")),
    )
    list_filter = ("kind", "licence", "last_checked")
    search_fields = ("title", "identifier", "summary")
    copy_view_enabled = False  # a copy would carry the identifier of another record
    index_view_class = RecordList
    add_view_class = record_views.RecordCreate
    edit_view_class = record_views.RecordEdit
    delete_view_class = record_views.RecordDelete
    history_view_class = record_views.RecordHistory
    unpublish_view_class = record_views.RecordUnpublish
    workflow_action_view_class = record_views.RecordWorkflowAction


register_snippet(Records)


@hooks.register("register_admin_urls")
def own_addresses() -> list[Any]:
    return [
        path("retire/<int:pk>/", retiring.retire_page, name="record_retire"),
        path("to-check/", queues.to_check, name="library_to_check"),
        path("to-check/<int:pk>/today/", queues.check_today, name="library_check_today"),
        path("to-check/<int:pk>/take/", queues.take_check, name="library_take_check"),
        path("addresses/", queues.addresses, name="library_addresses"),
        path("suggestions/", queues.suggestions, name="library_suggestions"),
        path("suggestions/<int:pk>/", queues.suggestion, name="library_suggestion"),
        path("my/work/", own_work.page, name="library_own_work"),
        path("call/", queues.call, name="library_call"),
        path("files/<int:pk>/", files.look, name="library_file_look"),
    ]


class Allowed(MenuItem):  # type: ignore[misc]
    """A line of the menu for those who may."""

    def __init__(self, label: Any, url: str, permission: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(self.permission))


def _line(name: str, label: Any, address: str, permission: str, icon: str, order: int) -> None:
    hooks.register(
        "register_admin_menu_item",
        lambda: Allowed(label, reverse(address), permission, name=name, icon_name=icon, order=order),
    )


_line(
    "to-check",
    gettext_lazy("To be checked"),
    "library_to_check",
    "wagtailadmin.access_admin",
    "calendar-check",
    150,
)
_line("addresses", gettext_lazy("Addresses"), "library_addresses", "library.see_reports", "link", 160)
_line(
    "suggestions",
    gettext_lazy("Suggestions"),
    "library_suggestions",
    "library.change_suggestion",
    "mail",
    170,
)
_line("call", gettext_lazy("Call for submissions"), "library_call", "library.change_call", "edit", 180)
_line("my-password", gettext_lazy("My password"), "editor_password", "wagtailadmin.access_admin", "key", 9000)


@hooks.register("register_admin_search_area")
def search_of_records() -> SearchArea:
    """What the menu's box searches; otherwise it would look among the files."""
    address = reverse(Record.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    return SearchArea(gettext_lazy("Records"), address, name="records", icon_name=Records.icon, order=50)


@hooks.register("construct_main_menu")
def only_what_is_used(request: Any, items: list[Any]) -> None:
    """No pages and no pictures are kept here."""
    items[:] = [one for one in items if one.name not in UNUSED_MENU]


@hooks.register("construct_reports_menu")
def only_reports_of_records(request: Any, items: list[Any]) -> None:
    """Reports about pages have nothing to say; the rest are the librarians'.

    Trap: the publishing system names its items by their words in the language of the page, and shows the
    history to those who may change pages."""
    items[:] = [
        Allowed(
            gettext(word), reverse(address), "library.see_reports", name=name, icon_name=icon, order=order
        )
        for name, word, address, icon, order in REPORTS
        if request.user.has_perm("library.see_reports")
    ]


@hooks.register("construct_settings_menu")
def only_editors(request: Any, items: list[Any]) -> None:
    items[:] = [one for one in items if one.name == "users"]


@hooks.register("construct_help_menu")
def no_news(request: Any, items: list[Any]) -> None:
    items[:] = []


@hooks.register("register_permissions")
def permissions() -> Any:
    return Permission.objects.filter(content_type__app_label="library")


@hooks.register("insert_global_admin_css")
def own_look() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("library/editors.css"))


@hooks.register("insert_global_admin_js")
def own_script() -> str:
    return format_html('<script src="{}" defer></script>', static("library/editors.js"))


class Waiting(Component):  # type: ignore[misc]
    """What waits, in numbers, on the first page."""

    name, template_name, order = "waiting", "library/editing/waiting_panel.html", 230

    def __init__(self, request: Any) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = self.request.user
        lines = [(_("Records to be checked"), len(checking.due()), reverse("library_to_check"))]
        if user.has_perm("library.see_reports"):
            lines.append(
                (_("Addresses that do not open"), len(checking.troubles()), reverse("library_addresses"))
            )
        if user.has_perm("library.change_suggestion"):
            waiting = Suggestion.objects.filter(state=WAITING).count()
            lines.append((_("Suggestions"), waiting, reverse("library_suggestions")))
        mine = [one for one in checking.due() if one.owner == user]
        return {"lines": lines, "mine": mine[:10]}


class OwnWork(Component):  # type: ignore[misc]
    """Her drafts, where each stands, and what was asked of her."""

    name, template_name, order = "own-work", "library/editing/own_work_panel.html", 210

    def __init__(self, request: Any) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        rows = own_work.own_work(self.request.user)
        return {
            "rows": rows[: own_work.ON_THE_FIRST_PAGE],
            "total": len(rows),
            "more": len(rows) > own_work.ON_THE_FIRST_PAGE,
        }


@hooks.register("construct_homepage_panels")
def what_waits(request: Any, panels: list[Any]) -> None:
    panels[:] = [
        one
        for one in panels
        if getattr(one, "name", "")
        not in (
            "site_summary",
            "whats_new_in_wagtail_version",
            "upgrade_notification",
            "user_objects_in_workflow_moderation",  # among her drafts, with what was asked
        )
    ]
    panels += [OwnWork(request), Waiting(request)]


@hooks.register("construct_homepage_summary_items")
def no_count_of_pages(request: Any, items: list[Any]) -> None:
    items[:] = []


@hooks.register("register_snippet_listing_buttons")
def retire_button(snippet: Any, user: Any, next_url: str | None = None) -> Any:
    if isinstance(snippet, Record) and user.has_perm("library.retire_record"):
        yield Button(_("Retire"), reverse("record_retire", args=[snippet.pk]), icon_name="bin", priority=50)


@hooks.register("register_log_actions")
def own_actions(actions: Any) -> None:
    actions.register_action("library.retire", gettext_lazy("Retire"), gettext_lazy("Retired"))
    actions.register_action("library.put_back", gettext_lazy("Put back"), gettext_lazy("Put back as a draft"))
    actions.register_action(
        "library.check", gettext_lazy("Checked"), gettext_lazy("Compared with its source")
    )


hooks.register("before_edit_snippet", translating.translation_page, order=-1)


@hooks.register("before_bulk_action")
def nothing_public_in_bulk(request: Any, action_type: str, objects: list[Any], action: Any) -> Any:
    """Deleting many at once asks nothing of each: it is not offered for records."""
    from django.core.exceptions import PermissionDenied

    if action_type == "delete" and any(isinstance(one, Record) for one in objects):
        raise PermissionDenied
