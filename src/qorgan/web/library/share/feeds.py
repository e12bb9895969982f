"""RSS of what came last: of the whole library, or of one kind."""

from __future__ import annotations

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qorgan.catalogue.codes import codes, label
from qorgan.catalogue.wording import NOT_XML
from qorgan.web.library import shelf
from qorgan.web.library.models import Record
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone

NEWEST = 50


@require_safe
def newest(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The newest records, in the language of the address. Raises Http404 for a kind that is none."""
    if kind and kind not in codes("kinds"):
        raise Http404
    lang, address = language(), public_address(request)
    title = _("The library")
    feed = Rss201rev2Feed(
        title=f"{title}: {label('kinds', kind, lang)}" if kind else title,
        link=f"{address}{reverse('library:home')}?lang={lang}",
        description=_("Added last"),
        language=lang,
        feed_url=f"{address}{request.path}?lang={lang}",
        ttl=60,
    )
    live = Record.objects.filter(live=True, **({"kind": kind} if kind else {}))
    first = list(
        live.values_list("identifier")
        .annotate(first=Min("first_published_at"))
        .order_by("-first", "-identifier")[:NEWEST]
    )
    published = dict(first)
    for value in shelf.published(name for name, _first in first):
        one = shelf.shown(value)
        permanent = f"{address}{reverse('library:record', args=[value.identifier])}"
        feed.add_item(
            title=NOT_XML.sub("", one.title),
            link=f"{permanent}?lang={lang}",
            description=NOT_XML.sub("", one.summary),
            unique_id=permanent,
            unique_id_is_permalink=True,
            pubdate=published[value.identifier],
            categories=(label("kinds", value.kind, lang),),
        )
    return for_everyone(
        HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    )
