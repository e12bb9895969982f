"""Campaigns on the editors' side: the list, what the rules say after saving, and the upload of a survey."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from qorgan.catalogue import campaigns as catalogue
from qorgan.catalogue.campaigns_rules import checks, of_message
from qorgan.web.csrf import TokenFromSession
from qorgan.web.library.campaigns.measuring import LARGEST, Refused, register
from qorgan.web.library.campaigns.models import OPEN, Campaign
from qorgan.web.library.campaigns.plans import plan_of, sample_of

KINDS = ("baseline", "result")


class Campaigns(SnippetViewSet):  # type: ignore[misc]
    """The campaigns, newest first."""

    model = Campaign
    icon = "group"
    menu_order = 110
    add_to_admin_menu = True
    list_display = ("__str__", "state", "starts", "planned")
    list_filter = ("state",)
    ordering = ("-pk",)
    copy_view_enabled = False


register_snippet(Campaigns)


class InMemory(FileUploadHandler):
    """Threat: rows about people on the disk of the server. A file lives in memory, or is not taken at all."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > LARGEST * 1024 * 1024:
            self.request.survey_too_large = True  # type: ignore[union-attr]
            self.parts.clear()  # the rest is read past, so that the token behind it is still found
        else:
            self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> Any:
        return SimpleUploadedFile("survey.csv", b"".join(self.parts), "text/csv")


def _language() -> str:
    return (get_language() or "kk")[:2]


@csrf_exempt  # only until the handler stands: the token is asked for by `_measure`
def measure(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Registers a baseline or a result from a survey file."""
    request.upload_handlers = [InMemory(request)]
    return _measure(request, pk)


@decorator_from_middleware(TokenFromSession)
def _measure(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(OPEN):
        raise PermissionDenied
    campaign = Campaign.objects.filter(pk=pk).first()
    if campaign is None:
        raise Http404
    if request.method != "POST":
        return _page(request, campaign)
    kind, upload = request.POST.get("kind", ""), request.FILES.get("survey")
    if getattr(request, "survey_too_large", False):
        return _page(request, campaign, [_fault("too_large", str(LARGEST))], 413)
    if kind not in KINDS or upload is None:
        return _page(request, campaign, [_fault("no_file")], 422)
    try:
        register(campaign, kind, upload.read(), _language())
    except Refused as refused:
        return _page(request, campaign, refused.lines, 422)
    messages.success(request, _("Registered. The figures are public now; the file was not kept."))
    return HttpResponseRedirect(reverse("library:campaign_result", args=[f"c{campaign.pk}"]))


def _fault(code: str, given: str = "") -> str:
    return str(catalogue.data()["faults"][code][_language()]).format(given=given)


def _page(request: HttpRequest, campaign: Campaign, faults: Any = (), status: int = 200) -> HttpResponse:
    plan = plan_of(campaign)
    sample = sample_of(plan.measure)
    context = {
        "campaign": campaign,
        "faults": faults,
        "baseline": campaign.measurements.filter(kind="baseline").first(),
        "results": campaign.measurements.filter(kind="result"),
        "checks": [
            (one.state, one.said(_language()))
            for one in checks(plan, sample.did_clusters_t if sample else None)
        ],
        "wordings": [
            (place, one.said(_language()))
            for place, message in enumerate(plan.messages, start=1)
            for one in of_message(message)
        ],
        "page_title": _("Measurement"),
        "page_subtitle": str(campaign),
        "header_icon": "group",
        "largest": LARGEST,
    }
    return render(request, "library/campaigns/measure.html", context, status=status)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("campaigns/<int:pk>/measure/", measure, name="measure_campaign")]


@hooks.register("register_snippet_listing_buttons")
def to_measurement(snippet: Any, user: Any, next_url: str | None = None) -> Any:
    if isinstance(snippet, Campaign) and user.has_perm(OPEN):
        address = reverse("measure_campaign", args=[snippet.pk])
        yield ListingButton(_("Measurement"), address, icon_name="upload", priority=30)


@hooks.register("before_delete_snippet")
def what_was_registered_stays(request: HttpRequest, instances: Any) -> HttpResponse | None:
    """A campaign with a registered baseline is not deleted, one by one or several at once."""
    kept = [one for one in instances if isinstance(one, Campaign) and one.measurements.exists()]
    if not kept:
        return None
    names = "; ".join(map(str, kept))
    messages.error(request, _("A baseline is registered, so it stays: %(names)s") % {"names": names})
    return HttpResponseRedirect(reverse("wagtailsnippets_library_campaign:list"))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def what_to_look_at(request: HttpRequest, instance: Any) -> None:
    """Warns, and refuses nothing: the list of wordings knows patterns and no meaning."""
    if not isinstance(instance, Campaign):
        return
    plan = plan_of(instance)
    for place, message in enumerate(plan.messages, start=1):
        for one in of_message(message):
            messages.warning(
                request, _("Message %(place)s: %(said)s") % {"place": place, "said": one.said(_language())}
            )
    open_ones = [one.said(_language()) for one in checks(plan) if one.state == "missing"]
    if open_ones:
        messages.warning(request, " ".join(open_ones))
    if request.user.has_perm(OPEN):
        button = messages.button(reverse("measure_campaign", args=[instance.pk]), _("Measurement"))
        messages.success(
            request, _("Surveys of this campaign are registered on a page of their own."), [button]
        )
