"""The walls that wagtail-localize leaves open: who brings translations up to date is not asked whether
she may publish, and a translation with gaps would be published with the words of another language in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import edit_translation, stop_translation
from wagtail_localize.views.update_translations import UpdateTranslationsView

from qorgan.web.library.models import Record

PUBLISH = "library.publish_record"


class BringUpToDate(UpdateTranslationsView):  # type: ignore[misc]
    """Takes the source's new strings into its translations; each is published on its own page, when whole."""

    def get_form(self) -> Any:
        form = super().get_form()
        form.fields.pop("publish_translations", None)
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.POST.get("publish_translations") and not self.request.user.has_perm(PUBLISH):
            raise PermissionDenied
        form.cleaned_data["publish_translations"] = False
        found: HttpResponse = super().form_valid(form)
        return found


@require_POST
@permission_required(PUBLISH, raise_exception=True)
def stop(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Cuts a translation off from its source: from then on nothing says that it is behind."""
    answer: HttpResponse = stop_translation(request, translation_id)
    return answer


def translation_page(request: HttpRequest, record: Any) -> HttpResponse | None:
    """The page where a translation is written; refuses to publish one that is not whole, and loses nothing.

    One empty style may stand in this page itself: see CSP_STYLES_OF_TRANSLATION."""
    if not isinstance(record, Record):
        return None
    order = Translation.objects.filter(
        source__object_id=record.translation_key, target_locale_id=record.locale_id, enabled=True
    ).first()
    if order is None:
        return None
    if request.method == "POST" and request.POST.get("action") == "publish":
        if not request.user.has_perm(PUBLISH):  # type: ignore[union-attr]
            raise PermissionDenied
        total, done = order.get_progress()
        if done < total:
            messages.error(
                request,
                _(
                    "%(left)s texts are not translated yet. What you translated is kept; "
                    "publish it when it is whole."
                )
                % {"left": total - done},
            )
            return HttpResponseRedirect(request.get_full_path())
    response: HttpResponse = edit_translation(request, order, record)
    response._csp_update = settings.CSP_STYLES_OF_TRANSLATION  # type: ignore[attr-defined]
    return response
