"""The addresses of the reading lists."""

from django.urls import path

from qorgan.web.library.lists import pages

urlpatterns = [
    path("lists/", pages.index, name="lists"),
    path("lists/<slug:name>/", pages.reading_list, name="list"),
    path("lists/<slug:name>/feed.xml", pages.feed, name="list_feed"),
    path("lists/<slug:name>/<str:form>", pages.cite, name="list_cite"),
]
