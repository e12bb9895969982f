"""The librarians' pages: give a file or an address, look at what came of it, take in what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from qorgan.catalogue import textfile
from qorgan.catalogue.codes import label
from qorgan.catalogue.exporting import as_csv, template
from qorgan.catalogue.saying import said, word
from qorgan.catalogue.textfile import FileRefused
from qorgan.web.library.fields import labelled
from qorgan.web.library.importing import drafts
from qorgan.web.library.importing.harvesting import Asked, Harvester, HarvestStopped, outside
from qorgan.web.library.importing.models import Arrival, Preview
from qorgan.web.library.importing.reading import faults_of, forget, read_file
from qorgan.web.library.models import Record
from qorgan.web.library.values import record_value
from qorgan.web.library.values import said as words_in

allowed = permission_required("library.import_record", raise_exception=True)
SHOWN = 200


def _language() -> str:
    return (get_language() or "kk")[:2]


def _choices(name: str) -> Any:
    return lambda: [("", "—"), *labelled(name)]


class Otherwise(forms.Form):
    """What is put in where a row does not state it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=_choices("kinds"))
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=_choices("countries"))
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), required=False, choices=_choices("licences"))

    def defaults(self) -> dict[str, Any]:
        given = self.cleaned_data
        found = {"kind": given["kind"], "licence": given["licence"]}
        return {k: v for k, v in found.items() if v} | (
            {"countries": [given["country"]]} if given["country"] else {}
        )


class FileForm(Otherwise):
    """A table or a file of references."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV or RIS, at most 20 MB. The file is not kept.")
    )
    field_order = ("file", "kind", "country", "licence")

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > textfile.LARGEST:
            raise forms.ValidationError(
                _("The file has %(size)s MB; at most %(most)s MB are read. Nothing was kept.")
                % {"size": f"{given.size / 1e6:.0f}", "most": textfile.LARGEST // 1_000_000}
            )
        return given


class AddressForm(Otherwise):
    """Another library that answers OAI-PMH."""

    base = forms.CharField(
        label=gettext_lazy("Address of the other library"), max_length=1000,
        help_text=gettext_lazy("Its address for OAI-PMH, such as https://library.example.org/oai"),
        widget=forms.URLInput,
    )  # fmt: skip
    of_set = forms.CharField(label=gettext_lazy("Set"), max_length=200, required=False,
                             help_text=gettext_lazy("Empty: everything."))  # fmt: skip
    since = forms.DateField(label=gettext_lazy("Changed since"), required=False,
                            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    field_order = ("base", "of_set", "since", "kind", "country", "licence")


@allowed
def start(request: HttpRequest) -> HttpResponse:
    """A file to be read, an address to be harvested, a template, an export."""
    forget()
    form, address = FileForm(prefix="f"), AddressForm(prefix="a")
    answer: HttpResponse | None = None
    if request.method == "POST" and "file" in request.POST.getlist("do"):
        form = FileForm(request.POST, request.FILES, prefix="f")
        answer = _from_file(request, form) if form.is_valid() else None
    elif request.method == "POST":
        address = AddressForm(request.POST, prefix="a")
        answer = _from_library(request, address) if address.is_valid() else None
    if answer is not None:
        return answer
    context = {
        "form": form, "address": address, "page_title": _("Take in records"), "header_icon": "download",
        "waiting": Preview.objects.filter(editor_id=str(request.user.pk)).order_by("-pk"),
        "arrivals": Arrival.objects.count(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "library/importing/start.html", context, status=status)


def _from_file(request: HttpRequest, form: FileForm) -> HttpResponse | None:
    given = form.cleaned_data["file"]
    data = given.read()
    form_of = (
        "ris"
        if given.name.lower().endswith(".ris") or data[:400].lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"TY  -")
        else "csv"
    )
    try:
        reading = read_file(data, form_of, form.defaults())
    except FileRefused as refused:
        form.add_error("file", refused.said(_language()))
        return None
    return _to(reading.keep(request.user))


def _from_library(request: HttpRequest, form: AddressForm) -> HttpResponse | None:
    given = form.cleaned_data
    asked = Asked(given["base"].strip(), "", given["of_set"].strip(), given["since"])
    try:
        found = Harvester(outside()).run(asked, form.defaults())
    except HarvestStopped as stopped:
        form.add_error("base", stopped.said)
        return None
    return _keep_harvest(request, found, form.defaults())


def _keep_harvest(request: HttpRequest, found: Any, defaults: Mapping[str, Any]) -> HttpResponse:
    if found.gone:
        messages.warning(
            request,
            _("Deleted over there, still here: %(names)s. Nothing is taken away by itself.")
            % {"names": ", ".join(found.gone[:20])},
        )
    asked = found.asked.plain() | {"defaults": dict(defaults)}
    return _to(found.reading.keep(request.user, asked=asked, token=found.token))


def _to(preview: Preview) -> HttpResponse:
    return HttpResponseRedirect(reverse("library_import_preview", args=[preview.pk]))


@allowed
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What is good, what is refused and why, what is there already. Nothing has been taken in yet."""
    kept = get_object_or_404(Preview, pk=pk, editor_id=str(request.user.pk))
    language = _language()
    rows = [_row(place, row, language) for place, row in enumerate(kept.rows[: drafts.AT_ONCE])]
    _name_matches(rows)
    context = {
        "preview": kept,
        "rows": rows,
        "counted": word("counted", language, good=len(kept.rows) + kept.left, refused=len(kept.refused)),
        "refused": [_refused(one, language) for one in kept.refused[:SHOWN]],
        "refused_left": max(0, len(kept.refused) - SHOWN),
        "notes": [said(fault, language) for fault in faults_of(kept.notes)],
        "further": max(0, len(kept.rows) - drafts.AT_ONCE),
        "page_title": _("What was read"), "page_subtitle": kept.origin, "header_icon": "download",
    }  # fmt: skip
    return render(request, "library/importing/preview.html", context)


