"""The demo's addresses: the story, the wait for a code, the clock, the language."""

from django.urls import path

from qorgan.web.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.story, name="story"),
    path("wait/", views.wait, name="wait"),
    path("clock/", views.clock, name="clock"),
    path("language/", views.language, name="language"),
]
