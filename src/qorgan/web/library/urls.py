"""The addresses of the library. A record's never changes; the language stands in `?lang=`."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from qorgan.web.library import pages, search_pages

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("exit", pages.leave, name="exit"),
    path("search/", search_pages.search, name="search"),
    path("search.rss", search_pages.rss, name="search_rss"),
    path("search.json", search_pages.as_json, name="search_json"),
    path("r/<str:name>/", pages.record, name="record"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("library/edit/", include(admin_urls)),
    path("library/files/", include(document_urls)),
    path("library/healthz", pages.healthz, name="healthz"),
    path("library/", include((public, "library"))),
]

handler400 = "qorgan.web.errors.bad_request"
handler403 = "qorgan.web.errors.forbidden"
handler404 = "qorgan.web.errors.not_found"
handler500 = "qorgan.web.errors.server_error"
