"""The addresses of the library. A record's never changes; the language stands in `?lang=`."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as admin_urls

from qorgan.web.library import (
    compare_page,
    contribute_pages,
    files,
    glossary_page,
    pages,
    record_page,
    search_pages,
)
from qorgan.web.library.campaigns.urls import campaigns, cards
from qorgan.web.library.directory import pages as directory_pages
from qorgan.web.library.editing import urls as editing_urls
from qorgan.web.library.share import feeds, oai_view, records_json, sitemap
from qorgan.web.library.share import pages as share_pages

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("exit", pages.leave, name="exit"),
    path("contribute/", contribute_pages.contribute, name="contribute"),
    path("r/library_json.xsd", oai_view.schema, name="library_json_schema"),
    path("r/<str:name>/", record_page.record, name="record"),
    path("r/<str:name>/record.json", record_page.as_json, name="record_json"),
    path("r/<str:name>/<str:form>", record_page.cite, name="cite"),
    path("search/", search_pages.search, name="search"),
    path("search.rss", search_pages.rss, name="search_rss"),
    path("search.json", search_pages.as_json, name="search_json"),
    path("compare/", compare_page.compare, name="compare"),
    path("glossary/", glossary_page.glossary, name="glossary"),
    path("glossary.json", glossary_page.as_json, name="glossary_json"),
    path("glossary/<str:name>.json", glossary_page.term_as_json, name="term_json"),
    *campaigns,
    *cards,
    path("share/", share_pages.share, name="share"),
    path("oai", oai_view.answer, name="oai"),
    path("feed.xml", feeds.newest, name="feed"),
    path("feed/<str:kind>.xml", feeds.newest, name="feed_of_kind"),
    path("records.json", records_json.records, name="records_json"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap_pages"),
    path("sitemap-<str:part>.xml", sitemap.part, name="sitemap_part"),
    path("services/", directory_pages.services, name="services"),
    path("services.json", directory_pages.services_json, name="services_json"),
    path("services/<str:name>/", directory_pages.service, name="service"),
    path("services/<str:name>.json", directory_pages.service_json, name="service_json"),
]
public += [
    path("", include("qorgan.web.library.courses.urls")),
    path("", include("qorgan.web.library.lists.urls")),
    path("", include("qorgan.web.library.comments.urls")),
    path("", include("qorgan.web.library.pack.urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("library/edit/", include(editing_urls)),
    path("library/edit/", include(admin_urls)),
    path("library/files/<int:pk>/<str:name>", files.download, name="wagtaildocs_serve"),
    path("library/healthz", pages.healthz, name="healthz"),
    path("library/", include((public, "library"))),
]

handler400 = "qorgan.web.errors.bad_request"
handler403 = "qorgan.web.errors.forbidden"
handler404 = "qorgan.web.errors.not_found"
handler500 = "qorgan.web.errors.server_error"
