"""The laws of five states side by side stand among the pages of the law; the library leads there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_safe

from qorgan.web.library.templatetags.library import language


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """To the table, with the choice of states, aspects, table and day that the address holds."""
    asked = QueryDict(mutable=True)
    for name in ("state", "aspect", "on", "table", "as"):
        asked.setlist(name, request.GET.getlist(name))
    asked["lang"] = language()
    answer = HttpResponseRedirect(f"{settings.LAW_ADDRESS}neighbours/?{asked.urlencode()}")
    answer.status_code = 303
    return answer
