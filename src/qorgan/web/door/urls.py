"""Two addresses, neither of which tells anything."""

from django.urls import path

from qorgan.web.door import views

app_name = "door"
urlpatterns = [
    path("", views.home, name="home"),
    path("exit", views.leave, name="exit"),
]
