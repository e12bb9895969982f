"""The addresses of the pack."""

from django.urls import path

from qorgan.web.library.pack import web

urlpatterns = [
    path("pack/", web.pack, name="pack"),
    path("pack/<str:name>", web.download, name="pack_file"),
]