def _row(place: int, row: Mapping[str, Any], language: str) -> dict[str, Any]:
    record = row["record"]
    return {
        "place": place,
        "key": row["key"],
        "line": row["line"],
        "title": words_in(record["title"], language),
        "kind": label("kinds", record["kind"], language),
        "address": record["address"],
        "notes": [said(fault, language) for fault in faults_of(row["notes"])],
        "matches": [
            {
                "key": one["key"], "sure": one["sure"], "line": one["line"], "record": None,
                "why": "; ".join(_reason(code, percent, language) for code, percent in one["reasons"]),
            }
            for one in row["matches"]
        ],
    }  # fmt: skip


def _reason(code: str, percent: int, language: str) -> str:
    if code == "same_identifier":
        return _("the same identifier")
    return word(code, language, percent=percent)


def _name_matches(rows: list[dict[str, Any]]) -> None:
    """The records that rows may be the same as, with their titles."""
    wanted = {one["key"] for row in rows for one in row["matches"] if one["line"] is None}
    names = sorted(wanted)
    there: dict[str, Record] = {}
    for begin in range(0, len(names), 500):
        for record in Record.objects.filter(identifier__in=names[begin : begin + 500]).order_by("-pk"):
            there[record.identifier] = record
    for row in rows:
        for one in row["matches"]:
            one["record"] = there.get(one["key"])
        sure = [one for one in row["matches"] if one["sure"]]
        row["first"] = sure or row["matches"][:3]
        row["others"] = [one for one in row["matches"] if one not in row["first"]]


def _refused(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    place = word(one["place"], language, line=one["line"])
    return {
        "title": one["title"],
        "name": one["name"],
        "place": place,
        "faults": [said(fault, language) for fault in faults_of(one["faults"])],
    }


@require_POST
@allowed
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the chosen rows in as drafts, or lets all of them go."""
    back = HttpResponseRedirect(reverse("library_import"))
    kept = Preview.objects.filter(pk=pk, editor_id=str(request.user.pk)).first()
    if kept is None:
        messages.warning(request, _("This was decided already. Nothing was done twice."))
        return back
    if request.POST.get("do") == "let_go":
        kept.delete()
        messages.success(request, _("Let go. Nothing was taken in."))
        return back
    chosen = frozenset(request.POST.getlist("row"))
    if not chosen:
        messages.error(request, _("Tick the rows that are to be taken in."))
        return _to(kept)
    origin, asked, token = kept.origin, dict(kept.asked), kept.token
    try:
        made, further = drafts.take_in(kept, chosen, request.user)
    except drafts.AlreadyDecided:
        messages.warning(request, _("This was decided already. Nothing was done twice."))
        return back
    messages.success(
        request,
        ngettext("%(number)s draft was made.", "%(number)s drafts were made.", len(made))
        % {"number": len(made)},
    )
    if further:
        return _to(kept)
    return _go_on(request, origin, asked, token) if token and request.POST.get("do") == "and_on" else back


def _go_on(request: HttpRequest, origin: str, asked: Mapping[str, Any], token: str) -> HttpResponse:
    defaults = asked.get("defaults", {})
    try:
        wanted = Asked(origin, asked.get("prefix", "oai_dc"), asked.get("of_set", ""))
        found = Harvester(outside()).run(wanted, defaults, token)
    except HarvestStopped as stopped:
        messages.error(request, stopped.said)
        return HttpResponseRedirect(reverse("library_import"))
    return _keep_harvest(request, found, defaults)


@allowed
def table_template(request: HttpRequest) -> HttpResponse:
    """The empty table, its columns in the editor's language."""
    return _table(template(_language()), "library-template.csv")


@allowed
def table_export(request: HttpRequest) -> HttpResponse:
    """Every record, drafts too, as a table that can be taken in again."""
    return _table(as_csv(_all_records(), _language()), "library-records.csv")


def _all_records() -> Iterator[Any]:
    names = list(Record.objects.order_by("identifier").values_list("identifier", flat=True).distinct())
    for begin in range(0, len(names), 500):
        rows: dict[str, list[Record]] = {}
        found = Record.objects.filter(identifier__in=names[begin : begin + 500]).select_related("locale")
        for row in found:
            rows.setdefault(row.identifier, []).append(row)
        for name in sorted(rows):
            yield record_value(rows[name])


def _table(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allowed
def arrivals(request: HttpRequest) -> HttpResponse:
    """Records that came from elsewhere, the last first, with where they came from."""
    found = list(Arrival.objects.order_by("-pk")[:SHOWN])
    rows = {
        one.identifier: one for one in Record.objects.filter(identifier__in=[a.identifier for a in found])
    }
    context = {
        "rows": [(one, rows.get(one.identifier)) for one in found],
        "page_title": _("Came from elsewhere"), "header_icon": "download",
    }  # fmt: skip
    return render(request, "library/importing/arrivals.html", context)
