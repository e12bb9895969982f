"""A translation that comes back as a PO file, looked at before wagtail-localize, which trusts it."""

from __future__ import annotations

import polib
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request

from qorgan.web.library.editing.two_translators import file_of_texts

LARGEST = 2 * 1024 * 1024
NAMES = "X-WagtailLocalize-TranslationID"


@require_POST
def take_back(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Hands a file on that is one of a translation; every other is refused with a sentence."""
    given = request.FILES.get("file")
    if given is not None and (given.size or 0) <= LARGEST and _is_of_a_translation(given.read()):
        given.seek(0)
        return file_of_texts(request, translation_id)
    messages.error(request, _("This is no PO file of a translation of this library. Nothing was taken over."))
    return HttpResponseRedirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def _is_of_a_translation(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
        # Threat: a text of one line is taken by polib for the name of a file of ours.
        return "\n" in text and "\0" not in text and NAMES in polib.pofile(text).metadata
    except (OSError, ValueError, LookupError, AttributeError):
        return False
