"""The addresses of the courses."""

from django.urls import path

from qorgan.web.library.courses import pages

urlpatterns = [
    path("courses/", pages.index, name="courses"),
    path("courses/<slug:name>/", pages.contents, name="course"),
    path("courses/<slug:name>/<int:number>/", pages.page, name="course_page"),
    path("courses/<slug:name>/check/", pages.self_check, name="course_check"),
    path("courses/<slug:name>/certificate/", pages.certificate, name="course_certificate"),
    path("certificate/", pages.check, name="certificate"),
]
