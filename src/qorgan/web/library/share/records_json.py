"""Every record as data, a page at a time, in the order of their identifiers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qorgan.catalogue.codes import codes
from qorgan.catalogue.identifiers import is_identifier
from qorgan.web.library import record_page, shelf
from qorgan.web.library.models import Record
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone

SIZE, MOST = 50, 200
OUR_LICENCE = "CC-BY-4.0"  # of our summaries; what they are about has a licence of its own


@require_safe
def records(request: HttpRequest) -> HttpResponseBase:
    """`after`, `size`, `kind`; `next` leads on. A wrong value is 400 with a sentence, never a guess."""
    given = {name: request.GET.get(name, "") for name in ("after", "size", "kind")}
    size = (
        int(given["size"])
        if given["size"].isascii() and given["size"].isdigit() and len(given["size"]) < 4
        else 0
    )
    if given["size"] and not 1 <= size <= MOST:
        return _wrong(_("size: a whole number from 1 to %(most)s.") % {"most": MOST})
    if given["kind"] and given["kind"] not in codes("kinds"):
        return _wrong(_("kind: one of %(kinds)s.") % {"kinds": ", ".join(codes("kinds"))})
    if given["after"] and not is_identifier(given["after"]):
        return _wrong(_("after: the identifier of a record, such as q000001x."))
    size = size or SIZE
    live = Record.objects.filter(live=True, identifier__gt=given["after"])
    if given["kind"]:
        live = live.filter(kind=given["kind"])
    names = list(live.order_by("identifier").values_list("identifier", flat=True).distinct()[: size + 1])
    page = shelf.published(names[:size])
    following = None
    if len(names) > size:
        asked = {"after": names[size - 1], "size": size, **({"kind": given["kind"]} if given["kind"] else {})}
        following = f"{public_address(request)}{reverse('library:records_json')}?{urlencode(asked)}"
    data = {
        "licence_of_summaries": OUR_LICENCE,
        "records": [
            record_page.plain(value, language())
            | {"permanent": f"{public_address(request)}{reverse('library:record', args=[value.identifier])}"}
            for value in page
        ],
        "next": following,
    }
    return for_everyone(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


def _wrong(said: str) -> JsonResponse:
    return JsonResponse({"error": said}, status=400, json_dumps_params={"ensure_ascii": False})
