"""The pages of the courses. What is answered stands in the form alone; nothing of it is kept or logged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qorgan.catalogue import certificates
from qorgan.catalogue.courses import Course, course, courses
from qorgan.catalogue.self_check import BadAnswers, Result, answers_of, mark, written
from qorgan.web.clock import real_now
from qorgan.web.library.courses.shown import asked, shown
from qorgan.web.library.sides import public_address
from qorgan.web.library.templatetags.library import language
from qorgan.web.middleware import for_everyone
from qorgan.web.paper.pdf import DocumentsUnavailable, pdf_of
from qorgan.web.ui.templatetags.ui import LOCAL

# Drawing a page takes a processor for a second: as many at once as leave the others to whoever reads.
_turns = threading.BoundedSemaphore(2)
PATIENCE = 8.0


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every course."""
    found = [shown(one, language()) for one in courses()]
    return for_everyone(render(request, "library/courses/index.html", {"courses": found}))


@require_safe
def contents(request: HttpRequest, name: str) -> HttpResponse:
    """What a course is and what stands in it. Raises Http404."""
    return for_everyone(
        render(request, "library/courses/course.html", {"course": shown(_of(name), language())})
    )


@require_safe
def page(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One page of a course. Raises Http404."""
    found = _of(name)
    if found.page(number) is None:
        raise Http404
    whole = shown(found, language())
    context = {"course": whole, "page": whole.pages[number - 1], "of": len(whole.pages)}
    context |= {"before": number - 1, "after": number + 1 if number < len(whole.pages) else 0}
    return for_everyone(render(request, "library/courses/page.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, name: str) -> HttpResponse:
    """The questions; sent, they come back marked and explained. Raises Http404."""
    found = _of(name)
    context: dict[str, Any] = {"course": shown(found, language())}
    if request.method != "POST":
        return for_everyone(
            render(request, "library/courses/check.html", context | {"questions": asked(found, language())})
        )
    result = _marked(found, {one.id: request.POST.get(one.id, "") for one in found.questions})
    if result is None:
        context |= {"questions": asked(found, language()), "fault": True}
        return render(request, "library/courses/check.html", context, status=422)
    return render(request, "library/courses/marked.html", context | _of_result(found, result))


def _of_result(found: Course, result: Result) -> dict[str, Any]:
    given = {one.question.id: one.given for one in result.marks}
    return {
        "questions": asked(found, language(), result),
        "result": result,
        "written": written(found, given),
        "open": sum(one.open for one in result.marks),
    }


@require_POST
def certificate(request: HttpRequest, name: str) -> HttpResponse:
    """The certificate as a PDF. The answers are marked anew; whoever sends none gets the questions again."""
    found = _of(name)
    try:
        result = mark(found, answers_of(found, request.POST.get("answers", "")))
        made = certificates.certificate(result, real_now().astimezone(LOCAL).date(), settings.CERTIFICATE_KEY)
    except (BadAnswers, certificates.Unfinished):
        context = {"course": shown(found, language()), "questions": asked(found, language()), "fault": True}
        return render(request, "library/courses/check.html", context, status=422)
    address = f"{public_address(request)}{reverse('library:certificate')}"
    try:
        with _turn():
            content = pdf_of(certificates.page(made, found, language(), f"{address}?{made.address()}"))
    except (DocumentsUnavailable, TimeoutError):
        context = {"course": shown(found, language()), "made": made, "address": address}
        return render(request, "library/courses/no_pdf.html", context | _of_result(found, result), status=503)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="course-{found.id}.pdf"'
    return answer


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether a certificate was made here: asked by its address or typed from the paper."""
    given = {name: request.GET.get(name, "")[:200] for name in certificates.FIELDS}
    context: dict[str, Any] = {"given": given, "courses": [shown(one, language()) for one in courses()]}
    if not any(given.values()):
        return for_everyone(render(request, "library/courses/certificate.html", context))
    try:
        one = certificates.certificate_of(given)
    except certificates.BadCertificate as bad:
        context["faults"] = [
            (fault.field, _FIELDS[fault.field]()) for fault in bad.faults if fault.field in _FIELDS
        ]
        return render(request, "library/courses/certificate.html", context, status=422)
    named = course(one.course)
    context |= {
        "certificate": one,
        "made_here": certificates.check(one, settings.CERTIFICATE_KEY),
        "title": named.title[language()] if named else one.course,
    }
    return render(request, "library/courses/certificate.html", context)


_FIELDS = {
    "course": lambda: _("Choose the course."),
    "version": lambda: _("Write the version as it is printed, for example 1.0."),
    "day": lambda: _("Write the day as year, month, day: 2026-11-26."),
    "right": lambda: _("Write how many answers were right, as a number."),
    "of": lambda: _("Write how many questions there were, as a number."),
    "code": lambda: _("The code has 16 letters and digits. Copy it once more."),
}


def _of(name: str) -> Course:
    found = course(name)
    if found is None:
        raise Http404
    return found


def _marked(found: Course, given: dict[str, str]) -> Result | None:
    try:
        return mark(found, given)
    except BadAnswers:
        return None


@contextmanager
def _turn() -> Iterator[None]:
    """A turn at drawing. Raises TimeoutError when too many wait."""
    if not _turns.acquire(timeout=PATIENCE):
        raise TimeoutError
    try:
        yield
    finally:
        _turns.release()
