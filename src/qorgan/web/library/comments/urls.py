"""The address at which readers tell the librarians."""

from django.urls import path

from qorgan.web.library.comments import pages

urlpatterns = [path("r/<str:name>/tell/", pages.tell, name="tell")]
