"""The queue of remarks and the notes of experience on the editors' side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from qorgan.web.library.comments.models import DONE, WAITING, ExperienceNote, Remark
from qorgan.web.library.comments.taking import done_with

SHOWN = 200
MAY = "library.change_remark"


class NewNote(CreateView):  # type: ignore[misc]
    """A new note, its record and kind taken over from the address; never a reader's words."""

    def get_initial_form_instance(self) -> Any:
        made = super().get_initial_form_instance() or ExperienceNote()
        made.identifier = self.request.GET.get("record", "")[:8]
        made.kind = self.request.GET.get("kind", "")[:14]
        return made


class Notes(SnippetViewSet):  # type: ignore[misc]
    """Notes of experience, the newest first."""

    model = ExperienceNote
    icon = "comment"
    menu_label = gettext_lazy("Notes of experience")
    menu_order = 140
    add_to_admin_menu = True
    list_display = ("identifier", "kind", "day", "live")
    add_view_class = NewNote
    copy_view_enabled = False


register_snippet(Notes)


@permission_required(MAY, raise_exception=True)
def remarks(request: HttpRequest) -> HttpResponse:
    """What readers told, the oldest first."""
    waiting = Remark.objects.filter(state=WAITING)
    context = {
        "waiting": waiting[:SHOWN],
        "total": waiting.count(),
        "done": Remark.objects.filter(state=DONE).count(),
        "add_note": reverse(ExperienceNote.snippet_viewset.get_url_name("add")),  # type: ignore[attr-defined]
        "page_title": _("Remarks of readers"),
        "header_icon": "mail",
    }
    return render(request, "library/comments/queue.html", context)


@require_POST
@permission_required(MAY, raise_exception=True)
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """A remark was dealt with: its words go."""
    found = get_object_or_404(Remark, pk=pk)
    done_with(found)
    messages.success(request, _("Done with it. What was written is deleted."))
    return HttpResponseRedirect(reverse("library_remarks"))


@hooks.register("register_admin_urls")
def own_addresses() -> list[Any]:
    return [
        path("remarks/", remarks, name="library_remarks"),
        path("remarks/<int:pk>/", remark, name="library_remark"),
    ]


class ForLibrarians(MenuItem):  # type: ignore[misc]
    """A line of the menu for those who may."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY))


@hooks.register("register_admin_menu_item")
def queue_in_the_menu() -> MenuItem:
    return ForLibrarians(
        gettext_lazy("Remarks of readers"),
        reverse("library_remarks"),
        name="remarks",
        icon_name="mail",
        order=175,
    )
