"""The addresses of the library. A record's never changes; the language stands in `?lang=`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access

from qorgan.web.library import compare_page, contribute_pages, files, glossary_page, pages, record_page
from qorgan.web.library.editing.translating import BringUpToDate
from qorgan.web.library.editors import urls as account_urls

# Parts of the publishing system for what this library does not keep (pages, pictures, many sites), and those
# that would change who may do what: roles and the review are made by `founding` alone.
CLOSED = (
    r"pages|images|choose-page|choose-external-link|choose-email-link|choose-phone-link|choose-anchor-link|"
    r"collections|sites|groups|locales|workflows|api|failwhale|test404|bulk|password_reset|block-preview|"
    r"snippets/choose|redirects|styleguide|users/delete|documents/multiple/(?!add/)|"
    r"reports/(?:locked|aging-pages|page-types-usage)"
)


def closed(request: HttpRequest, *args: str) -> HttpResponse:
    raise Http404


one_file_at_a_time = RedirectView.as_view(pattern_name="wagtaildocs:add")

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("exit", pages.leave, name="exit"),
    path("contribute/", contribute_pages.contribute, name="contribute"),
    path("r/<str:name>/", record_page.record, name="record"),
    path("r/<str:name>/record.json", record_page.as_json, name="record_json"),
    path("r/<str:name>/<str:form>", record_page.cite, name="cite"),
    path("search/", pages.home, name="search"),
    path("compare/", compare_page.compare, name="compare"),
    path("glossary/", glossary_page.glossary, name="glossary"),
    path("glossary.json", glossary_page.as_json, name="glossary_json"),
    path("glossary/<str:name>.json", glossary_page.term_as_json, name="term_json"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("library/edit/", include(account_urls)),
    re_path(rf"^library/edit/(?:{CLOSED})(?:/|$)", closed),
    path("library/edit/documents/multiple/add/", require_admin_access(one_file_at_a_time)),
    path(
        "library/edit/localize/update/<int:translation_source_id>/",
        require_admin_access(BringUpToDate.as_view()),
    ),
    path("library/edit/", include(admin_urls)),
    path("library/files/<int:pk>/<str:name>", files.download, name="wagtaildocs_serve"),
    path("library/healthz", pages.healthz, name="healthz"),
    path("library/", include((public, "library"))),
]

handler400 = "qorgan.web.errors.bad_request"
handler403 = "qorgan.web.errors.forbidden"
handler404 = "qorgan.web.errors.not_found"
handler500 = "qorgan.web.errors.server_error"
