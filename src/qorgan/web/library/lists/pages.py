"""Reading lists as pages, as files to cite from and as a feed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from qorgan.catalogue import citing
from qorgan.web.library.lists import showing
from qorgan.web.library.lists.models import CONTROL
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone

FORMS = (("bibtex", "BibTeX"), ("ris", "RIS"), ("csl", "CSL-JSON"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every published list."""
    return for_everyone(render(request, "library/lists/index.html", {"lists": showing.lists(language())}))


@require_safe
def reading_list(request: HttpRequest, name: str) -> HttpResponse:
    """A list with its records and why each stands there. Raises Http404."""
    context = {"list": _of(name), "forms": FORMS}
    return for_everyone(render(request, "library/lists/list.html", context))


@require_safe
def cite(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The citations of the whole list as one file. Raises Http404."""
    found = _of(name)
    if form not in citing.FORMATS:
        raise Http404
    records = [one.record.value for one in found.entries]
    kind = citing.FORMATS[form][1]
    answer = HttpResponse(citing.cited(records, form, language()), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{citing.file_name(name, form)}"'
    return for_everyone(answer)


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """The list as RSS 2.0, in its own order. Raises Http404."""
    found, root = _of(name), public_address(request)
    page = f"{root}{reverse('library:list', args=[name])}?lang={language()}"
    rss = Rss201rev2Feed(
        title=_clean(found.title),
        link=page,
        description=_clean(" ".join(found.paragraphs)),
        language=language(),
        feed_url=f"{root}{request.path}?lang={language()}",
    )
    for one in found.entries:
        address = f"{root}{reverse('library:record', args=[one.record.value.identifier])}"
        rss.add_item(
            title=_clean(one.record.title),
            link=f"{address}?lang={language()}",
            description=_clean(f"{one.why} {one.record.summary}"),
            unique_id=f"{address}#{name}",
            unique_id_is_permalink=False,
        )
    return for_everyone(
        HttpResponse(rss.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    )


def _clean(text: str) -> str:
    return CONTROL.sub("", text)


def _of(name: str) -> showing.Shown:
    found = showing.one(name, language())
    if found is None:
        raise Http404
    return found
