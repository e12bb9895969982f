"""The page of the pack, and the files it leads to."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qorgan.web.library.pack import keeping
from qorgan.web.library.pack.pages import NAMES
from qorgan.web.middleware import for_everyone


@require_safe
def pack(request: HttpRequest) -> HttpResponse:
    """What is in the packs, how large they are, and of which day."""
    found = keeping.kept()
    rows = [(one, NAMES.get(one.name[8:10], ""), megabytes(one.size)) for one in found.packs] if found else []
    return for_everyone(render(request, "library/pack/pack.html", {"kept": found, "rows": rows}))


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """A pack as it lies ready. Raises Http404."""
    found = keeping.kept()
    if found is None or name not in {one.name for one in found.packs}:
        raise Http404
    try:
        content = keeping.path_of(found, name).open("rb")
    except OSError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["ETag"] = f'"{found.version}"'
    return for_everyone(answer)  # type: ignore[arg-type]


def megabytes(size: int) -> float:
    """A size in megabytes to two digits; the page writes it as its language does.

    >>> megabytes(876_998), megabytes(12_345_678)
    (0.88, 12.3)
    """
    return round(size / 1e6, 1 if size >= 10_000_000 else 2)
